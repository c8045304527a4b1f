from __future__ import annotations

from django.db import models

from hub.credores.models import Credor


class ListaDoCanal(models.Model):
    """Uma lista de códigos que o serviço de um canal dá ao credor; a última que se leu."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="listas_dos_canais")
    estrategia = models.CharField(max_length=20)
    #: que códigos são
    lista = models.CharField(max_length=20)
    #: código → rótulo, como o serviço os escreve
    itens = models.JSONField(default=dict)
    lida_em = models.DateTimeField()

    class Meta:
        db_table = "lista_do_canal"
        constraints = (models.UniqueConstraint(fields=("credor", "estrategia", "lista"), name="lista_do_canal_unica"),)

    def __str__(self) -> str:
        return f"{self.lista} de {self.estrategia}"
