"""O gov.br e o segundo fator num navegador de verdade, com e sem JavaScript."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from django.conf import settings as ajustes
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from test_navegador import LARGURAS, Abrir, abrir, autorizar_no_govbr, navegador, vitrine  # noqa: F401 - fixtures do outro módulo
from test_navegador import pytestmark as pytestmark  # noqa: PLC0414 - as mesmas marcas
from vitrine import Vitrine

from entradas import entrar_por
from govbr_no_ar import CLIENTE, apontado, cliente_do, no_ar
from hub.acesso.cpf import cpf_atribuir
from hub.acesso.govbr import chaves as chaves_do_hub
from hub.acesso.models import SegundoFator, Usuario
from hub.acesso.sessao import VISTO
from simuladores.govbr import PERSONAS, Estado, Parametros, Servidor


@pytest.fixture
def govbr(live_server: LiveServer, settings: Settings) -> Iterator[Servidor]:
    parametros = Parametros(clientes={CLIENTE: cliente_do(live_server.url)})
    with no_ar(Estado(parametros=parametros)) as servidor:
        settings.GOVBR = apontado(servidor, live_server.url)
        chaves_do_hub.esquecer()
        yield servidor


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("tela", LARGURAS)
def test_entra_sobe_o_nivel_e_sai_pelo_govbr(
    tela: str,
    javascript: bool,  # noqa: FBT001 - é o caso
    abrir: Abrir,  # noqa: F811 - fixture
    ana: Usuario,
    vitrine: Vitrine,  # noqa: F811 - fixture
    govbr: Servidor,
) -> None:
    cpf_atribuir(pessoa=ana, cpf=PERSONAS["bronze"].cpf, ator="teste", agora=timezone.now())
    janela = abrir(LARGURAS[tela], javascript=javascript)
    pagina, problemas = janela.pagina, []

    def conferir(nome: str) -> None:
        ditos = janela.conferir(f"{nome}-{tela}") if javascript else []
        # O navegador anota no console, quando lhe convém, todo 403.
        problemas.extend(dito for dito in ditos if "403 (Forbidden)" not in dito)

    liberar = f"/remessas/{vitrine.plano.pk}/liberar"
    janela.ir(liberar)
    conferir("entrar-govbr")
    botao = pagina.get_by_role("link", name=re.compile("Entrar com.*GOV.BR"))
    assert botao.get_attribute("href") == f"/entrar/govbr?next={liberar.replace('/', '%2F')}"
    botao.click()
    autorizar_no_govbr(pagina, "bronze")
    expect(pagina).to_have_url(janela.endereco + liberar)
    conferir("nivel-insuficiente")
    pagina.get_by_role("link", name="Subir o nível no gov.br").click()
    pagina.get_by_role("button", name="Subir para Prata").click()
    pagina.get_by_role("link", name="Voltar sem liberar").wait_for()
    assert pagina.url.endswith(liberar), "o navegador entrou de novo sozinho e voltou ao que fazia"
    janela.ir("/conta")
    conferir("conta-govbr")
    pagina.get_by_role("button", name="Sair").click()
    pagina.get_by_role("heading", name="Até logo").wait_for()
    assert pagina.url == f"{janela.endereco}/ate-logo"
    # A página de passagem vai-se antes de carregar as suas imagens: o que ela deixou de buscar não é defeito.
    pagina.wait_for_load_state("networkidle")
    janela.reclamou.clear()
    janela.ir("/ate-logo")
    conferir("ate-logo")
    assert problemas == []


@pytest.mark.parametrize("tela", LARGURAS)
def test_quem_nunca_veio_ve_os_caminhos(tela: str, abrir: Abrir, govbr: Servidor) -> None:  # noqa: F811 - fixture
    janela = abrir(LARGURAS[tela])
    janela.ir("/entrar")
    janela.pagina.get_by_role("link", name=re.compile("Entrar com.*GOV.BR")).click()
    autorizar_no_govbr(janela.pagina, "ouro")
    expect(janela.pagina.get_by_text("Alguém convidou você?")).to_be_visible()
    # O navegador anota no console, quando lhe convém, todo 403.
    assert [dito for dito in janela.conferir(f"sem-vinculo-{tela}") if "403 (Forbidden)" not in dito] == []


@pytest.mark.parametrize("tela", LARGURAS)
def test_liga_o_segundo_fator_e_entra_com_ele(
    tela: str,
    abrir: Abrir,  # noqa: F811 - fixture
    ana: Usuario,
) -> None:
    janela = abrir(LARGURAS[tela])
    pagina = janela.pagina
    janela.ir("/conta/segundo-fator")
    _com_senha(pagina)
    problemas = janela.conferir(f"segundo-fator-{tela}")
    pagina.get_by_role("button", name="Começar").click()
    pagina.get_by_role("img", name="Código QR").or_(pagina.locator("svg.qr")).first.wait_for()
    problemas += janela.conferir(f"segundo-fator-chave-{tela}")
    pagina.get_by_label("Código do aplicativo").fill(_codigo(ana))
    pagina.get_by_role("button", name="Ligar", exact=True).click()
    pagina.get_by_text("O segundo fator está ligado.").wait_for()
    problemas += janela.conferir(f"codigos-{tela}")
    pagina.get_by_role("link", name="Já guardei").click()
    pagina.get_by_role("heading", name="O que pede a sua atenção").wait_for()
    pagina.wait_for_load_state("networkidle")
    janela.ir("/conta/segundo-fator")
    problemas += janela.conferir(f"segundo-fator-ligado-{tela}")
    pagina.get_by_role("button", name="Sair").click()
    _com_senha(pagina)
    problemas += janela.conferir(f"entrar-codigo-{tela}")
    # Um código não serve duas vezes: em vez de esperar pelo seguinte, esquece-se que este já serviu.
    SegundoFator.objects.filter(user=ana).update(last_t=-1)
    pagina.get_by_label("Código do aplicativo").fill(_codigo(ana))
    pagina.get_by_role("button", name="Entrar").click()
    expect(pagina.get_by_role("heading", name="Início")).to_be_visible()
    assert problemas == []


def test_a_sessao_que_vai_acabar_avisa_e_se_continua(
    abrir: Abrir,  # noqa: F811 - fixture
    ana: Usuario,
    live_server: LiveServer,
) -> None:
    janela, cliente = abrir(360), entrar_por(Client(), ana)
    pagina, nome = janela.pagina, ajustes.SESSION_COOKIE_NAME
    pagina.context.add_cookies([{"name": nome, "value": cliente.cookies[nome].value, "url": live_server.url}])
    pagina.clock.install()
    janela.ir("/privacidade")
    aviso = pagina.locator("[data-sessao]")
    expect(aviso).to_be_hidden()
    pagina.clock.fast_forward("18:30")
    aviso.wait_for()
    assert janela.conferir("fim-da-sessao-celular") == []
    sessao = cliente.session
    sessao[VISTO] = antes = sessao[VISTO] - 1110
    sessao.save()
    pagina.get_by_role("button", name="Continuar").click()
    aviso.wait_for(state="hidden")
    assert cliente.session[VISTO] > antes
    pagina.clock.fast_forward("35:00")
    pagina.get_by_text("e não se estende").wait_for()


def _com_senha(pagina: Page) -> None:
    pagina.get_by_label("Usuário").fill("ana")
    pagina.get_by_label("Senha").fill("senha-de-ana-longa")
    pagina.get_by_role("button", name="Entrar").click()


def _codigo(pessoa: Usuario) -> str:
    fator = SegundoFator.objects.get(user=pessoa)
    totp = TOTP(fator.bin_key, fator.step, fator.t0, fator.digits)
    totp.time = time.time()
    return f"{totp.token():06d}"
