from __future__ import annotations

from django.core.validators import MinValueValidator
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
    valor_minimo = models.DecimalField(
        "valor mínimo", max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    #: valor consolidado máximo por CDA, em reais; nulo = sem limite
    valor_maximo = models.DecimalField(
        "valor máximo", max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    #: anos desde o vencimento; nulo = sem limite
    idade_maxima_anos = models.PositiveSmallIntegerField("idade máxima em anos", null=True, blank=True)
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
                violation_error_message="O fim da vigência vem antes do início. Confira as duas datas.",
            ),
            models.CheckConstraint(
                condition=Q(valor_minimo__isnull=True)
                | Q(valor_maximo__isnull=True)
                | Q(valor_maximo__gte=F("valor_minimo")),
                name="convenio_valores_em_ordem",
                violation_error_message="O valor máximo é menor que o mínimo. Confira os dois.",
            ),
        )

    def __str__(self) -> str:
        return f"Convênio {self.versao} de {self.credor}"
