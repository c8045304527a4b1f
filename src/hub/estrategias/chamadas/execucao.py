"""Fazer uma chamada: gravar antes, chamar sem banco preso, guardar a resposta, aplicar e concluir.

Uma queda em qualquer ponto deixa a chamada `em_curso`. Quem a retoma aplica a resposta já guardada, se ela chegou a ser
guardada; se não, chama de novo, e é o conector que sabe o que a repetição quer dizer (`Chamada.tentativas` > 1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from hub.comum.erros import Recusa
from hub.comum.textos import texto_guardavel
from hub.credores.models import Credor
from hub.dividas.models import RemessaArquivo
from hub.estrategias.chamadas.arquivos import resposta_guardada, resposta_guardar, trava
from hub.estrategias.chamadas.disjuntor import disjuntor_falhou, disjuntor_passar, disjuntor_respondeu
from hub.estrategias.chamadas.erros import ChamadaPerdida
from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.models import Chamada, SituacaoDaChamada

#: Espera depois de cada falha passageira; acabou a lista, a chamada para e espera uma pessoa.
ESPERAS: Final = tuple(timedelta(minutes=minutos) for minutos in (1, 5, 15, 60, 240))
#: As que já deram no que tinham de dar.
FEITAS: Final = frozenset({SituacaoDaChamada.FEITA, SituacaoDaChamada.CONFERIR})


@dataclass(frozen=True, kw_only=True)
class Feito:
    """O que a resposta disse."""

    codigo: str
    mensagem: str
    #: se alguém precisa olhar
    conferir: bool = False


#: Faz a chamada e devolve a resposta crua; não toca o banco. Levanta `FalhaDoCanal`.
Fazer = Callable[[], bytes]
#: Lê e aplica a resposta, na transação que conclui a chamada. Levanta `FalhaDoCanal` se ela não é uma resposta.
Aplicar = Callable[[Chamada, bytes], Feito]


def chamada_registrar(
    *,
    credor: Credor,
    estrategia: str,
    operacao: str,
    chave: str,
    ator: str,
    arquivo: RemessaArquivo | None = None,
    enviado: bytes | None = None,
) -> Chamada:
    """A linha da chamada; a mesma operação com a mesma chave é a mesma linha, com o que já lhe aconteceu.

    `enviado`: o que se vai mandar, de que fica o SHA-256.
    """
    chamada, _ = Chamada.objects.get_or_create(
        credor=credor,
        estrategia=estrategia,
        operacao=operacao,
        chave=chave,
        defaults={"arquivo": arquivo, "criada_por": ator, "criada_em": timezone.now()},
    )
    if enviado is not None and chamada.situacao not in FEITAS:
        chamada.enviado_sha256 = hashlib.sha256(enviado).hexdigest()
        chamada.save(update_fields=["enviado_sha256"])
    return chamada


def chamada_reabrir(chamada: Chamada) -> None:
    """Faz de novo uma chamada que só pergunta: a resposta de antes já se aplicou."""
    reabriu = Chamada.objects.filter(pk=chamada.pk, situacao__in=FEITAS).update(
        situacao=SituacaoDaChamada.NA_FILA, falhas=0, proxima_em=None
    )
    if reabriu:
        chamada.refresh_from_db()


def chamada_fazer(*, chamada: Chamada, fazer: Fazer, aplicar: Aplicar, insistir: bool = False) -> Chamada:
    """Leva a chamada adiante, se é a vez dela, e devolve como ficou; a já feita não se repete.

    `insistir`: uma pessoa mandou; não espera a hora da próxima tentativa, e tenta também a parada. Levanta
    `ChamadaEmCurso`, se outro processo a faz agora, e `CanalDesligado`.
    """
    if connection.in_atomic_block:
        raise RuntimeError("chamada a serviço de fora dentro de uma transação: ela ficaria aberta à espera da rede")
    with trava(chamada):
        chamada.refresh_from_db()
        if not _e_a_vez(chamada, insistir=insistir):
            return chamada
        guardada = chamada.situacao == SituacaoDaChamada.EM_CURSO and resposta_guardada(chamada).exists()
        try:
            if not guardada:
                _comecar(chamada)
                _chamar(chamada, fazer)
            _concluir(chamada, aplicar)
        except FalhaDoCanal as falha:
            _falhar(chamada, falha)
    return chamada


def _e_a_vez(chamada: Chamada, *, insistir: bool) -> bool:
    """Em curso, e com a trava na mão, é porque quem a fazia morreu."""
    if chamada.situacao in FEITAS:
        return False
    if chamada.situacao == SituacaoDaChamada.EM_CURSO or insistir:
        return True
    esperando = chamada.proxima_em is not None and chamada.proxima_em > timezone.now()
    return chamada.situacao == SituacaoDaChamada.NA_FILA and not esperando


def _comecar(chamada: Chamada) -> None:
    """Grava que se vai chamar. O número da tentativa marca quem conclui."""
    agora = timezone.now()
    disjuntor_passar(credor=chamada.credor, estrategia=chamada.estrategia, agora=agora)
    _mudar(
        chamada,
        de_tentativas=chamada.tentativas,
        situacao=SituacaoDaChamada.EM_CURSO,
        tentativas=chamada.tentativas + 1,
        comecou_em=agora,
        terminou_em=None,
        proxima_em=None,
    )


def _chamar(chamada: Chamada, fazer: Fazer) -> None:
    """Sem conexão com o banco: a espera pode ser de minutos, e ele tem mais a quem atender."""
    connection.close()
    try:
        corpo = fazer()
    except FalhaDoCanal as falha:
        if falha.corpo:
            resposta_guardar(chamada, falha.corpo)
        raise
    resposta_guardar(chamada, corpo)


def _concluir(chamada: Chamada, aplicar: Aplicar) -> None:
    """O efeito da resposta e o fim da chamada, numa transação só."""
    corpo = resposta_guardada(chamada).read_bytes()
    try:
        with transaction.atomic():
            _feita(chamada, corpo, aplicar(chamada, corpo))
    except ChamadaPerdida:
        raise
    except Recusa as recusa:
        # O canal respondeu; o que ele disse é que não pôde ser aplicado, e repetir daria no mesmo.
        with transaction.atomic():
            feito = Feito(codigo=recusa.nome_do_codigo(), mensagem=recusa.mensagem, conferir=True)
            _feita(chamada, corpo, feito)


def _feita(chamada: Chamada, corpo: bytes, feito: Feito) -> None:
    agora = timezone.now()
    _mudar(
        chamada,
        de_tentativas=chamada.tentativas,
        situacao=SituacaoDaChamada.CONFERIR if feito.conferir else SituacaoDaChamada.FEITA,
        falhas=0,
        terminou_em=agora,
        codigo=_codigo(feito.codigo),
        mensagem=texto_guardavel(feito.mensagem),
        **_da_resposta(corpo),
    )
    disjuntor_respondeu(credor=chamada.credor, estrategia=chamada.estrategia, agora=agora)


@transaction.atomic
def _falhar(chamada: Chamada, falha: FalhaDoCanal) -> None:
    agora, falhas = timezone.now(), chamada.falhas + 1
    acabou = falha.permanente or falhas > len(ESPERAS)
    guardada = resposta_guardada(chamada)
    _mudar(
        chamada,
        de_tentativas=chamada.tentativas,
        situacao=SituacaoDaChamada.PARADA if acabou else SituacaoDaChamada.NA_FILA,
        falhas=falhas,
        terminou_em=agora,
        proxima_em=None if acabou else _proxima(agora, falhas),
        codigo=_codigo(falha.codigo),
        mensagem=texto_guardavel(falha.texto),
        **_da_resposta(guardada.read_bytes() if guardada.exists() else b""),
    )
    disjuntor_falhou(credor=chamada.credor, estrategia=chamada.estrategia, falha=falha, agora=agora)


def _proxima(agora: datetime, falhas: int) -> datetime:
    return agora + ESPERAS[min(falhas, len(ESPERAS)) - 1]


def _da_resposta(corpo: bytes) -> dict[str, Any]:
    return {
        "resposta_sha256": hashlib.sha256(corpo).hexdigest() if corpo else "",
        "resposta_bytes": len(corpo),
    }


def _codigo(codigo: str) -> str:
    return texto_guardavel(codigo)[:20]


def _mudar(chamada: Chamada, *, de_tentativas: int, **campos: Any) -> None:
    """Muda a linha se ela ainda é desta tentativa. Levanta `ChamadaPerdida`."""
    if not Chamada.objects.filter(pk=chamada.pk, tentativas=de_tentativas).update(**campos):
        raise ChamadaPerdida(operacao=chamada.operacao, chave=chamada.chave)
    for nome, valor in campos.items():
        setattr(chamada, nome, valor)
