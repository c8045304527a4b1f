"""A página da PGFN: quem liga, quem só olha, e o que a recusa devolve."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from entradas import entrar_por
from hub.acesso.models import PerfilDaPgfn, Usuario, VinculoDaPgfn
from hub.acesso.nivel import Nivel
from hub.credores.models import Credor
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave

pytestmark = pytest.mark.django_db
LIGAR = "/pgfn/operacao/ligar"


def test_liga_e_desliga_pela_pagina(rosa: Usuario, recife: Credor, entrar: Any) -> None:
    cliente = entrar(rosa)
    fim = timezone.localtime(timezone.now() + timedelta(hours=2))
    dados = {"especie": "parar_canal", "canal": "protesto", "credor": str(recife.pk), "motivo": " A CRA  caiu. "}
    dados |= {"fim_previsto": f"{fim:%Y-%m-%dT%H:%M}", "inclusive_baixas": "1"}
    assert cliente.post(LIGAR, dados).status_code == 302
    chave = ChaveDeOperacao.objects.get()
    assert (chave.ligada_por, chave.motivo, chave.credor, chave.inclusive_baixas) == (
        "rosa",
        "A CRA caiu.",
        recife,
        True,
    )
    assert chave.fim_previsto == fim.replace(second=0, microsecond=0)
    pagina = cliente.get("/pgfn/operacao").content.decode()
    assert "Parar um canal: protesto" in pagina
    assert "só de Município do Recife" in pagina
    assert "A CRA caiu." in cliente.get(f"/pgfn/operacao/{chave.pk}/desligar").content.decode()
    assert cliente.post(f"/pgfn/operacao/{chave.pk}/desligar").status_code == 302
    assert "Chave desligada." in cliente.get("/pgfn/operacao").content.decode()
    assert (
        "já foi desligada por rosa" in cliente.post(f"/pgfn/operacao/{chave.pk}/desligar", follow=True).content.decode()
    )
    assert "Já desligada." in cliente.get(f"/pgfn/operacao/{chave.pk}/desligar").content.decode()
    assert cliente.get("/pgfn/operacao/999999/desligar").status_code == 404


@pytest.mark.parametrize(
    ("troca", "dito"),
    [
        ({"especie": "x"}, "falta a espécie"),
        ({"motivo": ""}, "falta o motivo"),
        ({"canal": "pombo"}, "o canal é um destes"),
        ({"credor": "999999"}, "o credor não é da lista"),
        ({"credor": "9" * 30}, "o credor não é da lista"),
        ({"desde": "ontem"}, "o início não se lê"),
        ({"fim_previsto": "2026-02-31T10:00"}, "o fim previsto não se lê"),
        ({"desde": "2020-01-01T10:00"}, "o início já passou"),
        ({"motivo": "x" * 399}, "300"),
    ],
)
def test_o_que_nao_serve_volta_com_o_que_se_digitou(
    troca: dict[str, str], dito: str, rosa: Usuario, entrar: Any
) -> None:
    dados = {"especie": "parar_canal", "canal": "protesto", "motivo": "A CRA caiu."}
    resposta = entrar(rosa).post(LIGAR, dados | troca)
    assert resposta.status_code == 422
    pagina = resposta.content.decode()
    assert dito in pagina
    assert (dados | troca)["motivo"] in pagina
    assert not ChaveDeOperacao.objects.exists()


def test_quem_so_analisa_olha_e_nao_liga(entrar: Any, ligar: Any) -> None:
    pessoa = Usuario.objects.create_user("ines")
    VinculoDaPgfn.objects.create(usuario=pessoa, perfil=PerfilDaPgfn.ANALISTA)
    cliente, chave = entrar(pessoa), ligar(EspecieDeChave.AVISO)
    pagina = cliente.get("/pgfn/operacao")
    assert pagina.status_code == 200
    assert LIGAR not in pagina.content.decode()
    assert cliente.post(LIGAR, {"especie": "aviso_a_todos", "motivo": "x"}).status_code == 403
    assert cliente.post(f"/pgfn/operacao/{chave.pk}/desligar").status_code == 403


def test_conta_bronze_nao_liga(rosa: Usuario, client: Any) -> None:
    cliente = entrar_por(client, rosa, nivel=Nivel.BRONZE)
    assert cliente.post(LIGAR, {"especie": "aviso_a_todos", "motivo": "x"}).status_code == 403
    assert cliente.get("/pgfn/operacao").status_code == 200


def test_o_aviso_aparece_a_todos_e_nao_vira_codigo(
    ana: Usuario, gestora_de_olinda: Usuario, rosa: Usuario, entrar: Any, ligar: Any
) -> None:
    ligar(EspecieDeChave.AVISO, motivo="Feriado <script>alert(1)</script>")
    for pessoa, onde in ((ana, "/cdas"), (gestora_de_olinda, "/cdas"), (rosa, "/pgfn"), (None, "/entrar")):
        cliente = entrar(pessoa) if pessoa else Client()
        pagina = cliente.get(onde).content.decode()
        assert "Feriado &lt;script&gt;" in pagina
        assert 'class="br-message info"' in pagina


class _Pagina(HTMLParser):
    """O que um leitor de tela precisa: identificadores únicos, campos com rótulo, títulos em ordem, tudo fechado."""

    VAZIAS = frozenset({"meta", "link", "input", "img", "br", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.campos: list[str] = []
        self.rotulados: set[str] = set()
        self.titulos: list[int] = []
        self.abertas: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ditos = dict(attrs)
        self.ids += [str(ditos["id"])] if "id" in ditos else []
        if tag in {"input", "select"} and ditos.get("type") not in {"hidden", "search"}:
            self.campos.append(str(ditos.get("id")))
        self.rotulados |= {str(ditos["for"])} if tag == "label" else set()
        self.titulos += [int(tag[1])] if tag in {"h1", "h2", "h3", "h4"} else []
        if tag not in self.VAZIAS:
            self.abertas.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VAZIAS:
            assert self.abertas.pop() == tag, self.getpos()


def test_as_paginas_sao_bem_formadas(rosa: Usuario, recife: Credor, entrar: Any, ligar: Any) -> None:
    ligar(EspecieDeChave.PARAR_CANAL, canal="protesto", credor=recife)
    ligar(EspecieDeChave.AVISO)
    chave = ligar(EspecieDeChave.SOMENTE_LEITURA, fim_previsto=timezone.now() + timedelta(hours=1))
    cliente = entrar(rosa)
    for onde in ("/estado", "/estado/certidao", "/pgfn/operacao", f"/pgfn/operacao/{chave.pk}/desligar"):
        pagina = _Pagina()
        pagina.feed(cliente.get(onde).content.decode())
        assert pagina.abertas == [], onde
        assert len(pagina.ids) == len(set(pagina.ids)), onde
        assert set(pagina.campos) <= pagina.rotulados, onde
        assert pagina.titulos[0] == 1
        passos = zip(pagina.titulos, pagina.titulos[1:], strict=False)
        assert all(depois <= antes + 1 for antes, depois in passos), (onde, pagina.titulos)
