"""Chaves de API: segredo de 256 bits, guardado só como resumo."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from hub.acesso.models import ChaveDeApi
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Credor

#: Começo de todo segredo, para que um vazamento se reconheça.
PREFIXO = "hub_"


class ChaveDesconhecida(Recusa):
    """Não há chave {chave} em uso neste credor. Confira o número na lista de chaves."""

    status = 404


@transaction.atomic
def chave_criar(*, credor: Credor, nome: str, ator: str) -> tuple[ChaveDeApi, str]:
    """A chave e o segredo dela, que não se recupera depois. Levanta `CadastroErrado`."""
    segredo = PREFIXO + secrets.token_urlsafe(32)
    chave = ChaveDeApi(credor=credor, nome=nome, resumo=_resumir(segredo))
    cadastro_conferir(chave)
    chave.save()
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


def chave_do_segredo(segredo: str) -> ChaveDeApi | None:
    """A chave em uso que tem esse segredo, com o credor."""
    with connection.cursor() as cursor:
        cursor.execute(_em_uso(), [_resumir(segredo)])
        linha = cursor.fetchone()
    if linha is None:
        return None
    da_chave = len(_colunas(ChaveDeApi))
    chave = ChaveDeApi.from_db(connection.alias, _colunas(ChaveDeApi), linha[:da_chave])
    chave.credor = Credor.from_db(connection.alias, _colunas(Credor), linha[da_chave:])
    return chave


@cache
def _em_uso() -> str:
    """Escrita à mão porque cada chamada da API a faz, e o ORM levava mais tempo a montá-la que o banco a responder."""
    colunas = [f"(r.chave).{coluna}" for coluna in _colunas(ChaveDeApi)]
    colunas += [f"(r.dono).{coluna}" for coluna in _colunas(Credor)]
    return f"select {', '.join(colunas)} from hub_seguro.chave_do_resumo(%s) r"


@cache
def _colunas(modelo: type[Model]) -> list[str]:
    return [str(campo.attname) for campo in modelo._meta.concrete_fields]


def _resumir(segredo: str) -> str:
    return hashlib.sha256(segredo.encode()).hexdigest()
