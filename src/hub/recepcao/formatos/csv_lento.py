"""O caminho lento do CSV: linha por linha, para os trechos com aspas fora da RFC 4180 ou bytes estranhos.

Uma aspa que não fecha não leva consigo as linhas seguintes: a linha física em que abriu é julgada
sozinha, e a leitura recomeça na seguinte.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from typing import Final

import polars as pl

from hub.recepcao.formatos.achados import Apontado
from hub.recepcao.formatos.csv_molde import Lido, Molde, com_linha

#: Maior registro que se aceita atravessar linhas físicas no caminho lento.
_LINHAS_POR_REGISTRO: Final = 1_000
#: O fim de arquivo do DOS, que alguns sistemas ainda gravam.
_EM_BRANCO: Final = " \t\r\n\x1a"


class _Incompleto(Exception):
    """O registro continua além das linhas disponíveis."""


def ler_devagar(dados: bytes, molde: Molde, *, linha: int, final: bool) -> tuple[Lido, int, int]:
    """Lê `dados` a partir da linha física `linha`; devolve também os bytes e as linhas físicas consumidos.

    `final` = `dados` vai até o fim do arquivo; se não, um registro aberto no fim fica para a próxima vez.
    """
    fisicas = dados.split(b"\n")
    cortado = final and bool(fisicas[-1])
    if not cortado:
        fisicas.pop()
    leitura = _Leitura(molde, linha, cortado=cortado)
    lidas = 0
    while lidas < len(fisicas):
        try:
            lidas += leitura.registro(fisicas, lidas, final=final)
        except _Incompleto:
            break
    consumidos = min(len(dados), sum(len(fisica) + 1 for fisica in fisicas[:lidas]))
    return leitura.lido(), consumidos, lidas


class _Leitura:
    """As linhas boas e os apontamentos de um trecho."""

    def __init__(self, molde: Molde, linha: int, *, cortado: bool) -> None:
        self.molde = molde
        self.linha = linha
        self.cortado = cortado
        self.valores: list[Sequence[str | None]] = []
        self.linhas: list[int] = []
        self.apontados: list[Apontado] = []

    def registro(self, fisicas: Sequence[bytes], posicao: int, *, final: bool) -> int:
        """Lê o registro que começa em `fisicas[posicao]`; devolve quantas linhas físicas ele ocupa."""
        bruta = fisicas[posicao]
        linha = self.linha + posicao
        texto = self.molde.codificacao.decodificar(bruta)
        if not texto.strip(_EM_BRANCO):
            return 1
        if b"\x00" in bruta:
            self.apontados.append(self.molde.nulo(linha))
            return 1
        colunas, quantas = self._colunas(texto, fisicas, posicao, final=final)
        if len(colunas) != self.molde.largura:
            cortada = self.cortado and posicao + quantas == len(fisicas)
            self.apontados.append(self.molde.colunas_a_mais_ou_a_menos(linha, len(colunas), cortada=cortada))
            return quantas
        if self.molde.codificacao.nome == "utf-8" and not _em_utf8(b"\n".join(fisicas[posicao : posicao + quantas])):
            self.apontados.append(self.molde.outra_codificacao(linha))
        self.valores.append([coluna or None for coluna in colunas])
        self.linhas.append(linha)
        return quantas

    def _colunas(self, texto: str, fisicas: Sequence[bytes], posicao: int, *, final: bool) -> tuple[list[str], int]:
        separador, largura = self.molde.separador, self.molde.largura
        simples = [coluna.removesuffix("\r") for coluna in texto.split(separador)]
        if '"' not in texto:
            return simples, 1
        colunas, quantas = self._entre_aspas(fisicas, posicao, final=final)
        linhas = fisicas[posicao : posicao + quantas]
        engole = quantas > 1 and all(fisica.count(separador.encode()) == largura - 1 for fisica in linhas)
        if (len(colunas) == largura and not engole) or (colunas and quantas == 1):
            return colunas, quantas
        sozinha = _tolerante(texto.rstrip("\r"), separador)
        return (sozinha if len(sozinha) == self.molde.largura else simples), 1

    def _entre_aspas(self, fisicas: Sequence[bytes], posicao: int, *, final: bool) -> tuple[list[str], int]:
        """As colunas pela RFC 4180 estrita; vazio se não a segue."""
        decodificar = self.molde.codificacao.decodificar
        disponiveis = fisicas[posicao : posicao + _LINHAS_POR_REGISTRO]
        leitor = csv.reader(
            (decodificar(fisica) + "\n" for fisica in disponiveis), delimiter=self.molde.separador, strict=True
        )
        try:
            return next(islice(leitor, 1)), leitor.line_num
        except csv.Error as erro:
            sem_fechar = "unexpected end of data" in str(erro)
            if sem_fechar and not final and len(disponiveis) < _LINHAS_POR_REGISTRO:
                raise _Incompleto from None
            return [], 1

    def lido(self) -> Lido:
        colunas = list(zip(*self.valores, strict=True)) or [()] * self.molde.largura
        quadro = pl.DataFrame(
            {nome: pl.Series(coluna, dtype=pl.String) for nome, coluna in zip(self.molde.esquema, colunas, strict=True)}
        )
        return Lido(
            quadro=com_linha(quadro, self.molde, pl.Series(self.linhas, dtype=pl.UInt32)), apontados=self.apontados
        )


def _tolerante(texto: str, separador: str) -> list[str]:
    """As colunas de uma linha física sozinha, com a tolerância do leitor padrão; vazio se nem ele a lê."""
    try:
        return next(csv.reader([texto], delimiter=separador))
    except csv.Error:
        return []


def _em_utf8(dados: bytes) -> bool:
    try:
        dados.decode()
    except UnicodeDecodeError:
        return False
    return True
