from __future__ import annotations

from django.db import models

from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.documentos.models.lote import PedacoDoLote
from hub.documentos.models.modelo import Especie, VersaoDoModelo


class SituacaoDoDocumento(models.TextChoices):
    EMITIDO = "emitido", "Válido"
    #: o credor o retirou; a página de conferência o diz
    CANCELADO = "cancelado", "Cancelado pelo credor"


class Documento(models.Model):
    """Um documento emitido. O mesmo pedido (CDA, versão dela, versão do modelo) não emite outro."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="documentos")
    # Sem conferência no banco: um lote grava quinhentos de uma vez, de CDAs que acabou de ler.
    cda = models.ForeignKey(
        CDA, on_delete=models.PROTECT, related_name="documentos", db_constraint=False, db_index=False
    )
    cda_versao = models.PositiveSmallIntegerField()
    especie = models.CharField(max_length=5, choices=Especie.choices)
    versao = models.ForeignKey(VersaoDoModelo, on_delete=models.PROTECT, related_name="documentos")
    #: código de conferência (`hub.documentos.codigo`), sem hífen
    codigo = models.CharField(max_length=18, unique=True)
    #: SHA-256 do arquivo PDF em que está
    sha256 = models.CharField(max_length=64)
    #: SHA-256 do que foi escrito nele: versão do modelo e valor de cada marcador
    resumo = models.CharField(max_length=64)
    #: o pedaço de lote que o emitiu; nulo = emitido sozinho
    pedaco = models.ForeignKey(PedacoDoLote, on_delete=models.PROTECT, null=True, related_name="documentos")
    #: páginas que ocupa no arquivo, da primeira em diante
    pagina = models.PositiveIntegerField(default=1)
    paginas = models.PositiveSmallIntegerField()
    #: o que a página pública mostra do devedor
    devedor_mascarado = models.TextField()
    emitido_em = models.DateTimeField()
    emitido_por = models.CharField(max_length=150)
    #: `{"titular", "certificado", "de_teste", "politica"}`; vazio = não assinado um a um
    assinatura = models.JSONField(default=dict)
    situacao = models.CharField(max_length=9, choices=SituacaoDoDocumento.choices, default=SituacaoDoDocumento.EMITIDO)

    class Meta:
        db_table = "documento"
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("cda", "cda_versao", "versao"), name="documento_unico"),)

    def __str__(self) -> str:
        return f"{self.get_especie_display()} {self.codigo}"
