"""Dados fictícios para demonstração, testes e bench: nenhum é de pessoa real."""

from hub.comum.ficticios.cdas import cdas_ficticias
from hub.comum.ficticios.defeitos import DEFEITOS
from hub.comum.ficticios.movimentos import movimentos_ficticios
from hub.comum.ficticios.partes import devedores_ficticios, itens_ficticios
from hub.comum.numeros_ficticios import cnjs_ficticios, cnpjs_ficticios, cpfs_ficticios

__all__ = [
    "DEFEITOS",
    "cdas_ficticias",
    "cnjs_ficticios",
    "cnpjs_ficticios",
    "cpfs_ficticios",
    "devedores_ficticios",
    "itens_ficticios",
    "movimentos_ficticios",
]
