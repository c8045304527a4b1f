"""Os devedores fictícios: nome, documento válido, endereço em município real, contato que não chega a ninguém.

O devedor de número i é o mesmo em toda carteira da mesma semente e do mesmo município. `ufs.csv` traz uma faixa de CEP
por UF (Correios; três tabelas públicas independentes dão a mesma; das UFs com duas faixas, a maior), um DDD e o número
do tribunal de justiça (Res. CNJ 65/2008). Dentro da UF, o CEP é sorteado. Os telefones começam por 0000, que não se
atribui, e os e-mails são de example.com (RFC 2606).
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import polars as pl

from hub.comum.documentos import formatar
from hub.comum.ficticios.erros import MunicipioDesconhecido
from hub.comum.ficticios.palavras import AVISO, palavras
from hub.comum.ficticios.sorteio import Inteiros, Sorteio, so_onde
from hub.comum.municipios import Municipio, municipios, quadro_de_municipios
from hub.comum.numeros_ficticios import cnpjs_ficticios, cpfs_ficticios

#: Partes que moram no município, em outros da mesma UF e em outras UFs, por tipo de credor.
ONDE_MORAM = {"MUNICIPIO": (0.90, 0.08, 0.02), "ESTADO": (0.45, 0.50, 0.05), "CONSELHO": (0.60, 0.35, 0.05)}
#: Quantos municípios diferentes aparecem da mesma UF e das outras.
OUTROS_DA_UF = 24
OUTRAS_UFS = 60
#: De quantas em quantas empresas uma tem CNPJ alfanumérico.
ALFANUMERICO_A_CADA = 12
#: Partes com documento pontuado, complemento, e-mail e telefone.
PONTUADOS, COM_COMPLEMENTO, COM_EMAIL, COM_TELEFONE = 0.7, 0.25, 0.4, 0.55


def municipio_do_codigo(ibge: str) -> Municipio:
    """O município. Levanta `MunicipioDesconhecido`."""
    if ibge not in municipios():
        raise MunicipioDesconhecido(ibge=ibge)
    return municipios()[ibge]


@cache
def tabela_de_ufs() -> pl.DataFrame:
    """Colunas `uf`, `cep_de`, `cep_ate`, `ddd` e `tribunal`; menos a primeira, inteiras."""
    with files(__package__).joinpath("ufs.csv").open(encoding="utf-8") as arquivo:
        return pl.DataFrame(list(csv.DictReader(arquivo))).with_columns(pl.exclude("uf").cast(pl.Int64))


def cnj_pontuado(numero: pl.Expr) -> pl.Expr:
    """NNNNNNN-DD.AAAA.J.TR.OOOO (Res. CNJ 65/2008), de vinte algarismos."""
    return numero.str.replace(r"^(\d{7})(\d{2})(\d{4})(\d)(\d{2})(\d{4})$", "$1-$2.$3.$4.$5.$6")


def devedores(*, semente: int, pessoas: int, empresas: int, municipio: Municipio, tipo: str) -> pl.DataFrame:
    """As pessoas e, depois delas, as empresas: todas as colunas `devedor_…` do leiaute, de texto."""
    pedacos = [
        _devedores(Sorteio(semente, 1), _nomes_de_pessoas, cpfs_ficticios(semente, pessoas), municipio, tipo),
        _devedores(Sorteio(semente, 2), _nomes_de_empresas, _cnpjs(semente, empresas), municipio, tipo),
    ]
    return pl.concat(pedacos)


def _devedores(
    sorteio: Sorteio,
    nomear: Callable[[Sorteio, int], pl.Series],
    documentos: pl.Series,
    municipio: Municipio,
    tipo: str,
) -> pl.DataFrame:
    quantos = len(documentos)
    lugares = _lugares(municipio, tipo)
    onde = lugares[sorteio.posicoes("municipio", quantos, lugares["peso"].to_list())]
    pontuado = documentos.to_frame("d").select(formatar(pl.col("d"))).to_series()
    com_pontos = sorteio.sim("pontuado", quantos, PONTUADOS)
    colunas = pl.DataFrame({"pontuado": pontuado, "limpo": documentos, "qual": com_pontos})
    return pl.DataFrame(
        {
            "devedor_documento": colunas.select(pl.when("qual").then("pontuado").otherwise("limpo")).to_series(),
            "devedor_nome": nomear(sorteio, quantos),
            **_enderecos(sorteio, quantos),
            "devedor_municipio_ibge": onde["ibge"],
            "devedor_municipio": onde["nome"].str.to_uppercase(),
            "devedor_uf": onde["uf"],
            "devedor_cep": _ceps(sorteio, onde),
            **_contatos(sorteio, onde),
        }
    )


def _cnpjs(semente: int, quantos: int) -> pl.Series:
    quadro = pl.DataFrame(
        {"n": cnpjs_ficticios(semente, quantos), "a": cnpjs_ficticios(semente, quantos, alfanumerico=True)}
    )
    da_vez = pl.int_range(pl.len()) % ALFANUMERICO_A_CADA == ALFANUMERICO_A_CADA - 1
    return quadro.select(pl.when(da_vez).then("a").otherwise("n")).to_series()


def _nomes_de_pessoas(sorteio: Sorteio, quantos: int) -> pl.Series:
    quadro = pl.DataFrame(
        [
            pl.Series("mulher", sorteio.sim("mulher", quantos, 0.5)),
            pl.Series("dois", sorteio.sim("dois", quantos, 0.45)),
            sorteio.palavras("ela", quantos, palavras("prenomes_femininos")),
            sorteio.palavras("ela2", quantos, palavras("prenomes_femininos")),
            sorteio.palavras("ele", quantos, palavras("prenomes_masculinos")),
            sorteio.palavras("ele2", quantos, palavras("prenomes_masculinos")),
            sorteio.palavras("sobrenome", quantos, palavras("sobrenomes")),
            sorteio.palavras("ultimo", quantos, palavras("ultimos_nomes")),
        ]
    )
    prenome = pl.when("mulher").then("ela").otherwise("ele")
    segundo = pl.when("dois").then(pl.when("mulher").then("ela2").otherwise("ele2"))
    return quadro.select(
        pl.concat_str(prenome, segundo, "sobrenome", "ultimo", separator=" ", ignore_nulls=True)
    ).to_series()


def _nomes_de_empresas(sorteio: Sorteio, quantas: int) -> pl.Series:
    quadro = pl.DataFrame(
        [
            sorteio.palavras("ramo", quantas, palavras("ramos")),
            sorteio.palavras("marca", quantas, palavras("marcas")),
            sorteio.palavras("socio", quantas, palavras("sobrenomes")),
            sorteio.palavras("natureza", quantas, palavras("naturezas")),
        ]
    )
    return quadro.select(pl.format("{} {} {} " + AVISO + " {}", *quadro.columns)).to_series()


def _lugares(municipio: Municipio, tipo: str) -> pl.DataFrame:
    """Os municípios em que há devedores, com o peso de cada um."""
    aqui, na_uf, fora = ONDE_MORAM[tipo]
    ordem = Sorteio(int(municipio.ibge)).de("lugares").permutation(len(municipios()))
    todos = quadro_de_municipios()[ordem.tolist()]
    outros = todos.filter(pl.col("uf") == municipio.uf, pl.col("ibge") != municipio.ibge).head(OUTROS_DA_UF)
    longe = todos.filter(pl.col("uf") != municipio.uf).head(OUTRAS_UFS)
    grupos = ((todos.filter(pl.col("ibge") == municipio.ibge), aqui), (outros, na_uf), (longe, fora))
    lugares: pl.DataFrame = pl.concat(
        grupo.with_columns(peso=pl.lit(parte) / max(grupo.height, 1)) for grupo, parte in grupos
    )
    return lugares


def _enderecos(sorteio: Sorteio, quantos: int) -> dict[str, pl.Series]:
    tipo = sorteio.palavras("tipo", quantos, palavras("tipos_de_logradouro"))
    complemento = sorteio.palavras("complemento", quantos, palavras("complementos"))
    return {
        "devedor_logradouro": tipo + " " + sorteio.palavras("logradouro", quantos, palavras("logradouros")),
        "devedor_numero": pl.Series(sorteio.inteiros("numero", quantos, 1, 2999)).cast(pl.String),
        "devedor_complemento": so_onde(sorteio.sim("com", quantos, COM_COMPLEMENTO), complemento),
        "devedor_bairro": sorteio.palavras("bairro", quantos, palavras("bairros")),
    }


def _da_uf(onde: pl.DataFrame, coluna: str) -> Inteiros:
    ufs = tabela_de_ufs()
    quadro = onde.select(pl.col("uf").replace_strict(ufs["uf"], ufs[coluna], return_dtype=pl.Int64))
    return quadro.to_series().to_numpy()


def _ceps(sorteio: Sorteio, onde: pl.DataFrame) -> pl.Series:
    """Na faixa da UF; cada município tem nela um pedaço seu, e o final é dos que se dão a logradouros (000 a 899)."""
    de, ate = _da_uf(onde, "cep_de"), _da_uf(onde, "cep_ate")
    do_municipio = onde["ibge"].cast(pl.Int64).to_numpy() // 10 * 7919 % (ate - de - 8)
    inicio = de + do_municipio + sorteio.inteiros("cep", onde.height, 0, 9)
    fim = sorteio.inteiros("cep_fim", onde.height, 0, 899)
    return _com_zeros(inicio, 5) + "-" + _com_zeros(fim, 3)


def _contatos(sorteio: Sorteio, onde: pl.DataFrame) -> dict[str, pl.Series]:
    quantos = onde.height
    usuario = pl.Series(sorteio.inteiros("usuario", quantos, 1, 9_999_999)).cast(pl.String)
    telefone = "+55 " + _com_zeros(_da_uf(onde, "ddd"), 2) + " 0000-"
    telefone += _com_zeros(sorteio.inteiros("ramal", quantos, 0, 9999), 4)
    return {
        "devedor_email": so_onde(sorteio.sim("email", quantos, COM_EMAIL), "contato" + usuario + "@example.com"),
        "devedor_telefone": so_onde(sorteio.sim("telefone", quantos, COM_TELEFONE), telefone),
    }


def _com_zeros(numeros: Inteiros, largura: int) -> pl.Series:
    return pl.Series(numeros).cast(pl.String).str.zfill(largura)
