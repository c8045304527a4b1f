"""Planeja e libera remessas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from hub.credores.consultas import Vigor, credor_do_cnpj, vigor_em
from hub.dividas.models import Remessa
from hub.estrategias.carta.resposta import lote_responder
from hub.estrategias.consultas import plano_aberto
from hub.estrategias.erros import PlanoDesconhecido, SemPessoa
from hub.estrategias.freio import pessoas_que_liberam
from hub.estrategias.liberacao import andamento_da
from hub.estrategias.limites import RETIDAS_LISTADAS
from hub.estrategias.registro import canal
from hub.estrategias.servicos import (
    arquivo_recusado,
    remessa_descartar,
    remessa_liberar,
    remessa_planejar,
)
from hub.projeto.base import OPERADOR, Comando, com_json, um_nome, um_texto, uma_data
from hub.projeto.tabelas import em_reais, literal, numero

#: Onde se mostra o andamento: a saída é do documento.
ERROS = Console(stderr=True)


class Command(Comando):
    help = "Planeja o que vai a um canal (planejar), depois de olhado o envia (liberar), e registra o que ele recusou."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="planejar|liberar|descartar|recusada|resposta")
        planejar = atos.add_parser("planejar", help="diz o que incluir e baixar; nada sai")
        planejar.add_argument("--estrategia", required=True)
        planejar.add_argument("--credor", required=True, help="CNPJ")
        planejar.add_argument("--em", type=uma_data, help="data do movimento; padrão: hoje")
        liberar = atos.add_parser("liberar", help="escreve os arquivos e grava o envio; repetir não envia de novo")
        liberar.add_argument("plano", type=int)
        liberar.add_argument("--saida", type=Path, required=True, help="pasta dos arquivos")
        descartar = atos.add_parser("descartar", help="desfaz um plano que ninguém liberou")
        descartar.add_argument("plano", type=int)
        recusada = atos.add_parser("recusada", help="o canal recusou um arquivo inteiro: o que ele levava volta")
        recusada.add_argument("plano", type=int)
        recusada.add_argument("arquivo", help="nome do arquivo, como saiu")
        recusada.add_argument("--motivo", type=um_texto, required=True, help="o que o canal respondeu")
        resposta = atos.add_parser("resposta", help="e-Carta: manda produzir o lote, ou o recusa antes de produzido")
        resposta.add_argument("plano", type=int)
        resposta.add_argument("arquivo", help="nome do arquivo de serviço, como saiu")
        qual = resposta.add_mutually_exclusive_group(required=True)
        qual.add_argument("--autorizar", action="store_true")
        qual.add_argument("--recusar", action="store_true")
        resposta.add_argument("--mesmo-assim", action="store_true", help="com cartas de dívidas que já não se cobram")
        resposta.add_argument("--saida", type=Path, required=True, help="pasta do arquivo que vai aos Correios")
        for ato in (planejar, liberar, descartar, recusada, resposta):
            ato.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria e o freio")
            com_json(ato)

    def fazer(self, *, ato: str, **opcoes: Any) -> dict[str, Any]:
        atos: dict[str, Callable[..., dict[str, Any]]] = {
            "planejar": _planejar,
            "liberar": _liberar,
            "descartar": _descartar,
            "recusada": _recusada,
            "resposta": _resposta,
        }
        return atos[ato](**opcoes)

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if "arquivos" in documento:
            tela.print(_tabela_dos_arquivos(documento["arquivos"]))
            for aviso in documento["avisos"]:
                tela.print("[yellow]aviso[/]", literal(aviso))
        elif "inclusoes" in documento:
            _mostrar_plano(documento, tela)
        else:
            super().mostrar(documento, tela)


def _planejar(*, estrategia: str, credor: str, em: date | None, por: str, **_: Any) -> dict[str, Any]:
    dono = credor_do_cnpj(credor)
    aberto = plano_aberto(dono, estrategia)
    remessa = remessa_planejar(credor=dono, estrategia=estrategia, em=em or timezone.localdate(), ator=por)
    with transaction.atomic():
        retidas = canal(estrategia).motivos(credor=dono, em=remessa.em, limite=RETIDAS_LISTADAS)
    return {
        "plano": remessa.pk,
        "descartado": aberto,
        "inclusoes": remessa.inclusoes,
        "alteracoes": remessa.alteracoes,
        "baixas": remessa.baixas,
        "retidas": retidas,
        "retidas_por_motivo": remessa.retidas,
        "freio": {"motivo": remessa.freio, "precisa_de": pessoas_que_liberam(remessa)} if remessa.freio else None,
    }


def _liberar(*, plano: int, saida: Path, por: str, **_: Any) -> dict[str, Any]:
    remessa = _remessa(plano)
    if remessa.freio and por == OPERADOR:
        # Quem não diz o nome pode ser qualquer um, até quem já aprovou.
        raise SemPessoa(plano=plano)
    with Progress(
        TextColumn("preparando"), BarColumn(), TextColumn("{task.completed} de {task.total}"), console=ERROS
    ) as barra:
        tarefa = barra.add_task("preparando", visible=False)

        def contar() -> None:
            andamento = andamento_da(remessa)
            barra.update(tarefa, completed=andamento.feitos, total=andamento.ao_todo, visible=True)

        arquivos = remessa_liberar(remessa=remessa, saida=saida, ator=por, contar=contar)
    documento: dict[str, Any] = {
        "plano": plano,
        "arquivos": [
            {"nome": a.nome, "tipo": a.tipo, "titulos": a.titulos, "valor": str(a.valor), "sha256": a.sha256}
            for a in arquivos
        ],
    }
    avisos = canal(remessa.estrategia).o_que_falta(remessa.credor)
    if vigor_em(remessa.credor, remessa.em) == Vigor.ENSAIO:
        avisos.insert(0, "Sem convênio em vigor: são arquivos de ensaio. Não os envie à CRA.")
    return documento | {"avisos": avisos}


def _descartar(*, plano: int, por: str, **_: Any) -> dict[str, Any]:
    remessa_descartar(remessa=_remessa(plano), ator=por)
    return {"plano": plano, "situacao": "descartada"}


def _recusada(*, plano: int, arquivo: str, motivo: str, por: str, **_: Any) -> dict[str, Any]:
    voltaram = arquivo_recusado(remessa=_remessa(plano), nome=arquivo, motivo=motivo, ator=por)
    return {"plano": plano, "arquivo": arquivo, "voltaram": voltaram}


def _resposta(
    *, plano: int, arquivo: str, autorizar: bool, mesmo_assim: bool, saida: Path, por: str, **_: Any
) -> dict[str, Any]:
    saida.mkdir(parents=True, exist_ok=True)
    nome, conteudo = lote_responder(
        remessa=_remessa(plano),
        nome=arquivo,
        autoriza=autorizar,
        mesmo_assim=mesmo_assim,
        ator=por,
        agora=timezone.now(),
    )
    (saida / nome).write_bytes(conteudo)
    return {"plano": plano, "arquivo": arquivo, "autorizado": autorizar, "resposta": str(saida / nome)}


def _remessa(plano: int) -> Remessa:
    if achada := Remessa.objects.select_related("credor").filter(pk=plano).first():
        return achada
    raise PlanoDesconhecido(plano=plano)


def _mostrar_plano(documento: dict[str, Any], tela: Console) -> None:
    inclui, baixa = numero(documento["inclusoes"]), numero(documento["baixas"])
    tela.print(f"Plano [bold]{documento['plano']}[/]: inclui {inclui}, baixa {baixa}.")
    if documento["descartado"]:
        tela.print(f"O plano {documento['descartado']}, que ninguém liberou, foi descartado.")
    for motivo, total in documento["retidas_por_motivo"].items():
        tela.print(f"  ficam {numero(total)}: {motivo.replace('_', ' ')}")
    if freio := documento["freio"]:
        tela.print(f"[yellow]Freio:[/] {freio['motivo']} Libera-se com {freio['precisa_de']} pessoas.")


def _tabela_dos_arquivos(arquivos: list[dict[str, Any]]) -> Table:
    tabela = Table(title="Arquivos", title_justify="left")
    for coluna in ("nome", "tipo", "títulos", "valor", "sha256"):
        tabela.add_column(coluna, justify="right" if coluna in {"títulos", "valor"} else "left")
    for a in arquivos:
        tabela.add_row(a["nome"], a["tipo"], numero(a["titulos"]), em_reais(a["valor"]), a["sha256"][:16] + "…")
    return tabela
