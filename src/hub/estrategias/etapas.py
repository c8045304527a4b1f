"""As etapas de uma régua como se escrevem em JSON: lidas, conferidas e na forma em que se guardam."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from hub.comum.calendario import UFS
from hub.comum.dinheiro import dinheiro_escrever, dinheiro_ler
from hub.comum.erros import Recusa
from hub.estrategias.erros import ReguaErrada
from hub.estrategias.registro import canal
from hub.regras.dominios import TRIBUTOS

#: Dias que uma etapa pode esperar.
ESPERA_MAXIMA = 3_650
#: O que as mensagens mostram de exemplo.
EXEMPLO = '{"estrategia": "protesto", "espera_dias": 0, "condicao": {"valor_minimo": "100.00", "pessoa": "PJ"}}'


def regua_ler(documento: object) -> list[dict[str, Any]]:
    """As etapas de uma régua escrita em JSON, conferidas e na forma em que se guardam.

    Cada etapa: `estrategia`, `espera_dias` (padrão: 0) e `condicao` com `valor_minimo` e `valor_maximo` (reais),
    `tributos`, `ufs` e `pessoa` (PF ou PJ). Levanta `ReguaErrada` e `EstrategiaDesconhecida`.
    """
    if not isinstance(documento, list):
        raise _errada("o documento", "não é uma lista de etapas")
    etapas = [_etapa_ler(f"a etapa {numero}", etapa) for numero, etapa in enumerate(documento, 1)]
    nomes = [etapa["estrategia"] for etapa in etapas]
    if repetida := next((nome for nome in nomes if nomes.count(nome) > 1), None):
        raise _errada("o documento", f"a estratégia {repetida} aparece em mais de uma etapa")
    return etapas


def _etapa_ler(onde: str, etapa: object) -> dict[str, Any]:
    _so(onde, etapa, {"estrategia", "espera_dias", "condicao"})
    assert isinstance(etapa, dict)  # noqa: S101 - `_so` já recusou o que não é
    espera, condicao = etapa.get("espera_dias", 0), etapa.get("condicao", {})
    if isinstance(espera, bool) or not isinstance(espera, int) or not 0 <= espera <= ESPERA_MAXIMA:
        raise _errada(onde, f"espera_dias é {espera!r}, e vai de 0 a {ESPERA_MAXIMA}")
    return {
        "estrategia": canal(str(etapa.get("estrategia", ""))).nome,
        "espera_dias": espera,
        "condicao": _condicao_ler(onde, condicao),
    }


def _condicao_ler(onde: str, condicao: object) -> dict[str, Any]:
    _so(f"{onde}, na condição", condicao, set(_CONDICOES))
    assert isinstance(condicao, dict)  # noqa: S101 - `_so` já recusou o que não é
    lida = {}
    for nome, valor in condicao.items():
        cabe, aceita = _CONDICOES[nome]
        if not cabe(valor):
            raise _errada(onde, f"{nome} é {valor!r}, e {aceita}")
        lida[nome] = dinheiro_escrever(dinheiro_ler(valor)) if nome.startswith("valor") else valor
    minimo, maximo = lida.get("valor_minimo"), lida.get("valor_maximo")
    if minimo and maximo and Decimal(minimo) > Decimal(maximo):
        raise _errada(onde, "valor_minimo passa do valor_maximo")
    return lida


def _e_dinheiro(valor: object) -> bool:
    try:
        return isinstance(valor, str) and dinheiro_ler(valor) >= 0
    except Recusa:
        return False


def _e_lista_de(aceitos: Collection[str]) -> Callable[[object], bool]:
    return lambda valor: isinstance(valor, list) and all(isinstance(um, str) and um in aceitos for um in valor)


#: O que cada condição aceita, e como dizê-lo.
_CONDICOES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "valor_minimo": (_e_dinheiro, 'é um valor em reais entre aspas, como "100.00"'),
    "valor_maximo": (_e_dinheiro, 'é um valor em reais entre aspas, como "100.00"'),
    "tributos": (_e_lista_de(TRIBUTOS), 'é uma lista de códigos do leiaute, como ["IPTU"]'),
    "ufs": (_e_lista_de(UFS), 'é uma lista de siglas, como ["PE"]'),
    "pessoa": (lambda valor: valor in ("PF", "PJ"), "é PF ou PJ"),
}


def _so(onde: str, objeto: object, aceitas: Collection[str]) -> None:
    if not isinstance(objeto, dict):
        raise _errada(onde, "falta o objeto, entre chaves")
    if estranhas := sorted(set(objeto) - set(aceitas)):
        raise _errada(onde, f"há o que não se conhece ({', '.join(estranhas)}); há {', '.join(sorted(aceitas))}")


def _errada(onde: str, motivo: str) -> ReguaErrada:
    return ReguaErrada(onde=onde, motivo=motivo, exemplo=EXEMPLO)
