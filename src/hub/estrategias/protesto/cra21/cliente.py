"""Chamar uma operação da CRA21: monta o envelope, manda e tira dele o que veio. Não toca o banco."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.chamadas.rede import Pedido, Prazos, corpo_conferir, pedir
from hub.estrategias.chamadas.segredos import Credencial
from hub.estrategias.protesto.cra21.mensagens import SEM_ACESSO, mensagem, operacoes
from hub.estrategias.protesto.limites import BYTES_POR_ARQUIVO
from hub.leiautes.envelope import acao, ler_envelope, montar_pedido
from hub.leiautes.erros import EnvelopeIlegivel

#: Bytes do que se manda e do que se ouve: o manual da CRA21 dá 100 MB ao arquivo, e o envelope escapa o que há nele.
LIMITE_DO_ENVIO: Final = BYTES_POR_ARQUIVO
LIMITE_DA_RESPOSTA: Final = 2 * BYTES_POR_ARQUIVO
#: O manual dá 30 minutos a uma chamada.
PRAZOS: Final = Prazos(ligar=10, ouvir=120, ao_todo=30 * 60)


@dataclass(frozen=True, kw_only=True)
class Acesso:
    """Aonde chamar, e em nome de quem."""

    #: sigla da UF da CRA, que entra no espaço de nomes
    uf: str
    endereco: str
    credencial: Credencial


def chamar(acesso: Acesso, operacao: str, parametros: Mapping[str, str], prazos: Prazos = PRAZOS) -> bytes:
    """A resposta crua. Levanta `FalhaDoCanal`."""
    esperados = operacoes()[operacao].parametros
    if sobra := set(parametros) - set(esperados):
        raise ValueError(f"{operacao} não tem {', '.join(sorted(sobra))}")
    corpo = montar_pedido(operacao, parametros, uf=acesso.uf)
    return pedir(
        Pedido(
            endereco=acesso.endereco,
            corpo=corpo,
            cabecalhos={
                "Content-Type": "text/xml; charset=ISO-8859-1",
                "SOAPAction": f'"{acao(operacao, uf=acesso.uf)}"',
            },
            credencial=acesso.credencial,
            limite=LIMITE_DA_RESPOSTA,
        ),
        prazos,
    )


def retorno_do(corpo: bytes) -> str:
    """O texto que veio dentro do envelope. Levanta `FalhaDoCanal` com página HTML, corpo vazio ou `Fault`."""
    corpo_conferir(corpo, quem="A CRA")
    try:
        envelope = ler_envelope(corpo)
    except EnvelopeIlegivel:
        texto = "A resposta da CRA não é um envelope SOAP legível. Tenta-se de novo."
        raise FalhaDoCanal(texto, permanente=False, codigo="ENVELOPE") from None
    if envelope.operacao == "Fault":
        raise _da_falta(envelope.parametros)
    veio = envelope.parametros.get("return", next(iter(envelope.parametros.values()), ""))
    if not veio.strip():
        raise FalhaDoCanal("A CRA respondeu um envelope vazio. Tenta-se de novo.", permanente=False, codigo="VAZIO")
    return veio


def sem_acesso(codigo: str) -> FalhaDoCanal | None:
    """A falha de quem não entra; nula nos outros códigos."""
    if codigo not in SEM_ACESSO:
        return None
    dita = mensagem("remessa", codigo)
    texto = (
        f"A CRA respondeu {codigo}, {dita}. Confira com ela o usuário e a senha do credor, guarde os certos com "
        "`hub canal segredo` e religue o canal."
    )
    return FalhaDoCanal(texto, permanente=True, codigo=codigo)


def _da_falta(partes: Mapping[str, str]) -> FalhaDoCanal:
    """`Client` é erro de quem pede, e repetir não adianta; o resto é da CRA (SOAP 1.1, 4.4.1)."""
    dita = " ".join(partes.get("faultstring", "").split())[:200] or "sem dizer por quê"
    permanente = partes.get("faultcode", "").rpartition(":")[2].casefold().startswith("client")
    fazer = "Avise o operador do hub; corrigido, religue o canal." if permanente else "Tenta-se de novo."
    return FalhaDoCanal(f"A CRA não fez a operação: {dita}. {fazer}", permanente=permanente, codigo="FAULT")
