from __future__ import annotations

from django.db import models


class Selo(models.Model):
    """A raiz da árvore de Merkle de todos os eventos até um ponto, encadeada ao selo anterior e assinada (Ed25519).

    O id é o número do selo, sem saltos. Nunca se altera nem se apaga. Ver docs/decisoes/0003-selo-de-merkle.md.
    """

    em = models.DateTimeField()
    #: quantos eventos a árvore cobre, na ordem do id
    tamanho = models.BigIntegerField(unique=True)
    #: id do último evento coberto
    ultimo_evento = models.BigIntegerField(unique=True)
    raiz = models.BinaryField()
    #: topos das subárvores completas, emendados: com eles o selo seguinte não relê os eventos deste
    topos = models.BinaryField()
    #: SHA-256 do selo anterior; vazio no primeiro
    anterior = models.BinaryField()
    assinatura = models.BinaryField()
    #: chave pública Ed25519, 32 bytes
    chave_publica = models.BinaryField()

    class Meta:
        db_table = "selo"

    def __str__(self) -> str:
        return f"Selo de {self.tamanho} eventos"
