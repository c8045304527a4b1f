"""As carteiras de um credor."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.credores.consultas import credor_do_cnpj, versao_em
from hub.credores.erros import ContatoErrado
from hub.credores.models import Carteira, Credor, VersaoDaCarteira
from hub.estrategias.carteiras import Vigencia, carteira_salvar
from hub.estrategias.consultas import carteira_do
from hub.estrategias.erros import ReguaErrada
from hub.estrategias.etapas import EXEMPLO, regua_ler
from hub.estrategias.previa import PreviaDaEstrategia, regua_prever
from hub.projeto.base import OPERADOR, Comando, com_json, existente, um_nome, uma_data


class Command(Comando):
    help = "Cria ou muda uma carteira (salvar), diz o que uma régua nova enviaria (previa) ou mostra as que há."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="salvar|listar|mostrar|previa")
        salvar = atos.add_parser("salvar", help="cria, ou muda só o que se diz; repetir não muda nada")
        salvar.add_argument("--nome")
        salvar.add_argument("--tributos", help="códigos separados por vírgula que caem nela; vazio = nenhum")
        salvar.add_argument("--regua", type=Path, metavar="ARQUIVO", help="JSON com a lista de etapas, em ordem")
        salvar.add_argument("--contato", type=Path, metavar="ARQUIVO", help="JSON: links, pix, telefone, endereco…")
        salvar.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")
        previa = atos.add_parser("previa", help="o que a régua enviaria e quando, ao lado da que vale; nada se grava")
        previa.add_argument("--regua", type=Path, metavar="ARQUIVO", required=True, help="JSON com a lista de etapas")
        mostrar = atos.add_parser("mostrar", help="como a carteira está numa data, e todas as versões")
        mostrar.add_argument("--em", type=uma_data, help="padrão: hoje")
        listar = atos.add_parser("listar", help="as carteiras do credor, com a régua e o contato de hoje")
        for ato in (salvar, previa):
            ato.add_argument("--vigente-desde", type=uma_data, help="primeiro dia; padrão: hoje")
            ato.add_argument("--vigente-ate", type=uma_data, help="último dia; depois volta a valer a de antes")
        for ato in (salvar, previa, mostrar):
            ato.add_argument("codigo", help="como as CDAs a chamam; GERAL é a que todo credor tem")
        for ato in (salvar, previa, mostrar, listar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            com_json(ato)

    def fazer(self, *, ato: str, credor: str, **opcoes: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        match ato:
            case "salvar":
                return _salvar(dono, **opcoes)
            case "previa":
                return _prever(dono, **opcoes)
            case "mostrar":
                return _mostrar(dono, **opcoes)
        return {"carteiras": [_documento(carteira) for carteira in dono.carteiras.order_by("codigo")]}


def _salvar(dono: Credor, **opcoes: Any) -> dict[str, Any]:
    tributos = opcoes["tributos"]
    carteira = carteira_salvar(
        credor=dono,
        codigo=opcoes["codigo"],
        nome=opcoes["nome"],
        tributos=None if tributos is None else [codigo for codigo in tributos.split(",") if codigo],
        regua=_regua(opcoes["regua"]) if opcoes["regua"] else None,
        contato=_contato(opcoes["contato"]) if opcoes["contato"] else None,
        vigencia=Vigencia(desde=opcoes["vigente_desde"], ate=opcoes["vigente_ate"]),
        ator=opcoes["por"],
        agora=timezone.now(),
    )
    return _documento(carteira, opcoes["vigente_desde"])


def _prever(dono: Credor, **opcoes: Any) -> dict[str, Any]:
    hoje = timezone.localdate()
    previas = regua_prever(
        carteira=carteira_do(dono, opcoes["codigo"]),
        regua=regua_ler(_regua(opcoes["regua"])),
        desde=opcoes["vigente_desde"] or hoje,
        ate=opcoes["vigente_ate"],
        hoje=hoje,
    )
    return {"carteira": opcoes["codigo"], "estrategias": [_da_previa(previa) for previa in previas]}


def _mostrar(dono: Credor, *, codigo: str, em: date | None, **_: Any) -> dict[str, Any]:
    carteira = carteira_do(dono, codigo)
    versoes = [_da_versao(versao) for versao in carteira.versoes.order_by("-versao")]
    return {**_documento(carteira, em), "versoes": versoes}


def _regua(arquivo: Path) -> object:
    try:
        return json.loads(existente(arquivo).read_bytes())
    except (ValueError, RecursionError) as erro:
        raise ReguaErrada(onde=f"o arquivo {arquivo.name}", motivo="não é JSON", exemplo=f"[{EXEMPLO}]") from erro


def _contato(arquivo: Path) -> object:
    try:
        return json.loads(existente(arquivo).read_bytes())
    except (ValueError, RecursionError) as erro:
        raise ContatoErrado(campo="contato", motivo=f"o arquivo {arquivo.name} não é JSON") from erro


def _documento(carteira: Carteira, em: date | None = None) -> dict[str, Any]:
    versao = versao_em(carteira, em or timezone.localdate())
    vale = _da_versao(versao) if versao else {"versao": None, "regua": [], "contato": {}}
    return {"carteira": carteira.codigo, "nome": carteira.nome, "tributos": carteira.tributos, **vale}


def _da_versao(versao: VersaoDaCarteira) -> dict[str, Any]:
    return {
        "versao": versao.versao,
        "vigente_desde": versao.vigente_desde,
        "vigente_ate": versao.vigente_ate,
        "regua": versao.regua,
        "contato": versao.contato,
        "criada_por": versao.criada_por,
    }


def _da_previa(previa: PreviaDaEstrategia) -> dict[str, Any]:
    contas = ("antes", "depois", "entram", "saem")
    return {
        "estrategia": previa.estrategia,
        "dias": [
            {
                "dia": dia.dia,
                **{nome: {"cdas": getattr(dia, nome).cdas, "valor": getattr(dia, nome).valor} for nome in contas},
                "retidas": {motivo: {"antes": antes, "depois": depois} for motivo, antes, depois in dia.retidas},
            }
            for dia in previa.dias
        ],
        **{sorte: [cda.numero_cda for cda in getattr(previa, sorte)] for sorte in ("entram", "saem", "vao")},
    }
