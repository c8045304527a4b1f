"""Arquivos de largura fixa como documentos: registros com campos tipados, e a volta ao mesmo byte."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from hub.leiautes.achados import Achado
from hub.leiautes.conferencia import conferir
from hub.leiautes.conferencia_das_linhas import conferir_conversao, conferir_linhas
from hub.leiautes.documento import RegistroLido
from hub.leiautes.erros import CampoForaDoLeiaute
from hub.leiautes.motor.escrita import fatias, leiaute_de_escrita
from hub.leiautes.motor.leitura import DESCONHECIDO, alguma, cruas, do_registro, tipadas
from hub.leiautes.motor.linhas import com_lote, linhas_de
from hub.leiautes.tabelas import Leiaute, Registro
from hub.leiautes.valores import de_json, para_json

_CONTEUDO: Final = "conteudo"


def ler_posicional(tabela: Leiaute, conteudo: bytes) -> tuple[list[RegistroLido], list[Achado], str]:
    """Registros na ordem do arquivo, achados e codificação."""
    linhas, codificacao = linhas_de(conteudo, tabela.tamanho)
    linhas = com_lote(tabela, linhas)
    achados = conferir_linhas(tabela, linhas, codificacao)
    registros, quadros = _alheias(tabela, linhas), {}
    for nome, registro in tabela.registros.items():
        suas = linhas.filter(do_registro(tabela, registro))
        crus = cruas(registro, suas, so_ascii=codificacao == "ascii")
        quadros[nome] = tipadas(registro, crus)
        registros += _registros(tabela, registro, crus, quadros[nome], suas["terminador"])
        achados += conferir_conversao(registro, quadros[nome], crus)
    achados += conferir(tabela, quadros)
    return sorted(registros, key=lambda registro: registro.linha), achados, codificacao


def _alheias(tabela: Leiaute, linhas: pl.DataFrame) -> list[RegistroLido]:
    sobra = linhas.filter(~alguma(tabela)).select("linha", "texto", "terminador")
    return [
        RegistroLido(registro=DESCONHECIDO, linha=linha, campos={_CONTEUDO: texto}, terminador=terminador)
        for linha, texto, terminador in sobra.iter_rows()
    ]


def _registros(
    tabela: Leiaute, registro: Registro, crus: pl.DataFrame, tipado: pl.DataFrame, terminadores: pl.Series
) -> list[RegistroLido]:
    valores = para_json(registro, tipado).rows(named=True)
    preservados = _preservados(tabela, registro, crus, tipado)
    numeros, terminadores_ = tipado["linha"].to_list(), terminadores.to_list()
    return [
        RegistroLido(
            registro=registro.nome, linha=numero, campos=campos, terminador=terminador, cru=preservados.get(posicao, {})
        )
        for posicao, (numero, campos, terminador) in enumerate(zip(numeros, valores, terminadores_, strict=True))
    ]


def _preservados(
    tabela: Leiaute, registro: Registro, crus: pl.DataFrame, tipado: pl.DataFrame
) -> dict[int, dict[str, str]]:
    """Posição → texto cru dos campos que o hub escreveria de outro modo."""
    nomes = list(registro.por_nome)
    escritos = fatias(tabela, registro, tipado, conferir=False)
    iguais = pl.concat([crus.select(nomes), escritos.rename({n: f"~{n}" for n in nomes})], how="horizontal")
    difere = [(pl.col(nome) != pl.col(f"~{nome}")).alias(nome) for nome in nomes]
    mapa = iguais.select(difere).with_row_index("~").filter(pl.any_horizontal(nomes))
    textos = crus.select(nomes)[mapa["~"].to_list()].rows(named=True)
    return {
        diferencas["~"]: {nome: texto for nome, texto in linha.items() if diferencas[nome]}
        for diferencas, linha in zip(mapa.iter_rows(named=True), textos, strict=True)
    }


def escrever_posicional(nome: str, registros: Sequence[RegistroLido], *, codificacao: str = "ascii") -> bytes:
    """As linhas dos registros, na ordem dada; o texto cru de um campo volta se o valor dele não mudou."""
    tabela = leiaute_de_escrita(nome)
    linhas: list[str] = [""] * len(registros)
    grupos: dict[str, list[int]] = {}
    for posicao, registro in enumerate(registros):
        grupos.setdefault(registro.registro, []).append(posicao)
    for chave, posicoes in grupos.items():
        seus = [registros[posicao] for posicao in posicoes]
        for posicao, texto in zip(posicoes, _linhas(tabela, chave, seus), strict=True):
            linhas[posicao] = texto
    inteiro = "".join(linha + registro.terminador for linha, registro in zip(linhas, registros, strict=True))
    return inteiro.encode("utf-8" if codificacao == "utf-8" else "iso-8859-1", "replace")


def _linhas(tabela: Leiaute, chave: str, registros: Sequence[RegistroLido]) -> list[str]:
    if chave == DESCONHECIDO:
        return [str(registro.campos.get(_CONTEUDO) or "") for registro in registros]
    desenho = tabela.registro(chave)
    for registro in registros:
        if not registro.campos.keys() <= desenho.por_nome.keys():
            _conferir_nomes(tabela, desenho, registro)
    tipado = de_json(desenho, [r.campos for r in registros], [r.linha for r in registros])
    if not any(registro.cru for registro in registros):
        escritos = fatias(tabela, desenho, tipado, conferir=True)
        return escritos.select(pl.concat_str(pl.all())).to_series().to_list()
    crus = _crus(desenho, registros)
    valem = _valem(desenho, crus, tipado)
    apagados = [
        pl.when(valem[coluna.removesuffix("_cru")]).then(None).otherwise(pl.col(coluna)).alias(coluna)
        for coluna in tipado.columns
        if coluna.removesuffix("_cru") in valem.columns
    ]
    escritos = fatias(tabela, desenho, tipado.with_columns(apagados), conferir=True)
    juntos = [pl.when(valem[nome]).then(crus[nome]).otherwise(pl.col(nome)) for nome in escritos.columns]
    return escritos.select(pl.concat_str(juntos)).to_series().to_list()


def _conferir_nomes(tabela: Leiaute, desenho: Registro, registro: RegistroLido) -> None:
    sobra = [campo for campo in registro.campos if campo not in desenho.por_nome]
    if sobra:
        raise CampoForaDoLeiaute(
            onde=f"Linha {registro.linha}",
            registro=desenho.nome,
            leiaute=tabela.nome,
            campo=sobra[0],
            conhecidos=", ".join(desenho.por_nome),
        )


def _crus(desenho: Registro, registros: Sequence[RegistroLido]) -> pl.DataFrame:
    """O texto cru de cada campo, onde há e tem o tamanho certo."""
    dados = {
        campo.nome: [_do_tamanho(registro.cru.get(campo.nome), campo.tamanho) for registro in registros]
        for campo in desenho.campos
    }
    return pl.DataFrame(dados, schema=dict.fromkeys(dados, pl.String))


def _valem(desenho: Registro, crus: pl.DataFrame, tipado: pl.DataFrame) -> pl.DataFrame:
    """Verdadeiro onde o texto cru ainda diz o valor do campo: é ele que volta ao arquivo."""
    base = crus.fill_null("").with_columns(linha=pl.lit(0, dtype=pl.UInt32), lote=pl.lit(0, dtype=pl.UInt32))
    ditos = para_json(desenho, tipadas(desenho, base))
    pedidos = para_json(desenho, tipado, [nome for nome in crus.columns if nome in tipado.columns])
    iguais = {
        nome: ditos[nome].eq_missing(pedidos[nome]) if nome in pedidos.columns else ditos[nome].is_null()
        for nome in crus.columns
    }
    return pl.DataFrame({nome: crus[nome].is_not_null() & igual for nome, igual in iguais.items()})


def _do_tamanho(texto: str | None, tamanho: int) -> str | None:
    return texto if texto is not None and len(texto) == tamanho else None
