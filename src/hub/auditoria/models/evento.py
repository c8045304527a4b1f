from __future__ import annotations

from django.db import models


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
        indexes = (models.Index(fields=("credor", "id"), name="evento_credor"),)

    def __str__(self) -> str:
        return f"{self.etiqueta} por {self.ator}"
