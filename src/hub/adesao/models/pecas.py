"""O que se junta a um pedido de adesão: passagens, documentos, exigências, pareceres e assinaturas."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hub.adesao.models.adesao import Adesao
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.credores.models import Credor


class _Peca(models.Model):
    """Uma linha de um pedido; o credor só se sabe depois que ele nasce."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class PassagemDaAdesao(_Peca):
    """Uma mudança de situação: a fila, a história e a prova."""

    adesao = models.ForeignKey(Adesao, on_delete=models.PROTECT, related_name="passagens")
    de = models.CharField(max_length=20, choices=SituacaoDaAdesao.choices)
    para = models.CharField(max_length=20, choices=SituacaoDaAdesao.choices)
    motivo = models.CharField(max_length=500, blank=True)
    quem = models.CharField(max_length=150)
    em = models.DateTimeField()

    class Meta:
        db_table = "passagem_da_adesao"
        ordering = ("adesao", "id")

    def __str__(self) -> str:
        return f"{self.adesao}: {self.de} → {self.para}"


class AnexoDaAdesao(_Peca):
    """Um documento do pedido; o conteúdo está em disco sob o seu SHA-256."""

    adesao = models.ForeignKey(Adesao, on_delete=models.PROTECT, related_name="anexos")
    #: como quem enviou o chama, sem caminho; só se mostra
    nome = models.CharField(max_length=150)
    #: tipo de conteúdo, pelo conteúdo
    tipo = models.CharField(max_length=30)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    enviado_por = models.CharField(max_length=150)
    enviado_em = models.DateTimeField()
    #: nulo = continua no pedido
    retirado_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "anexo_da_adesao"
        ordering = ("adesao", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("adesao", "sha256"), condition=Q(retirado_em__isnull=True), name="anexo_da_adesao_unico"
            ),
        )

    def __str__(self) -> str:
        return self.nome


class ExigenciaDaAdesao(_Peca):
    """O que a PGFN pediu para poder decidir, e o que se respondeu."""

    adesao = models.ForeignKey(Adesao, on_delete=models.PROTECT, related_name="exigencias")
    texto = models.TextField()
    feita_por = models.CharField(max_length=150)
    feita_em = models.DateTimeField()
    resposta = models.TextField(blank=True)
    respondida_por = models.CharField(max_length=150, blank=True)
    respondida_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "exigencia_da_adesao"
        ordering = ("adesao", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("adesao",), condition=Q(respondida_em__isnull=True), name="exigencia_uma_por_vez"
            ),
        )

    def __str__(self) -> str:
        return f"Exigência {self.pk} da adesão {self.adesao_id}"


class ParecerDaAdesao(_Peca):
    """A decisão da PGFN e por quê."""

    adesao = models.OneToOneField(Adesao, on_delete=models.PROTECT, related_name="parecer")
    favoravel = models.BooleanField()
    texto = models.TextField()
    por = models.CharField(max_length=150)
    em = models.DateTimeField()

    class Meta:
        db_table = "parecer_da_adesao"

    def __str__(self) -> str:
        return f"Parecer da adesão {self.adesao_id}"


class Parte(models.TextChoices):
    """Quem celebra o convênio."""

    ENTE = "ente", "Ente"
    UNIAO = "uniao", "União"


class AssinaturaDaAdesao(_Peca):
    """Quem assinou o quê, em nome de quem."""

    adesao = models.ForeignKey(Adesao, on_delete=models.PROTECT, related_name="assinaturas")
    parte = models.CharField(max_length=10, choices=Parte.choices)
    nome = models.CharField(max_length=150)
    em_nome_de = models.CharField(max_length=200)
    #: o nome de acesso de quem assinou
    por = models.CharField(max_length=150)
    versao = models.CharField(max_length=10)
    #: do texto assinado, em hexadecimal
    sha256 = models.CharField(max_length=64)
    #: da conta com que a sessão se abriu; vazio = entrada local
    nivel = models.CharField(max_length=20, blank=True)
    em = models.DateTimeField()

    class Meta:
        db_table = "assinatura_da_adesao"
        ordering = ("adesao", "id")
        constraints = (models.UniqueConstraint(fields=("adesao", "parte"), name="assinatura_uma_por_parte"),)

    def __str__(self) -> str:
        return f"{self.nome}, por {self.em_nome_de}"
