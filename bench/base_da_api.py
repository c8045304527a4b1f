"""A base do bench da API: FastAPI e asyncpg, nus. Uma chamada insere uma CDA e uma linha de auditoria, e só.

Roda no ambiente de `ambiente_da_base.py`, sem o hub: as colunas vêm no arquivo de `BASE_COLUNAS` e o banco em
`DATABASE_URL`. As tabelas são as mesmas do hub, com os índices delas.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
from fastapi import FastAPI
from pydantic import BaseModel, create_model

_TIPOS: dict[str, Any] = {"data": date, "dinheiro": Decimal, "inteiro": int, "logico": bool, "json": Any}
#: Conexões com o banco por processo: as de rede são dezesseis para dois processos.
_CONEXOES = 8

_dados = json.loads(Path(os.environ["BASE_COLUNAS"]).read_text(encoding="utf-8"))
#: Colunas da tabela que cada chamada traz, e as que são as mesmas em todas.
_campos: dict[str, str] = _dados["campos"]
_fixas: dict[str, Any] = _dados["fixas"]
_fixas["chegou_em"] = date.fromisoformat(_fixas["chegou_em"])

_tipos: dict[str, Any] = {nome: (_TIPOS.get(tipo, str) | None, None) for nome, tipo in _campos.items()}
CDA: type[BaseModel] = create_model("CDA", **_tipos)
_colunas = [*_fixas, "resumo", *_campos]
_marcas = ", ".join(f"${posicao}" for posicao in range(1, len(_colunas) + 1))
_INSERIR = f"insert into cda ({', '.join(_colunas)}) values ({_marcas}) returning id"
_AUDITAR = "insert into evento (em, etiqueta, ator, credor_id, chaves) values ($1, $2, $3, $4, $5)"


@asynccontextmanager
async def _conexoes(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=_CONEXOES, max_size=_CONEXOES) as conexoes:
        app.state.conexoes = conexoes
        yield


app = FastAPI(lifespan=_conexoes)


@app.post("/cdas", status_code=201)
async def criar(cda: CDA) -> dict[str, Any]:  # type: ignore[valid-type]
    """Insere a CDA e a linha de auditoria, numa transação."""
    valores = [json.dumps(v) if isinstance(v, (dict, list)) else v for v in dict(cda).values()]
    async with app.state.conexoes.acquire() as conexao, conexao.transaction():
        numero = await conexao.fetchval(_INSERIR, *_fixas.values(), b"\0" * 16, *valores)
        chaves = json.dumps({"cda": numero})
        await conexao.execute(_AUDITAR, datetime.now(UTC), "base", "base", _fixas["credor_id"], chaves)
    return {"cda": numero}
