from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models.cda import CDA
from hub.dividas.models.remessa import Remessa


class Acionamento(models.Model):
    """Uma CDA, ou um devedor dela, numa estratégia, numa tentativa.

    Nenhuma coluna que muda está em índice: a troca de situação de um milhão de linhas não reescreve índice algum.
    """

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    cda = models.ForeignKey(
        CDA, on_delete=models.PROTECT, related_name="acionamentos", db_constraint=False, db_index=False
    )
    #: a remessa que o incluiu
    remessa = models.ForeignKey(Remessa, on_delete=models.PROTECT, related_name="acionamentos", db_constraint=False)
    estrategia = models.CharField(max_length=20)
    #: de qual devedor: 0 = o principal (ou todos, onde o canal leva a CDA inteira); senão, a ordem do corresponsável
    devedor = models.PositiveSmallIntegerField(default=0, db_default=0)
    tentativa = models.PositiveSmallIntegerField(default=1)
    situacao = models.CharField(max_length=20, default=Situacao.PLANEJADA)
    #: valor levado ao canal, em reais
    valor = models.DecimalField(max_digits=15, decimal_places=2)
    #: versão da CDA que foi levada
    versao = models.PositiveSmallIntegerField(default=1)
    #: código IBGE da praça do protesto; nos cadastros, do município do devedor
    praca = models.CharField(max_length=7)
    #: identificador que volta no retorno; único para sempre no hub
    nosso_numero = models.CharField(max_length=30)
    #: número do título no protesto; nulo nos cadastros, que não têm título
    numero_titulo = models.CharField(max_length=11, null=True)  # noqa: DJ001 - ausente não é vazio
    #: CPF ou CNPJ levado ao cadastro, que é chave do que se pede depois; nulo no protesto
    documento = models.CharField(max_length=14, null=True)  # noqa: DJ001 - ausente não é vazio
    #: vencimento levado ao cadastro; também é chave da exclusão
    vencimento = models.DateField(null=True)
    #: identificador que o canal deu ao registro; nulo onde não dá
    identificador = models.CharField(max_length=40, null=True)  # noqa: DJ001 - ausente não é vazio
    cartorio = models.CharField(max_length=2, blank=True, default="")
    #: número que o cartório, ou o correio, deu
    protocolo = models.CharField(max_length=20, blank=True, default="")
    data_protocolo = models.DateField(null=True)
    #: última ocorrência ou etapa que o canal informou
    ocorrencia = models.CharField(max_length=2, blank=True, default="")
    data_ocorrencia = models.DateField(null=True)
    #: códigos com que o canal devolveu ou recusou
    irregularidade = models.CharField(max_length=60, blank=True, default="")
    #: saldo informado no desfecho, em reais
    saldo = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    #: soma das custas informadas, em reais
    custas = models.DecimalField(max_digits=15, decimal_places=2, null=True)

    class Meta:
        db_table = "acionamento"
        # Cada plano entra por praça, e o retorno vem por praça: basta saber em que trechos da tabela cada uma está.
        indexes = (BrinIndex(fields=("praca",), name="acionamento_praca", autosummarize=True),)
        constraints = (
            models.UniqueConstraint(
                fields=("cda", "estrategia", "devedor", "tentativa"), name="acionamento_tentativa_unica"
            ),
            models.UniqueConstraint(fields=("nosso_numero",), name="acionamento_nosso_numero"),
            # Também é por ele que se acham os acionamentos de um credor: por isso alcança todas as linhas.
            models.UniqueConstraint(
                fields=("credor", "numero_titulo", "estrategia", "tentativa"),
                name="acionamento_titulo",
            ),
        )

    def __str__(self) -> str:
        return f"{self.estrategia} da CDA {self.cda_id}: {self.situacao}"

    @property
    def no_cadastro(self) -> bool:
        """Se é registro de um devedor num cadastro, e não título no cartório."""
        return self.documento is not None
