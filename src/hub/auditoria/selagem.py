"""Selar: assinar a raiz da árvore de todos os eventos, sem parar quem está registrando outros.

Os ids não são comprometidos em ordem: uma transação longa pode trazer à vista, depois, um id menor. Por isso só se
selam ids que não podem mais aparecer (`_limite_final`), e um selo nunca pula um evento.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from hub.auditoria import ancora
from hub.auditoria.arvore import Arvore
from hub.auditoria.assinatura import chave_privada
from hub.auditoria.consultas import ANTES_DE_TUDO, corpo_do_selo, folhas_dos_eventos, resumo_do_selo
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.models import Evento, Selo
from hub.auditoria.recibo import ASSUNTO, canonico
from hub.auditoria.registro import evento_registrar

#: Eventos novos por selo, no máximo: é quanto se relê para emitir um recibo.
EVENTOS_POR_SELO = 65_536
#: Segundos entre duas olhadas em quem ainda registra.
INTERVALO = 0.01
#: Trava de sessão que impede duas selagens ao mesmo tempo.
TRAVA_DA_SELAGEM = 1_397_312_588

_QUEM_REGISTRA = """
    select virtualtransaction from pg_locks
    where locktype = 'relation' and mode = 'RowExclusiveLock' and relation = 'evento'::regclass
      and database = (select oid from pg_database where datname = current_database())
      and pid is distinct from pg_backend_pid()
"""


@transaction.atomic
def selar(em: datetime, *, ator: str = "O hub", espera: float = 5.0) -> Selo | None:
    """Sela todos os eventos ainda não selados e devolve o último selo; None se não há o que selar agora.

    Não sela, e quem chama tenta depois, se outra selagem está em curso ou se uma transação que registrou evento não
    termina em `espera` segundos. Chame com a transação em READ COMMITTED, o padrão.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [TRAVA_DA_SELAGEM])
        if not cursor.fetchone()[0]:
            return None
    anterior = Selo.objects.order_by("-id").first()
    desde = anterior.ultimo_evento if anterior else ANTES_DE_TUDO
    if not Evento.objects.filter(pk__gt=desde).exists():
        return None
    marca = transaction.savepoint()
    numero, primeiro = (anterior.pk + 1, desde + 1) if anterior else (1, 1)
    evento_registrar(Etiqueta.AUDITORIA_SELADA, ator=ator, em=em, selo=numero, desde=primeiro)
    limite = _limite_final(espera)
    if limite is None:
        transaction.savepoint_rollback(marca)
        return None
    return _selar_ate(limite, desde=desde, anterior=anterior, em=em)


def _selar_ate(limite: int, *, desde: int, anterior: Selo | None, em: datetime) -> Selo | None:
    arvore = Arvore(anterior.tamanho, bytes(anterior.topos)) if anterior else Arvore()
    folhas = folhas_dos_eventos(desde, limite)
    em_ordem = ancora.confere()
    while parte := list(islice(folhas, EVENTOS_POR_SELO)):
        anterior = _selo_criar(arvore, parte, anterior=anterior, em=em)
    if anterior is not None and em_ordem:
        ancora.lancar(anterior.pk, resumo_do_selo(anterior))
    return anterior


def _selo_criar(arvore: Arvore, parte: Iterable[tuple[int, bytes]], *, anterior: Selo | None, em: datetime) -> Selo:
    ultimo = 0
    for ultimo, folha in parte:  # noqa: B007 - o id da última folha fica para o selo
        arvore.juntar(folha)
    chave = chave_privada()
    selo = Selo(
        id=anterior.pk + 1 if anterior else 1,
        em=em,
        tamanho=arvore.tamanho,
        ultimo_evento=ultimo,
        raiz=arvore.raiz,
        topos=arvore.topos,
        anterior=resumo_do_selo(anterior) if anterior else b"",
        chave_publica=chave.public_key().public_bytes_raw(),
    )
    selo.assinatura = chave.sign(ASSUNTO + canonico(corpo_do_selo(selo)))
    selo.save(force_insert=True)
    return selo


def _limite_final(espera: float) -> int | None:
    """O maior id tal que nenhum evento com id até ele pode ainda aparecer; None se não se soube a tempo.

    Quem já tirou um id da sequência tem a trava de escrita da tabela até a transação terminar. Lê-se a sequência e,
    depois, quem tem a trava: quando esses terminarem, todo id até o lido ou está à vista ou foi desfeito. Ninguém
    espera por nós: não se tranca a tabela (é o que faz o CREATE INDEX CONCURRENTLY).
    """
    prazo = time.monotonic() + espera
    with connection.cursor() as cursor:
        cursor.execute("select last_value from evento_id_seq")
        limite: int = cursor.fetchone()[0]
        cursor.execute(_QUEM_REGISTRA)
        pendentes = set(cursor.fetchall())
        while pendentes:
            if time.monotonic() > prazo:
                return None
            time.sleep(INTERVALO)
            cursor.execute(_QUEM_REGISTRA)
            pendentes &= set(cursor.fetchall())
    return limite
