from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class SegredoDoCanal(models.Model):
    """Com que o credor se identifica no serviço de um canal. A senha só existe aqui cifrada (`hub.acesso.cofre`)."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="segredos_dos_canais")
    estrategia = models.CharField(max_length=20)
    usuario = models.CharField(max_length=150)
    cifrado = models.BinaryField()
    guardado_por = models.CharField(max_length=150)
    guardado_em = models.DateTimeField()

    class Meta:
        db_table = "segredo_do_canal"
        constraints = (models.UniqueConstraint(fields=("credor", "estrategia"), name="segredo_do_canal_unico"),)

    def __str__(self) -> str:
        return f"{self.estrategia} de {self.credor}"
