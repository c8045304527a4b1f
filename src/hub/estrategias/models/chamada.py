from __future__ import annotations

from django.db import models

from hub.credores.models import Credor
from hub.dividas.models import RemessaArquivo


class SituacaoDaChamada(models.TextChoices):
    #: espera a vez, ou a hora de tentar de novo
    NA_FILA = "na_fila", "Na fila"
    #: gravada antes de chamar: se o processo morrer, sabe-se que pode ter chegado
    EM_CURSO = "em_curso", "Em curso"
    #: o canal respondeu e a resposta foi aplicada
    FEITA = "feita", "Feita"
    #: o canal respondeu, e a resposta tem algo que uma pessoa precisa olhar
    CONFERIR = "conferir", "Feita, a conferir"
    #: não se tenta mais sozinha: alguém precisa agir
    PARADA = "parada", "Parada"


class Chamada(models.Model):
    """Uma chamada a um serviço de fora, gravada antes de se chamar."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="chamadas")
    estrategia = models.CharField(max_length=20)
    #: a operação do serviço, como ele a chama
    operacao = models.CharField(max_length=40)
    #: o que a operação leva ou pede: a mesma, de novo, é a mesma chamada
    chave = models.CharField(max_length=120)
    #: o arquivo de remessa que leva; nulo nas que só perguntam
    arquivo = models.ForeignKey(
        RemessaArquivo, on_delete=models.PROTECT, null=True, db_index=False, related_name="chamadas"
    )
    situacao = models.CharField(max_length=8, choices=SituacaoDaChamada.choices, default=SituacaoDaChamada.NA_FILA)
    #: vezes que se chamou, desde sempre; diz também de que tentativa é quem conclui
    tentativas = models.PositiveIntegerField(default=0)
    #: falhas seguidas, que medem a espera
    falhas = models.PositiveSmallIntegerField(default=0)
    #: antes disto não se tenta de novo; nulo = já
    proxima_em = models.DateTimeField(null=True)
    criada_por = models.CharField(max_length=150)
    criada_em = models.DateTimeField()
    comecou_em = models.DateTimeField(null=True)
    terminou_em = models.DateTimeField(null=True)
    #: o código que o canal respondeu, ou o da falha
    codigo = models.CharField(max_length=20, blank=True, default="")
    #: o que aconteceu e o que fazer, para pessoas
    mensagem = models.TextField(blank=True, default="")
    #: SHA-256 e bytes do que se mandou e da resposta crua, que fica na pasta do credor
    enviado_sha256 = models.CharField(max_length=64, blank=True, default="")
    resposta_sha256 = models.CharField(max_length=64, blank=True, default="")
    resposta_bytes = models.BigIntegerField(default=0)

    class Meta:
        db_table = "chamada_ao_canal"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("credor", "estrategia", "operacao", "chave"), name="chamada_ao_canal_unica"
            ),
        )
        indexes = (models.Index(fields=("situacao", "proxima_em"), name="chamada_ao_canal_por_vez"),)

    def __str__(self) -> str:
        return f"{self.operacao} {self.chave}"
