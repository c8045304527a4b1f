"""Retira o segundo fator de quem perdeu o aplicativo e os códigos."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.acesso.pessoas import pessoa_do_acesso
from hub.acesso.segundo_fator import segundo_fator_retirar
from hub.projeto.base import OPERADOR, Comando, um_nome


class Command(Comando):
    help = "Retira o segundo fator de uma pessoa, que volta a entrar só com a senha até ligar outro."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("nome", help="nome de acesso")
        parser.add_argument("--retirar", action="store_true", required=True)
        parser.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")

    def fazer(self, *, nome: str, por: str, **_: Any) -> dict[str, Any]:
        pessoa = pessoa_do_acesso(nome)
        return {
            "usuario": nome,
            "retirado": segundo_fator_retirar(pessoa=pessoa, ator=por, agora=timezone.now()),
        }
