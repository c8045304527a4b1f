"""Apoio dos testes do dialeto XML."""

from __future__ import annotations

import json

from hub.leiautes.arquivo import leiaute_escrever_json, leiaute_ler_json, ler
from hub.leiautes.documento import Documento, RegistroLido
from leiautes.amostras import NOMES, amostra


def ida_e_volta(conteudo: bytes, nome: str | None = None) -> bytes:
    documento = json.loads(json.dumps(leiaute_ler_json(conteudo, nome)))
    return leiaute_escrever_json([json.dumps(r) for r in documento["registros"]], documento["leiaute"])


def do_posicional(nome: str) -> list[RegistroLido]:
    return [RegistroLido(registro="arquivo", linha=0, campos={}), *ler(amostra(nome), NOMES[nome]).registros]


def campos(documento: Documento, registro: str) -> list[dict[str, object]]:
    return [dict(lido.campos) for lido in documento.registros if lido.registro == registro]
