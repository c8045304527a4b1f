"""Onde estão as dívidas: a conta por UF ou município, em figura e em tabela."""

from __future__ import annotations

from typing import Any

from hub.comum.municipios import municipios
from hub.estrategias.divida_aberta.consultas import lugares
from hub.estrategias.divida_aberta.models import LugarPublicado

#: Barras da figura; a tabela tem todas as linhas.
BARRAS = 15
NOMES_DE_UF = {
    "AC": "Acre", "AL": "Alagoas", "AM": "Amazonas", "AP": "Amapá", "BA": "Bahia", "CE": "Ceará",
    "DF": "Distrito Federal", "ES": "Espírito Santo", "GO": "Goiás", "MA": "Maranhão", "MG": "Minas Gerais",
    "MS": "Mato Grosso do Sul", "MT": "Mato Grosso", "PA": "Pará", "PB": "Paraíba", "PE": "Pernambuco",
    "PI": "Piauí", "PR": "Paraná", "RJ": "Rio de Janeiro", "RN": "Rio Grande do Norte", "RO": "Rondônia",
    "RR": "Roraima", "RS": "Rio Grande do Sul", "SC": "Santa Catarina", "SE": "Sergipe", "SP": "São Paulo",
    "TO": "Tocantins",
}  # fmt: skip


def lugares_contexto(uf: str) -> dict[str, Any]:
    """O que a página mostra; `uf` vazia = o país por UF."""
    linhas = [
        {
            "rotulo": _rotulo(lugar, uf),
            "uf": lugar.uf,
            "ibge": lugar.ibge,
            "dividas": lugar.dividas,
            "valor": lugar.valor,
        }
        for lugar in lugares(uf)
    ]
    return {
        "uf": uf,
        "lugar": NOMES_DE_UF.get(uf, "o país"),
        "linhas": linhas,
        "barras": [(linha["rotulo"], linha["dividas"], "info") for linha in linhas[:BARRAS]],
        "cortadas": len(linhas) > BARRAS,
        "quantas_barras": BARRAS,
    }


def _rotulo(lugar: LugarPublicado, uf: str) -> str:
    if uf:
        municipio = municipios().get(lugar.ibge)
        return municipio.nome if municipio else "Município não informado"
    return f"{NOMES_DE_UF[lugar.uf]} ({lugar.uf})" if lugar.uf in NOMES_DE_UF else "UF não informada"
