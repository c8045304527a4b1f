"""Uma chamada HTTP a um serviço de fora: com prazo, tamanho contado, certificado conferido e sem redirecionamento."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import httpx

from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.chamadas.segredos import Credencial

#: Situações HTTP que repetir não conserta.
PERMANENTES: Final = {
    HTTPStatus.UNAUTHORIZED: "o serviço recusou o usuário ou a senha. Confira-os com o canal, guarde os certos com "
    "`hub canal segredo` e religue o canal.",
    HTTPStatus.FORBIDDEN: "o serviço diz que este usuário não tem acesso. Peça-o ao canal e religue.",
    HTTPStatus.NOT_FOUND: "o endereço do serviço não existe. Confira-o com o canal e religue.",
    HTTPStatus.METHOD_NOT_ALLOWED: "o endereço não aceita a chamada. Confira-o com o canal e religue.",
    HTTPStatus.GONE: "o serviço saiu deste endereço. Peça o novo ao canal e religue.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "o serviço não aceita um envio deste tamanho. Avise o operador do hub.",
}
#: Bytes que se mandam de cada vez.
PEDACO: Final = 64 * 1024
_HTML: Final = re.compile(rb"\s*(<!doctype\s+html|<html\b|<head\b|<body\b)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Prazos:
    """Segundos que se espera."""

    #: para ligar
    ligar: float = 10
    #: entre um pedaço e o seguinte, ao mandar e ao ouvir
    ouvir: float = 60
    #: para a chamada inteira
    ao_todo: float = 30 * 60


#: A chamada que leva um registro só: a resposta é pequena, e muitas esperam a vez.
DE_UM_REGISTRO: Final = Prazos(ligar=10, ouvir=60, ao_todo=120)


@dataclass(frozen=True, kw_only=True)
class Pedido:
    """O que se manda."""

    endereco: str
    corpo: bytes = field(repr=False)
    cabecalhos: Mapping[str, str] = field(repr=False)
    #: para HTTP Basic; nula quando se prova quem é de outro modo
    credencial: Credencial | None
    #: bytes que se aceita ouvir
    limite: int
    metodo: str = "POST"
    #: situações HTTP que são resposta
    aceita: frozenset[int] = frozenset({int(HTTPStatus.OK)})


@dataclass(frozen=True, kw_only=True)
class Ouvido:
    """O que o serviço respondeu."""

    situacao: int
    corpo: bytes


def ligar(prazos: Prazos) -> httpx.Client:
    """A ligação em que vão muitas chamadas seguidas, para não se apertar a mão em cada uma; quem a abre a fecha."""
    return httpx.Client(timeout=httpx.Timeout(prazos.ouvir, connect=prazos.ligar), follow_redirects=False)


def pedir(pedido: Pedido, prazos: Prazos, ligacao: httpx.Client | None = None) -> bytes:
    """O corpo de uma resposta 200, como `ouvir` a traz."""
    return ouvir(pedido, prazos, ligacao).corpo


def ouvir(pedido: Pedido, prazos: Prazos, ligacao: httpx.Client | None = None) -> Ouvido:
    """A resposta, se é de situação que se aceita; por `ligacao`, ou por uma só para a chamada. Levanta `FalhaDoCanal`.

    O que a biblioteca diz do erro pode trazer o endereço e os cabeçalhos: só o nome dele se aproveita.
    """
    fim = time.monotonic() + prazos.ao_todo
    cabecalhos = {**pedido.cabecalhos, "Content-Length": str(len(pedido.corpo)), "Accept-Encoding": "identity"}
    credencial = pedido.credencial
    autenticacao = httpx.BasicAuth(credencial.usuario, credencial.senha) if credencial else None
    try:
        with (
            nullcontext(ligacao) if ligacao else ligar(prazos) as cliente,
            cliente.stream(
                pedido.metodo,
                pedido.endereco,
                content=_aos_pedacos(pedido.corpo, fim),
                headers=cabecalhos,
                auth=autenticacao,
            ) as resposta,
        ):
            corpo = _ler(resposta, pedido.limite, fim)
            situacao = resposta.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as erro:
        raise _da_rede(erro) from None
    if situacao not in pedido.aceita:
        raise _da_situacao(situacao, corpo)
    return Ouvido(situacao=situacao, corpo=corpo)


def corpo_conferir(corpo: bytes, *, quem: str) -> None:
    """Um 200 vazio ou com uma página de internet não é resposta. Levanta `FalhaDoCanal`."""
    if not corpo.strip():
        raise FalhaDoCanal(f"{quem} respondeu vazio. Tenta-se de novo.", permanente=False, codigo="VAZIO")
    if _HTML.match(corpo):
        texto = f"{quem} respondeu uma página de internet no lugar da resposta do serviço. Tenta-se de novo."
        raise FalhaDoCanal(texto, permanente=False, codigo="HTML")


def _aos_pedacos(corpo: bytes, fim: float) -> Iterator[bytes]:
    for inicio in range(0, len(corpo), PEDACO):
        _no_prazo(fim)
        yield corpo[inicio : inicio + PEDACO]


def _ler(resposta: httpx.Response, limite: int, fim: float) -> bytes:
    partes, ouvidos = [], 0
    for parte in resposta.iter_bytes():
        _no_prazo(fim)
        ouvidos += len(parte)
        if ouvidos > limite:
            texto = f"A resposta do serviço passa de {limite} bytes e não foi lida até o fim. Avise o canal."
            raise FalhaDoCanal(texto, permanente=False, codigo="RESPOSTA_GRANDE")
        partes.append(parte)
    return b"".join(partes)


def _no_prazo(fim: float) -> None:
    if time.monotonic() > fim:
        raise FalhaDoCanal(
            "O serviço não terminou de responder no prazo; tenta-se de novo.", permanente=False, codigo="PRAZO"
        )


def _da_rede(erro: Exception) -> FalhaDoCanal:
    nome = type(erro).__name__
    if do_certificado := _certificado(erro):
        texto = (
            f"O certificado do serviço não confere ({do_certificado}), e nada se mandou. Confira o endereço com o "
            "canal; se ele trocou de autoridade, instale-a na máquina do hub; depois religue o canal."
        )
        return FalhaDoCanal(texto, permanente=True, codigo="CERTIFICADO")
    if isinstance(erro, (httpx.UnsupportedProtocol, httpx.InvalidURL)):
        texto = "O endereço do serviço não serve. Confira-o com o canal e religue."
        return FalhaDoCanal(texto, permanente=True, codigo=nome)
    if isinstance(erro, httpx.ConnectTimeout | httpx.ConnectError):
        texto = "O serviço não atende. Tenta-se de novo."
    elif isinstance(erro, httpx.TimeoutException):
        texto = "O serviço demorou demais a responder, e pode ter recebido. Tenta-se de novo."
    else:
        texto = "A ligação com o serviço caiu no meio, e ele pode ter recebido. Tenta-se de novo."
    return FalhaDoCanal(texto, permanente=False, codigo=nome)


def _certificado(erro: BaseException | None) -> str:
    """O que há com o certificado, se foi por ele que a ligação não se fez."""
    while erro is not None:
        if isinstance(erro, ssl.SSLCertVerificationError):
            return erro.verify_message
        erro = erro.__cause__ or erro.__context__
    return ""


def _da_situacao(situacao: int, corpo: bytes) -> FalhaDoCanal:
    texto = next((dito for qual, dito in PERMANENTES.items() if qual == situacao), "")
    if not texto and HTTPStatus.MULTIPLE_CHOICES <= situacao < HTTPStatus.BAD_REQUEST:
        texto = "o serviço manda a outro endereço, que não se segue sozinho. Confira o endereço com o canal e religue."
    permanente = bool(texto)
    texto = f"Situação HTTP {situacao}: {texto or 'o serviço está com problema. Tenta-se de novo.'}"
    return FalhaDoCanal(texto, permanente=permanente, codigo=f"HTTP_{situacao}", corpo=corpo)
