"""O hub em somente leitura: nenhuma porta grava, e ler, entrar e sair continuam."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from abuso.atacante import Sistema
from abuso.test_vizinha import livro
from cenarios.portas import Registro, por_arquivo
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote
from hub.operacao.models import EspecieDeChave
from hub.projeto.parada import CONTINUAM
from hub.projeto.rotas import rotas

pytestmark = pytest.mark.django_db
LEITURA = EspecieDeChave.SOMENTE_LEITURA
#: As rotas da API que gravam, e o que se manda a elas.
GRAVAM = {
    "/cdas": {"numero_cda": "1"},
    "/cdas/lote": [{"numero_cda": "1"}],
    "/movimentos": {"numero_cda": "2024/000123-4", "tipo": "PAGAMENTO_TOTAL", "data": "2026-03-01", "valor": "1673.93"},
    "/justificativas": {"numero_cda": "2024/000123-4", "justificativa": "x" * 20},
    "/arquivos": {},
    "/conciliacoes": {},
}


@pytest.mark.parametrize("rota", GRAVAM)
def test_a_api_diz_por_que_ate_quando_e_como_repetir(rota: str, sistema: Sistema, ligar: Any) -> None:
    ligar(LEITURA, fim_previsto=timezone.now() + timedelta(hours=1))
    resposta = sistema.post(rota, GRAVAM[rota])
    assert resposta.status_code == 503
    assert resposta["Content-Type"] == "application/problem+json"
    assert 3500 < int(resposta["Retry-After"]) <= 3600
    corpo = json.loads(resposta.content)
    assert corpo["title"] == "SOMENTE_LEITURA"
    assert corpo["motivo"] == "Troca do disco."
    assert "Idempotency-Key" in corpo["detail"]
    assert "resultados" in corpo["funciona"]
    assert not Lote.objects.exists()


def test_toda_rota_da_api_que_nao_le_esta_aqui(sistema: Sistema) -> None:
    esquema = json.loads(sistema.get("/openapi.json").content)["paths"]
    gravam = {rota.removeprefix("/api/v1") for rota, metodos in esquema.items() if set(metodos) - {"get"}}
    assert gravam - {"/oauth/token"} == set(GRAVAM)


def test_sem_fim_previsto_nao_promete_hora_e_passado_ele_pede_pouco(sistema: Sistema, ligar: Any) -> None:
    ligar(LEITURA)
    assert "Retry-After" not in sistema.post("/cdas", {}).headers


def test_ler_continua_pela_api(sistema: Sistema, recife: Credor, iptu: Registro, ana: Usuario, ligar: Any) -> None:
    por_arquivo(recife, iptu)
    ligar(LEITURA)
    for rota in ("/cdas/2024/000123-4", "/resultados", "/limites", "/estado", f"/arquivos/{Lote.objects.get().pk}"):
        assert sistema.get(rota).status_code == 200, rota
    assert Sistema(recife).token  # token novo também se dá


def test_o_que_o_devedor_pagou_nao_se_perde(
    sistema: Sistema, recife: Credor, iptu: Registro, ana: Usuario, ligar: Any, desligar: Any
) -> None:
    por_arquivo(recife, iptu)
    chave = ligar(LEITURA)
    chave_de_idempotencia = {"Idempotency-Key": "pagamento-1"}
    recusada = sistema.post("/movimentos", GRAVAM["/movimentos"], **chave_de_idempotencia)
    assert recusada.status_code == 503
    assert "Pagamento" in json.loads(recusada.content)["detail"]
    desligar(chave)
    for _ in range(2):
        assert sistema.post("/movimentos", GRAVAM["/movimentos"], **chave_de_idempotencia).status_code in {200, 201}
    assert CDA.objects.get().posicao == "paga"
    assert recife.lotes.count() == 2


def test_nenhuma_tela_grava(alvo_das_telas: dict[str, str], ana: Usuario, ligar: Any, entrar: Any) -> None:
    cliente = entrar(ana)
    ligar(LEITURA)
    antes = livro()
    for nome, endereco in alvo_das_telas.items():
        resposta = cliente.post(endereco, {"tipo": "CANCELAMENTO"})
        esperada = {503} if nome not in CONTINUAM else {200, 302, 303, 400, 403, 404, 405, 422, 502}
        assert resposta.status_code in esperada, (nome, resposta.status_code)
        if resposta.status_code == 503:
            assert "somente leitura" in resposta.content.decode(), nome
    assert livro() == antes


@pytest.fixture
def alvo_das_telas() -> dict[str, str]:
    """Toda rota de tela; o número não importa: não se chega a procurá-lo."""
    trocas = {"formato": "csv", "codigo": "AAAAAA", "etapa": "ente"}
    enderecos = {}
    for rota in rotas():
        endereco = rota.endereco
        for nome in rota.identificadores:
            endereco = endereco.replace(f"{{{nome}}}", trocas.get(nome, "1"))
        enderecos[rota.nome] = endereco
    return enderecos


def test_entrar_consultar_e_sair_continuam(recife: Credor, ana: Usuario, ligar: Any) -> None:
    ligar(LEITURA)
    cliente = Client()
    entrada = cliente.post("/entrar", {"usuario": "ana", "senha": "senha-de-ana-longa"})
    assert entrada.status_code == 302
    pagina = cliente.get("/cdas")
    assert pagina.status_code == 200
    assert "O hub está em somente leitura" in pagina.content.decode()
    assert "Troca do disco." in pagina.content.decode()
    assert cliente.post("/sair").status_code == 302


def test_a_pgfn_desliga_pela_tela(rosa: Usuario, ligar: Any, entrar: Any) -> None:
    chave = ligar(LEITURA)
    cliente = entrar(rosa)
    assert cliente.post(f"/pgfn/operacao/{chave.pk}/desligar").status_code == 302
    chave.refresh_from_db()
    assert chave.desligada_por == "rosa"


def rodar(capsys: pytest.CaptureFixture[str], *argumentos: str) -> tuple[int, dict[str, Any]]:
    codigo = 0
    try:
        call_command(*argumentos, "--json")
    except SystemExit as saiu:
        codigo = int(str(saiu.code))
    return codigo, json.loads(capsys.readouterr().out)


def test_o_comando_que_grava_sai_com_1_e_o_que_le_responde(
    recife: Credor, iptu: Registro, ana: Usuario, ligar: Any, desligar: Any, tmp_path: Path, capsys: Any
) -> None:
    por_arquivo(recife, iptu)
    arquivo = tmp_path / "cdas.csv"
    arquivo.write_text(";".join(iptu) + "\n" + ";".join(iptu.values()) + "\n")
    chave = ligar(LEITURA)
    antes = livro()
    for argumentos in (
        ("receber", str(arquivo), "--credor", recife.cnpj),
        ("remessa", "planejar", "--estrategia", "protesto", "--credor", recife.cnpj),
        ("carteira", "salvar", "IPTU", "--credor", recife.cnpj, "--nome", "IPTU"),
        ("credor", "criar", "--cnpj", "99004004000105", "--nome", "Novo", "--tipo", "MUNICIPIO"),
        ("convenio", "suspender", "--credor", recife.cnpj, "--motivo", "x"),
    ):
        codigo, documento = rodar(capsys, *argumentos)
        assert (codigo, documento.get("erro")) == (1, "SOMENTE_LEITURA"), argumentos
    assert livro() == antes
    for argumentos in (
        ("resultados", "--credor", recife.cnpj),
        ("regua", "--em", "2026-03-02", "--credor", recife.cnpj),
        ("por_que", iptu["numero_cda"], "--credor", recife.cnpj),
        ("carteira", "listar", "--credor", recife.cnpj),
    ):
        assert rodar(capsys, *argumentos)[0] == 0, argumentos
    desligar(chave)
    assert rodar(capsys, "receber", str(arquivo), "--credor", recife.cnpj)[0] == 0
