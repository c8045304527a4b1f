"""Escreve as mesmas linhas em cada formato, para os testes de leitura. Nada aqui é dado de pessoa real."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import polars as pl
import pytest
import xlsxwriter

from hub.recepcao.formatos import Envio, Fatia, Limites, ObjecaoAoArquivo, abrir
from hub.recepcao.formatos.campos import CAMPOS, OBRIGATORIOS, TIPOS

Linha = Mapping[str, str | None]


def cnpj_ficticio(raiz: int) -> str:
    """CNPJ com dígitos certos e raiz 99.xxx.xxx, que não é de ninguém."""
    numeros = [int(c) for c in f"99{raiz:06d}0001"]
    for pesos in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        resto = sum(n * p for n, p in zip(numeros, pesos, strict=True)) % 11
        numeros.append(0 if resto < 2 else 11 - resto)
    d = "".join(map(str, numeros))
    return f"{d[:2]}.{d[2:5]}.{d[5:8]}/{d[8:12]}-{d[12:]}"


def cda(numero: str = "2024/000001-1", **outros: str | None) -> dict[str, str | None]:
    """Uma CDA com os campos obrigatórios, pelos exemplos do leiaute."""
    base: dict[str, str | None] = {nome: CAMPOS["cda"][nome].exemplo for nome in OBRIGATORIOS["cda"]}
    return {**base, "numero_cda": numero, **outros}


def cdas(quantas: int, **outros: str | None) -> list[dict[str, str | None]]:
    return [cda(f"2024/{n:06d}-1", **outros) for n in range(1, quantas + 1)]


def colunas(linhas: Sequence[Linha]) -> list[str]:
    return list(dict.fromkeys(campo for linha in linhas for campo in linha))


def em_csv(
    linhas: Sequence[Linha],
    *,
    separador: str = ";",
    fim: str = "\n",
    codificacao: str = "utf-8",
    aspas: int = csv.QUOTE_MINIMAL,
    cabecalho: Sequence[str] | None = None,
) -> bytes:
    texto = io.StringIO()
    escritor = csv.writer(texto, delimiter=separador, lineterminator=fim, quoting=aspas)  # type: ignore[arg-type]
    nomes = colunas(linhas)
    escritor.writerow(cabecalho or nomes)
    escritor.writerows([linha.get(nome) or "" for nome in nomes] for linha in linhas)
    return texto.getvalue().encode(codificacao)


def _nativo(texto: str | None, tipo: str) -> Any:
    """O valor como um programa o guardaria: data, decimal, inteiro ou lógico, e não texto."""
    if texto is None or texto == "":
        return None
    match tipo:
        case "data":
            return date.fromisoformat(texto)
        case "dinheiro":
            return Decimal(texto)
        case "inteiro":
            return int(texto)
        case "logico":
            return texto == "S"
    return texto


def _nativas(linhas: Sequence[Linha], tabela: str) -> list[dict[str, Any]]:
    tipos = TIPOS[tabela]
    return [{nome: _nativo(linha.get(nome), tipos.get(nome, "texto")) for nome in colunas(linhas)} for linha in linhas]


def em_xlsx(folhas: Mapping[str, Sequence[Linha]], *, tabela: str = "cda") -> bytes:
    """Uma folha por item; datas e números como células de data e de número."""
    saida = io.BytesIO()
    livro = xlsxwriter.Workbook(saida, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for nome, linhas in folhas.items():
        folha = livro.add_worksheet(nome)
        titulos = colunas(linhas)
        for coluna, titulo in enumerate(titulos):
            folha.write_string(0, coluna, titulo)
        for numero, linha in enumerate(_nativas(linhas, nome if nome in TIPOS else tabela), 1):
            for coluna, titulo in enumerate(titulos):
                _celula_xlsx(folha, numero, coluna, linha[titulo])
    livro.close()
    return saida.getvalue()


def _celula_xlsx(folha: Any, linha: int, coluna: int, valor: Any) -> None:
    if isinstance(valor, str):
        folha.write_string(linha, coluna, valor)
    elif isinstance(valor, bool):
        folha.write_boolean(linha, coluna, valor)
    elif isinstance(valor, date):
        folha.write_datetime(linha, coluna, valor)
    elif valor is not None:
        folha.write_number(linha, coluna, float(valor))


_ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
><office:body><office:spreadsheet>{folhas}</office:spreadsheet></office:body></office:document-content>"""
_MANIFESTO = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"""


def ods_com(folhas: str) -> bytes:
    """O menor ODS que um leitor aceita, com o XML das folhas dado."""
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w", zipfile.ZIP_DEFLATED) as pacote:
        pacote.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        pacote.writestr("META-INF/manifest.xml", _MANIFESTO)
        pacote.writestr("content.xml", _ODS.format(folhas=folhas))
    return saida.getvalue()


def em_ods(folhas: Mapping[str, Sequence[Linha]], *, tabela: str = "cda") -> bytes:
    partes = []
    for nome, linhas in folhas.items():
        titulos = colunas(linhas)
        nativas = _nativas(linhas, nome if nome in TIPOS else tabela)
        todas = [titulos, *([linha[titulo] for titulo in titulos] for linha in nativas)]
        corpo = "".join(f"<table:table-row>{''.join(map(_celula_ods, linha))}</table:table-row>" for linha in todas)
        partes.append(f"<table:table table:name={quoteattr(nome)}>{corpo}</table:table>")
    return ods_com("".join(partes))


def _celula_ods(valor: Any) -> str:
    if valor is None:
        return "<table:table-cell/>"
    if isinstance(valor, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(valor).lower()}"/>'
    if isinstance(valor, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{valor}"/>'
    if isinstance(valor, int | Decimal):
        return f'<table:table-cell office:value-type="float" office:value="{valor}"/>'
    paragrafos = "".join(f"<text:p>{escape(paragrafo)}</text:p>" for paragrafo in valor.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragrafos}</table:table-cell>'


def _json_exato(objeto: Mapping[str, Any]) -> str:
    """JSON com dinheiro como número escrito por extenso, sem passar por ponto flutuante."""
    pares = []
    for chave, valor in objeto.items():
        texto = str(valor) if isinstance(valor, Decimal) else json.dumps(valor, default=str, ensure_ascii=False)
        pares.append(f"{json.dumps(chave)}:{texto}")
    return "{" + ",".join(pares) + "}"


def em_json(linhas: Sequence[Linha], *, tabela: str = "cda") -> bytes:
    return ("[" + ",\n".join(map(_json_exato, _nativas(linhas, tabela))) + "]").encode()


def em_jsonl(linhas: Sequence[Linha], *, tabela: str = "cda") -> bytes:
    return "\n".join(map(_json_exato, _nativas(linhas, tabela))).encode()


def em_parquet(linhas: Sequence[Linha], *, tabela: str = "cda") -> bytes:
    tipos: dict[str, Any] = {"data": pl.Date, "dinheiro": pl.Decimal(15, 2), "inteiro": pl.Int32, "logico": pl.Boolean}
    esquema = {nome: tipos.get(TIPOS[tabela].get(nome, "texto"), pl.String) for nome in colunas(linhas)}
    saida = io.BytesIO()
    pl.DataFrame(_nativas(linhas, tabela), schema=esquema).write_parquet(saida)
    return saida.getvalue()


def em_zip(membros: Mapping[str, bytes], *, compressao: int = zipfile.ZIP_DEFLATED) -> bytes:
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w", compressao) as pacote:
        for nome, conteudo in membros.items():
            pacote.writestr(nome, conteudo)
    return saida.getvalue()


def guardar(pasta: Path, conteudo: bytes, nome: str = "envio.csv") -> Path:
    caminho = pasta / nome
    caminho.write_bytes(conteudo)
    return caminho


def abrir_bytes(pasta: Path, conteudo: bytes, nome: str = "envio.csv", limites: Limites | None = None) -> Envio:
    caminho = guardar(pasta, conteudo, nome)
    return abrir(caminho, nome=nome, limites=limites) if limites else abrir(caminho, nome=nome)


def ler(pasta: Path, conteudo: bytes, nome: str = "envio.csv", tabela: str = "cda") -> Fatia:
    """A tabela inteira numa fatia só."""
    with abrir_bytes(pasta, conteudo, nome) as envio:
        (fatia,) = envio.fatias(tabela, 1_000_000)
        return fatia


def achados(fatia: Fatia) -> list[tuple[int, str, str]]:
    """(linha, campo, regra) de cada achado."""
    return list(fatia.achados.select("linha", "campo", "regra").iter_rows())


def objecao(pasta: Path, conteudo: bytes, nome: str = "envio.csv", limites: Limites | None = None) -> ObjecaoAoArquivo:
    """A objeção que o arquivo levanta, conferido que cita o arquivo e não deixa marcador por preencher."""
    with pytest.raises(ObjecaoAoArquivo) as recusa:
        abrir_bytes(pasta, conteudo, nome, limites).fechar()
    assert nome.rpartition(".")[0] in recusa.value.mensagem
    assert "{" not in recusa.value.mensagem
    return recusa.value
