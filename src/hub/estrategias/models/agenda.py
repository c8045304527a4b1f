from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q

from hub.credores.models import Credor
from hub.dividas.models import Remessa


class Libera(models.TextChoices):
    """O que sai sem que ninguém olhe, por aprovação permanente."""

    NADA = "nada", "Nada: pessoas conferem e liberam"
    #: quem pagou não espera
    BAIXAS = "baixas", "Só as baixas"
    TUDO = "tudo", "Tudo o que o freio não segura"


class AgendaDoCanal(models.Model):
    """Quando a régua de um credor roda sozinha num canal, e o que pode sair sem ninguém olhar."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="agendas")
    estrategia = models.CharField(max_length=20)
    #: dias da semana em que roda, de 0 (segunda) a 6 (domingo); nunca em feriado
    dias_da_semana = models.JSONField(default=list)
    #: horário local em que começa; nunca fora dele
    das = models.TimeField(default=time(8))
    ate = models.TimeField(default=time(18))
    #: CDAs que se incluem por semana (de segunda a domingo); nula = sem limite
    capacidade_semanal = models.PositiveIntegerField(null=True)
    libera = models.CharField(max_length=6, choices=Libera.choices, default=Libera.NADA)
    #: quem aprovou, e o último dia em que a aprovação vale
    aprovada_por = models.CharField(max_length=150, blank=True)
    aprovada_ate = models.DateField(null=True)
    mudada_em = models.DateTimeField()

    class Meta:
        db_table = "agenda_do_canal"
        constraints = (
            models.UniqueConstraint(fields=("credor", "estrategia"), name="agenda_uma_por_canal"),
            models.CheckConstraint(condition=Q(das__lt=F("ate")), name="agenda_das_antes_de_ate"),
            models.CheckConstraint(
                condition=Q(libera=Libera.NADA) | ~Q(aprovada_por="") & Q(aprovada_ate__isnull=False),
                name="agenda_aprovada_por_alguem",
            ),
        )

    def __str__(self) -> str:
        return f"Agenda de {self.estrategia} de {self.credor}"


class SituacaoDaRodada(models.TextChoices):
    #: o plano está feito e espera pessoas, ou a liberação vai a meio
    PLANEJADA = "planejada", "Planejada"
    LIBERADA = "liberada", "Liberada"
    #: não havia o que incluir nem baixar
    VAZIA = "vazia", "Nada a fazer"
    #: o plano não se pôde fazer; tenta-se de novo na hora seguinte
    RECUSADA = "recusada", "Não se pôde planejar"


class RodadaDaRegua(models.Model):
    """Uma vez em que a régua rodou sozinha num canal. Uma por dia."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    estrategia = models.CharField(max_length=20)
    dia = models.DateField()
    situacao = models.CharField(max_length=10, choices=SituacaoDaRodada.choices)
    #: o que ficou para as pessoas, ou o que saiu
    remessa = models.ForeignKey(Remessa, on_delete=models.PROTECT, null=True, related_name="+")
    #: a que levou só as baixas, quando elas saem antes
    das_baixas = models.ForeignKey(Remessa, on_delete=models.PROTECT, null=True, related_name="+")
    #: por que não saiu
    motivo = models.TextField(blank=True)
    em = models.DateTimeField()

    class Meta:
        db_table = "rodada_da_regua"
        ordering = ("-dia", "-id")
        constraints = (models.UniqueConstraint(fields=("credor", "estrategia", "dia"), name="rodada_uma_por_dia"),)

    def __str__(self) -> str:
        return f"Rodada de {self.estrategia} em {self.dia:%d/%m/%Y}"
