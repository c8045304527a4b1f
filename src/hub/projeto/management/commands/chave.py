"""Cria e revoga chaves de API."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from hub.acesso.chaves import chave_criar, chave_revogar
from hub.credores.consultas import credor_do_cnpj
from hub.projeto.base import OPERADOR, Comando, com_json


class Command(Comando):
    help = "Cria uma chave de API (o segredo aparece uma vez) ou revoga uma."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="criar|revogar")
        criar = atos.add_parser("criar", help="o segredo aparece uma vez e não se recupera")
        criar.add_argument("--nome", required=True, help="para que serve")
        revogar = atos.add_parser("revogar", help="para de valer na hora")
        revogar.add_argument("--chave", type=int, required=True)
        for ato in (criar, revogar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            com_json(ato)

    def fazer(self, *, ato: str, credor: str, **opcoes: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        if ato == "criar":
            chave, segredo = chave_criar(credor=dono, nome=opcoes["nome"], ator=OPERADOR)
            return {"chave": chave.pk, "nome": chave.nome, "segredo": segredo}
        chave_revogar(credor=dono, chave=opcoes["chave"], ator=OPERADOR)
        return {"chave": opcoes["chave"], "situacao": "revogada"}
