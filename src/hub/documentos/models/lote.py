from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hub.credores.models import Credor
from hub.documentos.models.modelo import VersaoDoModelo


class SituacaoDoLoteDeDocumentos(models.TextChoices):
    #: os pedaços estão na fila; interrompido, os que faltam continuam
    EMITINDO = "emitindo", "Sendo emitido"
    #: todo pedaço tem resultado, e o manifesto está pronto
    PRONTO = "pronto", "Pronto"


class Formato(models.TextChoices):
    #: um PDF por pedaço, com os documentos em ordem; o índice diz as páginas
    JUNTADO = "juntado", "Um PDF a cada 500 documentos"
    #: um PDF por documento, num ZIP por pedaço
    SEPARADO = "separado", "Um PDF por documento"


class LoteDeDocumentos(models.Model):
    """Muitos documentos do mesmo modelo, pedidos de uma vez e emitidos em pedaços."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="lotes_de_documentos")
    versao = models.ForeignKey(VersaoDoModelo, on_delete=models.PROTECT, related_name="+")
    formato = models.CharField(max_length=8, choices=Formato.choices)
    #: o que se procurou na lista de CDAs, como se disse
    filtro = models.JSONField(default=dict)
    #: manda cada carta ao correio eletrônico que a CDA trouxer
    por_email = models.BooleanField(default=False)
    situacao = models.CharField(max_length=8, choices=SituacaoDoLoteDeDocumentos.choices)
    pedidos = models.IntegerField()
    emitidos = models.IntegerField(default=0)
    #: já tinham este documento
    repetidos = models.IntegerField(default=0)
    #: não puderam ser emitidos; o motivo está no pedaço
    recusados = models.IntegerField(default=0)
    #: SHA-256 do manifesto, que traz o resumo de cada arquivo e documento
    manifesto_sha256 = models.CharField(max_length=64, blank=True)
    #: quem assinou o manifesto; vazio = não foi assinado
    assinatura = models.JSONField(default=dict)
    criado_por = models.CharField(max_length=150)
    criado_em = models.DateTimeField()
    pronto_em = models.DateTimeField(null=True)

    class Meta:
        db_table = "lote_de_documentos"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Lote de documentos {self.pk}"

    @property
    def feitos(self) -> int:
        return self.emitidos + self.repetidos + self.recusados

    @property
    def progresso(self) -> int:
        return 100 * self.feitos // self.pedidos if self.pedidos else 100


class PedacoDoLote(models.Model):
    """Até quinhentas CDAs de um lote: uma tarefa, uma transação, um arquivo."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_index=False, related_name="+")
    lote = models.ForeignKey(LoteDeDocumentos, on_delete=models.PROTECT, related_name="pedacos")
    ordem = models.PositiveIntegerField()
    cdas = ArrayField(models.BigIntegerField())
    feito = models.BooleanField(default=False)
    #: SHA-256 do PDF ou do ZIP; vazio = nenhum documento saiu
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.BigIntegerField(default=0)
    #: SHA-256 do índice: em que arquivo e página está cada documento, e para onde vai
    indice_sha256 = models.CharField(max_length=64, blank=True)
    #: `[{"numero_cda", "motivo"}]`
    recusas = models.JSONField(default=list)

    class Meta:
        db_table = "pedaco_do_lote"
        ordering = ("lote", "ordem")
        constraints = (models.UniqueConstraint(fields=("lote", "ordem"), name="pedaco_ordem_unica"),)

    def __str__(self) -> str:
        return f"Pedaço {self.ordem} do lote {self.lote_id}"
