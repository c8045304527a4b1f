"""A régua e o contato como se leem, e o que muda entre duas versões."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hub.comum.dinheiro import reais_escrever
from hub.credores.contato import contato_de
from hub.estrategias.conector import Regua
from hub.estrategias.registro import titulo_do_canal

_DESDE = {"vencimento": "o vencimento", "inscricao": "a inscrição"}
_PESSOAS = {"PF": "pessoa física", "PJ": "pessoa jurídica"}


@dataclass(frozen=True, kw_only=True)
class Passo:
    """Uma etapa da régua, como a página a desenha."""

    titulo: str
    #: quando, contado da etapa anterior e da chegada
    quando: str
    #: o que a CDA precisa ter, uma frase por condição
    condicoes: list[str]


@dataclass(frozen=True, kw_only=True)
class Diferenca:
    #: o que mudou, como "Protesto: valor mínimo"
    rotulo: str
    #: vazio = não havia
    antes: str
    #: vazio = deixou de haver
    depois: str


def passos_da(regua: Regua) -> list[Passo]:
    """As etapas em ordem, com a espera somada."""
    passos, soma = [], 0
    for etapa in regua:
        espera = int(etapa.get("espera_dias", 0))
        soma += espera
        condicao = etapa.get("condicao", {})
        frases = [f"{rotulo[:1].upper()}{rotulo[1:]}: {texto}" for rotulo, texto in condicoes_ditas(condicao).items()]
        passos.append(
            Passo(titulo=titulo_do_canal(etapa["estrategia"]), quando=_quando(espera, soma), condicoes=frases)
        )
    return passos


def condicoes_ditas(condicao: Mapping[str, Any]) -> dict[str, str]:
    """Rótulo → texto de cada condição."""
    return {rotulo: dizer(condicao[nome], condicao) for nome, (rotulo, dizer) in _CONDICOES.items() if nome in condicao}


def diferencas(antes: Mapping[str, Any], depois: Mapping[str, Any]) -> list[Diferenca]:
    """O que muda de um conteúdo (`regua` e `contato`) a outro, na ordem em que se lê."""
    uma, outra = _plano(antes), _plano(depois)
    return [
        Diferenca(rotulo=rotulo, antes=uma.get(rotulo, ""), depois=outra.get(rotulo, ""))
        for rotulo in dict.fromkeys((*uma, *outra))
        if uma.get(rotulo) != outra.get(rotulo)
    ]


def _plano(conteudo: Mapping[str, Any]) -> dict[str, str]:
    """O conteúdo inteiro como rótulo e texto."""
    ditos: dict[str, str] = {}
    for posicao, etapa in enumerate(conteudo["regua"], 1):
        titulo = titulo_do_canal(etapa["estrategia"])
        ditos[f"{titulo}: lugar na régua"] = f"{posicao}ª etapa"
        ditos[f"{titulo}: espera"] = _dias(int(etapa.get("espera_dias", 0)))
        ditos |= {f"{titulo}: {rotulo}": t for rotulo, t in condicoes_ditas(etapa.get("condicao", {})).items()}
    contato = contato_de(conteudo["contato"])
    ditos |= {f"Endereço na web: {link.texto}": link.endereco for link in contato.links}
    textos = {"Pix": contato.pix, "Telefone": contato.telefone, "Endereço": contato.endereco}
    return ditos | {rotulo: texto for rotulo, texto in {**textos, "Horário": contato.horario}.items() if texto}


def _quando(espera: int, soma: int) -> str:
    if not soma:
        return "assim que a CDA chega"
    if espera == soma:
        return f"{_dias(soma)} depois da chegada da CDA"
    depois = f"{_dias(espera)} depois da etapa anterior" if espera else "junto com a etapa anterior"
    return f"{depois} ({_dias(soma)} desde a chegada)"


def _dias(quantos: int) -> str:
    return "1 dia" if quantos == 1 else f"{quantos} dias"


def _reais(valor: str, _: Mapping[str, Any]) -> str:
    return reais_escrever(Decimal(valor))


def _lista(valor: Sequence[str], _: Mapping[str, Any]) -> str:
    return ", ".join(valor)


def _idade(valor: Mapping[str, int], condicao: Mapping[str, Any]) -> str:
    ((unidade, quantos),) = valor.items()
    tempo = _dias(quantos) if unidade == "dias" else "1 ano" if quantos == 1 else f"{quantos} anos"
    return f"{tempo} desde {_DESDE[condicao.get('idade_desde', 'vencimento')]}"


_CONDICOES: Mapping[str, tuple[str, Callable[[Any, Mapping[str, Any]], str]]] = {
    "valor_minimo": ("saldo mínimo", _reais),
    "valor_maximo": ("saldo máximo", _reais),
    "idade_minima": ("idade mínima", _idade),
    "idade_maxima": ("idade máxima", _idade),
    "pessoa": ("devedor", lambda valor, _: _PESSOAS[valor]),
    "tributos": ("tributos", _lista),
    "ufs": ("UF do devedor", _lista),
}
