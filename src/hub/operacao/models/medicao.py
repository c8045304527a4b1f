from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Medicao(models.Model):
    """Como estava um componente da última vez que se mediu: uma linha por componente."""

    componente = models.CharField(primary_key=True, max_length=30)
    funciona = models.BooleanField()
    #: por que não funciona; vazio se funciona
    causa = models.CharField(max_length=300, blank=True)
    #: da primeira medida: antes dela nada se sabe
    medido_desde = models.DateTimeField()
    #: da última medida
    medido_em = models.DateTimeField()

    class Meta:
        db_table = "medicao"

    def __str__(self) -> str:
        return f"{self.componente} em {self.medido_em}"


class Indisponibilidade(models.Model):
    """Um intervalo em que um componente não funcionou. Não se apaga, e o fim se escreve uma vez."""

    componente = models.CharField(max_length=30)
    #: da primeira medida que falhou; na falta de medida, da última que houve
    inicio = models.DateTimeField()
    #: da primeira medida que voltou a dar certo; nulo = continua
    fim = models.DateTimeField(null=True, blank=True)
    causa = models.CharField(max_length=300)
    #: falso quando não se mediu: conta como fora do ar, por causa desconhecida
    medida = models.BooleanField(default=True)

    class Meta:
        db_table = "indisponibilidade"
        ordering = ("-inicio", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(fim__isnull=True) | Q(fim__gte=F("inicio")), name="indisponibilidade_ordem"
            ),
            models.UniqueConstraint(
                fields=("componente",), condition=Q(fim__isnull=True), name="indisponibilidade_uma_por_vez"
            ),
        )
        indexes = (models.Index(fields=("componente", "fim"), name="indisponibilidade_fim"),)

    def __str__(self) -> str:
        return f"{self.componente} fora do ar desde {self.inicio}"
