"""As informações que vêm de vários jeitos, e as que não vêm."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.acesso.cpf import cpf_limpar
from hub.acesso.erros import CPFInvalido
from hub.acesso.govbr.erros import RespostaInvalida
from hub.acesso.govbr.identidade import cnpj_limpar, identidade_de
from hub.acesso.govbr.pessoas import acesso_sortear
from hub.acesso.nivel import Nivel
from hub.comum.numeros_ficticios import cpfs_ficticios

CPF = "12345678909"
QUALQUER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda dentro: st.lists(dentro, max_size=4) | st.dictionaries(st.text(max_size=8), dentro, max_size=4),
    max_leaves=8,
)
NOMES = ["sub", "name", "social_name", "email", "email_verified", "reliability_info", "amr", "cnpj", "auth_time"]


@pytest.mark.parametrize("sub", [CPF, "123456789-09", "123.456.789-09", " 12345678909 "])
def test_o_cpf_vem_com_ou_sem_pontuacao(sub: str) -> None:
    assert identidade_de({"sub": sub}).cpf == CPF


@pytest.mark.parametrize("sub", ["", "1234567890", "12345678900", "11111111111", None, 12345678909.0, ["12345678909"]])
def test_sem_cpf_que_confira_ninguem_entra(sub: Any) -> None:
    with pytest.raises(RespostaInvalida):
        identidade_de({"sub": sub})


def test_a_recusa_do_cpf_nao_o_repete() -> None:
    with pytest.raises(CPFInvalido) as recusa:
        cpf_limpar("12345678900")
    assert "12345678900" not in recusa.value.mensagem


@pytest.mark.parametrize(
    ("verificado", "email"),
    [("true", "a@b.invalid"), (True, "a@b.invalid"), ("false", ""), (False, ""), ("TRUE", ""), (1, "")],
)
def test_so_o_email_verificado_se_guarda(verificado: Any, email: str) -> None:
    informacoes = {"sub": CPF, "email": "a@b.invalid", "email_verified": verificado}
    assert identidade_de(informacoes).email == email


@pytest.mark.parametrize(
    ("confiabilidade", "nivel", "alertas"),
    [
        ({"level": "bronze"}, Nivel.BRONZE, ()),
        ({"level": "silver"}, Nivel.PRATA, ()),
        ({"level": "gold", "reliabilities": [{"id": "601", "updatedAt": "x"}, "lixo"]}, Nivel.OURO, ()),
        ({"level": "Gold"}, Nivel.BRONZE, ("nível desconhecido",)),
        ({"level": ["gold"]}, Nivel.BRONZE, ("nível desconhecido",)),
        ({"reliabilities": [{"id": "901"}]}, Nivel.BRONZE, ("sem nível",)),
        (None, Nivel.BRONZE, ("sem nível",)),
        ("gold", Nivel.BRONZE, ("sem nível",)),
    ],
)
def test_o_nivel_so_sobe_com_o_que_se_conhece(confiabilidade: Any, nivel: Nivel, alertas: tuple[str, ...]) -> None:
    identidade = identidade_de({"sub": CPF, "reliability_info": confiabilidade})
    assert (identidade.nivel, identidade.alertas) == (nivel, alertas)


@pytest.mark.parametrize(
    ("dito", "limpo"),
    [
        ("11.222.333/0001-81", "11222333000181"),
        ("12abc34501de35", "12ABC34501DE35"),
        (191, "00000000000191"),
        ("191", ""),
        (True, ""),
        ("11222333000182", ""),
        (None, ""),
        ([], ""),
    ],
)
def test_o_cnpj_pode_ter_letras_e_ter_perdido_zeros(dito: Any, limpo: str) -> None:
    assert cnpj_limpar(dito) == limpo


def test_o_que_a_identidade_mostra_nao_traz_o_cpf() -> None:
    identidade = identidade_de({"sub": CPF, "name": "Olívia", "auth_time": 1_780_000_000, "amr": ["passwd", "mfa"]})
    assert CPF not in repr(identidade)
    assert identidade.auth_time == datetime.fromtimestamp(1_780_000_000, UTC)
    assert identidade.mfa


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(NOMES, QUALQUER)))
def test_o_que_vier_entra_limpo_ou_se_recusa(informacoes: dict[str, Any]) -> None:
    limpa = identidade_de(informacoes | {"sub": CPF})
    assert limpa.nome.isprintable()
    assert "\0" not in limpa.nome + limpa.email
    assert len(limpa.nome) <= 150
    with contextlib.suppress(RespostaInvalida):
        assert len(identidade_de(informacoes).cpf) == 11


@given(st.text(max_size=200), st.integers(0, 1000))
def test_o_nome_de_acesso_nunca_traz_o_cpf(nome: str, semente: int) -> None:
    (cpf,) = cpfs_ficticios(semente, 1)
    acesso = acesso_sortear(f"{nome} {cpf} {cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}")
    assert not any(c.isdigit() for c in acesso)
    assert 10 <= len(acesso) <= 150
    assert acesso.isascii()
