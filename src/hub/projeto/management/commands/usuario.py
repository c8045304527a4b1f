"""Cria pessoas e as vincula a credores."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from hub.acesso.models import Perfil, Usuario, Vinculo
from hub.credores.consultas import credor_do_cnpj
from hub.projeto.base import Comando


class Command(Comando):
    help = "Cria uma pessoa com acesso ao portal de um credor; a senha provisória aparece uma vez."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("nome", help="nome de acesso")
        parser.add_argument("--credor", required=True, help="CNPJ")
        parser.add_argument("--perfil", required=True, choices=Perfil.values)
        parser.add_argument("--nome-completo", default="")

    @transaction.atomic
    def fazer(self, *, nome: str, credor: str, perfil: str, nome_completo: str, **_: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        usuario, novo = Usuario.objects.get_or_create(username=nome, defaults={"first_name": nome_completo})
        senha = secrets.token_urlsafe(12) if novo else None
        if senha:
            usuario.set_password(senha)
            usuario.save()
        Vinculo.objects.update_or_create(usuario=usuario, credor=dono, defaults={"perfil": perfil})
        return {"usuario": nome, "credor": dono.cnpj, "perfil": perfil, "senha": senha}
