"""As carteiras de um credor: criar, mudar o que recebem e salvar versões da régua e do contato."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.clausulas import tributos_conferir
from hub.credores.conferencia import cadastro_conferir
from hub.credores.contato import contato_ler
from hub.credores.erros import VigenciaPassada
from hub.credores.models import DESDE_SEMPRE, Carteira, Credor, VersaoDaCarteira
from hub.credores.vigencias import cortes, versao_no_dia
from hub.estrategias.acordos import acordo_conferir
from hub.estrategias.erros import CarteiraMudou, TributoDeOutraCarteira
from hub.estrategias.etapas import regua_ler


@dataclass(frozen=True, kw_only=True)
class Vigencia:
    """De quando até quando uma versão vale."""

    #: nulo = hoje, ou desde sempre se a carteira não tem versão nenhuma
    desde: date | None = None
    #: nulo = sem fim marcado
    ate: date | None = None


@transaction.atomic
def carteira_salvar(
    *,
    credor: Credor,
    codigo: str,
    ator: str,
    agora: datetime,
    nome: str | None = None,
    tributos: Sequence[str] | None = None,
    regua: object = None,
    contato: object = None,
    vigencia: Vigencia | None = None,
    marca: str | None = None,
) -> Carteira:
    """Cria a carteira, ou muda dela só o que se diz; repetir não muda nada, e mudar deixa evento.

    `regua` e `contato`, como `regua_ler` e `contato_ler` os leem, formam uma versão nova, que vale no período de
    `vigencia` para as CDAs que já estão na carteira e as que vierem; as anteriores ficam guardadas. `marca`: a de
    `marca_da` quando quem salva abriu o formulário.
    Levanta `CadastroErrado`, `TributoForaDaLista`, `TributoDeOutraCarteira`, `SemAcordoComOBiro`, `ReguaErrada`,
    `ContatoErrado`, `VigenciaPassada`, `CarteiraMudou` e o que o registro das estratégias recusar.
    """
    Credor.objects.select_for_update().get(pk=credor.pk)
    codigo = codigo.strip()  # como a conversão deixa o da CDA
    carteira = Carteira.objects.filter(credor=credor, codigo=codigo).first()
    if marca is not None and marca != (marca_da(carteira) if carteira else ""):
        raise CarteiraMudou(carteira=codigo)
    carteira = carteira or Carteira(credor=credor, codigo=codigo, nome=codigo)
    _salvar_cadastro(carteira, nome, tributos, ator=ator, agora=agora)
    if regua is not None:
        acordo_conferir(credor=credor, regua=regua, em=timezone.localdate(agora))
    novo: dict[str, Any] = {} if regua is None else {"regua": regua_ler(regua)}
    novo |= {} if contato is None else {"contato": contato_ler(contato)}
    _salvar_versao(carteira, novo, vigencia or Vigencia(), ator=ator, agora=agora)
    return carteira


def marca_da(carteira: Carteira) -> str:
    """O que muda quando alguém salva a carteira: é o que o formulário leva e o salvar confere."""
    ultima = carteira.versoes.order_by("-versao").values_list("versao", flat=True).first()
    dito = json.dumps([carteira.pk, carteira.nome, carteira.tributos, ultima])
    return hashlib.sha256(dito.encode()).hexdigest()[:16]


def _salvar_cadastro(
    carteira: Carteira, nome: str | None, tributos: Sequence[str] | None, *, ator: str, agora: datetime
) -> None:
    antes = (carteira.nome, carteira.tributos)
    carteira_conferir(carteira, nome=nome, tributos=tributos)
    if carteira.pk and antes == (carteira.nome, carteira.tributos):
        return
    carteira.save()
    _registrar(Etiqueta.CARTEIRA_SALVA, carteira, ator, agora, nome=carteira.nome, tributos=carteira.tributos)


def carteira_conferir(carteira: Carteira, *, nome: str | None = None, tributos: Sequence[str] | None = None) -> None:
    """Põe na carteira, sem a gravar, o que se diz. Levanta `CadastroErrado` e as recusas dos tributos."""
    if nome is not None:
        carteira.nome = nome
    if tributos is not None:
        _conferir_tributos(carteira, tributos)
        carteira.tributos = list(tributos)
    cadastro_conferir(carteira)


def _conferir_tributos(carteira: Carteira, tributos: Sequence[str]) -> None:
    tributos_conferir(tributos)
    for outra in Carteira.objects.filter(credor=carteira.credor).exclude(codigo=carteira.codigo):
        if comuns := sorted(set(tributos) & set(outra.tributos)):
            raise TributoDeOutraCarteira(tributos=", ".join(comuns), carteira=outra.codigo)


def _salvar_versao(
    carteira: Carteira, novo: Mapping[str, Any], vigencia: Vigencia, *, ator: str, agora: datetime
) -> None:
    """Guarda a versão, se em algum dia dela o que vale muda."""
    versoes = list(carteira.versoes.order_by("versao"))
    desde = _inicio(vigencia, hoje=timezone.localdate(agora), primeira=not versoes)
    base = _conteudo_em(versoes, desde)
    conteudo = {**base, **novo}
    if versoes and (not novo or _ja_vale(versoes, conteudo, desde, vigencia.ate)):
        return
    versao = VersaoDaCarteira(
        credor=carteira.credor,
        carteira=carteira,
        versao=versoes[-1].versao + 1 if versoes else 1,
        vigente_desde=desde,
        vigente_ate=vigencia.ate,
        criada_por=ator,
        em=agora,
        **conteudo,
    )
    cadastro_conferir(versao)
    versao.save(force_insert=True)
    _registrar_versao(versao, base, ator, agora)


def _inicio(vigencia: Vigencia, *, hoje: date, primeira: bool) -> date:
    desde = vigencia.desde or (DESDE_SEMPRE if primeira else hoje)
    if desde < hoje and not (primeira and desde == DESDE_SEMPRE):
        raise VigenciaPassada(desde=desde, hoje=hoje)
    return desde


def _ja_vale(versoes: Sequence[VersaoDaCarteira], conteudo: Mapping[str, Any], desde: date, ate: date | None) -> bool:
    """Se em todo dia do período já vale esse conteúdo."""
    mudancas = [dia for dia in cortes(versoes) if desde < dia and (ate is None or dia <= ate)]
    return all(conteudo == _conteudo_em(versoes, dia) for dia in (desde, *mudancas))


def _conteudo_em(versoes: Sequence[VersaoDaCarteira], dia: date) -> dict[str, Any]:
    vale = versao_no_dia(versoes, dia)
    return {"regua": vale.regua, "contato": vale.contato} if vale else {"regua": [], "contato": {}}


def _registrar_versao(versao: VersaoDaCarteira, antes: Mapping[str, Any], ator: str, agora: datetime) -> None:
    agora_vale = {"regua": versao.regua, "contato": versao.contato}
    mudou = [nome for nome, valor in agora_vale.items() if valor != antes[nome]]
    if "regua" in mudou:
        _registrar(Etiqueta.REGUA_TROCADA, versao.carteira, ator, agora, de=antes["regua"], para=versao.regua)
    _registrar(
        Etiqueta.CARTEIRA_VERSAO_SALVA,
        versao.carteira,
        ator,
        agora,
        versao=versao.versao,
        vigente_desde=versao.vigente_desde,
        vigente_ate=versao.vigente_ate,
        mudou=mudou or ["vigencia"],
    )


def _registrar(etiqueta: Etiqueta, carteira: Carteira, ator: str, agora: datetime, **chaves: Any) -> None:
    evento_registrar(etiqueta, ator=ator, credor=carteira.credor, em=agora, carteira=carteira.codigo, **chaves)
