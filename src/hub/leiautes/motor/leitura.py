"""Leitura: bytes → um quadro tipado por tipo de registro."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import polars as pl

from hub.leiautes.motor.linhas import com_lote, linhas_de
from hub.leiautes.tabelas import Campo, Leiaute, Registro, leiaute

#: Quadro das linhas que não são de nenhum registro: tamanho errado ou primeiro caractere desconhecido.
DESCONHECIDO: Final = "desconhecido"
#: `malformado` tem 64 bits: só os 64 primeiros campos têm o seu.
_BITS: Final = 64
#: Dia, mês e ano, em qualquer ordem.
_DIGITOS_DA_DATA: Final = 8
#: Sufixo das colunas de trabalho com o texto aparado.
_APARADO: Final = "~"


def ler_registros(nome: str, conteudo: bytes) -> dict[str, pl.DataFrame]:
    """Lê um arquivo de largura fixa inteiro: um quadro por registro do leiaute, mais `desconhecido`.

    Colunas de cada quadro, nesta ordem: `linha` (UInt32, a primeira é 1), `lote` (UInt32: quantos cabeçalhos de lote já
    abriram, contando o da própria linha), os campos da tabela na ordem, `<data>_cru` para cada data e `malformado`.
    Tipos: texto e código → String sem brancos nas pontas (vazio → null); quantidade → Int32; dinheiro → Int64 em
    centavos; data → Date (zeros, brancos e o que não converte → null). `<data>_cru` guarda o texto de uma data que não
    converte, como o vencimento `99999999` (à vista). `malformado` (UInt64) liga o bit i quando o i-ésimo campo tem
    texto que não converte. `desconhecido` tem `linha`, `lote` e `conteudo`.

    Aceita CRLF, LF ou nenhum terminador; bytes fora do ASCII são lidos como UTF-8 ou, se não forem, ISO-8859-1.
    Nunca levanta erro por causa do conteúdo; `LeiauteDesconhecido` se o nome não existe.
    """
    tabela = leiaute(nome)
    linhas, codificacao = linhas_de(conteudo, tabela.tamanho)
    return separar(tabela, com_lote(tabela, linhas), so_ascii=codificacao == "ascii")


def separar(tabela: Leiaute, linhas: pl.DataFrame, *, so_ascii: bool) -> dict[str, pl.DataFrame]:
    """Um quadro tipado por registro, a partir das linhas com `linha`, `lote` e `texto`."""
    quadros = {}
    for nome, registro in tabela.registros.items():
        suas = linhas.filter(do_registro(tabela, registro))
        quadros[nome] = _tipar(registro, _fatiar(registro.campos, suas, so_ascii=so_ascii, aparar=True))
    sobra = linhas.filter(~alguma(tabela)).select("linha", "lote", pl.col("texto").alias("conteudo"))
    return quadros | {DESCONHECIDO: sobra}


def ler_campos(
    tabela: Leiaute, registro: Registro, linhas: pl.DataFrame, nomes: Collection[str], *, so_ascii: bool
) -> pl.DataFrame:
    """`linha`, `lote` e só os campos pedidos das linhas que são do registro: quem usa poucos não paga pelos outros."""
    campos = [campo for campo in registro.campos if campo.nome in nomes]
    suas = linhas.filter(do_registro(tabela, registro))
    aparados = _fatiar(campos, suas, so_ascii=so_ascii, aparar=True)
    return aparados.select("linha", "lote", *(_valor(campo).alias(campo.nome) for campo in campos))


def do_registro(tabela: Leiaute, registro: Registro) -> pl.Expr:
    """Verdadeiro nas linhas do tamanho certo que começam pelo caractere do registro."""
    certa = pl.col("texto").str.len_chars() == tabela.tamanho
    return certa & pl.col("texto").str.starts_with(registro.identificacao)


def alguma(tabela: Leiaute) -> pl.Expr:
    """Verdadeiro nas linhas que são de algum registro do leiaute."""
    return pl.any_horizontal(do_registro(tabela, registro) for registro in tabela.registros.values())


def cruas(registro: Registro, linhas: pl.DataFrame, *, so_ascii: bool) -> pl.DataFrame:
    """`linha`, `lote` e o texto de cada campo, com os brancos."""
    return _fatiar(registro.campos, linhas, so_ascii=so_ascii, aparar=False)


def _fatiar(campos: Sequence[Campo], linhas: pl.DataFrame, *, so_ascii: bool, aparar: bool) -> pl.DataFrame:
    """As fatias de cada campo; aparadas, com o sufixo de trabalho. Em ASCII, por bytes, sem contar caracteres."""
    texto = pl.col("texto").cast(pl.Binary) if so_ascii else pl.col("texto")
    fatias = []
    for campo in campos:
        if so_ascii:
            fatia = pl.col("texto").bin.slice(campo.inicio - 1, campo.tamanho).cast(pl.String)
        else:
            fatia = pl.col("texto").str.slice(campo.inicio - 1, campo.tamanho)
        fatias.append(fatia.str.strip_chars(" ").alias(campo.nome + _APARADO) if aparar else fatia.alias(campo.nome))
    return linhas.select("linha", "lote", texto).select("linha", "lote", *fatias)


def tipadas(registro: Registro, crus: pl.DataFrame) -> pl.DataFrame:
    """Os campos no tipo de sua natureza, `<data>_cru` e `malformado`, a partir das colunas de texto cru.

    Espera `linha`, `lote` e uma coluna String por campo; devolve o quadro descrito em `ler_registros`.
    """
    aparados = [pl.col(c.nome).str.strip_chars(" ").alias(c.nome + _APARADO) for c in registro.campos]
    return _tipar(registro, crus.select("linha", "lote", *aparados))


def _tipar(registro: Registro, aparados: pl.DataFrame) -> pl.DataFrame:
    datas = [campo for campo in registro.campos if campo.natureza == "data"]
    valores = aparados.with_columns(
        *(_valor(campo).alias(campo.nome) for campo in registro.campos),
        *(_data_crua(campo).alias(f"{campo.nome}_cru") for campo in datas),
    )
    ordem = ["linha", "lote", *(c.nome for c in registro.campos), *(f"{c.nome}_cru" for c in datas)]
    return valores.select(*ordem, _malformado(registro))


def _aparado(campo: Campo) -> pl.Expr:
    return pl.col(campo.nome + _APARADO)


def _valor(campo: Campo) -> pl.Expr:
    """O valor no tipo de sua natureza; o que não converte vira null."""
    aparado = _aparado(campo)
    match campo.natureza:
        case "quantidade":
            valor = aparado.cast(pl.Int32, strict=False)
            return pl.when(valor >= 0).then(valor)
        case "dinheiro":
            valor = aparado.cast(pl.Int64, strict=False)
            return pl.when(valor >= 0).then(valor)
        case "data":
            return _data(campo)
        case _:
            return pl.when(aparado != "").then(aparado)


def _data(campo: Campo) -> pl.Expr:
    # Sem medir, o conversor aceitaria um mês ou um dia de um algarismo só.
    inteira = _aparado(campo).str.len_bytes() >= _DIGITOS_DA_DATA
    return pl.when(inteira).then(_aparado(campo).str.to_date(campo.forma_da_data, strict=False))


def _data_crua(campo: Campo) -> pl.Expr:
    """O texto de uma data que não converte; null para data boa, zeros ou brancos."""
    sobra = _data(campo).is_null() & (_aparado(campo).str.strip_chars("0") != "")
    return pl.when(sobra).then(_aparado(campo))


def conferivel(campo: Campo) -> bool:
    """Só os campos de natureza própria, e que o leiaute não manda ignorar, têm conversão a conferir."""
    return campo.natureza in {"quantidade", "dinheiro", "data"} and campo.obrigatorio != "U"


def nao_converteu(campo: Campo) -> pl.Expr:
    """Verdadeiro onde o campo tem texto que não é do seu tipo (vencimento à vista, `9999…`, é do tipo)."""
    if campo.natureza == "data":
        ruim = pl.col(f"{campo.nome}_cru")
        a_vista = ruim.str.starts_with("9999") & pl.lit(campo.aceita_a_vista)
        return (ruim.is_not_null() & ~a_vista).fill_null(value=False)
    return pl.col(campo.nome).is_null() & (_aparado(campo) != "")


def _malformado(registro: Registro) -> pl.Expr:
    bits = [pl.lit(0, dtype=pl.UInt64)] + [
        pl.when(nao_converteu(campo)).then(pl.lit(1 << posicao, dtype=pl.UInt64)).otherwise(0)
        for posicao, campo in enumerate(registro.campos[:_BITS])
        if conferivel(campo)
    ]
    return pl.sum_horizontal(bits).cast(pl.UInt64).alias("malformado")
