"""O medidor: de minuto em minuto pede ao hub, pela porta da frente, o que uma pessoa pediria, e grava o que achou.

É um processo à parte, e não uma tarefa da fila: quem mede não pode parar com o que mede. Sem banco, guarda as medidas
em disco e as grava quando ele volta.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hub.acesso.govbr.erros import FalhaDoGovBr
from hub.acesso.govbr.rede import json_pedir
from hub.operacao import copia
from hub.operacao.componentes import PULSO
from hub.operacao.estado import BANCO_MUDO
from hub.operacao.medidas import Medida, medidas_registrar
from hub.operacao.models import Medicao
from hub.operacao.tarefas import SEM_PULSO
from hub.portal.estado import estado_publico_do_banco

#: Segundos para o hub responder; passados, não funciona.
PRAZO: Final = 10.0
#: O que se pede: uma página que se abre sem entrar, e a rota aberta da API.
PAGINA, ROTA = "/entrar", "/api/v1/estado"


@dataclass(frozen=True, kw_only=True)
class Alvo:
    """Onde o hub atende, para quem está na mesma máquina."""

    #: `http://127.0.0.1:8000`
    endereco: str


def medir(alvo: Alvo) -> list[Medida]:
    """Uma medida de cada componente. Nunca levanta: o que deu errado é a medida."""
    banco = _medida("banco", _banco)
    portal = _medida("portal", lambda: _pedir(alvo, PAGINA))
    api = _medida("api", lambda: _pedir(alvo, ROTA))
    sem_banco = [Medida(componente=nome, causa=banco.causa) for nome in ("recepcao", "fila")]
    do_banco = sem_banco if banco.causa else [_recepcao(portal, api), _medida("fila", _fila)]
    # Página e rota respondem de memória: sem banco, quem entra não consulta nada.
    da_frente = [Medida(componente=m.componente, causa=m.causa or banco.causa) for m in (portal, api)]
    return [banco, *da_frente, *do_banco, *_govbr()]


def medidas_gravar(medidas: list[Medida], *, em: datetime) -> bool:
    """Grava as medidas e as que esperavam; sem banco, guarda-as em disco e devolve falso."""
    try:
        # Tudo ou nada: as guardadas só se esquecem com todas no banco.
        with transaction.atomic():
            for quando, guardadas in copia.medidas_guardadas():
                medidas_registrar(guardadas, em=quando)
            medidas_registrar(medidas, em=em)
        copia.medidas_esquecer()
        copia.guardar(estado_publico_do_banco(em))
    except DatabaseError:
        connection.close()
        copia.medidas_guardar(medidas, em=em)
        return False
    return True


def espera_ate_a_seguinte(agora: datetime) -> float:
    """Segundos até o próximo minuto: a medida não se atrasa pelo que a anterior demorou."""
    seguinte = (agora + timedelta(minutes=1)).replace(second=0, microsecond=0)
    return (seguinte - agora).total_seconds()


def _medida(componente: str, provar: Callable[[], None]) -> Medida:
    try:
        provar()
    except httpx.HTTPError as erro:
        return Medida(componente=componente, causa=f"não respondeu ({type(erro).__name__})")
    except DatabaseError:
        return Medida(componente=componente, causa=BANCO_MUDO)
    except _NaoServe as falha:
        return Medida(componente=componente, causa=str(falha))
    return Medida(componente=componente)


class _NaoServe(Exception):
    """Respondeu, e não o que devia."""


def _pedir(alvo: Alvo, caminho: str) -> None:
    cabecalhos = {"Host": _nome_por_fora(), "User-Agent": "hub-medidor"}
    resposta = httpx.get(alvo.endereco + caminho, headers=cabecalhos, timeout=PRAZO, follow_redirects=False)
    if resposta.status_code != HTTPStatus.OK:
        raise _NaoServe(f"respondeu {resposta.status_code} em {caminho}")


def _nome_por_fora() -> str:
    """O nome por que o portal atende: pelo endereço da máquina ele poderia recusar."""
    inteiros = (nome for nome in settings.ALLOWED_HOSTS if nome and nome[0] not in ".*")
    return next(inteiros, urlsplit(settings.ENDERECO_PUBLICO).netloc)


def _banco() -> None:
    """Uma ida ao banco, que também o encontra só para leitura depois de uma queda do principal."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_is_in_recovery()")
        if cursor.fetchone()[0]:
            raise _NaoServe("o banco responde só para leitura")


def _recepcao(portal: Medida, api: Medida) -> Medida:
    """Recebe-se por qualquer das portas: só para com as duas."""
    return Medida(componente="recepcao", causa=api.causa if portal.causa else "")


def _fila() -> None:
    pulso = Medicao.objects.filter(componente=PULSO).first()
    if pulso is None or timezone.now() - pulso.medido_em > SEM_PULSO:
        raise _NaoServe("nenhum trabalhador atende a fila")


def _govbr() -> Iterator[Medida]:
    """Se há gov.br, busca as chaves públicas dele, como a entrada busca."""
    sso = "".join(settings.GOVBR.get("GOVBR_SSO_BASE", "").split()).rstrip("/")
    if not sso:
        return
    try:
        json_pedir(f"{sso}/jwk", onde=sso)
    except FalhaDoGovBr as falha:
        yield Medida(componente="govbr", causa=f"o gov.br não respondeu ({falha.motivo})")
    else:
        yield Medida(componente="govbr")
