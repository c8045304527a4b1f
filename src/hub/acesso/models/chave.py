from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class ChaveDeApi(models.Model):
    """Chave de integração de um credor. O segredo aparece uma vez; aqui fica só o resumo dele."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="chaves")
    nome = models.CharField(max_length=60)
    #: SHA-256 do segredo, em hexadecimal; o segredo tem 256 bits aleatórios, resumo simples basta
    resumo = models.CharField(max_length=64, unique=True)
    criada_em = models.DateTimeField(auto_now_add=True)
    revogada_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "chave_api"

    def __str__(self) -> str:
        return f"{self.nome} ({self.credor})"
