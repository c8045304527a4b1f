"""Manter a lista pública igual ao livro: de minuto em minuto o que mudou, e de noite tudo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.estrategias.divida_aberta.limites import CDAS_POR_FATIA, DIFERENCAS_GUARDADAS, LEITURAS_GUARDADAS
from hub.estrategias.divida_aberta.marcas import TABELAS, UNICA, cdas_mexidas, leitura_abrir, leitura_fechar
from hub.estrategias.divida_aberta.models import Diferenca, EntePublicado, LeituraDaAberta, MarcaDaAberta
from hub.estrategias.divida_aberta.publicacao import TRAVA, Trocadas, cdas_publicar
from hub.estrategias.divida_aberta.registros import registros_fechar

#: Quem aparece na auditoria.
ATOR = "Dívida Aberta"


@dataclass(frozen=True, kw_only=True)
class Conferencia:
    """O que a conferência da lista inteira achou."""

    #: CDAs olhadas
    cdas: int
    #: CDAs em que a lista dizia outra coisa, já acertadas
    divergentes: int
    #: municípios cuja conta estava errada, já acertada
    lugares: int
    trocadas: Trocadas


def aberta_atualizar(*, agora: datetime) -> Trocadas:
    """Leva à lista o que mudou no livro desde a última vez. Interrompida, a seguinte recomeça de onde a marca está.

    `agora`: instante com fuso; o dia é o de Brasília.
    """
    dia = timezone.localtime(agora).date()
    leitura = leitura_abrir()
    feitas = Trocadas()
    for ente, vigora in _entes_que_mudaram(dia):
        for cdas in _cdas_do_ente(ente):
            feitas += _levar(cdas, dia, agora)
        EntePublicado.objects.filter(pk=ente).update(vigora=vigora)
    for cdas in cdas_mexidas(leitura.de, leitura.ate):
        feitas += _levar(cdas, dia, agora)
    if feitas.total:
        _contar(Etiqueta.ABERTA_ATUALIZADA, agora, **_contas(feitas))
    leitura_fechar(leitura, agora=agora)
    return feitas


def aberta_conferir(*, agora: datetime) -> Conferencia:
    """Compara a lista inteira com o livro, acerta o que estiver diferente e conta num evento o que achou.

    O que mudou no livro depois da última atualização não é divergência: atualiza-se antes, e o que chegar durante a
    conferência se desconta.
    """
    aberta_atualizar(agora=agora)
    dia = timezone.localtime(agora).date()
    olhadas, divergentes, feitas = 0, 0, Trocadas()
    for cdas in _todas():
        olhadas += len(cdas)
        da_fatia = _levar(cdas, dia, agora)
        divergentes += _sem_noticia(da_fatia.cdas)
        feitas += da_fatia
    achado = Conferencia(cdas=olhadas, divergentes=divergentes, lugares=_lugares_acertar(), trocadas=feitas)
    contas = {"cdas": olhadas, "divergentes": divergentes, "lugares": achado.lugares}
    _contar(Etiqueta.ABERTA_CONFERIDA, agora, **contas, **_contas(feitas))
    _podar(agora)
    return achado


def _levar(cdas: list[int], dia: date, agora: datetime) -> Trocadas:
    """A lista como o livro diz; e no livro se fecha o registro de quem não se cobra mais, que já saiu dela."""
    feitas = cdas_publicar(cdas, dia=dia, agora=agora)
    registros_fechar(cdas, agora=agora)
    return feitas


def _contas(feitas: Trocadas) -> dict[str, int]:
    return {"incluidas": feitas.incluidas, "alteradas": feitas.alteradas, "retiradas": feitas.retiradas}


def _contar(etiqueta: Etiqueta, agora: datetime, **chaves: Any) -> None:
    evento_registrar(etiqueta, ator=ATOR, em=agora, **chaves)


def _entes_que_mudaram(dia: date) -> list[tuple[int, bool]]:
    """Acerta o que se diz dos credores da estratégia; devolve aqueles cujo convênio passou a vigorar ou deixou de."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTES)
        cursor.execute(_MUDARAM, {"dia": dia})
        return [(int(ente), bool(vigora)) for ente, vigora in cursor.fetchall()]


def _cdas_do_ente(ente: int) -> Iterator[list[int]]:
    """As CDAs do credor na estratégia, em fatias, pela ordem do número, que é a do índice."""
    numero = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_DO_ENTE, {"ente": ente, "apos": numero, "limite": CDAS_POR_FATIA})
            linhas = cursor.fetchall()
        if not linhas:
            return
        yield [cda for cda, _, na_estrategia in linhas if na_estrategia]
        numero = linhas[-1][1]


