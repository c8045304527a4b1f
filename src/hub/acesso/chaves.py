"""Chaves de API: segredo de 256 bits, guardado só como resumo."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from hub.acesso.models import ChaveDeApi
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.credores.models import Credor

#: Começo de todo segredo, para que um vazamento se reconheça.
PREFIXO = "hub_"


class ChaveDesconhecida(Recusa):
    """Não há chave {chave} em uso neste credor. Confira o número na lista de chaves."""

    status = 404


@transaction.atomic
def chave_criar(*, credor: Credor, nome: str, ator: str) -> tuple[ChaveDeApi, str]:
    """A chave e o segredo dela, que não se recupera depois."""
    segredo = PREFIXO + secrets.token_urlsafe(32)
    chave = ChaveDeApi.objects.create(credor=credor, nome=nome, resumo=_resumir(segredo))
    evento_registrar(Etiqueta.CHAVE_CRIADA, ator=ator, credor=credor, em=timezone.now(), chave=chave.pk, nome=nome)
    return chave, segredo


@transaction.atomic
def chave_revogar(*, credor: Credor, chave: int, ator: str) -> None:
    """A chave para de valer na hora. Levanta `ChaveDesconhecida`."""
    em_uso = ChaveDeApi.objects.filter(credor=credor, pk=chave, revogada_em__isnull=True).first()
    if em_uso is None:
        raise ChaveDesconhecida(chave=chave)
    em_uso.revogada_em = timezone.now()
    em_uso.save(update_fields=["revogada_em"])
    evento_registrar(
        Etiqueta.CHAVE_REVOGADA, ator=ator, credor=credor, em=timezone.now(), chave=chave, nome=em_uso.nome
    )


# Escrita à mão porque cada chamada da API a faz, e montar a consulta custava mais que a consulta.
_EM_USO = "select * from chave_api where resumo = %s and revogada_em is null"


def chave_do_segredo(segredo: str) -> ChaveDeApi | None:
    """A chave em uso que tem esse segredo, com o credor."""
    resumo = _resumir(segredo)
    chave = next(iter(ChaveDeApi.objects.raw(_EM_USO, [resumo])), None)
    if chave is not None:
        chave.credor = next(iter(Credor.objects.raw("select * from credor where id = %s", [chave.credor_id])))
    return chave


def _resumir(segredo: str) -> str:
    return hashlib.sha256(segredo.encode()).hexdigest()
