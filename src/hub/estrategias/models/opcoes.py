from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class OpcoesDoCanal(models.Model):
    """Como um credor usa um canal; os campos e os padrões estão no `opcoes.py` da pasta do canal."""

    credor = models.ForeignKey(Credor, on_delete=models.CASCADE, related_name="opcoes_dos_canais")
    estrategia = models.CharField(max_length=20)
    opcoes = models.JSONField(default=dict)

    class Meta:
        db_table = "opcoes_do_canal"
        constraints = (models.UniqueConstraint(fields=("credor", "estrategia"), name="opcoes_do_canal_unicas"),)

    def __str__(self) -> str:
        return f"{self.estrategia} de {self.credor}"
