"""Planilhas XLSX e ODS como fonte de blocos: uma folha por tabela."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from hub.recepcao.formatos.achados import Apontado, quadro_de_achados
from hub.recepcao.formatos.bloco import Bloco
from hub.recepcao.formatos.cabecalho import Cabecalho, cabecalho_resolver, nome_normalizado
from hub.recepcao.formatos.campos import DOCUMENTOS, NOMES_DE_TABELA, TIPOS
from hub.recepcao.formatos.celulas import (
    FOLGA_DE_FLUTUANTE,
    ILEGIVEL,
    dinheiro_em_texto,
    documento_curto,
    identificador_estourado,
    inteiro_em_texto,
    momento_em_data,
    serial_em_data,
)
from hub.recepcao.formatos.deteccao import Formato
from hub.recepcao.formatos.erros import ArquivoVazio, FolhaSemTabela, TabelaRepetida
from hub.recepcao.formatos.limites import Limites
from hub.recepcao.formatos.planilha_folhas import Folha, Linha, folhas_ler
from hub.recepcao.formatos.planilha_sondagem import Sondagem, indice_da_coluna, sondar

#: Linhas convertidas por vez.
_POR_VEZ: Final = 10_000
#: Tipos em que o número é nome, e não quantidade.
_IDENTIFICAM: Final = frozenset({"texto", "codigo"})


@dataclass(frozen=True, kw_only=True)
class FonteFolha:
    """Uma folha com o cabeçalho já resolvido."""

    nome: str
    formato: Formato
    folha: Folha
    cabecalho: Cabecalho
    avisos: list[Apontado]
    sondagem: Sondagem
    #: tamanho da planilha, para a barra de progresso
    bytes: int
    encoding: str | None = None
    origem: str | None = None

    @property
    def tabelas(self) -> tuple[str, ...]:
        return (self.cabecalho.tabela,)

    def total(self, tabela: str) -> int:  # noqa: ARG002 - a folha é de uma tabela só
        return self.folha.linhas - 1

    def blocos(self, tabela: str) -> Iterator[Bloco]:  # noqa: ARG002 - a folha é de uma tabela só
        apontados = list(self.avisos)
        erros = self._erros()
        lidas = 0
        for lote in self.folha.lotes(_POR_VEZ):
            lidas += len(lote)
            for numero, celulas in lote if erros else ():
                for posicao, onde in erros.get(numero, ()):
                    celulas[posicao] = {"erro": onde}
            quadro, notas = _quadro(lote, self.cabecalho, calendario_1904=self.sondagem.calendario_1904)
            lidos = self.bytes * lidas // max(1, self.folha.linhas - 1)
            yield Bloco(quadro=quadro, achados=quadro_de_achados(apontados + notas), lidos=lidos)
            apontados = []

    def _erros(self) -> dict[int, list[tuple[int, str]]]:
        """Por linha, a posição e o nome (`E2`) das células com erro de fórmula."""
        erros: dict[int, list[tuple[int, str]]] = {}
        for linha, letras in self.sondagem.erros.get(self.folha.nome, []):
            posicao = indice_da_coluna(letras) - self.folha.coluna
            if 0 <= posicao < len(self.cabecalho.colunas):
                erros.setdefault(linha, []).append((posicao, f"{letras}{linha}"))
        return erros


def planilha_abrir(
    caminho: Path, pasta: Path, *, nome: str, limites: Limites, formato: Formato
) -> tuple[list[FonteFolha], list[Apontado]]:
    """As folhas da planilha que são tabelas, e os avisos das que não são.

    Folhas com nome de tabela valem pelo nome; uma única folha com dados, de qualquer nome, vale pelas colunas.
    Levanta as objeções de planilha e as de cabeçalho.
    """
    sondagem = sondar(caminho, formato, nome=nome, limites=limites)
    folhas = folhas_ler(caminho, pasta, nome=nome, limites=limites)
    com_dados = [folha for folha in folhas if folha.linhas > 1]
    if not com_dados:
        raise ArquivoVazio(
            arquivo=nome,
            detalhe="as folhas só têm o cabeçalho" if any(f.linhas for f in folhas) else "as folhas estão vazias",
        )
    tabelas = _tabelas(com_dados, arquivo=nome)
    fontes = [
        _fonte(folha, tabela, caminho, nome=nome, formato=formato, sondagem=sondagem) for folha, tabela in tabelas
    ]
    sobras = [folha.nome for folha in com_dados if folha not in [escolhida for escolhida, _ in tabelas]]
    return fontes, _avisos(fontes[0].cabecalho.tabela, sobras, sondagem)


def _avisos(tabela: str, sobras: Sequence[str], sondagem: Sondagem) -> list[Apontado]:
    avisos: list[Apontado] = [(1, tabela, None, "folha", sobra, "ARQ-014") for sobra in sobras]
    if sondagem.erros_sem_lugar:
        avisos.append((1, tabela, None, "folha", f"{sondagem.erros_sem_lugar} células", "ARQ-016"))
    return avisos


def _tabelas(folhas: Sequence[Folha], *, arquivo: str) -> list[tuple[Folha, str | None]]:
    """A tabela de cada folha pelo nome; None = pelas colunas, quando só há uma."""
    conhecidas = [(folha, NOMES_DE_TABELA.get(nome_normalizado(folha.nome))) for folha in folhas]
    if len(folhas) == 1:
        return conhecidas
    escolhidas = [(folha, tabela) for folha, tabela in conhecidas if tabela]
    if not escolhidas:
        raise FolhaSemTabela(arquivo=arquivo, folhas=", ".join(folha.nome for folha in folhas))
    vistas: dict[str | None, str] = {}
    for folha, tabela in escolhidas:
        if tabela in vistas:
            raise TabelaRepetida(tabela=tabela, arquivo=arquivo, primeiro=vistas[tabela], segundo=folha.nome)
        vistas[tabela] = folha.nome
    return list(escolhidas)


def _fonte(
    folha: Folha, tabela: str | None, caminho: Path, *, nome: str, formato: Formato, sondagem: Sondagem
) -> FonteFolha:
    linha, celulas = folha.cabecalho()
    rotulos = [
        celula if isinstance(celula, str) else _celula(celula, "texto", calendario_1904=False) or ""
        for celula in celulas
    ]
    cabecalho = cabecalho_resolver(rotulos, arquivo=f"{nome} (folha {folha.nome})", tabela=tabela, linha=linha)
    return FonteFolha(
        nome=folha.nome,
        formato=formato,
        folha=folha,
        cabecalho=cabecalho,
        avisos=cabecalho.avisos(),
        sondagem=sondagem,
        bytes=caminho.stat().st_size,
    )


def _quadro(lote: list[Linha], cabecalho: Cabecalho, *, calendario_1904: bool) -> tuple[pl.DataFrame, list[Apontado]]:
    """As linhas como quadro de texto, e o que se estranhou."""
    tipos, numeros = TIPOS[cabecalho.tabela], [numero for numero, _ in lote]
    colunas: dict[str, list[str | None]] = {}
    notas: list[Apontado] = []
    for campo, valores in zip(cabecalho.colunas, zip(*(celulas for _, celulas in lote), strict=True), strict=True):
        if campo is None:
            continue
        tipo = tipos[campo]
        if set(map(type, valores)) == {str}:
            colunas[campo] = [valor or None for valor in valores]
            continue
        colunas[campo] = [_celula(valor, tipo, calendario_1904=calendario_1904) for valor in valores]
        notas += _notas(valores, colunas[campo], numeros, campo, tipo, cabecalho.tabela)
    ordem = {campo: pl.Series(colunas[campo], dtype=pl.String) for campo in cabecalho.campos}
    quadro = pl.DataFrame({**ordem, "linha": pl.Series(numeros, dtype=pl.UInt32)})
    return quadro.filter(~pl.all_horizontal(pl.col(cabecalho.campos).is_null())), notas


def _celula(valor: Any, tipo: str, *, calendario_1904: bool) -> str | None:
    """O texto de uma célula, na forma do tipo do campo."""
    if type(valor) is str:
        return valor or None
    if isinstance(valor, bool):
        return ("S" if valor else "N") if tipo == "logico" else str(valor).lower()
    if isinstance(valor, dict):
        return momento_em_data(valor["data"]) if "data" in valor else f"{ILEGIVEL}{valor['erro']}"
    numero = str(valor)
    if tipo == "dinheiro":
        return dinheiro_em_texto(numero, folga=FOLGA_DE_FLUTUANTE)
    return serial_em_data(numero, calendario_1904=calendario_1904) if tipo == "data" else inteiro_em_texto(numero)


def _notas(
    valores: Sequence[Any], textos: list[str | None], linhas: Sequence[int], campo: str, tipo: str, tabela: str
) -> list[Apontado]:
    """Células com erro e números em que a planilha pode ter perdido algarismos; marca em `textos` os que perderam."""
    notas: list[Apontado] = []
    for posicao, (valor, texto, linha) in enumerate(zip(valores, textos, linhas, strict=True)):
        if type(valor) is str or texto is None:
            continue
        if isinstance(valor, dict):
            notas += [(linha, tabela, None, campo, valor["erro"], "ARQ-009")] if "erro" in valor else []
        elif tipo in _IDENTIFICAM and identificador_estourado(texto):
            notas.append((linha, tabela, None, campo, texto, "ARQ-008"))
            textos[posicao] = ILEGIVEL + texto
        elif campo in DOCUMENTOS and documento_curto(texto):
            notas.append((linha, tabela, None, campo, texto, "ARQ-007"))
    return notas
