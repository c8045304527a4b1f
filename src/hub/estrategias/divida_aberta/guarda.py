"""As páginas já montadas, na memória do processo, por poucos segundos.

Quando muita gente pede a mesma página, uma a monta e as outras esperam por ela: o banco trabalha uma vez só.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.estrategias.divida_aberta.limites import BYTES_GUARDADOS, PAGINAS_GUARDADAS, SEGUNDOS_AQUI


@dataclass(frozen=True, kw_only=True)
class Montada:
    """Uma página pronta para qualquer leitor."""

    corpo: bytes
    situacao: int
    #: se os buscadores não a devem guardar
    reservada: bool
    #: quando o conteúdo passou a ser este
    desde: datetime

    @property
    def etiqueta(self) -> str:
        """O `ETag`: dois processos que montam o mesmo dizem o mesmo."""
        return f'"{hashlib.sha256(self.corpo).hexdigest()[:32]}"'


class Guarda:
    """Guarda as páginas pela chave; ao encher, esquece a que há mais tempo ninguém pede."""

    def __init__(
        self, *, segundos: float = SEGUNDOS_AQUI, paginas: int = PAGINAS_GUARDADAS, tamanho: int = BYTES_GUARDADOS
    ) -> None:
        self._segundos, self._paginas, self._tamanho = segundos, paginas, tamanho
        self._bytes = 0
        self._prontas: OrderedDict[str, tuple[float, Montada]] = OrderedDict()
        self._em_curso: dict[str, threading.Lock] = {}
        self._trava = threading.Lock()

    def obter(self, chave: str, montar: Callable[[], Montada]) -> Montada:
        """A página guardada ou, vencida, a que `montar` fizer; o que ele levantar sobe a quem o chamou."""
        if (pronta := self._pronta(chave)) is not None:
            return pronta
        with self._trava:
            vez = self._em_curso.setdefault(chave, threading.Lock())
        with vez:
            try:
                if (pronta := self._pronta(chave)) is not None:
                    return pronta
                return self._guardar(chave, montar())
            finally:
                with self._trava:
                    self._em_curso.pop(chave, None)

    def esvaziar(self) -> None:
        with self._trava:
            self._prontas.clear()
            self._bytes = 0

    def _pronta(self, chave: str) -> Montada | None:
        with self._trava:
            vence, pagina = self._prontas.get(chave, (0.0, None))
            if pagina is None or vence <= time.monotonic():
                return None
            self._prontas.move_to_end(chave)
            return pagina

    def _guardar(self, chave: str, pagina: Montada) -> Montada:
        with self._trava:
            _, anterior = self._prontas.pop(chave, (0.0, None))
            if anterior is not None:
                self._bytes -= len(anterior.corpo)
                # O mesmo conteúdo continua a ser o de antes para quem pergunta se mudou.
                pagina = anterior if anterior.corpo == pagina.corpo else pagina
            self._prontas[chave] = (time.monotonic() + self._segundos, pagina)
            self._bytes += len(pagina.corpo)
            while len(self._prontas) > self._paginas or self._bytes > self._tamanho:
                _, (_, esquecida) = self._prontas.popitem(last=False)
                self._bytes -= len(esquecida.corpo)
        return pagina


#: A do processo.
GUARDA = Guarda()
