"""Os defeitos que as planilhas dos credores trazem, um por linha estragada."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from hub.comum.dinheiro import centavos_para_texto, texto_para_centavos
from hub.comum.ficticios.sorteio import Sorteio, escolher

#: Anos que a dívida prescrita recua; passa dos cinco do CTN art. 174 com folga.
RECUO_DA_PRESCRITA = 7
_NULO = pl.lit(None, dtype=pl.String)


@dataclass(frozen=True, kw_only=True)
class Defeito:
    """Um jeito de estragar a linha."""

    #: o que se lê na coluna `defeito`
    nome: str
    #: o que ficou errado
    descricao: str
    #: coluna → o valor estragado; recebe o dia do julgamento
    colunas: Callable[[date], dict[str, pl.Expr]]


def _trocar(**colunas: pl.Expr) -> Callable[[date], dict[str, pl.Expr]]:
    return lambda _em: colunas


def _mais_um(coluna: str) -> pl.Expr:
    ultimo = pl.col(coluna).str.slice(-1).cast(pl.Int32, strict=False).fill_null(0)
    return pl.concat_str(pl.col(coluna).str.head(-1), ((ultimo + 1) % 10).cast(pl.String))


def _brasileiro(coluna: str) -> pl.Expr:
    """1234.56 → 1.234,56."""
    comum = pl.col(coluna).str.replace(".", ",", literal=True)
    for _ in range(3):
        comum = comum.str.replace(r"^(\d+)(\d{3})([.,])", "$1.$2$3")
    return comum


def _recuar(coluna: str) -> pl.Expr:
    """A data, anos antes; 29 de fevereiro vira 28."""
    ano = (pl.col(coluna).str.head(4).cast(pl.Int32) - RECUO_DA_PRESCRITA).cast(pl.String)
    return pl.concat_str(ano, pl.col(coluna).str.slice(4).str.replace("-02-29", "-02-28", literal=True))


_PRESCRITA = {
    coluna: _recuar(coluna)
    for coluna in (
        "data_fato_gerador",
        "data_vencimento",
        "data_constituicao_definitiva",
        "correcao_termo_inicial",
        "juros_termo_inicial",
    )
} | {
    "exercicio": (pl.col("exercicio").cast(pl.Int32) - RECUO_DA_PRESCRITA).cast(pl.String),
    "ajuizada": pl.lit("N"),
    "numero_cnj": _NULO,
}
_TROCA_DE_UF = pl.when(pl.col("devedor_uf") == "AC").then(pl.lit("RS")).otherwise(pl.lit("AC"))

DEFEITOS = (
    Defeito(
        nome="documento_digito",
        descricao="CPF ou CNPJ com o último dígito trocado",
        colunas=_trocar(devedor_documento=_mais_um("devedor_documento")),
    ),
    Defeito(
        nome="documento_cientifico",
        descricao="documento que a planilha leu como número e encurtou",
        colunas=_trocar(devedor_documento=pl.lit("1,23457E+13")),
    ),
    Defeito(
        nome="data_inexistente",
        descricao="vencimento em 31 de fevereiro",
        colunas=_trocar(data_vencimento=pl.concat_str(pl.lit("31/02/"), pl.col("data_vencimento").str.head(4))),
    ),
    Defeito(
        nome="inscricao_futura",
        descricao="inscrição depois do dia do envio",
        colunas=lambda em: {"data_inscricao": pl.lit((em + timedelta(days=400)).isoformat())},
    ),
    Defeito(
        nome="soma_errada",
        descricao="consolidado um centavo acima da soma das rubricas",
        colunas=_trocar(valor_consolidado=centavos_para_texto(texto_para_centavos(pl.col("valor_consolidado")) + 1)),
    ),
    Defeito(
        nome="valor_brasileiro",
        descricao="1.234,56 onde o resto do arquivo diz 1234.56; o leiaute aceita",
        colunas=_trocar(valor_consolidado=_brasileiro("valor_consolidado")),
    ),
    Defeito(
        nome="valor_com_cifrao",
        descricao="principal com R$ na frente",
        colunas=_trocar(valor_principal=pl.concat_str(pl.lit("R$ "), _brasileiro("valor_principal"))),
    ),
    Defeito(nome="sem_fundamento", descricao="fundamento legal vazio", colunas=_trocar(fundamento_legal=_NULO)),
    Defeito(nome="sem_nome", descricao="nome do devedor vazio", colunas=_trocar(devedor_nome=_NULO)),
    Defeito(nome="uf_trocada", descricao="UF que não é a do município", colunas=_trocar(devedor_uf=_TROCA_DE_UF)),
    Defeito(nome="sem_cep", descricao="CEP vazio", colunas=_trocar(devedor_cep=_NULO)),
    Defeito(
        nome="cep_curto",
        descricao="CEP que perdeu o primeiro algarismo",
        colunas=_trocar(devedor_cep=pl.col("devedor_cep").str.slice(1)),
    ),
    Defeito(
        nome="tributo_desconhecido",
        descricao="código de tributo fora do domínio",
        colunas=_trocar(tributo=pl.concat_str("tributo", pl.lit("X"))),
    ),
    Defeito(nome="prescrita", descricao="constituída há mais de cinco anos", colunas=_trocar(**_PRESCRITA)),
    Defeito(
        nome="ajuizada_sem_processo",
        descricao="diz que há execução fiscal e não traz o número do processo",
        colunas=_trocar(ajuizada=pl.lit("S"), numero_cnj=_NULO),
    ),
    Defeito(
        nome="suspensa_sem_motivo",
        descricao="exigibilidade suspensa sem motivo",
        colunas=_trocar(exigibilidade=pl.lit("SUSPENSA"), motivo_suspensao=_NULO),
    ),
    Defeito(
        nome="juros_sem_termo",
        descricao="há juros e falta o termo inicial",
        colunas=_trocar(juros_termo_inicial=_NULO),
    ),
    Defeito(
        nome="titulo_longo",
        descricao="número de CDA que, sem pontuação, não cabe nos onze caracteres do título do protesto",
        colunas=_trocar(
            numero_cda=pl.concat_str("numero_cda", pl.lit("-"), "tributo", pl.lit("-01")), numero_titulo=_NULO
        ),
    ),
)


def estragar(quadro: pl.DataFrame, sorteio: Sorteio, *, fracao: float, em: date) -> pl.DataFrame:
    """O quadro com um defeito, ao acaso, em cerca da fração dada das linhas, e a coluna `defeito` (nula nas boas)."""
    estragada = sorteio.sim("estragada", quadro.height, fracao)
    qual = np.where(estragada, sorteio.inteiros("defeito", quadro.height, 0, len(DEFEITOS) - 1), -1)
    nomes = pl.Series([defeito.nome for defeito in DEFEITOS])
    marcado = quadro.with_columns(pl.Series("_qual", qual), defeito=escolher(nomes, qual))
    expressoes: dict[str, pl.Expr] = {}
    for i, defeito in enumerate(DEFEITOS):
        for coluna, valor in defeito.colunas(em).items():
            antes = expressoes.get(coluna, pl.col(coluna))
            expressoes[coluna] = pl.when(pl.col("_qual") == i).then(valor).otherwise(antes)
    return marcado.with_columns(**expressoes).drop("_qual")
