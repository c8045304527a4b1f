"""A pasta das chamadas de um credor: a trava de cada uma e a resposta crua de cada tentativa.

A trava é do sistema operacional: se o processo morre, ele a solta na hora, sem prazo de abandono. Quem roda
trabalhadores em mais de uma máquina já reparte entre elas a pasta do hub, onde estão os arquivos a mandar.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from hub.comum.pastas import pasta_fechada
from hub.estrategias.chamadas.erros import ChamadaEmCurso
from hub.estrategias.models import Chamada


@contextmanager
def trava(chamada: Chamada) -> Iterator[None]:
    """Uma de cada vez, entre linhas de execução e processos. Levanta `ChamadaEmCurso`."""
    arquivo = _pasta(chamada.credor_id) / f"{chamada.pk}.trava"
    with _travado(arquivo, operacao=chamada.operacao, chave=chamada.chave):
        yield


@contextmanager
def trava_do_canal(credor: int, estrategia: str) -> Iterator[None]:
    """Uma entrega de cada vez no canal do credor, onde a ordem das chamadas importa. Levanta `ChamadaEmCurso`."""
    with _travado(_pasta(credor) / f"{estrategia}.trava", operacao="de entrega a", chave=estrategia):
        yield


@contextmanager
def _travado(arquivo: Path, **ditos: str) -> Iterator[None]:
    descritor = os.open(arquivo, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descritor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ChamadaEmCurso(**ditos) from None
        yield
    finally:
        os.close(descritor)


def resposta_guardar(chamada: Chamada, corpo: bytes) -> None:
    """Grava a resposta da tentativa em curso; meio arquivo nunca aparece."""
    destino = resposta_guardada(chamada)
    provisorio = destino.with_suffix(".parcial")
    with os.fdopen(os.open(provisorio, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as saida:
        saida.write(corpo)
        saida.flush()
        os.fsync(saida.fileno())
    provisorio.replace(destino)


def resposta_guardada(chamada: Chamada) -> Path:
    """Onde fica a resposta crua da última tentativa."""
    return _pasta(chamada.credor_id) / f"{chamada.pk}-{chamada.tentativas}.resposta"


def diario_da(chamada: Chamada) -> Path:
    """Onde fica o diário de uma chamada que leva muitos registros, de todas as tentativas."""
    return _pasta(chamada.credor_id) / f"{chamada.pk}.diario"


def _pasta(credor: int) -> Path:
    return pasta_fechada(Path(settings.PASTA_DE_TRABALHO), "chamadas", str(credor))
