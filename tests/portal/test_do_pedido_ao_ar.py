"""De ponta a ponta, num navegador: um município pede a adesão, entra no ar, envia uma CDA e imprime a sua carta.

Todos entram pelo gov.br simulado, menos a vizinha, que já estava no hub. O que cada um não pode, tenta-se aqui também.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from fabrica_do_livro import pessoa_de
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from test_navegador import Abrir, Janela, abrir, autorizar_no_govbr, navegador  # noqa: F401 - fixtures do outro módulo
from test_navegador import pytestmark as pytestmark  # noqa: PLC0414 - as mesmas marcas
from vitrine import IPTU

from adesao import fabrica_de_adesoes
from govbr_no_ar import CLIENTE, apontado, cliente_do, no_ar
from hub.acesso.cpf import cpf_atribuir
from hub.acesso.govbr import chaves as chaves_do_hub
from hub.acesso.models import PerfilDaPgfn, Usuario, VinculoDaPgfn
from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.documentos.models import Documento
from simuladores.govbr import PERSONAS, Estado, Parametros

#: Quem é quem entre as personas do gov.br simulado.
PREFEITO, PROCURADORA, ESTAGIARIA = "prata", "ouro", "bronze"
Entrar = Callable[[str], Janela]


@pytest.fixture
def entrar(live_server: LiveServer, settings: Settings, abrir: Abrir) -> Iterator[Entrar]:  # noqa: F811 - fixture
    """Abre uma janela, sem JavaScript, e entra por uma persona."""
    parametros = Parametros(clientes={CLIENTE: cliente_do(live_server.url)})
    with no_ar(Estado(parametros=parametros)) as servidor:
        settings.GOVBR = apontado(servidor, live_server.url)
        chaves_do_hub.esquecer()

        def entrar_pela(persona: str) -> Janela:
            janela = abrir(1280, javascript=False)
            janela.ir("/entrar")
            janela.pagina.get_by_role("link", name=re.compile("Entrar com.*GOV.BR")).click()
            autorizar_no_govbr(janela.pagina, persona)
            return janela

        yield entrar_pela


@pytest.fixture
def da_pgfn(transactional_db: object) -> Usuario:
    """A procuradora que assina pela União, posta por `hub pgfn` e `hub usuario --cpf`."""
    pessoa = Usuario.objects.create_user("olivia", first_name="Olívia")
    cpf_atribuir(pessoa=pessoa, cpf=PERSONAS[PROCURADORA].cpf, ator="teste", agora=timezone.now())
    VinculoDaPgfn.objects.create(usuario=pessoa, perfil=PerfilDaPgfn.ADMINISTRADOR)
    return pessoa


def pedir_a_adesao(pagina: Page, posse: Path) -> None:
    pagina.get_by_role("link", name=re.compile("adesão")).first.click()
    pagina.get_by_role("link", name="Pedir adesão").click()
    pagina.get_by_label("Tipo de ente").select_option("MUNICIPIO")
    pagina.get_by_label("Nome do ente").fill(fabrica_de_adesoes.ENTE["nome"])
    pagina.get_by_label("CNPJ").fill(fabrica_de_adesoes.CNPJ)
    pagina.get_by_label("Código IBGE da sede").fill("2607901")
    pagina.get_by_role("button", name="Gravar e seguir").click()
    pagina.get_by_label("Nome completo").fill(PERSONAS[PREFEITO].nome)
    pagina.get_by_label("CPF").fill(PERSONAS[PREFEITO].cpf)
    pagina.get_by_label("Cargo").fill("Prefeito")
    pagina.get_by_label("E-mail de contato").fill("divida@exemplo.gov.br")
    pagina.get_by_role("button", name="Gravar e seguir").click()
    pagina.get_by_label("Valor mínimo por dívida, em reais").fill("500,00")
    pagina.get_by_role("button", name="Gravar e seguir").click()
    pagina.get_by_label("Documento a juntar").set_input_files(posse)
    pagina.get_by_role("button", name="Juntar", exact=True).click()
    pagina.get_by_role("link", name="Seguir").click()
    pagina.get_by_role("button", name="Pedir a adesão").click()
    expect(pagina.locator("body")).to_contain_text("Espera a PGFN.")


def deferir(pagina: Page) -> None:
    pagina.get_by_role("link", name="Adesões").first.click()
    pagina.get_by_role("cell").get_by_role("link").first.click()
    pagina.get_by_role("button", name="Analisar").click()
    pagina.get_by_label("Exigência ou parecer").fill("Documentos em ordem.")
    pagina.get_by_role("button", name="Deferir", exact=True).click()


def cadastrar_a_cda(janela: Janela) -> CDA:
    janela.ir("/cdas/nova")
    campos = IPTU | {"devedor_municipio_ibge": "2607901", "devedor_municipio": "JABOATÃO DOS GUARARAPES"}
    for nome, valor in campos.items():
        campo = janela.pagina.locator(f"#{nome}")
        if campo.evaluate("campo => campo.tagName") == "SELECT":
            campo.select_option(valor)
        else:
            campo.fill(valor)
    janela.pagina.get_by_role("button", name="Enviar a CDA").click()
    return CDA.objects.get(numero_cda=IPTU["numero_cda"])


def dar_feicao_a_carta(janela: Janela) -> None:
    janela.ir("/documentos")
    janela.pagina.get_by_role("link", name="Aviso de dívida ativa").click()
    janela.pagina.get_by_role("link", name="Editar").click()
    primeiro = janela.pagina.get_by_label("Bloco 1", exact=True)
    primeiro.fill(primeiro.input_value() + "\n\nA Prefeitura de Jaboatão quer conversar com você.")
    janela.pagina.get_by_role("button", name="Gravar uma versão nova").click()
    expect(janela.pagina.locator("body")).to_contain_text("Prévia da versão 2")


def imprimir(janela: Janela, cda: CDA) -> Documento:
    janela.ir(f"/cdas/{cda.pk}/documentos")
    modelo = janela.pagina.get_by_label("Modelo")
    modelo.select_option(label=re.search(r"Carta: Aviso[^\n]*versão 2\)", modelo.inner_text()).group())
    janela.pagina.get_by_role("button", name="Emitir").click()
    documento = Documento.objects.get()
    with janela.pagina.expect_download() as baixado:
        janela.pagina.get_by_role("link", name="Baixar").click()
    assert Path(baixado.value.path()).read_bytes().startswith(b"%PDF-")
    return documento


def test_do_pedido_de_adesao_a_carta_impressa(
    entrar: Entrar,
    abrir: Abrir,  # noqa: F811 - fixture
    da_pgfn: Usuario,
    olinda: Credor,
    tmp_path: Path,
) -> None:
    posse = tmp_path / "posse.pdf"
    posse.write_bytes(fabrica_de_adesoes.PDF)
    prefeito = entrar(PREFEITO)
    pedir_a_adesao(prefeito.pagina, posse)
    procuradora = entrar(PROCURADORA)
    deferir(procuradora.pagina)
    prefeito.ir("/adesao")
    prefeito.pagina.get_by_role("cell").get_by_role("link").first.click()
    prefeito.pagina.get_by_role("link", name=re.compile("assinar", re.IGNORECASE)).first.click()
    prefeito.pagina.get_by_role("button", name="Assinar em nome do ente").click()
    procuradora.pagina.reload()
    procuradora.pagina.get_by_role("link", name="Ler e assinar").click()
    procuradora.pagina.get_by_role("button", name="Assinar em nome da União").click()

    prefeito.ir("/convenio")
    prefeito.pagina.get_by_role("button", name="Certificar as dívidas").click()
    expect(prefeito.pagina.locator("body")).to_contain_text("O convênio está em vigor.")
    cda = cadastrar_a_cda(prefeito)
    dar_feicao_a_carta(prefeito)
    documento = imprimir(prefeito, cda)
    qualquer_um = abrir(360, javascript=False)
    qualquer_um.ir(f"/conferir/{documento.codigo}")
    expect(qualquer_um.pagina.locator("body")).to_contain_text(fabrica_de_adesoes.ENTE["nome"])
    expect(qualquer_um.pagina.locator("body")).not_to_contain_text(IPTU["devedor_nome"])

    # Quem só consulta vê e não faz; a vizinha e a PGFN não veem.
    prefeito.ir("/equipe")
    prefeito.pagina.get_by_label("CPF (obrigatório)").fill(PERSONAS[ESTAGIARIA].cpf)
    prefeito.pagina.get_by_label("Perfil (obrigatório)").select_option("consulta")
    prefeito.pagina.get_by_role("button", name="Convidar").click()
    estagiaria = entrar(ESTAGIARIA)
    estagiaria.pagina.get_by_role("button", name="Aceitar").click()
    estagiaria.ir(f"/cdas/{cda.pk}")
    for fechada in ("/cdas/nova", "/documentos/modelos/novo", "/documentos/lotes/novo", "/carteiras/nova"):
        estagiaria.ir(fechada, situacao=403)
    vizinha = abrir(1280, pessoa_de("otavio", olinda, "gestor"), javascript=False)
    for alheia in (f"/cdas/{cda.pk}", f"/cdas/{cda.pk}/documentos", f"/documentos/{documento.pk}.pdf", "/adesao/1"):
        vizinha.ir(alheia, situacao=404)
    for da_divida in ("/cdas", f"/cdas/{cda.pk}", f"/documentos/{documento.pk}.pdf"):
        procuradora.ir(da_divida, situacao=403)
