from __future__ import annotations

from django.db import models
from django.db.models import Q

from hub.credores.models import Credor


class TipoDeEndereco(models.TextChoices):
    POSTAL = "postal", "Endereço"
    EMAIL = "email", "E-mail"


class Qualidade(models.TextChoices):
    """O que aconteceu com a última coisa que se mandou ao endereço."""

    #: chegou, ou o destinatário a recusou ali mesmo
    CHEGA = "chega", "Chega"
    #: voltou por causa do endereço
    VOLTA = "volta", "Volta"


class EnderecoDoDevedor(models.Model):
    """O que se sabe de um endereço de um devedor. Outro endereço da mesma pessoa é outra linha, e nada herda deste."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, db_index=False, related_name="+")
    #: CPF ou CNPJ; sem eles, o nome como a busca o lê
    devedor = models.TextField()
    tipo = models.CharField(max_length=6, choices=TipoDeEndereco.choices)
    #: resumo do endereço sem pontuação nem maiúsculas (`hub.dividas.enderecos`)
    chave = models.CharField(max_length=32)
    #: como estava escrito no que se mandou
    endereco = models.TextField()
    qualidade = models.CharField(max_length=5, choices=Qualidade.choices)
    #: por que voltou, como o correio ou o servidor disse; vazio se chegou
    motivo = models.CharField(max_length=200, blank=True)
    #: o dia do que aconteceu
    em = models.DateField()

    class Meta:
        db_table = "endereco_do_devedor"
        ordering = ("-em", "-id")
        constraints = (
            models.UniqueConstraint(fields=("credor", "devedor", "tipo", "chave"), name="endereco_do_devedor_unico"),
            models.CheckConstraint(
                condition=~Q(qualidade="volta") | ~Q(motivo=""), name="endereco_que_volta_tem_motivo"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_tipo_display()} que {self.get_qualidade_display().lower()}"
