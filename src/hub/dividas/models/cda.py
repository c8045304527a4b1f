from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from hub.comum.situacoes import Posicao
from hub.credores.models import Carteira, Credor
from hub.dividas.models.lote import Lote


def _texto(**opcoes: object) -> models.TextField[str | None, str | None]:
    return models.TextField(null=True, **opcoes)  # type: ignore[arg-type]


def _dinheiro() -> models.DecimalField[object, object]:
    return models.DecimalField(max_digits=15, decimal_places=2, null=True)


class CDA(models.Model):
    """A certidão como o credor a enviou (leiaute padrão, versão 1), com a posição que ele informa.

    Chave natural: `(credor, numero_cda)`. O devedor principal fica na própria linha porque a certidão o
    identifica como estava na inscrição (LEF art. 2 §5 I). Sem chave estrangeira no banco para lote e carteira:
    conferência por linha custa um terço da carga (ver docs/decisoes).
    """

    credor = models.ForeignKey(
        Credor, on_delete=models.PROTECT, related_name="cdas", db_constraint=False, db_index=False
    )
    lote = models.ForeignKey(Lote, on_delete=models.PROTECT, related_name="cdas", db_constraint=False, db_index=False)
    carteira = models.ForeignKey(
        Carteira, on_delete=models.PROTECT, related_name="cdas", db_constraint=False, db_index=False
    )
    #: o que o credor diz dela (`hub.comum.situacoes.Posicao`)
    posicao = models.CharField(max_length=12, default=Posicao.ATIVA)
    #: resumo do conteúdo; conteúdo igual é repetição
    resumo = models.BinaryField()
    versao = models.PositiveSmallIntegerField(default=1)
    #: soma dos pagamentos parciais informados, em reais
    valor_pago = models.DecimalField(max_digits=15, decimal_places=2, default=0)

    numero_cda = models.TextField()
    numero_inscricao = _texto()
    numero_titulo = _texto()
    livro = _texto()
    folha = _texto()
    data_inscricao = models.DateField(null=True)
    processo_administrativo = _texto()
    tributo = _texto()
    exercicio = models.IntegerField(null=True)
    origem = _texto()
    fundamento_legal = _texto()
    data_fato_gerador = models.DateField(null=True)
    data_vencimento = models.DateField(null=True)
    data_constituicao_definitiva = models.DateField(null=True)
    valor_originario = _dinheiro()
    valor_principal = _dinheiro()
    valor_correcao = _dinheiro()
    valor_juros = _dinheiro()
    valor_multa = _dinheiro()
    valor_encargos = _dinheiro()
    valor_consolidado = models.DecimalField(max_digits=15, decimal_places=2)
    data_consolidacao = models.DateField(null=True)
    indice_correcao = _texto()
    correcao_termo_inicial = models.DateField(null=True)
    juros_forma = _texto()
    juros_termo_inicial = models.DateField(null=True)
    encargos_fundamento = _texto()
    ajuizada = models.BooleanField(null=True)
    numero_cnj = _texto()
    motivo_suspensao = _texto()
    estrategias = _texto()
    vigente_a_partir_de = models.DateField(null=True)
    devedor_documento = _texto()
    devedor_nome = _texto()
    devedor_logradouro = _texto()
    devedor_numero = _texto()
    devedor_complemento = _texto()
    devedor_bairro = _texto()
    devedor_municipio_ibge = _texto()
    devedor_municipio = _texto()
    devedor_uf = _texto()
    devedor_cep = _texto()
    devedor_email = _texto()
    devedor_telefone = _texto()
    link_regularizacao = _texto()
    identificador_credor = _texto()
    metadados = models.JSONField(null=True)

    class Meta:
        db_table = "cda"
        verbose_name = "CDA"
        constraints = (
            models.UniqueConstraint(fields=("credor", "numero_cda"), name="cda_numero_unico"),
            models.CheckConstraint(condition=Q(valor_consolidado__gt=0), name="cda_valor_positivo"),
        )
        indexes = (
            models.Index(fields=("credor", "devedor_documento"), name="cda_devedor"),
            models.Index("credor", OpClass(Upper("devedor_nome"), "text_pattern_ops"), name="cda_devedor_nome"),
            models.Index(fields=("credor", "id"), name="cda_credor", condition=~Q(posicao=Posicao.ATIVA)),
        )

    def __str__(self) -> str:
        return f"CDA {self.numero_cda}"


class VersaoDaCDA(models.Model):
    """O conteúdo que uma alteração (operação A) substituiu."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    cda = models.ForeignKey(CDA, on_delete=models.CASCADE, related_name="versoes")
    versao = models.PositiveSmallIntegerField()
    #: o lote que trouxe a versão seguinte
    substituida_por = models.ForeignKey(Lote, on_delete=models.PROTECT, related_name="+")
    #: a linha inteira, como estava
    conteudo = models.JSONField()

    class Meta:
        db_table = "cda_versao"
        constraints = (models.UniqueConstraint(fields=("cda", "versao"), name="cda_versao_unica"),)

    def __str__(self) -> str:
        return f"Versão {self.versao} da CDA {self.cda_id}"
