"""Entrada da linha de comando `hub`.

Sai com 0 quando fez o que lhe pediram, 1 quando recusou (com `--json`, o motivo em `{"erro", "mensagem"}`) e 2
quando o uso está errado.
"""

from __future__ import annotations

import json
import os
import sys

#: Comandos cujo nome não é nome de módulo Python.
APELIDOS = {"por-que": "por_que"}
#: Comandos que não tocam o banco.
SEM_BANCO = {"validar", "leiaute", "indices", "ajuda", "parar"}


def principal() -> None:
    """Despacha `hub COMANDO …`."""
    argumentos = sys.argv[1:]
    if argumentos[:1] == ["calcular"]:
        raise SystemExit(_calcular(argumentos[1:]))
    _no_django(argumentos)


def _calcular(argumentos: list[str]) -> int:
    """`hub calcular NOME`: JSON na entrada, JSON na saída; sem Django e sem banco, para começar depressa."""
    _usar_indices_atualizados()
    from hub.comum.calculos import calcular  # noqa: PLC0415 - só quando pedido
    from hub.comum.erros import Recusa  # noqa: PLC0415

    nomes = [a for a in argumentos if not a.startswith("-")]
    if len(nomes) != 1 or "--help" in argumentos:
        sys.stderr.write("uso: hub calcular NOME [--json] < entrada.json\nNOME: atualizacao, documento\n")
        return 0 if "--help" in argumentos else 2
    try:
        entrada = json.loads(sys.stdin.buffer.read())
        # O JSON admite a metade solta de um par UTF-16, que não é texto.
        json.dumps(entrada, ensure_ascii=False).encode()
    except RecursionError:
        return _malformada("traz objetos ou listas uns dentro dos outros além do que se lê. Confira o JSON.")
    except UnicodeError:
        return _malformada("não está em UTF-8. Grave o texto nessa codificação.")
    except ValueError as erro:
        return _malformada(f"não é JSON: {erro}. Confira aspas e vírgulas.")
    try:
        return _responder(calcular(nomes[0], entrada), 0)
    except Recusa as recusa:
        return _responder(recusa.como_dict(), 1)


def _malformada(motivo: str) -> int:
    return _responder({"erro": "JSON_MALFORMADO", "mensagem": f"A entrada {motivo}"}, 1)


def _usar_indices_atualizados() -> None:
    """Se `hub indices atualizar` já trouxe meses novos, os cálculos usam esses."""
    from hub.projeto.pastas import pasta_do_hub  # noqa: PLC0415

    atualizados = pasta_do_hub() / "indices"
    if (atualizados / "manifesto.csv").exists():
        os.environ.setdefault("HUB_INDICES", str(atualizados))


def _responder(documento: object, codigo: int) -> int:
    sys.stdout.write(json.dumps(documento, ensure_ascii=False) + "\n")
    return codigo


def _no_django(argumentos: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
    if argumentos in ([], ["--help"], ["-h"], ["help"]):
        argumentos = ["ajuda"]
    argumentos = [APELIDOS.get(argumentos[0], argumentos[0]), *argumentos[1:]]
    if argumentos[0] not in SEM_BANCO:
        from hub.projeto import banco  # noqa: PLC0415

        banco.garantir()
    from hub.projeto.despacho import Despacho  # noqa: PLC0415

    Despacho(["hub", *argumentos]).execute()
