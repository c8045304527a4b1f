from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db import models
from django_otp.plugins.otp_totp.models import TOTPDevice

from hub.acesso.models.usuario import Usuario

#: Erros seguidos que ainda dobram a espera: o último faz esperar 2^11 segundos, pouco mais de meia hora.
ERROS_QUE_CONTAM = 12


class SegundoFator(TOTPDevice):  # type: ignore[misc] # o django-otp não traz tipos
    """O aplicativo de códigos de uma pessoa.

    O que está no banco é só uma semente: a chave sai dela e do segredo da instalação, e quem lê o banco não gera
    códigos.
    """

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """Os vinte bytes que o aplicativo guarda."""
        semente: Any = self.key
        return hmac.new(b"hub.acesso.totp:" + settings.SECRET_KEY.encode(), semente.encode(), hashlib.sha1).digest()

    def throttle_increment(self, commit: bool = True) -> None:  # noqa: FBT001, FBT002 - a assinatura é do django-otp
        """Conta o erro, até onde a espera já basta: quem insiste não tranca a conta de ninguém para sempre."""
        super().throttle_increment(commit=False)
        erros: int = self.throttling_failure_count  # type: ignore[has-type]  # o django-otp não traz tipos
        self.throttling_failure_count = min(erros, ERROS_QUE_CONTAM)
        if commit:
            self.save()


class CodigoDeRecuperacao(models.Model):
    """Um código que substitui o aplicativo uma vez. Guarda só o resumo."""

    usuario = models.ForeignKey(Usuario, on_delete=models.CASCADE, related_name="codigos_de_recuperacao")
    resumo = models.CharField(max_length=64)

    class Meta:
        db_table = "codigo_recuperacao"
        constraints = (models.UniqueConstraint(fields=("usuario", "resumo"), name="codigo_recuperacao_unico"),)

    def __str__(self) -> str:
        return f"Código de {self.usuario}"
