"""A porta dos cálculos: recusas claras, começo rápido e o exame de documentos."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest

from hub.comum.calculos import calcular
from hub.comum.erros import Recusa
from hub.comum.parametros import ParametroSemVigencia, parametro


def atualizacao(**entrada: object) -> dict[str, object]:
    return calcular("atualizacao", entrada)


def recusa(nome: str, entrada: object) -> dict[str, str]:
    with pytest.raises(Recusa) as recusada:
        calcular(nome, entrada)
    return recusada.value.como_dict()


# Recusas

CERTA = {"operacao": "indice", "indice": "IPCA", "valor": "1000.00", "de": "2024-01", "ate": "2024-03"}


@pytest.mark.parametrize(
    ("mudanca", "codigo", "trecho"),
    [
        ({"operacao": "igpm"}, "OPERACAO_DESCONHECIDA", "indice, selic_mora, selic_composta, multa_mora, inss"),
        ({"operacao": None}, "CAMPO_FALTANDO", "operacao"),
        ({"operacao": 1}, "CAMPO_MALFORMADO", "operacao"),
        ({"indice": "IGP-M"}, "INDICE_DESCONHECIDO", "IPCA, INPC, IPCA-E"),
        ({"valor": "1.234"}, "VALOR_MALFORMADO", "valor"),
        ({"valor": "-5.00"}, "VALOR_MALFORMADO", "sem sinal"),
        ({"valor": 10.5}, "VALOR_MALFORMADO", "sem aspas"),
        ({"valor": True}, "VALOR_MALFORMADO", "valor"),
        ({"de": "2024-13"}, "COMPETENCIA_MALFORMADA", "AAAA-MM"),
        ({"de": "2024-04"}, "DATAS_INVERTIDAS", "ate (2024-03)"),
        ({"ate": "2099-01"}, "MES_NAO_PUBLICADO", "Atualize os índices"),
        ({"de": "1993-12"}, "MES_NAO_PUBLICADO", "1993-12"),
        ({"ate": None}, "CAMPO_FALTANDO", "ate"),
        (
            {"operacao": "multa_mora", "vencimento": "2024-02-30", "pagamento": "2024-03-01"},
            "DATA_MALFORMADA",
            "vencimento",
        ),
        (
            {"operacao": "multa_mora", "vencimento": "1996-12-31", "pagamento": "1997-03-01"},
            "PARAMETRO_SEM_VIGENCIA",
            "multa",
        ),
        (
            {"operacao": "multa_mora", "vencimento": "20240228", "pagamento": "2024-03-01"},
            "DATA_MALFORMADA",
            "AAAA-MM-DD",
        ),
        (
            {"operacao": "multa_mora", "vencimento": "2024-02-28", "pagamento": "2024-03-01", "uf": "XX"},
            "UF_DESCONHECIDA",
            "XX",
        ),
        (
            {"operacao": "selic_composta", "data_inicial": "2024-02-02", "data_final": "2024-02-01"},
            "DATAS_INVERTIDAS",
            "data_final",
        ),
        ({"operacao": "selic_mora", "mes_base": "2026-01", "mes_pagamento": "2099-01"}, "MES_NAO_PUBLICADO", "Receita"),
        (
            {"operacao": "selic_mora", "mes_base": "1990-01", "mes_pagamento": "1990-03"},
            "PARAMETRO_SEM_VIGENCIA",
            "1990",
        ),
    ],
)
def test_recusa_diz_o_que_onde_e_como_resolver(mudanca: dict[str, object], codigo: str, trecho: str) -> None:
    erro = recusa("atualizacao", CERTA | mudanca)
    assert erro["erro"] == codigo
    assert trecho in erro["mensagem"]


INSS = {"operacao": "inss", "valor": "1", "data_fato": "2024-02-01", "data_notificacao": "2024-03-01",
        "data_pagamento": "2024-04-01", "prazo_dias": 30}  # fmt: skip


@pytest.mark.parametrize(
    ("mudanca", "codigo"),
    [
        ({"data_notificacao": "2024-01-31"}, "DATAS_INVERTIDAS"),
        ({"data_pagamento": "2024-02-29"}, "DATAS_INVERTIDAS"),
        ({"prazo_dias": -1}, "CAMPO_MALFORMADO"),
        ({"prazo_dias": "30"}, "CAMPO_MALFORMADO"),
        ({"prazo_dias": True}, "CAMPO_MALFORMADO"),
        ({"data_fato": "2024-02-01T00:00"}, "DATA_MALFORMADA"),
        ({"data_notificacao": "9999-12-31", "data_pagamento": "9999-12-31"}, "DATA_MALFORMADA"),
    ],
)
def test_recusas_do_inss(mudanca: dict[str, object], codigo: str) -> None:
    assert recusa("atualizacao", INSS | mudanca)["erro"] == codigo


@pytest.mark.parametrize("entrada", [None, [], "x", 1])
def test_pedido_que_nao_e_objeto(entrada: object) -> None:
    assert recusa("atualizacao", entrada)["erro"] == "ENTRADA_MALFORMADA"


def test_calculo_que_nao_existe_diz_quais_existem() -> None:
    erro = recusa("recebiveis", {})
    assert erro["erro"] == "CALCULO_INEXISTENTE"
    assert "nesta versão" in erro["mensagem"]
    assert "atualizacao, documento" in erro["mensagem"]


# Documento e começo rápido


def test_documento() -> None:
    assert calcular("documento", {"valor": "12.ABC.345/01DE-35"}) == {
        "tipo": "CNPJ",
        "valido": True,
        "normalizado": "12ABC34501DE35",
        "formatado": "12.ABC.345/01DE-35",
    }
    assert calcular("documento", {"valor": "529.982.247-26", "tipo": "cpf"})["valido"] is False
    assert recusa("documento", {})["erro"] == "CAMPO_FALTANDO"
    assert recusa("documento", {"valor": 52998224725})["erro"] == "CAMPO_MALFORMADO"
    assert recusa("documento", {"valor": "1", "tipo": "RG"})["erro"] == "TIPO_DE_DOCUMENTO_DESCONHECIDO"


def test_toda_resposta_vira_json() -> None:
    assert json.loads(json.dumps(atualizacao(**CERTA))) == atualizacao(**CERTA)
    assert json.loads(json.dumps(atualizacao(**INSS))) == atualizacao(**INSS)


def test_atualizacao_comeca_sem_django_polars_nem_numpy() -> None:
    """Uma conta no terminal não pode esperar por bibliotecas de que não precisa."""
    codigo = (
        f"import sys; from hub.comum.calculos import calcular; calcular('atualizacao', {CERTA!r});"
        "print(*({'django', 'polars', 'numpy', 'holidays'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", codigo], text=True).split() == []  # noqa: S603 -- código nosso


def test_parametro_vigente_na_data() -> None:
    assert parametro("juros_mora.mes_do_pagamento", em=date(1996, 12, 31)).lei.startswith("Lei 8.981")
    assert parametro("juros_mora.mes_do_pagamento", em=date(1997, 1, 1)).lei.startswith("Lei 9.430")
    assert parametro("multa_mora.teto", em=date(2024, 1, 1)).como_dict() == {
        "nome": "multa_mora.teto",
        "valor": "20.00",
        "unidade": "%",
        "desde": "1997-01-01",
        "lei": "Lei 9.430/1996, art. 61, § 2º",
        "marca": "estabelecido",
    }
    with pytest.raises(ParametroSemVigencia, match="1996-12-31"):
        parametro("multa_mora.teto", em=date(1996, 12, 31))
