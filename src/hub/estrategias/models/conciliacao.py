from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class SituacaoDaConciliacao(models.TextChoices):
    #: as divergências estão à vista; nada mudou
    ABERTA = "aberta", "Aberta"
    APLICADA = "aplicada", "Aplicada"
    DESCARTADA = "descartada", "Descartada"


class Conciliacao(models.Model):
    """A comparação do que o credor, o hub e um canal dizem das mesmas dívidas, num dia."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="conciliacoes")
    #: o canal comparado; vazio quando só se comparou com o credor
    estrategia = models.CharField(max_length=20, blank=True)
    #: dia das listas
    em = models.DateField()
    situacao = models.CharField(max_length=10, choices=SituacaoDaConciliacao.choices)
    #: o que se comparou, em hexadecimal; vazio = não veio
    lista_do_credor = models.CharField(max_length=64, blank=True)
    lista_do_canal = models.CharField(max_length=64, blank=True)
    #: linhas de cada lista, iguais, e quantas divergências de cada tipo
    contas = models.JSONField(default=dict)
    #: por que precisa de segunda pessoa; vazio = não precisa
    freio = models.TextField(blank=True)
    aprovada_por = models.JSONField(default=list)
    criada_por = models.CharField(max_length=150)
    criada_em = models.DateTimeField()
    aplicada_em = models.DateTimeField(null=True)

    class Meta:
        db_table = "conciliacao"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Conciliação {self.pk}"


class Divergencia(models.Model):
    """Uma dívida de que dois dos três dizem coisas diferentes, e o que se propõe."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_index=False, related_name="+")
    conciliacao = models.ForeignKey(Conciliacao, on_delete=models.CASCADE, related_name="divergencias")
    #: `hub.estrategias.conciliacao` diz o que cada um é
    tipo = models.CharField(max_length=30)
    #: nulos quando o hub não conhece a dívida ou o registro
    cda = models.BigIntegerField(null=True)
    acionamento = models.BigIntegerField(null=True)
    #: número da CDA, ou contrato e documento no canal
    chave = models.TextField()
    no_credor = models.TextField(blank=True)
    no_hub = models.TextField(blank=True)
    no_canal = models.TextField(blank=True)
    #: movimento ou situação que se propõe; vazia = só se mostra
    acao = models.CharField(max_length=30, blank=True)
    #: em reais, nos pagamentos e nas mudanças de valor
    valor = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    aplicada = models.BooleanField(default=False)

    class Meta:
        db_table = "divergencia"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.tipo} em {self.chave}"
