from __future__ import annotations

from django.db import models


class TentativaDeEntrada(models.Model):
    """Uma tentativa de entrar que ainda não deu certo. Guarda resumos, nunca o nome digitado nem a senha."""

    #: SHA-256, com o segredo da instalação, do nome digitado
    usuario = models.CharField(max_length=64)
    #: SHA-256, com o segredo da instalação, do endereço de rede
    endereco = models.CharField(max_length=64)
    em = models.DateTimeField()

    class Meta:
        db_table = "tentativa_entrada"
        indexes = (
            models.Index(fields=("usuario", "em"), name="tentativa_usuario"),
            models.Index(fields=("endereco", "em"), name="tentativa_endereco"),
        )

    def __str__(self) -> str:
        return f"Tentativa em {self.em}"
