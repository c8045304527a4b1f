"""Os benches são módulos soltos da pasta `bench`; aqui se confere que contam certo, nunca quanto tempo levam."""

from __future__ import annotations

import sys

from hub.projeto.pastas import CHECKOUT

sys.path.append(str(CHECKOUT / "bench"))
