"""A agenda de um canal e a rodada da régua, na linha de comando."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.estrategias.models import AgendaDoCanal, Libera, RodadaDaRegua
from hub.estrategias.rodada.agenda import DIAS, Proposta, agenda_definir, quando_roda
from hub.estrategias.rodada.servicos import regua_rodar
from hub.projeto.base import OPERADOR, Comando, com_json, um_nome, uma_data
from hub.projeto.tabelas import literal


class Command(Comando):
    help = "Diz quando a régua roda sozinha num canal (definir), mostra as agendas (mostrar) e roda já (rodar)."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="definir|mostrar|rodar")
        definir = atos.add_parser("definir", help="troca a agenda do canal; a mesma, de novo, não muda nada")
        definir.add_argument("--estrategia", required=True)
        definir.add_argument("--dias", type=_dias, default=_dias("seg,ter,qua,qui,sex"), help="vazio = nunca sozinha")
        definir.add_argument("--das", type=_hora, default=time(8), help="padrão: 08:00")
        definir.add_argument("--ate", type=_hora, default=time(18), help="padrão: 18:00")
        definir.add_argument("--por-semana", type=int, metavar="N", help="CDAs que se incluem; padrão: sem limite")
        definir.add_argument("--libera", choices=Libera.values, default=Libera.NADA, help="o que sai sem ninguém olhar")
        definir.add_argument("--aprovada-ate", type=uma_data, help="último dia em que a aprovação vale")
        definir.add_argument("--por", type=um_nome, default=OPERADOR, help="quem define, e quem aprova")
        mostrar = atos.add_parser("mostrar", help="as agendas do credor e as últimas rodadas")
        for ato in (definir, mostrar):
            ato.add_argument("--credor", required=True, help="CNPJ")
        rodar = atos.add_parser("rodar", help="roda o que a agenda manda agora; o que já rodou no dia não roda de novo")
        rodar.add_argument("--credor", help="CNPJ; padrão: todos")
        for ato in (definir, mostrar, rodar):
            com_json(ato)

    def fazer(self, *, ato: str, credor: str | None, **opcoes: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor) if credor else None
        if ato == "rodar":
            rodadas = regua_rodar(timezone.now(), credores=[dono] if dono else None)
            return {"rodadas": [_rodada(rodada) for rodada in rodadas]}
        assert dono is not None  # noqa: S101 - o argumento é obrigatório nos outros atos
        if ato == "definir":
            estrategia, por = opcoes["estrategia"], opcoes["por"]
            agenda_definir(
                credor=dono, estrategia=estrategia, proposta=_proposta(opcoes), ator=por, hoje=timezone.localdate()
            )
        agendas = AgendaDoCanal.objects.filter(credor=dono).order_by("estrategia")
        ultimas = RodadaDaRegua.objects.filter(credor=dono)[:20]
        return {"agendas": [_agenda(agenda) for agenda in agendas], "rodadas": [_rodada(rodada) for rodada in ultimas]}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        for agenda in documento.get("agendas", []):
            tela.print(f"[bold]{agenda['estrategia']}[/]:", literal(agenda["quando"]))
        for rodada in documento["rodadas"]:
            dita = f"{rodada['dia']} {rodada['estrategia']}: {rodada['situacao']}"
            tela.print(literal(f"{dita}. {rodada['motivo']}".rstrip()))


def _proposta(opcoes: dict[str, Any]) -> Proposta:
    return Proposta(
        dias_da_semana=opcoes["dias"],
        das=opcoes["das"],
        ate=opcoes["ate"],
        capacidade_semanal=opcoes["por_semana"],
        libera=Libera(opcoes["libera"]),
        aprovada_ate=opcoes["aprovada_ate"],
    )


def _agenda(agenda: AgendaDoCanal) -> dict[str, Any]:
    return {
        "estrategia": agenda.estrategia,
        "quando": quando_roda(agenda),
        "dias": [DIAS[dia] for dia in agenda.dias_da_semana],
        "das": f"{agenda.das:%H:%M}",
        "ate": f"{agenda.ate:%H:%M}",
        "por_semana": agenda.capacidade_semanal,
        "libera": agenda.libera,
        "aprovada_por": agenda.aprovada_por,
        "aprovada_ate": _iso(agenda.aprovada_ate),
    }


def _rodada(rodada: RodadaDaRegua) -> dict[str, Any]:
    return {
        "credor": rodada.credor.cnpj,
        "estrategia": rodada.estrategia,
        "dia": rodada.dia.isoformat(),
        "situacao": rodada.situacao,
        "plano": rodada.remessa_id,
        "das_baixas": rodada.das_baixas_id,
        "motivo": rodada.motivo,
    }


def _iso(dia: date | None) -> str | None:
    return dia.isoformat() if dia else None


def _dias(texto: str) -> tuple[int, ...]:
    pedidos = [parte.strip() for parte in texto.split(",") if parte.strip()]
    if estranhos := set(pedidos) - set(DIAS):
        raise ArgumentTypeError(f"{', '.join(sorted(estranhos))} não é dia. Use {', '.join(DIAS)}, com vírgula.")
    return tuple(sorted({DIAS.index(dia) for dia in pedidos}))


def _hora(texto: str) -> time:
    try:
        return datetime.strptime(texto, "%H:%M").time()  # noqa: DTZ007 - só a hora
    except ValueError:
        raise ArgumentTypeError(f"{texto} não é hora. Escreva como 08:00.") from None
