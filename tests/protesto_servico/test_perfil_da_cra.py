"""O perfil de cada CRA: datado, com fonte, e o que ninguém disse o hub não inventa."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from balcao_da_cra import AGORA, PERFIL
from django.core.management import call_command

from hub.auditoria.models import Evento
from hub.estrategias.models import PerfilDaCRA
from hub.estrategias.protesto.perfil import (
    PerfilAusente,
    PerfilErrado,
    PerfilIncompleto,
    ProdutoSemServico,
    irregularidade_da_cra,
    ja_liberou,
    perfil_em,
    perfil_gravar,
    sugestoes,
)

pytestmark = pytest.mark.django_db
ENDERECO = "https://crape.exemplo.test/crape/xml/protestos.php"


def gravar(desde: date = date(2026, 1, 1), fonte: str = "ofício 12 da CRA, de 05/01/2026", **ditas: str) -> PerfilDaCRA:
    return perfil_gravar(uf="PE", desde=desde, ditas=ditas, fonte=fonte, ator="ana", agora=AGORA)


def test_vale_o_perfil_da_data_e_o_novo_herda_o_que_nao_muda() -> None:
    gravar(**PERFIL, endereco=ENDERECO, irregularidade_98="falta de prazo")
    gravar(desde=date(2026, 6, 1), fonte="aviso da CRA", liberacao="18:00", irregularidade_99="outros")
    antes, depois = perfil_em("PE", date(2026, 5, 31)), perfil_em("PE", date(2026, 6, 1))
    assert (f"{antes.liberacao:%H:%M}", f"{depois.liberacao:%H:%M}") == ("00:00", "18:00")
    assert (depois.endereco, depois.fonte) == (ENDERECO, "aviso da CRA")
    assert irregularidade_da_cra(antes, "99") == ""
    assert [irregularidade_da_cra(depois, codigo) for codigo in ("98", "99")] == ["falta de prazo", "outros"]
    with pytest.raises(PerfilAusente, match="hub cra perfil"):
        perfil_em("PE", date(2025, 12, 31))
    with pytest.raises(PerfilAusente):
        perfil_em("", date(2026, 6, 1))


def test_repetir_nao_muda_nada() -> None:
    for _ in range(2):
        gravar(**PERFIL, endereco=ENDERECO)
    assert PerfilDaCRA.objects.count() == 1
    assert Evento.objects.filter(etiqueta="hub:cra:perfil_gravado").count() == 1


def test_o_que_ninguem_disse_se_pede() -> None:
    with pytest.raises(PerfilIncompleto, match="liberacao, dinheiro") as recusa:
        gravar(produto="CRA21", ambiente="producao", endereco=ENDERECO)
    assert "endereco" not in recusa.value.mensagem
    with pytest.raises(PerfilIncompleto, match="a fonte"):
        gravar(**PERFIL, endereco=ENDERECO, fonte=" ")


@pytest.mark.parametrize("produto", ["CRA-TO", "CRA-SP", "SERPRO", ""])
def test_so_se_fala_com_o_produto_que_se_conhece(produto: str) -> None:
    with pytest.raises(ProdutoSemServico, match="por arquivo"):
        gravar(**{**PERFIL, "produto": produto}, endereco=ENDERECO)


@pytest.mark.parametrize(
    ("opcao", "valor"),
    [
        ("endereco", "http://crape.exemplo.test/x"),
        ("endereco", "https://u:s@crape.exemplo.test/x"),
        ("endereco", f"{ENDERECO}?wsdl"),
        ("endereco", "ftp://crape.exemplo.test"),
        ("endereco", "https://"),
        ("endereco", "https://[::1"),
        ("endereco", "https://a:99999/x"),
        ("endereco", f"https://exemplo.test/{'x' * 300}"),
        ("liberacao", "24:00"),
        ("liberacao", "5pm"),
        ("fuso", "America/Olinda"),
        ("dinheiro", "reais"),
        ("codevedores", "ambos"),
        ("andamento", "sim"),
        ("ambiente", "teste"),
        ("janela", "61"),
        ("janela", "-1"),
        ("janela", "٣"),
        ("inventada", "1"),
        ("irregularidade_97", "x"),
    ],
)
def test_opcao_errada_se_explica(opcao: str, valor: str) -> None:
    with pytest.raises(PerfilErrado) as recusa:
        gravar(**{**PERFIL, "endereco": ENDERECO, opcao: valor})
    assert opcao in recusa.value.mensagem
    assert not PerfilDaCRA.objects.exists()


def test_uf_que_nao_ha() -> None:
    with pytest.raises(PerfilErrado, match="sigla de uma UF"):
        perfil_gravar(uf="XX", desde=date(2026, 1, 1), ditas=PERFIL, fonte="x", ator="ana", agora=AGORA)


def test_a_hora_de_liberacao_e_do_dia_e_do_fuso_da_cra() -> None:
    perfil = gravar(**{**PERFIL, "liberacao": "17:30"}, endereco=ENDERECO, fuso="America/Manaus")
    agora = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 21h de 02/03 em Manaus
    assert ja_liberou(perfil, dia=date(2026, 3, 2), agora=agora)
    assert not ja_liberou(perfil, dia=date(2026, 3, 3), agora=agora)
    assert ja_liberou(perfil, dia=date(2026, 3, 1), agora=datetime(2026, 3, 2, 4, 30, tzinfo=UTC))


def test_os_enderecos_do_manual_so_se_sugerem(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("cra", "perfil", "--uf", "go", "--json")
    dito = json.loads(capsys.readouterr().out)
    assert dito["perfis"] == []
    assert dito["sugestoes"] == sugestoes("GO")
    assert dito["sugestoes"]["producao"] == "https://crago.crabr.com.br/crago/xml/protestos.php"
    assert "manual" in dito["sugestoes"]["fonte"]


def test_por_comando_o_perfil_se_grava_e_se_mostra(capsys: pytest.CaptureFixture[str]) -> None:
    opcoes = [f"{nome}={valor}" for nome, valor in PERFIL.items()]
    grava = ("cra", "perfil", "--uf", "PE", "--desde", "2026-01-01", "--fonte", "ofício da CRA", f"endereco={ENDERECO}")
    call_command(*grava, *opcoes, "--json")
    (perfil,) = json.loads(capsys.readouterr().out)["perfis"]
    assert (perfil["desde"], perfil["liberacao"], perfil["endereco"]) == ("2026-01-01", "00:00", ENDERECO)
    assert (perfil["codevedores"], perfil["fonte"]) == ("todos", "ofício da CRA")
