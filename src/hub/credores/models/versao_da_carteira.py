from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from hub.credores.models.carteira import Carteira
from hub.credores.models.credor import Credor

#: Início da primeira versão de uma carteira: antes dela não houve outra, e ela vale para qualquer dia passado.
DESDE_SEMPRE = date(1900, 1, 1)


class VersaoDaCarteira(models.Model):
    """Como uma carteira cobra e atende num período. Não muda nem se apaga (o banco recusa): mudar é salvar outra.

    Num dia vale, das que o alcançam, a de maior número (`hub.credores.consultas.versoes_em`).
    """

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    carteira = models.ForeignKey(Carteira, on_delete=models.PROTECT, related_name="versoes")
    versao = models.PositiveIntegerField()
    #: primeiro dia em que vale
    vigente_desde = models.DateField()
    #: último dia, quando é temporária: depois dele volta a valer a de antes
    vigente_ate = models.DateField(null=True, blank=True)
    #: lista ordenada de etapas, na forma de `hub.estrategias.etapas`
    regua = models.JSONField(default=list, blank=True)
    #: como o devedor regulariza, na forma de `hub.credores.contato`
    contato = models.JSONField(default=dict, blank=True)
    criada_por = models.CharField(max_length=150)
    em = models.DateTimeField()

    class Meta:
        db_table = "carteira_versao"
        ordering = ("carteira", "-versao")
        constraints = (
            models.UniqueConstraint(fields=("carteira", "versao"), name="carteira_versao_unica"),
            models.CheckConstraint(
                condition=Q(vigente_ate__isnull=True) | Q(vigente_ate__gte=F("vigente_desde")),
                name="carteira_versao_em_ordem",
                violation_error_message="O fim da vigência vem antes do início. Confira as duas datas.",
            ),
        )

    def __str__(self) -> str:
        return f"Versão {self.versao} da carteira {self.carteira_id}"

    @property
    def desde_sempre(self) -> bool:
        return self.vigente_desde == DESDE_SEMPRE
