"""Aplica o que o canal devolveu."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from hub.comum.erros import Recusa
from hub.credores.consultas import credor_do_cnpj
from hub.dividas.models import Retorno
from hub.estrategias.retornos import retornos_aplicar
from hub.projeto.base import OPERADOR, Comando, existente, um_nome
from hub.projeto.tabelas import literal, numero

CONTAS = ("titulos", "aplicados", "repetidos", "desconhecidos")


class Command(Comando):
    help = "Aplica confirmações, retornos e andamentos; o mesmo arquivo duas vezes não muda nada."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("arquivos", type=Path, nargs="+", metavar="ARQUIVO", help="na ordem em que se aplicam")
        parser.add_argument("--estrategia", required=True)
        parser.add_argument("--credor", help="CNPJ; só alcança os títulos dele (padrão: todos)")
        parser.add_argument("--por", type=um_nome, default=OPERADOR, help="quem aplica, para a auditoria")

    def fazer(self, *, arquivos: list[Path], estrategia: str, credor: str | None, por: str, **_: Any) -> dict[str, Any]:
        retornos = retornos_aplicar(
            estrategia=estrategia,
            arquivos=[(arquivo.name, existente(arquivo).read_bytes) for arquivo in arquivos],
            ator=por,
            credor=credor_do_cnpj(credor) if credor else None,
        )
        documentos: list[dict[str, Any]] = []
        try:
            documentos.extend(_documento(retorno) for retorno in retornos)
        except Recusa as recusa:
            if not documentos:
                raise
            return {"retornos": documentos, **recusa.como_dict(), "_saida": 1}
        return documentos[0] if len(arquivos) == 1 else {"retornos": documentos}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        for retorno in documento.get("retornos", [documento]):
            contas = ", ".join(f"{numero(retorno[conta])} {conta}" for conta in CONTAS)
            ja_lido = " Este arquivo já tinha sido aplicado." if retorno["ja_lido"] else ""
            tela.print(f"Retorno [bold]{retorno['retorno']}[/] ({retorno['leiaute']}): {contas}.{ja_lido}")
            for achado in retorno["achados"][:20]:
                tela.print(literal(f"  {achado['mensagem']}"))
        if "mensagem" in documento:
            tela.print(literal(documento["mensagem"]), style="red")


def _documento(retorno: Retorno) -> dict[str, Any]:
    """O que este comando fez: do arquivo já lido nada se aplica, e o que a primeira vez aplicou agora é repetido."""
    contas = {conta: getattr(retorno, conta) for conta in CONTAS}
    if retorno.ja_lido:
        contas |= {"aplicados": 0, "repetidos": retorno.aplicados + retorno.repetidos}
    return {
        "retorno": retorno.pk,
        "leiaute": retorno.leiaute,
        "sha256": retorno.sha256,
        "ja_lido": retorno.ja_lido,
        **contas,
        "achados": retorno.achados,
    }
