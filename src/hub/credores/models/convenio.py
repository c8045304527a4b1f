from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hub.credores.models.credor import Credor


class Convenio(models.Model):
    """O acordo com a PGFN; suas cláusulas são dados que a recepção obedece. Versões nunca se apagam."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="convenios")
    versao = models.PositiveIntegerField()
    vigencia_inicio = models.DateField()
    vigencia_fim = models.DateField(null=True, blank=True)
    assinado_por = models.CharField(max_length=150)
    #: valor consolidado mínimo por CDA, em reais; nulo = sem limite
    valor_minimo = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    #: valor consolidado máximo por CDA, em reais; nulo = sem limite
    valor_maximo = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    #: anos desde o vencimento; nulo = sem limite
    idade_maxima_anos = models.PositiveSmallIntegerField(null=True, blank=True)
    #: códigos de tributo aceitos; vazia = os da classe do credor
    tributos = models.JSONField(default=list, blank=True)
    #: dias corridos para o credor justificar o que ficou em consulta
    prazo_consulta_dias = models.PositiveSmallIntegerField(default=30)

    class Meta:
        db_table = "convenio"
        ordering = ("credor", "-versao")
        constraints = (
            models.UniqueConstraint(fields=("credor", "versao"), name="convenio_versao_unica"),
            models.CheckConstraint(
                condition=Q(vigencia_fim__isnull=True) | Q(vigencia_fim__gte=F("vigencia_inicio")),
                name="convenio_vigencia_em_ordem",
            ),
        )

    def __str__(self) -> str:
        return f"Convênio {self.versao} de {self.credor}"
