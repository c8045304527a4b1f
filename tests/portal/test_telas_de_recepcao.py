"""Arquivo, formulário e movimento pelas telas, como quem não tem JavaScript."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from fabrica_do_livro import Fabrica
from vitrine import IPTU

from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote
from hub.recepcao.arquivos import lote_processar

Entrar = Callable[[Usuario], Client]


@pytest.fixture
def cliente(ana: Usuario, entrar: Entrar) -> Client:
    return entrar(ana)


CODEVEDOR = {"devedor-0-nome": "JOSÉ DO EXEMPLO", "devedor-0-papel": "SOLIDARIO", "devedor-0-documento": "52998224725"}


def _arquivo(*linhas: dict[str, str], nome: str = "iptu.csv") -> SimpleUploadedFile:
    texto = io.StringIO()
    escritor = csv.DictWriter(texto, fieldnames=list(IPTU), delimiter=";")
    escritor.writeheader()
    escritor.writerows(linhas)
    return SimpleUploadedFile(nome, texto.getvalue().encode(), content_type="text/csv")


@pytest.fixture
def lote(cliente: Client) -> Lote:
    """Uma boa, uma de soma errada e um aviso, já processadas."""
    linhas = [
        IPTU,
        {**IPTU, "numero_cda": "2024/1", "valor_consolidado": "1,00"},
        {**IPTU, "numero_cda": "2024/2", "devedor_documento": ""},
    ]
    cliente.post("/lotes/novo", {"arquivo": _arquivo(*linhas)})
    recebido = Lote.objects.get()
    lote_processar(lote=recebido)
    recebido.refresh_from_db()
    return recebido


def test_o_arquivo_entra_na_fila_e_a_pagina_espera(cliente: Client) -> None:
    resposta = cliente.post("/lotes/novo", {"arquivo": _arquivo(IPTU)})
    lote = Lote.objects.get()
    assert (resposta.status_code, resposta["Location"]) == (302, f"/lotes/{lote.pk}")
    pagina = cliente.get(f"/lotes/{lote.pk}").content.decode()
    assert "Na fila, à espera da vez." in pagina
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in pagina
    assert f'hx-get="/lotes/{lote.pk}/andamento"' in pagina


def test_o_andamento_para_de_perguntar_quando_acaba(cliente: Client, lote: Lote) -> None:
    htmx = {"HX-Request": "true"}
    acabou = cliente.get(f"/lotes/{lote.pk}/andamento", headers=htmx)
    assert (acabou.status_code, acabou["HX-Refresh"]) == (286, "true")
    Lote.objects.update(situacao="processando", progresso=40)
    andando = cliente.get(f"/lotes/{lote.pk}/andamento", headers=htmx)
    assert andando.status_code == 200
    assert "Em processamento: 40 %." in andando.content.decode()
    assert cliente.get(f"/lotes/{lote.pk}/andamento")["Location"] == f"/lotes/{lote.pk}"


def test_as_contas_fecham_e_os_achados_dizem_como_resolver(cliente: Client, lote: Lote) -> None:
    pagina = " ".join(cliente.get(f"/lotes/{lote.pk}").content.decode().split())
    assert "<dt>Recebidas</dt><dd>3</dd>" in pagina
    assert "<dt>Aceitas</dt><dd>2</dd>" in pagina
    assert "<dt>Recusadas</dt><dd>1</dd>" in pagina
    assert "a soma tem de ser exata ao centavo" in pagina
    so_avisos = cliente.get(f"/lotes/{lote.pk}?efeito=aviso").content.decode()
    assert "a soma tem de ser exata" not in so_avisos
    assert "CDA 2024/2" in so_avisos


def test_o_que_se_baixa_e_o_que_veio(cliente: Client, lote: Lote) -> None:
    original = b"".join(cliente.get(f"/lotes/{lote.pk}/original").streaming_content)
    assert original.decode().splitlines()[1].startswith("2024/000900-1;")
    achados = b"".join(cliente.get(f"/lotes/{lote.pk}/achados.csv").streaming_content).decode("utf-8-sig")
    linhas = list(csv.DictReader(io.StringIO(achados), delimiter=";"))
    assert {linha["numero_cda"] for linha in linhas} == {"2024/1", "2024/2"}
    assert all(linha["mensagem"] and linha["como_resolver"] for linha in linhas)


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_o_modelo_preenchido_volta_sem_objecao(formato: str, cliente: Client) -> None:
    modelo = cliente.get(f"/lotes/modelo.{formato}").content
    cliente.post("/lotes/novo", {"arquivo": SimpleUploadedFile(f"modelo.{formato}", modelo)})
    lote = Lote.objects.get()
    lote_processar(lote=lote)
    lote.refresh_from_db()
    assert (lote.situacao, lote.objecao, lote.recebidas) == ("concluido", None, 1)


@pytest.mark.parametrize("campos", [{}, {"arquivo": SimpleUploadedFile("vazio.csv", b"")}, {"arquivo": "texto"}])
def test_sem_arquivo_a_pagina_volta_com_o_motivo(campos: dict[str, object], cliente: Client) -> None:
    resposta = cliente.post("/lotes/novo", campos)
    assert resposta.status_code == 400
    assert "Não veio nenhum arquivo" in resposta.content.decode()
    assert not Lote.objects.exists()


def test_formulario_aceito_leva_a_pagina_da_cda(cliente: Client, recife: Credor) -> None:
    codevedor = {
        "devedor-0-nome": "JOSÉ DO EXEMPLO",
        "devedor-0-papel": "SOLIDARIO",
        "devedor-0-documento": "52998224725",
    }
    resposta = cliente.post("/cdas/nova", {**IPTU, **codevedor})
    cda = CDA.objects.get(credor=recife)
    assert resposta["Location"] == f"/cdas/{cda.pk}"
    assert cda.corresponsaveis.get().nome == "JOSÉ DO EXEMPLO"
    pagina = " ".join(cliente.get(resposta["Location"]).content.decode().split())
    assert "CDA aceita." in pagina
    assert "chegou ao hub pelo formulário" in pagina
    assert "Solidário" in pagina


def test_formulario_recusado_mantem_o_digitado_e_aponta_o_campo(cliente: Client) -> None:
    resposta = cliente.post("/cdas/nova", {**IPTU, "fundamento_legal": "", "devedor_nome": "<b>ANA</b>"})
    pagina = resposta.content.decode()
    assert resposta.status_code == 422
    assert '<a href="#fundamento_legal">' in pagina
    assert 'id="fundamento_legal-erro"' in pagina
    assert 'value="&lt;b&gt;ANA&lt;/b&gt;"' in pagina
    assert 'value="1.673,93"' in pagina
    assert '<option value="IPTU" selected>' in pagina
    assert not CDA.objects.exists()


def test_alterar_comeca_do_que_esta_e_guarda_a_versao(cliente: Client, recife: Credor) -> None:
    cliente.post("/cdas/nova", {**IPTU, **CODEVEDOR})
    cda = CDA.objects.get()
    formulario = cliente.get(f"/cdas/{cda.pk}/alterar").content.decode()
    for valor in ("1673,93", "15/03/2024", "11.222.333/0001-81", "JOSÉ DO EXEMPLO"):
        assert f'value="{valor}"' in formulario
    assert 'name="numero_cda"' not in formulario
    resposta = cliente.post(
        f"/cdas/{cda.pk}/alterar", {**IPTU, "devedor_nome": "NOME NOVO LTDA", "numero_cda": "OUTRA"}
    )
    assert resposta["Location"] == f"/cdas/{cda.pk}"
    cda.refresh_from_db()
    assert (cda.numero_cda, cda.devedor_nome, cda.versao) == ("2024/000900-1", "NOME NOVO LTDA", 2)
    assert not cda.corresponsaveis.exists()
    assert CDA.objects.filter(credor=recife).count() == 1


def test_movimento_para_a_cobranca_e_repetir_nao_muda(cliente: Client, de_recife: Fabrica) -> None:
    cda = de_recife.cda()
    pago = {"tipo": "PAGAMENTO_TOTAL", "data": "20/03/2026", "valor": "1.000,00", "identificador_credor": "p1"}
    assert cliente.post(f"/cdas/{cda.pk}/movimento", pago)["Location"] == f"/cdas/{cda.pk}"
    cliente.post(f"/cdas/{cda.pk}/movimento", pago)
    cda.refresh_from_db()
    assert (cda.posicao, cda.movimentos.count()) == ("paga", 1)
    pagina = " ".join(cliente.get(f"/cdas/{cda.pk}").content.decode().split())
    assert "Em 20/03/2026 o credor informou o pagamento total, de R$ 1.000,00." in pagina


def test_movimento_que_nao_cabe_diz_por_que(cliente: Client, de_recife: Fabrica) -> None:
    cda = de_recife.cda()
    resposta = cliente.post(f"/cdas/{cda.pk}/movimento", {"tipo": "FIM_SUSPENSAO", "data": "20/03/2026"})
    assert resposta.status_code == 422
    assert "não cabe na posição em que a CDA está" in resposta.content.decode()


def test_codevedor_sem_documento_aponta_o_grupo(cliente: Client) -> None:
    resposta = cliente.post("/cdas/nova", {**IPTU, **CODEVEDOR, "devedor-0-documento": ""})
    assert resposta.status_code == 422
    assert '<a href="#grupo-codevedores">' in resposta.content.decode()
    assert 'value="JOSÉ DO EXEMPLO"' in resposta.content.decode()
