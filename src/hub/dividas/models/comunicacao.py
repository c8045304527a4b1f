from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from hub.credores.models import Credor
from hub.dividas.models.cda import CDA


class Finalidade(models.TextChoices):
    """Para que se comunica o devedor."""

    #: registro em serviço de proteção ao crédito (CDC art. 43 § 2º)
    SCPC = "scpc", "Serviço de proteção ao crédito"
    #: registro no Cadin (Lei 10.522/2002 art. 2 § 2º)
    CADIN = "cadin", "Cadin"


class Meio(models.TextChoices):
    """Como se comunicou."""

    CARTA = "carta", "Carta"
    CARTA_AR = "carta_ar", "Carta com aviso de recebimento"
    PESSOAL = "pessoal", "Entrega pessoal"
    EDITAL = "edital", "Edital"
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"


#: Meios que só valem com prova de envio e de entrega (STJ Tema 1.315).
ELETRONICOS: Final = (Meio.EMAIL, Meio.SMS, Meio.WHATSAPP)

#: O dia desde o qual a comunicação vale; nulo = não vale. A carta vale do envio (STJ Súmula 404: o aviso de recebimento
#: não se exige); a que voltou não vale.
VALE_DESDE = Case(
    When(devolvida_em__isnull=False, then=Value(None)),
    When(meio__in=[meio.value for meio in ELETRONICOS], then=F("entregue_em")),
    default=Coalesce("entregue_em", "enviada_em"),
    output_field=models.DateField(),
)


class Comunicacao(models.Model):
    """Uma comunicação escrita a um devedor de uma CDA, antes de um registro, com as provas. Nunca se apaga."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    cda = models.ForeignKey(CDA, on_delete=models.PROTECT, related_name="comunicacoes", db_constraint=False)
    #: 0 = o principal; senão, a ordem do corresponsável
    devedor = models.PositiveSmallIntegerField()
    finalidade = models.CharField(max_length=10, choices=Finalidade.choices)
    meio = models.CharField(max_length=10, choices=Meio.choices)
    enviada_em = models.DateField()
    #: onde está a prova: número do objeto postal, identificador da mensagem, resumo do arquivo
    prova_de_envio = models.CharField(max_length=200)
    entregue_em = models.DateField(null=True)
    prova_de_entrega = models.CharField(max_length=200, blank=True)
    devolvida_em = models.DateField(null=True)
    #: o que o correio ou o servidor disse ao devolver
    motivo_da_devolucao = models.CharField(max_length=200, blank=True)
    registrada_por = models.CharField(max_length=150)
    registrada_em = models.DateTimeField()
    vale_desde = models.GeneratedField(expression=VALE_DESDE, output_field=models.DateField(null=True), db_persist=True)

    class Meta:
        db_table = "comunicacao"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("cda", "devedor", "finalidade", "meio", "enviada_em"), name="comunicacao_unica"
            ),
            models.CheckConstraint(
                condition=Q(entregue_em__isnull=True) | Q(entregue_em__gte=F("enviada_em")) & ~Q(prova_de_entrega=""),
                name="comunicacao_entregue_com_prova",
            ),
            models.CheckConstraint(
                condition=Q(devolvida_em__isnull=True) | Q(devolvida_em__gte=F("enviada_em")),
                name="comunicacao_devolvida_depois",
            ),
        )
        indexes = (models.Index(fields=("credor", "finalidade", "cda"), name="comunicacao_do_credor"),)

    def __str__(self) -> str:
        return f"{self.get_meio_display()} de {self.enviada_em:%d/%m/%Y}"
