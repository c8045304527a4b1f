"""O que se confere das páginas abertas sem navegador: quem não vê a tela as percorre do mesmo jeito."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from aberta.conftest import CNPJ, CPF, Publicador, atualizar
from hub.estrategias.divida_aberta.dados import dados_gerar
from hub.estrategias.divida_aberta.mascara import codigo_do

pytestmark = pytest.mark.django_db

PAGINAS = {
    "porta": "/divida-aberta/",
    "achadas": "/divida-aberta/busca?nome=exemplo&ordem=nome",
    "erros": "/divida-aberta/busca?nome=da&municipio=bom+jesus&uf=XX",
    "nenhuma": "/divida-aberta/busca?nome=ninguem",
    "devedor": "/divida-aberta/devedor/",
    "nada": "/divida-aberta/devedor/0",
    "lugares": "/divida-aberta/lugares",
    "municipios": "/divida-aberta/lugares?uf=PE",
    "dados": "/divida-aberta/dados/",
}


@pytest.mark.parametrize("nome", PAGINAS)
def test_a_pagina_se_percorre_sem_ver(nome: str, de_recife: Publicador, leitor: Client) -> None:
    cda = de_recife.divida(devedor_documento=CNPJ, devedor_nome="COMÉRCIO EXEMPLO LTDA")
    de_recife.codevedor(cda, "João do Exemplo", CPF)
    atualizar()
    dados_gerar(agora=timezone.now())
    endereco = PAGINAS[nome] + (codigo_do(CPF) if nome == "devedor" else "")
    arvore = html.fromstring(leitor.get(endereco).content)
    ids = arvore.xpath("//@id")
    assert len(ids) == len(set(ids))
    # Cada campo tem rótulo, e o que se referencia existe.
    for campo in arvore.xpath("//main//input | //main//select"):
        assert arvore.xpath(f"//label[@for='{campo.get('id')}']"), html.tostring(campo)
    for atributo in ("aria-describedby", "aria-labelledby", "aria-controls"):
        for lista in arvore.xpath(f"//main//@{atributo}"):
            assert set(lista.split()) <= set(ids), (atributo, lista)
    # Um título, e níveis sem salto.
    niveis = [int(titulo.tag[1]) for titulo in arvore.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
    assert niveis.count(1) == 1
    assert all(depois - antes <= 1 for antes, depois in zip([1, *niveis], niveis, strict=False))
    assert arvore.xpath("string(//title)").strip()
    assert arvore.get("lang") == "pt-BR"
    assert not arvore.xpath("//main//th[not(@scope)] | //main//table[not(caption)]")
    for figura in arvore.xpath("//main//svg"):
        assert figura.get("role") == "img"
        assert figura.get("aria-labelledby")
    # Toda coluna empilhada no celular diz o que é.
    for tabela in arvore.xpath("//div[contains(@class, 'empilha')]//tbody"):
        assert not tabela.xpath(".//td[not(@data-th)]")
    assert all(
        texto.strip() or a.xpath(".//img/@alt") for a in arvore.xpath("//main//a") for texto in [a.text_content()]
    )


def test_sem_javascript_tudo_funciona_e_nada_depende_dele() -> None:
    modelos = Path(__file__).parents[2] / "src/hub/estrategias/templates/divida_aberta"
    textos = [modelo.read_text(encoding="utf-8") for modelo in modelos.iterdir()]
    assert textos
    assert not any("hx-" in texto or "com-js" in texto or "<script" in texto for texto in textos)
