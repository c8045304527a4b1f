"""Produzir os retornos que venceram: os mesmos detalhes com os códigos de erro, e o que acontece depois na base."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

import polars as pl

from hub.leiautes.serasa.limites import CODIGOS, POSICOES_DO_CODIGO
from hub.leiautes.serasa.montagem import montar_pefin
from simuladores.biro.balcao import tirar
from simuladores.biro.estado import Estado
from simuladores.biro.recebimento import DO_ARQUIVO

#: Colunas de trabalho do motor, que não são do registro.
_DO_MOTOR: Final = ("linha", "lote", "malformado")
#: O contrato que ninguém enviou.
FANTASMA: Final = "NAO-ENVIADO"
_PENDENTES: Final = """
select e.*, r.informante, r.nome from evento e join recebimento r on r.id = e.recebimento
 where e.entregue = 0 and e.data <= ? order by e.data, e.recebimento, e.tardio, e.variante, e.linha, e.id
"""
#: Variantes que vão num arquivo só delas.
_SOZINHAS: Final = ("repetido", "trailer_errado", "truncado")


@dataclass(frozen=True, kw_only=True)
class Produzido:
    """Um arquivo de retorno pronto."""

    nome: str
    conteudo: bytes
    registros: int


def produzir(estado: Estado, base: sqlite3.Connection, *, em: date) -> Iterator[Produzido]:
    """Os retornos de tudo o que venceu até o dia, na ordem dos dias; quem os esgota os marca entregues.

    Um arquivo por recebimento e dia; a cópia, o de trailer errado, o cortado e o que acontece depois vão em arquivos
    próprios.
    """
    pendentes = base.execute(_PENDENTES, [em.isoformat()]).fetchall()
    for (dia, recebimento, *_), eventos in groupby(pendentes, key=_grupo):
        valem = [evento for evento in eventos if _vale(base, evento)]
        if valem:
            yield from _arquivos(estado, base, recebimento, date.fromisoformat(dia), valem)
    base.execute("update evento set entregue = 1 where entregue = 0 and data <= ?", [em.isoformat()])


def _grupo(evento: sqlite3.Row) -> tuple[str, int, int, str]:
    sozinha = evento["variante"] if evento["variante"] in _SOZINHAS else ""
    return evento["data"], evento["recebimento"], evento["tardio"], sozinha


def _vale(base: sqlite3.Connection, evento: sqlite3.Row) -> bool:
    """O que viria depois só vem se o registro ainda é o daquela inclusão; saindo, sai da base."""
    if not evento["tardio"]:
        return True
    chave = base.execute(
        "select informante, contrato, principal, coobrigado from registro"
        " where recebimento = ? and linha = ? and ativo",
        [evento["recebimento"], evento["linha"]],
    ).fetchone()
    if chave is None:
        return False
    if evento["motivo"]:
        tirar(base, *chave)
    return True


def _arquivos(
    estado: Estado, base: sqlite3.Connection, recebimento: int, dia: date, eventos: Sequence[sqlite3.Row]
) -> Iterator[Produzido]:
    variante = eventos[0]["variante"]
    do_arquivo = eventos[0]["codigos"] if eventos[0]["linha"] == DO_ARQUIVO else None
    detalhes = _detalhes(estado.ler(recebimento, "detalhes"), [] if do_arquivo else eventos)
    cabecalho = _cabecalho(estado.ler(recebimento, "cabecalho"), dia, do_arquivo)
    errada = detalhes.height + 3 if variante == "trailer_errado" else None
    conteudo = b"".join(montar_pefin(cabecalho=cabecalho, detalhes=detalhes, ultima=errada))
    if variante == "truncado":
        conteudo = conteudo[:-900]
    for _ in range(2 if variante == "repetido" else 1):
        nome = _nome(base, eventos[0]["informante"], dia)
        yield Produzido(nome=nome, conteudo=conteudo, registros=detalhes.height)


def _cabecalho(guardado: pl.DataFrame, dia: date, codigos: str | None) -> dict[str, Any]:
    """O header que o informante mandou, de volta: R, o dia do processamento e, se o recusou, os códigos."""
    proprio = guardado.drop(*_DO_MOTOR).row(0, named=True)
    trocas = {"codigo_envio": "R", "data_movimento": dia, "codigos_erro": codigos}
    return {nome: valor for nome, valor in proprio.items() if not nome.endswith("_cru")} | trocas


def _detalhes(guardados: pl.DataFrame, eventos: Iterable[sqlite3.Row]) -> pl.DataFrame:
    """Os detalhes dos eventos, na ordem deles, com o que cada um troca."""
    quais = pl.DataFrame([_trocas(evento) for evento in eventos], schema=_TROCAS)
    juntos = quais.join(guardados, on="linha", maintain_order="left")
    limite = CODIGOS * POSICOES_DO_CODIGO
    trocados = juntos.with_columns(
        codigo_operacao=pl.coalesce("operacao", "codigo_operacao"),
        motivo_baixa=pl.when(pl.col("operacao").is_null()).then("motivo_baixa").otherwise("motivo"),
        codigos_erro=pl.col("codigos").str.slice(0, limite),
    )
    fantasmas = trocados.filter("fantasma").with_columns(numero_contrato=pl.lit(FANTASMA))
    return pl.concat([trocados, fantasmas]).select(coluna for coluna in guardados.columns if coluna not in _DO_MOTOR)


_TROCAS: Final = {
    "linha": pl.UInt32,
    "operacao": pl.String,
    "motivo": pl.String,
    "codigos": pl.String,
    "fantasma": pl.Boolean,
}


def _trocas(evento: sqlite3.Row) -> dict[str, Any]:
    return {
        "linha": evento["linha"],
        "operacao": evento["operacao"],
        "motivo": evento["motivo"],
        "codigos": evento["codigos"],
        "fantasma": evento["variante"] == "fantasma",
    }


def _nome(base: sqlite3.Connection, informante: str, dia: date) -> str:
    """O nome é do simulador: a Serasa não publica o dela. `RET`, o informante, o dia e a vez."""
    prefixo = f"RET{informante}{dia:%Y%m%d}"
    base.execute("insert into nome values (?, 1) on conflict (prefixo) do update set ultimo = ultimo + 1", [prefixo])
    vez = base.execute("select ultimo from nome where prefixo = ?", [prefixo]).fetchone()["ultimo"]
    return f"{prefixo}{vez:03}.txt"
