"""O que a sessão sabe de como a pessoa entrou, e até quando vale."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from hub.acesso.models import Usuario
from hub.acesso.nivel import Nivel

#: Chaves da sessão.
MODO, NIVEL, AMR, AUTH_TIME = "entrada_modo", "entrada_nivel", "entrada_amr", "entrada_auth_time"
ENTROU, VISTO, DO_CREDOR, EMPRESAS = "entrada_em", "visto_em", "entrada_credor", "entrada_empresas"
#: Limites da sessão do gov.br, menores que os dele: o absoluto e o de ficar sem usar.
ABSOLUTO: Final = timedelta(minutes=55)
OCIOSO: Final = timedelta(minutes=20)
#: De quanto em quanto tempo se anota que a pessoa está aqui: cada anotação é uma gravação.
ANOTA: Final = timedelta(minutes=1)


class Modo(StrEnum):
    """Por onde a pessoa entrou."""

    GOVBR = "govbr"
    LOCAL = "local"


def marcas(
    *,
    modo: Modo,
    agora: datetime,
    nivel: Nivel = Nivel.BRONZE,
    amr: Iterable[str] = (),
    auth_time: datetime | None = None,
    credor: int | None = None,
    empresas: Iterable[dict[str, str]] = (),
) -> dict[str, Any]:
    """O que uma entrada põe na sessão."""
    return {
        MODO: modo.value,
        NIVEL: nivel.value,
        AMR: sorted(amr),
        AUTH_TIME: auth_time.isoformat() if auth_time else "",
        ENTROU: agora.timestamp(),
        VISTO: agora.timestamp(),
        DO_CREDOR: credor,
        EMPRESAS: list(empresas),
    }


def sessao_abrir(pedido: HttpRequest, *, pessoa: Usuario, **dados: Any) -> None:
    """Abre uma sessão nova com as marcas da entrada: nada da anterior passa, nem o número dela."""
    pedido.session.flush()
    login(pedido, pessoa)
    pedido.session.update(marcas(**dados))


def modo_da_sessao(pedido: HttpRequest) -> Modo | None:
    dito = pedido.session.get(MODO)
    return Modo(dito) if dito in set(Modo) else None


def nivel_da_sessao(pedido: HttpRequest) -> Nivel:
    """O nível com que a pessoa age: o da conta gov.br; prata com segundo fator na entrada local; senão, o menor."""
    if modo_da_sessao(pedido) is Modo.LOCAL:
        return Nivel.PRATA if segundo_fator_conferido(pedido) else Nivel.BRONZE
    dito = pedido.session.get(NIVEL)
    return Nivel(dito) if modo_da_sessao(pedido) and dito in set(Nivel) else Nivel.BRONZE


def segundo_fator_conferido(pedido: HttpRequest) -> bool:
    """Se nesta sessão se conferiu um segundo fator: o aplicativo do hub, ou o que a conta gov.br exigiu."""
    if modo_da_sessao(pedido) is Modo.GOVBR:
        return "mfa" in pedido.session.get(AMR, ())
    verificado = getattr(pedido.user, "is_verified", None)
    return bool(pedido.user.is_authenticated and verificado and verificado())


def credor_da_entrada(pedido: HttpRequest) -> int | None:
    """O dono da credencial por que se entrou, o único credor por quem se age nesta sessão; nulo = qualquer um."""
    credor = pedido.session.get(DO_CREDOR)
    return credor if isinstance(credor, int) else None


def vence_em(pedido: HttpRequest) -> datetime | None:
    """Quando a sessão do gov.br acaba, use-se ou não; nulo nas outras."""
    if modo_da_sessao(pedido) is not Modo.GOVBR:
        return None
    return datetime.fromtimestamp(pedido.session.get(ENTROU, 0), UTC) + ABSOLUTO


def ocioso_ate(pedido: HttpRequest) -> datetime:
    """Quando a sessão do gov.br acaba se ninguém mais a usar."""
    return datetime.fromtimestamp(float(pedido.session.get(VISTO, 0)), UTC) + OCIOSO


def sessao_vencida(pedido: HttpRequest, agora: datetime) -> bool:
    """Se a sessão do gov.br passou de um dos limites; marca que falta conta como vencida."""
    if modo_da_sessao(pedido) is not Modo.GOVBR:
        return False
    desde_a_entrada = agora.timestamp() - float(pedido.session.get(ENTROU, 0))
    sem_uso = agora.timestamp() - float(pedido.session.get(VISTO, 0))
    return desde_a_entrada > ABSOLUTO.total_seconds() or sem_uso > OCIOSO.total_seconds()


def com_limite_de_sessao(
    proximo: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Encerra a sessão do gov.br que passou dos limites, e anota o uso da que não passou.

    A página que se atualiza sozinha não conta como uso: a pessoa pode ter saído da frente dela.
    """

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in pedido.COOKIES and modo_da_sessao(pedido) is Modo.GOVBR:
            agora = timezone.now()
            if sessao_vencida(pedido, agora):
                logout(pedido)
            elif (
                not pedido.headers.get("HX-Request")
                and agora.timestamp() - pedido.session[VISTO] > ANOTA.total_seconds()
            ):
                pedido.session[VISTO] = agora.timestamp()
        return proximo(pedido)

    return atender
