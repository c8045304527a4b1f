"""O que a documentação da API mostra: os esquemas saem da tabela do leiaute, não de uma cópia."""

from __future__ import annotations

from typing import Any

from hub.leiautes.padrao import CAMPOS

_TIPOS: dict[str, dict[str, Any]] = {
    "data": {"type": "string", "format": "date"},
    "dinheiro": {"type": "string", "pattern": r"^\d{1,13}\.\d{2}$"},
    "inteiro": {"type": "integer"},
    "logico": {"type": "boolean"},
    "lista": {"type": "string", "description": "códigos separados por +"},
    "json": {"type": "object"},
}


def _esquema(tabela: str, *, sem: tuple[str, ...] = ()) -> dict[str, Any]:
    campos = [campo for campo in CAMPOS[tabela] if campo.campo not in sem]
    propriedades = {
        campo.campo: {
            **_TIPOS.get(campo.tipo, {"type": "string", "maxLength": campo.tamanho}),
            "description": " · ".join(parte for parte in (campo.descricao, campo.base_legal) if parte),
            **({"example": campo.exemplo} if campo.exemplo else {}),
        }
        for campo in campos
    }
    return {
        "type": "object",
        "properties": propriedades,
        "required": [campo.campo for campo in campos if campo.obrigatorio],
    }


def _corpo(esquema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": esquema}}}}


_CDA = _esquema("cda")
for _lista, _tabela in (("devedores", "devedor"), ("itens", "item"), ("movimentos", "movimento")):
    _CDA["properties"][_lista] = {"type": "array", "items": _esquema(_tabela, sem=("numero_cda",))}

UMA_CDA = _corpo(_CDA)
VARIAS_CDAS = _corpo({"type": "array", "items": _CDA, "minItems": 1, "maxItems": 1000})
JUSTIFICATIVA = _corpo(
    {
        "type": "object",
        "properties": {
            "numero_cda": {"type": "string"},
            "justificativa": {"type": "string", "minLength": 10, "maxLength": 1000},
        },
        "required": ["numero_cda", "justificativa"],
    }
)
MOVIMENTOS = _corpo(
    {"oneOf": [_esquema("movimento"), {"type": "array", "items": _esquema("movimento"), "maxItems": 1000}]}
)
