"""A equipe de um credor: convidar pelo CPF, aceitar, trocar o perfil e retirar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.acesso.cpf import cpf_limpar, cpf_resumir
from hub.acesso.erros import ConviteDesconhecido, PessoaJaNaEquipe, PrazoPassado, SemEsteVinculo, UltimoGestor
from hub.acesso.models import Convite, Perfil, Usuario, Vinculo
from hub.acesso.permissoes import Ato, quem_pode
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.documentos import documento_mascarar
from hub.credores import inquilino
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Credor

#: Por quanto tempo um convite espera.
VALIDADE = timedelta(days=15)


def no_prazo(hoje: date) -> Q:
    """Os vínculos que valem na data."""
    return Q(ate__isnull=True) | Q(ate__gte=hoje)


def podem(ato: Ato, *, credor: Credor, hoje: date) -> QuerySet[Vinculo]:
    """Os vínculos da equipe do credor que, na data, deixam praticar o ato."""
    return Vinculo.objects.filter(no_prazo(hoje), credor=credor, perfil__in=quem_pode(ato))


@transaction.atomic
def convite_fazer(*, credor: Credor, cpf: str, perfil: Perfil, ate: date | None, ator: str, agora: datetime) -> Convite:
    """Convida a pessoa do CPF, que ainda pode nem ter conta; convidar de novo troca o convite que havia.

    Levanta `CPFInvalido`, `PrazoPassado` e `PessoaJaNaEquipe`.
    """
    limpo = cpf_limpar(cpf)
    prazo_conferir(ate, agora)
    resumo = cpf_resumir(limpo)
    if Vinculo.objects.filter(credor=credor, usuario__cpf_resumo=resumo).exists():
        raise PessoaJaNaEquipe(credor=credor.nome)
    dados = {
        "cpf_mascarado": documento_mascarar(limpo),
        "perfil": perfil,
        "ate": ate,
        "convidado_por": ator,
        "convidado_em": agora,
        "vence_em": agora + VALIDADE,
    }
    convite, _ = Convite.objects.update_or_create(credor=credor, cpf_resumo=resumo, defaults=dados)
    evento_registrar(
        Etiqueta.PESSOA_CONVIDADA,
        ator=ator,
        credor=credor,
        em=agora,
        cpf=convite.cpf_mascarado,
        perfil=str(perfil),
        ate=ate,
    )
    return convite


@transaction.atomic
def convite_retirar(*, credor: Credor, convite: int, ator: str, agora: datetime) -> None:
    """Desfaz um convite ainda não aceito. Levanta `ConviteDesconhecido`."""
    achado = Convite.objects.select_for_update().filter(credor=credor, pk=convite).first()
    if achado is None:
        raise ConviteDesconhecido
    achado.delete()
    evento_registrar(
        Etiqueta.CONVITE_RETIRADO, ator=ator, credor=credor, em=agora, cpf=achado.cpf_mascarado, perfil=achado.perfil
    )


def convites_da(pessoa: Usuario, agora: datetime) -> list[Convite]:
    """Os convites que esperam a pessoa, do mais antigo ao mais novo. Quem não tem CPF na conta não tem convite."""
    if not pessoa.cpf_resumo:
        return []
    inquilino.assumir(pessoa=pessoa.pk)
    esperam = Convite.objects.filter(cpf_resumo=pessoa.cpf_resumo, vence_em__gte=agora)
    return list(esperam.select_related("credor").order_by("pk"))


@transaction.atomic
def convite_aceitar(*, pessoa: Usuario, convite: int, agora: datetime) -> Vinculo:
    """A pessoa passa a ter o perfil do convite. Levanta `ConviteDesconhecido`, também se o convite é de outra."""
    achado = _meu(pessoa, convite, agora)
    # É o convite, dirigido a este CPF, que deixa entrar no credor.
    inquilino.assumir(credor=achado.credor_id)
    vinculo, _ = Vinculo.objects.update_or_create(
        usuario=pessoa, credor=achado.credor, defaults={"perfil": achado.perfil, "ate": achado.ate}
    )
    achado.delete()
    evento_registrar(
        Etiqueta.CONVITE_ACEITO,
        ator=pessoa.get_username(),
        credor=achado.credor,
        em=agora,
        perfil=achado.perfil,
        convidado_por=achado.convidado_por,
    )
    return vinculo


@transaction.atomic
def convite_recusar(*, pessoa: Usuario, convite: int, agora: datetime) -> None:
    """A pessoa não quer. Levanta `ConviteDesconhecido`."""
    achado = _meu(pessoa, convite, agora)
    inquilino.assumir(credor=achado.credor_id)
    achado.delete()
    evento_registrar(
        Etiqueta.CONVITE_RECUSADO,
        ator=pessoa.get_username(),
        credor=achado.credor,
        em=agora,
        convidado_por=achado.convidado_por,
    )


def _meu(pessoa: Usuario, convite: int, agora: datetime) -> Convite:
    achado = next((cada for cada in convites_da(pessoa, agora) if cada.pk == convite), None)
    if achado is None:
        raise ConviteDesconhecido
    return achado


@transaction.atomic
def perfil_trocar(
    *, credor: Credor, vinculo: int, perfil: Perfil, ate: date | None, ator: str, agora: datetime
) -> Vinculo:
    """Muda o que alguém da equipe pode, ou até quando. Levanta `SemEsteVinculo`, `PrazoPassado` e `UltimoGestor`."""
    prazo_conferir(ate, agora)
    achado = _da_equipe(credor, vinculo)
    if (achado.perfil, achado.ate) == (perfil, ate):
        return achado
    achado.perfil, achado.ate = perfil, ate
    cadastro_conferir(achado)
    achado.save(update_fields=["perfil", "ate"])
    _exigir_gestor(credor)
    evento_registrar(
        Etiqueta.PESSOA_VINCULADA,
        ator=ator,
        credor=credor,
        em=agora,
        usuario=achado.usuario.get_username(),
        perfil=str(perfil),
    )
    return achado


@transaction.atomic
def equipe_retirar(*, credor: Credor, vinculo: int, ator: str, agora: datetime) -> None:
    """Tira alguém da equipe, na hora, mesmo com a página aberta. Levanta `SemEsteVinculo` e `UltimoGestor`."""
    achado = _da_equipe(credor, vinculo)
    achado.delete()
    _exigir_gestor(credor)
    evento_registrar(
        Etiqueta.PESSOA_DESVINCULADA, ator=ator, credor=credor, em=agora, usuario=achado.usuario.get_username()
    )


def _da_equipe(credor: Credor, vinculo: int) -> Vinculo:
    # Quem mexe na equipe espera a vez: dois gestores que se retiram juntos não deixam o credor sem nenhum.
    Credor.objects.select_for_update().get(pk=credor.pk)
    achado = Vinculo.objects.select_related("usuario").filter(credor=credor, pk=vinculo).first()
    if achado is None:
        raise SemEsteVinculo(acesso="Essa pessoa", credor=credor.nome)
    return achado


def _exigir_gestor(credor: Credor) -> None:
    """O gestor com prazo não conta: acabado o prazo, não haveria nenhum."""
    if not Vinculo.objects.filter(credor=credor, perfil=Perfil.GESTOR, ate__isnull=True).exists():
        raise UltimoGestor(credor=credor.nome)


def prazo_conferir(ate: date | None, agora: datetime) -> None:
    """Levanta `PrazoPassado` se o último dia é antes de hoje."""
    if ate is not None and ate < timezone.localdate(agora):
        raise PrazoPassado(dia=ate)
