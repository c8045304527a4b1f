from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hub.credores.models import Credor


class EspecieDeChave(models.TextChoices):
    """O que uma chave faz."""

    #: nada se grava, em porta nenhuma; ler, entrar e sair continuam
    SOMENTE_LEITURA = "somente_leitura", "Somente leitura"
    #: um canal não inclui nada, de todos ou de um credor; baixa, salvo se a chave diz que nem isso
    PARAR_CANAL = "parar_canal", "Parar um canal"
    #: nada de um credor se inclui, e dele só se aceita o que reduz
    PARAR_CREDOR = "parar_credor", "Parar um credor"
    #: uma mensagem no alto de toda página e no estado
    AVISO = "aviso_a_todos", "Aviso a todos"


_SEM_CANAL, _SEM_CREDOR = Q(canal=""), Q(credor__isnull=True)
_FORMA = (
    (Q(especie__in=(EspecieDeChave.SOMENTE_LEITURA, EspecieDeChave.AVISO)) & _SEM_CANAL & _SEM_CREDOR)
    | (Q(especie=EspecieDeChave.PARAR_CANAL) & ~_SEM_CANAL)
    | (Q(especie=EspecieDeChave.PARAR_CREDOR) & _SEM_CANAL & ~_SEM_CREDOR)
)


class ChaveDeOperacao(models.Model):
    """Uma parada, ou um aviso, com quem a pôs e quem a tirou. É história: a linha não se apaga, e só se desliga."""

    especie = models.CharField("espécie", max_length=20, choices=EspecieDeChave.choices)
    #: o canal que para; vazio nas outras espécies
    canal = models.CharField(max_length=20, blank=True)
    #: o credor que para; nulo = o hub, ou o canal de todos
    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: por quê, como os credores o leem
    motivo = models.CharField(max_length=300)
    #: se a parada do canal segura também as baixas
    inclusive_baixas = models.BooleanField("inclusive baixas", default=False)
    ligada_por = models.CharField(max_length=150)
    ligada_em = models.DateTimeField()
    #: de quando vale; depois de `ligada_em`, é manutenção marcada
    desde = models.DateTimeField()
    #: até quando se espera que dure; ela não se desliga sozinha
    fim_previsto = models.DateTimeField("fim previsto", null=True, blank=True)
    desligada_por = models.CharField(max_length=150, blank=True)
    desligada_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "chave_de_operacao"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=_FORMA, name="chave_de_operacao_forma"),
            models.CheckConstraint(
                condition=Q(inclusive_baixas=False) | Q(especie=EspecieDeChave.PARAR_CANAL),
                name="chave_de_operacao_baixas_so_de_canal",
            ),
            models.CheckConstraint(condition=Q(desde__gte=F("ligada_em")), name="chave_de_operacao_desde"),
            models.CheckConstraint(
                condition=Q(fim_previsto__isnull=True) | Q(fim_previsto__gt=F("desde")),
                name="chave_de_operacao_fim_depois",
            ),
            models.CheckConstraint(
                condition=Q(desligada_em__isnull=True, desligada_por="")
                | (Q(desligada_em__gte=F("ligada_em")) & ~Q(desligada_por="")),
                name="chave_de_operacao_desligada_por_alguem",
            ),
            models.UniqueConstraint(
                fields=("especie", "canal", "credor"),
                condition=Q(desligada_em__isnull=True) & ~Q(especie=EspecieDeChave.AVISO),
                nulls_distinct=False,
                name="chave_de_operacao_uma_por_vez",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_especie_display()} desde {self.desde}"
