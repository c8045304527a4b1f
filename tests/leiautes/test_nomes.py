"""Nome de arquivo de protesto: as oito últimas posições são fixas, o resto é tipo e código."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.leiautes.erros import NomeDeArquivoInvalido
from hub.leiautes.nomes import LEIAUTE_DO_TIPO, interpretar, montar
from hub.leiautes.tabelas import leiautes


@pytest.mark.parametrize(
    ("nome", "tipo", "codigo", "data", "sequencia"),
    [
        ("B5820203.261", "B", "582", date(2026, 3, 2), 1),
        ("C3412401.141", "C", "341", date(2014, 1, 24), 1),
        ("DP9901308.129", "DP", "990", date(2012, 8, 13), 9),
        ("BG132205.251", "B", "G13", date(2025, 5, 22), 1),
        ("CPG120203.261", "CP", "G12", date(2026, 3, 2), 1),
        ("BPREF010203.261", "B", "PREF01", date(2026, 3, 2), 1),
        ("R0000203.262", "R", "000", date(2026, 3, 2), 2),
        ("/entrada/b3412406.251.xml", "B", "341", date(2025, 6, 24), 1),
    ],
)
def test_interpreta(nome: str, tipo: str, codigo: str, data: date, sequencia: int) -> None:
    lido = interpretar(nome)
    assert (lido.tipo, lido.codigo, lido.data, lido.sequencia) == (tipo, codigo, data, sequencia)


def test_confirmacao_leva_o_nome_da_remessa() -> None:
    assert str(interpretar("B5820203.261").como("C")) == "C5820203.261"


@pytest.mark.parametrize(
    ("nome", "motivo"),
    [
        ("B5820203.260", "Exemplo"),
        ("B5820203261", "Exemplo"),
        ("remessa.txt", "Exemplo"),
        ("B5823102.261", "31/02/2026 não existe"),
        ("Z5820203.261", "O tipo é B"),
        ("B120203.261", "Exemplo"),
        ("", "Exemplo"),
    ],
)
def test_nome_fora_do_padrao(nome: str, motivo: str) -> None:
    with pytest.raises(NomeDeArquivoInvalido, match=motivo):
        interpretar(nome)


def test_codigo_que_mudaria_o_tipo_e_recusado() -> None:
    with pytest.raises(NomeDeArquivoInvalido, match="Seria lido como tipo CP"):
        montar(tipo="C", codigo="P123", data=date(2026, 3, 2), sequencia=1)


@pytest.mark.parametrize("sequencia", [0, 10])
def test_no_maximo_nove_arquivos_por_dia(sequencia: int) -> None:
    with pytest.raises(NomeDeArquivoInvalido):
        montar(tipo="B", codigo="582", data=date(2026, 3, 2), sequencia=sequencia)


@given(
    tipo=st.sampled_from([*LEIAUTE_DO_TIPO]),
    codigo=st.from_regex(r"[0-9][0-9A-Z]{2,5}", fullmatch=True),
    data=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    sequencia=st.integers(1, 9),
)
def test_ida_e_volta(tipo: str, codigo: str, data: date, sequencia: int) -> None:
    nome = montar(tipo=tipo, codigo=codigo, data=data, sequencia=sequencia)
    assert interpretar(str(nome)) == nome
    assert nome.leiaute in leiautes()
