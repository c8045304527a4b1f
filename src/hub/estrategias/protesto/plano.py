"""O que vai a protesto numa data, e por que o resto não vai."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import LIVRES
from hub.credores.models import Credor
from hub.dividas.models import Remessa
from hub.estrategias.protesto.opcoes import opcoes_do
from hub.estrategias.regua import LIMITES_DO_CONVENIO, regua_do_dia


@cache
def consulta(nome: str) -> str:
    """O texto de um arquivo da pasta `sql`."""
    return files("hub.estrategias.protesto").joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")


@cache
def textos_dos_motivos() -> dict[str, dict[str, str]]:
    """Por motivo, `texto` e `como_resolver`."""
    with files("hub.estrategias.protesto").joinpath("motivos.csv").open(encoding="utf-8") as arquivo:
        return {linha["motivo"]: linha for linha in csv.DictReader(arquivo)}


def incluir(remessa: Remessa) -> tuple[int, Counter[str]]:
    """Grava os acionamentos planejados; devolve quantos e quantas CDAs ficaram, por motivo."""
    regua_do_dia(credor=remessa.credor, estrategia="protesto", em=remessa.em)
    parametros = _parametros(remessa.credor, remessa.em)
    with connection.cursor() as cursor:
        cursor.execute(f"create temp table candidata on commit drop as {_candidatas()}", parametros)
        cursor.execute(consulta("incluir"), {"remessa": remessa.pk, "credor": remessa.credor_id})
        incluidas = cursor.rowcount
        cursor.execute("select motivo, count(*) from candidata where motivo is not null group by 1 order by 2 desc")
        retidas = Counter(dict(cursor.fetchall()))
        cursor.execute("drop table candidata")
        cursor.execute("select hub_seguro.analisar_acionamentos()")
    return incluidas, retidas


def motivos(*, credor: Credor, em: date, limite: int, cda: int | None = None) -> list[dict[str, str]]:
    """Por que cada CDA pedida vai ou não vai: `cda`, `motivo` (vazio = vai), `texto` e `como_resolver`.

    Sem `cda`, só as retidas, até `limite`. Tem de correr numa transação (usa tabela provisória).
    """
    regua_do_dia(credor=credor, estrategia="protesto", em=em)
    candidatas = _candidatas("and c.id = %(cda)s" if cda else "")
    so_retidas = "" if cda else "where motivo is not null"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select numero_cda, coalesce(motivo, '') from ({candidatas}) x {so_retidas}"
            " order by cda_id limit %(limite)s",
            {**_parametros(credor, em), "cda": cda, "limite": limite},
        )
        linhas = cursor.fetchall()
    return [dito(numero, motivo) for numero, motivo in linhas]


def dito(numero: str, motivo: str) -> dict[str, str]:
    """O motivo de uma CDA, com o texto dele; vazio = pode ir."""
    vai = {"texto": "Pode ir a protesto no próximo plano.", "como_resolver": ""}
    textos = textos_dos_motivos().get(motivo, vai)
    return {"cda": numero, "motivo": motivo, **{nome: textos[nome] for nome in ("texto", "como_resolver")}}


def _candidatas(filtro: str = "") -> str:
    return consulta("candidatas").replace("{filtro}", filtro).replace("{limites}", LIMITES_DO_CONVENIO)


def _parametros(credor: Credor, em: date) -> dict[str, Any]:
    return {
        "credor": credor.pk,
        "em": em,
        "aceita_alfanumerico": opcoes_do(credor).aceita_cnpj_alfanumerico,
        "livres": [situacao.value for situacao in LIVRES],
    }


def descartar_as_que_mudaram(remessa: Remessa) -> None:
    """Tira do plano o que deixou de poder ir entre o plano e a liberação (pagamento, suspensão, alteração)."""
    with connection.cursor() as cursor:
        # Procurar à parte deixa o banco dividir a leitura do livro; quase sempre não há nada a tirar.
        cursor.execute(consulta("mudadas"), {"remessa": remessa.pk})
        (mudadas,) = cursor.fetchone()
        if mudadas:
            cursor.execute("delete from acionamento where id = any(%s) and situacao = 'planejada'", [mudadas])
            remessa.inclusoes -= cursor.rowcount


def gravar_envio(remessa: Remessa) -> None:
    """Leva os acionamentos de planejados a enviados, com uma passagem cada."""
    parametros: dict[str, Any] = {"remessa": remessa.pk, "motivo": f"remessa:{remessa.pk}", "em": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(consulta("enviar"), parametros)


def devidos(*, credor: Credor, em: date) -> dict[str, Any]:
    """O que a régua manda a protesto na data: `devidas` e `retidas` por motivo. Tem de correr numa transação."""
    regua_do_dia(credor=credor, estrategia="protesto", em=em)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select coalesce(motivo, ''), count(*) from ({_candidatas()}) x group by 1 order by 2 desc",
            _parametros(credor, em),
        )
        contas = dict(cursor.fetchall())
    return {"devidas": contas.pop("", 0), "retidas": contas}
