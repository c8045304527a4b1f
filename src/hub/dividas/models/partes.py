from __future__ import annotations

from django.db import models

from hub.credores.models import Credor
from hub.dividas.models.cda import CDA


class Corresponsavel(models.Model):
    """Codevedor de uma CDA (LEF art. 2 §5 I), na ordem em que veio."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    cda = models.ForeignKey(CDA, on_delete=models.CASCADE, related_name="corresponsaveis", db_constraint=False)
    ordem = models.PositiveSmallIntegerField()
    papel = models.TextField()
    documento = models.TextField(null=True)  # noqa: DJ001 - extrato público não o traz
    nome = models.TextField()
    fundamento = models.TextField(null=True)  # noqa: DJ001
    data_inclusao = models.DateField(null=True)
    logradouro = models.TextField(null=True)  # noqa: DJ001
    numero = models.TextField(null=True)  # noqa: DJ001
    complemento = models.TextField(null=True)  # noqa: DJ001
    bairro = models.TextField(null=True)  # noqa: DJ001
    municipio_ibge = models.TextField(null=True)  # noqa: DJ001
    municipio = models.TextField(null=True)  # noqa: DJ001
    uf = models.TextField(null=True)  # noqa: DJ001
    cep = models.TextField(null=True)  # noqa: DJ001
    email = models.TextField(null=True)  # noqa: DJ001
    telefone = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        db_table = "corresponsavel"
        ordering = ("cda", "ordem")

    def __str__(self) -> str:
        return self.nome


class Item(models.Model):
    """Parcela ou competência que compõe a CDA; as somas por rubrica são as da CDA."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    cda = models.ForeignKey(CDA, on_delete=models.CASCADE, related_name="itens", db_constraint=False)
    sequencia = models.IntegerField()
    tributo = models.TextField()
    exercicio = models.IntegerField(null=True)
    parcela = models.TextField(null=True)  # noqa: DJ001
    vencimento = models.DateField(null=True)
    valor_principal = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_correcao = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_juros = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_multa = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_encargos = models.DecimalField(max_digits=15, decimal_places=2, null=True)

    class Meta:
        db_table = "item"
        ordering = ("cda", "sequencia")

    def __str__(self) -> str:
        return f"Item {self.sequencia}"
