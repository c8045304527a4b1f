from __future__ import annotations

from django.db import models

from hub.credores.models.credor import Credor


class Carteira(models.Model):
    """Um conjunto de CDAs do credor com a mesma régua e o mesmo contato para regularizar.

    `regua` é a lista ordenada de etapas: `{"estrategia": "protesto", "espera_dias": 0, "condicao": {…}}`, com
    condições `valor_minimo`, `valor_maximo` (reais, texto com ponto), `tributos`, `ufs` e `pessoa` (PF ou PJ).
    """

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="carteiras")
    codigo = models.CharField(max_length=20)
    nome = models.CharField(max_length=100)
    #: códigos de tributo que caem aqui quando a CDA não diz a carteira
    tributos = models.JSONField(default=list, blank=True)
    regua = models.JSONField(default=list, blank=True)
    #: endereço da página ou guia de pagamento, quando a CDA não traz o seu
    link_regularizacao = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "carteira"
        ordering = ("credor", "codigo")
        constraints = (models.UniqueConstraint(fields=("credor", "codigo"), name="carteira_codigo_unico"),)

    def __str__(self) -> str:
        return self.nome
