"""O site aberto, lido por quem não entrou em lugar nenhum."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from aberta.conftest import CNPJ, CPF, Publicador, atualizar, nomes, procurar
from entradas import entrar_por
from hub.acesso.models import Usuario
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.credores.vigencia import convenio_suspender
from hub.dividas.models import CDA
from hub.estrategias.carteiras import carteira_salvar
from hub.estrategias.divida_aberta import freio, limites
from hub.estrategias.divida_aberta.guarda import GUARDA
from hub.estrategias.divida_aberta.mascara import codigo_do
from hub.estrategias.divida_aberta.models import DividaPublicada, LeituraDaAberta

pytestmark = pytest.mark.django_db


def test_o_devedor_ve_tudo_o_que_deve_e_como_pagar(
    de_recife: Publicador, de_olinda: Publicador, recife: Credor, leitor: Client
) -> None:
    carteira_salvar(
        credor=recife,
        codigo="GERAL",
        ator="ana",
        agora=timezone.now(),
        tributos=[],
        regua=[],
        contato={
            "links": [{"texto": "Emitir a guia", "endereco": "https://pague.recife.exemplo/guia"}],
            "telefone": "(81) 3355-9000",
        },
    )
    cda = de_recife.divida("2024/77", devedor_logradouro="RUA SECRETA", devedor_email="m@exemplo.test")
    outra = de_olinda.divida(
        "OL-1", devedor_nome="MARIA DO EXEMPLO", devedor_documento=CNPJ, valor_consolidado=Decimal("300.50")
    )
    de_olinda.codevedor(outra, "Maria do Exemplo", CPF)
    de_recife.codevedor(cda, "José Vizinho", "11144477735")
    atualizar()
    pagina = leitor.get(f"/divida-aberta/devedor/{codigo_do(CPF)}").content.decode()
    for visto in (
        *(
            "R$\xa01.300,50",
            "R$\xa01.000,00",
            "R$\xa0300,50",
            "Município do Recife",
            "Município de Olinda",
            "2024/77",
            "OL-1",
        ),
        *(
            "https://pague.recife.exemplo/guia",
            "(81) 3355-9000",
            "15/03/2024",
            "***.982.247-**",
            "Demais débitos tributários",
        ),
        *("Como devedor principal", "Como solidário", "peça a revisão"),
    ):
        assert visto in pagina, visto
    for oculto in (CPF, "529.982", "SECRETA", "m@exemplo.test", "Vizinho", CNPJ, "11.222.333"):
        assert oculto not in pagina, oculto


def test_homonimos_sao_duas_pessoas(lista: None, leitor: Client) -> None:
    primeira = leitor.get(f"/divida-aberta/devedor/{codigo_do(CPF)}").content.decode()
    assert "R$\xa0900,00" in primeira
    assert "R$\xa05.000,00" not in primeira


def test_o_que_nao_ha_e_o_que_se_escondeu_sao_a_mesma_pagina(de_recife: Publicador, leitor: Client) -> None:
    cda = de_recife.divida()
    atualizar()
    endereco = f"/divida-aberta/devedor/{codigo_do(CPF)}"
    assert leitor.get(endereco).status_code == 200
    de_recife.mover(cda, "PAGAMENTO_TOTAL")
    atualizar()
    escondida, nenhuma = leitor.get(endereco), leitor.get("/divida-aberta/devedor/" + "0" * 32)
    assert escondida.status_code == nenhuma.status_code == 404
    assert escondida.content == nenhuma.content
    assert leitor.get("/divida-aberta/devedor/ABC-1").content == nenhuma.content


@pytest.mark.parametrize("fim", ["PAGAMENTO_TOTAL", "SUSPENSAO", "PARCELAMENTO", "CANCELAMENTO"])
def test_com_a_tarefa_parada_a_pagina_ja_nao_mostra(de_recife: Publicador, leitor: Client, fim: str) -> None:
    cda = de_recife.divida("1")
    de_recife.divida("2", devedor_nome="OUTRA PESSOA", devedor_documento=CNPJ)
    atualizar()
    de_recife.mover(cda, fim)
    GUARDA.esvaziar()
    assert DividaPublicada.objects.filter(cda=cda.pk).exists()
    assert nomes(procurar(leitor)) == ["OUTRA PESSOA"]
    assert leitor.get(f"/divida-aberta/devedor/{codigo_do(CPF)}").status_code == 404
    assert "Nada consta" in leitor.post("/divida-aberta/documento", {"documento": CPF}).content.decode()


def test_com_a_tarefa_parada_o_valor_e_o_do_livro(de_recife: Publicador, leitor: Client) -> None:
    cda = de_recife.divida()
    atualizar()
    de_recife.mover(cda, "PAGAMENTO_PARCIAL", 30_000)
    assert "R$\xa0700,00" in procurar(leitor).content.decode()
    pagina = leitor.get(f"/divida-aberta/devedor/{codigo_do(CPF)}").content.decode()
    assert "R$\xa0700,00" in pagina
    assert "1.000,00" not in pagina


def test_com_a_tarefa_parada_convenio_suspenso_ja_esconde(
    de_recife: Publicador, recife: Credor, leitor: Client
) -> None:
    de_recife.divida()
    atualizar()
    convenio_suspender(credor=recife, motivo="apuração", em=timezone.localdate(), ator="pgfn")
    assert nomes(procurar(leitor)) == []


def test_cda_alterada_espera_a_lista_se_refazer(de_recife: Publicador, leitor: Client) -> None:
    cda = de_recife.divida()
    atualizar()
    CDA.objects.filter(pk=cda.pk).update(devedor_nome="OUTRO NOME", versao=2)
    assert nomes(procurar(leitor)) == []


def test_as_paginas_servem_a_qualquer_cache(lista: None, ana: Usuario) -> None:
    """Sem cookie, iguais para quem entrou e quem não entrou, com prazo curto e etiqueta."""
    dentro, fora = entrar_por(Client(), ana), Client()
    for endereco in (
        *("/divida-aberta/", "/divida-aberta/busca?nome=maria", "/divida-aberta/lugares", "/divida-aberta/dados/"),
        f"/divida-aberta/devedor/{codigo_do(CPF)}",
        "/api/v1/aberta/diferencas",
    ):
        primeira = fora.get(endereco)
        GUARDA.esvaziar()
        segunda = dentro.get(endereco)
        assert primeira.status_code == segunda.status_code == 200, endereco
        assert primeira.content == segunda.content, endereco
        assert b"Ana" not in segunda.content
        for resposta in (primeira, segunda):
            assert not resposta.cookies, endereco
            assert "Vary" not in resposta, (endereco, resposta.get("Vary"))
            assert resposta["Cache-Control"] == f"public, max-age={limites.SEGUNDOS_NO_CAMINHO}"
        assert primeira["ETag"] == segunda["ETag"]
        igual = fora.get(endereco, headers={"If-None-Match": primeira["ETag"]})
        assert (igual.status_code, igual.content) == (304, b"")
        assert igual["ETag"] == primeira["ETag"]
        assert fora.get(endereco, headers={"If-Modified-Since": segunda["Last-Modified"]}).status_code == 304
        assert endereco.startswith("/api") or fora.head(endereco).status_code == 200
        assert fora.post(endereco).status_code == 405


def test_a_mesma_pagina_se_monta_uma_vez(lista: None, leitor: Client, django_assert_num_queries: object) -> None:
    primeira = leitor.get("/divida-aberta/busca?nome=maria&sobra=1")
    with django_assert_num_queries(0):
        # Parâmetro desconhecido, outra ordem e outra caixa são a mesma busca.
        segunda = leitor.get("/divida-aberta/busca?x=9&nome=MARIA")
    assert segunda.content == primeira.content


def test_buscadores_nao_guardam_gente(lista: None, leitor: Client) -> None:
    for endereco in ("/divida-aberta/busca", f"/divida-aberta/devedor/{codigo_do(CPF)}", "/divida-aberta/devedor/nada"):
        resposta = leitor.get(endereco)
        assert resposta["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert '<meta name="robots" content="noindex' in resposta.content.decode()
    assert "X-Robots-Tag" not in leitor.get("/divida-aberta/")
    robos = leitor.get("/robots.txt")
    assert robos["Content-Type"].startswith("text/plain")
    assert "Disallow: /\n" in robos.content.decode()


def test_quem_varre_espera(lista: None, leitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freio, "POR_LUGAR", 3)
    for numero in range(3):
        assert leitor.get(f"/divida-aberta/busca?credor={numero + 1}").status_code == 200
    barrada = leitor.get("/divida-aberta/busca?credor=50")
    assert barrada.status_code == 429
    assert 1 <= int(barrada["Retry-After"]) <= 60
    assert barrada["Cache-Control"] == "no-store"
    assert "Espere" in barrada.content.decode()
    assert "3 páginas" in barrada.content.decode()
    # A que já está montada não custa nada, e se serve; por documento e pela API também se conta.
    assert leitor.get("/divida-aberta/busca?credor=1").status_code == 200
    assert leitor.post("/divida-aberta/documento", {"documento": CPF}).status_code == 429
    da_api = leitor.get("/api/v1/aberta/diferencas")
    assert da_api.status_code == 429
    assert da_api["Content-Type"] == "application/problem+json"
    assert int(da_api["Retry-After"]) >= 1
    # Outro lugar da rede segue; o mesmo IPv6 /64 é um lugar só.
    assert leitor.get("/divida-aberta/busca?credor=60", REMOTE_ADDR="198.51.100.9").status_code == 200
    eventos = Evento.objects.filter(etiqueta="pessoa:aberta:barrada")
    assert [evento.chaves["endereco"] for evento in eventos] == ["127.0.0.1"]
    assert not LeituraDaAberta.objects.filter(lugar__contains="127").exists()


def test_um_ipv6_e_a_rede_dele(lista: None, leitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freio, "POR_LUGAR", 1)
    assert leitor.get("/divida-aberta/busca?credor=1", REMOTE_ADDR="2001:db8::1").status_code == 200
    assert leitor.get("/divida-aberta/busca?credor=2", REMOTE_ADDR="2001:db8::2").status_code == 429


def test_atras_de_um_servidor_da_frente_cada_leitor_tem_a_sua_conta(
    lista: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INTERMEDIARIOS = 1
    monkeypatch.setattr(freio, "POR_LUGAR", 1)
    aqui, ali = (Client(headers={"X-Forwarded-For": f"10.6.6.6, {lugar}"}) for lugar in ("192.0.2.7", "192.0.2.8"))
    assert [aqui.get(f"/divida-aberta/busca?credor={n}").status_code for n in (1, 2)] == [200, 429]
    assert ali.get("/divida-aberta/busca?credor=3").status_code == 200


def test_a_lista_cheia_de_leitores_pede_que_esperem(
    lista: None, leitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freio, "POR_TODOS", 2)
    situacoes = [
        leitor.get(f"/divida-aberta/busca?credor={n}", REMOTE_ADDR=f"198.51.100.{n}").status_code for n in range(1, 4)
    ]
    assert situacoes == [200, 200, 429]


def test_o_minuto_seguinte_recomeca(lista: None) -> None:
    from django.test import RequestFactory

    pedido, agora = RequestFactory().get("/"), timezone.now().replace(second=0)
    for _ in range(limites.POR_LUGAR):
        freio.leitura_contar(pedido, agora=agora)
    with pytest.raises(freio.LeiturasDemais):
        freio.leitura_contar(pedido, agora=agora)
    freio.leitura_contar(pedido, agora=agora + timedelta(minutes=1))


def test_os_lugares_em_figura_e_em_tabela(lista: None, leitor: Client) -> None:
    pais = leitor.get("/divida-aberta/lugares").content.decode()
    assert '<svg class="grafico"' in pais
    assert "Pernambuco (PE)" in pais
    assert "São Paulo (SP)" in pais
    da_uf = leitor.get("/divida-aberta/lugares?uf=pe").content.decode()
    assert "municipio=2611606" in da_uf
    assert "R$\xa02.050.900,00" in da_uf
    assert "São Paulo" not in da_uf


def test_sem_nada_publicado_as_paginas_dizem_o_que_ha(db: None, leitor: Client) -> None:
    assert "Nenhuma dívida" in leitor.get("/divida-aberta/busca").content.decode()
    assert "Nenhuma dívida à vista" in leitor.get("/divida-aberta/lugares").content.decode()
    assert "Ainda não há fotografia" in leitor.get("/divida-aberta/dados/").content.decode()
    assert leitor.get("/divida-aberta").status_code == 301
