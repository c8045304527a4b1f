"""Um arquivo JSON ou JSON Lines como fonte de blocos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from hub.recepcao.formatos.bloco import Bloco
from hub.recepcao.formatos.campos import TABELAS
from hub.recepcao.formatos.deteccao import Formato
from hub.recepcao.formatos.erros import ArquivoVazio
from hub.recepcao.formatos.json_fluxo import (
    Lidos,
    LinhaRuim,
    Lugar,
    comeca_lista,
    objeto_unico,
    objetos_da_lista,
    objetos_das_linhas,
)
from hub.recepcao.formatos.limites import PESO_POR_VEZ, Limites
from hub.recepcao.formatos.objetos import Leitura, desembrulhar, tabelas_do_objeto
from hub.recepcao.formatos.texto import codificacao_detectar

#: Objetos lidos por vez.
_POR_VEZ: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class FonteJson:
    """Um JSON já percorrido uma vez: bem formado, com os registros contados."""

    lugar: Lugar
    formato: Formato
    #: registros de cada tabela
    contagem: Counter[str]
    leitor: Callable[[Lugar], Lidos]
    origem: str | None = None

    @property
    def nome(self) -> str:
        return self.lugar.nome

    @property
    def encoding(self) -> str:
        return self.lugar.codificacao.nome

    @property
    def tabelas(self) -> tuple[str, ...]:
        return tuple(tabela for tabela in TABELAS if tabela in self.contagem)

    def total(self, tabela: str) -> int:
        return self.contagem[tabela]

    def blocos(self, tabela: str) -> Iterator[Bloco]:
        leitura, lidos, passados = Leitura(so=tabela), 0, 0
        for quantos, (linha, objeto, lidos) in enumerate(self.leitor(self.lugar), 1):
            if isinstance(objeto, LinhaRuim):
                leitura.apontar(linha, "cda", None, "linha", objeto.motivo, "ARQ-011")
            else:
                leitura.ler(objeto, linha)
            if quantos % _POR_VEZ == 0 or lidos - passados >= PESO_POR_VEZ:
                yield _bloco(leitura, tabela, lidos)
                passados = lidos
        yield _bloco(leitura, tabela, lidos)


def _bloco(leitura: Leitura, tabela: str, lidos: int) -> Bloco:
    quadros = leitura.tirar()
    vazio = pl.DataFrame(schema={"linha": pl.UInt32})
    return Bloco(quadro=quadros.get(tabela, vazio), achados=quadros.achados, lidos=lidos)


def _do_json(lugar: Lugar) -> Lidos:
    """Os objetos de uma lista, ou os que traz o objeto que é o arquivo todo, com a posição de cada um."""
    if comeca_lista(lugar):
        yield from objetos_da_lista(lugar)
        return
    for _, unico, lidos in objeto_unico(lugar):
        for posicao, objeto in enumerate(desembrulhar(unico), 1):
            yield posicao, objeto, lidos


def json_abrir(caminho: Path, *, nome: str, limites: Limites, formato: Formato) -> FonteJson:
    """Percorre o arquivo uma vez, para recusar logo o que não é JSON e saber que tabelas traz.

    Levanta `ArquivoVazio`, `ArquivoCortado`, `JsonMalformado` ou `RegistroGrandeDemais`.
    """
    lugar = Lugar(caminho=caminho, nome=nome, codificacao=codificacao_detectar(caminho), limites=limites)
    leitor = objetos_das_linhas if formato is Formato.JSONL else _do_json
    contagem: Counter[str] = Counter()
    for _, objeto, _ in leitor(lugar):
        contagem.update(tabelas_do_objeto(objeto))
    if not contagem:
        raise ArquivoVazio(arquivo=nome, detalhe="a lista não tem objetos")
    return FonteJson(lugar=lugar, formato=formato, contagem=contagem, leitor=leitor)
