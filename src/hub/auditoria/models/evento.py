from __future__ import annotations

from django.db import models
from django.db.models import BigIntegerField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from hub.auditoria.etiquetas import Etiqueta


class Evento(models.Model):
    """Um ato, com etiqueta, ator e chaves exatas. Nunca se altera nem se apaga; o selo prova isso."""

    em = models.DateTimeField()
    etiqueta = models.CharField(max_length=60)
    ator = models.CharField(max_length=150)
    credor = models.ForeignKey("credores.Credor", on_delete=models.PROTECT, null=True, related_name="+")
    #: as chaves que a etiqueta exige, nem uma a mais nem a menos
    chaves = models.JSONField()

    class Meta:
        db_table = "evento"
        indexes = (
            models.Index(fields=("credor", "id"), name="evento_credor"),
            models.Index(
                Cast(KeyTextTransform("lote", "chaves"), BigIntegerField()),
                name="evento_lote",
                condition=Q(etiqueta=Etiqueta.LOTE_RECEBIDO.value),
            ),
        )

    def __str__(self) -> str:
        return f"{self.etiqueta} por {self.ator}"
