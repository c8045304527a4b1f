"""Quem entra no portal de cada credor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.acesso.cpf import cpf_atribuir
from hub.acesso.models import Perfil
from hub.acesso.pessoas import pessoa_do_acesso, pessoa_vincular, senha_trocar, vinculo_retirar
from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Credor
from hub.projeto.base import OPERADOR, Comando


class Command(Comando):
    help = "Dá a uma pessoa acesso ao portal de um credor (a senha provisória aparece uma vez), ou o retira."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("nome", help="nome de acesso")
        parser.add_argument("--credor", required=True, help="CNPJ")
        acesso = parser.add_mutually_exclusive_group(required=True)
        acesso.add_argument("--perfil", choices=Perfil.values)
        acesso.add_argument("--retirar", action="store_true", help="tira o acesso ao credor, na hora")
        parser.add_argument("--nome-completo", default="")
        parser.add_argument("--cpf", help="por ele a pessoa entra pelo gov.br, nesta conta")
        parser.add_argument("--mesma-pessoa", action="store_true", help="o nome de acesso é de quem já entra por outro")
        parser.add_argument("--nova-senha", action="store_true", help="troca a senha de quem a perdeu")

    def fazer(self, *, nome: str, credor: str, perfil: str | None, **opcoes: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        if perfil is None:
            vinculo_retirar(acesso=nome, credor=dono, ator=OPERADOR, agora=timezone.now())
            return {"usuario": nome, "credor": dono.cnpj, "perfil": None}
        return {"usuario": nome, "credor": dono.cnpj, "perfil": perfil, "senha": _dar(nome, dono, perfil, **opcoes)}


def _dar(
    nome: str,
    credor: Credor,
    perfil: str,
    *,
    nome_completo: str,
    cpf: str | None,
    nova_senha: bool,
    mesma_pessoa: bool,
    **_: Any,
) -> str | None:
    """A senha provisória; nula para quem já tinha a sua."""
    agora = timezone.now()
    if nova_senha:
        pessoa_do_acesso(nome)
    pessoa = pessoa_vincular(
        acesso=nome,
        credor=credor,
        perfil=Perfil(perfil),
        ator=OPERADOR,
        agora=agora,
        nome=nome_completo,
        mesma_pessoa=mesma_pessoa,
    )
    if cpf:
        cpf_atribuir(pessoa=pessoa, cpf=cpf, ator=OPERADOR, agora=agora)
    sem_senha = nova_senha or not pessoa.has_usable_password()
    return senha_trocar(pessoa=pessoa, ator=OPERADOR, agora=agora) if sem_senha else None
