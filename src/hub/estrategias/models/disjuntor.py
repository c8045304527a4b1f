from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class EstadoDoDisjuntor(models.TextChoices):
    #: chama-se
    FECHADO = "fechado", "Ligado"
    #: não se chama
    ABERTO = "aberto", "Desligado"
    #: uma chamada, e só ela, experimenta se o serviço voltou
    MEIO_ABERTO = "meio", "Experimentando"


class Disjuntor(models.Model):
    """Se o hub chama o serviço de um canal em nome de um credor."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="disjuntores")
    estrategia = models.CharField(max_length=20)
    estado = models.CharField(max_length=7, choices=EstadoDoDisjuntor.choices, default=EstadoDoDisjuntor.FECHADO)
    #: falhas passageiras seguidas
    falhas = models.PositiveIntegerField(default=0)
    #: desde quando está neste estado
    desde = models.DateTimeField()
    #: por que abriu, e o que fazer
    motivo = models.TextField(blank=True, default="")
    #: só uma pessoa o fecha
    permanente = models.BooleanField(default=False)
    #: quando se experimenta de novo; nulo = fechado, ou só uma pessoa o fecha
    proxima_em = models.DateTimeField(null=True)

    class Meta:
        db_table = "disjuntor_do_canal"
        constraints = (models.UniqueConstraint(fields=("credor", "estrategia"), name="disjuntor_do_canal_unico"),)

    def __str__(self) -> str:
        return f"{self.estrategia}: {self.estado}"
