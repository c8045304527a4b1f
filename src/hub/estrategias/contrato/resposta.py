"""O que a resposta de um serviço quer dizer, como o contrato manda."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lxml import etree

from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.contrato.forma import Contrato, Operacao
from hub.estrategias.por_registro.servico import Sentido


@dataclass(frozen=True, kw_only=True)
class Dita:
    """Uma resposta, entendida."""

    sentido: Sentido
    codigo: str
    texto: str
    identificador: str


def entender(contrato: Contrato, operacao: Operacao, situacao: int, corpo: bytes, *, quem: str) -> Dita:
    """Levanta `FalhaDoCanal` se não é uma resposta, ou se não é do registro que ela fala."""
    aberto = _abrir(contrato, corpo, quem=quem) if corpo.strip() else None
    codigo, texto = _valor(aberto, operacao.codigo), _valor(aberto, operacao.texto)
    dito = f"{codigo} {texto}".strip() or "sem dizer por quê"
    if codigo and codigo in operacao.sem_acesso:
        raise FalhaDoCanal(
            f"{quem} não deixou entrar: {dito[:200]}. Confira o usuário e a senha, guarde os certos com `hub canal "
            "segredo` e religue o canal.",
            permanente=True,
            codigo="SEM_ACESSO",
            corpo=corpo,
        )
    if codigo and codigo in operacao.passageira:
        texto_da_falha = f"{quem} falhou: {dito[:200]}. Tenta-se de novo."
        raise FalhaDoCanal(texto_da_falha, permanente=False, codigo="SERVICO", corpo=corpo)
    fez = situacao in operacao.feito and (not operacao.onde or _valor(aberto, operacao.onde) in operacao.vale)
    if fez:
        sentido = Sentido.FEITO
    elif codigo and codigo in operacao.ja_estava:
        sentido = Sentido.JA_ESTAVA
    else:
        sentido = Sentido.RECUSA
    return Dita(sentido=sentido, codigo=codigo, texto=dito, identificador=_valor(aberto, operacao.identificador))


def _abrir(contrato: Contrato, corpo: bytes, *, quem: str) -> Any:
    """A resposta como objetos e listas; de um XML, cada elemento pelo nome local, e dos iguais o primeiro."""
    try:
        return json.loads(corpo) if contrato.formato == "json" else _do_xml(corpo)
    except (ValueError, RecursionError, etree.XMLSyntaxError):
        texto = f"A resposta de {quem} não se lê em {contrato.formato.upper()}. Tenta-se de novo."
        raise FalhaDoCanal(texto, permanente=False, codigo="RESPOSTA", corpo=corpo) from None


def _do_xml(corpo: bytes) -> Any:
    """O que há dentro da raiz. Levanta `ValueError` com DTD e `XMLSyntaxError`."""
    leitor = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    raiz = etree.fromstring(corpo, leitor)
    if raiz.getroottree().docinfo.internalDTD is not None:
        raise ValueError(corpo)
    return _aberto(raiz)


def _aberto(elemento: Any) -> Any:
    filhos = list(elemento.iterchildren("*"))
    if not filhos:
        return elemento.text or ""
    # De trás para a frente: dos iguais fica o primeiro.
    return {etree.QName(filho).localname: _aberto(filho) for filho in reversed(filhos)}


def _valor(aberto: Any, onde: str) -> str:
    """O que há em `a/b/c`; das listas, o primeiro. Vazio se não há."""
    if not onde:
        return ""
    atual = aberto
    for passo in onde.split("/"):
        if isinstance(atual, list):
            atual = atual[0] if atual else None
        atual = atual.get(passo) if isinstance(atual, dict) else None
    if isinstance(atual, bool):
        return "true" if atual else "false"
    return " ".join(str(atual).split()) if isinstance(atual, str | int | float) else ""
