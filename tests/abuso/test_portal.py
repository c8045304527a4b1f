"""O navegador do atacante: formulário sem marca, destino forjado, sessão plantada, endereço estragado."""

from __future__ import annotations

import re
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import Client

from abuso.atacante import Alvo, ler, rotas_de_tela
from abuso.conftest import Entrar
from cenarios.portas import Registro
from hub.acesso.entrada import LIMITES
from hub.acesso.models import Usuario, Vinculo
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote, Remessa
from hub.projeto.barreira import em_utf8

pytestmark = pytest.mark.django_db

SENHA = "senha-de-ana-longa"
RUINS = ["a%00b", "%ed%a0%80", "%ff", "9" * 5000, "%25_%5C%27%22--", "NaN", "-1", "0001-01-01", "%F4%8F%BF%BF", "٣"]
FILTROS = ("q", "situacao", "carteira", "tributo", "uf", "valor_minimo", "valor_maximo", "lote", "apos", "antes")
DESTINOS = [
    "https://example.com/",
    "//example.com",
    "///example.com",
    "/\\example.com",
    "\\\\example.com",
    "https:example.com",
    "http:///example.com",
    "javascript:alert(1)",
    " //example.com",
    "\t//example.com",
    "/\t/example.com",
    "//testserver@example.com",
    "https://testserver.example.com",
    "data:text/html,x",
    "cdas",
    "resultados_csv",
    "-1",
    "a\0b",
    "ş",
    "/%0d%0aLocation:%20//example.com",
    "/cdas\r\nX: 1",
]


def test_todo_post_de_tela_exige_a_marca(alvo: Alvo, ana: Usuario) -> None:
    estrito = Client(enforce_csrf_checks=True)
    estrito.force_login(ana)
    contagem = [modelo.objects.count() for modelo in (CDA, Lote, Remessa)]
    # A procura por documento na lista pública só lê, e um cookie impediria os caches dela.
    enderecos = {nome: endereco for nome, endereco in alvo.enderecos().items() if nome != "aberta_documento"}
    for nome, endereco in enderecos.items():
        assert estrito.post(endereco).status_code == 403, nome
        assert estrito.post(endereco, headers={"HX-Request": "true"}).status_code == 403, nome
    assert [modelo.objects.count() for modelo in (CDA, Lote, Remessa)] == contagem


