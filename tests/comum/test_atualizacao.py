"""As cinco operações de atualização, com os exemplos publicados e as contas refeitas por fora."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.comum.calculos import calcular
from hub.comum.calendario import competencia, competencia_somar, competencias, dia_util
from hub.comum.dinheiro import arredondar, de_centavos, dinheiro_escrever
from hub.comum.erros import Recusa
from hub.comum.indices import serie

VALORES = st.integers(0, 10**11).map(de_centavos)
MESES = st.sampled_from(competencias("1995-02", "2025-12"))
DATAS = st.dates(date(1997, 1, 1), date(2025, 12, 31))


def atualizacao(**entrada: object) -> dict[str, object]:
    return calcular("atualizacao", entrada)


def recusa(**entrada: object) -> dict[str, str]:
    with pytest.raises(Recusa) as recusada:
        calcular("atualizacao", entrada)
    return recusada.value.como_dict()


# Correção por índice


def test_exemplo_da_metodologia_do_banco_central() -> None:
    """IPCA de 2003, da Calculadora do Cidadão: 1,0929994 (o fator mostrado sem arredondar a oitava casa)."""
    conta = atualizacao(operacao="indice", indice="IPCA", valor="1000.00", de="2003-01", ate="2003-12")
    assert str(conta["fator"]).startswith("1.0929994")
    assert conta["valor_atualizado"] == "1093.00"
    assert conta["memoria"][0] == {"competencia": "2003-01", "variacao": "2.25"}
    assert len(conta["memoria"]) == 12
    assert conta["serie"] == "IPCA, variação mensal (IBGE)"
    assert conta["versao"] == serie("ipca").ficha.versao


def test_um_mes_so_e_indice_em_minusculas() -> None:
    conta = atualizacao(operacao="indice", indice="inpc", valor="1000", de="1994-01", ate="1994-01")
    assert (conta["fator"], conta["valor_atualizado"]) == ("1.413200000000", "1413.20")


def test_deflacao_diminui() -> None:
    conta = atualizacao(operacao="indice", indice="IPCA", valor="100.00", de="2022-07", ate="2022-07")
    assert conta["valor_atualizado"] == "99.32"


@given(st.sampled_from(["IPCA", "INPC", "IPCA-E"]), VALORES, MESES, MESES)
def test_fator_e_valor_saem_da_memoria(indice: str, valor: Decimal, um: str, outro: str) -> None:
    de, ate = sorted([um, outro])
    conta = atualizacao(operacao="indice", indice=indice, valor=dinheiro_escrever(valor), de=de, ate=ate)
    fator = Decimal(1)
    for linha in conta["memoria"]:
        fator *= 1 + Decimal(linha["variacao"]) / 100
    assert [linha["competencia"] for linha in conta["memoria"]] == competencias(de, ate)
    assert conta["fator"] == str(arredondar(fator, 12))
    assert conta["valor_atualizado"] == dinheiro_escrever(arredondar(valor * fator))


# Juros de mora


@pytest.mark.parametrize(
    ("mes", "taxa", "juros", "total"),
    [
        ("2025-01", "0.00", "0.00", "800.00"),
        ("2025-02", "1.00", "8.00", "808.00"),
        ("2025-03", "1.99", "15.92", "815.92"),
        ("2025-04", "2.95", "23.60", "823.60"),
        ("2024-12", "0.00", "0.00", "800.00"),
    ],
)
def test_tabela_do_parcelamento_de_referencia(mes: str, taxa: str, juros: str, total: str) -> None:
    conta = atualizacao(operacao="selic_mora", valor="800.00", mes_base="2025-01", mes_pagamento=mes)
    assert (conta["taxa_percentual"], conta["juros"], conta["total"]) == (taxa, juros, total)


def test_arredonda_meio_centavo_para_cima_como_no_exemplo_da_receita() -> None:
    conta = atualizacao(operacao="selic_mora", valor="8013.76", mes_base="2025-01", mes_pagamento="2025-02")
    assert conta["juros"] == "80.14"


@given(VALORES, MESES, MESES)
def test_taxa_e_a_soma_simples_da_memoria(valor: Decimal, base: str, pagamento: str) -> None:
    texto = dinheiro_escrever(valor)
    conta = atualizacao(operacao="selic_mora", valor=texto, mes_base=base, mes_pagamento=pagamento)
    taxa = sum((Decimal(linha["variacao"]) for linha in conta["memoria"]), Decimal(0))
    assert Decimal(str(conta["taxa_percentual"])) == taxa
    assert Decimal(str(conta["juros"])) == arredondar(valor * taxa / 100)
    assert Decimal(str(conta["total"])) == valor + Decimal(str(conta["juros"]))
    meses = [linha["competencia"] for linha in conta["memoria"]]
    assert meses == ([] if pagamento <= base else competencias(competencia_somar(base, 1), pagamento))


def test_memoria_dos_juros_diz_de_onde_veio_cada_taxa() -> None:
    conta = atualizacao(operacao="selic_mora", valor="1.00", mes_base="2025-01", mes_pagamento="2025-03")
    assert conta["memoria"][0] == {"competencia": "2025-02", "variacao": "0.99", "fonte": "tabela_rfb"}
    assert "Lei 9.430/1996" in conta["memoria"][1]["fonte"]
    antiga = atualizacao(operacao="selic_mora", valor="1.00", mes_base="1996-01", mes_pagamento="1996-02")
    assert "Lei 8.981/1995" in antiga["memoria"][0]["fonte"]


# Correção composta


def test_exemplo_publicado_da_calculadora_do_cidadao() -> None:
    """Resultado impresso da Calculadora: R$ 118.706,46 de 30/09/2016 a 02/12/2022 → 1,52814465 e R$ 181.400,64."""
    conta = atualizacao(
        operacao="selic_composta", valor="118706.46", data_inicial="2016-09-30", data_final="2022-12-02"
    )
    assert str(arredondar(Decimal(str(conta["fator"])), 8)) == "1.52814465"
    assert conta["valor_corrigido"] == "181400.64"


def test_primeiro_dia_entra_e_ultimo_nao() -> None:
    conta = atualizacao(operacao="selic_composta", valor="100", data_inicial="2022-12-01", data_final="2022-12-02")
    assert conta["fator"] == "1.000507880000"
    assert conta["memoria"] == {"dias_uteis": 1, "primeiro": "2022-12-01", "ultimo": "2022-12-01"}
    vazia = atualizacao(operacao="selic_composta", valor="100", data_inicial="2022-12-01", data_final="2022-12-01")
    assert (vazia["fator"], vazia["valor_corrigido"]) == ("1.000000000000", "100.00")


def test_cobertura_da_selic_diaria_conta_so_dias_uteis() -> None:
    ultimo = date.fromisoformat(serie("selic_diaria").ficha.ultimo)
    campos = {"operacao": "selic_composta", "valor": "100", "data_inicial": "2026-01-02"}
    seguinte = ultimo + timedelta(days=1)
    assert "fator" in atualizacao(**campos, data_final=seguinte.isoformat())
    erro = recusa(**campos, data_final=(ultimo + timedelta(days=8)).isoformat())
    assert erro["erro"] == "MES_NAO_PUBLICADO"
    erro = recusa(**(campos | {"data_inicial": "1994-07-01", "data_final": "1994-07-08"}))
    assert "1994-07-01" in erro["mensagem"]


# Multa de mora


@pytest.mark.parametrize(
    ("vencimento", "pagamento", "dias", "percentual", "multa"),
    [
        ("2024-03-28", "2024-03-28", 0, "0.00", "0.00"),
        ("2024-03-28", "2024-03-31", 0, "0.00", "0.00"),
        ("2024-03-28", "2024-04-01", 1, "0.33", "3.30"),
        ("2024-03-28", "2024-04-07", 7, "2.31", "23.10"),
        ("2024-03-01", "2024-05-02", 60, "19.80", "198.00"),
        ("2024-03-01", "2024-05-03", 61, "20.00", "200.00"),
        ("2024-03-01", "2025-03-01", 363, "20.00", "200.00"),
        ("2024-03-28", "2024-03-01", 0, "0.00", "0.00"),
    ],
)
def test_multa_conta_do_primeiro_dia_util(
    vencimento: str, pagamento: str, dias: int, percentual: str, multa: str
) -> None:
    conta = atualizacao(operacao="multa_mora", valor="1000.00", vencimento=vencimento, pagamento=pagamento)
    assert (conta["dias"], conta["percentual"], conta["multa"]) == (dias, percentual, multa)


def test_multa_com_feriado_estadual() -> None:
    campos = {"operacao": "multa_mora", "valor": "1000.00", "vencimento": "2025-03-05", "pagamento": "2025-03-07"}
    assert atualizacao(**campos)["dias"] == 2
    assert atualizacao(**campos, uf="PE")["dias"] == 1


@given(VALORES, DATAS, st.integers(0, 400))
def test_multa_segue_a_lei(valor: Decimal, vencimento: date, atraso: int) -> None:
    pagamento = vencimento + timedelta(days=atraso)
    conta = atualizacao(
        operacao="multa_mora",
        valor=dinheiro_escrever(valor),
        vencimento=vencimento.isoformat(),
        pagamento=pagamento.isoformat(),
    )
    corridos = [vencimento + timedelta(days=n) for n in range(1, atraso + 1)]
    sem_os_primeiros_parados = corridos[next((i for i, d in enumerate(corridos) if dia_util(d)), len(corridos)) :]
    assert conta["dias"] == len(sem_os_primeiros_parados)
    percentual = min(Decimal("0.33") * len(sem_os_primeiros_parados), Decimal(20))
    assert conta["percentual"] == str(arredondar(percentual))
    assert conta["multa"] == dinheiro_escrever(arredondar(valor * percentual / 100))


# Débito de contrato do INSS


def test_inss_por_inteiro() -> None:
    conta = atualizacao(
        operacao="inss",
        valor="5000.00",
        data_fato="2021-03-10",
        data_notificacao="2024-02-20",
        prazo_dias=30,
        data_pagamento="2024-06-10",
    )
    ipca = atualizacao(operacao="indice", indice="IPCA", valor="5000.00", de="2021-03", ate="2024-01")
    mora = atualizacao(
        operacao="selic_mora", valor=ipca["valor_atualizado"], mes_base="2024-03", mes_pagamento="2024-06"
    )
    assert conta["fator_ipca"] == ipca["fator"]
    assert conta["valor_atualizado"] == ipca["valor_atualizado"] == "6048.72"
    assert conta["vencimento"] == "2024-03-21"
    assert conta["taxa_selic_percentual"] == mora["taxa_percentual"] == "2.72"
    assert (conta["juros"], conta["total"]) == (mora["juros"], mora["total"]) == ("164.53", "6213.25")
    memoria = conta["memoria"]
    assert memoria["ipca"] == ipca["memoria"]
    assert memoria["selic"] == mora["memoria"]
    assert [s["versao"] for s in memoria["series"]] == [ipca["versao"], mora["versao"]]


def test_inss_pago_no_prazo_e_no_mes_do_fato_nao_muda_de_valor() -> None:
    conta = atualizacao(
        operacao="inss", valor="5000.00", data_fato="2025-02-01", data_notificacao="2025-02-20",
        prazo_dias=15, data_pagamento="2025-02-25",
    )  # fmt: skip
    assert (conta["fator_ipca"], conta["total"], conta["juros"]) == ("1.000000000000", "5000.00", "0.00")
    assert conta["memoria"]["ipca"] == conta["memoria"]["selic"] == []


def test_inss_periodo_so_de_deflacao_nao_reduz_o_original() -> None:
    campos = {"operacao": "inss", "valor": "5000.00", "prazo_dias": 30, "data_pagamento": "2022-10-20"}
    conta = atualizacao(**campos, data_fato="2022-07-10", data_notificacao="2022-10-05")
    assert conta["valor_atualizado"] == "5000.00"
    assert len(conta["memoria"]["ipca"]) == 3
    assert "Convenção do hub" in conta["memoria"]["parametros"][0]["lei"]


def test_inss_sem_prazo_usa_o_da_norma_vigente() -> None:
    campos = {"operacao": "inss", "valor": "5000.00", "data_fato": "2024-10-10", "data_pagamento": "2025-03-01"}
    conta = atualizacao(**campos, data_notificacao="2025-01-10")
    assert (conta["vencimento"], conta["memoria"]["prazo_dias"]) == ("2025-02-09", 30)
    erro = recusa(**campos, data_notificacao="2024-11-10")
    assert erro["erro"] == "PARAMETRO_SEM_VIGENCIA"


@given(VALORES, DATAS, st.integers(0, 900), st.integers(0, 60), st.integers(0, 900))
def test_inss_fecha_com_as_outras_operacoes(
    valor: Decimal, fato: date, ate_aviso: int, prazo: int, ate_pagar: int
) -> None:
    aviso = fato + timedelta(days=ate_aviso)
    pagamento = min(aviso + timedelta(days=ate_pagar), date(2026, 9, 30))
    aviso = min(aviso, pagamento)
    conta = atualizacao(
        operacao="inss", valor=dinheiro_escrever(valor), data_fato=fato.isoformat(),
        data_notificacao=aviso.isoformat(), prazo_dias=prazo, data_pagamento=pagamento.isoformat(),
    )  # fmt: skip
    vencimento = date.fromisoformat(str(conta["vencimento"]))
    mora = atualizacao(
        operacao="selic_mora", valor=conta["valor_atualizado"],
        mes_base=competencia(vencimento), mes_pagamento=competencia(pagamento),
    )  # fmt: skip
    assert vencimento == aviso + timedelta(days=prazo)
    assert (conta["juros"], conta["total"]) == (mora["juros"], mora["total"])
    assert Decimal(str(conta["valor_atualizado"])) >= valor
