"""O pedido do lado da PGFN: aceitar para exame, exigir, deferir e indeferir."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hub.acesso.models import Perfil
from hub.acesso.pessoas import pessoa_vincular
from hub.adesao.erros import ExigenciaAberta
from hub.adesao.models import Adesao, ExigenciaDaAdesao, ParecerDaAdesao
from hub.adesao.passagem import adesao_passar, adesao_travar, passagem_negada
from hub.adesao.servicos import cnpj_livre
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.adesao.termo import VERSAO_DO_TERMO, resumo_do_termo, termo_escrever
from hub.adesao.textos import texto_conferir
from hub.comum.municipios import municipios
from hub.credores.models import Credor
from hub.credores.servicos import credor_criar


@transaction.atomic
def adesao_analisar(*, adesao: Adesao, ator: str, agora: datetime) -> Adesao:
    """Aceita o pedido para exame: o credor nasce, em ensaio, e quem pediu passa a gestor dele.

    Já em análise, não muda nada. Levanta `PassagemNaoCabe`, `CredorJaNoHub` e o que `credor_criar` levanta.
    """
    travada = adesao_travar(adesao.pk)
    if travada.situacao == SituacaoDaAdesao.EM_ANALISE:
        return travada
    if travada.situacao != SituacaoDaAdesao.PEDIDA:  # em exigência, quem devolve à análise é a resposta
        raise passagem_negada(travada, SituacaoDaAdesao.EM_ANALISE)
    cnpj_livre(travada.cnpj, travada.solicitante)  # desde o pedido, alguém pode ter criado o credor
    travada.credor = _credor_nascer(travada, ator)
    travada.save(update_fields=["credor"])
    for pecas in (travada.passagens, travada.anexos):
        pecas.update(credor=travada.credor)
    adesao_passar(travada, SituacaoDaAdesao.EM_ANALISE, quem=ator, em=agora)
    pessoa_vincular(
        acesso=travada.solicitante.get_username(),
        credor=travada.credor,
        perfil=Perfil.GESTOR,
        ator=ator,
        agora=agora,
        mesma_pessoa=True,
    )
    return travada


def _credor_nascer(adesao: Adesao, ator: str) -> Credor:
    sede = municipios().get(adesao.municipio_ibge)
    return credor_criar(
        cnpj=adesao.cnpj,
        nome=adesao.nome,
        tipo=adesao.tipo,
        ator=ator,
        municipio_ibge=adesao.municipio_ibge,
        municipio=sede.nome if sede else "",
        uf=sede.uf if sede else "",
    )


@transaction.atomic
def exigencia_fazer(*, adesao: Adesao, texto: str, ator: str, agora: datetime) -> ExigenciaDaAdesao:
    """Pede algo a quem pediu; a mesma exigência de novo não muda nada.

    Levanta `TextoFora`, `ExigenciaAberta` e `PassagemNaoCabe`.
    """
    travada = adesao_travar(adesao.pk)
    texto = texto_conferir(texto, campo="exigência")
    aberta = travada.exigencias.filter(respondida_em__isnull=True).first()
    if aberta is not None:
        if aberta.texto == texto:
            return aberta
        raise ExigenciaAberta(adesao=travada.pk)
    adesao_passar(travada, SituacaoDaAdesao.EM_EXIGENCIA, quem=ator, em=agora, motivo="A PGFN fez uma exigência.")
    return ExigenciaDaAdesao.objects.create(
        adesao=travada, credor=travada.credor, texto=texto, feita_por=ator, feita_em=agora
    )


@transaction.atomic
def adesao_deferir(*, adesao: Adesao, parecer: str, ator: str, agora: datetime) -> Adesao:
    """Defere o pedido e fixa o texto que as partes vão assinar; já deferido, não muda nada.

    Levanta `TextoFora` e `PassagemNaoCabe`.
    """
    travada = adesao_travar(adesao.pk)
    if travada.situacao == SituacaoDaAdesao.A_ASSINAR:
        return travada
    adesao_passar(travada, SituacaoDaAdesao.A_ASSINAR, quem=ator, em=agora, motivo="Deferida.")
    _credor_nascer(travada, ator)  # a exigência pode ter mudado os dados dele
    travada.termo = termo_escrever(travada)
    travada.termo_versao, travada.termo_sha256 = VERSAO_DO_TERMO, resumo_do_termo(travada.termo)
    travada.save(update_fields=["termo", "termo_versao", "termo_sha256"])
    _parecer_dar(travada, texto=parecer, favoravel=True, ator=ator, agora=agora)
    return travada


@transaction.atomic
def adesao_indeferir(*, adesao: Adesao, parecer: str, ator: str, agora: datetime) -> Adesao:
    """Não aceita o pedido; já indeferido, não muda nada. Levanta `TextoFora` e `PassagemNaoCabe`."""
    travada = adesao_travar(adesao.pk)
    if travada.situacao == SituacaoDaAdesao.INDEFERIDA:
        return travada
    adesao_passar(travada, SituacaoDaAdesao.INDEFERIDA, quem=ator, em=agora, motivo="Indeferida.")
    _parecer_dar(travada, texto=parecer, favoravel=False, ator=ator, agora=agora)
    return travada


def _parecer_dar(adesao: Adesao, *, texto: str, favoravel: bool, ator: str, agora: datetime) -> None:
    ParecerDaAdesao.objects.create(
        adesao=adesao,
        credor=adesao.credor,
        favoravel=favoravel,
        texto=texto_conferir(texto, campo="parecer"),
        por=ator,
        em=agora,
    )
