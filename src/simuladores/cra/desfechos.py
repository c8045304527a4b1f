"""O desfecho de cada título: por final mágico do documento do devedor ou por uma conta fixa com os pesos da tabela.

**Final mágico**: os cinco caracteres antes dos dígitos verificadores são `999` e o `final` da tabela. O CPF
`123499902dd` é protestado; o CNPJ cuja raiz acaba em 9 e cuja ordem é 9902, também. `documento_magico` monta um válido.

**Documento comum**: uma conta sobre o documento, o saldo e o nosso número dá um inteiro de 0 a 9.999, que a coluna
`peso` reparte. Os pesos são suposição do simulador, não estatística; passe outra tabela para mudá-los.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

import polars as pl

from hub.comum.erros import Recusa

TABELA: Final = Path(__file__).with_name("desfechos.csv")
#: Soma dos pesos de uma tabela.
TOTAL: Final = 10_000
#: O que marca um documento mágico, antes do final.
MARCA: Final = "999"
_INTEIROS: Final = ("peso", "confirma_em", "dias", "dias_depois", "dias_da_anuencia")
_PRIMO: Final = 1_000_003


class TabelaDeDesfechos(Recusa):
    """A tabela de desfechos {caminho} soma {soma} de peso. Ajuste a coluna peso para somar 10000."""


class DesfechoDesconhecido(Recusa):
    """Não há desfecho "{nome}". Use um destes: {conhecidos}."""


@cache
def tabela(caminho: Path = TABELA) -> pl.DataFrame:
    """A tabela de desfechos, com os pesos acumulados em `ate`; `TabelaDeDesfechos` se não somam 10.000."""
    lida = pl.read_csv(caminho, infer_schema=False)
    lida = lida.with_columns(pl.col(_INTEIROS).cast(pl.Int64), pl.col("variante").fill_null("normal"))
    soma = int(lida["peso"].sum())
    if soma != TOTAL:
        raise TabelaDeDesfechos(caminho=caminho, soma=soma)
    return lida.with_columns(ate=pl.col("peso").cum_sum())


def finais(titulos: pl.DataFrame, desfechos: pl.DataFrame) -> pl.Series:
    """O `final` da tabela para cada título (`numero_documento_devedor`, `saldo_titulo`, `nosso_numero`)."""
    documento = pl.col("numero_documento_devedor").fill_null("").str.zfill(14)
    fim = documento.str.slice(7, 5)
    pedido = pl.when(fim.str.starts_with(MARCA)).then(fim.str.slice(3, 2))
    magico = pl.when(pedido.is_in(desfechos["final"].to_list())).then(pedido)
    sorte = titulos.select(_conta().cast(pl.Int64).alias("sorte")).with_row_index("~").sort("sorte")
    faixas = desfechos.filter(pl.col("peso") > 0).select("ate", "final").sort("ate").with_columns(pl.col("ate") - 1)
    comuns = sorte.join_asof(faixas, left_on="sorte", right_on="ate", strategy="forward").sort("~")["final"]
    return titulos.select(pl.coalesce(magico, comuns).alias("final")).to_series()


def _conta() -> pl.Expr:
    """De 0 a 9.999, só com inteiros: a mesma em qualquer máquina e versão."""
    numeros = [_numero(pl.col("numero_documento_devedor")), _numero(pl.col("nosso_numero"))]
    saldo = pl.col("saldo_titulo").fill_null(0).cast(pl.UInt64) % _PRIMO
    return (numeros[0] * 7919 + numeros[1] * 104_729 + saldo * 15_485_863) % _PRIMO % TOTAL


def _numero(texto: pl.Expr) -> pl.Expr:
    algarismos = texto.fill_null("").str.replace_all(r"[^0-9]", "").str.tail(15)
    return algarismos.cast(pl.UInt64, strict=False).fill_null(0) % _PRIMO


def documento_magico(desfecho: str, indice: int = 0, *, cnpj: bool = False) -> str:
    """Um CPF (ou CNPJ) válido e fictício que força o desfecho, pelo nome ou pelo final.

    `indice`, até 9.999, dá outros de mesmo desfecho.
    """
    linhas = tabela().filter((pl.col("desfecho") == desfecho) | (pl.col("final") == desfecho))
    if linhas.is_empty():
        raise DesfechoDesconhecido(nome=desfecho, conhecidos=", ".join(tabela()["desfecho"]))
    base = f"{indice:0{7 if cnpj else 4}}{MARCA}{linhas['final'][0]}"
    for _ in range(2):
        base += str(_digito(base, cnpj=cnpj))
    return base


def _digito(base: str, *, cnpj: bool) -> int:
    """Módulo 11: no CNPJ os pesos voltam ao 2 depois do 9; no CPF crescem sem voltar."""
    ciclo = chain.from_iterable([range(2, 10)] * 2) if cnpj else range(2, 12)
    resto = sum(int(algarismo) * peso for algarismo, peso in zip(reversed(base), ciclo, strict=False)) % 11
    return 0 if resto < 2 else 11 - resto  # noqa: PLR2004 - a regra é essa
