"""Quando o gov.br não responde várias vezes seguidas, para-se de insistir por um tempo."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

#: Falhas seguidas que abrem, e segundos que fica aberto.
LIMITE: Final = 5
DESCANSO: Final = 30.0


class Disjuntor:
    """Um por processo. Aberto, diz que não; depois do descanso deixa tentar, e uma falha o abre de novo."""

    def __init__(self, relogio: Callable[[], float] = time.monotonic) -> None:
        self._relogio = relogio
        self._trava = threading.Lock()
        self._falhas: dict[str, int] = {}
        self._ate: dict[str, float] = {}

    def aberto(self, onde: str) -> bool:
        """Se não vale a pena tentar."""
        with self._trava:
            return self._ate.get(onde, 0.0) > self._relogio()

    def falhou(self, onde: str) -> None:
        """Conta uma falha de rede."""
        with self._trava:
            self._falhas[onde] = self._falhas.get(onde, 0) + 1
            if self._falhas[onde] >= LIMITE:
                self._ate[onde] = self._relogio() + DESCANSO

    def respondeu(self, onde: str) -> None:
        """Houve resposta: as falhas deixam de contar."""
        with self._trava:
            self._falhas.pop(onde, None)
            self._ate.pop(onde, None)


disjuntor = Disjuntor()
