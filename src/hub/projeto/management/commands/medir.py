"""O medidor: roda ao lado do portal e mede, de minuto em minuto, se ele funciona."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.projeto.base import Comando
from hub.projeto.medidor import Alvo, espera_ate_a_seguinte, medidas_gravar, medir

registro = logging.getLogger(__name__)


class Command(Comando):
    help = "Mede se o hub funciona, de minuto em minuto, pela porta da frente; `hub servir` já o inicia."
    sempre = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("--endereco", default="http://127.0.0.1:8000", help="onde o portal atende nesta máquina")
        parser.add_argument("--uma-vez", action="store_true", help="mede uma vez e sai")

    def fazer(self, *, endereco: str, uma_vez: bool, **_: Any) -> dict[str, Any]:
        alvo = Alvo(endereco=endereco.rstrip("/"))
        if uma_vez:
            return _medir(alvo)
        while True:
            # Antes de medir: o portal que sobe ao lado ainda não atende.
            time.sleep(espera_ate_a_seguinte(timezone.now()))
            try:
                _medir(alvo)
            except OSError:
                registro.exception("A medida não se gravou; a seguinte se tenta no próximo minuto.")


def _medir(alvo: Alvo) -> dict[str, Any]:
    medidas = medir(alvo)
    gravadas = medidas_gravar(medidas, em=timezone.now())
    return {
        "gravadas": gravadas,
        "medidas": [{"componente": medida.componente, "causa": medida.causa} for medida in medidas],
        "_saida": int(any(medida.causa for medida in medidas)),
    }
