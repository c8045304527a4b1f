"""Um arquivo CSV como fonte de blocos, lido em fluxo com memória plana."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from hub.comum.adiantamento import adiantar
from hub.recepcao.formatos.achados import Apontado, quadro_de_achados
from hub.recepcao.formatos.bloco import Bloco
from hub.recepcao.formatos.cabecalho import Cabecalho, cabecalho_resolver, conferir_repetidas, nome_normalizado
from hub.recepcao.formatos.campos import CAMPOS
from hub.recepcao.formatos.csv_corte import Corte, cortar
from hub.recepcao.formatos.csv_lento import ler_devagar
from hub.recepcao.formatos.csv_molde import Lido, Molde
from hub.recepcao.formatos.csv_rapido import ler_bloco
from hub.recepcao.formatos.csv_sondagem import Comeco, Contagem, comeco_ler, termina_aberto
from hub.recepcao.formatos.deteccao import Formato
from hub.recepcao.formatos.erros import ArquivoCortado, ArquivoVazio, RegistroGrandeDemais
from hub.recepcao.formatos.limites import MIB, Limites, por_extenso
from hub.recepcao.formatos.texto import Codificacao, codificacao_detectar, trechos
from hub.recepcao.origens import ORIGENS, Origem

#: Quanto se lê por vez.
_TRECHO: Final = 16 * MIB
#: Quanto se entrega por vez ao caminho lento.
_JANELA: Final = MIB
_CONHECIDOS: Final = frozenset().union(*CAMPOS.values(), *(origem.colunas for origem in ORIGENS))


@dataclass(frozen=True, kw_only=True)
class _Cortado:
    """Um trecho por ler, que acaba em fim de registro."""

    dados: bytes
    corte: Corte
    #: linha física em que começa
    linha: int


@dataclass(frozen=True, kw_only=True)
class FonteCsv:
    """Um CSV com cabeçalho já resolvido."""

    caminho: Path
    nome: str
    molde: Molde
    comeco: Comeco
    contagem: Contagem
    limites: Limites
    #: apontamentos do cabeçalho
    avisos: list[Apontado]
    #: quem traduz as colunas, quando o arquivo não está no leiaute padrão
    tradutor: Origem | None = None
    formato: Formato = Formato.CSV

    @property
    def encoding(self) -> str:
        return self.molde.codificacao.nome

    @property
    def origem(self) -> str | None:
        return self.tradutor.nome if self.tradutor else None

    @cached_property
    def tabelas(self) -> tuple[str, ...]:
        return self.tradutor.tabelas if self.tradutor else (self.molde.tabela,)

    def total(self, tabela: str) -> int:  # noqa: ARG002 - a contagem é do arquivo
        """Linhas físicas depois do cabeçalho (numa origem traduzida, as de todas as tabelas)."""
        return self.contagem.linhas

    def blocos(self, tabela: str) -> Iterator[Bloco]:
        apontados = list(self.avisos)
        for lido, lidos in self._lidos():
            quadro, apontados = lido.quadro, apontados + lido.apontados
            if self.tradutor:
                quadro, proprios = self.tradutor.traduzir(tabela, quadro)
                apontados = (apontados if tabela == self.tabelas[0] else []) + proprios
            yield Bloco(quadro=quadro, achados=quadro_de_achados(apontados), lidos=lidos)
            apontados = []

    def _lidos(self) -> Iterator[tuple[Lido, int]]:
        """Cada trecho lido, com os bytes do arquivo até ali; enquanto um se lê, o seguinte já se corta."""
        for trecho, lidos in adiantar(self._cortados()):
            if isinstance(trecho, Lido):
                lido = trecho
            else:
                lido = ler_bloco(trecho.dados, trecho.corte, self.molde, linha=trecho.linha)
            del trecho
            yield lido, lidos

    def _cortados(self) -> Iterator[tuple[_Cortado | Lido, int]]:
        """Trechos de registros inteiros, com os bytes do arquivo até ali; o que vai pelo caminho lento já vem lido."""
        linha, resto, pular, lidos = self.comeco.linha_dos_dados, b"", self.comeco.inicio, 0
        for bruto, lidos in trechos(self.caminho, self.molde.codificacao, tamanho=_TRECHO):
            corpo, pular = bruto[pular:] if pular else bruto, max(0, pular - len(bruto))
            dados = resto + (corpo.replace(b"\r", b"\n") if self.comeco.so_cr else corpo)
            del bruto, corpo
            for trecho, levados, linhas in self._consumir(dados, linha, final=False):
                linha, dados = linha + linhas, dados[levados:]
                yield trecho, lidos
            if len(resto := dados) > self.limites.registro:
                raise RegistroGrandeDemais(arquivo=self.nome, linha=linha, limite=por_extenso(self.limites.registro))
        for trecho, _, _ in self._consumir(resto, linha, final=True):
            yield trecho, lidos

    def _consumir(self, dados: bytes, linha: int, *, final: bool) -> Iterator[tuple[_Cortado | Lido, int, int]]:
        """Trechos de `dados`, cada um com os bytes e as linhas físicas que levou."""
        while dados:
            corte = cortar(
                dados, separador=ord(self.molde.separador), final=final, utf8=self.molde.codificacao.nome != "cp1252"
            )
            if corte.fim:
                cortado, dados = _Cortado(dados=dados[: corte.fim], corte=corte, linha=linha), dados[corte.fim :]
                yield cortado, corte.fim, corte.linhas
                linha += corte.linhas
            if not corte.malformado:
                return
            lido, levados, linhas = self._devagar(dados, linha, final=final)
            if not levados:
                return
            yield lido, levados, linhas
            linha, dados = linha + linhas, dados[levados:]

    def _devagar(self, dados: bytes, linha: int, *, final: bool) -> tuple[Lido, int, int]:
        """Uma janela pelo caminho lento; se nela não cabe um registro, tenta uma do tamanho do limite."""
        janela = dados[:_JANELA]
        lido = ler_devagar(janela, self.molde, linha=linha, final=final and len(janela) == len(dados))
        if lido[1] or len(janela) == len(dados):
            return lido
        return ler_devagar(dados, self.molde, linha=linha, final=final)


def csv_abrir(caminho: Path, *, nome: str, limites: Limites, tabela: str | None = None) -> FonteCsv:
    """Confere o arquivo e resolve o cabeçalho; `tabela` None = decidida pelas colunas.

    Levanta `ArquivoVazio`, `ArquivoCortado`, `SemCabecalho`, `FaltaColuna` ou `ColunaRepetida`.
    """
    codificacao = codificacao_detectar(caminho)
    comeco = comeco_ler(caminho, codificacao, conhecidos=_CONHECIDOS)
    contagem = Contagem(caminho=caminho, codificacao=codificacao, comeco=comeco)
    _conferir(comeco, contagem, codificacao, nome=nome)
    tradutor = _tradutor(comeco)
    cabecalho = _cabecalho(comeco, tradutor, nome=nome, tabela=tabela)
    return FonteCsv(
        caminho=caminho,
        nome=nome,
        molde=_molde(cabecalho, comeco, codificacao, na_ordem_do_leiaute=tradutor is None),
        comeco=comeco,
        contagem=contagem,
        limites=limites,
        avisos=cabecalho.avisos(),
        tradutor=tradutor,
    )


def _molde(cabecalho: Cabecalho, comeco: Comeco, codificacao: Codificacao, *, na_ordem_do_leiaute: bool) -> Molde:
    return Molde(
        tabela=cabecalho.tabela,
        separador=comeco.separador,
        colunas=cabecalho.colunas,
        campos=cabecalho.campos if na_ordem_do_leiaute else [coluna for coluna in cabecalho.colunas if coluna],
        codificacao=codificacao,
    )


def _tradutor(comeco: Comeco) -> Origem | None:
    nomes = [nome_normalizado(coluna) for coluna in comeco.nomes]
    return next((origem for origem in ORIGENS if origem.reconhece(nomes)), None)


def _cabecalho(comeco: Comeco, tradutor: Origem | None, *, nome: str, tabela: str | None) -> Cabecalho:
    """O cabeçalho no leiaute padrão ou, se a origem é outra, com os nomes dela."""
    if tradutor is None:
        return cabecalho_resolver(comeco.nomes, arquivo=nome, tabela=tabela, linha=comeco.linha)
    normalizados = [nome_normalizado(coluna) for coluna in comeco.nomes]
    colunas = tuple(coluna if coluna in tradutor.colunas else None for coluna in normalizados)
    sobras = [rotulo for rotulo, coluna in zip(comeco.nomes, colunas, strict=True) if coluna is None]
    conferir_repetidas(colunas, tabela=tradutor.tabelas[0], arquivo=nome)
    return Cabecalho(tabela=tradutor.tabelas[0], colunas=colunas, desconhecidas=tuple(sobras), linha=comeco.linha)


def _conferir(comeco: Comeco, contagem: Contagem, codificacao: Codificacao, *, nome: str) -> None:
    if not any(comeco.nomes):
        raise ArquivoVazio(arquivo=nome, detalhe="só há espaços e linhas em branco")
    if not contagem.tem_dados:
        raise ArquivoVazio(arquivo=nome, detalhe="só há o cabeçalho")
    if termina_aberto(contagem, comeco, codificacao):
        linha = comeco.linha_dos_dados + contagem.linhas - 1
        raise ArquivoCortado(arquivo=nome, detalhe=f"dentro de um campo com aspas, na linha {linha}")
