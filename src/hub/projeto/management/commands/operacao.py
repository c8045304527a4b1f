"""As chaves da operação: parar, avisar e voltar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.clausulas import ESTRATEGIAS
from hub.credores.consultas import credor_do_cnpj
from hub.operacao.consultas import chaves, documento_da_chave
from hub.operacao.models import EspecieDeChave
from hub.operacao.servicos import PedidoDeChave, chave_desligar, chave_ligar
from hub.projeto.base import OPERADOR, Comando, com_json, um_nome, um_texto
from hub.projeto.management.commands.estado import um_instante
from hub.projeto.tabelas import literal


class Command(Comando):
    help = (
        "Para o hub (somente leitura), um canal ou um credor, avisa a todos, e volta atrás; nada da história se apaga."
    )
    sela = True
    sempre = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="ligar|desligar|mostrar")
        ligar = atos.add_parser("ligar", help="repetir a mesma não muda nada")
        ligar.add_argument("especie", choices=EspecieDeChave.values)
        ligar.add_argument("--motivo", type=um_texto, required=True, help="como os credores o leem")
        ligar.add_argument("--canal", choices=ESTRATEGIAS, default="", help="o que para (parar_canal)")
        ligar.add_argument("--credor", help="CNPJ (parar_credor, ou parar_canal de um só)")
        ligar.add_argument("--inclusive-baixas", action="store_true", help="o canal parado nem baixa")
        ligar.add_argument("--desde", type=um_instante, help="AAAA-MM-DDTHH:MM, hora daqui; padrão: já")
        ligar.add_argument("--fim-previsto", type=um_instante, help="só informa: desliga-se à mão")
        desligar = atos.add_parser("desligar", help="o que esperava segue sozinho")
        desligar.add_argument("chave", type=int)
        mostrar = atos.add_parser("mostrar", help="as ligadas e, com --todas, a história")
        mostrar.add_argument("--todas", action="store_true")
        for ato in (ligar, desligar):
            ato.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")
        for ato in (ligar, desligar, mostrar):
            com_json(ato)

    def fazer(self, *, ato: str, **opcoes: Any) -> dict[str, Any]:
        if ato == "mostrar":
            return {"chaves": [documento_da_chave(chave) for chave in chaves(todas=opcoes["todas"])]}
        agora = timezone.now()
        if ato == "desligar":
            return documento_da_chave(chave_desligar(opcoes["chave"], ator=opcoes["por"], agora=agora))
        return _ligar(agora=agora, **opcoes)

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        for chave in documento.get("chaves", [documento]):
            alcance = " ".join(filter(None, (chave["canal"], chave["credor"])))
            tela.print(f"[bold]{chave['chave']}[/] {chave['especie']} {alcance} ({chave['situacao']}):", end=" ")
            tela.print(literal(chave["motivo"]))


def _ligar(*, especie: str, credor: str | None, por: str, agora: datetime, **opcoes: Any) -> dict[str, Any]:
    pedido = PedidoDeChave(
        especie=EspecieDeChave(especie),
        motivo=opcoes["motivo"],
        canal=opcoes["canal"],
        credor=credor_do_cnpj(credor) if credor else None,
        inclusive_baixas=opcoes["inclusive_baixas"],
        desde=opcoes["desde"],
        fim_previsto=opcoes["fim_previsto"],
    )
    return documento_da_chave(chave_ligar(pedido, ator=por, agora=agora))
