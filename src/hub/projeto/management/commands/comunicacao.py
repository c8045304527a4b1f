"""As comunicações ao devedor que antecedem um registro em cadastro."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.dividas.comunicacoes import comunicacoes_ler, comunicacoes_registrar
from hub.projeto.base import OPERADOR, Comando, existente, um_nome
from hub.projeto.tabelas import literal, numero


class Command(Comando):
    help = "Registra comunicações feitas ao devedor, com as provas de envio e de entrega; repetir não muda nada."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("arquivo", type=Path, metavar="ARQUIVO", help="CSV; a primeira linha traz os nomes")
        parser.add_argument("--credor", required=True, help="CNPJ")
        parser.add_argument("--por", type=um_nome, default=OPERADOR, help="quem registra, para a auditoria")

    def fazer(self, *, arquivo: Path, credor: str, por: str, **_: Any) -> dict[str, Any]:
        quadro = comunicacoes_ler(existente(arquivo).read_bytes())
        dono, hoje = credor_do_cnpj(credor), timezone.localdate()
        feitas = asdict(comunicacoes_registrar(credor=dono, quadro=quadro, ator=por, hoje=hoje))
        return {**feitas, "_saida": int(feitas["recusadas"] > 0)}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        contas = ("novas", "completadas", "repetidas", "recusadas")
        ditas = ", ".join(f"{numero(documento[conta])} {conta}" for conta in contas)
        tela.print(f"{numero(documento['recebidas'])} comunicações: {ditas}.")
        for achado in documento["achados"][:20]:
            tela.print(literal(f"  {achado['mensagem']}"))
