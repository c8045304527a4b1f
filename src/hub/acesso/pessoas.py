"""Quem entra no portal: vínculo com o credor e senha provisória."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from hub.acesso.erros import PessoaDesconhecida, PessoaJaExiste, SemEsteVinculo
from hub.acesso.models import Perfil, Usuario, Vinculo
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Credor


@transaction.atomic
def pessoa_vincular(
    *,
    acesso: str,
    credor: Credor,
    perfil: Perfil,
    ator: str,
    agora: datetime,
    nome: str = "",
    mesma_pessoa: bool = False,
) -> Usuario:
    """Dá à pessoa o perfil no credor, criando-a, sem senha, se preciso; repetir não muda nada, e mudar deixa evento.

    Quem já entra por outro credor só se vincula com `mesma_pessoa`: o nome igual pode ser de um homônimo. Levanta
    `CadastroErrado` e `PessoaJaExiste`.
    """
    pessoa = Usuario.objects.filter(username=acesso).first()
    if pessoa and not mesma_pessoa and not pessoa.vinculos.filter(credor=credor).exists():
        raise PessoaJaExiste(acesso=acesso, credor=credor.nome)
    if pessoa is None:
        pessoa, _ = pessoa_garantir(acesso=acesso, nome=nome)
    vinculo, novo = Vinculo.objects.get_or_create(usuario=pessoa, credor=credor, defaults={"perfil": perfil})
    if novo or vinculo.perfil != perfil:
        vinculo.perfil = perfil
        if not novo:
            vinculo.save(update_fields=["perfil"])
        evento_registrar(
            Etiqueta.PESSOA_VINCULADA, ator=ator, credor=credor, em=agora, usuario=acesso, perfil=str(perfil)
        )
    return pessoa


def pessoa_garantir(*, acesso: str, nome: str) -> tuple[Usuario, bool]:
    """A pessoa do nome de acesso, e se foi criada agora, sem senha. Levanta `CadastroErrado`."""
    if achada := Usuario.objects.filter(username=acesso).first():
        return achada, False
    pessoa = Usuario(username=acesso, first_name=nome)
    pessoa.set_unusable_password()
    cadastro_conferir(pessoa)
    pessoa.save()
    return pessoa, True


@transaction.atomic
def vinculo_retirar(*, acesso: str, credor: Credor, ator: str, agora: datetime) -> None:
    """Tira da pessoa o acesso ao credor, na hora, até de quem está com a página aberta. Levanta `SemEsteVinculo`."""
    retirados, _ = Vinculo.objects.filter(usuario__username=acesso, credor=credor).delete()
    if not retirados:
        raise SemEsteVinculo(acesso=acesso, credor=credor.nome)
    evento_registrar(Etiqueta.PESSOA_DESVINCULADA, ator=ator, credor=credor, em=agora, usuario=acesso)


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
