"""As tabelas de regras e o código dizem a mesma coisa."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

from hub.leiautes.padrao import CAMPOS, campo_de
from hub.regras import pagina
from hub.regras.julgamento import ASSUNTOS, versao_das_regras
from hub.regras.registro import FUNCOES
from hub.regras.tabela import EFEITOS, REGRAS, Regra, RegraDesconhecida, explicar, por_codigo

MARCADORES = {"linha", "tabela", "numero_cda", "campo", "valor", "regra", "tamanho", "dominio", "exemplo"}
PAGINA = Path(__file__).parents[2] / "docs" / "regras.md"


def identidade(regra: Regra) -> str:
    return f"{regra.codigo}-{regra.desde or 'sempre'}"


def test_tabela_e_codigo_tem_os_mesmos_codigos() -> None:
    assert ASSUNTOS
    assert {regra.codigo for regra in REGRAS if regra.tabela != "recepcao"} == set(FUNCOES)


def test_a_cda_tem_mais_de_35_regras() -> None:
    assert len({regra.codigo for regra in REGRAS if regra.tabela == "cda"}) > 35


@pytest.mark.parametrize("regra", REGRAS, ids=identidade)
def test_a_linha_da_tabela_esta_completa(regra: Regra) -> None:
    assert regra.efeito in EFEITOS
    assert regra.origens in {"hub", "pgfn-dados-abertos", "todas"}
    assert all([regra.lei, regra.titulo, regra.mensagem.endswith((".", "{valor}")), regra.como_resolver.endswith(".")])
    assert regra.campo in {campo.campo for campos in CAMPOS.values() for campo in campos} | {""}
    for texto in (regra.mensagem, regra.como_resolver):
        assert {nome for _, nome, _, _ in Formatter().parse(texto) if nome is not None} <= MARCADORES


@pytest.mark.parametrize("regra", [r for r in REGRAS if r.campo and r.tabela in CAMPOS], ids=identidade)
def test_o_texto_que_cita_exemplo_ou_dominio_os_tem(regra: Regra) -> None:
    campo = campo_de(regra.tabela, regra.campo)
    textos = regra.mensagem + regra.como_resolver
    assert campo.exemplo or "{exemplo}" not in textos
    assert campo.codigos or "{dominio}" not in textos


def test_todo_campo_obrigatorio_tem_regra_propria() -> None:
    nomeados = {(regra.tabela, regra.campo) for regra in REGRAS if regra.efeito == "recusada"}
    obrigatorios = {(c.tabela, c.campo) for campos in CAMPOS.values() for c in campos if c.obrigatorio}
    assert obrigatorios <= nomeados


@pytest.mark.parametrize("linhas", por_codigo().values(), ids=lambda linhas: linhas[0].codigo)
def test_as_vigencias_de_um_codigo_nao_se_sobrepoem(linhas: tuple[Regra, ...]) -> None:
    for antes, depois in pairwise(linhas):
        assert antes.ate is not None
        assert depois.desde is not None
        assert antes.ate < depois.desde


def test_explica_a_regra_como_estava_na_data() -> None:
    assert "extrajudicial" not in explicar("CDA-071", date(2024, 7, 2)).como_resolver
    assert "extrajudicial" in explicar("CDA-071", date(2024, 7, 3)).como_resolver


def test_regra_que_nao_existe_ou_ainda_nao_valia_e_recusada() -> None:
    with pytest.raises(RegraDesconhecida, match=r"CDA-999 vigente em 01/01/2026"):
        explicar("CDA-999", date(2026, 1, 1))
    with pytest.raises(RegraDesconhecida):
        explicar("CDA-001", date(1970, 1, 1))


def test_a_versao_tem_16_algarismos() -> None:
    assert len(versao_das_regras()) == 16
    assert int(versao_das_regras(), 16) >= 0


def test_a_pagina_do_manual_esta_em_dia() -> None:
    assert PAGINA.read_text(encoding="utf-8") == pagina.pagina(), "rode python -m hub.regras.pagina docs/regras.md"
