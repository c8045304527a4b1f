"""Credenciais de API: criar, trocar o segredo com sobreposição e revogar. O segredo aparece uma vez."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from hub.acesso.equipe import prazo_conferir
from hub.acesso.erros import (
    CredencialDesconhecida,
    LimiteForaDoAlcance,
    RedeErrada,
    RedesDemais,
    SobreposicaoForaDoLimite,
)
from hub.acesso.limites import (
    CHAMADAS_POR_MINUTO_MAXIMO,
    HORAS_DE_SOBREPOSICAO,
    HORAS_DE_SOBREPOSICAO_MAXIMO,
)
from hub.acesso.models import CredencialDeApi, Especie, SegredoDeApi, TokenDeApi, escopos_da
from hub.acesso.redes import REDES_POR_CREDENCIAL, rede_normalizar
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Credor

#: Começos, para que um vazamento se reconheça.
PREFIXO_DO_SEGREDO, PREFIXO_DO_CLIENTE = "hub_segredo_", "hub_cli_"


@transaction.atomic
def credencial_criar(
    *,
    credor: Credor,
    nome: str,
    ator: str,
    agora: datetime,
    especie: Especie = Especie.PRODUCAO,
    escopos: Iterable[str] | None = None,
    redes: Iterable[str] = (),
    ate: date | None = None,
    por_minuto: int | None = None,
) -> tuple[CredencialDeApi, str]:
    """A credencial e o segredo dela, que não se recupera depois. Sem dizer escopos, todos os da espécie.

    Levanta `CadastroErrado`, `RedeErrada`, `RedesDemais`, `PrazoPassado` e `LimiteForaDoAlcance`.
    """
    prazo_conferir(ate, agora)
    if por_minuto is not None and not 0 < por_minuto <= CHAMADAS_POR_MINUTO_MAXIMO:
        raise LimiteForaDoAlcance(limite=CHAMADAS_POR_MINUTO_MAXIMO, veio=por_minuto)
    credencial = CredencialDeApi(
        credor=credor,
        client_id=PREFIXO_DO_CLIENTE + secrets.token_hex(12),
        nome=nome,
        especie=especie,
        escopos=sorted(set(escopos_da(especie) if escopos is None else escopos)),
        redes=_redes(redes),
        ate=ate,
        por_minuto=por_minuto,
        criada_por=ator,
    )
    cadastro_conferir(credencial)
    credencial.save()
    segredo = _segredo_novo(credencial, agora)
    chaves = {"especie": str(especie), "escopos": credencial.escopos, "redes": credencial.redes, "ate": ate}
    _anotar(Etiqueta.CREDENCIAL_CRIADA, credencial, ator, agora, **chaves)
    return credencial, segredo


@transaction.atomic
def segredo_trocar(
    *, credor: Credor, credencial: int, ator: str, agora: datetime, horas: int = HORAS_DE_SOBREPOSICAO
) -> tuple[CredencialDeApi, str, datetime]:
    """A credencial, o segredo novo e até quando o anterior vale também. Trocar durante a troca encerra a primeira.

    Levanta `CredencialDesconhecida` e `SobreposicaoForaDoLimite`.
    """
    if not 0 <= horas <= HORAS_DE_SOBREPOSICAO_MAXIMO:
        raise SobreposicaoForaDoLimite(limite=HORAS_DE_SOBREPOSICAO_MAXIMO, horas=horas)
    achada = _em_uso(credor, credencial)
    anterior_ate = agora + timedelta(hours=horas)
    achada.segredos.filter(vale_ate__isnull=False).delete()
    achada.segredos.update(vale_ate=anterior_ate)
    segredo = _segredo_novo(achada, agora)
    _anotar(Etiqueta.SEGREDO_TROCADO, achada, ator, agora, anterior_ate=anterior_ate)
    return achada, segredo, anterior_ate


@transaction.atomic
def troca_encerrar(*, credor: Credor, credencial: int, ator: str, agora: datetime) -> None:
    """O segredo anterior para de valer na hora; sem troca em curso, nada muda. Levanta `CredencialDesconhecida`."""
    achada = _em_uso(credor, credencial)
    encerrados, _ = anteriores(achada, agora).delete()
    if encerrados:
        _anotar(Etiqueta.TROCA_DE_SEGREDO_ENCERRADA, achada, ator, agora)


@transaction.atomic
def credencial_revogar(*, credor: Credor, credencial: int, ator: str, agora: datetime) -> None:
    """A credencial e os tokens dela param de valer na hora. Levanta `CredencialDesconhecida`."""
    achada = _em_uso(credor, credencial)
    achada.revogada_em, achada.revogada_por = agora, ator
    achada.save(update_fields=["revogada_em", "revogada_por"])
    TokenDeApi.objects.filter(credor=credor, credencial=achada).delete()
    _anotar(Etiqueta.CREDENCIAL_REVOGADA, achada, ator, agora)


def anteriores(credencial: CredencialDeApi, agora: datetime) -> QuerySet[SegredoDeApi]:
    """Os segredos que a troca em curso ainda deixa valer, além do de agora."""
    return credencial.segredos.filter(vale_ate__gt=agora)


def resumir(segredo: str) -> str:
    """SHA-256 de um segredo ou token: têm 256 bits aleatórios, e não se adivinham por lista."""
    return hashlib.sha256(segredo.encode("utf-8", "surrogatepass")).hexdigest()


def _em_uso(credor: Credor, credencial: int) -> CredencialDeApi:
    """Reserva a credencial até o fim da transação: duas trocas ao mesmo tempo vão uma depois da outra."""
    em_uso = CredencialDeApi.objects.select_for_update(of=("self",)).select_related("credor")
    achada = em_uso.filter(credor=credor, pk=credencial, revogada_em__isnull=True).first()
    if achada is None:
        raise CredencialDesconhecida(credencial=credencial)
    return achada


def _segredo_novo(credencial: CredencialDeApi, agora: datetime) -> str:
    segredo = PREFIXO_DO_SEGREDO + secrets.token_urlsafe(32)
    SegredoDeApi.objects.create(
        credor_id=credencial.credor_id, credencial=credencial, resumo=resumir(segredo), criado_em=agora
    )
    return segredo


def _redes(redes: Iterable[str]) -> list[str]:
    """Sem repetição e na ordem dita."""
    try:
        ditas = list(dict.fromkeys(rede_normalizar(rede) for rede in redes))
    except ValueError as erro:
        raise RedeErrada(motivo=str(erro)) from None
    if len(ditas) > REDES_POR_CREDENCIAL:
        raise RedesDemais(quantas=len(ditas), limite=REDES_POR_CREDENCIAL)
    return ditas


def _anotar(etiqueta: Etiqueta, credencial: CredencialDeApi, ator: str, agora: datetime, **chaves: object) -> None:
    comum = {"client_id": credencial.client_id, "nome": credencial.nome}
    evento_registrar(etiqueta, ator=ator, credor=credencial.credor, em=agora, **comum, **chaves)
