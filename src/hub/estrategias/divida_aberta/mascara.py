"""O que do devedor se mostra: documento, nome e as palavras por que se procura, sem CPF inteiro em lugar nenhum.

O CPF aparece sem os três primeiros e os dois últimos algarismos (Portaria PGFN 636/2020). O nome de empresário
individual costuma trazê-lo: onze algarismos, com ou sem pontuação, confiram ou não os dígitos, são tratados como CPF.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from hub.acesso.sigilo import resumir
from hub.comum.documentos import mascarar

#: Onze algarismos nos grupos do CPF, e em quaisquer outros, que não sejam parte de um número maior.
_SEPARA = r"[\s.\-/\\_,]{0,3}"
_D = r"\p{Nd}"
_ANTES, _DEPOIS = rf"(^|[^{_D}])", rf"([^{_D}]|$)"
_CPF = rf"{_ANTES}{_D}{{3}}{_SEPARA}({_D}{{3}}){_SEPARA}({_D}{{3}}){_SEPARA}{_D}{{2}}{_DEPOIS}"
_ONZE = rf"{_ANTES}{_D}(?:{_SEPARA}{_D}){{10}}{_DEPOIS}"
#: O que, no começo de uma célula, as planilhas leem como fórmula.
_FORMULA = r"^[\s=+@\-]+"
#: Caracteres de um nome: mais que isto não cabe num índice.
TAMANHO_DO_NOME = 300
#: No lugar do número que traz um CPF.
SEM_NUMERO = "*** (traz um CPF)"
#: Algarismos do resumo com chave, em hexadecimal: 128 bits.
TAMANHO_DO_CODIGO = 32


def nome_publico(nome: pl.Expr) -> pl.Expr:
    """O nome com o CPF mascarado, numa linha só e sem o que uma planilha leria como fórmula."""
    trocado = _trocado(nome, "${1}***.${2}.${3}-**${4}", "${1}***${2}").str.replace(_FORMULA, "")
    return trocado.str.slice(0, TAMANHO_DO_NOME).str.strip_chars()


def nome_de_busca(nome: pl.Expr) -> pl.Expr:
    """As palavras do nome: maiúsculas, sem acento, sem pontuação e sem CPF, separadas por um espaço."""
    trocado = _trocado(nome, "${1} ${4}", "${1} ${2}")
    sem_acento = trocado.str.normalize("NFKD").str.replace_all(r"\p{Mn}", "").str.to_uppercase()
    so_palavras = sem_acento.str.replace_all("[^0-9A-Z]+", " ").str.strip_chars()
    return so_palavras.str.slice(0, TAMANHO_DO_NOME).str.strip_chars()


def palavras(texto: str) -> list[str]:
    """As palavras do que se digitou, na forma em que estão no índice."""
    return str(_um(nome_de_busca, texto)).split()


def tem_cpf(texto: str) -> bool:
    """Se o texto traz o que se trata como CPF."""
    return bool(_um(lambda expr: expr.str.contains(_ONZE), texto))


def documento_publico(documento: pl.Expr) -> pl.Expr:
    """CPF mascarado, CNPJ inteiro."""
    return mascarar(documento)


def numero_publico(numero: pl.Expr, tem_cpf: pl.Expr) -> pl.Expr:
    """O número da CDA, numa linha só; o que traz o CPF de um devedor dela não se mostra."""
    return pl.when(tem_cpf).then(pl.lit(SEM_NUMERO)).otherwise(numero.str.replace_all(r"[\s\p{C}]+", " "))


def codigo_do(documento: str) -> str:
    """O código de um CPF ou CNPJ limpo: resumo com chave, que não está no banco (`hub.acesso.sigilo`)."""
    return resumir(documento, assunto="divida_aberta:devedor")[:TAMANHO_DO_CODIGO]


def documento_limpo(texto: str) -> str:
    """O que se digitou, só letras e algarismos, em maiúsculas."""
    return re.sub(r"[\W_]", "", texto[:40]).upper()


def _trocado(nome: pl.Expr, em_grupos: str, noutra_forma: str) -> pl.Expr:
    texto = nome.str.replace_all(r"[\s\p{C}]+", " ").str.strip_chars()
    # Dois CPFs seguidos repartem o espaço entre eles: a segunda volta acha o que a primeira pulou.
    for forma, por in ((_CPF, em_grupos), (_CPF, em_grupos), (_ONZE, noutra_forma), (_ONZE, noutra_forma)):
        texto = texto.str.replace_all(forma, por)
    return texto


def _um(expressao: Callable[[pl.Expr], pl.Expr], texto: str) -> object:
    return pl.DataFrame({"texto": [texto]}).select(expressao(pl.col("texto"))).item()
