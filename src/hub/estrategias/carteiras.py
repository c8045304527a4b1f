"""As carteiras de um credor: criar, mudar o que recebem e trocar a régua."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.clausulas import tributos_conferir
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Carteira, Credor
from hub.estrategias.acordos import acordo_conferir
from hub.estrategias.erros import TributoDeOutraCarteira
from hub.estrategias.etapas import regua_ler


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
) -> Carteira:
    """Cria a carteira, ou muda dela só o que se diz; repetir não muda nada, e mudar deixa evento.

    `regua`: a lista de etapas como `hub.estrategias.etapas.regua_ler` a lê. Vale para as CDAs que já estão na carteira.
    Levanta `CadastroErrado`, `TributoForaDaLista`, `TributoDeOutraCarteira`, `SemAcordoComOBiro`, `ReguaErrada` e o que
    o registro das estratégias recusar.
    """
    Credor.objects.select_for_update().get(pk=credor.pk)
    codigo = codigo.strip()  # como a conversão deixa o da CDA
    carteira = Carteira.objects.filter(credor=credor, codigo=codigo).first()
    nova = carteira is None
    carteira = carteira or Carteira(credor=credor, codigo=codigo, nome=codigo)
    antes = (carteira.nome, carteira.tributos, carteira.regua)
    if nome is not None:
        carteira.nome = nome
    if tributos is not None:
        _conferir_tributos(carteira, tributos)
        carteira.tributos = list(tributos)
    if regua is not None:
        acordo_conferir(credor=credor, regua=regua, em=timezone.localdate(agora))
        carteira.regua = regua_ler(regua)
    if nova or antes != (carteira.nome, carteira.tributos, carteira.regua):
        cadastro_conferir(carteira)
        carteira.save()
        _registrar(carteira, antes, nova=nova, ator=ator, agora=agora)
    return carteira


def _conferir_tributos(carteira: Carteira, tributos: Sequence[str]) -> None:
    tributos_conferir(tributos)
    for outra in Carteira.objects.filter(credor=carteira.credor).exclude(codigo=carteira.codigo):
        if comuns := sorted(set(tributos) & set(outra.tributos)):
            raise TributoDeOutraCarteira(tributos=", ".join(comuns), carteira=outra.codigo)


def _registrar(carteira: Carteira, antes: tuple[Any, ...], *, nova: bool, ator: str, agora: datetime) -> None:
    nome, tributos, regua = antes
    comum: dict[str, Any] = {"ator": ator, "credor": carteira.credor, "em": agora, "carteira": carteira.codigo}
    if nova or (nome, tributos) != (carteira.nome, carteira.tributos):
        evento_registrar(Etiqueta.CARTEIRA_SALVA, nome=carteira.nome, tributos=carteira.tributos, **comum)
    if regua != carteira.regua:
        evento_registrar(Etiqueta.REGUA_TROCADA, de=regua, para=carteira.regua, **comum)
