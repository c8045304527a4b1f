from __future__ import annotations

from django.db import models

from hub.credores.models import Credor
from hub.dividas.models.cda import CDA
from hub.dividas.models.lote import Lote


class Movimento(models.Model):
    """O que o credor contou de uma CDA: pagamento, suspensão, cancelamento, reabertura…"""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    cda = models.ForeignKey(CDA, on_delete=models.PROTECT, related_name="movimentos", db_constraint=False)
    lote = models.ForeignKey(Lote, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    tipo = models.TextField()
    data = models.DateField()
    #: em reais, nos pagamentos
    valor = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    motivo = models.TextField(null=True)  # noqa: DJ001
    numero_cnj = models.TextField(null=True)  # noqa: DJ001
    #: identificador no credor; sem ele, tipo, data e valor dizem se é repetição
    identificador = models.TextField()
    registrado_em = models.DateTimeField()

    class Meta:
        db_table = "movimento"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("cda", "identificador"), name="movimento_unico"),)

    def __str__(self) -> str:
        return f"{self.tipo} em {self.data:%d/%m/%Y}"
