from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from hub.credores.models.credor import Credor

#: Meses que uma certificação pode valer: é anual, ou mais frequente.
MESES_DA_CERTIFICACAO = 12


class Convenio(models.Model):
    """O acordo com a PGFN; suas cláusulas são dados que a recepção e a régua obedecem. Versões nunca se apagam."""

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
    prazo_consulta_dias = models.PositiveSmallIntegerField(
        "prazo da consulta em dias", default=30, validators=[MinValueValidator(1)]
    )
    #: códigos das regras que só avisariam e, neste convênio, deixam a CDA em consulta
    avisos_em_consulta = models.JSONField(default=list, blank=True)
    #: por estratégia, `valor_minimo`, `valor_maximo` (reais, texto com ponto) e `idade_maxima_anos`; na forma de
    #: `hub.credores.clausulas.limites_ler`
    limites_por_estrategia = models.JSONField(default=dict, blank=True)
    #: meses que vale a certificação de que as dívidas são válidas, devidas e com devido processo; nulo = não se exige
    certificacao_meses = models.PositiveSmallIntegerField(
        "validade da certificação em meses",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MESES_DA_CERTIFICACAO)],
    )
    #: se toda remessa que inclui dívidas pede duas pessoas para sair; a que só baixa não pede: quem pagou não espera
    duas_pessoas = models.BooleanField("duas pessoas para liberar", default=False)
    #: primeiro dia em que já não vale, quando se encerrou antes do fim; nulo = não se encerrou
    encerrado_em = models.DateField(null=True, blank=True)
    motivo_do_encerramento = models.CharField(max_length=500, blank=True)

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
