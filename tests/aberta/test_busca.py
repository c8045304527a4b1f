"""A busca na lista pública: o que se acha, o que se diz, e uma página depois da outra."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from aberta.conftest import Publicador, atualizar, nomes, procurar
from hub.credores.models import Credor
from hub.estrategias.divida_aberta.mascara import codigo_do

pytestmark = pytest.mark.django_db

DO_CPF, DA_UF = "use o campo do documento", "Escolha uma das siglas"


@pytest.mark.parametrize(
    ("campos", "achados"),
    [
        ({}, ["JOSÉ D&#x27;ÁVILA", "PADARIA DA MARIA LTDA", "MARIA JOSÉ DA SILVA", "MARIA JOSÉ DA SILVA"]),
        ({"nome": "maria"}, ["PADARIA DA MARIA LTDA", "MARIA JOSÉ DA SILVA", "MARIA JOSÉ DA SILVA"]),
        ({"nome": "mar jos", "ordem": "nome"}, ["MARIA JOSÉ DA SILVA", "MARIA JOSÉ DA SILVA"]),
        ({"nome": "silva da maria"}, ["MARIA JOSÉ DA SILVA", "MARIA JOSÉ DA SILVA"]),
        ({"nome": "avila"}, ["JOSÉ D&#x27;ÁVILA"]),
        ({"nome": "ávila d"}, ["JOSÉ D&#x27;ÁVILA"]),
        ({"nome": "aria"}, []),
        ({"nome": "silva d"}, []),
        ({"uf": "SP"}, ["MARIA JOSÉ DA SILVA"]),
        ({"municipio": "sao paulo"}, ["MARIA JOSÉ DA SILVA"]),
        ({"municipio": "3550308"}, ["MARIA JOSÉ DA SILVA"]),
        ({"tipo": 7}, ["PADARIA DA MARIA LTDA"]),
        ({"tipo": 1}, []),
        ({"faixa": 2}, ["MARIA JOSÉ DA SILVA"]),
        ({"faixa": 5}, ["JOSÉ D&#x27;ÁVILA"]),
        (
            {"ordem": "nome"},
            ["JOSÉ D&#x27;ÁVILA", "MARIA JOSÉ DA SILVA", "MARIA JOSÉ DA SILVA", "PADARIA DA MARIA LTDA"],
        ),
        ({"nome": "maria", "uf": "PE", "faixa": 1, "tipo": 6}, ["MARIA JOSÉ DA SILVA"]),
        ({"credor": 999_999}, []),
    ],
)
def test_a_busca_acha_pelo_que_se_diz(
    lista: None, leitor: Client, campos: dict[str, object], achados: list[str]
) -> None:
    resposta = procurar(leitor, **campos)
    assert resposta.status_code == 200
    assert nomes(resposta) == achados


def test_busca_por_credor(lista: None, leitor: Client, olinda: Credor) -> None:
    assert nomes(procurar(leitor, credor=olinda.pk)) == ["JOSÉ D&#x27;ÁVILA"]


@pytest.mark.parametrize(
    ("campos", "dito"),
    [
        ({"nome": "da"}, "ao menos uma palavra com 3 letras"),
        ({"nome": "529.982.247-25"}, DO_CPF),
        ({"municipio": "Atlântida"}, "Nenhum município tem este nome"),
        ({"municipio": "Bom Jesus"}, "Escolha também a UF"),
        ({"uf": "XX"}, DA_UF),
    ],
)
def test_o_que_nao_se_entende_diz_como_resolver(leitor: Client, campos: dict[str, object], dito: str) -> None:
    resposta = procurar(leitor, **campos)
    assert resposta.status_code == 422
    assert dito in resposta.content.decode()
    assert "529.982" not in resposta.content.decode()
    # O que veio errado volta ao campo, para se corrigir; o CPF, não.
    (campo,) = set(campos) & {"nome", "municipio"} or {"uf"}
    assert (f'value="{campos[campo]}"' in resposta.content.decode()) == (dito not in {DO_CPF, DA_UF})


@pytest.mark.parametrize("ordem", ["valor", "nome"])
def test_de_pagina_em_pagina_ve_se_cada_uma_uma_vez(
    de_recife: Publicador, leitor: Client, ordem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.estrategias.divida_aberta.consultas.POR_PAGINA", 3)
    # Nomes e valores iguais: quem desempata é o identificador.
    for numero in range(10):
        de_recife.divida(
            str(numero), devedor_nome=f"PESSOA {numero // 4:03d}", valor_consolidado=Decimal(100 + numero // 4)
        )
    atualizar()
    endereco, vistas = f"/divida-aberta/busca?ordem={ordem}", []
    while endereco:
        corpo = leitor.get(endereco)
        vistas += nomes(corpo)
        _, tem, resto = corpo.content.decode().partition('<a class="br-button secondary small" href="')
        endereco = "/divida-aberta/busca" + resto.partition('"')[0].replace("&amp;", "&") if tem else ""
        if endereco:
            assert "PESSOA" not in str(parse_qs(urlsplit(endereco).query)["apos"])
    esperadas = sorted(f"PESSOA {numero // 4:03d}" for numero in range(10))
    assert vistas == (esperadas if ordem == "nome" else esperadas[::-1])


@pytest.mark.parametrize("apos", ["!!", "MX4x", "9999", "A" * 500, "MX5ub21l", "LTF-MS4wMA"])
def test_marcador_estragado_e_o_comeco(lista: None, leitor: Client, apos: str) -> None:
    assert len(nomes(procurar(leitor, apos=apos))) == 4


def test_por_documento_se_chega_ao_devedor_sem_o_numero_no_endereco(lista: None, leitor: Client) -> None:
    for escrito in ("11144477735", "111.444.777-35", " 111444777 35 "):
        resposta = leitor.post("/divida-aberta/documento", {"documento": escrito})
        assert resposta.status_code == 303
        assert resposta["Location"] == f"/divida-aberta/devedor/{codigo_do('11144477735')}"
        assert resposta["Cache-Control"] == "no-store"
    pagina = leitor.get(resposta["Location"]).content.decode()
    assert "***.444.777-**" in pagina
    assert "11144477735" not in pagina
    assert "111.444" not in pagina


def test_documento_que_nao_consta_ou_nao_existe(lista: None, leitor: Client) -> None:
    nada = leitor.post("/divida-aberta/documento", {"documento": "00000000191"})
    assert "Nada consta" in nada.content.decode()
    assert "00000000191" not in nada.content.decode()
    for errado in ("", "123", "52998224724", "x" * 100):
        resposta = leitor.post("/divida-aberta/documento", {"documento": errado})
        assert resposta.status_code == 422
        assert "Confira o número" in resposta.content.decode()
    assert leitor.get("/divida-aberta/documento").status_code == 302
