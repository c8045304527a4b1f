"""O que a CRA simulada lembra: arquivos, sequenciais, protocolos, títulos e o que está por acontecer.

Tudo numa pasta: `controle.json` e, por remessa aceita, um quadro de títulos, um de cabeçalhos e um de eventos em
Parquet. Gravar é trocar o arquivo inteiro, para que uma parada no meio não deixe metade.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl

#: Um evento: o que acontece a um título, em que dia, e se já foi entregue.
EVENTO: Final = {
    "titulo": pl.UInt32,
    "tipo": pl.String,
    "data": pl.Date,
    "ocorrencia": pl.String,
    "irregularidade": pl.String,
    "data_ocorrencia": pl.Date,
    "custas": pl.Int64,
    "variante": pl.String,
    "entregue": pl.Boolean,
}


class Estado:
    """A memória da CRA, numa pasta."""

    def __init__(self, pasta: Path) -> None:
        self.pasta = pasta
        for nome in ("titulos", "cabecalhos", "eventos"):
            (pasta / nome).mkdir(parents=True, exist_ok=True)
        self._controle = pasta / "controle.json"
        vazio: dict[str, Any] = {"arquivos": {}, "sequenciais": {}, "contadores": {}, "nomes": [], "pedidos": []}
        lido = json.loads(self._controle.read_text(encoding="utf-8")) if self._controle.exists() else {}
        self.controle: dict[str, Any] = vazio | lido

    def gravar(self) -> None:
        """Guarda o controle."""
        provisorio = self._controle.with_suffix(".novo")
        provisorio.write_text(json.dumps(self.controle, ensure_ascii=False, indent=1), encoding="utf-8")
        provisorio.replace(self._controle)

    def remessas(self) -> list[str]:
        """Nomes das remessas aceitas, na ordem em que chegaram."""
        return [nome for nome in self.controle["arquivos"] if (self.pasta / "eventos" / f"{nome}.parquet").exists()]

    def ler(self, qual: str, remessa: str) -> pl.DataFrame:
        """O quadro `titulos`, `cabecalhos` ou `eventos` de uma remessa."""
        return pl.read_parquet(self.pasta / qual / f"{remessa}.parquet")

    def guardar(self, qual: str, remessa: str, quadro: pl.DataFrame) -> None:
        """Troca o quadro inteiro."""
        destino = self.pasta / qual / f"{remessa}.parquet"
        provisorio = destino.with_suffix(".novo")
        quadro.write_parquet(provisorio)
        provisorio.replace(destino)

    def saltar(self, chave: str, quantos: int) -> int:
        """Reserva `quantos` números de um contador e diz o primeiro."""
        contadores: dict[str, int] = self.controle["contadores"]
        primeiro = contadores.get(chave, 0) + 1
        contadores[chave] = primeiro + quantos - 1
        return primeiro

    def eventos(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Os eventos de cada remessa."""
        for remessa in self.remessas():
            yield remessa, self.ler("eventos", remessa)
