"""As cláusulas como texto: do formulário ao documento JSON, e dele ao que se assina."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast

from hub.comum.dinheiro import dinheiro_escrever, reais_ler
from hub.comum.erros import Recusa
from hub.credores.clausulas import ESTRATEGIAS, ClausulasDoConvenio, convenio_proposto
from hub.credores.erros import ClausulaErrada
from hub.credores.models import MESES_DA_CERTIFICACAO, Convenio

_VALORES: Final = ("valor_minimo", "valor_maximo")
_LISTAS: Final = ("tributos", "avisos_em_consulta")
#: Campo → nome para as pessoas e maior número que cabe.
_INTEIROS: Final = {
    "idade_maxima_anos": ("idade máxima em anos", 100),
    "prazo_consulta_dias": ("prazo da consulta em dias", 365),
    "certificacao_meses": ("validade da certificação em meses", MESES_DA_CERTIFICACAO),
}
_MARCAS: Final = {"duas_pessoas": "duas pessoas para liberar"}
#: O que se propõe a quem nada diz: a certificação é anual.
PADRAO: Final[dict[str, Any]] = {"prazo_consulta_dias": 30, "certificacao_meses": MESES_DA_CERTIFICACAO}


def documento_do_formulario(campos: Mapping[str, str], listas: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """As cláusulas digitadas; os limites da estratégia `x` vêm em `x_valor_minimo`, `x_valor_maximo` e `x_idade`."""
    documento: dict[str, Any] = {nome: campos[nome].strip() for nome in (*_VALORES, *_INTEIROS) if campos.get(nome)}
    documento |= {nome: list(listas[nome]) for nome in _LISTAS if listas.get(nome)}
    documento |= {nome: True for nome in _MARCAS if campos.get(nome)}
    limites = {estrategia: _limite_digitado(estrategia, campos) for estrategia in ESTRATEGIAS}
    return documento | {"limites_por_estrategia": {nome: limite for nome, limite in limites.items() if limite}}


def _limite_digitado(estrategia: str, campos: Mapping[str, str]) -> dict[str, Any]:
    limite: dict[str, Any] = {
        nome: dinheiro_escrever(_reais(texto, f"{nome} de {estrategia}"))
        for nome in _VALORES
        if (texto := campos.get(f"{estrategia}_{nome}", "").strip())
    }
    if anos := campos.get(f"{estrategia}_idade", "").strip():
        limite["idade_maxima_anos"] = _inteiro(anos, f"idade máxima de {estrategia}", 100)
    return limite


def clausulas_ler(documento: Mapping[str, Any]) -> ClausulasDoConvenio:
    """As cláusulas de um documento JSON, conferidas; o que falta fica como em `PADRAO`.

    Levanta `ClausulaErrada` e o que `convenio_proposto` levanta.
    """
    lidas: dict[str, Any] = {**PADRAO, "limites_por_estrategia": documento.get("limites_por_estrategia", {})}
    for nome in _VALORES:
        lidas[nome] = _reais(str(documento[nome]), nome) if documento.get(nome) else None
    for nome, (rotulo, maximo) in _INTEIROS.items():
        if documento.get(nome):
            lidas[nome] = _inteiro(str(documento[nome]), rotulo, maximo)
    for nome, rotulo in _MARCAS.items():
        lidas[nome] = _marca(documento.get(nome, False), rotulo)
    for nome in _LISTAS:
        lidas[nome] = [str(codigo) for codigo in documento.get(nome, [])]
    clausulas = cast("ClausulasDoConvenio", lidas)
    convenio_proposto(clausulas)
    return clausulas


def clausulas_escrever(clausulas: ClausulasDoConvenio) -> dict[str, Any]:
    """O documento JSON das cláusulas: dinheiro é texto com ponto; lê-lo dá as mesmas cláusulas."""
    return {
        nome: dinheiro_escrever(valor) if isinstance(valor, Decimal) else valor
        for nome, valor in clausulas.items()
        if valor not in (None, False, [], {})
    }


def clausulas_do_convenio(convenio: Convenio) -> ClausulasDoConvenio:
    """As cláusulas de um convênio."""
    campos = ClausulasDoConvenio.__annotations__
    return cast("ClausulasDoConvenio", {campo: getattr(convenio, campo) for campo in campos})


def _reais(texto: str, campo: str) -> Decimal:
    try:
        return reais_ler(texto)
    except Recusa:
        raise ClausulaErrada(
            campo=campo.replace("_", " "), valor=texto, aceita="um valor em reais, como 100,00"
        ) from None


def _marca(valor: object, campo: str) -> bool:
    if not isinstance(valor, bool):
        raise ClausulaErrada(campo=campo, valor=valor, aceita="verdadeiro ou falso (true ou false)")
    return valor


def _inteiro(texto: str, campo: str, maximo: int) -> int:
    if not texto.isdecimal() or not 1 <= int(texto) <= maximo:
        raise ClausulaErrada(campo=campo, valor=texto, aceita=f"um número inteiro de 1 a {maximo}")
    return int(texto)
