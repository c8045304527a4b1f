"""O que se promete de um número, e a linha do relatório que diz se a promessa se cumpriu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True)
class Promessa:
    """Uma razão: a nossa medida sobre a da base, tomadas na mesma corrida."""

    #: nome do bench e do arquivo dele nesta pasta
    nome: str
    #: o que a base faz, em uma frase
    base: str
    #: a razão que temos de cumprir
    deve: float
    #: a razão que queremos
    alvo: float
    #: se razão menor é melhor (tempo) ou maior (vazão)
    melhor: Literal["menor", "maior"] = "menor"
    #: CDAs, títulos, desfechos ou chamadas quando ninguém diz quantos
    tamanho: int = 1_000_000
    #: pico de memória do nosso processo que temos de respeitar, em MB; None = só se informa
    memoria_mb: int | None = None

    def linha(
        self,
        tamanho: int,
        nossas: Sequence[dict[str, Any]],
        bases: Sequence[dict[str, Any]],
        **extra: Any,
    ) -> dict[str, Any]:
        """A linha do relatório: medianas, razão e se passou. As corridas trazem `segundos` e `memoria_mb`."""
        segundos = median(corrida["segundos"] for corrida in nossas)
        base = median(corrida["segundos"] for corrida in bases)
        # Vazão é o inverso do tempo: a mesma quantidade, mais depressa.
        razao = segundos / base if self.melhor == "menor" else base / segundos
        memoria = max(corrida["memoria_mb"] for corrida in nossas)
        return {
            "nome": self.nome,
            "tamanho": tamanho,
            "segundos": round(segundos, 3),
            "base_segundos": round(base, 3),
            "razao": round(razao, 3),
            "deve": self.deve,
            "alvo": self.alvo,
            "melhor": self.melhor,
            "passou": self.cumpre(razao, memoria),
            "memoria_mb": memoria,
            "corridas": len(nossas),
            "base": self.base,
            **extra,
        }

    def cumpre(self, razao: float, memoria_mb: float) -> bool:
        """Se a razão e a memória estão dentro do prometido."""
        cabe = self.memoria_mb is None or memoria_mb <= self.memoria_mb
        return cabe and (razao <= self.deve if self.melhor == "menor" else razao >= self.deve)
