"""O documento lido: o leiaute reconhecido, os registros em ordem e os achados."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from hub.leiautes.achados import MAXIMO, Achado
from hub.leiautes.valores import Valor

#: Terminador das linhas, dito no registro só quando é outro.
CRLF: Final = "\r\n"
Formato = Literal["posicional", "xml"]


@dataclass(frozen=True, kw_only=True)
class RegistroLido:
    """Um registro do arquivo, com o que é preciso para escrevê-lo de volta no mesmo byte."""

    #: Nome na tabela do leiaute, ou `desconhecido` (com o campo `conteudo`).
    registro: str
    #: Linha do arquivo, de 1.
    linha: int
    #: Campos com os nomes da tabela: datas ISO, dinheiro com ponto, quantidades inteiras, o resto texto.
    campos: Mapping[str, Valor]
    #: Fim da linha no arquivo posicional.
    terminador: str = CRLF
    #: Texto original dos campos que o leiaute escreveria de outro modo (minúsculas, brancos no lugar de zeros…).
    cru: Mapping[str, str] = field(default_factory=dict)
    #: Nos XML, a marcação antes do elemento, quando não é a que o hub escreveria.
    antes: str | None = None
    #: Nos XML, o próprio elemento, quando não é o que o hub escreveria.
    xml: str | None = None
    #: Nos XML, impressão digital dos campos como lidos: se mudarem, `xml` deixa de valer.
    resumo: str | None = None
    #: Nos XML, o que vem depois do último elemento, quando não é o que o hub escreveria.
    depois: str | None = None

    def como_dict(self) -> dict[str, Any]:
        """A linha de JSON: `registro`, `linha`, `campos` e, só onde fogem do comum, as chaves de preservação."""
        extras = {
            "terminador": self.terminador if self.terminador != CRLF else None,
            "cru": dict(self.cru) or None,
            "antes": self.antes,
            "xml": self.xml,
            "resumo": self.resumo,
            "depois": self.depois,
        }
        base = {"registro": self.registro, "linha": self.linha, "campos": dict(self.campos)}
        return base | {chave: valor for chave, valor in extras.items() if valor is not None}


@dataclass(frozen=True, kw_only=True)
class Documento:
    """Um arquivo lido por inteiro."""

    #: `protesto/remessa`…; nulo quando o conteúdo não é de nenhum leiaute conhecido.
    leiaute: str | None
    #: Posicional ou xml; nulo quando não se reconheceu.
    formato: Formato | None
    #: ascii, utf-8, utf-16 ou iso-8859-1.
    encoding: str
    registros: tuple[RegistroLido, ...]
    achados: tuple[Achado, ...]

    def como_dict(self) -> dict[str, Any]:
        """A forma do contrato de `hub leiaute ler`; até 10 mil achados, o total sempre."""
        return {
            "leiaute": self.leiaute,
            "formato": self.formato,
            "encoding": self.encoding,
            "registros": [registro.como_dict() for registro in self.registros],
            "achados": [achado.como_dict() for achado in self.achados[:MAXIMO]],
            "achados_total": len(self.achados),
        }
