from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Upper

from hub.comum.situacoes import Posicao
from hub.credores.models import Carteira, Credor
from hub.dividas.models.lote import Lote

_COM_ACENTO: Final = "ÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑ"
_SEM_ACENTO: Final = "AAAAAEEEEIIIIOOOOOUUUUCN"


def nome_de_busca(nome: Combinable) -> Func:
    """O nome como se procura: em maiúsculas e sem acento, na coluna e no que a pessoa digita."""
    return Func(Upper(nome), Value(_COM_ACENTO), Value(_SEM_ACENTO), function="translate")


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
    #: o dia em que chegou o conteúdo que vale, que é o do lote: dele se conta a espera da régua
    chegou_em = models.DateField()
    #: o que o credor diz dela (`hub.comum.situacoes.Posicao`)
    posicao = models.CharField(max_length=12, default=Posicao.ATIVA)
    #: as causas que a seguram (`hub.comum.situacoes.Causa`); a posição é a da primeira delas
    causas = models.PositiveSmallIntegerField(default=0, db_default=0)
    #: resumo do conteúdo; conteúdo igual é repetição
    resumo = models.BinaryField()
    versao = models.PositiveSmallIntegerField(default=1)
    #: soma dos pagamentos parciais informados, em reais
    valor_pago = models.DecimalField(max_digits=15, decimal_places=2, default=0)

    numero_cda = models.TextField()
    numero_inscricao = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    numero_titulo = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    livro = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    folha = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    data_inscricao = models.DateField(null=True)
    processo_administrativo = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    tributo = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    exercicio = models.IntegerField(null=True)
    origem = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    fundamento_legal = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    data_fato_gerador = models.DateField(null=True)
    data_vencimento = models.DateField(null=True)
    data_constituicao_definitiva = models.DateField(null=True)
    valor_originario = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_principal = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_correcao = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_juros = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_multa = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_encargos = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    valor_consolidado = models.DecimalField(max_digits=15, decimal_places=2)
    data_consolidacao = models.DateField(null=True)
    indice_correcao = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    correcao_termo_inicial = models.DateField(null=True)
    juros_forma = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    juros_termo_inicial = models.DateField(null=True)
    encargos_fundamento = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    ajuizada = models.BooleanField(null=True)
    numero_cnj = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    motivo_suspensao = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    estrategias = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    vigente_a_partir_de = models.DateField(null=True)
    devedor_documento = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_nome = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_logradouro = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_numero = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_complemento = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_bairro = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_municipio_ibge = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_municipio = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_uf = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_cep = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_email = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    devedor_telefone = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    link_regularizacao = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    identificador_credor = models.TextField(null=True)  # noqa: DJ001 - ausente não é vazio
    metadados = models.JSONField(null=True)
    #: O banco a escreve. Existe gravada porque, sob o inquilino, só serve de índice uma comparação que o banco garante
    #: não mostrar linha alheia: a de textos é, `upper` e `like` não são.
    devedor_nome_busca = models.GeneratedField(
        expression=nome_de_busca(F("devedor_nome")), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    class Meta:
        db_table = "cda"
        verbose_name = "CDA"
        constraints = (
            models.UniqueConstraint(fields=("credor", "numero_cda"), name="cda_numero_unico"),
            models.CheckConstraint(condition=Q(valor_consolidado__gt=0), name="cda_valor_positivo"),
        )
        indexes = (
            models.Index(fields=("credor", "devedor_documento"), name="cda_devedor"),
            models.Index(fields=("credor", "devedor_nome_busca"), name="cda_devedor_nome"),
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
