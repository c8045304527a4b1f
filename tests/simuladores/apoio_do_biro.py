"""Arquivos e pedidos fictícios para conversar com o birô simulado."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from hub.leiautes.arquivo import ler
from hub.leiautes.motor import ler_registros
from hub.leiautes.serasa.leitura import codigos_de_erro
from leiautes.amostras_serasa import PEFIN, arquivo, detalhe, exclusao
from simuladores.biro import Produzido, documento_magico

EM: Final = date(2026, 3, 2)


def depois(dias: int) -> date:
    return EM + timedelta(days=dias)


def inclui(desfecho: str = "aceito", contrato: str = "A1", **trocas: Any) -> dict[str, Any]:
    """A inclusão de um principal com o documento que força o desfecho."""
    return detalhe(contrato, principal=documento_magico(desfecho).zfill(15), **trocas)


def coobriga(desfecho: str = "aceito", contrato: str = "A1", *, de: str = "aceito", **trocas: Any) -> dict[str, Any]:
    """A inclusão de um coobrigado do principal `de`."""
    return inclui(de, contrato, coobrigado=documento_magico(desfecho, 7).zfill(15), **trocas)


def exclui(desfecho: str = "aceito", contrato: str = "A1", **trocas: Any) -> dict[str, Any]:
    """A exclusão do principal."""
    return exclusao(contrato, documento_principal=documento_magico(desfecho).zfill(15), **trocas)


def remessa(numero: int, *linhas: dict[str, Any], **cabecalho: Any) -> bytes:
    return arquivo(*linhas, numero_remessa=numero, **cabecalho)


def linhas(produzidos: Iterable[Produzido]) -> list[tuple[str, str, str | None, list[str]]]:
    """Operação, contrato, motivo e códigos de cada detalhe de cada retorno, que não pode ter achados."""
    vistas = []
    for produzido in produzidos:
        documento = ler(produzido.conteudo, produzido.nome)
        assert (documento.leiaute, documento.achados) == (PEFIN, ()), documento.achados
        vistas += detalhes(produzido)
    return vistas


def detalhes(produzido: Produzido) -> list[tuple[str, str, str | None, list[str]]]:
    quadro = ler_registros(PEFIN, produzido.conteudo)["1-detalhe"]
    quais = quadro.select("codigo_operacao", "numero_contrato", pl.col("motivo_baixa"), codigos_de_erro())
    return quais.rows()


def header(produzido: Produzido) -> dict[str, Any]:
    return ler_registros(PEFIN, produzido.conteudo)["0-header"].row(0, named=True)
