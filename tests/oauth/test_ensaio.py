"""O ensaio: a API julga e responde como na produção, diz que é ensaio, e nada se grava."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cenarios.conftest import iptu
from cenarios.portas import Registro, por_arquivo
from credenciais import cabecalhos_de
from hub.acesso.models import Especie
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote, Movimento, Passagem

__all__ = ["iptu"]

pytestmark = pytest.mark.django_db


def livro() -> list[Any]:
    modelos = (CDA, Movimento, Passagem, Lote)
    tarefas = "select count(*) from procrastinate_jobs"
    with connection.cursor() as cursor:
        cursor.execute(tarefas)
        na_fila = cursor.fetchone()
    eventos = Evento.objects.exclude(etiqueta__startswith="sistema:token").exclude(etiqueta__startswith="hub:cred")
    return [na_fila, list(eventos.values()), *(list(modelo.objects.order_by("pk").values()) for modelo in modelos)]


Enviar = Callable[[dict[str, str]], HttpResponse]


def em_json(rota: str, corpo: Any) -> Enviar:
    return lambda cabecalhos: Client().post(
        f"/api/v1{rota}", json.dumps(corpo), content_type="application/json", headers=cabecalhos
    )


def em_arquivo(registro: Registro) -> Enviar:
    texto = ";".join(registro) + "\n" + ";".join(registro.values())

    def enviar(cabecalhos: dict[str, str]) -> HttpResponse:
        arquivo = SimpleUploadedFile("cdas.csv", texto.encode(), content_type="text/csv")
        return Client().post("/api/v1/arquivos", {"arquivo": arquivo}, headers=cabecalhos)

    return enviar


def test_o_ensaio_responde_como_a_producao_e_nada_grava(recife: Credor, iptu: Registro, pasta_de_trabalho: Any) -> None:
    nova = iptu | {"numero_cda": "2024/000999-9"}
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    pago = {"numero_cda": iptu["numero_cda"], "tipo": "PAGAMENTO_TOTAL", "data": "2026-03-01", "valor": "1673.93"}
    aceitos = [em_json("/cdas", nova), em_json("/cdas/lote", [nova, iptu]), em_json("/movimentos", pago)]
    recusados = [
        (em_json("/cdas", iptu | {"valor_consolidado": "1.00"}), "recusadas"),
        (em_json("/cdas", {}), "recusadas"),
        (em_json("/movimentos", {}), "detail"),
        (em_json("/justificativas", {"numero_cda": iptu["numero_cda"], "justificativa": "x" * 30}), "detail"),
        (em_json("/justificativas", {"numero_cda": "nada"}), "detail"),
    ]
    ensaio, producao = (cabecalhos_de(recife, especie=e) for e in (Especie.ENSAIO, Especie.PRODUCAO))
    antes, arquivos = livro(), sorted(pasta_de_trabalho.rglob("*"))
    for enviar in aceitos:
        assert enviar(ensaio).status_code in {200, 201}
    ensaiadas = [enviar(ensaio) for enviar, _ in recusados]
    do_arquivo = em_arquivo(nova)(ensaio)
    assert livro() == antes
    assert sorted(pasta_de_trabalho.rglob("*")) == arquivos
    corpo = json.loads(do_arquivo.content)
    assert (do_arquivo.status_code, corpo["aceitas"], corpo["ensaio"], corpo["lote"]) == (200, 1, True, None)
    for (enviar, chave), ensaiada in zip(recusados, ensaiadas, strict=True):
        dita, de_verdade = json.loads(ensaiada.content), enviar(producao)
        feita = json.loads(de_verdade.content)
        assert ensaiada.status_code == de_verdade.status_code >= 400
        assert dita["ensaio"] is True
        assert "ensaio" not in feita
        assert dita[chave] == feita[chave]
        assert not ensaiada.has_header("Location")


def test_a_justificativa_de_ensaio_responde_e_nada_muda(recife: Credor, iptu: Registro) -> None:
    por_arquivo(recife, iptu, em=timezone.localdate())
    CDA.objects.update(posicao="em_consulta")
    enviar = em_json(
        "/justificativas", {"numero_cda": iptu["numero_cda"], "justificativa": "Conferido no processo. " * 2}
    )
    antes = livro()
    ensaiada = json.loads(enviar(cabecalhos_de(recife, especie=Especie.ENSAIO)).content)
    assert (ensaiada["posicao"], ensaiada["ensaio"]) == ("ativa", True)
    assert livro() == antes
    assert json.loads(enviar(cabecalhos_de(recife)).content)["posicao"] == "ativa"
    assert CDA.objects.get().posicao == "ativa"


@pytest.mark.parametrize("vez", range(4))
def test_cada_envio_de_ensaio_diz_o_que_a_producao_diria(vez: int, recife: Credor, iptu: Registro) -> None:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    pago = {"numero_cda": iptu["numero_cda"], "tipo": "PAGAMENTO_TOTAL", "data": "2026-03-01", "valor": "1673.93"}
    enviar = (
        em_json("/cdas", iptu | {"numero_cda": "2024/000999-9"}),
        em_json("/cdas/lote", [iptu | {"numero_cda": "2024/000999-9"}, iptu]),
        em_json("/movimentos", pago),
        em_json("/movimentos", [pago]),
    )[vez]
    antes = livro()
    ensaiada = enviar(cabecalhos_de(recife, especie=Especie.ENSAIO))
    assert livro() == antes
    feita = enviar(cabecalhos_de(recife))
    assert livro() != antes
    da_vez = {"ensaio": True, "lote": None, "sha256": "", "posicao": ""}
    assert json.loads(ensaiada.content) | da_vez == json.loads(feita.content) | da_vez
    assert ensaiada.status_code == feita.status_code


def test_o_ensaio_le_e_diz_que_e_ensaio(recife: Credor, iptu: Registro) -> None:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    cabecalhos = cabecalhos_de(recife, especie=Especie.ENSAIO)
    for caminho in (f"/cdas/{iptu['numero_cda']}", "/resultados", "/limites"):
        corpo = json.loads(Client().get(f"/api/v1{caminho}", headers=cabecalhos).content)
        assert corpo["ensaio"] is True, caminho


def test_o_arquivo_de_ensaio_tem_limite(recife: Credor, iptu: Registro, monkeypatch: pytest.MonkeyPatch) -> None:
    cabecalhos = cabecalhos_de(recife, especie=Especie.ENSAIO)
    monkeypatch.setattr("hub.recepcao.api.LINHAS_POR_ARQUIVO_DE_ENSAIO", 0)
    demais = em_arquivo(iptu)(cabecalhos)
    assert (demais.status_code, json.loads(demais.content)["title"]) == (413, "ENSAIO_GRANDE_DEMAIS")
    monkeypatch.setattr("hub.recepcao.api.BYTES_POR_ARQUIVO_DE_ENSAIO", 10)
    assert em_arquivo(iptu)(cabecalhos).status_code == 413
    assert not Lote.objects.exists()


def test_o_ensaio_usa_a_chave_de_idempotencia_sem_a_prender(recife: Credor, iptu: Registro) -> None:
    ensaio, producao = (cabecalhos_de(recife, especie=e) for e in (Especie.ENSAIO, Especie.PRODUCAO))
    enviar = em_json("/cdas", iptu)
    assert enviar(ensaio | {"Idempotency-Key": "k1"}).status_code == 201
    assert enviar(producao | {"Idempotency-Key": "k1"}).status_code == 201
