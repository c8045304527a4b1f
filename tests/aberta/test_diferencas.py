"""As diferenças, por cursor e por dia: quem pagou só deixa a chave."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aberta.conftest import CPF, Publicador, atualizar
from aberta.publicadas import corpo, diferencas, linhas
from hub.credores.models import Credor
from hub.credores.vigencia import convenio_reativar, convenio_suspender
from hub.estrategias.divida_aberta.guarda import GUARDA
from hub.estrategias.divida_aberta.linhas_abertas import NOMES
from hub.estrategias.divida_aberta.models import Diferenca, DividaPublicada, MarcaDaAberta
from hub.estrategias.divida_aberta.servicos import aberta_conferir

pytestmark = pytest.mark.django_db


def test_as_diferencas_contam_o_que_entrou_mudou_e_saiu(
    tres: dict[str, Any], de_recife: Publicador, leitor: Client
) -> None:
    inicio = diferencas(leitor)
    assert [d["operacao"] for d in inicio["diferencas"]] == ["inclusao"] * 3
    assert inicio["ha_mais"] is False
    assert set(inicio["diferencas"][0]["divida"]) == set(NOMES)
    chave = inicio["diferencas"][0]["chave"]
    de_recife.mover(tres["pessoa"], "PAGAMENTO_PARCIAL", 10_000)
    atualizar()
    mudou = diferencas(leitor, inicio["proxima"])["diferencas"]
    assert [(d["operacao"], d["chave"], d["divida"]["valor"]) for d in mudou] == [("alteracao", chave, "900.00")]
    de_recife.mover(tres["pessoa"], "PAGAMENTO_TOTAL")
    atualizar()
    saiu = diferencas(leitor, mudou[0]["sequencia"])
    assert saiu["diferencas"] == [{"sequencia": saiu["proxima"], "operacao": "remocao", "chave": chave}]
    # Quem recomeça do zero já não recebe o dado de quem pagou, só que saiu.
    tudo = diferencas(leitor)
    assert "MARIA DO EXEMPLO" not in str(tudo)
    assert [d["operacao"] for d in tudo["diferencas"]] == ["inclusao", "inclusao", "remocao"]
    assert CPF not in str(tudo)
    assert diferencas(leitor, tudo["proxima"])["diferencas"] == []


def test_o_cursor_anda_em_pedacos(tres: dict[str, Any], leitor: Client) -> None:
    vistas, desde, ha_mais = [], 0, True
    while ha_mais:
        pedaco = diferencas(leitor, desde, limite=2)
        vistas += [d["chave"] for d in pedaco["diferencas"]]
        desde, ha_mais = pedaco["proxima"], pedaco["ha_mais"]
    assert vistas == [str(chave) for chave in DividaPublicada.objects.order_by("pk").values_list("chave", flat=True)]


def test_com_a_tarefa_parada_as_diferencas_param_antes_de_quem_pagou(
    tres: dict[str, Any], de_recife: Publicador, recife: Credor, leitor: Client
) -> None:
    de_recife.mover(tres["mei"], "PAGAMENTO_TOTAL")
    parada = diferencas(leitor)
    assert [d["divida"]["nome"] for d in parada["diferencas"]] == ["MARIA DO EXEMPLO"]
    assert parada["ha_mais"] is True
    atualizar()
    seguinte = diferencas(leitor, parada["proxima"])
    assert [d["operacao"] for d in seguinte["diferencas"]] == ["inclusao", "remocao"]
    # Suspenso e reativado antes de a tarefa passar: ninguém perdeu nada.
    convenio_suspender(credor=recife, motivo="apuração", em=timezone.localdate(), ator="pgfn")
    assert diferencas(leitor)["diferencas"] == []
    convenio_reativar(credor=recife, motivo="apurado", em=timezone.localdate(), ator="pgfn")
    assert len(diferencas(leitor)["diferencas"]) == 3


def test_o_arquivo_do_dia_so_tem_a_ultima_diferenca_de_cada_chave(
    tres: dict[str, Any], de_recife: Publicador, leitor: Client
) -> None:
    de_recife.mover(tres["mei"], "PAGAMENTO_PARCIAL", 100)
    atualizar()
    de_recife.mover(tres["pessoa"], "PAGAMENTO_TOTAL")
    atualizar()
    hoje = timezone.localdate()
    endereco = f"/divida-aberta/dados/diferencas/{hoje.isoformat()}.csv"
    assert endereco in leitor.get("/divida-aberta/dados/").content.decode()
    resposta = leitor.get(endereco)
    conteudo = corpo(resposta)
    achadas = {linha["operacao"]: linha for linha in linhas(conteudo)}
    assert sorted(achadas) == ["alteracao", "inclusao", "remocao"]
    saiu = achadas["remocao"]
    assert saiu.pop("chave")
    assert saiu.pop("operacao")
    assert set(saiu.values()) == {""}
    assert achadas["alteracao"]["valor"] == "999.00"
    assert b"MARIA" not in conteudo
    assert CPF.encode() not in conteudo
    assert leitor.get(endereco, headers={"If-None-Match": resposta["ETag"]}).status_code == 304
    # O que sai depois sai também dos arquivos dos dias que o tinham incluído, e a etiqueta muda.
    de_recife.mover(tres["aspas"], "SUSPENSAO")
    GUARDA.esvaziar()
    outra = leitor.get(endereco)
    assert b"LOJA" not in corpo(outra)
    atualizar()
    depois = leitor.get(endereco)
    assert depois["ETag"] != resposta["ETag"]
    assert b"LOJA" not in corpo(depois)


@pytest.mark.parametrize("dia", ["2020-01-01", "ontem", "2026-02-31", "9999-12-31"])
def test_dia_sem_diferencas_nao_ha(tres: dict[str, Any], leitor: Client, dia: str) -> None:
    assert leitor.get(f"/divida-aberta/dados/diferencas/{dia}.csv").status_code == 404


def test_diferenca_velha_se_apaga_e_o_cursor_velho_recebe_410(tres: dict[str, Any], leitor: Client) -> None:
    Diferenca.objects.update(em=timezone.now() - timedelta(days=31))
    aberta_conferir(agora=timezone.now())
    assert Diferenca.objects.count() == 0
    ultima = MarcaDaAberta.objects.get().podada_ate
    GUARDA.esvaziar()
    velha = leitor.get("/api/v1/aberta/diferencas?desde=0")
    assert velha.status_code == 410
    assert velha["Content-Type"] == "application/problem+json"
    assert "30 dias" in velha.content.decode()
    assert diferencas(leitor, ultima)["diferencas"] == []


@pytest.mark.parametrize("desde", ["-1", "x", "1.5", "9" * 20, "²"])
def test_cursor_errado_diz_o_que_e(db: None, leitor: Client, desde: str) -> None:
    resposta = leitor.get("/api/v1/aberta/diferencas", {"desde": desde})
    assert resposta.status_code == 422
    assert "proxima" in resposta.content.decode()


def test_cursor_adiante_de_tudo_e_vazio(tres: dict[str, Any], leitor: Client) -> None:
    assert diferencas(leitor, 9_223_372_036_854_775_807)["diferencas"] == []
    assert len(diferencas(leitor, 0, limite=0)["diferencas"]) == 1


def test_a_api_e_aberta_e_esta_na_descricao(tres: dict[str, Any], leitor: Client) -> None:
    rota = json.loads(leitor.get("/api/v1/openapi.json").content)["paths"]["/api/v1/aberta/diferencas"]["get"]
    assert "security" not in rota
    resposta = leitor.get("/api/v1/aberta/diferencas")
    assert resposta["Cache-Control"].startswith("public")
