"""O CPF de quem entra: a pessoa se acha pelo resumo dele, e ele só se lê decifrado."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from hub.acesso.erros import CPFDeOutraPessoa, CPFInvalido
from hub.acesso.models import Usuario
from hub.acesso.sigilo import cifrar, decifrar, resumir
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.documentos import documento_examinar

ASSUNTO: Final = "hub.acesso.cpf"


def cpf_limpar(texto: str) -> str:
    """Os onze algarismos, com os dígitos conferidos. Levanta `CPFInvalido`, sem repetir o número."""
    exame = documento_examinar(texto, "CPF")
    if not exame["valido"]:
        raise CPFInvalido(motivo=exame["motivo"])
    return str(exame["normalizado"])


def cpf_resumir(cpf: str) -> str:
    """O resumo por que se acha a pessoa."""
    return resumir(cpf, assunto=ASSUNTO)


def cpf_de(pessoa: Usuario) -> str:
    """O CPF limpo; vazio se a pessoa não o tem."""
    return decifrar(pessoa.cpf_cifrado, assunto=ASSUNTO) if pessoa.cpf_cifrado else ""


def pessoa_do_cpf(cpf: str) -> Usuario | None:
    """A pessoa que tem o CPF limpo."""
    return Usuario.objects.filter(cpf_resumo=cpf_resumir(cpf)).first()


def cpf_por(pessoa: Usuario, cpf: str) -> None:
    """Põe na linha, sem gravar, o CPF limpo."""
    pessoa.cpf_resumo, pessoa.cpf_cifrado = cpf_resumir(cpf), cifrar(cpf, assunto=ASSUNTO)


@transaction.atomic
def cpf_atribuir(*, pessoa: Usuario, cpf: str, ator: str, agora: datetime) -> None:
    """Diz de quem é a conta, para que a pessoa entre nela pelo gov.br; repetir não muda nada.

    Levanta `CPFInvalido`, e `CPFDeOutraPessoa` se o CPF já é de outra conta ou a conta já é de outro CPF.
    """
    limpo = cpf_limpar(cpf)
    dona = Usuario.objects.select_for_update().filter(cpf_resumo=cpf_resumir(limpo)).first()
    if dona == pessoa:
        return
    if dona is not None or pessoa.cpf_resumo:
        raise CPFDeOutraPessoa(acesso=pessoa.get_username())
    cpf_por(pessoa, limpo)
    pessoa.save(update_fields=["cpf_resumo", "cpf_cifrado"])
    evento_registrar(Etiqueta.CPF_ATRIBUIDO, ator=ator, em=agora, usuario=pessoa.get_username())
