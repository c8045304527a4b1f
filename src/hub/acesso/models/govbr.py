from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from hub.acesso.nivel import Nivel
from hub.credores.models import Credor


class CredencialGovBr(models.Model):
    """A credencial de um credor no Login Único, usada só no servidor por que o portal atende esse credor."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="credenciais_govbr")
    #: nome do servidor, com a porta se não é a do protocolo, em minúsculas
    servidor = models.CharField(
        max_length=253,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9.\-]+(:[0-9]{1,5})?\Z", "Use só o nome, como divida.exemplo.pe.gov.br.")],
    )
    client_id = models.CharField(max_length=200)
    #: segredo de agora, cifrado
    segredo = models.TextField()
    #: segredo anterior, cifrado, que ainda se tenta durante a troca; vazio fora dela
    segredo_anterior = models.TextField(blank=True)
    #: endereços registrados no gov.br, byte a byte
    volta = models.URLField("endereço de volta", max_length=300)
    saida = models.URLField("endereço de saída", max_length=300)
    #: nível com que se entra
    nivel_minimo = models.PositiveSmallIntegerField(
        "nível mínimo", choices=[(nivel.value, nivel.rotulo) for nivel in Nivel], default=Nivel.BRONZE.value
    )

    class Meta:
        db_table = "credencial_govbr"

    def __str__(self) -> str:
        return f"{self.client_id} em {self.servidor}"


class TransacaoGovBr(models.Model):
    """Uma ida ao gov.br que ainda não voltou. Vale uma vez, por dez minutos, no navegador que a começou."""

    #: resumo do `state`
    state = models.CharField(max_length=64, unique=True)
    #: resumo da marca do navegador
    navegador = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    #: o `code_verifier`, cifrado
    verificador = models.TextField()
    #: para onde ir depois de entrar
    destino = models.CharField(max_length=2000)
    #: `client_id` e emissor com que a ida começou: a volta tem de ser pelos mesmos
    cliente = models.CharField(max_length=200)
    emissor = models.CharField(max_length=300)
    criada_em = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "transacao_govbr"

    def __str__(self) -> str:
        return f"Ida ao gov.br em {self.criada_em}"
