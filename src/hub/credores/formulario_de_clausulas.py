"""Os campos com que se propõem cláusulas numa tela."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.http import QueryDict

from hub.credores.clausulas import AVISOS, ESTRATEGIAS
from hub.regras.dominios import ESFERAS, TRIBUTOS, tributos
from hub.regras.tabela import por_codigo

#: Estratégia → nome para as pessoas.
NOMES: Final = {
    "protesto": "Protesto",
    "scpc": "Serviços de proteção ao crédito",
    "divida_aberta": "Dívida Aberta",
    "carta": "Carta",
}
#: Campo → rótulo e ajuda.
_GERAIS: Final = {
    "valor_minimo": ("Valor mínimo por dívida, em reais", "Abaixo dele a dívida é recusada. Em branco, sem mínimo."),
    "valor_maximo": ("Valor a confirmar, em reais", "Acima dele a dívida fica em consulta. Em branco, nenhuma fica."),
    "idade_maxima_anos": ("Idade máxima, em anos", "Desde o vencimento. Em branco, sem limite."),
    "prazo_consulta_dias": ("Prazo da consulta, em dias", "Para corrigir ou justificar o que fica em consulta."),
    "certificacao_meses": ("Validade da certificação, em meses", "De 1 a 12: a certificação é ao menos anual."),
}
_MARCAS: Final = {
    "duas_pessoas": (
        "Duas pessoas para liberar",
        "Toda remessa que leva dívidas a um canal espera a segunda pessoa. A que só baixa sai com uma.",
    ),
}
_DA_ESTRATEGIA: Final = {
    "valor_minimo": ("valor_minimo", "Saldo mínimo, em reais"),
    "valor_maximo": ("valor_maximo", "Saldo máximo, em reais"),
    "idade_maxima_anos": ("idade", "Idade máxima, em anos"),
}


@dataclass(frozen=True, kw_only=True)
class Campo:
    """Um campo de texto."""

    nome: str
    rotulo: str
    valor: str
    ajuda: str = ""


@dataclass(frozen=True, kw_only=True)
class Campos:
    """Tudo o que o formulário mostra."""

    gerais: list[Campo]
    #: nome da estratégia e os campos dela
    por_estrategia: list[tuple[str, list[Campo]]]
    #: nome, rótulo, ajuda e se está marcada
    marcas: list[tuple[str, str, str, bool]] = field(default_factory=list)
    #: código, nome e se está marcado
    tributos: list[tuple[str, str, bool]] = field(default_factory=list)
    avisos: list[tuple[str, str, bool]] = field(default_factory=list)


def campos_das_clausulas(documento: Mapping[str, Any], *, tipo: str, digitado: QueryDict | None) -> Campos:
    """Os campos com o que o documento traz; ou, de volta de um erro, com o que se digitou."""
    limites = documento.get("limites_por_estrategia", {})
    tem = {nome: _mostrar(documento.get(nome)) for nome in _GERAIS} | {
        f"{estrategia}_{curto}": _mostrar(limites.get(estrategia, {}).get(nome))
        for estrategia in ESTRATEGIAS
        for nome, (curto, _) in _DA_ESTRATEGIA.items()
    }
    if digitado is not None:
        tem = {nome: digitado.get(nome, "")[:40] for nome in tem}
    marcados = {
        nome: set(digitado.getlist(nome) if digitado is not None else documento.get(nome, []))
        for nome in ("tributos", "avisos_em_consulta")
    }
    return Campos(
        gerais=[
            Campo(nome=nome, rotulo=rotulo, valor=tem[nome], ajuda=ajuda) for nome, (rotulo, ajuda) in _GERAIS.items()
        ],
        por_estrategia=[(NOMES[estrategia], _campos_da(estrategia, tem)) for estrategia in ESTRATEGIAS],
        marcas=[
            (nome, rotulo, ajuda, bool((documento if digitado is None else digitado).get(nome)))
            for nome, (rotulo, ajuda) in _MARCAS.items()
        ],
        tributos=[(c, TRIBUTOS[c].nome, c in marcados["tributos"]) for c in tributos(entes=ESFERAS.get(tipo))],
        avisos=[(c, por_codigo()[c][-1].titulo, c in marcados["avisos_em_consulta"]) for c in AVISOS],
    )


def _campos_da(estrategia: str, tem: Mapping[str, str]) -> list[Campo]:
    nomes = [(f"{estrategia}_{curto}", rotulo) for curto, rotulo in _DA_ESTRATEGIA.values()]
    return [Campo(nome=nome, rotulo=rotulo, valor=tem[nome]) for nome, rotulo in nomes]


def _mostrar(valor: object) -> str:
    """O valor como se digita: dinheiro com vírgula."""
    texto = "" if valor is None else str(valor)
    try:
        return f"{Decimal(texto):.2f}".replace(".", ",") if "." in texto else texto
    except InvalidOperation:
        return texto
