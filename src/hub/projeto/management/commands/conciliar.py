"""A conciliação de três lados, na linha de comando."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Credor
from hub.estrategias.conciliacao.documentos import documento_da_conciliacao
from hub.estrategias.conciliacao.erros import ConciliacaoDesconhecida
from hub.estrategias.conciliacao.servicos import (
    Listas,
    conciliacao_aplicar,
    conciliacao_aprovar,
    conciliacao_planejar,
    freio_da,
    tipos,
)
from hub.estrategias.models import Conciliacao
from hub.portal.conciliar import movimentos_guardar
from hub.projeto.base import OPERADOR, Comando, com_json, existente, um_nome, uma_data
from hub.projeto.tabelas import literal, numero
from hub.recepcao.arquivos import lote_processar


class Command(Comando):
    help = "Compara a lista do credor e a do canal com o hub (planejar), mostra o que diverge e o aplica."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="planejar|mostrar|aplicar")
        planejar = atos.add_parser("planejar", help="compara; nada muda")
        planejar.add_argument("--lista", type=Path, metavar="ARQUIVO", help="do credor: numero_cda;situacao;saldo")
        planejar.add_argument("--do-canal", type=Path, metavar="ARQUIVO", help="do canal: contrato;documento;valor")
        planejar.add_argument("--estrategia", default="", help="o canal da lista do canal")
        planejar.add_argument("--em", type=uma_data, help="dia das listas; padrão: hoje")
        mostrar = atos.add_parser("mostrar", help="as divergências, com o que se propõe")
        aplicar = atos.add_parser("aplicar", help="toma o que o canal mostra e envia os movimentos que o credor pede")
        for ato in (mostrar, aplicar):
            ato.add_argument("conciliacao", type=int)
        for ato in (planejar, aplicar):
            ato.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria e o freio")
        for ato in (planejar, mostrar, aplicar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            com_json(ato)

    def fazer(self, *, ato: str, credor: str, **opcoes: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        if ato == "planejar":
            return documento_da_conciliacao(_planejar(dono, **opcoes))
        achada = Conciliacao.objects.select_related("credor").filter(pk=opcoes["conciliacao"], credor=dono).first()
        if achada is None:
            raise ConciliacaoDesconhecida(conciliacao=opcoes["conciliacao"])
        return documento_da_conciliacao(achada) if ato == "mostrar" else _aplicar(achada, opcoes["por"])

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if "divergencias" not in documento:
            super().mostrar(documento, tela)
            return
        total = documento["contas"]["divergencias"]
        tela.print(f"Conciliação [bold]{documento['conciliacao']}[/]: {numero(total)} divergências.")
        for tipo, quantas in documento["contas"]["por_tipo"].items():
            tela.print(literal(f"  {numero(quantas)}: {tipos()[tipo]['texto']} {tipos()[tipo]['como_resolver']}"))
        if documento["freio"]:
            tela.print("[yellow]Freio:[/]", literal(documento["freio"]), "Aplica-se com duas pessoas.")


def _planejar(
    credor: Credor, *, lista: Path | None, do_canal: Path | None, estrategia: str, em: date | None, por: str, **_: Any
) -> Conciliacao:
    listas = Listas(
        do_credor=existente(lista).read_bytes() if lista else None,
        do_canal=existente(do_canal).read_bytes() if do_canal else None,
    )
    return conciliacao_planejar(
        credor=credor, listas=listas, em=em or timezone.localdate(), ator=por, estrategia=estrategia
    )


def _aplicar(conciliacao: Conciliacao, por: str) -> dict[str, Any]:
    """Os movimentos primeiro, pela recepção: repetidos, não mudam nada; depois, o que o canal mostra."""
    if not conciliacao_aprovar(conciliacao=conciliacao, ator=por):
        raise freio_da(conciliacao)
    contas = {"movimentos": 0, "recusados": 0, "repetidos": 0, "lote": None}
    if guardado := movimentos_guardar(conciliacao=conciliacao, ator=por):
        lote = lote_processar(lote=guardado).lote
        contas = {
            "movimentos": lote.movimentos,
            "recusados": lote.movimentos_recusados,
            "repetidos": lote.movimentos_repetidos,
            "lote": lote.pk,
        }
    return {
        "conciliacao": conciliacao.pk,
        **contas,
        "acionamentos": conciliacao_aplicar(conciliacao=conciliacao, ator=por),
    }
