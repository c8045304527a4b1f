"""A cópia em disco do último estado conhecido, e as medidas que esperam o banco voltar.

Ficam na subpasta `operacao` da pasta do hub.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

from hub.comum.pastas import pasta_fechada
from hub.operacao.medidas import Medida


def _pasta() -> Path:
    return pasta_fechada(Path(settings.PASTA), "operacao")


def guardar(estado: dict[str, Any]) -> None:
    """Grava o estado; quem o lê o vê inteiro. Disco cheio ou trancado não impede de responder."""
    try:
        with NamedTemporaryFile("w", dir=_pasta(), prefix=".estado-", delete=False, encoding="utf-8") as saida:
            json.dump(estado, saida, ensure_ascii=False)
        Path(saida.name).replace(_pasta() / "estado.json")
    except OSError:
        return


def ler() -> dict[str, Any] | None:
    """O guardado; nulo se não há, ou se não se lê."""
    try:
        lido = json.loads((_pasta() / "estado.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return lido if isinstance(lido, dict) and "componentes" in lido else None


def _espera() -> Path:
    return _pasta() / "medidas.jsonl"


def medidas_guardar(medidas: Sequence[Medida], *, em: datetime) -> None:
    """Acrescenta as medidas de um instante às que esperam o banco. Levanta `OSError`."""
    linha = {"em": em.isoformat(), "medidas": [[medida.componente, medida.causa] for medida in medidas]}
    with _espera().open("a", encoding="utf-8") as saida:
        saida.write(json.dumps(linha, ensure_ascii=False) + "\n")
        saida.flush()
        os.fsync(saida.fileno())


def medidas_guardadas() -> Iterator[tuple[datetime, list[Medida]]]:
    """As que esperam, na ordem em que se mediram; a linha que ficou pela metade, de um processo morto, não se lê."""
    try:
        linhas = _espera().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for linha in linhas:
        try:
            lida = json.loads(linha)
            yield datetime.fromisoformat(lida["em"]), [Medida(componente=c, causa=t) for c, t in lida["medidas"]]
        except (ValueError, KeyError, TypeError):
            continue


def medidas_esquecer() -> None:
    """Já estão no banco: gravá-las de novo, se o processo morrer antes disto, não muda nada."""
    _espera().unlink(missing_ok=True)
