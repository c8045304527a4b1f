"""As etapas de uma régua como se escrevem em JSON: lidas, conferidas e na forma em que se guardam."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hub.comum.erros import Recusa
from hub.estrategias.condicoes import AINDA_NAO_HA, CONDICOES, idade_vazia
from hub.estrategias.erros import EstrategiaDesconhecida, ReguaErrada
from hub.estrategias.registro import canal

#: Dias que uma etapa pode esperar.
ESPERA_MAXIMA = 3_650
#: O que as mensagens mostram de exemplo.
EXEMPLO = '{"estrategia": "protesto", "espera_dias": 0, "condicao": {"valor_minimo": "100.00", "pessoa": "PJ"}}'
#: De onde a idade se conta, quando a etapa não diz.
IDADE_PADRAO = "vencimento"


@dataclass(frozen=True, kw_only=True)
class Defeito:
    """Algo errado numa régua, e onde."""

    #: posição da etapa, de zero; nula = a lista inteira
    etapa: int | None
    #: `estrategia`, `espera_dias`, uma condição, ou vazio
    campo: str
    #: o que o campo aceita, para quem já sabe qual é
    motivo: str
    recusa: Recusa


def regua_ler(documento: object) -> list[dict[str, Any]]:
    """As etapas de uma régua escrita em JSON, conferidas e na forma em que se guardam.

    Cada etapa: `estrategia`, `espera_dias` (padrão: 0) e `condicao`, com as de `hub.estrategias.condicoes`.
    Levanta `ReguaErrada` e `EstrategiaDesconhecida`.
    """
    etapas, defeitos = regua_examinar(documento)
    if defeitos:
        raise defeitos[0].recusa
    return etapas


def regua_examinar(documento: object) -> tuple[list[dict[str, Any]], list[Defeito]]:
    """As etapas lidas e tudo o que há de errado nelas; com defeito, o que se leu não serve para guardar."""
    if not isinstance(documento, list):
        return [], [_defeito(None, "", "o documento não é uma lista de etapas")]
    exames = [_Exame(numero, etapa) for numero, etapa in enumerate(documento)]
    defeitos = [defeito for exame in exames for defeito in exame.defeitos]
    nomes = [exame.lida.get("estrategia") for exame in exames]
    for numero, nome in enumerate(nomes):
        if nome and nome in nomes[:numero]:
            defeitos.append(_defeito(numero, "estrategia", f"a estratégia {nome} aparece em mais de uma etapa"))
    return [exame.lida for exame in exames], defeitos


class _Exame:
    """A leitura de uma etapa: o que se entendeu e o que não."""

    def __init__(self, numero: int, etapa: object) -> None:
        self._numero = numero
        self.defeitos: list[Defeito] = []
        self.lida: dict[str, Any] = {}
        if self._so("", etapa, {"estrategia", "espera_dias", "condicao"}) and isinstance(etapa, dict):
            self.lida = {
                "estrategia": self._estrategia(etapa.get("estrategia", "")),
                "espera_dias": self._espera(etapa.get("espera_dias", 0)),
                "condicao": self._condicao(etapa.get("condicao", {})),
            }

    def _estrategia(self, nome: object) -> str:
        try:
            return canal(str(nome)).nome
        except EstrategiaDesconhecida as recusa:
            dito = Defeito(etapa=self._numero, campo="estrategia", motivo=recusa.mensagem, recusa=recusa)
            self.defeitos.append(dito)
            return ""

    def _espera(self, espera: object) -> object:
        if isinstance(espera, bool) or not isinstance(espera, int) or not 0 <= espera <= ESPERA_MAXIMA:
            self._errar("espera_dias", f"vai de 0 a {ESPERA_MAXIMA}", espera)
        return espera

    def _condicao(self, condicao: object) -> dict[str, Any]:
        if not self._so(", na condição", condicao, {*CONDICOES, *AINDA_NAO_HA}) or not isinstance(condicao, dict):
            return {}
        lida = {}
        for nome, valor in condicao.items():
            if nome in AINDA_NAO_HA:
                self.defeitos.append(_defeito(self._numero, nome, AINDA_NAO_HA[nome]))
                continue
            ler, aceita = CONDICOES[nome]
            lida[nome] = ler(valor)
            if lida[nome] is None:
                self._errar(nome, aceita, valor)
        # Uma lista vazia não exige nada: guardada, faria diferença onde não há.
        lida = {nome: valor for nome, valor in lida.items() if valor not in (None, [])}
        self.defeitos += [_defeito(self._numero, campo, motivo) for campo, motivo in _desencontros(lida)]
        if {"idade_minima", "idade_maxima"} & set(lida):
            lida.setdefault("idade_desde", IDADE_PADRAO)
        return lida

    def _errar(self, campo: str, aceita: str, valor: object) -> None:
        self.defeitos.append(_defeito(self._numero, campo, f"{campo} é {valor!r}, e {aceita}", aceita))

    def _so(self, onde: str, objeto: object, aceitas: Collection[str]) -> bool:
        if not isinstance(objeto, dict):
            self.defeitos.append(_defeito(self._numero, "", "falta o objeto, entre chaves", onde=onde))
            return False
        if estranhas := sorted(map(str, set(objeto) - set(aceitas))):
            ha = ", ".join(sorted(set(aceitas) - set(AINDA_NAO_HA)))
            motivo = f"há o que não se conhece ({', '.join(estranhas)}); há {ha}"
            self.defeitos.append(_defeito(self._numero, "", motivo, onde=onde))
        return not estranhas


def _desencontros(condicao: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Condições que se contradizem: (campo, motivo)."""
    minimo, maximo = condicao.get("valor_minimo"), condicao.get("valor_maximo")
    if minimo and maximo and Decimal(minimo) > Decimal(maximo):
        yield "valor_maximo", "valor_minimo passa do valor_maximo"
    minima, maxima = condicao.get("idade_minima"), condicao.get("idade_maxima")
    if minima and maxima and idade_vazia(minima, maxima):
        yield "idade_maxima", "idade_minima passa da idade_maxima"
    if "idade_desde" in condicao and not minima and not maxima:
        yield "idade_desde", "idade_desde só serve com idade_minima ou idade_maxima"


def _defeito(etapa: int | None, campo: str, motivo: str, aceita: str = "", *, onde: str = "") -> Defeito:
    lugar = "o documento" if etapa is None else f"a etapa {etapa + 1}{onde}"
    recusa = ReguaErrada(onde=lugar, motivo=motivo, exemplo=EXEMPLO)
    return Defeito(etapa=etapa, campo=campo, motivo=aceita or motivo, recusa=recusa)
