"""Da identidade do gov.br à pessoa do hub: pelo CPF, e nunca pelo e-mail."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.text import slugify

from hub.acesso.cpf import cpf_por, cpf_resumir
from hub.acesso.erros import ContaDesativada
from hub.acesso.govbr.identidade import Identidade
from hub.acesso.models import Usuario
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar

#: O fim do nome de acesso: letras que não se confundem, e nenhum algarismo que lembre documento.
LETRAS: Final = "bcdfghjkmnpqrstvwxz"
FIM: Final = 8
COMECO: Final = 60


@transaction.atomic
def pessoa_da_identidade(identidade: Identidade, *, endereco: str, agora: datetime) -> Usuario:
    """A pessoa do CPF, criada sem vínculo na primeira vez, com nome e contato em dia. Levanta `ContaDesativada`."""
    nova = Usuario(username=acesso_sortear(identidade.nome))
    cpf_por(nova, identidade.cpf)
    nova.set_unusable_password()
    pessoa, criada = Usuario.objects.select_for_update().get_or_create(
        cpf_resumo=cpf_resumir(identidade.cpf),
        defaults={"username": nova.username, "cpf_cifrado": nova.cpf_cifrado, "password": nova.password},
    )
    if not pessoa.is_active:
        raise ContaDesativada
    _atualizar(pessoa, identidade)
    if criada:
        evento_registrar(Etiqueta.PESSOA_CRIADA, ator=pessoa.get_username(), em=agora, nome=identidade.nome)
    evento_registrar(
        Etiqueta.ACESSO_GOVBR,
        ator=pessoa.get_username(),
        em=agora,
        endereco=endereco,
        nivel=identidade.nivel.rotulo,
        amr=sorted(identidade.amr),
    )
    return pessoa


def acesso_sortear(nome: str) -> str:
    """Um nome de acesso que se lê na auditoria e não traz documento: `olivia-ouro-kqzmrbtw`."""
    comeco = re.sub(r"-{2,}", "-", re.sub(r"[^a-z-]", "", slugify(nome)))[:COMECO].strip("-") or "pessoa"
    return f"{comeco}-{''.join(secrets.choice(LETRAS) for _ in range(FIM))}"


def _atualizar(pessoa: Usuario, identidade: Identidade) -> None:
    """O gov.br manda no nome e no contato; o que a pessoa não autorizou fica como estava."""
    novos = {"first_name": identidade.nome, "email": identidade.email}
    mudaram = {campo: valor for campo, valor in novos.items() if valor and getattr(pessoa, campo) != valor}
    for campo, valor in mudaram.items():
        setattr(pessoa, campo, valor)
    if "first_name" in mudaram and pessoa.last_name:
        pessoa.last_name = ""
        mudaram["last_name"] = ""
    if mudaram:
        pessoa.save(update_fields=list(mudaram))
