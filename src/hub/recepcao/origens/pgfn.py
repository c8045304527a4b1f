"""Dados abertos da dívida ativa da União (PGFN): SIDA, Previdenciário e FGTS.

Cada linha é um devedor de uma inscrição. O principal vira CDA; o corresponsável e o solidário, devedor.
O que a fonte não publica (endereço, vencimento, processo, rubricas) fica vazio: a regra da origem diz o que
isso impede. CPF publicado com máscara (`XXX999.999XX`) não é documento e só volta em `metadados`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import polars as pl

from hub.recepcao.origens.origem import Apontado

_COMUNS: Final = frozenset(
    {
        "cpf_cnpj",
        "tipo_devedor",
        "nome_devedor",
        "numero_inscricao",
        "tipo_situacao_inscricao",
        "situacao_inscricao",
        "data_inscricao",
        "indicador_ajuizado",
        "valor_consolidado",
    }
)
_OUTRAS: Final = frozenset(
    {
        "tipo_pessoa",
        "uf_unidade_responsavel",
        "uf_devedor",
        "unidade_responsavel",
        "entidade_responsavel",
        "unidade_inscricao",
        "receita_principal",
        "tipo_credito",
    }
)
#: Coluna da fonte → chave em `metadados` (até dez pares, pelo leiaute).
_METADADOS: Final = {
    "sistema": "sistema",
    "tipo_pessoa": "tipo_pessoa",
    "tipo_situacao_inscricao": "tipo_situacao",
    "situacao_inscricao": "situacao",
    "unidade_responsavel": "unidade_responsavel",
    "uf_unidade_responsavel": "uf_unidade_responsavel",
    "entidade_responsavel": "entidade_responsavel",
    "unidade_inscricao": "unidade_inscricao",
    "mascarado": "documento_mascarado",
}
_MOTIVO_MAXIMO: Final = 100
_PRINCIPAL: Final = "PRINCIPAL"


def _exigibilidades() -> dict[str, str]:
    tabela = files(__package__).joinpath("pgfn_situacoes.csv").read_text(encoding="utf-8")
    return {linha["tipo_situacao"].upper(): linha["exigibilidade"] for linha in csv.DictReader(tabela.splitlines())}


_EXIGIBILIDADES: Final = _exigibilidades()


class DadosAbertosPgfn:
    """O arquivo trimestral que a PGFN publica, em qualquer dos três sistemas."""

    nome = "pgfn-dados-abertos"
    colunas = _COMUNS | _OUTRAS
    tabelas = ("cda", "devedor")

    def reconhece(self, nomes: Sequence[str]) -> bool:
        presentes = set(nomes)
        return presentes >= _COMUNS and bool(presentes & {"receita_principal", "tipo_credito"})

    def traduzir(self, tabela: str, bruto: pl.DataFrame) -> tuple[pl.DataFrame, list[Apontado]]:
        """Os principais como `cda`, os outros como `devedor`."""
        papel = pl.col("tipo_devedor").str.strip_chars().str.to_uppercase().fill_null(_PRINCIPAL)
        completo = _completar(bruto).with_columns(papel=papel)
        if tabela == "cda":
            return completo.filter(pl.col("papel") == _PRINCIPAL).select(_cda()), []
        outros = completo.filter(pl.col("papel") != _PRINCIPAL)
        return outros.select(_devedor()), _mascarados(outros)


def _completar(bruto: pl.DataFrame) -> pl.DataFrame:
    """Todas as colunas que a fonte pode ter, com o documento separado da máscara e o sistema de origem."""
    if "entidade_responsavel" in bruto.columns:
        sistema = "FGTS"
    else:
        sistema = "DIVIDA" if "tipo_credito" in bruto.columns else "SIDA"
    ausentes = [pl.lit(None, pl.String).alias(nome) for nome in sorted(_OUTRAS - set(bruto.columns))]
    mascarado = pl.col("cpf_cnpj").str.to_uppercase().str.contains("[X*]")
    return bruto.with_columns(
        *ausentes,
        pl.lit(sistema).alias("sistema"),
        pl.when(mascarado).then(pl.col("cpf_cnpj")).alias("mascarado"),
        pl.when(~mascarado).then(pl.col("cpf_cnpj")).alias("documento"),
    )


def _cda() -> list[pl.Expr]:
    return [
        pl.col("numero_inscricao").alias("numero_cda"),
        pl.col("numero_inscricao"),
        pl.col("data_inscricao"),
        pl.coalesce("receita_principal", "tipo_credito").alias("origem"),
        _valor().alias("valor_consolidado"),
        _ajuizada().alias("ajuizada"),
        _exigibilidade().alias("exigibilidade"),
        _motivo().alias("motivo_suspensao"),
        pl.col("documento").alias("devedor_documento"),
        pl.col("nome_devedor").alias("devedor_nome"),
        pl.col("uf_devedor").alias("devedor_uf"),
        _metadados().alias("metadados"),
        pl.col("linha"),
    ]


def _devedor() -> list[pl.Expr]:
    return [
        pl.col("numero_inscricao").alias("numero_cda"),
        pl.col("papel"),
        pl.col("documento"),
        pl.col("nome_devedor").alias("nome"),
        pl.col("uf_devedor").alias("uf"),
        pl.col("linha"),
    ]


def _mascarados(outros: pl.DataFrame) -> list[Apontado]:
    mascarados = outros.filter(pl.col("mascarado").is_not_null()).select("linha", "numero_inscricao", "mascarado")
    return [
        (linha, "devedor", numero, "documento", valor, "ARQ-015") for linha, numero, valor in mascarados.iter_rows()
    ]


def _valor() -> pl.Expr:
    """A fonte omite o zero antes do ponto e zeros no fim: `.15` → `0.15`, `12.5` → `12.50`, `12` → `12.00`."""
    valor = pl.col("valor_consolidado").str.strip_chars().str.replace(r"^\.", "0.")
    inteiro, uma_casa = valor.str.contains(r"^\d+$"), valor.str.contains(r"^\d+\.\d$")
    return pl.when(inteiro).then(valor + ".00").when(uma_casa).then(valor + "0").otherwise(valor)


def _ajuizada() -> pl.Expr:
    """SIM ou NAO; outra coisa segue como veio, para a regra acusar."""
    sim_ou_nao = {"SIM": "S", "NAO": "N", "NÃO": "N"}
    return pl.col("indicador_ajuizado").str.strip_chars().str.to_uppercase().replace(sim_ou_nao)


def _exigibilidade() -> pl.Expr:
    """Pela tabela de situações, com fonte ao lado; situação que a tabela não conhece fica vazia."""
    tipo = pl.col("tipo_situacao_inscricao").str.strip_chars().str.to_uppercase()
    return tipo.replace_strict(_EXIGIBILIDADES, default=None, return_dtype=pl.String)


def _motivo() -> pl.Expr:
    """O tipo e a situação da inscrição suspensa; só o tipo, se os dois não couberem no campo."""
    tipo = pl.col("tipo_situacao_inscricao")
    completo = pl.concat_str([tipo, pl.col("situacao_inscricao")], separator=": ", ignore_nulls=True)
    cabe = completo.str.len_chars() <= _MOTIVO_MAXIMO
    return pl.when(_exigibilidade() == "SUSPENSA").then(pl.when(cabe).then(completo).otherwise(tipo))


def _metadados() -> pl.Expr:
    """Objeto JSON com o que a fonte traz e o leiaute não tem, sem as chaves vazias."""
    pares = [
        pl.when(pl.col(coluna).is_not_null()).then(
            pl.struct(pl.col(coluna).alias(chave)).struct.json_encode().str.strip_prefix("{").str.strip_suffix("}")
        )
        for coluna, chave in _METADADOS.items()
    ]
    return pl.concat_str(pl.lit("{"), pl.concat_str(pares, separator=",", ignore_nulls=True), pl.lit("}"))
