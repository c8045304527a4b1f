"""As opções de um canal: como se escrevem, se conferem e se leem, pela classe que o canal declara."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, TypeVar

from hub.credores.models import Credor
from hub.estrategias.erros import OpcaoErrada
from hub.estrategias.models import OpcoesDoCanal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_LOGICOS: Final = {"S": True, "N": False}


#: Uma dataclass cujos campos são as opções, todas com padrão.
Opcoes = TypeVar("Opcoes", bound="DataclassInstance")


@dataclass(frozen=True, kw_only=True)
class Forma:
    """O que uma opção de texto aceita."""

    #: expressão regular
    expressao: str
    #: como dizê-la
    aceita: str


def opcoes_ler(classe: type[Opcoes], formas: Mapping[str, Forma], ditas: Mapping[str, str]) -> dict[str, str | bool]:
    """As opções escritas como texto (lógico é S ou N), conferidas. Levanta `OpcaoErrada`."""
    conhecidas = [campo.name for campo in fields(classe)]
    lidas: dict[str, str | bool] = {}
    for nome, texto in ditas.items():
        if nome not in conhecidas:
            raise OpcaoErrada(opcao=nome, valor=texto, aceita=f"que não existe; as que há são {', '.join(conhecidas)}")
        forma = formas.get(nome, Forma(expressao="[SN]", aceita="S ou N"))
        if not re.fullmatch(forma.expressao, texto):
            raise OpcaoErrada(opcao=nome, valor=texto, aceita=f"que aceita {forma.aceita}")
        lidas[nome] = texto if nome in formas else _LOGICOS[texto]
    return lidas


def opcoes_do(classe: type[Opcoes], credor: Credor, estrategia: str) -> Opcoes:
    """As opções do credor no canal, com os padrões no que ele não disse."""
    guardadas = OpcoesDoCanal.objects.filter(credor=credor, estrategia=estrategia).first()
    conhecidas = {campo.name for campo in fields(classe)}
    ditas = guardadas.opcoes if guardadas else {}
    return classe(**{nome: valor for nome, valor in ditas.items() if nome in conhecidas})
