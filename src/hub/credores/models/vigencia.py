"""O que muda num convênio depois de assinado: suspensão, certificação e o acordo com o birô."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hub.credores.models.convenio import Convenio
from hub.credores.models.credor import Credor


class SuspensaoDoConvenio(models.Model):
    """Um período em que o convênio não vale para incluir nem aumentar: só reduz e baixa."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="suspensoes")
    desde = models.DateField()
    #: primeiro dia em que voltou a valer; nulo = continua suspenso
    ate = models.DateField(null=True, blank=True)
    motivo = models.CharField(max_length=500)
    suspenso_por = models.CharField(max_length=150)
    reativado_por = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "suspensao_do_convenio"
        ordering = ("credor", "-desde", "-id")
        constraints = (
            models.UniqueConstraint(fields=("credor",), condition=Q(ate__isnull=True), name="suspensao_uma_por_vez"),
            models.CheckConstraint(condition=Q(ate__isnull=True) | Q(ate__gte=F("desde")), name="suspensao_em_ordem"),
        )

    def __str__(self) -> str:
        return f"Suspensão do convênio de {self.credor} desde {self.desde}"


class CertificacaoAnual(models.Model):
    """A declaração do credor de que as dívidas que envia são válidas, devidas e tiveram devido processo."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="certificacoes")
    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, related_name="certificacoes")
    #: primeiro dia em que vale
    certificada_em = models.DateField()
    certificada_por = models.CharField(max_length=150)
    #: último dia em que vale
    valida_ate = models.DateField()
    #: a declaração, como foi feita
    texto = models.TextField()
    #: do texto, em hexadecimal
    sha256 = models.CharField(max_length=64)
    registrada_em = models.DateTimeField()

    class Meta:
        db_table = "certificacao_anual"
        ordering = ("credor", "-valida_ate", "-id")
        constraints = (
            # Certificar duas vezes no mesmo dia é repetir.
            models.UniqueConstraint(fields=("convenio", "certificada_em"), name="certificacao_uma_por_dia"),
            models.CheckConstraint(condition=Q(valida_ate__gte=F("certificada_em")), name="certificacao_em_ordem"),
        )
        indexes = (models.Index(fields=("credor", "valida_ate"), name="certificacao_do_credor"),)

    def __str__(self) -> str:
        return f"Certificação de {self.credor}, até {self.valida_ate}"


class Biro(models.TextChoices):
    """Os serviços de proteção ao crédito de que o hub conhece o leiaute."""

    SCPC = "SCPC", "SCPC"
    SERASA = "SERASA", "Serasa"
    SPC_BRASIL = "SPC_BRASIL", "SPC Brasil"


class AcordoComOBiro(models.Model):
    """O acordo prévio entre o credor e o serviço de proteção ao crédito, sem o qual a estratégia não se escolhe."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="acordos")
    biro = models.CharField("birô", max_length=20, choices=Biro.choices)
    numero = models.CharField("número", max_length=60)
    #: do acordo; vale desde ela
    data = models.DateField()
    #: último dia em que vale
    validade = models.DateField()
    registrado_por = models.CharField(max_length=150)
    registrado_em = models.DateTimeField()

    class Meta:
        db_table = "acordo_com_o_biro"
        ordering = ("credor", "biro", "-validade")
        constraints = (
            models.UniqueConstraint(fields=("credor", "biro", "numero"), name="acordo_unico"),
            models.CheckConstraint(
                condition=Q(validade__gte=F("data")),
                name="acordo_em_ordem",
                violation_error_message="A validade do acordo vem antes da data dele. Confira as duas.",
            ),
        )

    def __str__(self) -> str:
        return f"Acordo {self.numero} de {self.credor} com {self.get_biro_display()}"
