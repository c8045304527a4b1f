from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class SituacaoDaRemessa(models.TextChoices):
    #: pode ser olhada; nada saiu
    PLANEJADA = "planejada", "Planejada"
    #: numeração reservada, arquivos sendo gravados; interrompida, o mesmo comando termina
    LIBERANDO = "liberando", "Sendo liberada"
    LIBERADA = "liberada", "Liberada"
    DESCARTADA = "descartada", "Descartada"


class Remessa(models.Model):
    """Um plano de envio a um canal e, depois de liberado, o envio."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="remessas")
    estrategia = models.CharField(max_length=20)
    #: data para a qual se planejou; é a data do movimento dos arquivos
    em = models.DateField()
    situacao = models.CharField(max_length=10, choices=SituacaoDaRemessa.choices)
    #: quantas CDAs a agenda do canal deixava incluir; nula = sem limite
    capacidade = models.PositiveIntegerField(null=True)
    inclusoes = models.IntegerField(default=0)
    alteracoes = models.IntegerField(default=0)
    baixas = models.IntegerField(default=0)
    #: quantas ficaram de fora, por motivo
    retidas = models.JSONField(default=dict)
    #: por que precisa de segunda pessoa; vazio = não precisa
    freio = models.TextField(blank=True)
    #: quem mandou liberar, em ordem
    aprovada_por = models.JSONField(default=list)
    criada_por = models.CharField(max_length=150)
    criada_em = models.DateTimeField(auto_now_add=True)
    liberada_em = models.DateTimeField(null=True)

    class Meta:
        db_table = "remessa"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Remessa {self.pk} de {self.estrategia}"


class RespostaDoCredor(models.TextChoices):
    AUTORIZOU = "autorizou", "Autorizou"
    RECUSOU = "recusou", "Recusou"


class RemessaArquivo(models.Model):
    """Um arquivo da remessa, com nome e numeração reservados antes de existir."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    remessa = models.ForeignKey(Remessa, on_delete=models.PROTECT, related_name="arquivos")
    #: B, DP, AD, CP, AC, IE (inclusões e exclusões de cadastro) ou CT (cartas)
    tipo = models.CharField(max_length=2)
    nome = models.CharField(max_length=60)
    titulos = models.IntegerField()
    #: soma dos saldos, em reais
    valor = models.DecimalField(max_digits=18, decimal_places=2)
    sha256 = models.CharField(max_length=64, blank=True)
    #: o que o credor respondeu ao canal que espera uma resposta para seguir; vazia = nada ainda
    resposta = models.CharField(max_length=9, choices=RespostaDoCredor.choices, blank=True, default="", db_default="")

    class Meta:
        db_table = "remessa_arquivo"
        constraints = (models.UniqueConstraint(fields=("credor", "nome"), name="remessa_arquivo_nome"),)

    def __str__(self) -> str:
        return self.nome


class RemessaLote(models.Model):
    """Um lote de município dentro de um arquivo de remessa (header, transações, trailler)."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_index=False, related_name="+")
    arquivo = models.ForeignKey(RemessaArquivo, on_delete=models.CASCADE, related_name="lotes")
    praca = models.CharField(max_length=7)
    #: campo 08 do header: contínuo por apresentante e praça, nunca se repete
    sequencial = models.IntegerField()
    titulos = models.IntegerField()
    #: faixa de acionamentos da praça que o lote leva
    primeiro = models.BigIntegerField()
    ultimo = models.BigIntegerField()

    class Meta:
        db_table = "remessa_lote"
        constraints = (
            models.UniqueConstraint(fields=("credor", "praca", "sequencial"), name="remessa_lote_sequencial"),
        )

    def __str__(self) -> str:
        return f"{self.praca} nº {self.sequencial}"


class RemessaBaixa(models.Model):
    """Um acionamento que a remessa manda retirar, cancelar ou autorizar o cancelamento."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    remessa = models.ForeignKey(Remessa, on_delete=models.CASCADE, related_name="baixas_planejadas")
    acionamento = models.BigIntegerField()
    #: DP (desistência), AD (autorização de desistência), CP (cancelamento), AC (autorização de cancelamento);
    #: nos cadastros, EX (exclusão), SU (suspensão) ou RE (reativação)
    tipo = models.CharField(max_length=2)
    #: por que sai do cadastro (`hub.dividas.historia.MOTIVOS_DA_EXCLUSAO`); vazio no protesto
    motivo = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        db_table = "remessa_baixa"
        constraints = (models.UniqueConstraint(fields=("remessa", "acionamento"), name="remessa_baixa_unica"),)

    def __str__(self) -> str:
        return f"{self.tipo} do acionamento {self.acionamento}"
