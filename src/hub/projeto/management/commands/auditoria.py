"""Confere a cadeia de auditoria e entrega recibos."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hub.auditoria.servicos import conferir, recibo_do_lote
from hub.projeto.base import Comando, com_json, em_pasta_existente


class Command(Comando):
    help = "Confere a auditoria (conferir) ou escreve o recibo verificável de um lote (recibo)."

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="conferir|recibo")
        conferencia = atos.add_parser("conferir", help="recalcula eventos e selos; sai com 1 se algo foi mexido")
        recibo = atos.add_parser("recibo", help="o recibo de um lote, verificável sem o hub")
        recibo.add_argument("--lote", type=int, required=True)
        recibo.add_argument("--saida", type=Path, required=True)
        for ato in (conferencia, recibo):
            com_json(ato)

    def fazer(self, *, ato: str, **opcoes: Any) -> dict[str, Any]:
        if ato == "conferir":
            situacao = conferir()
            return situacao | {"_saida": 0 if situacao["integra"] else 1}
        saida = em_pasta_existente(opcoes["saida"])
        documento = recibo_do_lote(opcoes["lote"])
        saida.write_text(json.dumps(documento, ensure_ascii=False, indent=2), encoding="utf-8")
        return {"recibo": str(saida), "lote": opcoes["lote"]}
