from __future__ import annotations

from django.db import models

from hub.credores.models.credor import Credor


class Carteira(models.Model):
    """Um conjunto de CDAs do credor. A régua e o contato, que mudam com o tempo, são da `VersaoDaCarteira`."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="carteiras")
    codigo = models.CharField(max_length=20)
    nome = models.CharField(max_length=100)
    #: códigos de tributo que caem aqui quando a CDA não diz a carteira
    tributos = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "carteira"
        ordering = ("credor", "codigo")
        constraints = (models.UniqueConstraint(fields=("credor", "codigo"), name="carteira_codigo_unico"),)

    def __str__(self) -> str:
        return self.nome
