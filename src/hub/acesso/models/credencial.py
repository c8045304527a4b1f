from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from hub.acesso.escopos import DA_EQUIPE, Escopo
from hub.acesso.redes import rede_normalizar
from hub.credores.models import Credor


class Especie(models.TextChoices):
    """Para que serve uma credencial."""

    #: envia e lê, de verdade
    PRODUCAO = "producao", "Produção"
    #: só lê, para os relatórios da equipe
    EQUIPE = "equipe", "Equipe (só leitura)"
    #: responde como a de produção, e nada se grava nem chega a canal
    ENSAIO = "ensaio", "Ensaio (nada se grava)"


def escopos_da(especie: Especie) -> frozenset[Escopo]:
    """Os escopos que uma credencial da espécie pode ter."""
    return DA_EQUIPE if especie == Especie.EQUIPE else frozenset(Escopo)


def conferir_rede(texto: str) -> None:
    """Levanta `ValidationError` se não é uma rede como `hub.acesso.redes` a escreve."""
    try:
        certa = rede_normalizar(texto)
    except ValueError as erro:
        raise ValidationError(str(erro)) from None
    if certa != texto:
        raise ValidationError(f"Escreva {certa}.")


class CredencialDeApi(models.Model):
    """Com que um sistema do credor pede tokens. Os segredos dela estão em `SegredoDeApi`."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="credenciais_de_api")
    #: o que o sistema diz ser; não é segredo
    client_id = models.CharField(max_length=40, unique=True)
    nome = models.CharField(max_length=60)
    especie = models.CharField("espécie", max_length=10, choices=Especie.choices, default=Especie.PRODUCAO)
    escopos = ArrayField(models.CharField(max_length=30))
    #: de que redes se aceita, em CIDR; vazia = de qualquer uma
    redes = ArrayField(
        models.CharField(max_length=43, validators=[conferir_rede]), verbose_name="redes", blank=True, default=list
    )
    #: chamadas por minuto; nulo = o padrão (`hub.acesso.limites`)
    por_minuto = models.PositiveIntegerField("chamadas por minuto", null=True, blank=True)
    #: último dia em que vale; nulo = sem prazo
    ate = models.DateField("último dia", null=True, blank=True)
    criada_em = models.DateTimeField(auto_now_add=True)
    #: quem a criou; vazio nas que vêm de antes de se anotar
    criada_por = models.CharField(max_length=150, blank=True)
    revogada_em = models.DateTimeField(null=True, blank=True)
    revogada_por = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "credencial_api"
        constraints = (
            models.CheckConstraint(
                name="credencial_api_algum_escopo",
                condition=Q(escopos__len__gt=0),
                violation_error_message="Escolha ao menos um escopo.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.nome} ({self.credor})"

    def clean(self) -> None:
        """Levanta `ValidationError` se um escopo não é da espécie."""
        if sobram := sorted(set(self.escopos) - escopos_da(Especie(self.especie))):
            raise ValidationError(
                {"escopos": f"{', '.join(sobram)[:200]}: a credencial desta espécie não os pode ter."}
            )


class SegredoDeApi(models.Model):
    """Um segredo de uma credencial. Durante a troca há dois: o anterior vale até o prazo dito."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    credencial = models.ForeignKey(CredencialDeApi, on_delete=models.CASCADE, related_name="segredos")
    #: SHA-256 do segredo, em hexadecimal; o segredo tem 256 bits aleatórios, resumo simples basta
    resumo = models.CharField(max_length=64, unique=True)
    criado_em = models.DateTimeField()
    #: depois deste instante não vale; nulo = o de agora
    vale_ate = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "segredo_api"
        constraints = (
            models.UniqueConstraint(
                fields=("credencial",), condition=Q(vale_ate__isnull=True), name="segredo_api_um_so_de_agora"
            ),
        )

    def __str__(self) -> str:
        return f"Segredo de {self.credencial}"


class TokenDeApi(models.Model):
    """O que se deu a um sistema para chamar a API por um tempo. Revogada a credencial, já não vale."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    credencial = models.ForeignKey(CredencialDeApi, on_delete=models.CASCADE, related_name="tokens")
    #: SHA-256 do token, em hexadecimal
    resumo = models.CharField(max_length=64, unique=True)
    escopos = ArrayField(models.CharField(max_length=30))
    vence_em = models.DateTimeField()

    class Meta:
        db_table = "token_api"

    def __str__(self) -> str:
        return f"Token de {self.credencial}"


class ContaDeApi(models.Model):
    """As chamadas de uma credencial no minuto em curso, por todos os processos."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    credencial = models.OneToOneField(CredencialDeApi, on_delete=models.CASCADE, primary_key=True, related_name="conta")
    minuto = models.DateTimeField()
    chamadas = models.PositiveIntegerField()

    class Meta:
        db_table = "conta_api"

    def __str__(self) -> str:
        return f"{self.chamadas} em {self.minuto}"


class UsoDeApi(models.Model):
    """Quantas chamadas uma credencial fez numa hora, numa rota, de um endereço."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    credencial = models.ForeignKey(CredencialDeApi, on_delete=models.CASCADE, related_name="usos")
    #: começo da hora
    hora = models.DateTimeField()
    #: método e caminho, como na documentação: `POST /cdas`
    rota = models.CharField(max_length=80)
    endereco = models.CharField(max_length=45)
    chamadas = models.PositiveBigIntegerField()
    #: das chamadas, as que passaram do limite e receberam 429
    barradas = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "uso_api"
        constraints = (
            models.UniqueConstraint(fields=("credencial", "hora", "rota", "endereco"), name="uso_api_unico"),
            models.CheckConstraint(name="uso_api_barradas", condition=Q(barradas__lte=F("chamadas"))),
        )

    def __str__(self) -> str:
        return f"{self.chamadas} em {self.rota}"
