"""Linha de comando dos Correios simulados: um par de pastas."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from simuladores.correios.ecarta import Correios, Produzido


def principal(argumentos: Sequence[str] | None = None) -> int:
    """Recebe o que ainda não recebeu, em ordem de nome, e produz o que venceu até o dia."""
    leitor = argparse.ArgumentParser(prog="simuladores.correios", description=__doc__)
    comandos = leitor.add_subparsers(required=True)
    processar = comandos.add_parser("processar", help="lê os arquivos da entrada e escreve as respostas na saída")
    processar.add_argument("entrada", type=Path)
    processar.add_argument("saida", type=Path)
    processar.add_argument("--em", type=date.fromisoformat, required=True, help="o dia, como 2026-03-02")
    opcoes = leitor.parse_args(argumentos)
    opcoes.saida.mkdir(parents=True, exist_ok=True)
    correios = Correios(opcoes.saida / ".correios")
    feitos: list[Produzido] = []
    for arquivo in sorted(caminho for caminho in opcoes.entrada.iterdir() if caminho.suffix == ".zip"):
        feitos += correios.receber(arquivo.name, arquivo.read_bytes(), em=opcoes.em)
    feitos += correios.produzir(em=opcoes.em)
    for feito in feitos:
        (opcoes.saida / feito.nome).write_bytes(feito.conteudo)
    json.dump({"produzidos": [feito.nome for feito in feitos]}, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(principal())
