from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class CertificadoDoCredor(models.Model):
    """O certificado com que o credor assina: a chave só existe aqui cifrada (`hub.documentos.cofre`)."""

    credor = models.OneToOneField(Credor, on_delete=models.PROTECT, related_name="certificado")
    #: PKCS#12 sem senha própria, cifrado com o segredo da instalação
    cifrado = models.BinaryField()
    titular = models.CharField(max_length=200)
    #: SHA-256 do certificado, em hexadecimal
    sha256 = models.CharField(max_length=64)
    valido_ate = models.DateTimeField()
    #: feito pelo hub para ensaio; não prova nada a ninguém
    de_teste = models.BooleanField(default=False)
    #: política de assinatura (`hub.documentos.politicas`), vazia = nenhuma
    politica = models.CharField(max_length=30, blank=True)

    class Meta:
        db_table = "certificado_do_credor"

    def __str__(self) -> str:
        return self.titular


class CorreioDoCredor(models.Model):
    """O servidor por que saem as cartas do credor; sem linha, vale o da instalação (`HUB_SMTP`)."""

    credor = models.OneToOneField(Credor, on_delete=models.PROTECT, related_name="correio")
    servidor = models.CharField(max_length=253)
    porta = models.PositiveIntegerField(default=587)
    #: STARTTLS exigido; só se desliga para o servidor da própria máquina
    cifrado = models.BooleanField(default=True)
    usuario = models.CharField(max_length=254, blank=True)
    #: senha cifrada (`hub.documentos.cofre`); vazia = sem senha
    senha = models.BinaryField(default=bytes)
    remetente = models.EmailField(max_length=254)

    class Meta:
        db_table = "correio_do_credor"

    def __str__(self) -> str:
        return f"{self.servidor}:{self.porta}"
