"""Depois de entrar: nível por ato, subir o nível, limites da sessão, sair, e quem não usa o gov.br."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from navegador_do_govbr import Abrir, Navegador

from entradas import entrar_por
from hub.acesso.cpf import cpf_atribuir
from hub.acesso.govbr.empresas import Empresa
from hub.acesso.models import Usuario
from hub.acesso.nivel import Nivel
from hub.acesso.permissoes import PERMISSOES, Ato, nivel_minimo
from hub.acesso.representacao import alcance_por
from hub.acesso.sessao import ABSOLUTO, EMPRESAS, ENTROU, MODO, NIVEL, OCIOSO, VISTO, Modo
from hub.credores.models import Credor
from hub.estrategias.servicos import remessa_planejar
from simuladores.govbr import PERSONAS, Servidor

pytestmark = pytest.mark.django_db


@pytest.fixture
def liberar(recife: Credor, em: object) -> str:
    """A página de liberar um plano, que pede prata."""
    return f"/remessas/{remessa_planejar(credor=recife, estrategia='protesto', em=em, ator='ana').pk}/liberar"


def _ligar(pessoa: Usuario, persona: str) -> None:
    cpf_atribuir(pessoa=pessoa, cpf=PERSONAS[persona].cpf, ator="teste", agora=timezone.now())


def test_bronze_e_barrado_sobe_o_nivel_e_passa(navegador: Navegador, ana: Usuario, liberar: str) -> None:
    _ligar(ana, "bronze")
    navegador.entrar("bronze")
    barrada = navegador.pedir(liberar)
    texto = barrada.content.decode()
    assert barrada.status_code == 403
    assert "conta gov.br prata ou mais" in " ".join(texto.split())
    subir = f"/entrar/govbr/subir?nivel=2&amp;next={quote(liberar, safe='')}"
    assert subir in texto
    catalogo = navegador.pedir(subir.replace("&amp;", "&"))["Location"]
    assert "niveis=%282%2F3%29" in catalogo
    pagina = navegador.la.get(catalogo)
    assert "Subir para Prata" in pagina.text
    dados = {"persona": "bronze", "nivel": "2", "client_id": "h-hub-teste.gov.br"}
    volta = navegador.la.post(
        catalogo.split("?")[0], data=dados | {"redirect_uri": "http://testserver/entrar/govbr/volta"}
    )
    assert navegador.voltar(volta.headers["Location"])["Location"] == "/entrar/govbr"
    assert navegador.pedir(liberar).status_code == 403, "a volta do catálogo não prova nada"
    assert navegador.entrar("bronze")["Location"] == liberar
    assert navegador.pedir(liberar).status_code == 200


@pytest.mark.parametrize("metodo", ["get", "post"])
def test_o_nivel_se_cobra_em_cada_pedido(metodo: str, ana: Usuario, liberar: str) -> None:
    cliente = entrar_por(Client(), ana)
    assert getattr(cliente, metodo)(liberar).status_code != 403
    entrar_por(cliente, ana, nivel=Nivel.BRONZE)
    assert getattr(cliente, metodo)(liberar).status_code == 403


@pytest.mark.parametrize(
    "marcas",
    [{}, {MODO: "govbr"}, {MODO: "govbr", NIVEL: 9}, {MODO: "outro", NIVEL: 3}, {NIVEL: 3}, {MODO: "local", NIVEL: 3}],
)
def test_sessao_sem_nivel_conhecido_vale_o_menor(marcas: dict[str, object], ana: Usuario, liberar: str) -> None:
    cliente = Client()
    cliente.force_login(ana)
    sessao = cliente.session
    agora = timezone.now().timestamp()
    sessao.update(marcas | {ENTROU: agora, VISTO: agora})
    sessao.save()
    assert cliente.get("/remessas").status_code == 200
    assert cliente.get(liberar).status_code == 403


def test_o_ato_fora_da_tabela_pede_o_maior_nivel(monkeypatch: pytest.MonkeyPatch) -> None:
    # Trocar a tabela, e não tirar e repor a linha: reposta, ela iria para o fim, e a ordem é a do manual.
    sem = {ato: permissao for ato, permissao in PERMISSOES.items() if ato is not Ato.CONSULTAR}
    monkeypatch.setattr("hub.acesso.permissoes.PERMISSOES", sem)
    assert nivel_minimo(Ato.CONSULTAR) is Nivel.OURO


def test_o_portal_pode_pedir_nivel_para_entrar(navegador: Navegador, settings: object) -> None:
    settings.GOVBR = settings.GOVBR | {"GOVBR_NIVEL_MINIMO": "3"}
    volta = navegador.entrar("prata")
    assert volta["Location"] == "/entrar/govbr/nivel?exige=3&tem=2"
    pagina = navegador.pedir(volta["Location"])
    assert pagina.status_code == 403
    assert "conta gov.br ouro ou mais" in " ".join(pagina.content.decode().split())
    assert not navegador.dentro
    assert not Usuario.objects.exists()
    assert navegador.entrar("prata")["Location"].startswith("/entrar/govbr/nivel")


@pytest.mark.parametrize(
    ("chave", "passou", "vale"),
    [
        (ENTROU, ABSOLUTO - timedelta(seconds=30), True),
        (ENTROU, ABSOLUTO + timedelta(seconds=1), False),
        (VISTO, OCIOSO - timedelta(seconds=30), True),
        (VISTO, OCIOSO + timedelta(seconds=1), False),
    ],
)
def test_a_sessao_do_govbr_tem_limites(chave: str, passou: timedelta, vale: bool, ana: Usuario) -> None:  # noqa: FBT001 - é o caso
    cliente = entrar_por(Client(), ana)
    sessao = cliente.session
    sessao[chave] = (timezone.now() - passou).timestamp()
    sessao.save()
    resposta = cliente.get("/cdas")
    assert resposta.status_code == (200 if vale else 302)
    assert vale or "_auth_user_id" not in cliente.session


def test_usar_a_pagina_renova_o_ocioso_e_a_que_se_atualiza_sozinha_nao(ana: Usuario) -> None:
    cliente = entrar_por(Client(), ana)
    sessao = cliente.session
    sessao[VISTO] = antes = (timezone.now() - timedelta(minutes=15)).timestamp()
    sessao.save()
    cliente.get("/cdas", headers={"HX-Request": "true"})
    assert cliente.session[VISTO] == antes
    cliente.get("/cdas")
    assert cliente.session[VISTO] > antes


def test_a_sessao_local_nao_tem_os_limites_do_govbr(ana: Usuario) -> None:
    cliente = entrar_por(Client(), ana, modo=Modo.LOCAL)
    sessao = cliente.session
    sessao[ENTROU] = sessao[VISTO] = 0
    sessao.save()
    assert cliente.get("/cdas").status_code == 200


def test_so_a_sessao_do_govbr_avisa_que_vai_acabar(ana: Usuario) -> None:
    pagina = entrar_por(Client(), ana).get("/cdas").content.decode()
    ditos = [int(dito) for dito in re.findall(r'data-(?:ocioso|fim)="(\d+)"', pagina)]
    assert ditos == pytest.approx([OCIOSO.total_seconds(), ABSOLUTO.total_seconds()], abs=60)
    assert "data-sessao" not in entrar_por(Client(), ana, modo=Modo.LOCAL).get("/cdas").content.decode()
    assert "data-sessao" not in Client().get("/entrar").content.decode()


def test_sair_acaba_aqui_antes_de_ir_ao_govbr(navegador: Navegador) -> None:
    navegador.entrar("prata")
    copia = navegador.hub.cookies["sessionid"].value
    assert navegador.hub.post("/sair")["Location"] == "/sair/govbr"
    ladrao = Client()
    ladrao.cookies["sessionid"] = copia
    assert ladrao.get("/conta").status_code == 302
    despedida = navegador.pedir("/sair/govbr")
    endereco = despedida["Refresh"].removeprefix("0; url=")
    assert f'href="{endereco}"' in despedida.content.decode()
    la = navegador.la.get(endereco)
    assert la.headers["Location"] == "http://testserver/ate-logo"
    assert "Até logo" in navegador.pedir("/ate-logo").content.decode()
    # A sessão do gov.br acabou: entrar de novo pede a pessoa.
    assert "/login" in navegador.la.get(navegador.pedir("/entrar/govbr")["Location"]).headers["Location"]


def test_o_govbr_que_nao_devolve_nao_prende_ninguem(navegador: Navegador, settings: object) -> None:
    navegador.entrar("prata")
    settings.GOVBR = settings.GOVBR | {"GOVBR_POST_LOGOUT_URI": "http://testserver/nao-registrado"}
    navegador.hub.post("/sair")
    endereco = navegador.pedir("/sair/govbr")["Refresh"].removeprefix("0; url=")
    assert "/login?client_id=contas.acesso.gov.br" in navegador.la.get(endereco).headers["Location"]
    assert not navegador.dentro
    assert "Você saiu do HUB Cobrança" in navegador.pedir("/sair/govbr").content.decode()
    assert navegador.entrar("prata")["Location"] == "/"


def test_com_govbr_a_entrada_local_some_e_nao_atende(navegador: Navegador, ana: Usuario, settings: object) -> None:
    senha = {"usuario": "ana", "senha": "senha-de-ana-longa"}
    pagina = navegador.pedir("/entrar?next=/cdas%3Fq%3Da").content.decode()
    assert 'href="/entrar/govbr?next=%2Fcdas%3Fq%3Da"' in pagina
    assert pagina.count("br-sign-in") == 1
    assert 'name="senha"' not in pagina
    assert navegador.hub.post("/entrar", senha).status_code == 403
    assert not navegador.dentro
    settings.ENTRADA_LOCAL = True
    assert 'name="senha"' in navegador.pedir("/entrar").content.decode()
    assert navegador.hub.post("/entrar", senha)["Location"] == "/"


@pytest.mark.parametrize(
    "trocas",
    [
        {"GOVBR_CLIENT_SECRET": " \n"},
        {"GOVBR_REDIRECT_URI": ""},
        {"GOVBR_NIVEL_MINIMO": "9"},
        {"GOVBR_SSO_BASE": "http://sso.exemplo.invalid"},
        {"GOVBR_API_BASE": "ftp://127.0.0.1"},
    ],
)
def test_govbr_mal_configurado_fecha_as_duas_entradas(
    trocas: dict[str, str], navegador: Navegador, ana: Usuario, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GOVBR = settings.GOVBR | trocas
    pagina = navegador.pedir("/entrar").content.decode()
    assert "não está disponível agora" in pagina
    assert 'name="senha"' not in pagina
    assert navegador.hub.post("/entrar", {"usuario": "ana", "senha": "senha-de-ana-longa"}).status_code == 403
    for caminho in ("/entrar/govbr", "/entrar/govbr/volta?code=a&state=b", "/entrar/govbr/subir"):
        assert navegador.pedir(caminho)["Location"] == "/entrar"
    assert "está mal configurada" in caplog.text
    assert "segredo-de-teste" not in caplog.text


def test_sem_govbr_so_ha_usuario_e_senha(client: Client, db: object) -> None:
    pagina = client.get("/entrar").content.decode()
    assert "br-sign-in" not in pagina
    assert 'name="senha"' in pagina
    assert client.get("/entrar/govbr")["Location"] == "/entrar"
    assert client.get("/sair/govbr")["Location"] == "/"


def test_por_outro_nome_vai_se_primeiro_ao_registrado(abrir: Abrir) -> None:
    navegador = abrir()
    navegador.nome = "127.0.0.1:8000"
    assert navegador.pedir("/entrar/govbr?next=/cdas")["Location"] == "http://testserver/entrar/govbr?next=%2Fcdas"


@pytest.mark.parametrize(
    ("persona", "ditas"),
    [
        ("ecnpj", [("11222333000181", "CERTIFICADO", "age")]),
        ("socio", [("11222333000181", "SOCIO", "age"), ("12ABC34501DE35", "SOCIO", "age")]),
        ("contador", [("11222333000181", "CONTADOR", "consulta"), ("12ABC34501DE35", "NAO_ATUANTE", "nada")]),
        ("colaborador", [("11222333000181", "COLABORADOR", "nada")]),
        ("prata", []),
    ],
)
def test_por_quem_a_pessoa_responde(
    persona: str, ditas: list[tuple[str, str, str]], navegador: Navegador, settings: object
) -> None:
    settings.GOVBR = settings.GOVBR | {"GOVBR_EMPRESAS": "1"}
    navegador.entrar(persona)
    empresas = [Empresa(**dita) for dita in navegador.hub.session[EMPRESAS]]
    assert [(e.cnpj, e.papel, e.alcance(timezone.now())) for e in empresas] == ditas
    pagina = navegador.pedir("/conta").content.decode()
    assert all(empresa.nome in pagina for empresa in empresas)
    pedido = HttpRequest()
    pedido.session = navegador.hub.session
    for cnpj, _, alcance in [*ditas, ("00000000000191", "", "nada")]:
        assert alcance_por(pedido, cnpj=cnpj, agora=timezone.now()) == alcance


def test_o_prazo_do_colaborador_se_confere_a_cada_ato() -> None:
    agora = timezone.now()
    colaborador = Empresa(cnpj="x", nome="", papel="COLABORADOR", expira=(agora + timedelta(minutes=1)).isoformat())
    assert colaborador.alcance(agora) == "age"
    assert colaborador.alcance(agora + timedelta(minutes=2)) == "nada"


@pytest.mark.parametrize("falha", ["empresas:500", "empresas:cortada", "empresas:html", "cnpj_pontuado"])
def test_a_falta_das_empresas_nao_impede_de_entrar(
    falha: str, navegador: Navegador, govbr: Servidor, settings: object
) -> None:
    settings.GOVBR = settings.GOVBR | {"GOVBR_EMPRESAS": "1"}
    volta = navegador.ate_a_volta("ecnpj")
    govbr.estado.falhas.append(falha)
    assert navegador.voltar(volta)["Location"] == "/"
    assert [empresa["cnpj"] for empresa in navegador.hub.session[EMPRESAS]] == ["11222333000181"]
