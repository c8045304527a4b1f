from __future__ import annotations

from hub.comum.erros import Recusa


class MunicipioDesconhecido(Recusa):
    """Não há município com o código IBGE {ibge}. Use os sete algarismos, como 2611606 (Recife)."""

    status = 404


class TipoSemTributos(Recusa):
    """Não há carteira fictícia para credor do tipo {tipo}. Use um destes: {tipos}."""


class NumeracaoEsgotada(Recusa):
    """A numeração fictícia vai de 1 a {maximo}: não cabem {quantidade} CDAs a partir da {primeiro}."""