def _todas() -> Iterator[list[int]]:
    """Todas as CDAs da estratégia e, depois, as da lista que nem na estratégia estão."""
    for ente in EntePublicado.objects.order_by("pk").values_list("pk", flat=True):
        yield from _cdas_do_ente(ente)
    ultima = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SOBRAS, {"apos": ultima, "limite": CDAS_POR_FATIA})
            linhas = cursor.fetchall()
        if not linhas:
            return
        yield [cda for cda, sobra in linhas if sobra]
        ultima = linhas[-1][0]


def _sem_noticia(cdas: Iterable[int]) -> int:
    """Quantas não têm linha no livro depois da marca; na que tem, a diferença é só a lista ainda não ter chegado lá."""
    mudadas = list(cdas)
    if not mudadas:
        return 0
    lido = MarcaDaAberta.objects.values_list("lido", flat=True).get(pk=UNICA)
    novas = " or ".join(f"exists (select from {t} where cda_id = c.id and id > %({t})s)" for t in TABELAS)
    with connection.cursor() as cursor:
        consulta = f"select count(*) from unnest(%(cdas)s::bigint[]) c(id) where not ({novas})"
        cursor.execute(consulta, {"cdas": mudadas, **{t: lido.get(t, 0) for t in TABELAS}})
        return int(cursor.fetchone()[0])


@transaction.atomic
def _lugares_acertar() -> int:
    """Refaz a conta de cada município; devolve quantas estavam erradas."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TRAVA])
        cursor.execute(_CONTA_CERTA)
        cursor.execute(_LUGARES_ERRADOS)
        apagadas = cursor.rowcount
        cursor.execute(_LUGARES_FALTANDO)
        erradas = max(apagadas, cursor.rowcount)
        cursor.execute("drop table conta_certa")
    return int(erradas)


@transaction.atomic
def _podar(agora: datetime) -> None:
    """Apaga as diferenças mais velhas que o prazo e a conta das leituras que já acabaram."""
    velhas = Diferenca.objects.filter(em__lt=agora - DIFERENCAS_GUARDADAS)
    if (ultima := velhas.order_by("-pk").values_list("pk", flat=True).first()) is not None:
        MarcaDaAberta.objects.filter(pk=UNICA, podada_ate__lt=ultima).update(podada_ate=ultima)
        Diferenca.objects.filter(pk__lte=ultima).delete()
    LeituraDaAberta.objects.filter(minuto__lt=agora - LEITURAS_GUARDADAS).delete()


_ENTES = """
insert into ente_publicado as e (id, nome, cnpj, uf, vigora)
select c.id, c.nome, c.cnpj, c.uf, false from credor c
 where c.id in (select credor_id from remessa where estrategia = 'divida_aberta')
    on conflict (id) do update set nome = excluded.nome, cnpj = excluded.cnpj, uf = excluded.uf
 where (e.nome, e.cnpj, e.uf) is distinct from (excluded.nome, excluded.cnpj, excluded.uf)
"""
# O convênio em vigor, como em `hub.credores.consultas.vigor_em` e em `aberta_devidas.sql`.
_MUDARAM = """
select e.id, agora.vigora
  from ente_publicado e
 cross join lateral (
     select exists (select from convenio v
                     where v.credor_id = e.id and v.vigencia_inicio <= %(dia)s
                       and (v.vigencia_fim is null or v.vigencia_fim >= %(dia)s)
                       and (v.encerrado_em is null or v.encerrado_em > %(dia)s))
            and not exists (select from suspensao_do_convenio s
                             where s.credor_id = e.id and s.desde <= %(dia)s and (s.ate is null or s.ate > %(dia)s))
 ) agora(vigora)
 where e.vigora <> agora.vigora
 order by e.id
"""
_DO_ENTE = """
select c.id, c.numero_cda,
       exists (select from acionamento a where a.cda_id = c.id and a.estrategia = 'divida_aberta')
  from cda c where c.credor_id = %(ente)s and c.numero_cda > %(apos)s order by c.numero_cda limit %(limite)s
"""
_SOBRAS = """
select p.cda, not exists (select from acionamento a where a.cda_id = p.cda and a.estrategia = 'divida_aberta')
  from divida_publicada p where p.cda > %(apos)s order by p.cda limit %(limite)s
"""
_CONTA_CERTA = """
create temp table conta_certa on commit drop as
select uf, ibge, count(*) as dividas, sum(valor) as valor from divida_publicada where devedor = 0 group by uf, ibge
"""
_LUGARES_ERRADOS = """
delete from lugar_publicado l
 where not exists (select from conta_certa c
                    where (c.uf, c.ibge, c.dividas, c.valor) = (l.uf, l.ibge, l.dividas, l.valor))
"""
_LUGARES_FALTANDO = """
insert into lugar_publicado (uf, ibge, dividas, valor)
select c.uf, c.ibge, c.dividas, c.valor from conta_certa c
 where not exists (select from lugar_publicado l where (l.uf, l.ibge) = (c.uf, c.ibge))
"""
