"""Os contratos das duas formas do simulador."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def contrato_de(qual: str) -> Any:
    """O de `cadin` (JSON) ou o de `scpc` (XML)."""
    return json.loads(Path(__file__).with_name(f"contrato_{qual}.json").read_text(encoding="utf-8"))
