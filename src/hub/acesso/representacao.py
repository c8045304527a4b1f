"""Por quem a pessoa que entrou pelo gov.br responde, como ele o disse na entrada."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from hub.acesso.govbr.empresas import Alcance, Empresa
from hub.acesso.sessao import EMPRESAS, Modo, modo_da_sessao


def empresas_da_sessao(pedido: HttpRequest) -> list[Empresa]:
    """As empresas e entidades que o gov.br ligou à pessoa; nenhuma em quem entrou com senha."""
    if modo_da_sessao(pedido) is not Modo.GOVBR:
        return []
    return [Empresa(**dita) for dita in pedido.session.get(EMPRESAS, [])]


def alcance_por(pedido: HttpRequest, *, cnpj: str, agora: datetime) -> Alcance:
    """O que a pessoa pode em nome do CNPJ, conferido agora: o prazo de um colaborador acaba no meio da sessão."""
    do_cnpj = [empresa.alcance(agora) for empresa in empresas_da_sessao(pedido) if empresa.cnpj == cnpj]
    return next((alcance for alcance in Alcance if alcance in do_cnpj), Alcance.NADA)
