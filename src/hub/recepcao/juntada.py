"""Entregas pequenas que chegam ao mesmo tempo são recebidas juntas.

Julgar e gravar uma CDA custa quase o mesmo que julgar e gravar dez. Por isso, como o banco faz com os COMMITs de várias
sessões, enquanto uma turma se grava a seguinte se forma; e, se a última foi de várias, a seguinte espera um instante
pelas que ainda vêm. Quem chega sozinho não espera. Cada entrega continua com o seu lote, os seus achados, o seu evento
e a sua resposta, e a recusa de uma não alcança as outras.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import date
from threading import Condition, Event, Lock
from time import monotonic

from hub.comum.erros import Recusa
from hub.recepcao.erros import TurmaInterrompida
from hub.recepcao.formatos import Leitura
from hub.recepcao.limites import LINHAS_POR_ENTREGA
from hub.recepcao.servicos import Entrega, Recibo, receber, receber_juntas

registro = logging.getLogger(__name__)

#: Entregas por turma.
TURMA = 32
#: Quanto uma turma espera, sem que chegue mais nenhuma, pelas que estavam na anterior: uma fração do que esta durou,
#: porque uma turma a mais custaria esse tempo inteiro; e nunca mais que tantos segundos.
FRACAO, ESPERA = 0.5, 0.05
#: Filas lembradas sem ninguém nelas.
OCIOSAS = 200
#: Linhas de uma entrega, somadas as tabelas, até as quais ela vale por pequena.
PEQUENA = 50
#: Movimentos mudam o que já está no livro: cada envio deles vai por si.
_TABELAS = frozenset({"cda", "devedor", "item"})

#: Só se juntam entregas do mesmo credor, dia e origem, com as mesmas tabelas: a falta de uma tabela quer dizer algo.
_Comum = tuple[int, date, str, frozenset[str]]
_Resposta = Recibo | Exception


class _Pedido:
    """Uma entrega à espera da turma dela."""

    def __init__(self, entrega: Entrega, leitura: Leitura) -> None:
        self.entrega, self.leitura = entrega, leitura
        #: o que não pode estar em dois pedidos da mesma turma: números de CDA e chave de idempotência
        self.proprios = _proprios(entrega, leitura)
        #: acorda quem espera: com a resposta, ou para conduzir a turma seguinte
        self.chamado = Event()
        self.resposta: _Resposta | None = None


class _Fila:
    """Os pedidos que têm algo em comum e esperam, por ordem de chegada."""

    def __init__(self) -> None:
        self.pedidos: list[_Pedido] = []
        self.turma_em_curso = False
        #: quantos pedidos havia, entre a última turma e a fila: é quantos devem voltar
        self.esperados = 0
        #: segundos que a última turma levou
        self.duracao = 0.0
        self.chegou = Condition(_TRAVA)


_TRAVA = Lock()
_FILAS: dict[_Comum, _Fila] = {}


def receber_junto(entrega: Entrega, leitura: Leitura) -> Recibo:
    """O mesmo que `receber` faria do que se leu, na mesma turma de outras entregas pequenas, se houver.

    Levanta o que `receber` levanta.
    """
    if leitura.linhas > PEQUENA or not leitura.tabelas <= _TABELAS:
        quadros = leitura.tirar()
        return receber(entrega, quadros, da_leitura=quadros.achados)
    pedido = _Pedido(entrega, leitura)
    comum = (entrega.credor.pk, entrega.em, entrega.origem, leitura.tabelas)
    fila, conduz = _entrar(comum, pedido)
    if not conduz:
        pedido.chamado.wait()
    if pedido.resposta is None:
        _conduzir(fila)
    if isinstance(pedido.resposta, Recibo):
        return pedido.resposta
    assert pedido.resposta is not None  # noqa: S101 - quem conduz sempre responde
    raise pedido.resposta


def _entrar(comum: _Comum, pedido: _Pedido) -> tuple[_Fila, bool]:
    """A fila em que o pedido entrou, e se é ele que conduz a turma."""
    with _TRAVA:
        if comum not in _FILAS and len(_FILAS) > OCIOSAS:
            for outra in [outra for outra, fila in _FILAS.items() if not fila.turma_em_curso]:
                del _FILAS[outra]
        fila = _FILAS.setdefault(comum, _Fila())
        fila.pedidos.append(pedido)
        conduz, fila.turma_em_curso = not fila.turma_em_curso, True
        fila.chegou.notify()
    return fila, conduz


def _proprios(entrega: Entrega, leitura: Leitura) -> set[str]:
    # A conversão apara o número; só com letras e algarismos, o que ela iguala aqui também se iguala.
    proprios = {"n:" + re.sub(r"\W", "", numero) for numero in leitura.numeros}
    return proprios | ({"k:" + entrega.chave_idempotencia} if entrega.chave_idempotencia else set())


def _conduzir(fila: _Fila) -> None:
    """Recebe a turma do primeiro da fila, responde a cada um e chama quem conduz a seguinte."""
    turma: list[_Pedido] = []
    try:
        with _TRAVA:
            espera = min(ESPERA, fila.duracao * FRACAO)
            while len(fila.pedidos) < fila.esperados and fila.chegou.wait(espera):
                pass
            turma = _formar(fila)
        inicio = monotonic()
        # Na ordem dos números: dois processos com os mesmos não se esperam em cruz.
        turma.sort(key=lambda cada: sorted(cada.proprios))
        for cada, resposta in zip(turma, _receber_turma(turma), strict=True):
            cada.resposta = resposta
        fila.duracao = monotonic() - inicio
    finally:
        _soltar(fila, turma)


def _formar(fila: _Fila) -> list[_Pedido]:
    """Tira da fila o primeiro e os que podem ir com ele."""
    turma: list[_Pedido] = []
    tomados: set[str] = set()
    for pedido in fila.pedidos:
        if len(turma) < TURMA and tomados.isdisjoint(pedido.proprios):
            turma.append(pedido)
        # O número de quem ficou também se toma: o terceiro não passa à frente do segundo.
        tomados |= pedido.proprios
    fila.pedidos = [pedido for pedido in fila.pedidos if pedido not in turma]
    return turma


def _receber_turma(turma: Sequence[_Pedido]) -> list[_Resposta]:
    if len(turma) > 1:
        try:
            return _receber_juntos(turma)
        except Recusa:
            pass  # um só derruba todos: cada um por si dirá qual
        except Exception:  # noqa: BLE001 - seja o que for, não pode derrubar as que passariam sozinhas
            registro.exception("A turma de %d entregas falhou junta; cada uma vai por si.", len(turma))
    return [_receber_um(pedido) for pedido in turma]


def _receber_juntos(turma: Sequence[_Pedido]) -> list[_Resposta]:
    todas = Leitura()
    for vez, pedido in enumerate(turma):
        todas.somar(pedido.leitura, depois=vez * LINHAS_POR_ENTREGA)
    quadros = todas.tirar()
    return list(receber_juntas([pedido.entrega for pedido in turma], quadros, da_leitura=quadros.achados))


def _receber_um(pedido: _Pedido) -> _Resposta:
    try:
        quadros = pedido.leitura.tirar()
        return receber(pedido.entrega, quadros, da_leitura=quadros.achados)
    except Exception as erro:  # noqa: BLE001 - levanta-se na linha de execução de quem pediu
        return erro


def _soltar(fila: _Fila, turma: Sequence[_Pedido]) -> None:
    for pedido in turma:
        pedido.resposta = pedido.resposta or TurmaInterrompida()
        pedido.chamado.set()
    with _TRAVA:
        fila.esperados = min(TURMA, len(turma) + len(fila.pedidos))
        fila.turma_em_curso = bool(fila.pedidos)
        if fila.pedidos:
            fila.pedidos[0].chamado.set()
