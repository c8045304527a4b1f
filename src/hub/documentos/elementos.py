"""O que a lei exige numa CDA (`elementos.csv`): no modelo, o marcador; na dívida, o dado."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hub.dividas.campos import ROTULOS
from hub.dividas.models import CDA
from hub.documentos.erros import DadoObrigatorioFalta


@dataclass(frozen=True, kw_only=True)
class Elemento:
    """Uma linha de `elementos.csv`."""

    codigo: str
    #: o que a lei manda dizer
    elemento: str
    lei: str
    #: quando o dado é exigido da dívida (`QUANDO`)
    quando: str
    #: qualquer um destes marcadores o atende
    marcadores: tuple[str, ...]
    #: campo da CDA que não pode faltar
    campo: str


@cache
def elementos() -> tuple[Elemento, ...]:
    with files("hub.documentos").joinpath("elementos.csv").open(encoding="utf-8") as arquivo:
        return tuple(
            Elemento(
                codigo=linha["codigo"],
                elemento=linha["elemento"],
                lei=linha["lei"],
                quando=linha["quando"],
                marcadores=tuple(filter(None, linha["marcadores"].split("|"))),
                campo=linha["campos"],
            )
            for linha in csv.DictReader(arquivo)
        )


#: O que não é corrigido nem rende juros diz NENHUM, e então o termo inicial não existe.
NENHUM = "NENHUM"


def _ha_acrescimo(cda: CDA) -> bool:
    return any((cda.valor_correcao, cda.valor_juros, cda.valor_multa, cda.valor_encargos))


#: Quando o dado é exigido, sabendo-se a CDA e se o registro é eletrônico.
QUANDO: dict[str, Callable[[CDA, bool], bool]] = {
    "sempre": lambda _cda, _eletronico: True,
    #: a lei o exige "sempre que possível", "se houver" ou "se for o caso": basta o lugar dele
    "no_modelo": lambda _cda, _eletronico: False,
    "signatario": lambda _cda, _eletronico: False,
    "se_ha_juros": lambda cda, _eletronico: cda.juros_forma != NENHUM,
    "se_ha_correcao": lambda cda, _eletronico: cda.indice_correcao != NENHUM,
    "se_ha_acrescimo": lambda cda, _eletronico: _ha_acrescimo(cda),
    "se_registro_em_livro": lambda _cda, eletronico: not eletronico,
}


def faltas_do_modelo(*, usados: Collection[str], signatarios: int) -> Iterator[str]:
    """Uma frase por elemento que o modelo de CDA não traz: qual, a lei e o que pôr."""
    for elemento in elementos():
        if elemento.quando == "signatario":
            if not signatarios:
                yield f"Falta {elemento.elemento} ({elemento.lei}): dê nome e cargo a ao menos um signatário."
        elif not set(elemento.marcadores) & set(usados):
            escritos = " ou ".join("{{" + marcador + "}}" for marcador in elemento.marcadores)
            yield f"Falta {elemento.elemento} ({elemento.lei}): ponha no texto {escritos}."


def cda_conferir(cda: CDA, *, registro_eletronico: bool) -> None:
    """Levanta `DadoObrigatorioFalta` se a dívida não tem um dado que a certidão tem de dizer."""
    for elemento in elementos():
        exigido = QUANDO[elemento.quando](cda, registro_eletronico)
        if exigido and elemento.campo and getattr(cda, elemento.campo) in {None, ""}:
            raise DadoObrigatorioFalta(
                numero_cda=cda.numero_cda,
                elemento=elemento.elemento,
                campo=ROTULOS[elemento.campo],
                lei=elemento.lei,
            )
