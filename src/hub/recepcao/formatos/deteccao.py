"""De que formato é um arquivo: decide o conteúdo; o nome só desempata."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path
from typing import Final

from hub.recepcao.formatos.erros import (
    ArquivoComSenha,
    ArquivoIlegivel,
    CodificacaoDesconhecida,
    FormatoNaoAceito,
)

#: Quanto do começo do arquivo se olha.
AMOSTRA: Final = 64 * 1024


class Formato(StrEnum):
    """As formas em que se recebe."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"
    ZIP = "zip"


_SALVE = "Exporte os dados do sistema de origem num desses formatos."
_USE_ZIP = "Descompacte e envie o arquivo, ou comprima em ZIP comum."
#: Começo do arquivo, o que é, como resolver.
_ESTRANHOS: Final = (
    (b"%PDF", "um PDF", _SALVE),
    (b"{\\rtf", "um documento RTF", _SALVE),
    (b"\x1f\x8b", "um arquivo compactado gzip", _USE_ZIP),
    (b"7z\xbc\xaf\x27\x1c", "um arquivo compactado 7-Zip", _USE_ZIP),
    (b"Rar!", "um arquivo compactado RAR", _USE_ZIP),
    (b"BZh", "um arquivo compactado bzip2", _USE_ZIP),
    (b"\xfd7zXZ", "um arquivo compactado xz", _USE_ZIP),
    (b"\x28\xb5\x2f\xfd", "um arquivo compactado zstd", _USE_ZIP),
    (b"\x89PNG", "uma imagem", _SALVE),
    (b"\xff\xd8\xff", "uma imagem", _SALVE),
    (b"GIF8", "uma imagem", _SALVE),
    (b"SQLite format 3", "um banco SQLite", _SALVE),
    (b"ARROW1", "um arquivo Arrow", "Salve como Parquet."),
)
_ZIPS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROLES: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
#: Fração de bytes nulos que denuncia UTF-16 sem marca de ordem.
_NULOS_DE_UTF16: Final = 0.2


def formato_detectar(caminho: Path, *, nome: str) -> Formato:
    """O formato pelo conteúdo. Levanta a objeção que diz o que o arquivo é e como resolver."""
    with caminho.open("rb") as arquivo:
        inicio = arquivo.read(AMOSTRA)
    if inicio.startswith(_ZIPS):
        return _dos_zips(caminho, nome=nome)
    if inicio.startswith(b"PAR1"):
        return Formato.PARQUET
    if inicio.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise CodificacaoDesconhecida(arquivo=nome, o_que="UTF-32")
    if inicio.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _dos_textos(_em_ascii(inicio), nome=nome)
    _recusar_estranhos(inicio, nome=nome)
    return _dos_textos(inicio.removeprefix(b"\xef\xbb\xbf"), nome=nome)


def _em_ascii(inicio: bytes) -> bytes:
    ordem = "utf-16-le" if inicio.startswith(b"\xff\xfe") else "utf-16-be"
    return inicio[2:].decode(ordem, "replace").encode("ascii", "replace")


def _recusar_estranhos(inicio: bytes, *, nome: str) -> None:
    if inicio.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in inicio:
            raise ArquivoComSenha(arquivo=nome)
        o_que = "uma planilha .xls antiga (ou outro documento do Office anterior a 2007, ou protegido por senha)"
        raise FormatoNaoAceito(arquivo=nome, o_que=o_que, como="Abra-o e salve como .xlsx, sem senha.")
    for comeco, o_que, como in _ESTRANHOS:
        if inicio.startswith(comeco):
            raise FormatoNaoAceito(arquivo=nome, o_que=o_que, como=como)
    primeira = re.split(rb"[\r\n]", inicio.lstrip(b"\xef\xbb\xbf\r\n \t"), maxsplit=1)[0]
    if inicio[:2000].count(0) > _NULOS_DE_UTF16 * len(inicio[:2000]):
        raise CodificacaoDesconhecida(arquivo=nome, o_que="UTF-16 sem marca de ordem (BOM), ou não é texto")
    if _CONTROLES.search(primeira):
        raise FormatoNaoAceito(arquivo=nome, o_que="um arquivo binário desconhecido", como=_SALVE)


def _dos_textos(inicio: bytes, *, nome: str) -> Formato:
    texto = inicio.lstrip()
    if texto.startswith(b"<"):
        comeco = texto[:2000].lower()
        o_que = "uma página HTML" if b"<html" in comeco or b"<table" in comeco else "um arquivo XML"
        como = "Abra-o no Excel ou no LibreOffice e salve como .xlsx, ou exporte em CSV."
        raise FormatoNaoAceito(arquivo=nome, o_que=o_que, como=como)
    if texto.startswith(b"["):
        return Formato.JSON
    if not texto.startswith(b"{"):
        return Formato.CSV
    primeira, _, resto = texto.partition(b"\n")
    em_linhas = primeira.rstrip().endswith(b"}") and bool(resto.strip())
    return Formato.JSONL if em_linhas or nome.lower().endswith((".jsonl", ".ndjson")) else Formato.JSON


def _dos_zips(caminho: Path, *, nome: str) -> Formato:
    try:
        with zipfile.ZipFile(caminho) as pacote:
            membros = set(pacote.namelist())
            tipo = _comeco(pacote, "mimetype") if "mimetype" in membros else b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as erro:
        detalhe = "está incompleto ou corrompido"
        raise ArquivoIlegivel(arquivo=nome, formato="um ZIP ou uma planilha", detalhe=detalhe) from erro
    if "xl/workbook.xml" in membros:
        return Formato.XLSX
    if b"opendocument.spreadsheet" in tipo:
        return Formato.ODS
    if "[Content_Types].xml" in membros or tipo:
        o_que = "uma planilha binária (.xlsb)" if "xl/workbook.bin" in membros else "um documento, não uma planilha"
        raise FormatoNaoAceito(arquivo=nome, o_que=o_que, como="Salve os dados como planilha .xlsx ou CSV.")
    return Formato.ZIP


def _comeco(pacote: zipfile.ZipFile, membro: str) -> bytes:
    """Os primeiros bytes de um membro: aqui nada se mediu ainda, e ele pode ser uma bomba."""
    with pacote.open(membro) as conteudo:
        return conteudo.read(100)
