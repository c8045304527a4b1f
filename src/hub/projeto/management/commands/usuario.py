"""Cria pessoas e as vincula a credores."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.acesso.models import Perfil
from hub.acesso.pessoas import pessoa_do_acesso, pessoa_vincular, senha_trocar
from hub.credores.consultas import credor_do_cnpj
from hub.projeto.base import OPERADOR, Comando


class Command(Comando):
    help = "Cria uma pessoa com acesso ao portal de um credor; a senha provisória aparece uma vez."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("nome", help="nome de acesso")
        parser.add_argument("--credor", required=True, help="CNPJ")
        parser.add_argument("--perfil", required=True, choices=Perfil.values)
        parser.add_argument("--nome-completo", default="")
        parser.add_argument("--nova-senha", action="store_true", help="troca a senha de quem a perdeu")

    def fazer(
        self, *, nome: str, credor: str, perfil: str, nome_completo: str, nova_senha: bool, **_: Any
    ) -> dict[str, Any]:
        dono, agora = credor_do_cnpj(credor), timezone.now()
        if nova_senha:
            pessoa_do_acesso(nome)
        pessoa = pessoa_vincular(
            acesso=nome, credor=dono, perfil=Perfil(perfil), ator=OPERADOR, agora=agora, nome=nome_completo
        )
        sem_senha = nova_senha or not pessoa.has_usable_password()
        senha = senha_trocar(pessoa=pessoa, ator=OPERADOR, agora=agora) if sem_senha else None
        return {"usuario": nome, "credor": dono.cnpj, "perfil": perfil, "senha": senha}
