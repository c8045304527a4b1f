"""O que vai a protesto numa data, e por que o resto não vai."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import LIVRES
from hub.credores.models import Carteira, Credor
from hub.dividas.models import Remessa
from hub.estrategias.conector import Destino, Regua
from hub.estrategias.protesto.opcoes import opcoes_do
from hub.estrategias.regua import (
    REGUA,
    convenio_nos_dias,
    etapa_sql,
    etapas_comparadas,
    etapas_em,
    quando_sql,
)


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
    candidatas, parametros = _candidatas(remessa.credor, remessa.em)
    with connection.cursor() as cursor:
        cursor.execute(f"create temp table candidata on commit drop as {candidatas}", parametros)
        cursor.execute(consulta("incluir"), {"remessa": remessa.pk, "credor": remessa.credor_id})
        incluidas = cursor.rowcount
        cursor.execute("select motivo, count(*) from candidata where motivo is not null group by 1 order by 2 desc")
        retidas = Counter(dict(cursor.fetchall()))
        cursor.execute("drop table candidata")
        cursor.execute("select hub_seguro.analisar_acionamentos()")
    return incluidas, retidas


def motivos(*, credor: Credor, em: date, limite: int, cda: int | None = None) -> list[dict[str, str]]:
    """Por que cada CDA pedida vai ou não vai: `cda`, `motivo` (vazio = vai), `texto` e `como_resolver`.

    Sem `cda`, só as retidas, até `limite`.
    """
    candidatas, parametros = _candidatas(credor, em, "and c.id = %(cda)s" if cda else "")
    so_retidas = "" if cda else "where motivo is not null"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select numero_cda, coalesce(motivo, '') from ({candidatas}) x {so_retidas}"
            " order by cda_id limit %(limite)s",
            {**parametros, "cda": cda, "limite": limite},
        )
        linhas = cursor.fetchall()
    return [dito(numero, motivo) for numero, motivo in linhas]


def dito(numero: str, motivo: str) -> dict[str, str]:
    """O motivo de uma CDA, com o texto dele; vazio = pode ir."""
    vai = {"texto": "Pode ir a protesto no próximo plano.", "como_resolver": ""}
    textos = textos_dos_motivos().get(motivo, vai)
    return {"cda": numero, "motivo": motivo, **{nome: textos[nome] for nome in ("texto", "como_resolver")}}


def _candidatas(credor: Credor, em: date, filtro: str = "") -> tuple[str, dict[str, Any]]:
    """A consulta e os parâmetros dela."""
    convenio, do_convenio = convenio_nos_dias(credor=credor, estrategia="protesto", dias=[em])
    comando = _montada(
        "candidatas",
        livro=consulta("livro"),
        regua=REGUA.format(r="r"),
        etapa=etapa_sql("r"),
        quando=quando_sql(),
        convenio=convenio,
        filtro=filtro,
    )
    regua = etapas_em(credor=credor, estrategia="protesto", em=em)
    return comando, {**_do_livro(credor), **do_convenio, "regua": regua}


def _montada(nome: str, **partes: str) -> str:
    texto = consulta(nome)
    for marcador, parte in partes.items():
        texto = texto.replace(f"{{{marcador}}}", parte)
    return texto


def _do_livro(credor: Credor) -> dict[str, Any]:
    return {
        "credor": credor.pk,
        "aceita_alfanumerico": opcoes_do(credor).aceita_cnpj_alfanumerico,
        "livres": [situacao.value for situacao in LIVRES],
    }


def previa(*, carteira: Carteira, antes: Regua, depois: Regua, dias: Sequence[date]) -> list[Destino]:
    """O destino das CDAs da carteira por duas réguas, em cada dia; `dia` é a posição dele na lista."""
    convenio, do_convenio = convenio_nos_dias(
        credor=carteira.credor, estrategia="protesto", dias=dias, com_paradas=False
    )
    comando = _montada(
        "previa",
        livro=consulta("livro"),
        regua_antes=REGUA.format(r="ra"),
        regua_depois=REGUA.format(r="rd"),
        etapa_antes=etapa_sql("ra"),
        etapa_depois=etapa_sql("rd"),
        quando_antes=quando_sql("dia", "antes_"),
        quando_depois=quando_sql("dia", "depois_"),
        convenio=convenio,
    )
    regua = etapas_comparadas(carteira.pk, antes=antes, depois=depois, estrategia="protesto", dias=dias)
    parametros = {
        **_do_livro(carteira.credor),
        **do_convenio,
        "carteira": carteira.pk,
        "dias": len(dias),
        "regua": regua,
    }
    with connection.cursor() as cursor:
        cursor.execute(comando, parametros)
        return [_destino(*linha) for linha in cursor.fetchall()]


def _destino(dia: int, antes: str | None, depois: str | None, *resto: Any) -> Destino:
    cdas, valor, exemplos = resto
    achados = sorted({um for grupo in exemplos for um in grupo if um is not None})
    return Destino(dia=dia, antes=antes, depois=depois, cdas=cdas, valor=valor, exemplos=achados)


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
    """O que a régua manda a protesto na data: `devidas` e `retidas` por motivo."""
    candidatas, parametros = _candidatas(credor, em)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select coalesce(motivo, ''), count(*) from ({candidatas}) x group by 1 order by 2 desc", parametros
        )
        contas = dict(cursor.fetchall())
    return {"devidas": contas.pop("", 0), "retidas": contas}
