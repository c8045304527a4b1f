from __future__ import annotations

from django.db import models
from django.db.models import Q


class Produto(models.TextChoices):
    #: da P21 Sistemas; as outras CRAs têm serviço próprio, que o hub não fala
    CRA21 = "CRA21", "CRA21"


class Ambiente(models.TextChoices):
    PRODUCAO = "producao", "Produção"
    #: onde a CRA deixa experimentar: só recebe remessa de ensaio
    HOMOLOGACAO = "homologacao", "Homologação"


class Dinheiro(models.TextChoices):
    CENTAVOS = "centavos", "Centavos, com zeros à esquerda"
    DECIMAL = "decimal", "Reais, com ponto decimal"


class SomaDosCodevedores(models.TextChoices):
    #: a letra do leiaute: todas as transações
    TODOS = "todos", "O saldo de toda linha, a dos codevedores também"
    PRIMEIRO = "primeiro", "O saldo só do primeiro devedor de cada título"


class PerfilDaCRA(models.Model):
    """Como se fala com a CRA de uma UF, desde um dia. O que a norma não fixa se configura, com a fonte."""

    uf = models.CharField(max_length=2)
    #: primeiro dia em que vale
    desde = models.DateField()
    produto = models.CharField(max_length=10, choices=Produto.choices)
    ambiente = models.CharField(max_length=11, choices=Ambiente.choices)
    #: endereço do serviço; o que o WSDL anuncia não se usa nunca
    endereco = models.CharField(max_length=300)
    #: hora local em que a CRA libera as respostas do dia
    liberacao = models.TimeField()
    #: fuso da hora de liberação
    fuso = models.CharField(max_length=40, default="America/Sao_Paulo")
    #: como o dinheiro vai no envio
    dinheiro = models.CharField(max_length=8, choices=Dinheiro.choices)
    #: o que o campo 06 do trailler soma
    codevedores = models.CharField(max_length=8, choices=SomaDosCodevedores.choices, default=SomaDosCodevedores.TODOS)
    #: se a CRA oferece a operação Andamento, que só aparece no WSDL
    andamento = models.BooleanField(default=True)
    #: dias, antes do de hoje, de que se pedem as respostas
    janela = models.PositiveSmallIntegerField(default=5)
    #: o que esta CRA quer dizer com as irregularidades que mudam de CRA para CRA (98, 99 e 00)
    irregularidades = models.JSONField(default=dict)
    #: quem disse tudo isto, onde e quando
    fonte = models.TextField()
    gravado_por = models.CharField(max_length=150)
    gravado_em = models.DateTimeField()

    class Meta:
        db_table = "perfil_da_cra"
        constraints = (
            models.UniqueConstraint(fields=("uf", "desde"), name="perfil_da_cra_unico"),
            models.CheckConstraint(condition=~Q(fonte=""), name="perfil_da_cra_com_fonte"),
        )

    def __str__(self) -> str:
        return f"CRA de {self.uf} desde {self.desde}"
