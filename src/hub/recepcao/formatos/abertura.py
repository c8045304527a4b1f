"""Abre um arquivo do credor: mede, descobre o formato e chama quem o lê."""

from __future__ import annotations

from pathlib import Path

from hub.recepcao.formatos.bloco import Fonte
from hub.recepcao.formatos.campos import PRINCIPAIS
from hub.recepcao.formatos.csv_fonte import csv_abrir
from hub.recepcao.formatos.deteccao import AMOSTRA, formato_detectar
from hub.recepcao.formatos.envio import Envio
from hub.recepcao.formatos.erros import ArquivoGrandeDemais, ArquivoVazio, FaltaTabela, LinhasDemais
from hub.recepcao.formatos.limites import DE_ARQUIVO, Limites, por_extenso


def abrir(caminho: Path, *, nome: str, limites: Limites = DE_ARQUIVO) -> Envio:
    """Abre e confere um arquivo; o formato é o do conteúdo, e `nome` só ajuda nas mensagens e no que ele não diz.

    Levanta uma `ObjecaoAoArquivo`, na ordem fixa: grande demais, vazio, ilegível ou de formato não aceito, falta
    coluna, coluna repetida. O que está errado numa linha não levanta: vem como achado na fatia.
    """
    tamanho = caminho.stat().st_size
    _medir(caminho, tamanho, nome=nome, limites=limites)
    formato = formato_detectar(caminho, nome=nome)
    fonte: Fonte = csv_abrir(caminho, nome=nome, limites=limites)
    envio = Envio(nome=nome, formato=formato, bytes=tamanho, fontes=dict.fromkeys(fonte.tabelas, fonte))
    _conferir(envio, limites)
    return envio


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
