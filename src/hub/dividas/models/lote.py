from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hub.credores.models import Credor


class Porta(models.TextChoices):
    """Por onde os dados entraram."""

    API = "api", "API"
    TELA = "tela", "Formulário"
    ARQUIVO = "arquivo", "Arquivo"


class SituacaoDoLote(models.TextChoices):
    #: guardado, espera a vez
    RECEBIDO = "recebido", "Recebido"
    #: fatias sendo gravadas; interrompido, recomeça da fatia seguinte
    PROCESSANDO = "processando", "Em processamento"
    #: todas as linhas têm resultado
    CONCLUIDO = "concluido", "Concluído"
    #: o arquivo inteiro não pôde ser lido
    RECUSADO = "recusado", "Recusado"


class Lote(models.Model):
    """Um envio do credor: uma CDA pela API, um formulário ou um arquivo de milhões de linhas."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="lotes")
    porta = models.CharField(max_length=10, choices=Porta.choices)
    ator = models.CharField(max_length=150)
    #: origem dos dados: `hub` (leiaute padrão) ou `pgfn-dados-abertos`
    origem = models.CharField(max_length=30, default="hub")
    nome = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField(default=0)
    #: data em que as regras julgaram
    em = models.DateField()
    situacao = models.CharField(max_length=12, choices=SituacaoDoLote.choices)
    #: fatias já gravadas, por tabela: `{"cda": 3}`
    fatias = models.JSONField(default=dict)
    #: fração feita, de 0 a 100
    progresso = models.PositiveSmallIntegerField(default=0)
    recebidas = models.BigIntegerField(default=0)
    aceitas = models.BigIntegerField(default=0)
    em_consulta = models.BigIntegerField(default=0)
    recusadas = models.BigIntegerField(default=0)
    repetidas = models.BigIntegerField(default=0)
    alteradas = models.BigIntegerField(default=0)
    #: movimentos lidos, e o que se fez deles
    movimentos_recebidos = models.BigIntegerField(default=0)
    #: movimentos aplicados
    movimentos = models.BigIntegerField(default=0)
    movimentos_recusados = models.BigIntegerField(default=0)
    movimentos_repetidos = models.BigIntegerField(default=0)
    #: soma dos valores consolidados aceitos, em reais
    valor_aceito = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    achados_total = models.BigIntegerField(default=0)
    #: quantos achados de cada regra
    achados_por_regra = models.JSONField(default=dict)
    avisos_guardados = models.IntegerField(default=0)
    versao_das_regras = models.CharField(max_length=64, blank=True)
    #: por que o arquivo inteiro foi recusado: `{"erro", "mensagem"}`
    objecao = models.JSONField(null=True, blank=True)
    #: chave de idempotência da chamada, se veio uma
    chave_idempotencia = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001 - nulo distingue na restrição
    recebido_em = models.DateTimeField(auto_now_add=True)
    concluido_em = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "lote"
        ordering = ("-id",)
        indexes = (models.Index(fields=("credor", "sha256"), name="lote_credor_sha256"),)
        constraints = (
            models.UniqueConstraint(fields=("credor", "chave_idempotencia"), name="lote_idempotencia_unica"),
            models.CheckConstraint(
                condition=Q(
                    recebidas=F("aceitas") + F("em_consulta") + F("recusadas") + F("repetidas") + F("alteradas")
                ),
                name="lote_contas_fecham",
            ),
            models.CheckConstraint(
                condition=Q(
                    movimentos_recebidos=F("movimentos") + F("movimentos_recusados") + F("movimentos_repetidos")
                ),
                name="lote_movimentos_fecham",
            ),
        )

    def __str__(self) -> str:
        return f"Lote {self.pk}"


class Achado(models.Model):
    """O que uma regra disse de uma linha. O texto é calculado na leitura, pela tabela de regras."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    lote = models.ForeignKey(Lote, on_delete=models.CASCADE, related_name="achados", db_constraint=False)
    linha = models.BigIntegerField()
    tabela = models.CharField(max_length=10)
    numero_cda = models.TextField(null=True)  # noqa: DJ001 - a linha pode não ter número
    campo = models.CharField(max_length=40)
    valor = models.TextField(null=True)  # noqa: DJ001 - ausente é diferente de vazio
    regra = models.CharField(max_length=12)
    efeito = models.CharField(max_length=12)

    class Meta:
        db_table = "achado"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.regra} na linha {self.linha}"
