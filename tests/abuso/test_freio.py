"""Uma pessoa só tenta parecer duas para passar pelo freio."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from abuso.atacante import planejar
from abuso.conftest import Entrar
from cenarios.portas import Registro, por_arquivo
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Remessa
from hub.estrategias.erros import Freio, SemPessoa
from hub.estrategias.servicos import remessa_liberar

pytestmark = pytest.mark.django_db


@pytest.fixture
def freada(recife: Credor, iptu: Registro) -> Remessa:
    """Um plano que leva a carteira inteira, já aprovado por ana."""
    for n in range(10):
        por_arquivo(recife, iptu | {"numero_cda": f"2024/{n:06}"}, em=date(2026, 3, 1))
    remessa = planejar(recife)
    with pytest.raises(Freio):
        remessa_liberar(remessa=remessa, saida=Path(), ator="ana")
    return remessa


@pytest.mark.parametrize("nome", ["ana", "ANA", " ana ", "a na", "ana\u200b", "\uff41na", "ana\n", "an\u00ada"])
def test_a_mesma_pessoa_escrita_de_outro_jeito_e_uma_so(nome: str, freada: Remessa, tmp_path: Path) -> None:
    with pytest.raises(Freio):
        remessa_liberar(remessa=freada, saida=tmp_path, ator=nome)
    assert not list(tmp_path.iterdir())
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {"planejada"}


@pytest.mark.parametrize("nome", ["", "   ", "\t\n"])
def test_ninguem_nao_e_a_segunda_pessoa(nome: str, freada: Remessa, tmp_path: Path) -> None:
    with pytest.raises(SemPessoa):
        remessa_liberar(remessa=freada, saida=tmp_path, ator=nome)


@pytest.mark.parametrize("por", [(), ("--por", "Ana"), ("--por", " ")])
def test_a_linha_de_comando_nao_e_a_segunda_pessoa(por: tuple[str, ...], freada: Remessa, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        call_command(
            "remessa", "liberar", str(freada.pk), "--saida", str(tmp_path), *por, "--json", stdout=io.StringIO()
        )
    assert not list(tmp_path.iterdir())


def test_ana_nao_libera_duas_vezes_pela_tela(freada: Remessa, ana: Usuario, entrar: Entrar) -> None:
    for _ in range(2):
        entrar(ana).post(f"/remessas/{freada.pk}/liberar")
    freada.refresh_from_db()
    assert (freada.situacao, freada.aprovada_por) == ("planejada", ["ana"])


def test_quem_so_consulta_nao_e_a_segunda_pessoa(freada: Remessa, beto: Usuario, entrar: Entrar) -> None:
    assert entrar(beto).post(f"/remessas/{freada.pk}/liberar").status_code == 403


def test_outra_pessoa_de_fato_libera(freada: Remessa, tmp_path: Path) -> None:
    assert len(remessa_liberar(remessa=freada, saida=tmp_path, ator="carla")) == 1
