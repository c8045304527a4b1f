"""O diário de um bloco: o que se vai chamar, escrito antes, e o que o serviço respondeu a cada registro.

Um bloco leva centenas de registros, um a um. Se o processo morre no meio, quem o retoma sabe quais já foram
respondidos, e de quais a resposta pode ter se perdido.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


class Diario:
    """Um arquivo a que só se acrescenta, uma linha por fato, levada ao disco antes de se ir adiante."""

    def __init__(self, caminho: Path) -> None:
        self.caminho = caminho
        #: nosso número → quantas vezes se foi chamar
        self.idas: Counter[str] = Counter()
        #: nosso número → a linha da resposta
        self.respostas: dict[str, Mapping[str, Any]] = {}
        #: nosso número → quantas respostas havia na primeira ida
        self._havia: dict[str, int] = {}
        if caminho.exists():
            self._reler()

    def vai(self, numero: str) -> None:
        """Escreve que o registro vai ser chamado."""
        self._contar(numero)
        self._escrever({"vai": numero})

    def respondeu(self, numero: str, operacao: str, corpo: bytes, *, em: datetime) -> None:
        """Escreve o que veio. `repetida`: já se tinha chamado antes, e a resposta se perdeu."""
        linha = {
            "nosso_numero": numero,
            "operacao": operacao,
            "repetida": self.idas[numero] > 1,
            "em": em.isoformat(),
            "corpo": corpo.decode("utf-8", "replace"),
        }
        self.respostas[numero] = linha
        self._escrever(linha)

    def teimoso(self, numero: str, idas: int) -> bool:
        """Se já se chamou tantas vezes e, enquanto ele não respondia, outros responderam: o defeito é dele."""
        sem = numero not in self.respostas and self.idas[numero] >= idas
        return sem and len(self.respostas) > self._havia[numero]

    def _contar(self, numero: str) -> None:
        self.idas[numero] += 1
        self._havia.setdefault(numero, len(self.respostas))

    def em_jsonl(self) -> bytes:
        """Só as respostas, na ordem em que vieram: o arquivo que o retorno lê."""
        return b"".join(_linha(resposta) for resposta in self.respostas.values())

    def _reler(self) -> None:
        linhas = self.caminho.read_bytes().split(b"\n")
        # A última, sem fim de linha, é de quem morreu escrevendo: some, e o que vier começa limpo.
        inteiras = linhas[:-1]
        if linhas[-1]:
            with self.caminho.open("r+b") as arquivo:
                arquivo.truncate(sum(len(linha) + 1 for linha in inteiras))
        for linha in inteiras:
            fato = json.loads(linha)
            if "vai" in fato:
                self._contar(fato["vai"])
            else:
                self.respostas[fato["nosso_numero"]] = fato

    def _escrever(self, fato: Mapping[str, Any]) -> None:
        descritor = os.open(self.caminho, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.write(descritor, _linha(fato))
            os.fsync(descritor)
        finally:
            os.close(descritor)


def _linha(fato: Mapping[str, Any]) -> bytes:
    return json.dumps(fato, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
