"""As chaves ligadas, como cada processo as lembra.

Toda chamada que grava pergunta por elas, e quase nunca há alguma: cada processo as lê do banco no máximo uma vez por
segundo (`VALIDADE`), e esse é o atraso com que uma chave ligada noutro processo passa a valer. O que não pode atrasar
(liberar remessa) lê na hora, com `agora_mesmo`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic

from django.db import DatabaseError, connection
from django.utils import timezone

from hub.operacao.models import EspecieDeChave

#: Segundos que um processo confia no que leu.
VALIDADE = 1.0
#: A da liberação e a de quem liga ou desliga: quem liga espera as que estão acabando, e as seguintes já a veem.
TRAVA_DAS_CHAVES = 0x0BE7


@dataclass(frozen=True, kw_only=True)
class Chave:
    """Uma chave ligada; marcada para depois, ainda não vale."""

    numero: int
    especie: EspecieDeChave
    canal: str
    #: identificador do credor; nulo = todos
    credor: int | None
    motivo: str
    inclusive_baixas: bool
    desde: datetime
    fim_previsto: datetime | None

    def alcanca(self, credor: int | None) -> bool:
        """Se é de todos, ou desse credor."""
        return self.credor is None or self.credor == credor


class _Memoria:
    """O que este processo leu por último."""

    def __init__(self) -> None:
        self.trava = Lock()
        self.vale_ate = 0.0
        #: se já se leu alguma vez depois de esquecer
        self.lidas = False
        self.chaves: tuple[Chave, ...] = ()


_MEMORIA = _Memoria()
_LIGADAS = "select * from hub_seguro.chaves_ligadas()"


def agora_mesmo() -> tuple[Chave, ...]:
    """As ligadas, lidas do banco."""
    with connection.cursor() as cursor:
        cursor.execute(_LIGADAS)
        linhas = cursor.fetchall()
    return tuple(_chave(*linha) for linha in linhas)


def _chave(numero: int, especie: str, canal: str, credor: int | None, motivo: str, *resto: object) -> Chave:
    inclusive_baixas, desde, fim_previsto = resto
    assert isinstance(desde, datetime)  # noqa: S101 - a coluna não é nula
    return Chave(
        numero=numero,
        especie=EspecieDeChave(especie),
        canal=canal,
        credor=credor,
        motivo=motivo,
        inclusive_baixas=bool(inclusive_baixas),
        desde=desde,
        fim_previsto=fim_previsto if isinstance(fim_previsto, datetime) else None,
    )


def ligadas() -> tuple[Chave, ...]:
    """As ligadas, com até `VALIDADE` segundos de atraso. Sem banco, as da última leitura."""
    instante = monotonic()
    if instante < _MEMORIA.vale_ate:
        return _MEMORIA.chaves
    # Se outro pedido já está lendo, vale o que se sabe: com o banco mudo, todos esperariam por ele. Só a primeira
    # leitura se espera, porque ainda não se sabe nada.
    if _MEMORIA.trava.acquire(blocking=not _MEMORIA.lidas):
        try:
            if instante >= _MEMORIA.vale_ate:
                with suppress(DatabaseError):
                    _MEMORIA.chaves = agora_mesmo()
                _MEMORIA.vale_ate, _MEMORIA.lidas = monotonic() + VALIDADE, True
        finally:
            _MEMORIA.trava.release()
    return _MEMORIA.chaves


def esquecer() -> None:
    """A pergunta seguinte deste processo vai ao banco."""
    with _MEMORIA.trava:
        _MEMORIA.vale_ate, _MEMORIA.lidas = 0.0, False
        _MEMORIA.chaves = ()


def em_vigor(chaves: Iterable[Chave] | None = None, *, agora: datetime | None = None) -> list[Chave]:
    """Das ligadas, as que já valem."""
    chaves = ligadas() if chaves is None else chaves
    return [chave for chave in chaves if chave.desde <= (agora or timezone.now())] if chaves else []


def somente_leitura() -> Chave | None:
    """A chave que deixa o hub em somente leitura, se vale agora."""
    return next((c for c in em_vigor() if c.especie == EspecieDeChave.SOMENTE_LEITURA), None)


def credor_parado(credor: int) -> Chave | None:
    """A chave que para o credor, se vale agora."""
    paradas = (c for c in em_vigor() if c.especie == EspecieDeChave.PARAR_CREDOR)
    return next((c for c in paradas if c.alcanca(credor)), None)


def parada_do_canal(canal: str, credor: int, chaves: Iterable[Chave] | None = None) -> Chave | None:
    """A chave que segura as inclusões do credor no canal, se vale agora; a que segura também as baixas vem antes."""
    seguram = [chave for chave in em_vigor(chaves) if _segura(chave, canal, credor)]
    return max(seguram, key=lambda chave: chave.inclusive_baixas, default=None)


def _segura(chave: Chave, canal: str, credor: int) -> bool:
    do_canal = chave.especie == EspecieDeChave.PARAR_CANAL and chave.canal == canal
    return chave.alcanca(credor) and (do_canal or chave.especie == EspecieDeChave.PARAR_CREDOR)
