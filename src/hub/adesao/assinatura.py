"""As duas assinaturas do convênio; com a segunda, ele entra em vigor."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from hub.acesso.erros import NivelInsuficiente
from hub.acesso.models import Usuario
from hub.acesso.nivel import Nivel
from hub.adesao.erros import EnteNaoAssinou, MesmaPessoa, NaoERepresentante, PassagemNaoCabe, TermoMudou
from hub.adesao.models import Adesao, AssinaturaDaAdesao, Parte
from hub.adesao.passagem import adesao_passar, adesao_travar
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.clausulas_escritas import clausulas_ler
from hub.credores.servicos import convenio_assinar

#: O menor nível da conta de quem assina pelo ente.
NIVEL_DO_ENTE: Final = Nivel.PRATA
#: Em nome de quem a PGFN assina (Lei 10.522/2002, art. 2º, § 9º).
UNIAO: Final = "União, pela Procuradoria-Geral da Fazenda Nacional"


@transaction.atomic
def adesao_assinar(
    *, adesao: Adesao, parte: Parte, nome: str, ator: str, sha256: str, agora: datetime, nivel: str = ""
) -> Adesao:
    """Assina por uma das partes o texto de resumo `sha256`, o que a pessoa leu; a mesma de novo não muda nada.

    `nivel`: o da conta com que a sessão se abriu. A União assina por último, e o convênio entra em vigor no dia.
    Levanta `TermoMudou`, `EnteNaoAssinou`, `MesmaPessoa` e `PassagemNaoCabe`.
    """
    travada = adesao_travar(adesao.pk)
    feitas = {assinatura.parte: assinatura for assinatura in travada.assinaturas.all()}
    if parte in feitas and feitas[parte].por == ator:
        return travada
    if travada.situacao != SituacaoDaAdesao.A_ASSINAR or parte in feitas:
        situacao = travada.get_situacao_display().lower()
        raise PassagemNaoCabe(adesao=travada.pk, situacao=situacao, para="assinada")
    if parte == Parte.UNIAO and Parte.ENTE not in feitas:
        raise EnteNaoAssinou(adesao=travada.pk)
    if sha256 != travada.termo_sha256:
        raise TermoMudou(adesao=travada.pk)
    if any(assinatura.por == ator for assinatura in feitas.values()):
        raise MesmaPessoa
    feitas[parte] = _assinar(travada, parte=parte, nome=nome, ator=ator, agora=agora, nivel=nivel)
    if len(feitas) == len(Parte):
        _vigorar(travada, feitas[Parte.ENTE].nome, ator=ator, agora=agora)
    return travada


def signatario_conferir(adesao: Adesao, pessoa: Usuario, nivel: Nivel) -> None:
    """Se quem entrou é o representante do pedido, com certeza bastante de que é ele.

    Levanta `NaoERepresentante` e `NivelInsuficiente`.
    """
    if not pessoa.cpf_resumo or pessoa.cpf_resumo != adesao.representante_cpf_resumo:
        raise NaoERepresentante(representante=adesao.representante_nome)
    if nivel < NIVEL_DO_ENTE:
        raise NivelInsuficiente(
            ato="assinar o convênio pelo ente",
            exigido=NIVEL_DO_ENTE.rotulo,
            tem=nivel.rotulo,
            nivel=NIVEL_DO_ENTE.value,
        )


def _assinar(adesao: Adesao, *, parte: Parte, nome: str, ator: str, agora: datetime, nivel: str) -> AssinaturaDaAdesao:
    feita = AssinaturaDaAdesao.objects.create(
        adesao=adesao,
        credor=adesao.credor,
        parte=parte,
        nome=nome,
        em_nome_de=UNIAO if parte == Parte.UNIAO else adesao.nome,
        por=ator,
        versao=adesao.termo_versao,
        sha256=adesao.termo_sha256,
        nivel=nivel,
        em=agora,
    )
    evento_registrar(
        Etiqueta.ADESAO_ASSINADA,
        ator=ator,
        credor=adesao.credor,
        em=agora,
        adesao=adesao.pk,
        parte=str(parte),
        nome=nome,
        em_nome_de=feita.em_nome_de,
        versao=feita.versao,
        sha256=feita.sha256,
        nivel=nivel,
    )
    return feita


def _vigorar(adesao: Adesao, assinado_por: str, *, ator: str, agora: datetime) -> None:
    if adesao.credor is None:
        raise AssertionError("pedido deferido sem credor")
    adesao.convenio = convenio_assinar(
        credor=adesao.credor,
        assinado_por=assinado_por,
        vigencia_inicio=timezone.localdate(agora),
        ator=ator,
        **clausulas_ler(adesao.clausulas),
    )
    adesao.save(update_fields=["convenio"])
    adesao_passar(adesao, SituacaoDaAdesao.VIGENTE, quem=ator, em=agora, motivo="Assinada pelas duas partes.")
