"""Configura como o credor usa um canal, guarda a senha do serviço dele e o religa."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Credor
from hub.estrategias.chamadas.consultas import canal_do
from hub.estrategias.chamadas.disjuntor import canal_religar
from hub.estrategias.chamadas.segredos import segredo_guardar
from hub.estrategias.configuracao import canal_configurar, opcoes_ditas
from hub.estrategias.registro import canal
from hub.projeto.base import OPERADOR, Comando, com_json, um_nome
from hub.projeto.tabelas import literal


class Command(Comando):
    help = "Diz como o credor usa um canal (configurar), mostra como está, guarda a senha do serviço e o religa."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="configurar|mostrar|segredo|religar")
        configurar = atos.add_parser("configurar", help="muda só as opções ditas; repetir não muda nada")
        configurar.add_argument("opcoes", type=_opcao, nargs="+", metavar="OPCAO=VALOR", help="lógico é S ou N")
        mostrar = atos.add_parser("mostrar", help="as opções ditas, o que falta dizer e como está o serviço")
        segredo = atos.add_parser("segredo", help="guarda a senha do serviço, que se lê da entrada, nunca do comando")
        segredo.add_argument("--usuario", required=True, help="o que o canal deu ao credor")
        religar = atos.add_parser("religar", help="volta a chamar o serviço e põe na fila o que estava parado")
        for ato in (configurar, mostrar, segredo, religar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            ato.add_argument("--estrategia", required=True)
            com_json(ato)
        for ato in (segredo, religar):
            ato.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")

    def fazer(self, *, ato: str, credor: str, estrategia: str, **opcoes: Any) -> dict[str, Any]:
        dono, nome = credor_do_cnpj(credor), canal(estrategia).nome
        if ato == "segredo":
            return _segredo(dono, nome, **opcoes)
        if ato == "religar":
            voltaram = canal_religar(credor=dono, estrategia=nome, ator=opcoes["por"], agora=timezone.now())
            return {"credor": dono.cnpj, "estrategia": nome, "voltaram_a_fila": voltaram}
        return self._opcoes(dono, nome, opcoes.get("opcoes"))

    def _opcoes(self, dono: Credor, estrategia: str, opcoes: list[tuple[str, str]] | None) -> dict[str, Any]:
        if opcoes:
            ditas = canal_configurar(credor=dono, estrategia=estrategia, ditas=dict(opcoes), ator=OPERADOR)
        else:
            ditas = opcoes_ditas(dono, estrategia)
        conector = canal(estrategia)
        return {
            "credor": dono.cnpj,
            "estrategia": conector.nome,
            "opcoes": ditas,
            "falta": conector.o_que_falta(dono),
            "servico": _servico(dono, conector.nome),
        }

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if "opcoes" not in documento:
            super().mostrar(documento, tela)
            return
        for nome, valor in documento["opcoes"].items():
            tela.print(f"[bold]{nome}[/]", literal(str(valor)))
        for falta in documento["falta"]:
            tela.print("[yellow]falta[/]", literal(falta))
        servico = documento["servico"]
        tela.print("[bold]serviço[/]", literal(f"{servico['estado']}. {servico['motivo']}".strip()))
        for chamada in servico["por_resolver"]:
            tela.print("[yellow]a resolver[/]", literal(chamada))


def _segredo(dono: Credor, estrategia: str, *, usuario: str, por: str, **_: Any) -> dict[str, Any]:
    senha = getpass.getpass("Senha: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    guardado = segredo_guardar(
        credor=dono, estrategia=estrategia, usuario=usuario, senha=senha, ator=por, agora=timezone.now()
    )
    return {"credor": dono.cnpj, "estrategia": estrategia, "usuario": guardado.usuario}


def _servico(dono: Credor, estrategia: str) -> dict[str, Any]:
    visto = canal_do(dono, estrategia, agora=timezone.now())
    disjuntor = visto.disjuntor
    return {
        "estado": "ligado" if disjuntor is None else disjuntor.get_estado_display().lower(),
        "motivo": disjuntor.motivo if disjuntor else "",
        "usuario": visto.usuario,
        "por_resolver": [f"{c.operacao} {c.chave}: {c.mensagem}" for c in visto.por_resolver],
    }


def _opcao(texto: str) -> tuple[str, str]:
    nome, igual, valor = texto.partition("=")
    if not igual:
        raise ArgumentTypeError(f"{texto} não é OPCAO=VALOR, como codigo_portador=901.")
    return nome, valor
