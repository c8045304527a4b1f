"""Abre um arquivo do credor: mede, descobre o formato e chama quem o lê."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from hub.recepcao.formatos.achados import Apontado
from hub.recepcao.formatos.bloco import Fonte
from hub.recepcao.formatos.cabecalho import nome_normalizado
from hub.recepcao.formatos.campos import NOMES_DE_TABELA, PRINCIPAIS
from hub.recepcao.formatos.csv_fonte import csv_abrir
from hub.recepcao.formatos.deteccao import AMOSTRA, Formato, formato_detectar
from hub.recepcao.formatos.envio import Envio
from hub.recepcao.formatos.erros import (
    ArquivoGrandeDemais,
    ArquivoVazio,
    FaltaTabela,
    LinhasDemais,
    TabelaRepetida,
    ZipAninhado,
)
from hub.recepcao.formatos.json_fonte import json_abrir
from hub.recepcao.formatos.limites import DE_ARQUIVO, Limites, por_extenso
from hub.recepcao.formatos.pacote import descomprimir
from hub.recepcao.formatos.parquet_fonte import parquet_abrir
from hub.recepcao.formatos.planilha_fonte import planilha_abrir

#: Formatos que se descompactam em disco.
_PRECISAM_DE_PASTA: Final = frozenset({Formato.ZIP, Formato.XLSX, Formato.ODS})
#: As fontes de um arquivo e os avisos sobre ele.
Aberto = tuple[Sequence[Fonte], list[Apontado]]


def abrir(caminho: Path, *, nome: str, limites: Limites = DE_ARQUIVO) -> Envio:
    """Abre e confere um arquivo; o formato é o do conteúdo, e `nome` só ajuda nas mensagens e no que ele não diz.

    Levanta uma `ObjecaoAoArquivo`, na ordem fixa: grande demais, vazio, ilegível ou de formato não aceito, falta
    coluna, coluna repetida. O que está errado numa linha não levanta: vem como achado na fatia.
    """
    tamanho = caminho.stat().st_size
    _medir(caminho, tamanho, nome=nome, limites=limites)
    formato = formato_detectar(caminho, nome=nome)
    pasta = Path(tempfile.mkdtemp(prefix="hub-envio-")) if formato in _PRECISAM_DE_PASTA else None
    try:
        fontes, avisos = _abrir_um(caminho, pasta or caminho.parent, formato, nome=nome, limites=limites)
        por_tabela = _por_tabela(fontes, arquivo=nome)
        envio = Envio(nome=nome, formato=formato, bytes=tamanho, fontes=por_tabela, avisos=avisos, pasta=pasta)
        _conferir(envio, limites)
    except BaseException:
        if pasta:
            shutil.rmtree(pasta, ignore_errors=True)
        raise
    return envio


def _abrir_um(
    caminho: Path, pasta: Path, formato: Formato, *, nome: str, limites: Limites, tabela: str | None = None
) -> Aberto:
    match formato:
        case Formato.CSV:
            return [csv_abrir(caminho, nome=nome, limites=limites, tabela=tabela)], []
        case Formato.JSON | Formato.JSONL:
            return [json_abrir(caminho, nome=nome, limites=limites, formato=formato)], []
        case Formato.PARQUET:
            return [parquet_abrir(caminho, nome=nome, limites=limites, tabela=tabela)], []
        case Formato.XLSX | Formato.ODS:
            return planilha_abrir(caminho, pasta, nome=nome, limites=limites, formato=formato)
        case Formato.ZIP:
            return _abrir_membros(caminho, pasta, nome=nome, limites=limites)


def _abrir_membros(caminho: Path, pasta: Path, *, nome: str, limites: Limites) -> Aberto:
    """Cada membro do ZIP; a tabela é a do nome do membro e, na dúvida, a das colunas."""
    fontes: list[Fonte] = []
    avisos: list[Apontado] = []
    for ordem, (membro, extraido) in enumerate(descomprimir(caminho, pasta, arquivo=nome, limites=limites)):
        propria = pasta / f"folhas-{ordem}"
        propria.mkdir()
        with suppress(ArquivoVazio):  # um membro só com cabeçalho é uma tabela que não veio
            outras, outros = _abrir_membro(membro, extraido, propria, nome=f"{nome} › {membro}", limites=limites)
            fontes += outras
            avisos += outros
    if not fontes:
        raise ArquivoVazio(arquivo=nome, detalhe="nenhum dos arquivos do ZIP tem registros")
    return fontes, avisos


def _abrir_membro(membro: str, extraido: Path, pasta: Path, *, nome: str, limites: Limites) -> Aberto:
    _medir(extraido, extraido.stat().st_size, nome=nome, limites=limites)
    formato = formato_detectar(extraido, nome=nome)
    if formato is Formato.ZIP:
        raise ZipAninhado(arquivo=nome)
    return _abrir_um(extraido, pasta, formato, nome=nome, limites=limites, tabela=_tabela_do_nome(membro))


def _tabela_do_nome(membro: str) -> str | None:
    """`"2024 CDAs.csv"` → cda; None se o nome não diz, ou diz duas."""
    partes = nome_normalizado(membro.rpartition(".")[0] or membro).split("_")
    ditas = {NOMES_DE_TABELA[parte] for parte in partes if parte in NOMES_DE_TABELA}
    return ditas.pop() if len(ditas) == 1 else None


def _por_tabela(fontes: Sequence[Fonte], *, arquivo: str) -> dict[str, Fonte]:
    por_tabela: dict[str, Fonte] = {}
    for fonte in fontes:
        for tabela in fonte.tabelas:
            if tabela in por_tabela:
                primeiro = por_tabela[tabela].nome
                raise TabelaRepetida(tabela=tabela, arquivo=arquivo, primeiro=primeiro, segundo=fonte.nome)
            por_tabela[tabela] = fonte
    return por_tabela


def _medir(caminho: Path, tamanho: int, *, nome: str, limites: Limites) -> None:
    if tamanho > limites.arquivo:
        raise ArquivoGrandeDemais(arquivo=nome, tamanho=por_extenso(tamanho), limite=por_extenso(limites.arquivo))
    if not tamanho:
        raise ArquivoVazio(arquivo=nome, detalhe="tem 0 bytes")
    if tamanho <= AMOSTRA and not caminho.read_bytes().strip(b"\xef\xbb\xbf \t\r\n\x1a"):
        raise ArquivoVazio(arquivo=nome, detalhe="só há espaços e linhas em branco")


def _conferir(envio: Envio, limites: Limites) -> None:
    if not PRINCIPAIS & set(envio.fontes):
        raise FaltaTabela(arquivo=envio.nome, tabelas=" e ".join(envio.tabelas))
    for tabela in envio.tabelas if limites.linhas else ():
        aproximado = envio.total_aproximado(tabela)
        if aproximado <= (limites.linhas or 0):
            continue
        exato = sum(fatia.quadro.height + fatia.perdidas for fatia in envio.fatias(tabela))
        if exato > (limites.linhas or 0):
            raise LinhasDemais(arquivo=envio.nome, quantidade=exato, limite=limites.linhas)
