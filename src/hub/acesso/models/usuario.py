from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from hub.credores.models import Credor


class Usuario(AbstractUser):
    """Pessoa que entra no portal. O que ela pode depende do vínculo com cada credor."""

    #: resumo do CPF, por que se acha quem entra pelo gov.br; nulo em quem só entra com senha
    cpf_resumo = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    #: o CPF, cifrado com chave derivada do segredo da instalação
    cpf_cifrado = models.TextField(blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        db_table = "usuario"


class Perfil(models.TextChoices):
    #: administra e libera
    GESTOR = "gestor", "Gestor"
    #: envia e planeja
    OPERADOR = "operador", "Operador"
    #: só lê
    CONSULTA = "consulta", "Consulta"


class Vinculo(models.Model):
    """O que uma pessoa é num credor."""

    usuario = models.ForeignKey(Usuario, on_delete=models.CASCADE, related_name="vinculos")
    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="vinculos")
    perfil = models.CharField(max_length=10, choices=Perfil.choices)

    class Meta:
        db_table = "vinculo"
        constraints = (models.UniqueConstraint(fields=("usuario", "credor"), name="vinculo_unico"),)

    def __str__(self) -> str:
        return f"{self.usuario} em {self.credor}: {self.get_perfil_display()}"
