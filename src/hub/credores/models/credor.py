from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models


class TipoDeCredor(models.TextChoices):
    """Quem pode ser credor no hub (Lei 10.522/2002 art. 2 §9, com a Lei 14.973/2024)."""

    MUNICIPIO = "MUNICIPIO", "Município"
    ESTADO = "ESTADO", "Estado"
    DF = "DF", "Distrito Federal"
    AUTARQUIA_PROFISSIONAL = "AUTARQUIA_PROFISSIONAL", "Autarquia profissional"
    CONSELHO = "CONSELHO", "Conselho de classe"


class Credor(models.Model):
    """O ente que inscreve a dívida. Tudo o mais pertence a um credor e só a ele."""

    cnpj = models.CharField(max_length=14, unique=True)
    nome = models.CharField(max_length=150)
    tipo = models.CharField(max_length=30, choices=TipoDeCredor.choices)
    municipio_ibge = models.CharField(max_length=7, blank=True)
    municipio = models.CharField(max_length=60, blank=True)
    uf = models.CharField(max_length=2, blank=True)
    endereco = models.CharField("endereço", max_length=150, blank=True)
    cep = models.CharField(
        "CEP",
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{8}\Z", "São oito algarismos, com ou sem ponto e hífen, como 50030-230.")],
    )
    criado_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "credor"
        ordering = ("nome",)

    def __str__(self) -> str:
        return self.nome
