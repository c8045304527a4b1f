"""Compara uma fatia julgada com o livro: o que é novo, o que repete, o que altera e o que não cabe. Não grava nada."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from hub.comum.situacoes import ENCERRADAS, Causa, posicao_com
from hub.credores.servicos import CARTEIRA_GERAL
from hub.dividas.chaves import cdas_do_livro
from hub.recepcao.preparo import Contexto
from hub.regras.achados import achados_do_livro

#: Entre as contas, a soma dos consolidados das CDAs novas, em centavos.
VALOR_ACEITO = "valor_aceito"


@dataclass(frozen=True, kw_only=True)
class Fatia:
    """CDAs de números distintos, comparadas com o livro e prontas para gravar."""

    #: CDAs a incluir, com `lote_id`, `chegou_em`, `resumo`, `carteira_id`, `posicao`, `causas` e `resultado`; nulo =
    #: nenhuma
    novas: pl.DataFrame | None
    #: CDAs a substituir, com `cda_id`; nulo = nenhuma
    alteradas: pl.DataFrame | None
    #: achados das linhas que não são repetição
    achados: list[pl.DataFrame]
    #: por lote: `recebidas`, `aceitas`, `em_consulta`, `recusadas`, `repetidas`, `alteradas` e `VALOR_ACEITO`
    contas: dict[int, Counter[str]]


#: Regras que dependem do livro; descumprida, o código dela é o destino da CDA.
DO_LIVRO = ("REC-001", "REC-002", "REC-003", "REC-004", "REC-007")


def fatia_comparar(contexto: Contexto, cdas: pl.DataFrame, achados: pl.DataFrame) -> Fatia:
    """Compara CDAs julgadas, com `lote_id` e números sem repetição, com o livro.

    Conteúdo que já está lá é repetição e não se julga.
    """
    livro = cdas_do_livro(credor=contexto.credor, numeros=cdas["numero_cda"])
    com_livro = cdas.join(livro, on="numero_cda", how="left", maintain_order="left")
    destinadas = com_livro.with_columns(
        _destinos(contexto.carteiras, contexto.por_tributo, so_reduz=contexto.parametros.so_reduz)
    )
    partes = {str(destino): parte for (destino,), parte in destinadas.partition_by("destino", as_dict=True).items()}
    repetidas, novas, alteradas = (partes.get(destino) for destino in ("repetida", "nova", "alterada"))
    return Fatia(
        novas=novas,
        alteradas=alteradas,
        achados=[
            *_achados_das(repetidas, achados),
            *(achados_do_livro(partes[regra], regra=regra) for regra in DO_LIVRO if regra in partes),
        ],
        contas=_contas(destinadas),
    )


#: A conta de cada destino; nos demais, a CDA foi recusada.
_CONTA = {"nova": "aceitas", "repetida": "repetidas", "alterada": "alteradas"}


def _contas(destinadas: pl.DataFrame) -> dict[int, Counter[str]]:
    grupos = destinadas.group_by("lote_id", "destino", "resultado").agg(pl.len(), pl.col("valor_consolidado").sum())
    contas: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for lote, destino, resultado, quantas, valor in grupos.iter_rows():
        conta = "em_consulta" if (destino, resultado) == ("nova", "em_consulta") else _CONTA.get(destino, "recusadas")
        contas[lote].update({"recebidas": quantas, conta: quantas, VALOR_ACEITO: valor if destino == "nova" else 0})
    return contas


@lru_cache(maxsize=1024)
def _destinos(
    carteiras: tuple[tuple[str, int], ...], por_tributo: tuple[tuple[str, str], ...], *, so_reduz: bool
) -> tuple[pl.Expr, ...]:
    """As colunas `destino`, `carteira_id`, `causas` e `posicao`, das CDAs de um credor com essas carteiras."""
    return _destino(dict(carteiras), so_reduz=so_reduz), _carteira_id(dict(carteiras), dict(por_tributo)), *_causas()


def _destino(carteiras: dict[str, int], *, so_reduz: bool) -> pl.Expr:
    """Para onde vai cada CDA, pela primeira condição que vale."""
    altera = (pl.col("operacao") == "A").fill_null(value=False)
    existe = pl.col("cda_id").is_not_null()
    encerrada = pl.col("posicao_no_livro").is_in([posicao.value for posicao in ENCERRADAS])
    sem_carteira = pl.col("carteira").is_not_null() & ~pl.col("carteira").is_in(list(carteiras))
    casos = {
        "repetida": pl.col("resumo") == pl.col("resumo_no_livro"),
        "recusada": pl.col("resultado") == "recusada",
        "REC-001": existe & ~altera,
        "REC-002": ~existe & altera,
        "REC-003": existe & encerrada,
        "REC-004": sem_carteira,
        **({"REC-007": existe & _aumenta()} if so_reduz else {}),
        "alterada": existe,
    }
    destino = pl.lit("nova")
    for nome, condicao in reversed(casos.items()):
        destino = pl.when(condicao).then(pl.lit(nome)).otherwise(destino)
    return destino.alias("destino")


def _aumenta() -> pl.Expr:
    """A alteração passa do valor que está no livro, ou acaba com a suspensão."""
    retoma = (pl.col("exigibilidade") == "EXIGIVEL") & (pl.col("causas_no_livro") & int(Causa.SUSPENSA) != 0)
    return ((pl.col("valor_consolidado") > pl.col("valor_no_livro")) | retoma).fill_null(value=False)


def _achados_das(repetidas: pl.DataFrame | None, achados: pl.DataFrame) -> list[pl.DataFrame]:
    """Os achados das CDAs e do que pertence a elas, menos os de linhas repetidas."""
    if achados.is_empty():
        return []
    das_cdas = achados.filter(pl.col("tabela") != "movimento")
    if repetidas is None:
        return [das_cdas]
    da_cda = pl.col("tabela") == "cda"
    return [
        das_cdas.filter(da_cda).join(repetidas, on="linha", how="anti"),
        das_cdas.filter(~da_cda).join(repetidas, on="numero_cda", how="anti"),
    ]


def _carteira_id(carteiras: dict[str, int], por_tributo: dict[str, str]) -> pl.Expr:
    pelo_tributo = (
        pl.col("tributo").replace_strict(por_tributo, default=CARTEIRA_GERAL, return_dtype=pl.String)
        if por_tributo
        else pl.lit(CARTEIRA_GERAL)
    )
    codigo = pl.coalesce("carteira", pelo_tributo)
    return codigo.replace_strict(carteiras, default=None, return_dtype=pl.Int64).alias("carteira_id")


def _causas() -> tuple[pl.Expr, pl.Expr]:
    """O que segura a CDA, pelo conteúdo dela e pela ressalva das regras, e a posição que isso dá."""
    suspensa = pl.when(pl.col("exigibilidade") == "SUSPENSA").then(int(Causa.SUSPENSA)).otherwise(0)
    em_consulta = pl.when(pl.col("resultado") == "em_consulta").then(int(Causa.EM_CONSULTA)).otherwise(0)
    causas = suspensa + em_consulta
    posicoes = {int(causa): posicao_com(Causa(causa)).value for causa in range(sum(Causa) + 1)}
    return causas.alias("causas"), causas.replace_strict(posicoes, return_dtype=pl.String).alias("posicao")
