"""Quem entra no portal: vínculo com o credor e senha provisória."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from hub.acesso.erros import PessoaDesconhecida
from hub.acesso.models import Perfil, Usuario, Vinculo
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Credor


@transaction.atomic
def pessoa_vincular(
    *, acesso: str, credor: Credor, perfil: Perfil, ator: str, agora: datetime, nome: str = ""
) -> Usuario:
    """Dá à pessoa o perfil no credor, criando-a, sem senha, se preciso; repetir não muda nada, e mudar deixa evento.

    Levanta `CadastroErrado`.
    """
    pessoa = Usuario.objects.filter(username=acesso).first()
    if pessoa is None:
        pessoa = Usuario(username=acesso, first_name=nome)
        pessoa.set_unusable_password()
        cadastro_conferir(pessoa)
        pessoa.save()
    vinculo, novo = Vinculo.objects.get_or_create(usuario=pessoa, credor=credor, defaults={"perfil": perfil})
    if novo or vinculo.perfil != perfil:
        vinculo.perfil = perfil
        vinculo.save()
        evento_registrar(
            Etiqueta.PESSOA_VINCULADA, ator=ator, credor=credor, em=agora, usuario=acesso, perfil=str(perfil)
        )
    return pessoa


def pessoa_do_acesso(acesso: str) -> Usuario:
    """A pessoa que tem o nome de acesso. Levanta `PessoaDesconhecida`."""
    if achada := Usuario.objects.filter(username=acesso).first():
        return achada
    raise PessoaDesconhecida(acesso=acesso)


@transaction.atomic
def senha_trocar(*, pessoa: Usuario, ator: str, agora: datetime) -> str:
    """A senha provisória, que vale no lugar da que havia e não se recupera."""
    senha = secrets.token_urlsafe(12)
    pessoa.set_password(senha)
    pessoa.save()
    evento_registrar(Etiqueta.SENHA_TROCADA, ator=ator, em=agora, usuario=pessoa.get_username())
    return senha
