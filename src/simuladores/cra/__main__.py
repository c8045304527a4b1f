"""Linha de comando da CRA simulada: por pastas ou por HTTP."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from simuladores.cra.cra import CRA
from simuladores.cra.servidor import Servidor


def principal(argumentos: Sequence[str] | None = None) -> int:
    """`processar` atende uma pasta e produz o que venceu; `servir` atende por HTTP até ser interrompido."""
    leitor = argparse.ArgumentParser(prog="simuladores.cra", description=__doc__)
    comandos = leitor.add_subparsers(required=True)
    processar = comandos.add_parser("processar", help="lê os arquivos da entrada e escreve as respostas na saída")
    processar.add_argument("entrada", type=Path)
    processar.add_argument("saida", type=Path)
    processar.add_argument("--em", type=date.fromisoformat, required=True, help="o dia, como 2026-03-02")
    servir = comandos.add_parser("servir", help="atende por HTTP em 127.0.0.1")
    servir.add_argument("--porta", type=int, default=8021)
    for comando, padrao in ((processar, None), (servir, Path("cra"))):
        comando.add_argument("--estado", type=Path, default=padrao, help="pasta da memória da CRA")
        comando.add_argument("--desfechos", type=Path, help="outra tabela de desfechos")
    processar.set_defaults(fazer=_processar)
    servir.set_defaults(fazer=_servir)
    opcoes = leitor.parse_args(argumentos)
    return int(opcoes.fazer(opcoes))


def _processar(opcoes: argparse.Namespace) -> int:
    """Recebe o que ainda não recebeu, em ordem de nome, e produz o que venceu até o dia."""
    cra = CRA(opcoes.estado or opcoes.saida / ".cra", desfechos=opcoes.desfechos)
    opcoes.saida.mkdir(parents=True, exist_ok=True)
    respostas = []
    for arquivo in sorted(caminho for caminho in opcoes.entrada.iterdir() if caminho.is_file()):
        relatorio = opcoes.saida / f"{arquivo.name}.relatorio.xml"
        if relatorio.exists():
            continue
        resposta = cra.receber(arquivo.name, arquivo.read_bytes(), em=opcoes.em)
        relatorio.write_bytes(resposta.xml)
        respostas.append({"nome": arquivo.name, "aceitos": dict(resposta.aceitos), "criticas": resposta.codigos})
    produzidos = cra.produzir(em=opcoes.em)
    for produzido in produzidos:
        (opcoes.saida / produzido.nome).write_bytes(produzido.conteudo)
    arquivos = [{"nome": um.nome, "titulos": um.titulos} for um in produzidos]
    sys.stdout.write(json.dumps({"recebidos": respostas, "produzidos": arquivos}, ensure_ascii=False) + "\n")
    return 0


def _servir(opcoes: argparse.Namespace) -> int:
    servidor = Servidor(CRA(opcoes.estado, desfechos=opcoes.desfechos), porta=opcoes.porta)
    sys.stderr.write(f"CRA simulada em {servidor.endereco}; SOAP em {servidor.soap}\n")
    try:
        servidor.serve_forever()
    except KeyboardInterrupt:
        servidor.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(principal())
