from __future__ import annotations

from django.db import models

from hub.credores.models import Credor
from hub.dividas.models import CDA, Remessa, RemessaArquivo, TipoDeEndereco
from hub.documentos.models import Documento, LoteDeDocumentos, VersaoDoModelo


class MeioDaCarta(models.TextChoices):
    """Por onde a carta vai."""

    EMAIL = "email", "E-mail"
    #: o pacote que uma gráfica imprime e posta
    GRAFICA = "grafica", "Gráfica"
    #: o arquivo que os Correios imprimem e entregam
    ECARTA = "ecarta", "e-Carta"


class Carta(models.Model):
    """O que um acionamento da estratégia `carta` leva, e a quem: o endereço fica como era quando saiu."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    remessa = models.ForeignKey(Remessa, on_delete=models.PROTECT, db_constraint=False, related_name="cartas")
    # Sem ligação declarada: os acionamentos de um plano se apagam de uma vez, e o banco não os procura um a um aqui.
    acionamento = models.BigIntegerField(unique=True)
    cda = models.ForeignKey(CDA, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    nosso_numero = models.CharField(max_length=30, unique=True)
    meio = models.CharField(max_length=7, choices=MeioDaCarta.choices)
    #: CPF ou CNPJ; sem eles, o nome como a busca o lê
    devedor = models.TextField()
    tipo = models.CharField(max_length=6, choices=TipoDeEndereco.choices)
    chave = models.CharField(max_length=32)
    endereco = models.TextField()
    #: qual das cartas da CDA é esta, de 1
    ordem = models.PositiveSmallIntegerField()
    versao = models.ForeignKey(VersaoDoModelo, on_delete=models.PROTECT, null=True, related_name="+")
    #: o lote que a emite, e o documento que saiu dele; nulo enquanto não saiu, ou se não se pôde emitir
    lote = models.ForeignKey(LoteDeDocumentos, on_delete=models.PROTECT, null=True, related_name="+")
    documento = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, related_name="+")
    #: o arquivo que a levou; nulo no e-mail
    arquivo = models.ForeignKey(RemessaArquivo, on_delete=models.SET_NULL, null=True, related_name="cartas")
    #: número do objeto nos Correios
    etiqueta = models.CharField(max_length=20, blank=True)
    #: a situação cujas consequências (comunicação, qualidade do endereço) já se anotaram
    anotada = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "carta"
        indexes = (
            models.Index(fields=("credor", "etiqueta"), name="carta_etiqueta", condition=~models.Q(etiqueta="")),
            # As que ainda podem mudar: é por elas que se passa de minuto em minuto.
            models.Index(
                fields=("credor",),
                name="carta_por_acabar",
                condition=~models.Q(anotada__in=("entregue", "devolvida"))
                & ~models.Q(meio=MeioDaCarta.EMAIL, anotada="postada"),
            ),
        )

    def __str__(self) -> str:
        return f"Carta {self.nosso_numero}"
