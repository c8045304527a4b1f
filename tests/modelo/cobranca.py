"""Uma cobrança inteira, dia a dia, com CRA, Serasa e Correios simulados: o que a máquina do modelo move e confere."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from cenarios import cartas, serasa
from cenarios.iptu import IPTU
from cenarios.portas import movimentar
from hub.comum.erros import Recusa
from hub.comum.situacoes import NO_CADASTRO, Causa, Posicao, Situacao, TipoDeMovimento, mover
from hub.credores.models import Credor
from hub.credores.servicos import convenio_assinar, credor_criar
from hub.dividas.models import CDA, Acionamento, Passagem, Remessa, RemessaArquivo, SituacaoDaRemessa
from hub.estrategias.carta.acompanhamento import cartas_acompanhar
from hub.estrategias.models import Carta, Libera
from hub.estrategias.relogio.consultas import baixas_abertas
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.rodada.agenda import Proposta, agenda_definir
from hub.estrategias.rodada.servicos import regua_rodar
from hub.estrategias.servicos import caminho_do_arquivo, remessa_liberar
from regua_de_teste import trocar_a_regua
from simuladores import biro, cra
from simuladores.correios import Correios

COMECO = date(2026, 3, 2)
VALOR = 1673
#: Desfechos em que o canal responde: dos outros, ninguém pode prometer prazo.
DO_BIRO = (
    *("aceito", "recusado", "retorno_repetido", "fora_de_ordem", "trailer_errado", "contrato_desconhecido"),
    *("decurso_de_prazo", "ordem_judicial", "comunicado_devolvido", "condicao_especial", "decurso_como_aviso"),
)
DA_CRA = (
    *("pago", "protestado", "protestado_por_edital", "devolvido_sem_custas", "recusado_na_confirmacao"),
    *("espera_desistencia", "respondido_duas_vezes", "total_errado", "titulo_desconhecido", "guia_vencida"),
    *("cancelamento_ja_feito", "anuencia_sem_comparecer"),
)
#: Fins do nome do destinatário com que os Correios respondem; vazio = a carta chega.
DOS_CORREIOS = (
    *(
        "",
        "BAIXA 10",
        "BAIXA 4",
        "BAIXA 21",
        "CEP RUIM",
        "CEP TALVEZ",
        "SEM NOTÍCIA",
        "DUAS VEZES",
        "ANTES DA POSTAGEM",
    ),
)
#: O canal e a estratégia do leiaute que o escolhe.
CANAIS = {"serasa": "SCPC", "protesto": "PROTESTO", "carta": "CARTA"}


@dataclass
class Cobranca:
    """Um credor, as dívidas dele e os canais, com o dia que a máquina diz."""

    credor: Credor
    iptu: dict[str, str]
    dia: date = COMECO
    #: retornos produzidos e ainda por aplicar: dia em que chegam, canal, nome e conteúdo
    a_caminho: list[tuple[date, str, str, bytes]] = field(default_factory=list)
    enviadas: int = 0
    pasta: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="hub-modelo-")))

    def __post_init__(self) -> None:
        self.serasa = biro.Serasa(self.pasta / "serasa")
        self.cra = cra.CRA(self.pasta / "cra")
        self.correios = Correios(self.pasta / "correios")
        serasa.preparar(self.credor)
        cartas.preparar(self.credor, por_email="N", **cartas.ECARTA)
        etapas = [{"estrategia": nome, "espera_dias": 0, "condicao": {}} for nome in CANAIS]
        trocar_a_regua(self.credor, etapas)
        for nome in CANAIS:
            aprovada = {"libera": Libera.TUDO, "aprovada_ate": COMECO + timedelta(days=360)}
            agenda_definir(credor=self.credor, estrategia=nome, proposta=Proposta(**aprovada), ator="ana", hoje=COMECO)

    @property
    def cdas(self) -> list[CDA]:
        return list(CDA.objects.filter(credor=self.credor).order_by("pk"))

    def enviar(self, canal: str, desfecho: str) -> None:
        """Uma dívida que vai a um canal só, com o documento que força o desfecho, já comunicada."""
        self.enviadas += 1
        devedor = {"devedor_nome": f"DEVEDOR {self.enviadas}"}
        if canal == "carta":
            devedor = {
                "devedor_nome": f"DEVEDOR {self.enviadas} {desfecho}".strip(),
                "devedor_numero": str(self.enviadas),
            }
        else:
            magico = biro.documento_magico if canal == "serasa" else cra.documento_magico
            devedor["devedor_documento"] = magico(desfecho, self.enviadas)
        numero = f"{self.enviadas:04}/26"
        cda = serasa.enviar(self.credor, self.iptu, numero, estrategias=CANAIS[canal], **devedor)
        serasa.comunicar(self.credor, cda)

    def mover(self, cda: CDA, tipo: TipoDeMovimento) -> bool:
        """Conta um movimento no dia, se ele cabe."""
        if mover(tipo, Posicao(cda.posicao), Causa(cda.causas)) is None:
            return False
        campos = {"data": self.dia.isoformat()}
        if tipo in {TipoDeMovimento.PAGAMENTO_TOTAL, TipoDeMovimento.PAGAMENTO_PARCIAL}:
            campos["valor"] = "100.00" if tipo == TipoDeMovimento.PAGAMENTO_PARCIAL else "1673.93"
        if tipo in {TipoDeMovimento.SUSPENSAO, TipoDeMovimento.CANCELAMENTO, TipoDeMovimento.REABERTURA}:
            campos["motivo"] = "do modelo"
        identificador = f"{cda.pk}-{cda.movimentos.count()}"
        movimentar(self.credor, cda.numero_cda, tipo, identificador_credor=identificador, **campos)
        return True

    def passar_o_dia(self, *, atraso: int, repetir: bool, ao_contrario: bool) -> None:
        """O dia útil de trabalho: a régua roda, as pessoas liberam o que o freio segura, os canais respondem.

        `atraso`: dias que as respostas de hoje levam; `repetir`: cada uma vem duas vezes; `ao_contrario`: na ordem
        inversa.
        """
        antes = set(Acionamento.objects.filter(credor=self.credor).values_list("pk", "situacao"))
        regua_rodar(datetime.combine(self.dia, time(13), UTC), credores=[self.credor])
        self._liberar_o_que_o_freio_segura()
        self._conferir_o_que_saiu(antes)
        self._entregar()
        self._produzir(atraso)
        self._aplicar(repetir=repetir, ao_contrario=ao_contrario)
        self.dia += timedelta(days=1)

    def _liberar_o_que_o_freio_segura(self) -> None:
        for plano in Remessa.objects.filter(credor=self.credor, situacao=SituacaoDaRemessa.PLANEJADA).exclude(freio=""):
            for pessoa in ("ana", "bia"):
                try:
                    remessa_liberar(remessa=plano, saida=None, ator=pessoa)
                except Recusa as recusa:
                    assert recusa.nome_do_codigo() in {"FREIO", "PLANO_VAZIO"}, recusa.mensagem  # noqa: PT017

    def _conferir_o_que_saiu(self, antes: set[tuple[int, str]]) -> None:
        """Nada sai enquanto a dívida não se cobra."""
        agora = Acionamento.objects.filter(credor=self.credor, situacao=Situacao.ENVIADA).select_related("cda")
        for acionamento in agora:
            if (acionamento.pk, Situacao.ENVIADA) not in antes:
                assert acionamento.cda.posicao == Posicao.ATIVA, (acionamento, acionamento.cda.posicao)

    def _entregar(self) -> None:
        """Os arquivos liberados chegam aos canais, uma vez."""
        for arquivo in RemessaArquivo.objects.filter(credor=self.credor, remessa__situacao="liberada").order_by("pk"):
            marca = self.pasta / f"entregue-{arquivo.pk}"
            if not marca.exists():
                conteudo = caminho_do_arquivo(arquivo).read_bytes()
                if arquivo.remessa.estrategia == "carta":
                    self._aos_correios(arquivo.nome, conteudo)
                elif arquivo.remessa.estrategia == "serasa":
                    assert self.serasa.receber(arquivo.nome, conteudo, em=self.dia).codigos == ()
                else:
                    self.cra.receber(arquivo.nome, conteudo, em=self.dia)
                marca.touch()

    def _aos_correios(self, nome: str, conteudo: bytes) -> None:
        """O lote, e a ordem de o produzir; o recibo chega no mesmo dia."""
        self.a_caminho += [
            (self.dia, "carta", um.nome, um.conteudo) for um in self.correios.receber(nome, conteudo, em=self.dia)
        ]
        self.correios.receber(*cartas.autorizacao(nome), em=self.dia)

    def _produzir(self, atraso: int) -> None:
        chegam = self.dia + timedelta(days=atraso)
        da_serasa = [("serasa", um.nome, um.conteudo) for um in self.serasa.produzir(em=self.dia)]
        da_cra = [("protesto", um.nome, um.conteudo) for um in self.cra.produzir(em=self.dia)]
        dos_correios = [("carta", um.nome, um.conteudo) for um in self.correios.produzir(em=self.dia)]
        self.a_caminho += [(chegam, *um) for um in (*da_serasa, *da_cra, *dos_correios)]

    def _aplicar(self, *, repetir: bool, ao_contrario: bool) -> None:
        chegaram = [um for um in self.a_caminho if um[0] <= self.dia]
        self.a_caminho = [um for um in self.a_caminho if um[0] > self.dia]
        for _, canal, nome, conteudo in reversed(chegaram) if ao_contrario else chegaram:
            for _ in range(1 + repetir):
                feito = retorno_aplicar(estrategia=canal, conteudo=conteudo, nome=nome, ator="ana", credor=self.credor)
            if canal == "carta" and feito.desconhecidos:
                # Veio antes do recibo: quem o enviou o envia de novo no dia seguinte.
                self.a_caminho.append((self.dia + timedelta(days=1), canal, nome, conteudo))
        cartas_acompanhar(credor=self.credor, agora=datetime.combine(self.dia, time(20), UTC))

    def vencidas(self) -> list[str]:
        """O que passou do prazo de sair."""
        abertas = baixas_abertas(self.credor, self.dia)
        return [f"{um.estrategia}:{um.situacao}:{um.motivo}" for um in abertas if um.limite and um.limite < self.dia]

    def sem_explicacao(self) -> Iterator[str]:
        """Acionamentos cuja situação não é a da última passagem deles."""
        ultimas = dict(Passagem.objects.filter(credor=self.credor).order_by("id").values_list("acionamento", "para"))
        for acionamento in Acionamento.objects.filter(credor=self.credor):
            esperada = ultimas.get(acionamento.pk, Situacao.PLANEJADA.value)
            if acionamento.situacao != esperada:
                yield f"{acionamento}: a última passagem diz {esperada}"

    def espera_resposta(self) -> bool:
        """Se algo está a caminho, ou se pediu à Serasa e ela ainda não respondeu."""
        pedidas = (Situacao.ENVIADA, Situacao.EXCLUSAO_PEDIDA)
        abertas = Acionamento.objects.filter(credor=self.credor, estrategia="serasa", situacao__in=pedidas)
        return bool(self.a_caminho) or abertas.exists()

    def cartas_sem_desfecho(self) -> list[str]:
        """As que os Correios já entregaram ou devolveram e o hub não sabe, e as que mudaram e não se anotaram."""
        faltam = []
        for carta in Carta.objects.filter(credor=self.credor).select_related("cda"):
            situacao = Acionamento.objects.get(pk=carta.acionamento).situacao
            esperada = self.correios.desfecho_de(carta.nosso_numero.removeprefix("T"))
            if esperada and situacao != esperada:
                faltam.append(f"{carta}: {situacao}, e os Correios dizem {esperada}")
            if carta.anotada != situacao and situacao in {"postada", "entregue", "devolvida"}:
                faltam.append(f"{carta}: {situacao} por anotar")
        return faltam

    def diferencas_com_a_serasa(self) -> dict[str, list[str]]:
        """O que o hub diz que está na Serasa e o que está, com o dia parado e nada a caminho."""
        no_hub = Counter(
            numero[:16]
            for numero in Acionamento.objects.filter(
                credor=self.credor, estrategia="serasa", situacao__in=NO_CADASTRO
            ).values_list("nosso_numero", flat=True)
        )
        na_serasa = Counter(contrato for contrato, _, _ in self.serasa.registros())
        return {
            "so_no_hub": sorted((no_hub - na_serasa).elements()),
            "so_na_serasa": sorted((na_serasa - no_hub).elements()),
        }


def nova_cobranca(cnpj: str) -> Cobranca:
    credor = credor_criar(
        cnpj=cnpj,
        nome=f"Município {cnpj}",
        tipo="MUNICIPIO",
        municipio_ibge="2611606",
        uf="PE",
        municipio="Recife",
        endereco="Praça do Exemplo, 1",
        cep="50000000",
        ator="modelo",
    )
    convenio_assinar(credor=credor, assinado_por="Prefeita", vigencia_inicio=date(2020, 1, 1), ator="modelo")
    return Cobranca(credor=credor, iptu=dict(IPTU))