def test_nenhuma_tela_muda_algo_por_get(alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    antes = [list(modelo.objects.order_by("pk").values()) for modelo in (CDA, Lote, Remessa, Vinculo)]
    for endereco in alvo.enderecos().values():
        ler(cliente.get(endereco))
    assert [list(modelo.objects.order_by("pk").values()) for modelo in (CDA, Lote, Remessa, Vinculo)] == antes
    assert cliente.get("/cdas").status_code == 200


@pytest.mark.parametrize("destino", DESTINOS)
def test_entrada_e_troca_de_credor_nao_mandam_para_fora(
    destino: str, ana: Usuario, olinda: Credor, client: Client
) -> None:
    entrada = client.post("/entrar", {"usuario": "ana", "senha": SENHA, "next": destino})
    ja_dentro = client.get("/entrar", {"next": destino.replace("\0", "")})
    Vinculo.objects.create(usuario=ana, credor=olinda, perfil="consulta")
    troca = client.post("/credor", {"credor": str(olinda.pk), "next": destino})
    for resposta in (entrada, ja_dentro, troca):
        assert resposta.status_code == 302
        assert resposta["Location"] == "/" or resposta["Location"].startswith(("/%0", "/cdas%0D"))


def test_sessao_plantada_antes_nao_vale_depois(ana: Usuario) -> None:
    vitima, atacante = Client(), Client()
    plantada = atacante.session
    plantada["credor"] = 1
    plantada.save()
    vitima.cookies["sessionid"] = atacante.cookies["sessionid"] = plantada.session_key
    vitima.post("/entrar", {"usuario": "ana", "senha": SENHA})
    assert vitima.cookies["sessionid"].value != plantada.session_key
    assert atacante.get("/cdas")["Location"].startswith("/entrar")


def test_sair_invalida_a_sessao_copiada(ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    ladrao = Client()
    ladrao.cookies["sessionid"] = cliente.cookies["sessionid"].value
    assert ladrao.get("/cdas").status_code == 200
    cliente.post("/sair")
    assert ladrao.get("/cdas").status_code == 302


def test_trocar_de_grafia_ou_de_cabecalho_nao_contorna_o_limite(ana: Usuario) -> None:
    grafias = ["ana", "ANA", " ana ", "Ana", "a\0na", "ana\n"]
    situacoes = [
        Client(headers={"X-Forwarded-For": f"192.0.2.{vez}", "User-Agent": str(vez)})
        .post("/entrar", {"usuario": grafias[vez % len(grafias)], "senha": "errada"})
        .status_code
        for vez in range(LIMITES["pessoa_no_lugar"] + 2)
    ]
    assert situacoes == [403] * LIMITES["pessoa_no_lugar"] + [429] * 2


@pytest.mark.parametrize(
    ("usuario", "senha"), [("a\0b", "x"), ("ana", "a\0b"), ("9" * 5000, "9" * 10_000), ("'--", "%")]
)
def test_entrada_hostil_e_so_recusada(usuario: str, senha: str, ana: Usuario) -> None:
    resposta = Client(raise_request_exception=False).post("/entrar", {"usuario": usuario, "senha": senha})
    assert resposta.status_code == 403


def test_sessao_com_caractere_nulo_e_recusada() -> None:
    resposta = Client(raise_request_exception=False).get("/", HTTP_COOKIE='sessionid="abcdefgh\\000ij"')
    assert resposta.status_code == 400


@pytest.mark.parametrize("ruim", RUINS)
def test_busca_e_filtros_hostis_nunca_sao_erro_interno(ruim: str, alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    das_listas = {f"/cdas?{filtro}={ruim}" for filtro in FILTROS}
    outras = {
        f"/lotes?com={ruim}",
        f"/lotes?antes={ruim}",
        f"/remessas?situacao={ruim}&antes={ruim}",
        f"/retornos?antes={ruim}",
    }
    do_lote = {f"/lotes/{alvo.lote.pk}?{filtro}={ruim}" for filtro in ("efeito", "regra", "apos")}
    for endereco in das_listas | outras | do_lote | {f"/entrar?next={ruim}", f"/credor?next={ruim}"}:
        assert cliente.get(endereco).status_code in {200, 302, 400}, endereco[:80]


def test_curinga_na_busca_e_so_um_caractere(alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    for busca in ("%25", "_", "%25EXEMPLO", "%5C"):
        assert b"EXEMPLO LTDA" not in entrar(ana).get(f"/cdas?q={busca}").content, busca


@pytest.mark.parametrize("numero", ["0", "9" * 19, "9" * 30, "9" * 5000])
def test_identificador_absurdo_e_404(numero: str, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    for modelo in (
        "/cdas/{}",
        "/lotes/{}",
        "/remessas/{}",
        "/retornos/{}",
        "/remessas/{}/arquivos/{}",
        "/cdas/{}/alterar",
    ):
        assert cliente.get(modelo.format(numero, numero)).status_code == 404, modelo


@pytest.mark.parametrize("em", ["01/01/0001", "31/12/9999", "a\0b", "9" * 5000, "31/02/2026"])
def test_data_absurda_no_plano(em: str, alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    resposta = cliente.post("/remessas/planejar", {"estrategia": "protesto", "em": em}, follow=True)
    assert resposta.status_code == 200
    for fim in ("", "/retidas", "/liberar"):
        assert cliente.get(f"/remessas/{Remessa.objects.latest('pk').pk}{fim}").status_code == 200


@pytest.mark.parametrize(
    "valor", ["a\0b", "\x1a", "9" * 100_000, "%_\\'\";--", "{0.__class__}", "\U0010ffff", "😀" * 300]
)
@pytest.mark.parametrize(
    "campo", ["numero_cda", "devedor_nome", "valor_consolidado", "exercicio", "carteira", "devedor-0-nome"]
)
def test_formulario_hostil_volta_com_os_erros(
    campo: str, valor: str, alvo: Alvo, ana: Usuario, iptu: Registro, entrar: Entrar
) -> None:
    cliente = entrar(ana)
    for endereco in ("/cdas/nova", f"/cdas/{alvo.cda.pk}/alterar"):
        assert cliente.post(endereco, {**iptu, "numero_cda": "n1", campo: valor}).status_code in {200, 302, 400, 422}
    pago = {"tipo": "PAGAMENTO_PARCIAL", "data": "01/03/2026", "valor": "1,00", "motivo": valor, "numero_cnj": valor}
    assert cliente.post(f"/cdas/{alvo.cda.pk}/movimento", pago).status_code in {200, 302, 422}


def test_toda_resposta_leva_as_protecoes_do_navegador(alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    for nome, endereco in {**alvo.enderecos(), "nenhuma": "/nada", "api": "/api/v1/resultados"}.items():
        resposta = cliente.get(endereco)
        assert ler(resposta) or resposta.status_code in {302, 303, 405}, nome
        assert resposta["X-Frame-Options"] == "DENY", nome
        assert resposta["X-Content-Type-Options"] == "nosniff", nome
        # O endereço da volta do gov.br traz o código: dele não se conta nada a ninguém.
        assert resposta["Referrer-Policy"] == ("no-referrer" if nome == "govbr_volta" else "same-origin"), nome
        politica = resposta["Content-Security-Policy"]
        assert "default-src 'none'" in politica, nome
        assert "frame-ancestors 'none'" in politica, nome
        assert "unsafe" not in politica, nome


def test_dado_de_credor_nao_fica_em_copia(alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    nomes = {rota.name for rota in rotas_de_tela() if hasattr(rota.callback, "ato")}
    enderecos = alvo.enderecos()
    for nome in nomes:
        resposta = cliente.get(enderecos[nome])
        ler(resposta)
        assert resposta.status_code == 405 or "no-store" in resposta["Cache-Control"], nome


def test_a_marca_da_sessao_nao_e_lida_por_programa(ana: Usuario, client: Client) -> None:
    client.post("/entrar", {"usuario": "ana", "senha": SENHA})
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_quem_nao_entrou_nao_grava_arquivo_em_disco(ana: Usuario, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conferência da marca lê o formulário inteiro: a barreira vem antes dela."""
    monkeypatch.setattr(HttpRequest, "parse_file_upload", None)
    estrito = Client(enforce_csrf_checks=True)
    for endereco in ("/entrar", "/lotes/novo", "/nao-ha"):
        resposta = estrito.post(endereco, {"arquivo": SimpleUploadedFile("a.csv", b"x" * 100_000)})
        assert (resposta.status_code, resposta.headers.get("Location")) == (302, "/entrar?next=/"), endereco


@pytest.mark.parametrize("endereco", ["/lotes/novo", "/api/v1/arquivos"])
def test_tamanho_declarado_acima_do_limite_nem_se_le(
    endereco: str, ana: Usuario, entrar: Entrar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpRequest, "parse_file_upload", None)
    resposta = entrar(ana).post(endereco, {"arquivo": SimpleUploadedFile("a.csv", b"x")}, CONTENT_LENGTH=str(3 << 30))
    assert resposta.status_code == 413
    assert "2048 MB" in resposta.content.decode()


@pytest.mark.parametrize("codificacao", ["hex", "unicode_escape", "utf-16", "punycode", "zlib", "nao-ha"])
@pytest.mark.parametrize("endereco", ["/entrar", "/lotes?com=%5Cx00", "/api/v1/cdas"])
def test_so_se_aceita_pedido_em_utf8(endereco: str, codificacao: str) -> None:
    caminho, _, busca = endereco.partition("?")
    ambiente = {"PATH_INFO": caminho, "QUERY_STRING": busca, "CONTENT_TYPE": f"text/plain; charset={codificacao}"}
    setup_testing_defaults(ambiente)
    respostas: list[str] = []
    aplicacao = em_utf8(get_wsgi_application())
    corpo = aplicacao(ambiente | {"HTTP_HOST": "localhost"}, lambda situacao, *_: respostas.append(situacao))
    assert b"".join(corpo)
    assert respostas == ["400 Bad Request"]


def test_formulario_de_um_credor_nao_vale_em_outro(alvo: Alvo, ana: Usuario, olinda: Credor, entrar: Entrar) -> None:
    """Ana abre o formulário por recife numa aba, troca para olinda noutra, e envia o da primeira."""
    Vinculo.objects.create(usuario=ana, credor=olinda, perfil="gestor")
    cliente = entrar(ana)
    cliente.post("/credor", {"credor": alvo.lote.credor_id})
    do_plano = [f"/remessas/{alvo.plano.pk}/{ato}" for ato in ("liberar", "descartar")]
    marcas = [_marcas(cliente.get(endereco)) for endereco in (*alvo.enderecos().values(), *do_plano)]
    assert sum(map(len, marcas)) == 32
    assert {marca for da_pagina in marcas for marca in da_pagina} == {str(alvo.lote.credor_id)}
    cliente.post("/credor", {"credor": olinda.pk})
    enviado = {"arquivo": SimpleUploadedFile("a.csv", b"x"), "credor_da_pagina": alvo.lote.credor_id}
    assert cliente.post("/lotes/novo", enviado).status_code == 409
    assert not olinda.lotes.exists()


def _marcas(resposta: HttpResponse) -> list[str]:
    """O credor de cada formulário da página que muda algo; falta em nenhum."""
    pagina = ler(resposta).decode(errors="replace")
    formularios = re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', pagina, re.DOTALL)
    de_credor = [
        formulario
        for formulario in formularios
        if not re.search(
            r'action="/(sair|credor|convites|conta/segundo-fator|conferir/[^"]*|divida-aberta/documento)"', formulario
        )
    ]
    achadas = [re.search(r'name="credor_da_pagina" value="(\d+)"', formulario) for formulario in de_credor]
    assert all(achadas)
    return [achada[1] for achada in achadas if achada]
