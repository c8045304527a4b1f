"""Base dos comandos: `--json` num documento só, recusa com código 1, mensagens na saída de erro."""

from __future__ import annotations

import json
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hub.auditoria.servicos import selar
from hub.comum.calendario import data_ler
from hub.comum.dinheiro import dinheiro_ler
from hub.comum.erros import Recusa
from hub.comum.textos import texto_guardavel
from hub.operacao.leitura import so_lendo
from hub.operacao.vigentes import somente_leitura
from hub.projeto.em_dia import do_banco
from hub.projeto.erros import ArquivoNaoEncontrado, PastaNaoEncontrada, TextoIlegivel, do_sistema
from hub.projeto.tabelas import literal

#: Quem aparece na auditoria quando o comando não diz.
OPERADOR = "linha de comando"
#: Caracteres do nome de quem age, na auditoria.
NOME_MAXIMO = 150
#: Caracteres de uma frase dele.
TEXTO_MAXIMO = 300


class Comando(BaseCommand):
    """Um comando do hub. As subclasses dizem os argumentos e devolvem um documento."""

    requires_system_checks: list[str] = []  # noqa: RUF012 - é assim no Django
    #: opções do Django que não interessam a quem usa o hub
    suppressed_base_arguments = {  # noqa: RUF012 - é assim no Django
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }

    #: faz o trabalho (opções por nome) e devolve o documento da resposta
    fazer: Callable[..., dict[str, Any]]
    #: o comando grava atos: o que ele registrou é selado antes de responder
    sela = False
    #: também grava com o hub em somente leitura, ou nem olha o banco
    sempre = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="um documento JSON na saída, nada mais")
        self.argumentos(parser)

    def argumentos(self, parser: CommandParser) -> None:
        """Declara os argumentos próprios do comando."""

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        """Mostra o documento para uma pessoa; o padrão é uma tabela de chave e valor."""
        tabela = Table(show_header=False, box=None)
        for chave, valor in documento.items():
            tabela.add_row(
                f"[bold]{chave}",
                json.dumps(valor, ensure_ascii=False) if isinstance(valor, (dict, list)) else str(valor),
            )
        tela.print(tabela)

    def handle(self, *_: Any, **opcoes: Any) -> None:
        """Executa, responde e sai com o código certo."""
        em_json = opcoes.pop("json")
        try:
            _conferir_textos(opcoes)
            self._responder(self._atender(**opcoes), em_json=em_json)
        except Recusa as recusa:
            self._recusar(recusa, em_json=em_json)
        except OSError as erro:
            self._recusar(do_sistema(erro), em_json=em_json)
        except DatabaseError as erro:
            self._recusar(do_banco(erro), em_json=em_json)

    def _atender(self, **opcoes: Any) -> dict[str, Any]:
        """Faz e sela; com o hub em somente leitura, só o que não grava. Levanta `SomenteLeitura`."""
        if chave := None if self.sempre else somente_leitura():
            with so_lendo(chave):
                return self.fazer(**opcoes)
        documento = self.fazer(**opcoes)
        if self.sela:
            selar(timezone.now())
        return documento

    def _responder(self, documento: dict[str, Any], *, em_json: bool) -> None:
        if em_json:
            publico = {chave: valor for chave, valor in documento.items() if not chave.startswith("_")}
            self.stdout.write(json.dumps(publico, ensure_ascii=False, default=_texto))
        else:
            self.mostrar(documento, Console(file=sys.stdout))
        if codigo := documento.get("_saida"):
            sys.exit(codigo)

    def _recusar(self, recusa: Recusa, *, em_json: bool) -> None:
        if em_json:
            self.stdout.write(json.dumps(recusa.como_dict(), ensure_ascii=False))
        else:
            Console(stderr=True).print(Text(recusa.nome_do_codigo(), style="bold red"), literal(recusa.mensagem))
        sys.exit(1)


def _conferir_textos(opcoes: dict[str, Any]) -> None:
    """Argumento que o terminal não escreveu em UTF-8 não se guarda nem se procura. Levanta `TextoIlegivel`."""
    for nome, valor in opcoes.items():
        if isinstance(valor, str) and texto_guardavel(valor) != valor:
            raise TextoIlegivel(argumento=nome.replace("_", "-"), valor=ascii(valor))


def _texto(valor: object) -> str:
    if isinstance(valor, (Decimal, date)):
        return str(valor)
    raise TypeError(type(valor).__name__)


def uma_data(texto: str) -> date:
    """Argumento de data, AAAA-MM-DD."""
    try:
        return data_ler(texto)
    except Recusa as recusa:
        raise ArgumentTypeError(recusa.mensagem) from None


def um_positivo(texto: str) -> int:
    """Argumento de quantidade, de um em diante."""
    if not texto.isdecimal() or int(texto) < 1:
        raise ArgumentTypeError(f"{texto} não serve. Use um número inteiro a partir de 1.")
    return int(texto)


def um_valor(texto: str) -> Decimal:
    """Argumento de dinheiro, em reais."""
    try:
        return dinheiro_ler(texto)
    except Recusa as recusa:
        raise ArgumentTypeError(recusa.mensagem) from None


def um_nome(texto: str) -> str:
    """Argumento com o nome de quem manda, como a auditoria o guarda."""
    if len(texto) > NOME_MAXIMO or not texto.isprintable():
        raise ArgumentTypeError(f"o nome tem mais de {NOME_MAXIMO} caracteres, ou algum que não se imprime.")
    return texto


def um_texto(texto: str) -> str:
    """Argumento com uma frase de quem manda: uma linha só."""
    if not texto.strip() or len(texto) > TEXTO_MAXIMO or not texto.isprintable():
        raise ArgumentTypeError(f"o texto está vazio, tem mais de {TEXTO_MAXIMO} caracteres ou mais de uma linha.")
    return texto.strip()


def com_json(parser: ArgumentParser) -> None:
    """`--json` também depois do subcomando, sem desfazer o que veio antes dele."""
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="um documento JSON na saída, nada mais")


def existente(arquivo: Path) -> Path:
    """O próprio caminho. Levanta `ArquivoNaoEncontrado`."""
    if not arquivo.is_file():
        raise ArquivoNaoEncontrado(arquivo=arquivo)
    return arquivo


def em_pasta_existente(arquivo: Path) -> Path:
    """O próprio caminho, por escrever. Levanta `PastaNaoEncontrada`."""
    if not arquivo.parent.is_dir():
        raise PastaNaoEncontrada(pasta=arquivo.parent, arquivo=arquivo.name)
    return arquivo
