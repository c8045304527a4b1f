"""O envio do credor: um arquivo de qualquer das formas aceitas, lido em fatias de quadros de texto."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import polars as pl

from hub.leiautes.padrao import SUJA
from hub.recepcao.formatos.achados import LINHA_PERDIDA, VAZIO, Apontado, quadro_de_achados
from hub.recepcao.formatos.bloco import Fonte
from hub.recepcao.formatos.campos import CAMPOS, TABELAS
from hub.recepcao.formatos.deteccao import Formato
from hub.recepcao.formatos.limites import PESO_DA_FATIA

#: Com fatias deste tamanho, ler um CSV de qualquer tamanho cabe em 300 MB; a memória cresce com a fatia.
LINHAS_POR_FATIA: Final = 50_000
#: Blocos que, juntos, nunca pesam uma fatia (`limites.PESO_POR_VEZ` em cada um).
BLOCOS_LEVES: Final = 4


@dataclass(frozen=True, kw_only=True)
class Fatia:
    """Um trecho de uma tabela, na ordem do arquivo; reaberto o envio, a fatia de mesmo número é a mesma."""

    #: contada de zero
    numero: int
    #: quadro de texto: campos que vieram (String, vazio = null), em ordem do leiaute, `linha` (UInt32) e, só onde a
    #: fonte olha os bytes, `suja` (Boolean; ver `hub.leiautes.padrao.SUJA`)
    quadro: pl.DataFrame
    #: achados da leitura, no esquema único
    achados: pl.DataFrame
    #: bytes do arquivo lidos até o fim da fatia
    lidos: int

    @property
    def perdidas(self) -> int:
        """Linhas que não puderam entrar no quadro: recusadas, cada uma com seu achado."""
        return int(self.achados["regra"].is_in(list(LINHA_PERDIDA)).sum())


@dataclass(frozen=True, kw_only=True)
class Envio:
    """Um arquivo já conferido. Feche-o (ou use `with`) para apagar o que foi descompactado."""

    #: nome que o credor deu
    nome: str
    formato: Formato
    #: tamanho do arquivo em bytes
    bytes: int
    #: quem lê cada tabela
    fontes: dict[str, Fonte]
    #: avisos sobre o arquivo, fora das tabelas (folha ou membro ignorado)
    avisos: list[Apontado] = field(default_factory=list)
    #: onde foi descompactado; some quando se fecha, ou com o próprio envio
    pasta: Path | None = None

    def __post_init__(self) -> None:
        if self.pasta:
            weakref.finalize(self, shutil.rmtree, self.pasta, ignore_errors=True)

    @property
    def tabelas(self) -> tuple[str, ...]:
        """As tabelas que vieram, na ordem em que se recebem: cda, devedor, item, movimento."""
        return tuple(tabela for tabela in TABELAS if tabela in self.fontes)

    @property
    def encoding(self) -> str | None:
        """`utf-8`, `cp1252`, `utf-16-le` ou `utf-16-be`; None onde o formato não a escolhe."""
        return self.fontes[self.tabelas[0]].encoding

    @property
    def origem(self) -> str | None:
        """`pgfn-dados-abertos` se o cabeçalho é dessa origem; None = leiaute padrão."""
        return self.fontes[self.tabelas[0]].origem

    def total_aproximado(self, tabela: str) -> int:
        """Registros da tabela, para a barra de progresso (nunca para as contas do lote)."""
        fonte = self.fontes.get(tabela)
        return fonte.total(tabela) if fonte else 0

    def fatias(self, tabela: str, tamanho: int = LINHAS_POR_FATIA, *, desde: int = 0) -> Iterator[Fatia]:
        """As fatias da tabela, com `tamanho` linhas cada (a última, o que sobrar), a partir da de número `desde`.

        Uma fatia sai menor quando o arquivo tem mais achados que linhas boas, ou linhas enormes. Tabela que não veio
        não dá fatia.
        """
        if tabela not in self.fontes:
            return iter(())
        return islice(self._fatiar(tabela, tamanho), desde, None)

    def _fatiar(self, tabela: str, tamanho: int) -> Iterator[Fatia]:
        numero, lidos, pendente = 0, 0, _quadro_vazio()
        achados = quadro_de_achados(self.avisos) if tabela == self.tabelas[0] else VAZIO
        for bloco in self.fontes[tabela].blocos(tabela):
            lidos = bloco.lidos
            pendente = _emendar(pendente, bloco.quadro)
            achados = pl.concat([achados, bloco.achados]) if bloco.achados.height else achados
            del bloco
            while _cheia(pendente, achados, tamanho):
                quadro, pendente = pendente.head(tamanho), pendente.slice(tamanho)
                desta = pl.lit(value=True) if pendente.is_empty() else pl.col("linha") <= quadro["linha"].max()
                proprios, achados = achados.filter(desta), achados.filter(~desta)
                yield Fatia(numero=numero, quadro=_em_ordem(quadro, tabela), achados=proprios, lidos=lidos)
                del quadro
                numero += 1
        if pendente.height or achados.height:
            yield Fatia(numero=numero, quadro=_em_ordem(pendente, tabela), achados=achados, lidos=lidos)

    def fechar(self) -> None:
        """Apaga os arquivos descompactados."""
        if self.pasta:
            shutil.rmtree(self.pasta, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, erro: BaseException | None, rastro: TracebackType | None
    ) -> None:
        self.fechar()


def _cheia(pendente: pl.DataFrame, achados: pl.DataFrame, tamanho: int) -> bool:
    if max(pendente.height, achados.height) >= tamanho:
        return True
    # Medir custa: poucos blocos, que são de tamanho limitado, não chegam ao peso.
    return pendente.n_chunks() > BLOCOS_LEVES and pendente.estimated_size() >= PESO_DA_FATIA


def _quadro_vazio() -> pl.DataFrame:
    return pl.DataFrame(schema={"linha": pl.UInt32})


def _emendar(pendente: pl.DataFrame, novo: pl.DataFrame) -> pl.DataFrame:
    """Junta sem copiar; em JSON, um bloco pode ter colunas que o outro não tem."""
    if not pendente.height:
        return novo
    if pendente.columns == novo.columns:
        return pendente.vstack(novo)
    return pl.concat([pendente, novo], how="diagonal")


def _em_ordem(quadro: pl.DataFrame, tabela: str) -> pl.DataFrame:
    presentes = [campo for campo in CAMPOS[tabela] if campo in quadro.columns]
    ordem = [*presentes, "linha", *({SUJA} & set(quadro.columns))]
    return quadro if quadro.columns == ordem else quadro[ordem]
