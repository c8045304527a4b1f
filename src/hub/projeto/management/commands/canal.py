"""Configura como o credor usa um canal, guarda a senha do serviço dele, lê as listas, entrega e o religa."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Credor
from hub.estrategias.chamadas.consultas import canal_do
from hub.estrategias.chamadas.disjuntor import canal_religar
from hub.estrategias.chamadas.entregas import remessas_por_entregar
from hub.estrategias.chamadas.execucao import FEITAS
from hub.estrategias.chamadas.segredos import segredo_guardar
from hub.estrategias.configuracao import canal_configurar, opcoes_ditas
from hub.estrategias.contrato.erros import ContratoErrado
from hub.estrategias.contrato.servicos import contrato_gravar
from hub.estrategias.ligados import atos_por_contrato, entregar_por, listas_por
from hub.estrategias.models import Chamada, ListaDoCanal
from hub.estrategias.registro import canal
from hub.projeto.base import OPERADOR, Comando, com_json, um_nome, um_texto, uma_data
from hub.projeto.chamadas_ditas import chamadas_mostrar, com_chamadas
from hub.projeto.tabelas import literal


class Command(Comando):
    help = "Diz como o credor usa um canal, guarda a senha do serviço, lê as listas dele, entrega e o religa."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(
            dest="ato", required=True, metavar="configurar|mostrar|segredo|listas|contrato|entregar|religar"
        )
        configurar = atos.add_parser("configurar", help="muda só as opções ditas; repetir não muda nada")
        configurar.add_argument("opcoes", type=_opcao, nargs="+", metavar="OPCAO=VALOR", help="lógico é S ou N")
        mostrar = atos.add_parser("mostrar", help="as opções ditas, o que falta dizer e como está o serviço")
        segredo = atos.add_parser("segredo", help="guarda a senha do serviço, que se lê da entrada, nunca do comando")
        segredo.add_argument("--usuario", required=True, help="o que o canal deu ao credor")
        listas = atos.add_parser("listas", help="lê do serviço as listas de códigos, que as opções usam")
        entregar = atos.add_parser("entregar", help="leva ao serviço o que já se liberou; repetir não manda de novo")
        _do_contrato(atos.add_parser("contrato", help="grava o contrato do serviço, onde o formato não é público"))
        religar = atos.add_parser("religar", help="volta a chamar o serviço e põe na fila o que estava parado")
        for ato in (configurar, mostrar, segredo, listas, entregar, religar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            ato.add_argument("--estrategia", required=True)
            com_json(ato)
        for ato in (segredo, listas, entregar, religar):
            ato.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")

    def fazer(self, *, ato: str, credor: str | None, estrategia: str, **opcoes: Any) -> dict[str, Any]:
        if ato == "contrato" or credor is None:
            return _contrato(credor, canal(estrategia).nome, **opcoes)
        dono, nome = credor_do_cnpj(credor), canal(estrategia).nome
        atos = {"segredo": _segredo, "listas": _listas, "entregar": _entregar, "religar": _religar}
        if ato in atos:
            return atos[ato](dono, nome, **opcoes)
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
            super().mostrar(chamadas_mostrar(documento, tela), tela)
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


def _do_contrato(contrato: ArgumentParser) -> None:
    contrato.add_argument("arquivo", type=Path, help="o contrato, em JSON")
    contrato.add_argument("--fonte", type=um_texto, required=True, help="de onde ele veio")
    contrato.add_argument("--desde", type=uma_data, help="primeiro dia em que vale; padrão: hoje")
    contrato.add_argument("--estrategia", required=True)
    contrato.add_argument("--credor", help="CNPJ; sem ele, vale para todos os que não têm o seu")
    contrato.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")
    com_json(contrato)


def _contrato(
    credor: str | None, estrategia: str, *, arquivo: Path, fonte: str, desde: date | None, por: str, **_: Any
) -> dict[str, Any]:
    exige = atos_por_contrato(estrategia)
    gravado = contrato_gravar(
        credor=credor_do_cnpj(credor) if credor else None,
        estrategia=estrategia,
        documento=_json_do(arquivo),
        exige=exige,
        desde=desde or timezone.localdate(),
        fonte=fonte,
        ator=por,
        agora=timezone.now(),
    )
    return {"credor": credor, "estrategia": estrategia, "desde": gravado.desde.isoformat(), "fonte": gravado.fonte}


def _json_do(arquivo: Path) -> Any:
    """Levanta `ContratoErrado` e `ArquivoNaoEncontrado`."""
    try:
        return json.loads(arquivo.read_bytes())
    except (ValueError, RecursionError) as erro:
        raise ContratoErrado(onde=arquivo.name, defeito=f"não é JSON: {erro}") from None


def _listas(dono: Credor, estrategia: str, *, por: str, **_: Any) -> dict[str, Any]:
    chamadas = listas_por(estrategia)(credor=dono, ator=por, agora=timezone.now())
    documento = {"credor": dono.cnpj, "estrategia": estrategia, "listas": _listas_guardadas(dono, estrategia)}
    return com_chamadas(documento, chamadas)


def _entregar(dono: Credor, estrategia: str, *, por: str, **_: Any) -> dict[str, Any]:
    levar = entregar_por(estrategia)
    feitas: list[Chamada] = []
    for remessa in remessas_por_entregar(dono, estrategia):
        feitas += levar(remessa=remessa, ator=por, insistir=True)
        # O que vem depois daria no mesmo.
        if feitas and feitas[-1].situacao not in FEITAS:
            break
    return com_chamadas({"credor": dono.cnpj, "estrategia": estrategia}, feitas)


def _religar(dono: Credor, estrategia: str, *, por: str, **_: Any) -> dict[str, Any]:
    voltaram = canal_religar(credor=dono, estrategia=estrategia, ator=por, agora=timezone.now())
    return {"credor": dono.cnpj, "estrategia": estrategia, "voltaram_a_fila": voltaram}


def _servico(dono: Credor, estrategia: str) -> dict[str, Any]:
    visto = canal_do(dono, estrategia, agora=timezone.now())
    disjuntor = visto.disjuntor
    return {
        "estado": "ligado" if disjuntor is None else disjuntor.get_estado_display().lower(),
        "motivo": disjuntor.motivo if disjuntor else "",
        "usuario": visto.usuario,
        "por_resolver": [f"{c.operacao} {c.chave}: {c.mensagem}" for c in visto.por_resolver],
    }


def _listas_guardadas(dono: Credor, estrategia: str) -> dict[str, dict[str, str]]:
    """Lista → código → rótulo, como o serviço os deu."""
    guardadas = ListaDoCanal.objects.filter(credor=dono, estrategia=estrategia).order_by("lista")
    return {guardada.lista: dict(guardada.itens) for guardada in guardadas}


def _opcao(texto: str) -> tuple[str, str]:
    nome, igual, valor = texto.partition("=")
    if not igual:
        raise ArgumentTypeError(f"{texto} não é OPCAO=VALOR, como codigo_portador=901.")
    return nome, valor
