"""As tabelas do que é público. Nenhuma tem CPF inteiro, endereço nem contato de devedor.

Não têm `credor_id`: o que está nelas qualquer um lê, e a coluna `ente` só diz quem publicou.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Now


class DividaPublicada(models.Model):
    """Uma dívida de um devedor à vista de todos: uma linha por CDA e devedor.

    Não é a verdade: é cópia do livro para se procurar depressa, refeita por `hub.estrategias.divida_aberta.publicacao`.
    """

    id = models.BigAutoField(primary_key=True)
    #: o nome dela para fora: sorteado, não diz nada da dívida, e não volta a ser usado
    chave = models.UUIDField(db_default=Func(function="gen_random_uuid"))
    #: identificador do credor, da CDA, da carteira e a ordem do devedor nela (0 = principal)
    ente = models.BigIntegerField()
    cda = models.BigIntegerField()
    carteira = models.BigIntegerField()
    devedor = models.PositiveSmallIntegerField()
    #: versão da CDA que se publicou
    versao = models.PositiveSmallIntegerField()
    #: resumo com chave do CPF ou CNPJ: acha-se por ele sem que a tabela o tenha
    pessoa = models.CharField(max_length=32)
    #: PF ou PJ
    especie = models.CharField(max_length=2)
    #: CPF como ***.456.789-**, CNPJ pontuado
    documento = models.CharField(max_length=18)
    nome = models.TextField()
    #: as palavras do nome em maiúsculas, sem acento nem pontuação, e sem o CPF que ele traga
    nome_busca = models.TextField(db_collation="C")
    #: CORRESPONSAVEL, PRINCIPAL, SOLIDARIO ou SUCESSOR
    papel = models.CharField(max_length=20)
    #: domicílio do devedor; vazio quando o credor não o disse
    uf = models.CharField(max_length=2, blank=True)
    ibge = models.CharField(max_length=7, blank=True)
    municipio = models.CharField(max_length=60, blank=True)
    #: código de `tipos_de_divida.csv`
    tipo = models.PositiveSmallIntegerField()
    numero_cda = models.TextField()
    inscrita_em = models.DateField(null=True)
    #: saldo em reais
    valor = models.DecimalField(max_digits=15, decimal_places=2)
    publicada_em = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "divida_publicada"
        constraints = (
            models.UniqueConstraint(fields=("cda", "devedor"), name="divida_publicada_uma"),
            models.UniqueConstraint(fields=("chave",), name="divida_publicada_chave"),
        )
        # Cada busca se lê já na ordem em que se mostra, de um destes, e para na primeira página.
        indexes = (
            models.Index(fields=("valor", "id"), name="publicada_valor"),
            models.Index(fields=("nome_busca", "id"), name="publicada_nome"),
            models.Index(fields=("pessoa", "valor", "id"), name="publicada_pessoa"),
            models.Index(fields=("ente", "valor", "id"), name="publicada_ente"),
            models.Index(fields=("uf", "valor", "id"), name="publicada_uf"),
            models.Index(fields=("ibge", "valor", "id"), name="publicada_municipio"),
            GinIndex(
                Func(
                    Func(F("nome_busca"), models.Value(" "), function="string_to_array"),
                    function="array_to_tsvector",
                ),
                name="publicada_palavras",
            ),
        )

    def __str__(self) -> str:
        return f"Dívida publicada {self.chave}"


class EntePublicado(models.Model):
    """Um credor que usa a estratégia, com o que a página diz dele."""

    #: identificador do credor
    id = models.BigIntegerField(primary_key=True)
    nome = models.CharField(max_length=150)
    cnpj = models.CharField(max_length=14)
    uf = models.CharField(max_length=2, blank=True)
    #: se o convênio dele vigorava quando se publicaram as dívidas
    vigora = models.BooleanField(default=False)

    class Meta:
        db_table = "ente_publicado"

    def __str__(self) -> str:
        return self.nome


class LugarPublicado(models.Model):
    """Quantas dívidas há em cada município, contadas uma vez só, pelo devedor principal."""

    uf = models.CharField(max_length=2, blank=True)
    ibge = models.CharField(max_length=7, blank=True)
    dividas = models.BigIntegerField()
    #: em reais
    valor = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        db_table = "lugar_publicado"
        constraints = (models.UniqueConstraint(fields=("uf", "ibge"), name="lugar_publicado_um"),)

    def __str__(self) -> str:
        return f"{self.ibge or self.uf}: {self.dividas}"


class Diferenca(models.Model):
    """Uma inclusão, alteração ou remoção, na ordem em que se publicou. Só leva a chave: o dado é o da lista, se há."""

    class Tipo(models.TextChoices):
        INCLUSAO = "I", "inclusao"
        ALTERACAO = "A", "alteracao"
        REMOCAO = "R", "remocao"

    id = models.BigAutoField(primary_key=True)
    tipo = models.CharField(max_length=1, choices=Tipo.choices)
    chave = models.UUIDField()
    #: dia de Brasília
    dia = models.DateField()
    em = models.DateTimeField()

    class Meta:
        db_table = "divida_diferenca"
        indexes = (
            models.Index(fields=("dia", "id"), name="diferenca_dia"),
            models.Index(fields=("chave", "id"), name="diferenca_chave"),
        )

    def __str__(self) -> str:
        return f"{self.tipo} de {self.chave}"


class MarcaDaAberta(models.Model):
    """Até onde se leu o livro: uma linha só."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    #: por tabela, o número até o qual nada mais há a ler
    lido = models.JSONField(default=dict)
    #: pontos por confirmar: os números de um momento, e as transações que ainda podiam gravar abaixo deles
    pontos = models.JSONField(default=list)
    #: última vez em que se levou a lista ao livro; nulo = nunca
    atualizada_em = models.DateTimeField(null=True)
    #: a última diferença já apagada por velha
    podada_ate = models.BigIntegerField(default=0)

    class Meta:
        db_table = "marca_da_aberta"

    def __str__(self) -> str:
        return f"Marca da Dívida Aberta em {self.atualizada_em}"


class LeituraDaAberta(models.Model):
    """Páginas montadas no minuto para um lugar da rede, guardado como resumo; o lugar vazio é a soma de todos."""

    lugar = models.CharField(max_length=64, primary_key=True)
    minuto = models.DateTimeField()
    paginas = models.IntegerField()

    class Meta:
        db_table = "leitura_da_aberta"

    def __str__(self) -> str:
        return f"{self.paginas} páginas em {self.minuto}"
