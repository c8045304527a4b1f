"""As carteiras de um credor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Carteira
from hub.estrategias.carteiras import carteira_salvar
from hub.estrategias.erros import ReguaErrada
from hub.estrategias.etapas import EXEMPLO
from hub.projeto.base import OPERADOR, Comando, com_json, existente, um_nome


class Command(Comando):
    help = "Cria ou muda uma carteira e a régua dela (salvar), ou mostra as que há (listar)."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="salvar|listar")
        salvar = atos.add_parser("salvar", help="cria, ou muda só o que se diz; repetir não muda nada")
        salvar.add_argument("codigo", help="como as CDAs a chamam; GERAL é a que todo credor tem")
        salvar.add_argument("--nome")
        salvar.add_argument("--tributos", help="códigos separados por vírgula que caem nela; vazio = nenhum")
        salvar.add_argument("--regua", type=Path, metavar="ARQUIVO", help="JSON com a lista de etapas, em ordem")
        salvar.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")
        listar = atos.add_parser("listar", help="as carteiras do credor, com a régua")
        for ato in (salvar, listar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            com_json(ato)

    def fazer(self, *, ato: str, credor: str, **opcoes: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        if ato == "listar":
            return {"carteiras": [_documento(carteira) for carteira in dono.carteiras.order_by("codigo")]}
        tributos = opcoes["tributos"]
        carteira = carteira_salvar(
            credor=dono,
            codigo=opcoes["codigo"],
            nome=opcoes["nome"],
            tributos=None if tributos is None else [codigo for codigo in tributos.split(",") if codigo],
            regua=_ler(opcoes["regua"]) if opcoes["regua"] else None,
            ator=opcoes["por"],
            agora=timezone.now(),
        )
        return _documento(carteira)


def _ler(arquivo: Path) -> object:
    try:
        return json.loads(existente(arquivo).read_bytes())
    except (ValueError, RecursionError) as erro:
        raise ReguaErrada(onde=f"o arquivo {arquivo.name}", motivo="não é JSON", exemplo=f"[{EXEMPLO}]") from erro


def _documento(carteira: Carteira) -> dict[str, Any]:
    return {
        "carteira": carteira.codigo,
        "nome": carteira.nome,
        "tributos": carteira.tributos,
        "regua": carteira.regua,
    }
