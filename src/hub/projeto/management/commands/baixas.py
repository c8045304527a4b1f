"""O relógio da baixa na linha de comando."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Credor
from hub.estrategias.relogio.anotacao import relogio_anotar
from hub.estrategias.relogio.consultas import Baixa, baixas_abertas, medidas, relogio_do
from hub.estrategias.silencio.consultas import mudezes
from hub.projeto.base import Comando, com_json, uma_data
from hub.projeto.tabelas import literal, numero


class Command(Comando):
    help = "O que tem de sair de cada canal e até quando (mostrar), e a anotação do dia, com os lembretes (anotar)."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="mostrar|anotar")
        mostrar = atos.add_parser("mostrar", help="as baixas por fazer, as mais urgentes primeiro; só lê")
        mostrar.add_argument("--credor", required=True, help="CNPJ")
        anotar = atos.add_parser("anotar", help="anota o dia de cada credor e avisa; repetir não avisa de novo")
        for ato in (mostrar, anotar):
            ato.add_argument("--em", type=uma_data, help="padrão: hoje")
            com_json(ato)

    def fazer(self, *, ato: str, em: date | None, credor: str = "", **_: Any) -> dict[str, Any]:
        dia = em or timezone.localdate()
        if ato == "anotar":
            return {"dia": dia.isoformat(), "canais": relogio_anotar(dia)}
        return _documento(credor_do_cnpj(credor), dia)

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if "canais" not in documento or not isinstance(documento["canais"], list):
            super().mostrar(documento, tela)
            return
        tabela = Table("canal", "vencidas", "vencem logo", "no prazo", "já pedidas")
        for canal in documento["canais"]:
            contas = ("vencidas", "vencem_logo", "no_prazo", "pedidas")
            tabela.add_row(canal["estrategia"], *(numero(canal[conta]) for conta in contas))
        tela.print(tabela if documento["canais"] else "Nada a soltar.")
        for um in documento["sem_resposta"]:
            quantos = f"{numero(um['quantos'])} em {um['estrategia']} sem resposta há mais de {um['dias']} dias"
            tela.print(f"[yellow]{quantos}.[/]", literal(um["o_que_fazer"]))


def _documento(credor: Credor, em: date) -> dict[str, Any]:
    contas = ("estrategia", "vencidas", "vencem_logo", "no_prazo", "pedidas")
    return {
        "dia": em.isoformat(),
        "sem_resposta": [
            {
                "estrategia": um.estrategia,
                "situacao": um.situacao.value,
                "quantos": um.quantos,
                "dias": um.dias,
                "o_que_fazer": um.o_que_fazer,
            }
            for um in mudezes(credor, em)
        ],
        "canais": [{conta: getattr(um, conta) for conta in contas} for um in relogio_do(credor, em)],
        "baixas": [_baixa(baixa) for baixa in baixas_abertas(credor, em)],
        "medidas": [
            {"estrategia": m.estrategia, "quantas": m.quantas, "mediana": m.mediana, "nove_em_dez": m.decimo}
            for m in medidas(credor, em)
        ],
    }


def _baixa(baixa: Baixa) -> dict[str, Any]:
    return {
        "cda": baixa.numero_cda,
        "estrategia": baixa.estrategia,
        "devedor": baixa.devedor,
        "situacao": baixa.situacao.value,
        "motivo": baixa.motivo,
        "fato_em": baixa.fato_em.isoformat(),
        "limite": baixa.limite.isoformat() if baixa.limite else None,
    }
