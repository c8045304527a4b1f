"""O que uma etapa pode exigir de uma CDA: cada condição, como se lê e o que aceita."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from hub.comum.calendario import UFS
from hub.comum.dinheiro import dinheiro_escrever, dinheiro_ler
from hub.comum.erros import Recusa
from hub.regras.dominios import TRIBUTOS

#: As datas de que a idade se conta, como vêm na CDA; sem dizer, a do vencimento, que é a do limite do convênio.
IDADE_DESDE: Final = {"vencimento": "data_vencimento", "inscricao": "data_inscricao"}
#: As unidades da idade, e o máximo de cada uma.
IDADES: Final = {"anos": 100, "dias": 36_500}
#: Dias de um ano, no menor e no maior.
ANO_CURTO, ANO_LONGO = 365, 366
#: Condições que o documento-fonte prevê e de que o hub ainda não tem o dado.
AINDA_NAO_HA: Final = {
    "rating": "a classificação do devedor ainda não existe no hub: tire a condição e use valor, pessoa e idade"
}


def _dinheiro(valor: object) -> str | None:
    try:
        return dinheiro_escrever(dinheiro_ler(valor)) if isinstance(valor, str) else None
    except Recusa:
        return None


def _lista_de(aceitos: Collection[str]) -> Callable[[object], list[str] | None]:
    def ler(valor: object) -> list[str] | None:
        cabe = isinstance(valor, list) and all(isinstance(um, str) and um in aceitos for um in valor)
        return sorted(set(valor)) if cabe and isinstance(valor, list) else None

    return ler


def _um_de(aceitos: Collection[str]) -> Callable[[object], str | None]:
    return lambda valor: valor if isinstance(valor, str) and valor in aceitos else None


def _idade(valor: object) -> dict[str, int] | None:
    if not isinstance(valor, dict) or len(valor) != 1:
        return None
    ((unidade, quantidade),) = valor.items()
    inteiro = isinstance(quantidade, int) and not isinstance(quantidade, bool)
    return {unidade: quantidade} if inteiro and 0 <= quantidade <= IDADES.get(unidade, -1) else None


_REAIS = 'é um valor em reais entre aspas, como "100.00"'
_ANOS = 'são anos ou dias completos, como {"anos": 2} ou {"dias": 90}'
#: Condição → como se lê (None = não serve) e como dizer o que aceita.
CONDICOES: Mapping[str, tuple[Callable[[object], Any], str]] = {
    "valor_minimo": (_dinheiro, _REAIS),
    "valor_maximo": (_dinheiro, _REAIS),
    "tributos": (_lista_de(TRIBUTOS), 'é uma lista de códigos do leiaute, como ["IPTU"]'),
    "ufs": (_lista_de(UFS), 'é uma lista de siglas, como ["PE"]'),
    "pessoa": (_um_de({"PF", "PJ"}), "é PF ou PJ"),
    "idade_minima": (_idade, _ANOS),
    "idade_maxima": (_idade, _ANOS),
    "idade_desde": (_um_de(IDADE_DESDE), f"é {' ou '.join(IDADE_DESDE)}"),
}


def idade_vazia(minima: Mapping[str, int], maxima: Mapping[str, int]) -> bool:
    """Se nenhuma CDA pode ter as duas idades, seja qual for o ano."""
    ao_menos = minima.get("dias", 0) + minima.get("anos", 0) * ANO_CURTO
    no_maximo = maxima.get("dias", 0) + maxima.get("anos", 0) * ANO_LONGO
    return ao_menos > no_maximo
