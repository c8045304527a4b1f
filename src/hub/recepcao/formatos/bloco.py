"""O que toda fonte entrega: blocos de linhas de uma tabela, em ordem e sempre os mesmos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from hub.recepcao.formatos.deteccao import Formato


@dataclass(frozen=True, kw_only=True)
class Bloco:
    """Um pedaço de uma tabela, do tamanho que a fonte achar cômodo."""

    #: campos do leiaute (String) e `linha` (UInt32), em ordem crescente de linha; e `suja`, se a fonte sabe dizer
    quadro: pl.DataFrame
    #: no esquema dos achados
    achados: pl.DataFrame
    #: bytes do arquivo lidos até aqui
    lidos: int


class Fonte(Protocol):
    """Um arquivo já aberto e conferido, de uma ou mais tabelas."""

    @property
    def nome(self) -> str:
        """Nome do arquivo, da folha ou do membro, para as mensagens."""

    @property
    def formato(self) -> Formato:
        """A forma em que veio."""

    @property
    def encoding(self) -> str | None:
        """Codificação do texto; None nos formatos que não a escolhem."""

    @property
    def tabelas(self) -> tuple[str, ...]:
        """As tabelas que traz."""

    @property
    def origem(self) -> str | None:
        """Origem reconhecida pelo cabeçalho, quando não é o leiaute padrão."""

    def total(self, tabela: str) -> int:
        """Registros da tabela; aproximado (para mais) em CSV com quebra de linha dentro de aspas."""

    def blocos(self, tabela: str) -> Iterator[Bloco]:
        """Os blocos da tabela, sempre os mesmos a cada vez que se pede."""
