"""O contato para regularizar: só o que se pode mostrar ao devedor sem o enganar."""

from __future__ import annotations

from typing import Any

import pytest

from hub.credores.contato import LINKS_NO_MAXIMO, Contato, Link, contato_de, contato_examinar, contato_ler
from hub.credores.erros import ContatoErrado

CHEIO: dict[str, Any] = {
    "links": [{"texto": "Guia", "endereco": "https://pague.recife.exemplo/guia?ano=2026#iptu"}],
    "telefone": "+55 (81) 3355-9000",
    "endereco": "Cais do Exemplo, 925",
    "horario": "das 8h às 17h",
}


def test_o_contato_vai_e_volta_igual() -> None:
    guardado = contato_ler(CHEIO | {"horario": "  das  8h às 17h ", "pix": " "})
    assert guardado == CHEIO
    assert contato_ler(guardado) == guardado
    contato = contato_de(guardado)
    assert contato.links == (Link(texto="Guia", endereco="https://pague.recife.exemplo/guia?ano=2026#iptu"),)
    assert contato
    assert not contato_de({})
    assert contato_de({}) == Contato()


def test_linha_de_link_em_branco_nao_conta() -> None:
    assert contato_ler({"links": [{"texto": " ", "endereco": ""}, *CHEIO["links"], {}]}) == {"links": CHEIO["links"]}


@pytest.mark.parametrize(
    "endereco",
    [
        "http://pague.exemplo",
        "javascript:alert(1)",
        "data:text/html,oi",
        "//pague.exemplo",
        "https:pague.exemplo",
        "https://",
        "https://localhost/guia",
        "https://192.168.0.1/guia",
        "https://[::1]/guia",
        "https://www.gov.br@ladrao.exemplo/guia",
        "https://pague.exemplo:0/",
        "https://pague.exemplo:99999/",
        "https://pague..exemplo/",
        "https://-pague.exemplo/",
        "https://pague.exemplo/gu ia",
        "https://pague.exemplo/<script>",
        'https://pague.exemplo/"onclick',
        "https://pague.exemplo\\@ladrao.exemplo",
        "https://pagu\N{CYRILLIC SMALL LETTER IE}.exemplo/",
        "https://pague.exemplo/\u202eguia",
        f"https://pague.exemplo/{'a' * 300}",
        "",
    ],
)
def test_so_https_de_dominio_comum(endereco: str) -> None:
    _, (defeito,) = contato_examinar({"links": [{"texto": "Guia", "endereco": endereco}]})
    assert defeito.campo == "link-0-endereco"
    with pytest.raises(ContatoErrado, match="https://"):
        contato_ler({"links": [{"texto": "Guia", "endereco": endereco}]})


@pytest.mark.parametrize(
    ("documento", "campo"),
    [
        ([], "contato"),
        ({"fax": "1"}, "contato"),
        ({"links": "https://x.exemplo"}, "links"),
        ({"links": [{"texto": "a", "href": "b"}]}, "links"),
        ({"links": CHEIO["links"] * (LINKS_NO_MAXIMO + 1)}, "links"),
        ({"links": [{"texto": "", "endereco": "https://x.exemplo"}]}, "link-0-texto"),
        ({"links": [{"texto": "a" * 81, "endereco": "https://x.exemplo"}]}, "link-0-texto"),
        ({"telefone": "ligue já"}, "telefone"),
        ({"telefone": 33559000}, "telefone"),
        ({"endereco": "x" * 201}, "endereco"),
        ({"horario": "a\0b"}, "horario"),
        ({"horario": None}, "horario"),
        ({"pix": 1}, "pix"),
        ({"pix": "99001001000118"}, "pix"),
    ],
)
def test_o_defeito_diz_o_campo(documento: object, campo: str) -> None:
    _, defeitos = contato_examinar(documento)
    assert campo in {defeito.campo for defeito in defeitos}
    with pytest.raises(ContatoErrado):
        contato_ler(documento)
