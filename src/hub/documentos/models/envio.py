from __future__ import annotations

from django.db import models

from hub.credores.models import Credor
from hub.documentos.models.documento import Documento


class Canal(models.TextChoices):
    EMAIL = "email", "Correio eletrônico"


class SituacaoDoEnvio(models.TextChoices):
    #: espera a vez
    NA_FILA = "na_fila", "Na fila"
    #: gravado antes da chamada: se o processo morrer, sabe-se que pode ter saído
    ENVIANDO = "enviando", "Sendo enviado"
    #: o servidor respondeu que aceitou
    ENVIADO = "enviado", "Enviado"
    #: o servidor recusou de vez
    RECUSADO = "recusado", "Recusado pelo servidor"
    #: recusa passageira ou servidor fora de alcance, tantas vezes quantas se tenta
    NAO_SAIU = "nao_saiu", "Não saiu"
    #: o conteúdo foi entregue ao servidor e a resposta não veio: pode ter saído. Ninguém repete sozinho
    INCERTO = "incerto", "Incerto"


class Envio(models.Model):
    """Uma carta mandada a um destinatário, com a prova do que o servidor respondeu."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="envios")
    documento = models.ForeignKey(Documento, on_delete=models.PROTECT, related_name="envios")
    canal = models.CharField(max_length=5, choices=Canal.choices, default=Canal.EMAIL)
    destinatario = models.CharField(max_length=254)
    situacao = models.CharField(max_length=8, choices=SituacaoDoEnvio.choices, default=SituacaoDoEnvio.NA_FILA)
    #: o identificador da mensagem, o mesmo em toda tentativa: quem recebe reconhece a repetição
    identificador = models.CharField(max_length=120, unique=True)
    tentativas = models.PositiveSmallIntegerField(default=0)
    #: `[{"em", "resposta", "sha256", "do_endereco"?}]`: o que se ouviu em cada tentativa e o resumo da mensagem que se
    #: mandou; `do_endereco` quando o servidor não conhece o destinatário
    prova = models.JSONField(default=list)
    criado_por = models.CharField(max_length=150)
    criado_em = models.DateTimeField()
    #: da última mudança de situação
    em = models.DateTimeField()

    class Meta:
        db_table = "envio"
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("documento", "canal", "destinatario"), name="envio_unico"),)

    def __str__(self) -> str:
        return f"Envio {self.pk}"
