from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class ContratoDoCanal(models.Model):
    """O contrato do serviço de um canal, que vale desde um dia; nunca muda, outro o sucede."""

    #: nulo = de todos os credores que não têm o seu
    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, null=True, related_name="contratos_dos_canais")
    estrategia = models.CharField(max_length=20)
    desde = models.DateField()
    #: como `hub.estrategias.contrato.forma` o lê
    documento = models.JSONField()
    #: de onde veio: manual, ofício, versão
    fonte = models.CharField(max_length=300)
    gravado_por = models.CharField(max_length=150)
    gravado_em = models.DateTimeField()

    class Meta:
        db_table = "contrato_do_canal"
        ordering = ("-desde",)
        constraints = (
            models.UniqueConstraint(
                fields=("credor", "estrategia", "desde"), nulls_distinct=False, name="contrato_do_canal_unico"
            ),
        )

    def __str__(self) -> str:
        return f"{self.estrategia} desde {self.desde}"
