"""Quem é da PGFN no hub: a primeira pessoa se põe por aqui; as outras, ela as põe no portal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.acesso.equipe_da_pgfn import perfil_da_pgfn_dar, perfil_da_pgfn_retirar
from hub.acesso.models import PerfilDaPgfn
from hub.acesso.pessoas import pessoa_do_acesso, pessoa_garantir, senha_trocar
from hub.projeto.base import OPERADOR, Comando


class Command(Comando):
    help = "Dá a uma pessoa perfil na PGFN (a senha provisória de quem é nova aparece uma vez), ou o retira."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("nome", help="nome de acesso")
        acesso = parser.add_mutually_exclusive_group(required=True)
        acesso.add_argument("--perfil", choices=PerfilDaPgfn.values)
        acesso.add_argument("--retirar", action="store_true", help="tira o perfil na PGFN, na hora")
        parser.add_argument("--nome-completo", default="")

    def fazer(self, *, nome: str, perfil: str | None, nome_completo: str, **_: Any) -> dict[str, Any]:
        agora = timezone.now()
        if perfil is None:
            perfil_da_pgfn_retirar(pessoa=pessoa_do_acesso(nome), ator=OPERADOR, agora=agora)
            return {"usuario": nome, "perfil": None}
        pessoa, nova = pessoa_garantir(acesso=nome, nome=nome_completo)
        perfil_da_pgfn_dar(pessoa=pessoa, perfil=PerfilDaPgfn(perfil), ator=OPERADOR, agora=agora)
        senha = senha_trocar(pessoa=pessoa, ator=OPERADOR, agora=agora) if nova else None
        return {"usuario": nome, "perfil": perfil, "senha": senha}
