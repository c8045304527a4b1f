from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hub.adesao.situacoes import EM_CURSO, SituacaoDaAdesao
from hub.credores.models import Convenio, Credor, TipoDeCredor


class Adesao(models.Model):
    """O pedido de um ente para usar o hub: do rascunho ao convênio, e o que dele se faz depois."""

    #: quem pede, e só quem pede vê o pedido do lado do ente
    solicitante = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="adesoes")
    #: nasce quando a PGFN aceita examinar o pedido
    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, null=True, blank=True, related_name="adesoes")
    #: o que a adesão assinada pôs em vigor
    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, null=True, blank=True, related_name="adesoes")
    tipo = models.CharField(max_length=30, choices=TipoDeCredor.choices)
    cnpj = models.CharField("CNPJ", max_length=14)
    nome = models.CharField("nome do ente", max_length=150)
    municipio_ibge = models.CharField("código IBGE", max_length=7, blank=True)
    representante_nome = models.CharField("nome do representante", max_length=150, blank=True)
    #: cifrado com a chave da instalação (`hub.acesso.sigilo`)
    representante_cpf = models.TextField(blank=True)
    #: resumo com a chave da instalação (`hub.acesso.cpf`), para achar o pedido de quem entra com o CPF
    representante_cpf_resumo = models.CharField(max_length=64, blank=True)
    representante_cargo = models.CharField("cargo do representante", max_length=100, blank=True)
    email = models.EmailField("e-mail de contato", max_length=254, blank=True)
    #: as cláusulas propostas, na forma de `hub.adesao.clausulas`
    clausulas = models.JSONField(default=dict, blank=True)
    situacao = models.CharField(
        max_length=20, choices=SituacaoDaAdesao.choices, default=SituacaoDaAdesao.RASCUNHO, db_index=True
    )
    #: o que se assina, fixado no deferimento
    termo = models.TextField(blank=True)
    termo_versao = models.CharField(max_length=10, blank=True)
    #: do termo, em hexadecimal
    termo_sha256 = models.CharField(max_length=64, blank=True)
    criada_em = models.DateTimeField()
    mudou_em = models.DateTimeField()

    class Meta:
        db_table = "adesao"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("cnpj",), condition=Q(situacao__in=sorted(EM_CURSO)), name="adesao_uma_em_curso_por_cnpj"
            ),
            models.UniqueConstraint(
                fields=("solicitante", "cnpj"), condition=Q(situacao="rascunho"), name="adesao_um_rascunho_por_pessoa"
            ),
        )

    def __str__(self) -> str:
        return f"Adesão {self.pk} de {self.nome}"
