"""Entrada da linha de comando `hub`.

Sai com 0 quando fez o que lhe pediram, 1 quando recusou (com `--json`, o motivo em `{"erro", "mensagem"}`) e 2
quando o uso está errado.
"""

from __future__ import annotations

import json
import os
import sys
from io import TextIOWrapper

from hub.comum.erros import Recusa
from hub.projeto.erros import do_sistema

#: Comandos cujo nome não é nome de módulo Python.
APELIDOS = {"por-que": "por_que", "segundo-fator": "segundo_fator"}
#: Comandos que não tocam o banco, ou que servem também com ele fora do ar.
SEM_BANCO = {"validar", "leiaute", "indices", "ajuda", "parar", "estado", "medir"}
#: Opções de `hub calcular`; o JSON ele responde sempre.
OPCOES_DO_CALCULO = {"--json", "--help"}


def principal() -> None:
    """Despacha `hub COMANDO …`."""
    argumentos = sys.argv[1:]
    if isinstance(sys.stdout, TextIOWrapper):
        # Nome que não está em UTF-8 se mostra como der: não é motivo para parar.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        codigo = _calcular(argumentos[1:]) if argumentos[:1] == ["calcular"] else _no_django(argumentos)
    except Recusa as recusa:
        codigo = _recusar(recusa, argumentos)
    except OSError as erro:
        codigo = _recusar(do_sistema(erro), argumentos)
    raise SystemExit(codigo)


def _recusar(recusa: Recusa, argumentos: list[str]) -> int:
    """O que se recusa antes de haver comando, como o comando recusaria."""
    if "--json" in argumentos:
        return _responder(recusa.como_dict(), 1)
    sys.stderr.write(f"{recusa.nome_do_codigo()} {recusa.mensagem}\n")
    return 1


def _calcular(argumentos: list[str]) -> int:
    """`hub calcular NOME`: JSON na entrada, JSON na saída; sem Django e sem banco, para começar depressa."""
    nomes = [argumento for argumento in argumentos if argumento not in OPCOES_DO_CALCULO]
    if "--help" in argumentos or len(nomes) != 1 or nomes[0].startswith("-"):
        sys.stderr.write("uso: hub calcular NOME [--json] < entrada.json\nNOME: atualizacao, documento\n")
        return 0 if "--help" in argumentos else 2
    _usar_indices_atualizados()
    from hub.comum.calculos import calcular, calculo  # noqa: PLC0415 - só quando pedido

    try:
        calculo(nomes[0])
        entrada = json.loads(sys.stdin.buffer.read())
        # O JSON admite a metade solta de um par UTF-16, que não é texto.
        json.dumps(entrada, ensure_ascii=False).encode()
        return _responder(calcular(nomes[0], entrada), 0)
    except RecursionError:
        return _malformada("traz objetos ou listas uns dentro dos outros além do que se lê. Confira o JSON.")
    except UnicodeError:
        return _malformada("não está em UTF-8. Grave o texto nessa codificação.")
    except Recusa as recusa:
        return _responder(recusa.como_dict(), 1)
    except ValueError as erro:
        return _malformada(f"não é JSON: {erro}. Confira aspas e vírgulas.")


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


def _no_django(argumentos: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
    if argumentos in ([], ["--help"], ["-h"], ["help"]):
        argumentos = ["ajuda"]
    argumentos = [APELIDOS.get(argumentos[0], argumentos[0]), *argumentos[1:]]
    if argumentos[0] not in SEM_BANCO:
        from hub.projeto import banco  # noqa: PLC0415

        banco.garantir()
    from hub.projeto.despacho import Despacho  # noqa: PLC0415

    Despacho(["hub", *argumentos]).execute()
    return 0
