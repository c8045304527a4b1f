from __future__ import annotations

from django.db import models

from hub.credores.models import Credor
from hub.dividas.models.cda import CDA


class Passagem(models.Model):
    """Uma mudança de situação: a linha é fila, história e auditoria.

    Sem acionamento, a mudança é da posição da CDA. A entrada da CDA não gera passagem: o lote dela a conta.
    """

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    # Sem índice próprio: no banco a chave é (cda_id, id), que já acha as passagens de uma CDA.
    cda = models.ForeignKey(
        CDA, on_delete=models.PROTECT, related_name="passagens", db_constraint=False, db_index=False
    )
    acionamento = models.BigIntegerField(null=True)
    de = models.CharField(max_length=20)
    para = models.CharField(max_length=20)
    #: por quê: `remessa:12`, `retorno:7`, `movimento:PAGAMENTO_TOTAL`, com a ocorrência quando houver
    motivo = models.TextField()
    #: o dia que o canal informou (protocolo, lavratura, pagamento); nulo = só se sabe quando o hub soube
    data = models.DateField(null=True)
    em = models.DateTimeField()

    class Meta:
        db_table = "passagem"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.de} → {self.para}"
