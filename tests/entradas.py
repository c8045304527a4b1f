"""A entrada dos personagens: o que o gov.br poria na sessão, num lugar só."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from hub.acesso.models import Usuario
from hub.acesso.nivel import Nivel
from hub.acesso.sessao import Modo, marcas


def entrar_por(cliente: Client, pessoa: Usuario, *, nivel: Nivel = Nivel.OURO, modo: Modo = Modo.GOVBR) -> Client:
    """O cliente com a pessoa dentro, como depois de uma entrada; sem dizer mais nada, pelo gov.br e com conta ouro."""
    cliente.force_login(pessoa)
    sessao = cliente.session
    assert isinstance(sessao, SessionStore)
    agora = timezone.now()
    sessao.update(marcas(modo=modo, nivel=nivel, amr=["passwd", "mfa", "otp"], auth_time=agora, agora=agora))
    sessao.save()
    return cliente
