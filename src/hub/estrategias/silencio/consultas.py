"""Quem espera o canal há tempo demais, e o que fazer."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.db import connection
from django.db.models import Sum
from django.utils.timezone import make_aware

from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.estrategias.carta.opcoes import opcoes_da_carta
from hub.estrategias.models import CanalMudo

#: Linhas da lista por página.
POR_PAGINA: Final = 50


@dataclass(frozen=True, kw_only=True)
class Mudez:
    """O que um canal deve responder, numa situação."""

    estrategia: str
    situacao: Situacao
    quantos: int
    #: remessas de que são
    remessas: int
    #: o que se espera, em quantos dias se esperava, e o que fazer
    espera: str
    dias: int
    o_que_fazer: str


@dataclass(frozen=True, kw_only=True)
class Mudo:
    """Um acionamento sem resposta."""

    acionamento: int
    cda: int
    numero_cda: str
    estrategia: str
    situacao: Situacao
    #: 0 = o principal; senão, a ordem do corresponsável
    devedor: int
    remessa: int
    desde: datetime

    @property
    def espera(self) -> str:
        """O que se espera do canal."""
        return esperas()[self.estrategia, self.situacao]["espera"]


@cache
def esperas() -> dict[tuple[str, str], dict[str, str]]:
    """Canal e situação → a linha de `esperas.csv` (espera, dias, marca, o_que_fazer)."""
    with files("hub.estrategias.silencio").joinpath("esperas.csv").open(encoding="utf-8") as arquivo:
        return {(linha["estrategia"], linha["situacao"]): linha for linha in csv.DictReader(arquivo)}


def mudezes(credor: Credor, em: date) -> list[Mudez]:
    """Por canal e situação, quantos esperam há mais que o prazo; os que mais esperam resposta primeiro."""
    comando = (
        f"select estrategia, situacao, count(*), count(distinct remessa_id) from ({_mudos()}) m"
        " group by estrategia, situacao order by count(*) desc, estrategia, situacao"
    )
    with connection.cursor() as cursor:
        cursor.execute(comando, _parametros(credor, em))
        return [_mudez(*linha) for linha in cursor.fetchall()]


def mudos(credor: Credor, em: date, *, estrategia: str = "", apos: int = 0) -> list[Mudo]:
    """Um a um, os de acionamento maior que `apos`, uma página."""
    comando = f"""
        select m.id, m.cda_id, c.numero_cda, m.estrategia, m.situacao, m.devedor, m.remessa_id,
               coalesce(u.em, r.criada_em)
          from (
              select * from ({_mudos()}) m
               where m.id > %(apos)s and (%(estrategia)s = '' or m.estrategia = %(estrategia)s)
               order by m.id limit %(quantos)s
          ) m
          join cda c on c.id = m.cda_id and c.credor_id = %(credor)s
          join remessa r on r.id = m.remessa_id and r.credor_id = %(credor)s
         cross join lateral (
              select max(p.em) as em from passagem p
               where p.cda_id = m.cda_id and p.credor_id = %(credor)s and p.acionamento = m.id
          ) u
         order by m.id
    """
    parametros = {**_parametros(credor, em), "estrategia": estrategia, "apos": apos, "quantos": POR_PAGINA}
    with connection.cursor() as cursor:
        cursor.execute(comando, parametros)
        return [_mudo(*linha) for linha in cursor.fetchall()]


def sem_resposta(credor: Credor) -> int:
    """Quantos esperavam além do prazo, como se anotou na última vez."""
    anotados = CanalMudo.objects.filter(credor=credor)
    ultimo = anotados.order_by("-dia").first()
    return (anotados.filter(dia=ultimo.dia).aggregate(total=Sum("quantos"))["total"] or 0) if ultimo else 0


def _mudez(estrategia: str, situacao: str, quantos: int, remessas: int) -> Mudez:
    espera = esperas()[estrategia, situacao]
    return Mudez(
        estrategia=estrategia,
        situacao=Situacao(situacao),
        quantos=quantos,
        remessas=remessas,
        espera=espera["espera"],
        dias=int(espera["dias"]),
        o_que_fazer=espera["o_que_fazer"],
    )


def _mudo(acionamento: int, cda: int, numero_cda: str, *resto: Any) -> Mudo:
    estrategia, situacao, devedor, remessa, desde = resto
    return Mudo(
        acionamento=acionamento,
        cda=cda,
        numero_cda=numero_cda,
        estrategia=estrategia,
        situacao=Situacao(situacao),
        devedor=devedor,
        remessa=remessa,
        desde=desde,
    )


def _parametros(credor: Credor, em: date) -> dict[str, Any]:
    linhas = list(esperas().values())
    return {
        "credor": credor.pk,
        "com_ar": opcoes_da_carta(credor).com_ar,
        "estrategias": [linha["estrategia"] for linha in linhas],
        "situacoes": [linha["situacao"] for linha in linhas],
        "antes": [make_aware(datetime.combine(em - timedelta(days=int(linha["dias"])), time())) for linha in linhas],
    }


@cache
def _mudos() -> str:
    return files("hub.estrategias.silencio").joinpath("sql", "mudos.sql").read_text(encoding="utf-8")
