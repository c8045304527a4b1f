"""O roteiro: receber, emitir documentos, planejar, liberar, ouvir a CRA, baixar o que foi pago, mostrar o resultado."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from hub.auditoria.servicos import conferir, selar
from hub.comum.ficticios import cdas_ficticias
from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Lote, Remessa
from hub.estrategias.erros import Freio
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from hub.projeto.demo import cra, papeis
from hub.projeto.demo.personagens import ATOR, DONA, VIZINHA, Ente, convidar, criar
from hub.projeto.tabelas import numero, tabela_de_achados, tabela_do_lote, tabela_dos_resultados
from hub.recepcao.arquivos import arquivo_guardar, lote_processar
from hub.recepcao.documentos import documento_do_recibo
from hub.recepcao.servicos import Recibo
from hub.resultados.consultas import resultados

#: Quando a história começa: o bastante para os cartórios responderem até hoje.
DIAS_ATRAS = 80
#: Dias depois da remessa em que se pergunta à CRA.
VISITAS = (1, 3, 7, 12, 20, 30)
#: Uma em cada tantas CDAs protestadas é paga depois.
PAGA_DEPOIS = 4


class Roteiro:
    """A demonstração passo a passo, contada na tela."""

    def __init__(self, tela: Console, *, quantidade: int, em: date) -> None:
        self.tela = tela
        self.quantidade = quantidade
        self.inicio = em - timedelta(days=DIAS_ATRAS)
        self.pasta = Path(tempfile.mkdtemp(prefix="hub-demo-"))

    def contar(self) -> dict[str, Any]:
        """Do nada ao resultado; devolve o resultado da dona e o que a tela precisa dizer no fim."""
        dona, vizinha = criar(DONA), criar(VIZINHA)
        senhas = convidar()
        self._titulo("1. Recepção", f"{numero(self.quantidade)} CDAs fictícias de {dona} chegam por arquivo")
        self._receber(dona, DONA, semente=2026, quantidade=self.quantidade)
        self._titulo("2. A vizinha", f"{vizinha} envia as suas; uma não vê as da outra")
        self._receber(vizinha, VIZINHA, semente=53, quantidade=max(20, self.quantidade // 20), mostrar=False)
        self._titulo("3. Documentos", "uma certidão assinada e as cartas das maiores dívidas")
        papeis.emitir(dona, agora=timezone.now(), ator="ana", tela=self.tela, barra=self._barra())
        self._titulo("4. Remessa", "planejar, olhar, liberar com duas pessoas, por causa do freio")
        self._remeter(dona, self.inicio + timedelta(days=1))
        self._titulo("5. CRA", "confirmações, andamentos e retornos, dia a dia")
        self._ouvir(self.inicio + timedelta(days=1))
        self._titulo("6. Baixa", "o credor informa pagamentos; o hub autoriza o cancelamento dos protestos")
        self._baixar(dona, self.inicio + timedelta(days=40))
        self._titulo("7. Resultado", "o que a estratégia fez e recuperou")
        return self._resultado(dona) | {"senhas": senhas}

    def _titulo(self, passo: str, texto: str) -> None:
        self.tela.print(f"\n[bold blue]{passo}[/] — {texto}")

    def _receber(self, credor: Credor, ente: Ente, *, semente: int, quantidade: int, mostrar: bool = True) -> None:
        cdas = cdas_ficticias(
            semente=semente, quantidade=quantidade, municipio_ibge=ente.municipio_ibge, em=self.inicio
        )
        recibo = self._enviar(credor, cdas, f"cdas-{ente.codigo}.csv", self.inicio)
        documento = documento_do_recibo(recibo)
        self.tela.print(tabela_do_lote(documento))
        if mostrar and documento["achados"]:
            self.tela.print(tabela_de_achados(documento["achados"][:5], documento["achados_total"]))

    def _enviar(self, credor: Credor, quadro: pl.DataFrame, nome: str, em: date) -> Recibo:
        conteudo = BytesIO()
        quadro.write_csv(conteudo, separator=";")
        conteudo.seek(0)
        lote = arquivo_guardar(credor=credor, fluxo=conteudo, nome=nome, ator="ana", em=em)
        with self._barra() as barra:
            tarefa = barra.add_task(f"lendo {nome}", total=100)

            def avancar(lote: Lote) -> None:
                barra.update(tarefa, completed=lote.progresso)

            recibo = lote_processar(lote=lote, ao_avancar=avancar)
            barra.update(tarefa, completed=100)
        return recibo

    def _barra(self) -> Progress:
        return Progress(
            TextColumn("  {task.description}"), BarColumn(), TimeElapsedColumn(), console=self.tela, transient=True
        )

    def _remeter(self, dona: Credor, em: date) -> None:
        remessa = remessa_planejar(credor=dona, estrategia="protesto", em=em, ator="ana")
        self.tela.print(f"  plano {remessa.pk}: inclui {numero(remessa.inclusoes)}, baixa {numero(remessa.baixas)}")
        for motivo, total in remessa.retidas.items():
            self.tela.print(f"    ficam {numero(total)}: {motivo.replace('_', ' ')}", style="dim")
        if remessa.inclusoes + remessa.baixas:
            self._liberar(remessa)

    def _liberar(self, remessa: Remessa) -> None:
        for pessoa in ("ana", "carla"):
            try:
                arquivos = remessa_liberar(remessa=remessa, saida=self.pasta / "para-a-cra", ator=pessoa)
            except Freio as freio:
                self.tela.print(f"  [yellow]{pessoa} tenta liberar:[/] {freio.mensagem}")
                continue
            for arquivo in arquivos:
                self.tela.print(f"  [green]{pessoa} liberou[/] {arquivo.nome}: {numero(arquivo.titulos)} títulos")
            return

    def _ouvir(self, desde: date) -> None:
        for dias in VISITAS:
            hoje = desde + timedelta(days=dias)
            devolvidos = cra.processar(self.pasta / "para-a-cra", self.pasta / "da-cra", hoje)
            for retorno in cra.devolver(devolvidos, ator=ATOR):
                self.tela.print(
                    f"  {hoje:%d/%m} {retorno.nome} ({retorno.leiaute.removeprefix('protesto/')}): "
                    f"{numero(retorno.aplicados)} de {numero(retorno.titulos)} aplicados"
                )

    def _baixar(self, dona: Credor, em: date) -> None:
        protestadas = Acionamento.objects.filter(credor=dona, situacao=Situacao.PROTESTADA).order_by("cda_id")
        pagas = CDA.objects.filter(pk__in=list(protestadas.values_list("cda_id", flat=True))[::PAGA_DEPOIS])
        movimentos = pl.DataFrame(
            {
                "numero_cda": [cda.numero_cda for cda in pagas],
                "tipo": "PAGAMENTO_TOTAL",
                "data": em.isoformat(),
                "valor": [str(cda.valor_consolidado) for cda in pagas],
                "identificador_credor": [f"DAM-{cda.pk}" for cda in pagas],
            }
        )
        if movimentos.is_empty():
            return
        recibo = self._enviar(dona, movimentos, "pagamentos.csv", em)
        self.tela.print(f"  {numero(recibo.lote.movimentos)} pagamentos aplicados")
        self._remeter(dona, em)
        self._ouvir(em)

    def _resultado(self, dona: Credor) -> dict[str, Any]:
        selar(timezone.now())
        documento = resultados(credor=dona)
        self.tela.print(tabela_dos_resultados(documento))
        situacoes = documento["cdas"]["por_situacao"].items()
        self.tela.print(
            "  " + ", ".join(f"{nome.replace('_', ' ')} {numero(total)}" for nome, total in situacoes if total)
        )
        auditoria = conferir()
        marca = "[green]íntegra[/]" if auditoria["integra"] else "[red]MEXIDA[/]"
        self.tela.print(
            f"  auditoria {marca} (eventos: {numero(auditoria['eventos'])}; selos: {numero(auditoria['selos'])})"
        )
        return documento | {"auditoria": auditoria}
