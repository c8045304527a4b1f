from __future__ import annotations

import re

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models

from hub.comum.documentos import documento_examinar
from hub.credores.models import Credor


class Usuario(AbstractUser):
    """Pessoa que entra no portal. O que ela pode depende do vínculo com cada credor."""

    #: resumo do CPF, por que se acha quem entra pelo gov.br; nulo em quem só entra com senha
    cpf_resumo = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    #: o CPF, cifrado com chave derivada do segredo da instalação
    cpf_cifrado = models.TextField(blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        db_table = "usuario"

    def clean(self) -> None:
        """O nome de acesso vai à auditoria, que não se apaga: nele não entra CPF."""
        super().clean()
        algarismos = re.sub(r"[^0-9]", "", self.username)
        if documento_examinar(algarismos, "CPF")["valido"]:
            raise ValidationError({"username": "O nome de acesso não pode ser um CPF. Use o nome da pessoa."})


class Perfil(models.TextChoices):
    #: administra e libera
    GESTOR = "gestor", "Gestor"
    #: envia e planeja
    OPERADOR = "operador", "Operador"
    #: só lê
    CONSULTA = "consulta", "Consulta"
    #: só lê, e lê também a auditoria
    AUDITOR = "auditor", "Auditor"


class PerfilDaPgfn(models.TextChoices):
    #: administra a equipe da PGFN e assina pela União
    ADMINISTRADOR = "administrador_pgfn", "Administrador da PGFN"
    #: analisa pedidos de adesão e acompanha convênios
    ANALISTA = "analista_pgfn", "Analista de convênio"
    #: só lê, e lê também a auditoria
    AUDITOR = "auditor_pgfn", "Auditor da PGFN"


class Vinculo(models.Model):
    """O que uma pessoa é num credor."""

    usuario = models.ForeignKey(Usuario, on_delete=models.CASCADE, related_name="vinculos")
    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="vinculos")
    perfil = models.CharField(max_length=10, choices=Perfil.choices)
    #: último dia em que vale; nulo = sem prazo
    ate = models.DateField("último dia", null=True, blank=True)

    class Meta:
        db_table = "vinculo"
        constraints = (models.UniqueConstraint(fields=("usuario", "credor"), name="vinculo_unico"),)

    def __str__(self) -> str:
        return f"{self.usuario} em {self.credor}: {self.get_perfil_display()}"


class VinculoDaPgfn(models.Model):
    """O que uma pessoa é na PGFN. Não dá acesso a dívida nenhuma."""

    usuario = models.OneToOneField(Usuario, on_delete=models.CASCADE, related_name="vinculo_da_pgfn")
    perfil = models.CharField(max_length=20, choices=PerfilDaPgfn.choices)

    class Meta:
        db_table = "vinculo_pgfn"

    def __str__(self) -> str:
        return f"{self.usuario}: {self.get_perfil_display()}"


class Convite(models.Model):
    """O perfil que espera a pessoa de um CPF num credor, para quando ela entrar pelo gov.br."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="convites")
    #: resumo do CPF de quem se convidou (`hub.acesso.cpf`)
    cpf_resumo = models.CharField(max_length=64)
    #: como se mostra a quem convidou: ***.456.789-**
    cpf_mascarado = models.CharField(max_length=14)
    perfil = models.CharField(max_length=10, choices=Perfil.choices)
    #: último dia do vínculo que nasce dele; nulo = sem prazo
    ate = models.DateField("último dia", null=True, blank=True)
    convidado_por = models.CharField(max_length=150)
    convidado_em = models.DateTimeField()
    #: depois deste instante já não se aceita
    vence_em = models.DateTimeField()

    class Meta:
        db_table = "convite"
        constraints = (models.UniqueConstraint(fields=("credor", "cpf_resumo"), name="convite_unico"),)

    def __str__(self) -> str:
        return f"Convite de {self.credor} a {self.cpf_mascarado}"
