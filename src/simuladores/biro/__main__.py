"""Linha de comando do birô simulado: a Serasa por pastas, o SPC Brasil por HTTP."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from simuladores.biro.serasa import Serasa
from simuladores.biro.servidor import Servidor
from simuladores.biro.spc import SPC


def principal(argumentos: Sequence[str] | None = None) -> int:
    """`processar` atende uma pasta e produz o que venceu; `servir` atende por HTTP até ser interrompido."""
    leitor = argparse.ArgumentParser(prog="simuladores.biro", description=__doc__)
    comandos = leitor.add_subparsers(required=True)
    processar = comandos.add_parser(
        "processar", help="Serasa: lê os arquivos da entrada e escreve os retornos na saída"
    )
    processar.add_argument("entrada", type=Path)
    processar.add_argument("saida", type=Path)
    processar.add_argument("--em", type=date.fromisoformat, required=True, help="o dia, como 2026-03-02")
    processar.add_argument("--estado", type=Path, help="pasta da memória; padrão: SAIDA/.biro")
    processar.set_defaults(fazer=_processar)
    servir = comandos.add_parser("servir", help="SPC Brasil: atende SOAP em 127.0.0.1")
    servir.add_argument("--porta", type=int, default=8024)
    servir.add_argument("--estado", type=Path, default=Path("biro"), help="pasta da memória")
    servir.add_argument("--tls", action="store_true", help="HTTPS com certificado assinado por si mesmo")
    servir.add_argument(
        "--operador",
        action="append",
        default=[],
        type=par_de_operador,
        metavar="NOME:SENHA",
        help="quem entra; sem, todos",
    )
    servir.set_defaults(fazer=_servir)
    opcoes = leitor.parse_args(argumentos)
    return int(opcoes.fazer(opcoes))


def par_de_operador(dito: str) -> tuple[str, str]:
    """`NOME:SENHA` → (NOME, SENHA)."""
    nome, dois_pontos, senha = dito.partition(":")
    if not dois_pontos:
        raise argparse.ArgumentTypeError(f"{dito}: use NOME:SENHA")
    return nome, senha


def _processar(opcoes: argparse.Namespace) -> int:
    """Recebe o que ainda não recebeu, em ordem de nome, e produz o que venceu até o dia."""
    serasa = Serasa(opcoes.estado or opcoes.saida / ".biro")
    opcoes.saida.mkdir(parents=True, exist_ok=True)
    recibos = []
    for arquivo in sorted(caminho for caminho in opcoes.entrada.iterdir() if caminho.is_file()):
        recibo = opcoes.saida / f"{arquivo.name}.recibo.json"
        if recibo.exists():
            continue
        recebido = serasa.receber(arquivo.name, arquivo.read_bytes(), em=opcoes.em).como_dict()
        _gravar(recibo, json.dumps(recebido, ensure_ascii=False).encode())
        recibos.append(recebido)
    produzidos = []
    with serasa.produzindo(em=opcoes.em) as retornos:
        for retorno in retornos:
            _gravar(opcoes.saida / retorno.nome, retorno.conteudo)
            produzidos.append({"nome": retorno.nome, "registros": retorno.registros})
    sys.stdout.write(json.dumps({"recebidos": recibos, "produzidos": produzidos}, ensure_ascii=False) + "\n")
    return 0


def _gravar(destino: Path, conteudo: bytes) -> None:
    """Quem vê o arquivo o vê inteiro."""
    provisorio = destino.with_name(f".{destino.name}.novo")
    provisorio.write_bytes(conteudo)
    provisorio.replace(destino)


def _servir(opcoes: argparse.Namespace) -> int:
    operadores = dict(opcoes.operador)
    servidor = Servidor(SPC(opcoes.estado), porta=opcoes.porta, tls=opcoes.tls, operadores=operadores)
    sys.stderr.write(f"SPC Brasil simulado em {servidor.soap}\n")
    try:
        servidor.serve_forever()
    except KeyboardInterrupt:
        servidor.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(principal())
