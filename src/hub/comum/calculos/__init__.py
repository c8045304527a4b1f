"""Cálculos puros: um dicionário entra, um dicionário sai, com a memória da conta; sem banco, rede nem relógio.

`calcular` é a única porta. Dinheiro e taxas são textos com ponto, datas ISO, meses `AAAA-MM`; o que não se pode
calcular é uma `Recusa`, com código e mensagem.
"""

from __future__ import annotations

from collections.abc import Callable

from hub.comum.calculos.atualizacao import atualizacao
from hub.comum.calculos.entrada import Entrada
from hub.comum.erros import Recusa

__all__ = ["CALCULOS", "CalculoInexistente", "calcular", "calculo"]


class CalculoInexistente(Recusa):
    """O cálculo {nome} ainda não existe nesta versão. Os que existem: {nomes}."""


def calcular(nome: str, entrada: object) -> dict[str, object]:
    """Faz o cálculo `nome` (`atualizacao` ou `documento`) com os campos de `entrada`, um objeto JSON já lido."""
    return calculo(nome)(Entrada(entrada))


def calculo(nome: str) -> Callable[[Entrada], dict[str, object]]:
    """O cálculo que tem o nome. Levanta `CalculoInexistente`."""
    if nome not in CALCULOS:
        raise CalculoInexistente(nome=nome, nomes=", ".join(CALCULOS))
    return CALCULOS[nome]


def documento(entrada: Entrada) -> dict[str, object]:
    """Campos `valor` e, se quiser, `tipo`; responde o exame de `hub.comum.documentos.documento_examinar`."""
    from hub.comum.documentos import documento_examinar  # noqa: PLC0415 -- só este cálculo paga a chegada do Polars

    return documento_examinar(entrada.texto("valor"), entrada.texto("tipo") if entrada.tem("tipo") else None)


CALCULOS = {"atualizacao": atualizacao, "documento": documento}
