"""As cláusulas de um convênio como se escrevem: lidas, conferidas e na forma em que se guardam."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypedDict

from hub.comum.dinheiro import dinheiro_escrever, dinheiro_ler
from hub.comum.erros import Recusa
from hub.credores.conferencia import cadastro_conferir
from hub.credores.erros import AvisoForaDaLista, LimitesErrados, TributoForaDaLista
from hub.credores.models import Convenio
from hub.leiautes.padrao import campo_de
from hub.regras.dominios import TRIBUTOS
from hub.regras.limites import Limites as LimitesEm
from hub.regras.limites import limites_em
from hub.regras.tabela import REGRAS

#: As estratégias do leiaute, com o nome que têm na régua; nem toda instalação oferece todas.
ESTRATEGIAS: Final = tuple(c.lower() for c in campo_de("cda", "estrategias").codigos if c != "NENHUMA")
#: As regras que só avisam: o convênio pode mandar que deixem a CDA em consulta, e nunca o contrário.
AVISOS: Final = tuple(sorted({regra.codigo for regra in REGRAS if regra.efeito == "aviso"}))
#: Anos que um limite de idade pode ter.
IDADE_MAXIMA: Final = 100
EXEMPLO: Final = '{"protesto": {"valor_minimo": "100.00", "idade_maxima_anos": 5}}'

Limites = dict[str, dict[str, str | int]]


class ClausulasDoConvenio(TypedDict, total=False):
    """O que se combina num convênio; o que falta fica no padrão do modelo, que não limita."""

    valor_minimo: Decimal | None
    valor_maximo: Decimal | None
    idade_maxima_anos: int | None
    tributos: Sequence[str]
    prazo_consulta_dias: int
    avisos_em_consulta: Sequence[str]
    limites_por_estrategia: Mapping[str, Any]
    certificacao_meses: int | None
    duas_pessoas: bool


def clausulas_conferir(clausulas: ClausulasDoConvenio) -> ClausulasDoConvenio:
    """As cláusulas na forma em que o modelo as guarda.

    Levanta `TributoForaDaLista`, `AvisoForaDaLista` e `LimitesErrados`.
    """
    conferidas = clausulas.copy()
    if "tributos" in clausulas:
        tributos_conferir(clausulas["tributos"])
        conferidas["tributos"] = list(clausulas["tributos"])
    if "avisos_em_consulta" in clausulas:
        avisos_conferir(clausulas["avisos_em_consulta"])
        conferidas["avisos_em_consulta"] = sorted(set(clausulas["avisos_em_consulta"]))
    if "limites_por_estrategia" in clausulas:
        conferidas["limites_por_estrategia"] = limites_ler(clausulas["limites_por_estrategia"])
    return conferidas


def convenio_proposto(clausulas: ClausulasDoConvenio) -> Convenio:
    """Um convênio que ninguém assinou, só com as cláusulas, conferidas; não se grava.

    Levanta `CadastroErrado` e o que `clausulas_conferir` levanta.
    """
    proposto = Convenio(**clausulas_conferir(clausulas))
    cadastro_conferir(proposto, menos=("credor", "versao", "vigencia_inicio", "assinado_por"))
    return proposto


def tributos_conferir(tributos: Sequence[str]) -> None:
    """Levanta `TributoForaDaLista` se algum não é da lista do leiaute."""
    if estranhos := set(tributos) - set(TRIBUTOS):
        raise TributoForaDaLista(tributos=", ".join(sorted(estranhos)), exemplo=next(iter(TRIBUTOS)))


def avisos_conferir(codigos: Sequence[str]) -> None:
    """Levanta `AvisoForaDaLista` se algum não é regra que só avisa."""
    if estranhos := set(codigos) - set(AVISOS):
        raise AvisoForaDaLista(codigos=", ".join(sorted(estranhos)), exemplo=AVISOS[0])


def limites_ler(documento: object) -> Limites:
    """Os limites por estratégia escritos em JSON, conferidos e na forma em que se guardam. Levanta `LimitesErrados`."""
    _so("o documento", documento, ESTRATEGIAS)
    assert isinstance(documento, Mapping)  # noqa: S101 - `_so` já recusou o que não é
    lidos = {nome: _limite_ler(nome, limite) for nome, limite in documento.items()}
    return {nome: lidos[nome] for nome in ESTRATEGIAS if lidos.get(nome)}


def limites_da(convenio: Convenio | None, estrategia: str, *, em: date) -> LimitesEm:
    """O que o convênio limita na estratégia, na data; sem convênio, nada."""
    return limites_em(convenio.limites_por_estrategia.get(estrategia, {}) if convenio else {}, em=em)


def _limite_ler(estrategia: str, limite: object) -> dict[str, str | int]:
    _so(estrategia, limite, _LIMITES)
    assert isinstance(limite, Mapping)  # noqa: S101 - `_so` já recusou o que não é
    lido: dict[str, str | int] = {}
    for nome, (cabe, aceita) in _LIMITES.items():
        valor = limite.get(nome)
        if valor is None:
            continue
        if not cabe(valor):
            raise _errados(estrategia, f"{nome} é {valor!r}, e {aceita}")
        lido[nome] = dinheiro_escrever(dinheiro_ler(valor)) if nome.startswith("valor") else valor
    minimo, maximo = lido.get("valor_minimo"), lido.get("valor_maximo")
    if minimo and maximo and Decimal(minimo) > Decimal(maximo):
        raise _errados(estrategia, "valor_minimo passa do valor_maximo")
    return lido


def _e_dinheiro(valor: object) -> bool:
    try:
        return isinstance(valor, str) and dinheiro_ler(valor) >= 0
    except Recusa:
        return False


def _e_idade(valor: object) -> bool:
    return isinstance(valor, int) and not isinstance(valor, bool) and 1 <= valor <= IDADE_MAXIMA


_DINHEIRO = (_e_dinheiro, 'é um valor em reais entre aspas, como "100.00"')
#: O que cada limite aceita, e como dizê-lo.
_LIMITES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "valor_minimo": _DINHEIRO,
    "valor_maximo": _DINHEIRO,
    "idade_maxima_anos": (_e_idade, f"é um número inteiro de 1 a {IDADE_MAXIMA}"),
}


def _so(onde: str, objeto: object, aceitas: Collection[str]) -> None:
    if not isinstance(objeto, Mapping):
        raise _errados(onde, "falta o objeto, entre chaves")
    if estranhas := sorted(set(objeto) - set(aceitas)):
        raise _errados(onde, f"há o que não se conhece ({', '.join(estranhas)}); há {', '.join(aceitas)}")


def _errados(onde: str, motivo: str) -> LimitesErrados:
    return LimitesErrados(onde=onde, motivo=motivo, exemplo=EXEMPLO)
