"""As três portas vistas por um cenário: manda-se uma CDA, volta o que se disse dela."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client

from credenciais import cabecalhos_de
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote
from hub.recepcao.arquivos import arquivo_guardar, lote_processar
from hub.recepcao.gravacao import achados_do_lote

Registro = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Resposta:
    #: aceita, em_consulta, recusada, repetida ou alterada
    resultado: str
    #: códigos das regras que não são só aviso
    regras: frozenset[str]
    #: todos os códigos
    todas: frozenset[str]
    lote: Lote

    @property
    def cda(self) -> CDA:
        return CDA.objects.get(lote=self.lote)


Porta = Callable[[Credor, Registro], Resposta]


def por_api(credor: Credor, registro: Registro) -> Resposta:
    resposta = Client().post(
        "/api/v1/cdas",
        json.dumps(registro),
        content_type="application/json",
        headers=cabecalhos_de(credor),
    )
    assert resposta.status_code in {200, 201, 409, 422}, resposta.content
    return _do_lote(Lote.objects.get(pk=resposta.json()["lote"]))


def por_arquivo(credor: Credor, registro: Registro, em: date | None = None) -> Resposta:
    texto = io.StringIO()
    escritor = csv.DictWriter(texto, fieldnames=list(registro), delimiter=";")
    escritor.writeheader()
    escritor.writerow(registro)
    lote = arquivo_guardar(
        credor=credor,
        fluxo=io.BytesIO(texto.getvalue().encode()),
        nome="cdas.csv",
        ator="teste",
        em=em or date.today(),  # noqa: DTZ011 - o mesmo dia das outras portas
    )
    lote_processar(lote=lote)
    return _do_lote(lote)


def por_tela(credor: Credor, registro: Registro) -> Resposta:
    pessoa = Usuario.objects.filter(vinculos__credor=credor, vinculos__perfil="gestor").first()
    assert pessoa is not None, "o cenário precisa de um gestor no credor"
    navegador = Client()
    navegador.force_login(pessoa)
    antes = set(Lote.objects.values_list("pk", flat=True))
    resposta = navegador.post("/cdas/nova", registro)
    assert resposta.status_code in {200, 302, 409, 422}, resposta.content[:2000]
    novos = Lote.objects.exclude(pk__in=antes)
    return _do_lote(novos.get())


def movimentar(credor: Credor, numero_cda: str, tipo: str, **campos: str) -> Lote:
    """Um movimento por arquivo, contado no dia em que aconteceu."""
    movimento = {"numero_cda": numero_cda, "tipo": tipo, **campos}
    texto = ";".join(movimento) + "\n" + ";".join(movimento.values()) + "\n"
    em = date.fromisoformat(campos["data"])
    lote = arquivo_guardar(credor=credor, fluxo=io.BytesIO(texto.encode()), nome="m.csv", ator="teste", em=em)
    feito = lote_processar(lote=lote).lote
    assert feito.movimentos == 1, achados_do_lote(feito).to_dicts()
    return feito


def _do_lote(lote: Lote) -> Resposta:
    lote.refresh_from_db()
    contas = {
        "aceita": lote.aceitas,
        "em_consulta": lote.em_consulta,
        "recusada": lote.recusadas,
        "repetida": lote.repetidas,
        "alterada": lote.alteradas,
    }
    assert sum(contas.values()) == lote.recebidas == 1, contas
    achados = achados_do_lote(lote)
    return Resposta(
        resultado=next(nome for nome, total in contas.items() if total),
        regras=frozenset(achados.filter(achados["efeito"] != "aviso")["regra"]),
        todas=frozenset(achados["regra"]),
        lote=lote,
    )


PORTAS: dict[str, Porta] = {"api": por_api, "tela": por_tela, "arquivo": por_arquivo}
