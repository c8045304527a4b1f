"""Cria e lista credores."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from hub.comum.municipios import municipios
from hub.credores.erros import MunicipioDesconhecido
from hub.credores.models import Credor, TipoDeCredor
from hub.credores.servicos import credor_criar
from hub.projeto.base import OPERADOR, Comando, com_json


class Command(Comando):
    help = "Cria um credor (hub credor criar) ou lista os que há (hub credor listar)."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="criar|listar")
        criar = atos.add_parser("criar", help="cria o credor; repetir com o mesmo CNPJ atualiza os dados")
        criar.add_argument("--cnpj", required=True)
        criar.add_argument("--nome", required=True)
        criar.add_argument("--tipo", required=True, help=", ".join(TipoDeCredor.values))
        criar.add_argument("--municipio-ibge", default="", help="código IBGE da sede, sete dígitos")
        criar.add_argument("--endereco", default="")
        criar.add_argument("--cep", default="")
        listar = atos.add_parser("listar", help="os credores desta instalação")
        for ato in (criar, listar):
            com_json(ato)

    def fazer(self, *, ato: str, **opcoes: Any) -> dict[str, Any]:
        if ato == "listar":
            return {"credores": [_documento(credor) for credor in Credor.objects.all()]}
        codigo = opcoes["municipio_ibge"]
        sede = municipios().get(codigo)
        if codigo and sede is None:
            raise MunicipioDesconhecido(codigo=codigo)
        credor = credor_criar(
            cnpj=opcoes["cnpj"],
            nome=opcoes["nome"],
            tipo=opcoes["tipo"],
            ator=OPERADOR,
            municipio_ibge=codigo,
            municipio=sede.nome if sede else "",
            uf=sede.uf if sede else "",
            endereco=opcoes["endereco"],
            cep=opcoes["cep"].replace("-", "").replace(".", ""),
        )
        return _documento(credor)


def _documento(credor: Credor) -> dict[str, Any]:
    return {"credor": credor.pk, "cnpj": credor.cnpj, "nome": credor.nome, "tipo": credor.tipo}
