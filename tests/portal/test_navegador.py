"""As páginas num navegador de verdade: sem erro, sem violação da política de conteúdo, sem barreira de acesso.

As capturas ficam em `capturas/`, que não é versionada.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as ajustes
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from vitrine import IPTU, Vitrine, montar, publicar_na_lista, receber_mais

from adesao import fabrica_de_adesoes
from cenarios import cartas
from cenarios.iptu import IPTU as DO_CENARIO
from cenarios.portas import movimentar
from credenciais import com_token, credencial_de, token_de
from entradas import entrar_por
from hub.acesso.cpf import cpf_atribuir
from hub.acesso.credenciais import segredo_trocar
from hub.acesso.equipe import convite_fazer
from hub.acesso.models import Perfil, Usuario, Vinculo, VinculoDaPgfn
from hub.adesao.analise import exigencia_fazer
from hub.adesao.etapas import ETAPAS
from hub.adesao.models import Adesao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote, Remessa
from hub.estrategias.carta.acompanhamento import cartas_acompanhar
from hub.estrategias.conciliacao.servicos import Listas, conciliacao_planejar
from hub.estrategias.models import (
    Carta,
    Chamada,
    Disjuntor,
    ListaDoCanal,
    MedianaDaBaixa,
    OpcoesDoCanal,
    SituacaoDaChamada,
)
from hub.estrategias.servicos import liberacao_comecar, remessa_planejar
from hub.operacao.medidas import Medida, medidas_registrar
from hub.operacao.models import EspecieDeChave
from hub.operacao.servicos import PedidoDeChave, chave_desligar, chave_ligar
from simuladores.govbr import PERSONAS

CHROMIUM = shutil.which("chromium")
CAPTURAS = Path(__file__).resolve().parents[2] / "capturas"
#: Nada sai da máquina, e o Chromium roda também como root.
OPCOES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
LARGURAS = {"celular": 360, "mesa": 1280}
CONTA_VIOLACOES = """
window.violacoes = [];
document.addEventListener("securitypolicyviolation", (violacao) => {
  window.violacoes.push(violacao.violatedDirective + " " + violacao.blockedURI);
});
"""

pytestmark = [
    pytest.mark.navegador,
    pytest.mark.skipif(CHROMIUM is None, reason="não há Chromium: rode ferramentas/navegador.py como administrador"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module")
def navegador() -> Iterator[Browser]:
    """O Playwright mantém um laço de eventos nesta linha de execução, e o Django estranha; aqui não há concorrência."""
    with pytest.MonkeyPatch.context() as ambiente, sync_playwright() as programa:
        ambiente.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        aberto = programa.chromium.launch(executable_path=CHROMIUM, args=OPCOES, chromium_sandbox=False)
        yield aberto
        aberto.close()


@dataclass(kw_only=True)
class Janela:
    """Uma página aberta, com tudo o que ela reclamou."""

    pagina: Page
    endereco: str
    reclamou: list[str] = field(default_factory=list)

    def anotar_falha(self, pedido: Request) -> None:
        """O pedido que não chegou; o que o navegador largou porque a pessoa já foi a outra página não é falha."""
        if pedido.failure != "net::ERR_ABORTED":
            self.reclamou.append(f"falhou {pedido.url}: {pedido.failure}")

    def ir(self, caminho: str, situacao: int = 200) -> None:
        resposta = self.pagina.goto(self.endereco + caminho)
        assert resposta is not None
        assert resposta.status == situacao, caminho

    def conferir(self, nome: str) -> list[str]:
        """O que há de errado: console, política, rolagem para o lado, barreiras. Guarda a captura."""
        self.pagina.evaluate("document.fonts.ready")
        self.pagina.screenshot(path=CAPTURAS / f"{nome}.png", full_page=True)
        sobra = self.pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        lado = [f"rola {sobra} px para o lado"] if sobra > 0 else []
        problemas = [*self.pagina.evaluate("window.violacoes"), *self.reclamou, *lado]
        self.reclamou.clear()
        achado = Axe().run(self.pagina)
        if achado.violations_count:
            problemas.append(achado.generate_report())
        return [f"{nome}: {problema}" for problema in problemas]


Abrir = Callable[..., Janela]


@pytest.fixture
def abrir(navegador: Browser, live_server: LiveServer) -> Iterator[Abrir]:
    CAPTURAS.mkdir(exist_ok=True)
    contextos: list[BrowserContext] = []

    def abrir_janela(largura: int, pessoa: Usuario | None = None, *, javascript: bool = True) -> Janela:
        contexto = navegador.new_context(
            viewport={"width": largura, "height": 800}, locale="pt-BR", java_script_enabled=javascript
        )
        contextos.append(contexto)
        if pessoa is not None:
            contexto.add_cookies([_sessao_de(pessoa, live_server.url)])
        contexto.add_init_script(CONTA_VIOLACOES)
        janela = Janela(pagina=contexto.new_page(), endereco=live_server.url)
        janela.pagina.on("console", lambda dito: dito.type == "error" and janela.reclamou.append(dito.text))
        janela.pagina.on("pageerror", lambda erro: janela.reclamou.append(str(erro)))
        janela.pagina.on("requestfailed", janela.anotar_falha)
        return janela

    yield abrir_janela
    for contexto in contextos:
        contexto.close()


def _sessao_de(pessoa: Usuario, endereco: str) -> dict[str, str]:
    cliente = entrar_por(Client(), pessoa)
    return {"name": ajustes.SESSION_COOKIE_NAME, "value": cliente.cookies["sessionid"].value, "url": endereco}


def autorizar_no_govbr(pagina: Page, persona: str) -> None:
    """Escolhe a pessoa e autoriza, nas páginas do simulador; quem já autorizou passa direto."""
    expect(pagina.get_by_text("SIMULADOR")).to_be_visible()
    pagina.get_by_role("button", name=re.compile(PERSONAS[persona].nome)).click()
    pagina.wait_for_load_state()
    if pagina.get_by_role("button", name="Autorizar").is_visible():
        pagina.get_by_role("button", name="Autorizar").click()


@pytest.fixture
def vitrine(recife: Credor) -> Vitrine:
    return montar(recife)


def _integracao_em_troca(credor: Credor) -> int:
    """Uma credencial com uso e com a troca do segredo em curso."""
    credencial, segredo = credencial_de(
        credor, nome="Sistema tributário municipal", redes=["127.0.0.0/8", "2001:db8::/32"]
    )
    cabecalhos = com_token(token_de(credencial, segredo))
    for caminho in ("resultados", "cdas/2024/1", "limites"):
        Client().get(f"/api/v1/{caminho}", headers=cabecalhos)
    segredo_trocar(credor=credor, credencial=credencial.pk, ator="ana", agora=timezone.now())
    return credencial.pk


def _canal_com_problema(credor: Credor) -> None:
    """O serviço do protesto desligado, com chamadas em cada situação."""
    agora, longa = timezone.now(), "O certificado do serviço não confere (self-signed certificate). Confira o endereço."
    Disjuntor.objects.create(
        credor=credor, estrategia="protesto", estado="aberto", permanente=True, motivo=longa, desde=agora
    )
    for situacao in SituacaoDaChamada.values:
        Chamada.objects.create(
            credor=credor,
            estrategia="protesto",
            operacao="Autoriza_Cancelamento",
            chave=f"AC{situacao.upper()}0203.261",
            situacao=situacao,
            criada_por="ana",
            criada_em=agora,
            proxima_em=agora if situacao == "na_fila" else None,
            codigo="CERTIFICADO",
            mensagem=longa,
        )


def _conciliacao(credor: Credor) -> int:
    """O que uma lista do credor diverge do hub, em três tipos."""
    numeros = list(
        CDA.objects.filter(credor=credor, posicao="ativa").order_by("pk").values_list("numero_cda", flat=True)
    )
    linhas = [f"{numero};{'PAGA' if n % 5 == 0 else 'ATIVA'};" for n, numero in enumerate(numeros[:-3])]
    listas = Listas(
        do_credor="\n".join(["numero_cda;situacao;saldo", *linhas, "2026/NOVA;ATIVA;10,00", "x;y;z"]).encode()
    )
    return conciliacao_planejar(credor=credor, listas=listas, em=date(2026, 3, 2), ator="ana").pk


def _servico_com_listas(credor: Credor) -> None:
    """O SPC Brasil ligado, com os códigos que ele deu."""
    OpcoesDoCanal.objects.create(
        credor=credor,
        estrategia="spc_brasil",
        opcoes={
            "endereco": "https://treina.spc.org.br/spc/remoting/ws/insumo/spc/spcWebService",
            "ambiente": "producao",
        },
    )
    for lista, itens in {
        "natureza": {"104": "ATRASO DE PAGAMENTO", "75": "NATUREZA 75"},
        "motivo": {"1": "MOTIVO"},
    }.items():
        ListaDoCanal.objects.create(
            credor=credor, estrategia="spc_brasil", lista=lista, itens=itens, lida_em=timezone.now()
        )


@pytest.mark.parametrize("tela", LARGURAS)
def test_paginas_principais(tela: str, abrir: Abrir, ana: Usuario, vitrine: Vitrine) -> None:
    janela = abrir(LARGURAS[tela], ana)
    credencial = _integracao_em_troca(vitrine.cda.credor)
    _canal_com_problema(vitrine.cda.credor)
    _servico_com_listas(vitrine.cda.credor)
    paginas = {
        "inicio": "/",
        "cdas": "/cdas",
        "cdas-filtradas": "/cdas?situacao=paga&valor_minimo=abc",
        "cda": f"/cdas/{vitrine.cda.pk}",
        "cda-nova": "/cdas/nova",
        "cda-alterar": f"/cdas/{vitrine.cda.pk}/alterar",
        "movimento": f"/cdas/{vitrine.cda.pk}/movimento",
        "lotes": "/lotes",
        "lote": f"/lotes/{vitrine.lote.pk}",
        "lote-novo": "/lotes/novo",
        "carteiras": "/carteiras",
        "carteira": f"/carteiras/{vitrine.carteira.pk}",
        "carteira-editar": f"/carteiras/{vitrine.carteira.pk}/editar",
        "carteira-versao": f"/carteiras/{vitrine.carteira.pk}/versoes/2",
        "carteira-nova": "/carteiras/nova",
        "remessas": "/remessas",
        "remessa-planejada": f"/remessas/{vitrine.plano.pk}",
        "remessa-liberada": f"/remessas/{vitrine.liberada.pk}",
        "remessa-retidas": f"/remessas/{vitrine.plano.pk}/retidas",
        "remessa-liberar": f"/remessas/{vitrine.plano.pk}/liberar",
        "agendas": "/agenda",
        "agenda": "/agenda/protesto",
        "baixas": "/baixas",
        "canais": "/canais",
        "retornos": "/retornos",
        "sem-resposta": "/sem-resposta",
        "conciliacoes": "/conciliacoes",
        "conciliacao": f"/conciliacoes/{_conciliacao(vitrine.cda.credor)}",
        "retorno": f"/retornos/{vitrine.retorno.pk}",
        "resultados": "/resultados",
        "documentos": "/documentos",
        "modelo-novo": "/documentos/modelos/novo",
        "modelo": f"/documentos/modelos/{vitrine.documento.versao.modelo_id}?cda=2024/001000-0",
        "modelo-editar": f"/documentos/modelos/{vitrine.documento.versao.modelo_id}/editar",
        "cda-documentos": f"/cdas/{vitrine.documento.cda_id}/documentos",
        "documento-cancelar": f"/documentos/{vitrine.documento.pk}/cancelar",
        "lote-de-documentos-novo": "/documentos/lotes/novo",
        "lote-de-documentos": f"/documentos/lotes/{vitrine.lote_de_documentos.pk}",
        "conferir": "/conferir",
        "conferido": f"/conferir/{vitrine.documento.codigo}",
        "integracoes": "/integracoes",
        "integracao": f"/integracoes/{credencial}",
        "integracao-nova": "/integracoes/nova",
        "integracao-trocar": f"/integracoes/{credencial}/trocar",
        "integracao-revogar": f"/integracoes/{credencial}/revogar",
        "privacidade": "/privacidade",
        "acessibilidade": "/acessibilidade",
    }
    problemas: list[str] = []
    for nome, caminho in paginas.items():
        janela.ir(caminho)
        problemas += janela.conferir(f"{nome}-{tela}")
    assert not problemas, "\n".join(problemas)


@pytest.mark.parametrize("tela", LARGURAS)
def test_paginas_de_quem_entra_e_de_quem_administra(
    tela: str, abrir: Abrir, ana: Usuario, beto: Usuario, recife: Credor, olinda: Credor
) -> None:
    """A equipe e a auditoria do credor, os convites e a conta da pessoa, e as páginas da PGFN."""
    cpf = PERSONAS["ouro"].cpf
    do_beto = Vinculo.objects.get(usuario=beto, credor=recife)
    convite_fazer(credor=recife, cpf=cpf, perfil=Perfil.OPERADOR, ate=None, ator="ana", agora=timezone.now())
    convidada = Usuario.objects.create_user("nina", first_name="Nina")
    cpf_atribuir(pessoa=convidada, cpf=cpf, ator="teste", agora=timezone.now())
    Vinculo.objects.create(usuario=ana, credor=olinda, perfil=Perfil.CONSULTA)
    problemas: list[str] = []
    for pessoa, paginas in (
        (beto, {"inicio-de-quem-comeca": "/", "conta": "/conta"}),
        (convidada, {"convites": "/convites"}),
        (_administradora(), {"pgfn": "/pgfn", "pgfn-equipe": "/pgfn/equipe", "pgfn-auditoria": "/pgfn/auditoria"}),
    ):
        janela = abrir(LARGURAS[tela], pessoa)
        for nome, caminho in paginas.items():
            janela.ir(caminho)
            problemas += janela.conferir(f"{nome}-{tela}")
    janela = abrir(LARGURAS[tela], ana)
    janela.ir("/credor")
    problemas += janela.conferir(f"escolher-credor-{tela}")
    janela.pagina.get_by_label("Município do Recife").check(force=True)
    janela.pagina.get_by_role("button", name="Continuar").click()
    expect(janela.pagina.get_by_role("heading", name="Início")).to_be_visible()
    for nome, caminho in {
        "equipe": "/equipe",
        "equipe-pessoa": f"/equipe/{do_beto.pk}",
        "auditoria": "/auditoria",
    }.items():
        janela.ir(caminho)
        problemas += janela.conferir(f"{nome}-{tela}")
    assert not problemas, "\n".join(problemas)


def _cartas_em_cada_pe(credor: Credor, pasta: Path) -> tuple[Remessa, Remessa]:
    """Um lote por responder, com uma dívida paga depois; outra remessa sendo liberada; um endereço que volta."""
    cartas.preparar(credor, por_email="N", **cartas.ECARTA)
    for n in range(3):
        cartas.enviar(credor, dict(DO_CENARIO), f"2024/{n}", devedor_complemento="EDIFÍCIO EXEMPLO, SALA 1203")
    liberada = cartas.liberar(credor, date(2026, 3, 2), pasta)
    voltou = Carta.objects.order_by("pk")[0].nosso_numero
    cartas.aplicar("v.csv", cartas.lista(f"{voltou};devolvida;05/03/2026;endereço insuficiente;BH163382065BR"))
    cartas_acompanhar(credor=credor, agora=timezone.now())
    movimentar(credor, "2024/1", "PAGAMENTO_TOTAL", data="2026-03-03", valor="1673.93")
    cartas.enviar(credor, dict(DO_CENARIO), "2024/9", devedor_numero="900")
    outra = remessa_planejar(credor=credor, estrategia="carta", em=date(2026, 3, 9), ator="ana")
    liberacao_comecar(remessa=outra, ator="ana")
    return liberada, outra


@pytest.mark.parametrize("tela", LARGURAS)
def test_as_paginas_das_cartas(tela: str, abrir: Abrir, ana: Usuario, recife: Credor, tmp_path: Path) -> None:
    """O lote por responder, a liberação que anda, o endereço que volta e a CDA que o traz."""
    liberada, andando = _cartas_em_cada_pe(recife, tmp_path)
    janela = abrir(LARGURAS[tela], ana)
    problemas: list[str] = []
    for nome, caminho in {
        "cartas-lote": f"/remessas/{liberada.pk}",
        "cartas-andamento": f"/remessas/{andando.pk}",
        "cartas-enderecos": "/enderecos",
        "cartas-cda": f"/cdas/{CDA.objects.get(numero_cda='2024/0').pk}",
    }.items():
        janela.ir(caminho)
        problemas += janela.conferir(f"{nome}-{tela}")
    assert not problemas, "\n".join(problemas)


@pytest.mark.parametrize("tela", LARGURAS)
def test_as_paginas_da_divida_aberta(tela: str, abrir: Abrir, recife: Credor, olinda: Credor) -> None:
    """Sem entrar e sem JavaScript: da porta ao devedor, pelo teclado, e as páginas que dizem não."""
    codigo = publicar_na_lista(recife, olinda)
    janela = abrir(LARGURAS[tela])
    problemas: list[str] = []
    paginas = {
        "aberta": ("/divida-aberta/", 200),
        "aberta-busca": ("/divida-aberta/busca?nome=exemplo", 200),
        "aberta-nada": ("/divida-aberta/busca?nome=ninguem", 200),
        "aberta-erro": ("/divida-aberta/busca?nome=da&municipio=bom+jesus", 422),
        "aberta-devedor": (f"/divida-aberta/devedor/{codigo}", 200),
        "aberta-404": ("/divida-aberta/devedor/0", 404),
        "aberta-lugares": ("/divida-aberta/lugares", 200),
        "aberta-municipios": ("/divida-aberta/lugares?uf=PE", 200),
        "aberta-dados": ("/divida-aberta/dados/", 200),
    }
    for nome, (caminho, situacao) in paginas.items():
        janela.ir(caminho, situacao)
        janela.reclamou = [dito for dito in janela.reclamou if situacao == 200 or str(situacao) not in dito]
        problemas += janela.conferir(f"{nome}-{tela}")
    assert not problemas, "\n".join(problemas)
    sem_javascript = abrir(LARGURAS[tela], javascript=False)
    sem_javascript.ir("/divida-aberta/")
    pagina = sem_javascript.pagina
    pagina.get_by_label("CPF ou CNPJ", exact=True).fill("529.982.247-25")
    pagina.get_by_label("CPF ou CNPJ", exact=True).press("Enter")
    expect(pagina.get_by_role("heading", name="MARIA DO EXEMPLO")).to_be_visible()
    assert pagina.url.endswith(codigo)
    assert not pagina.context.cookies()
    sem_javascript.ir("/divida-aberta/")
    pagina.get_by_label("Nome ou razão social", exact=True).fill("exem mar")
    pagina.get_by_label("Nome ou razão social", exact=True).press("Enter")
    pagina.get_by_role("link", name="MARIA DO EXEMPLO").first.click()
    expect(pagina.get_by_role("heading", name="Como regularizar")).to_be_visible()


@pytest.mark.parametrize("tela", LARGURAS)
def test_a_credencial_se_cria_sem_javascript_e_o_segredo_aparece_uma_vez(tela: str, abrir: Abrir, ana: Usuario) -> None:
    janela = abrir(LARGURAS[tela], ana, javascript=False)
    janela.ir("/integracoes/nova")
    pagina = janela.pagina
    pagina.get_by_label("Nome do sistema").fill("Sistema tributário municipal")
    pagina.get_by_label("Ensaio: responde").check(force=True)
    pagina.get_by_role("button", name="Criar").click()
    expect(pagina.locator("body")).to_contain_text("hub_segredo_")
    pagina.screenshot(path=CAPTURAS / f"integracao-segredo-{tela}.png", full_page=True)
    pagina.get_by_role("link", name="Já guardei").click()
    expect(pagina.locator("body")).not_to_contain_text("hub_segredo_")
    expect(pagina.locator("body")).to_contain_text("Ensaio (nada se grava)")


@pytest.mark.parametrize("tela", LARGURAS)
def test_entrada_e_erros(tela: str, abrir: Abrir, ana: Usuario) -> None:
    fora = abrir(LARGURAS[tela])
    fora.ir("/entrar")
    assert fora.conferir(f"entrar-{tela}") == []
    dentro = abrir(LARGURAS[tela], ana)
    dentro.ir("/cdas/999999", situacao=404)
    dentro.reclamou.clear()  # o navegador anota no console todo 404
    assert dentro.conferir(f"erro-404-{tela}") == []


@pytest.mark.parametrize("tela", LARGURAS)
def test_paginas_da_adesao(tela: str, abrir: Abrir, ana: Usuario) -> None:
    """Do lado de quem pede, em cada etapa e situação, e do lado da PGFN."""
    caio, duda, eva = (fabrica_de_adesoes.pessoa(nome) for nome in ("caio", "duda", "eva"))
    exigida, vigente = _adesoes_para_olhar(caio, duda)
    rascunho = fabrica_de_adesoes.preenchida(eva, **UM_CONSELHO)
    problemas: list[str] = []
    for pessoa, paginas in (
        (eva, {etapa: f"/adesao/{rascunho.pk}/{etapa}" for etapa in ETAPAS}),
        (eva, {"lista": "/adesao", "nova": "/adesao/nova", "experimentar": "/convenio/experimentar"}),
        (caio, {"exigencia": f"/adesao/{exigida.pk}", "responder": f"/adesao/{exigida.pk}/responder"}),
        (duda, {"vigente": f"/adesao/{vigente.pk}", "termo": f"/adesao/{vigente.pk}/assinar", "credor": "/convenio"}),
        (duda, {"desistir": f"/adesao/{vigente.pk}/desistir"}),
        (ana, {"convenio": "/convenio"}),
        (_administradora(), {"fila": "/pgfn/adesoes?situacao=todas", "exigida": f"/pgfn/adesoes/{exigida.pk}"}),
        (
            _administradora(),
            {"processo": f"/pgfn/adesoes/{vigente.pk}", "da-uniao": f"/pgfn/adesoes/{vigente.pk}/assinar"},
        ),
    ):
        janela = abrir(LARGURAS[tela], pessoa)
        for nome, caminho in paginas.items():
            janela.ir(caminho)
            problemas += janela.conferir(f"adesao-{nome}-{tela}")
    assert not problemas, "\n".join(problemas)


UM_CONSELHO = {"tipo": "CONSELHO", "nome": "Conselho de Exemplo", "cnpj": "99003003000146", "municipio_ibge": ""}


def _adesoes_para_olhar(caio: Usuario, duda: Usuario) -> tuple[Adesao, Adesao]:
    clausulas = {"valor_minimo": "500,00", "limites_por_estrategia": {"protesto": {"idade_maxima_anos": 5}}}
    exigida = fabrica_de_adesoes.em_analise(caio, clausulas)
    exigencia_fazer(
        adesao=exigida, texto="Junte a lei que criou a dívida ativa.", ator="ines", agora=fabrica_de_adesoes.AGORA
    )
    dela = {"nome": "Município do Cabo de Santo Agostinho", "municipio_ibge": "2602902"}
    return exigida, fabrica_de_adesoes.vigente(duda, clausulas, cnpj=fabrica_de_adesoes.OUTRO_CNPJ, **dela)


def _administradora() -> Usuario:
    pessoa, _ = Usuario.objects.get_or_create(username="rosa", defaults={"first_name": "Rosa"})
    VinculoDaPgfn.objects.get_or_create(usuario=pessoa, defaults={"perfil": "administrador_pgfn"})
    return pessoa


@pytest.mark.parametrize("tela", LARGURAS)
def test_paginas_da_operacao(tela: str, abrir: Abrir, ana: Usuario, recife: Credor) -> None:
    """O estado, a certidão e as chaves, com tudo o que pode estar ligado; e o aviso nas páginas de quem entra."""
    agora = timezone.now()
    chaves = [
        {"especie": EspecieDeChave.SOMENTE_LEITURA, "fim_previsto": agora + timedelta(hours=2)},
        {"especie": EspecieDeChave.PARAR_CANAL, "canal": "protesto", "inclusive_baixas": True},
        {"especie": EspecieDeChave.PARAR_CREDOR, "credor": recife},
        {"especie": EspecieDeChave.AVISO},
        {"especie": EspecieDeChave.PARAR_CANAL, "canal": "scpc", "desde": agora + timedelta(days=1)},
    ]
    ligadas = [
        chave_ligar(PedidoDeChave(motivo=f"Motivo número {n}.", **dados), ator="rosa", agora=agora)
        for n, dados in enumerate(chaves)
    ]
    chave_desligar(ligadas[3].pk, ator="rosa", agora=agora)
    chave_ligar(PedidoDeChave(especie=EspecieDeChave.AVISO, motivo="Feriado."), ator="rosa", agora=agora)
    for minuto, causa in ((9, ""), (8, "respondeu 500 em /entrar"), (7, "")):
        medidas = [Medida(componente=nome, causa=causa) for nome in ("portal", "api", "recepcao", "fila", "banco")]
        medidas_registrar(medidas, em=agora - timedelta(minutes=minuto))
    for canal, mediana, decimo in (
        ("protesto", "4.0", "6.0"),
        ("serasa", "1.5", "3.0"),
        ("divida_aberta", "0.0", "0.0"),
    ):
        dia = timezone.localdate(agora)
        MedianaDaBaixa.objects.create(dia=dia, estrategia=canal, quantas=1_240, mediana=mediana, decimo=decimo)
    problemas: list[str] = []
    for pessoa, paginas in (
        (None, {"estado": "/estado", "certidao": "/estado/certidao", "entrar-com-aviso": "/entrar"}),
        (ana, {"inicio-com-avisos": "/"}),
        (
            _administradora(),
            {"pgfn-operacao": "/pgfn/operacao", "desligar": f"/pgfn/operacao/{ligadas[0].pk}/desligar"},
        ),
    ):
        janela = abrir(LARGURAS[tela], pessoa)
        for nome, caminho in paginas.items():
            janela.ir(caminho)
            problemas += janela.conferir(f"operacao-{nome}-{tela}")
    assert not problemas, "\n".join(problemas)


def test_a_chave_se_liga_e_se_desliga_sem_javascript(abrir: Abrir, ana: Usuario) -> None:
    da_pgfn, do_credor = abrir(360, _administradora(), javascript=False), abrir(360, ana, javascript=False)
    pagina = da_pgfn.pagina
    da_pgfn.ir("/pgfn/operacao")
    pagina.get_by_role("button", name="Ligar").click()
    assert "falta o motivo" in pagina.get_by_role("alert").inner_text()
    pagina.get_by_label("Motivo, como os credores o leem").fill("Troca do disco.")
    pagina.get_by_role("button", name="Ligar").click()
    expect(pagina.locator("body")).to_contain_text("Chave ligada.")
    do_credor.ir("/")
    expect(do_credor.pagina.locator("body")).to_contain_text("O hub está em somente leitura")
    pagina.get_by_role("link", name="Desligar Somente leitura").click()
    pagina.get_by_role("button", name="Desligar").click()
    expect(pagina.locator("body")).to_contain_text("Chave desligada.")
    do_credor.ir("/")
    expect(do_credor.pagina.locator("body")).not_to_contain_text("O hub está em somente leitura")


def test_fechar_o_aviso_so_o_tira_da_pagina_de_quem_fechou(abrir: Abrir, ana: Usuario, beto: Usuario) -> None:
    chave_ligar(PedidoDeChave(especie=EspecieDeChave.AVISO, motivo="Feriado."), ator="rosa", agora=timezone.now())
    da_ana, do_beto = abrir(1280, ana), abrir(1280, beto)
    da_ana.ir("/")
    da_ana.pagina.get_by_role("button", name="Fechar a mensagem").click()
    expect(da_ana.pagina.locator("body")).not_to_contain_text("Feriado.")
    for janela in (do_beto, da_ana):
        janela.ir("/cdas")
        expect(janela.pagina.locator("body")).to_contain_text("Feriado.")


def test_um_ente_pede_a_adesao_sem_javascript(abrir: Abrir, tmp_path: Path) -> None:
    posse = tmp_path / "posse.pdf"
    posse.write_bytes(fabrica_de_adesoes.PDF)
    janela = abrir(360, fabrica_de_adesoes.pessoa("caio"), javascript=False)
    pagina = janela.pagina
    janela.ir("/adesao")
    pagina.get_by_role("link", name="Pedir adesão").click()
    pagina.get_by_label("Tipo de ente").select_option("EMPRESA_ESTATAL")
    pagina.get_by_label("Nome do ente").fill(fabrica_de_adesoes.ENTE["nome"])
    pagina.get_by_label("CNPJ").fill(fabrica_de_adesoes.CNPJ)
    pagina.get_by_label("Código IBGE da sede").fill("2607901")
    pagina.get_by_role("button", name="Gravar e seguir").click()
    assert "14.973/2024" in pagina.get_by_role("alert").inner_text()
    pagina.get_by_label("Tipo de ente").select_option("MUNICIPIO")
    pagina.get_by_role("button", name="Gravar e seguir").click()
    pagina.get_by_label("Nome completo").fill("Prefeito de Exemplo")
    pagina.get_by_label("CPF").fill(fabrica_de_adesoes.CPF)
    pagina.get_by_label("Cargo").fill("Prefeito")
    pagina.get_by_label("E-mail de contato").fill("divida@exemplo.gov.br")
    pagina.get_by_role("button", name="Gravar e seguir").click()
    pagina.get_by_label("Valor mínimo por dívida, em reais").fill("500,00")
    pagina.get_by_role("button", name="Experimentar com um arquivo").click()
    assert pagina.get_by_label("Valor mínimo por dívida, em reais").input_value() == "500,00"
    pagina.go_back()
    pagina.get_by_label("Valor mínimo por dívida, em reais").fill("500,00")
    pagina.get_by_role("button", name="Gravar e seguir").click()
    pagina.get_by_label("Documento a juntar").set_input_files(posse)
    pagina.get_by_role("button", name="Juntar", exact=True).click()
    pagina.get_by_role("link", name="Seguir").click()
    pagina.get_by_role("button", name="Pedir a adesão").click()
    expect(pagina.locator("body")).to_contain_text("Espera a PGFN.")


def test_tudo_se_faz_pelo_teclado(abrir: Abrir, ana: Usuario, vitrine: Vitrine) -> None:
    """Atalho para o conteúdo, busca, formulário com erro e o foco no resumo do erro."""
    janela = abrir(1280, ana)
    pagina = janela.pagina
    janela.ir("/cdas/nova")
    pagina.keyboard.press("Tab")
    assert pagina.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    pagina.keyboard.press("Enter")
    expect(pagina).to_have_url(re.compile("#main-content$"))
    pagina.get_by_label("Número da CDA (obrigatório)").focus()
    pagina.keyboard.type("2024/777")
    pagina.get_by_role("button", name="Enviar a CDA").focus()
    pagina.keyboard.press("Enter")
    pagina.wait_for_selector("[data-foco]")
    assert pagina.evaluate("document.activeElement.hasAttribute('data-foco')")
    assert pagina.get_by_label("Número da CDA (obrigatório)").input_value() == "2024/777"
    pagina.keyboard.press("Tab")
    pagina.keyboard.press("Enter")
    alvo = pagina.evaluate("location.hash.slice(1)")
    assert pagina.evaluate(f"document.getElementById('{alvo}').getAttribute('aria-invalid')") == "true"
    janela.reclamou.clear()  # o navegador anota no console todo 422
    assert janela.conferir("cda-recusada-mesa") == []


def test_o_menu_do_celular_abre_fecha_e_devolve_o_foco(abrir: Abrir, ana: Usuario) -> None:
    janela = abrir(360, ana)
    janela.ir("/")
    botao = janela.pagina.get_by_role("button", name="Menu", exact=True)
    botao.click()
    assert botao.get_attribute("aria-expanded") == "true"
    assert janela.conferir("menu-celular") == []
    janela.pagina.keyboard.press("Escape")
    assert botao.get_attribute("aria-expanded") == "false"
    assert janela.pagina.evaluate("document.activeElement.hasAttribute('data-menu')")
    botao.click()
    janela.pagina.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Lotes").click()
    expect(janela.pagina).to_have_url(janela.endereco + "/lotes")


def test_o_andamento_anda_sozinho_ate_o_fim(abrir: Abrir, ana: Usuario, vitrine: Vitrine) -> None:
    Lote.objects.filter(pk=vitrine.lote.pk).update(situacao="processando", progresso=35)
    janela = abrir(1280, ana)
    janela.ir(f"/lotes/{vitrine.lote.pk}")
    assert janela.conferir("lote-andando-mesa") == []
    Lote.objects.filter(pk=vitrine.lote.pk).update(progresso=80)
    janela.pagina.get_by_text("Em processamento: 80 %.").wait_for()
    Lote.objects.filter(pk=vitrine.lote.pk).update(situacao="concluido", progresso=100)
    janela.pagina.get_by_text("Concluído", exact=True).wait_for()
    assert janela.conferir("lote-concluido-mesa") == []


def test_sem_javascript_entra_envia_e_sai(abrir: Abrir, ana: Usuario, tmp_path: Path) -> None:
    janela = abrir(1280, javascript=False)
    pagina = janela.pagina
    janela.ir("/lotes/novo", situacao=200)
    pagina.get_by_label("Usuário").fill("ana")
    pagina.get_by_label("Senha").fill("senha-de-ana-longa")
    pagina.get_by_role("button", name="Entrar").click()
    arquivo = tmp_path / "iptu.csv"
    arquivo.write_text(";".join(IPTU) + "\n" + ";".join(IPTU.values()) + "\n")
    pagina.get_by_label("Arquivo com CDAs ou movimentos").set_input_files(arquivo)
    pagina.get_by_role("button", name="Enviar", exact=True).click()
    expect(pagina.locator("body")).to_contain_text("Na fila, à espera da vez.")
    expect(pagina.get_by_role("link", name="Atualizar")).to_be_visible()
    expect(pagina.get_by_role("button", name="Menu", exact=True)).to_be_hidden()
    pagina.screenshot(path=CAPTURAS / "sem-javascript.png", full_page=True)
    pagina.get_by_role("button", name="Sair").click()
    expect(pagina.get_by_role("heading", name="Entrar no HUB Cobrança")).to_be_visible()


@pytest.mark.parametrize("tela", LARGURAS)
def test_a_regua_se_edita_com_erro_previa_e_salvar(tela: str, abrir: Abrir, ana: Usuario, vitrine: Vitrine) -> None:
    receber_mais(vitrine.carteira.credor)
    janela = abrir(LARGURAS[tela], ana)
    pagina = janela.pagina
    janela.ir(f"/carteiras/{vitrine.carteira.pk}/editar")
    pagina.get_by_label("Saldo mínimo").fill("muito")
    pagina.get_by_label("Saldo mínimo").press("Enter")
    pagina.wait_for_selector("[data-foco]")
    assert pagina.get_by_label("Saldo mínimo").get_attribute("aria-invalid") == "true"
    janela.reclamou.clear()  # o navegador anota no console todo 422
    problemas = janela.conferir(f"carteira-com-erro-{tela}")
    pagina.get_by_label("Saldo mínimo").fill("1.500,00")
    pagina.get_by_role("button", name="Ver a prévia").last.click()
    expect(pagina.get_by_role("heading", name="Protesto: o que iria e quando")).to_be_visible()
    problemas += janela.conferir(f"carteira-previa-{tela}")
    pagina.get_by_role("button", name="Continuar editando").click()
    assert pagina.get_by_label("Saldo mínimo").input_value() == "1.500,00"
    pagina.get_by_role("button", name="Ver a prévia").last.click()
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("body")).to_contain_text("A versão de antes ficou guardada.")
    problemas += janela.conferir(f"carteira-salva-{tela}")
    assert not problemas, "\n".join(problemas)


def test_sem_javascript_a_regua_se_edita(abrir: Abrir, vitrine: Vitrine, ana: Usuario) -> None:
    janela = abrir(360, ana, javascript=False)
    pagina = janela.pagina
    janela.ir(f"/carteiras/{vitrine.carteira.pk}/editar")
    pagina.get_by_role("button", name="Remover a 1ª etapa").click()
    expect(pagina.locator("body")).to_contain_text("Nenhuma etapa.")
    pagina.get_by_role("button", name="Acrescentar uma etapa").click()
    pagina.get_by_label("Espera, em dias").fill("15")
    pagina.get_by_label("Espera, em dias").press("Enter")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("body")).to_contain_text("15 dias depois da chegada da CDA")


@pytest.mark.parametrize("largura", [320])
def test_na_tela_mais_estreita_nada_rola_para_o_lado(
    largura: int, abrir: Abrir, ana: Usuario, vitrine: Vitrine
) -> None:
    janela = abrir(largura, ana)
    da_carteira = [f"/carteiras/{vitrine.carteira.pk}{resto}" for resto in ("", "/editar", "/versoes/2")]
    for caminho in (
        "/",
        "/cdas",
        f"/cdas/{vitrine.cda.pk}",
        f"/lotes/{vitrine.lote.pk}",
        "/resultados",
        "/cdas/nova",
        *da_carteira,
    ):
        janela.ir(caminho)
        sobra = janela.pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sobra <= 0, caminho
