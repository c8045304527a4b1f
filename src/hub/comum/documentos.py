"""CPF, CNPJ (numérico e alfanumérico), número CNJ e inscrições da PGFN: limpar, reconhecer, conferir e mostrar.

As expressões trabalham sobre texto já limpo por `limpar`, a forma dos quadros normalizados; texto com pontuação
reprova. A conta dos dígitos está em `hub.comum.digitos` e é a mesma para uma linha e para um milhão.

A regra dos dígitos das inscrições SIDA e DEBCAD foi deduzida dos dados abertos da PGFN, onde nenhuma a descumpre; norma
que a diga não se achou (`hub.comum.digitos`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from hub.comum import digitos
from hub.comum.erros import Recusa
from hub.comum.numeros_ficticios import cnjs_ficticios, cnpjs_ficticios, cpfs_ficticios

__all__ = [
    "TIPOS",
    "cnj_valido",
    "cnjs_ficticios",
    "cnpjs_ficticios",
    "cpfs_ficticios",
    "debcad_valido",
    "documento_examinar",
    "documento_formatar",
    "documento_mascarar",
    "documento_valido",
    "documentos_mascarar",
    "formatar",
    "limpar",
    "mascarar",
    "sida_valido",
    "tipo_documento",
]


class TipoDeDocumentoDesconhecido(Recusa):
    """O tipo {tipo} não é de documento que o hub confira. Use um destes: {tipos}; ou não informe o tipo."""


@dataclass(frozen=True, kw_only=True)
class _Tipo:
    """O que se sabe de uma espécie de documento."""

    #: Expressão regular do texto limpo.
    forma: str
    #: Como se mostra: `#` copia o caractere da vez, `*` o esconde, o resto é pontuação.
    molde: str
    #: A forma em palavras, para quem errou.
    descricao: str
    #: A conferência dos dígitos.
    confere: Callable[[pl.Expr], pl.Expr]


def limpar(expr: pl.Expr) -> pl.Expr:
    """Só letras e algarismos, em maiúsculas; null fica null e texto só de pontuação vira vazio.

    Letra acentuada fica, para que o documento reprove em vez de ser consertado em silêncio.
    """
    return expr.str.replace_all(r"[^\p{L}\p{N}]", "").str.to_uppercase()


def tipo_documento(expr: pl.Expr) -> pl.Expr:
    """Só pela forma: "CPF" (11 algarismos), "CNPJ" (12 letras ou algarismos e 2 algarismos) ou null."""
    return (
        pl.when(expr.str.contains(TIPOS["CPF"].forma))
        .then(pl.lit("CPF"))
        .when(expr.str.contains(TIPOS["CNPJ"].forma))
        .then(pl.lit("CNPJ"))
    )


def documento_valido(expr: pl.Expr) -> pl.Expr:
    """Boolean: o texto limpo é CPF ou CNPJ com dígitos verificadores certos; null fica null.

    Números de um caractere só repetido (111.111.111-11) reprovam, embora a conta feche.
    """
    return _conferido(expr, digitos.TAMANHO_CNPJ, digitos.documento_confere)


def cnj_valido(expr: pl.Expr) -> pl.Expr:
    """Boolean: o texto limpo tem 20 algarismos e o dígito da Res. CNJ 65/2008 confere; null fica null."""
    return _conferido(expr, digitos.TAMANHO_CNJ, digitos.cnj_confere)


def sida_valido(expr: pl.Expr) -> pl.Expr:
    """Boolean: o texto limpo é uma inscrição SIDA (13 algarismos) com os dois dígitos certos; null fica null."""
    return _conferido(expr, digitos.TAMANHO_SIDA, digitos.sida_confere)


def debcad_valido(expr: pl.Expr) -> pl.Expr:
    """Boolean: o texto limpo é uma inscrição DEBCAD (9 algarismos) com o dígito certo; null fica null."""
    return _conferido(expr, digitos.TAMANHO_DEBCAD, digitos.debcad_confere)


def formatar(expr: pl.Expr) -> pl.Expr:
    """CPF e CNPJ limpos na forma pontuada; qualquer outro texto sai como veio."""
    return _com_molde(expr, TIPOS["CPF"].molde, otherwise=expr)


def mascarar(expr: pl.Expr) -> pl.Expr:
    """CPF limpo como `***.456.789-**`, CNPJ (que é público) pontuado; qualquer outro texto sai como `***`."""
    return _com_molde(expr, "***.###.###-**", otherwise=pl.lit("***"))


def documento_formatar(documento: str) -> str:
    """`formatar` para um documento só."""
    return str(_um(formatar, documento))


def documento_mascarar(documento: str) -> str:
    """`mascarar` para um documento só."""
    return str(_um(mascarar, documento))


def documentos_mascarar(documentos: Iterable[str | None]) -> list[str]:
    """`mascarar` para os de uma página, de uma vez; o que falta sai vazio."""
    coluna = pl.DataFrame({"d": pl.Series(list(documentos), dtype=pl.String)})
    return coluna.select(mascarar(pl.col("d")).fill_null("")).to_series().to_list()


def documento_examinar(valor: str, tipo: str | None = None) -> dict[str, object]:
    """Reconhece e confere um documento: `{"tipo", "valido", "normalizado", "formatado", "motivo"?}`.

    `tipo` é CPF, CNPJ, CNJ, SIDA ou DEBCAD; sem ele, vale o que a forma disser. `tipo` e `formatado` são None quando a
    forma não é de nenhum. `motivo` diz por que reprovou, ou o que não pôde ser conferido.
    """
    limpo = str(_um(limpar, valor))
    nome = _tipo_pedido(tipo) or next((n for n, t in TIPOS.items() if _um(_tem_a_forma(t), limpo)), None)
    if nome is None:
        motivo = f"{valor!r} não tem a forma de nenhum destes: {'; '.join(_descricoes())}. Confira o número."
        return {"tipo": None, "valido": False, "normalizado": limpo, "formatado": None, "motivo": motivo}
    especie = TIPOS[nome]
    forma = bool(_um(_tem_a_forma(especie), limpo))
    valido = forma and bool(_um(especie.confere, limpo))
    formatado = _um(lambda expr: _moldado(expr, especie.molde), limpo) if forma else None
    exame = {"tipo": nome, "valido": valido, "normalizado": limpo, "formatado": formatado}
    return exame | _motivo(nome, limpo, forma=forma, valido=valido)


def _motivo(nome: str, limpo: str, *, forma: bool, valido: bool) -> dict[str, str]:
    if not forma:
        return {"motivo": f"{nome} tem {TIPOS[nome].descricao}. Confira o número no documento de origem."}
    if not valido and len(set(limpo)) == 1:
        return {"motivo": f"Um algarismo só repetido não é {nome}. Confira o número no documento de origem."}
    if not valido:
        return {"motivo": "Os dígitos verificadores não conferem. Confira o número no documento de origem."}
    return {}


def _tipo_pedido(tipo: str | None) -> str | None:
    if tipo is None:
        return None
    if tipo.upper() not in TIPOS:
        raise TipoDeDocumentoDesconhecido(tipo=tipo, tipos=", ".join(TIPOS))
    return tipo.upper()


def _descricoes() -> list[str]:
    return [f"{nome}, {tipo.descricao}" for nome, tipo in TIPOS.items()]


def _tem_a_forma(tipo: _Tipo) -> Callable[[pl.Expr], pl.Expr]:
    return lambda expr: expr.str.contains(tipo.forma)


def _um(expressao: Callable[[pl.Expr], pl.Expr], texto: str) -> object:
    return pl.DataFrame({"texto": [texto]}).select(expressao(pl.col("texto"))).item()


def _conferido(expr: pl.Expr, largura: int, confere: Callable[[digitos.Colunas], digitos.Resposta]) -> pl.Expr:
    """Leva o texto ao núcleo como matriz de bytes; texto de outra largura vira null ali e reprova."""
    bytes_ = expr.str.pad_end(largura, digitos.ENCHIMENTO).cast(pl.Binary)
    matriz = bytes_.bin.reinterpret(dtype=pl.Array(pl.UInt8, largura), endianness="little")

    def julgar(bloco: pl.Series) -> pl.Series:
        if not bloco.null_count():
            return pl.Series(confere(digitos.colunas_de(bloco.to_numpy())))
        respostas = np.zeros(len(bloco), dtype=np.bool_)
        respostas[bloco.is_not_null().to_numpy()] = confere(digitos.colunas_de(bloco.drop_nulls().to_numpy()))
        return pl.Series(respostas)

    return pl.when(expr.is_not_null()).then(
        matriz.map_batches(julgar, return_dtype=pl.Boolean, is_elementwise=True),
    )


def _com_molde(expr: pl.Expr, molde_cpf: str, *, otherwise: pl.Expr) -> pl.Expr:
    tamanho = expr.str.len_chars()
    return (
        pl.when(tamanho == digitos.TAMANHO_CPF)
        .then(_moldado(expr, molde_cpf))
        .when(tamanho == digitos.TAMANHO_CNPJ)
        .then(_moldado(expr, TIPOS["CNPJ"].molde))
        .when(expr.is_not_null())
        .then(otherwise)
    )


def _moldado(expr: pl.Expr, molde: str) -> pl.Expr:
    partes: list[pl.Expr] = []
    posicao = 0
    for trecho in re.findall(r"#+|\*+|[^#*]+", molde):
        partes.append(expr.str.slice(posicao, len(trecho)) if trecho[0] == "#" else pl.lit(trecho))
        posicao += len(trecho) if trecho[0] in "#*" else 0
    return pl.concat_str(partes)


#: As espécies que o hub conhece; as formas não se sobrepõem.
TIPOS = {
    "CPF": _Tipo(
        forma="^[0-9]{11}$",
        molde="###.###.###-##",
        descricao="11 algarismos",
        confere=documento_valido,
    ),
    "CNPJ": _Tipo(
        forma="^[0-9A-Z]{12}[0-9]{2}$",
        molde="##.###.###/####-##",
        descricao="12 letras ou algarismos e 2 algarismos",
        confere=documento_valido,
    ),
    "CNJ": _Tipo(
        forma="^[0-9]{20}$",
        molde="#######-##.####.#.##.####",
        descricao="20 algarismos",
        confere=cnj_valido,
    ),
    "SIDA": _Tipo(
        forma="^[0-9]{13}$",
        molde="## # ## ######-##",
        descricao="13 algarismos (unidade, série, ano, sequência e 2 dígitos), com os zeros à esquerda",
        confere=sida_valido,
    ),
    "DEBCAD": _Tipo(
        forma="^[0-9]{9}$",
        molde="##.###.###-#",
        descricao="9 algarismos",
        confere=debcad_valido,
    ),
}
