from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class SituacaoDasBaixas(models.Model):
    """O relógio da baixa de um credor num canal, como estava num dia. É o que a PGFN vê: números, nunca a dívida."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    dia = models.DateField()
    estrategia = models.CharField(max_length=20)
    vencidas = models.BigIntegerField()
    vencem_logo = models.BigIntegerField()
    no_prazo = models.BigIntegerField()
    #: das três, as que já se pediram ao canal
    pedidas = models.BigIntegerField()

    class Meta:
        db_table = "situacao_das_baixas"
        ordering = ("-dia", "estrategia")
        constraints = (models.UniqueConstraint(fields=("credor", "dia", "estrategia"), name="baixas_uma_por_dia"),)

    def __str__(self) -> str:
        return f"{self.estrategia} em {self.dia:%d/%m/%Y}"


class CanalMudo(models.Model):
    """Quantos acionamentos de um credor esperavam um canal além do prazo, num dia; sem canal, nenhum esperava."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    dia = models.DateField()
    estrategia = models.CharField(max_length=20, blank=True)
    situacao = models.CharField(max_length=20, blank=True)
    quantos = models.BigIntegerField()

    class Meta:
        db_table = "canal_mudo"
        ordering = ("-dia", "estrategia")
        constraints = (
            models.UniqueConstraint(fields=("credor", "dia", "estrategia", "situacao"), name="canal_mudo_um_por_dia"),
        )

    def __str__(self) -> str:
        return f"{self.estrategia or 'nenhum'} em {self.dia:%d/%m/%Y}"


class MedianaDaBaixa(models.Model):
    """Em quantos dias as baixas de um canal se fizeram, juntos todos os credores. É pública."""

    dia = models.DateField()
    estrategia = models.CharField(max_length=20)
    quantas = models.BigIntegerField()
    #: dias corridos do fato à saída
    mediana = models.DecimalField(max_digits=7, decimal_places=1)
    #: nove em dez saíram até aqui
    decimo = models.DecimalField(max_digits=7, decimal_places=1)

    class Meta:
        db_table = "mediana_da_baixa"
        ordering = ("-dia", "estrategia")
        constraints = (models.UniqueConstraint(fields=("dia", "estrategia"), name="mediana_uma_por_dia"),)

    def __str__(self) -> str:
        return f"{self.estrategia} em {self.dia:%d/%m/%Y}"
