from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class Retorno(models.Model):
    """Um arquivo que o canal devolveu. O mesmo conteúdo, lido de novo, não muda nada."""

    #: se quem o mandou aplicar agora o repetiu: as contas são as da primeira vez
    ja_lido = False

    #: quem o enviou; nulo quando é do operador e pode trazer títulos de vários credores
    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, null=True, related_name="retornos")
    estrategia = models.CharField(max_length=20)
    nome = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    #: leiaute reconhecido, como `protesto/retorno`
    leiaute = models.CharField(max_length=40)
    titulos = models.IntegerField(default=0)
    aplicados = models.IntegerField(default=0)
    repetidos = models.IntegerField(default=0)
    desconhecidos = models.IntegerField(default=0)
    achados = models.JSONField(default=list)
    recebido_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "retorno"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("credor", "sha256"), name="retorno_unico", nulls_distinct=False),
        )

    def __str__(self) -> str:
        return f"Retorno {self.nome}"
