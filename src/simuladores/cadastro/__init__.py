"""Um cadastro de devedores simulado, que atende um registro por vez; as formas são do simulador (LEIA-ME.md)."""

from __future__ import annotations

from simuladores.cadastro.cadastro import Cadastro
from simuladores.cadastro.contratos import contrato_de

__all__ = ["Cadastro", "contrato_de"]
