"""O `relatorio` com que a CRA21 responde: por arquivo, por município ou por título."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.protesto.cra21.mensagens import CERTO
from hub.leiautes.xml import ler_quadros
from hub.leiautes.xml.tabelas import RESPOSTA

#: O que se lê da resposta por título.
DO_TITULO: Final = ("codigo_cartorio", "numero_titulo", "numero_protocolo", "codigo_mensagem", "descricao_mensagem")


@dataclass(frozen=True, kw_only=True)
class Comarca:
    """A resposta de um município."""

    municipio: str
    codigo: str
    descricao: str
    #: registros aceitos (linhas de transação, as dos codevedores também)
    registros: int

    @property
    def aceita(self) -> bool:
        """Numa recusa do arquivo inteiro, os outros municípios podem vir com zero e sem código."""
        return self.codigo == CERTO and self.registros > 0


@dataclass(frozen=True, kw_only=True)
class Relatorio:
    """O que a CRA disse de um envio ou de uma busca."""

    #: código e texto que valem para o arquivo inteiro; vazios se não há
    codigo: str
    descricao: str
    comarcas: tuple[Comarca, ...]
    #: as colunas de `DO_TITULO`, uma linha por título; vazio fora dos pedidos
    titulos: pl.DataFrame


def relatorio_ler(texto: str) -> Relatorio:
    """O relatório de um texto de retorno. Levanta `FalhaDoCanal` se não é um."""
    leiaute, quadros, _ = ler_quadros(texto.encode("iso-8859-1", "xmlcharrefreplace"))
    if leiaute != RESPOSTA:
        onde = "A resposta da CRA não é o relatório que se esperava. Tenta-se de novo."
        raise FalhaDoCanal(onde, permanente=False, codigo="RELATORIO")
    cabeca = next(iter(quadros["arquivo"].iter_rows(named=True)), {})
    return Relatorio(
        codigo=_texto(cabeca.get("codigo_mensagem")),
        descricao=_texto(cabeca.get("descricao_mensagem")),
        comarcas=tuple(_comarca(linha) for linha in quadros["comarca"].iter_rows(named=True)),
        titulos=quadros["titulo"].select(DO_TITULO),
    )


def e_relatorio(texto: str) -> bool:
    """Se o que veio é um relatório, e não um arquivo."""
    inicio = texto[:2000].casefold()
    return "<relatorio" in inicio


def _comarca(linha: dict[str, Any]) -> Comarca:
    return Comarca(
        municipio=_texto(linha["codigo_municipio"]),
        codigo=_texto(linha["codigo_mensagem"]),
        descricao=_texto(linha["descricao_mensagem"]),
        registros=int(linha["registros_aceitos"] or 0),
    )


def _texto(valor: object) -> str:
    return "" if valor is None else " ".join(str(valor).split())
