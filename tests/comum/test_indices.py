"""As séries guardadas: inteiras, coerentes entre si, e que só crescem com o que o órgão publicou."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.comum.calendario import competencia_somar, competencias, dia_util_bancario
from hub.comum.indices import PeriodoNaoPublicado, Serie, SerieAdulterada, SerieDesconhecida, serie
from hub.comum.indices.fusao import BuracoNaSerie, RespostaNaoReconhecida, SerieDivergente, fundir
from hub.comum.indices.series import (
    MANIFESTO,
    fichas,
    manifesto_escrever,
    pasta_das_series,
    serie_escrever,
    sha256_do_texto,
)

MENSAIS = ["ipca", "ipca_numero_indice", "inpc", "ipca_e", "selic_mensal", "selic_mora"]


def sgs(*linhas: tuple[str, str]) -> str:
    """A resposta CSV do SGS."""
    return '"data";"valor"\r\n' + "".join(f'"{dia}";"{valor}"\r\n' for dia, valor in linhas)


def sidra(*linhas: tuple[str, str]) -> str:
    """A resposta JSON do SIDRA."""
    titulos = {"NC": "Nível Territorial (Código)", "V": "Valor", "D2C": "Mês (Código)"}
    return json.dumps([titulos, *({"NC": "1", "V": valor, "D2C": mes} for mes, valor in linhas)])


def como_era(nome: str, ultimo: str) -> Serie:
    """A série cortada no período dado, para o cenário não mudar quando ela crescer."""
    hoje = serie(nome)
    valores = {p: v for p, v in hoje.valores.items() if p <= ultimo}
    fontes = {p: hoje.fontes[p] for p in valores}
    resumo = sha256_do_texto(serie_escrever(valores, fontes))
    ficha = replace(hoje.ficha, ultimo=ultimo, linhas=len(valores), sha256=resumo)
    return Serie(ficha=ficha, valores=valores, fontes=fontes)


@pytest.fixture
def pasta(tmp_path: Path) -> Path:
    """Uma cópia das séries, para mexer."""
    return Path(shutil.copytree(pasta_das_series(), tmp_path / "indices"))


@pytest.mark.parametrize("nome", MENSAIS)
def test_serie_mensal_nao_tem_buraco_e_cobre_o_que_o_manifesto_diz(nome: str) -> None:
    lida = serie(nome)
    assert list(lida.valores) == competencias(lida.ficha.primeiro, lida.ficha.ultimo)
    assert len(lida.valores) == lida.ficha.linhas


def test_selic_diaria_tem_todo_dia_util_bancario_desde_2000() -> None:
    lida = serie("selic_diaria")
    assert list(lida.valores) == sorted(lida.valores)
    inicio, fim = date(2000, 1, 1), date.fromisoformat(lida.ficha.ultimo)
    corridos = (inicio + timedelta(days=n) for n in range((fim - inicio).days + 1))
    esperados = [dia.isoformat() for dia in corridos if dia_util_bancario(dia)]
    assert [dia for dia in lida.valores if dia >= "2000"] == esperados


def test_variacao_do_ipca_refeita_do_numero_indice() -> None:
    variacao, numero = serie("ipca"), serie("ipca_numero_indice")
    for mes in competencias("1994-02", variacao.ficha.ultimo):
        refeita = (numero.valor(mes) / numero.valor(competencia_somar(mes, -1)) - 1) * 100
        assert refeita.quantize(Decimal("0.01"), ROUND_HALF_UP) == variacao.valor(mes), mes


def test_selic_do_mes_refeita_da_diaria() -> None:
    mensal, diaria = serie("selic_mensal"), serie("selic_diaria")
    ultimo_inteiro = competencia_somar(diaria.ficha.ultimo[:7], -1)
    for mes in competencias("1994-08", ultimo_inteiro):
        fator = Decimal(1)
        for dia in (d for d in diaria.valores if d.startswith(mes)):
            fator *= 1 + diaria.valor(dia) / 100
        assert ((fator - 1) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP) == mensal.valor(mes), mes


def test_selic_da_receita_difere_da_do_banco_central_so_ate_marco_de_1995() -> None:
    receita, banco = serie("selic_mora"), serie("selic_mensal")
    assert [m for m in receita.valores if receita.valor(m) != banco.valor(m)] == ["1995-02", "1995-03"]
    assert receita.fontes["2026-03"] == "tabela_rfb"
    assert receita.fontes["2026-04"] == "sgs_4390"


def test_periodo_nao_publicado_e_recusa_com_a_cobertura() -> None:
    with pytest.raises(PeriodoNaoPublicado, match=r"2099-01.*vai de 1994-01 a") as recusa:
        serie("ipca").valor("2099-01")
    assert recusa.value.como_dict()["erro"] == "MES_NAO_PUBLICADO"


def test_serie_desconhecida_diz_quais_ha() -> None:
    with pytest.raises(SerieDesconhecida, match="ipca, ipca_numero_indice"):
        serie("igp_m")


def test_versao_identifica_o_conteudo() -> None:
    ficha = serie("ipca").ficha
    assert ficha.versao == f"{ficha.ultimo}/{ficha.sha256[:12]}"


def test_arquivo_mudado_a_mao_e_recusado(pasta: Path) -> None:
    arquivo = pasta / fichas(pasta)["inpc"].arquivo
    arquivo.write_text(arquivo.read_text(encoding="utf-8").replace("41.32", "41.23"), encoding="utf-8")
    with pytest.raises(SerieAdulterada, match="inpc-"):
        serie("inpc", pasta)


def test_leitura_fica_em_cache_ate_o_manifesto_mudar(pasta: Path) -> None:
    antes = serie("ipca", pasta)
    assert serie("ipca", pasta) is antes
    seguinte = competencia_somar(antes.ficha.ultimo, 1)
    nova = fundir(antes, sgs((f"01/{seguinte[5:]}/{seguinte[:4]}", "0,31")))
    _gravar(nova, pasta)
    assert serie("ipca", pasta).valor(seguinte) == Decimal("0.31")
    assert serie("ipca", pasta).ficha == nova.ficha


def _gravar(nova: Serie, pasta: Path) -> None:
    (pasta / nova.ficha.arquivo).write_text(serie_escrever(nova.valores, nova.fontes), encoding="utf-8")
    manifesto = pasta / MANIFESTO
    antes = manifesto.stat().st_mtime_ns
    manifesto.write_text(manifesto_escrever((fichas(pasta) | {nova.ficha.nome: nova.ficha}).values()), encoding="utf-8")
    os.utime(manifesto, ns=(antes + 10**9, antes + 10**9))


def test_pasta_em_uso_pode_vir_do_ambiente(pasta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_INDICES", str(pasta))
    assert pasta_das_series() == pasta


@pytest.mark.parametrize("nome", [*MENSAIS, "selic_diaria"])
def test_escrever_e_o_inverso_de_ler(nome: str) -> None:
    lida = serie(nome)
    texto = serie_escrever(lida.valores, lida.fontes)
    assert texto.encode() == (pasta_das_series() / lida.ficha.arquivo).read_bytes()
    assert sha256_do_texto(texto) == lida.ficha.sha256


# Fusão com o que o órgão publicou depois


def test_mes_novo_entra_com_a_fonte_e_versao_nova() -> None:
    atual = como_era("ipca", "2026-08")
    nova = fundir(atual, sgs(("01/07/2026", "0,07"), ("01/08/2026", "-0,32"), ("01/09/2026", "0,3")))
    assert nova.valor("2026-09") == Decimal("0.30")
    assert f"{nova.valor('2026-09')}" == "0.30"
    assert nova.fontes["2026-09"] == "sgs_433"
    assert (nova.ficha.arquivo, nova.ficha.ultimo, nova.ficha.linhas) == ("ipca-2026-09.csv", "2026-09", 393)
    assert nova.ficha.versao != atual.ficha.versao
    assert "2026-09" not in atual.valores


def test_nada_novo_devolve_a_mesma_serie() -> None:
    atual = como_era("ipca", "2026-08")
    assert fundir(atual, sgs(("01/08/2026", "-0,32"))) is atual


def test_mes_em_curso_fica_de_fora() -> None:
    atual = como_era("selic_mensal", "2026-09")
    resposta = sgs(("01/09/2026", "1,08"), ("01/10/2026", "1,16"), ("01/11/2026", "0,55"))
    assert fundir(atual, resposta, ate="2026-10").ficha.ultimo == "2026-10"
    assert fundir(atual, resposta, ate="2026-09") is atual


def test_resposta_anterior_a_cobertura_e_ignorada() -> None:
    atual = serie("selic_mora")
    assert fundir(atual, sgs(("01/01/1995", "3,37"))) is atual


@pytest.mark.parametrize(
    "resposta",
    [
        sgs(("01/08/2026", "-0,32"), ("01/10/2026", "0,20")),
        sgs(("01/10/2026", "0,20")),
        sgs(("01/06/2026", "0,16"), ("01/08/2026", "-0,32"), ("01/09/2026", "0,20")),
    ],
    ids=["novo salta um mês", "resposta começa depois do que falta", "resposta pula mês conhecido"],
)
def test_buraco_de_mes_e_recusado(resposta: str) -> None:
    with pytest.raises(BuracoNaSerie, match=r"1 período\(s\): 2026-0[79]"):
        fundir(como_era("ipca", "2026-08"), resposta)


def test_divergencia_com_o_guardado_e_recusada_e_mostra_os_dois_valores() -> None:
    with pytest.raises(SerieDivergente, match=r"2026-08 \(guardado -0.32, resposta 0.32\)"):
        fundir(como_era("ipca", "2026-08"), sgs(("01/08/2026", "0,32"), ("01/09/2026", "0,20")))


def test_muitas_divergencias_sao_contadas_e_resumidas() -> None:
    resposta = sgs(*((f"01/{m:02d}/2025", "9,99") for m in range(1, 13)))
    with pytest.raises(SerieDivergente, match=r"12 período\(s\).* e mais 7"):
        fundir(como_era("ipca", "2026-08"), resposta)


@pytest.mark.parametrize(
    ("resposta", "trecho"),
    [
        ("<!DOCTYPE html><html><body>Serviço indisponível</body></html>", "DOCTYPE"),
        ("", "era esperada uma tabela"),
        ('{"error":"Value(s) not found"}', "era esperada uma tabela"),
        ('"data";"valor"\r\n', "nenhum período"),
        (sgs(("2026-09-01", "0,20")), "linha 2"),
        (sgs(("31/02/2026", "0,20")), "linha 2"),
        (sgs(("15/09/2026", "0,20")), "mensal"),
        (sgs(("01/09/2026", "0.20")), "não é um número"),
        (sgs(("01/09/2026", "0,205")), "não é um número"),
        (sgs(("01/09/2026", "-")), "não é um número"),
        (sgs(("01/09/2026", "0,20"), ("01/09/2026", "0,21")), "dois valores"),
        ('"data";"valor"\r\n"01/09/2026"\r\n', "linha 2"),
        ("[]", "SIDRA"),
        ('[{"V":"Valor"},{"V":"1"}]', "SIDRA"),
        ("[não é json", "SIDRA"),
        (sidra(("2026", "1.00")), "AAAAMM"),
        (sidra(("202609", "1,00")), "não é um número"),
    ],
)
def test_resposta_estranha_e_recusada(resposta: str, trecho: str) -> None:
    with pytest.raises(RespostaNaoReconhecida, match=trecho):
        fundir(como_era("ipca", "2026-08"), resposta)


def test_resposta_do_sidra() -> None:
    nova = fundir(
        como_era("ipca_numero_indice", "2026-08"), sidra(("202608", "7633.23"), ("202609", "7650.1"), ("202610", "..."))
    )
    assert nova.valor("2026-09") == Decimal("7650.10")
    assert nova.ficha.ultimo == "2026-09"


def test_selic_diaria_cresce_por_dia_util_bancario() -> None:
    atual = como_era("selic_diaria", "2026-05-11")
    resposta = sgs(("08/05/2026", "0,053400"), ("11/05/2026", "0,053400"), ("12/05/2026", "0,053400"))
    assert fundir(atual, resposta).ficha.ultimo == "2026-05-12"
    with pytest.raises(BuracoNaSerie, match="2026-05-12"):
        fundir(atual, sgs(("11/05/2026", "0,053400"), ("13/05/2026", "0,053400")))
    with pytest.raises(SerieDivergente, match="2026-05-09"):
        fundir(atual, sgs(("09/05/2026", "0,053400"), ("11/05/2026", "0,053400")))


@given(st.lists(st.decimals(-5, 5, places=2), min_size=1, max_size=24), st.integers(0, 23))
def test_fundir_aos_poucos_da_o_mesmo_que_de_uma_vez_e_nunca_muda_o_que_havia(novos: list[Decimal], corte: int) -> None:
    atual = como_era("inpc", "2025-12")
    meses = [competencia_somar(atual.ficha.ultimo, n + 1) for n in range(len(novos))]
    linhas = [(f"01/{m[5:]}/{m[:4]}", f"{v}".replace(".", ",")) for m, v in zip(meses, novos, strict=True)]
    inteira = fundir(atual, sgs(*linhas))
    em_partes = fundir(fundir(atual, sgs(*linhas[: corte + 1])), sgs(*linhas))
    assert inteira == em_partes
    assert {p: inteira.valores[p] for p in atual.valores} == dict(atual.valores)
    assert list(inteira.valores) == competencias(atual.ficha.primeiro, meses[-1])
