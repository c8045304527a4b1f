"""Do texto ao valor: as formas que o leiaute aceita e o que fica marcado."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hub.leiautes.padrao import CAMPOS, SEPARADOR, campo_de, esquema, normalizar, resumo
from regras.exemplos_de_regras import LINHAS
from regras.quadros import normal, texto

UM = {
    "data_vencimento": [
        ("2024-02-29", date(2024, 2, 29)),
        ("29/02/2024", date(2024, 2, 29)),
        (" 2024-02-29 ", date(2024, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("31/02/2024", None),
        ("29/02/2023", None),
        ("1899-12-31", None),
        ("2101-01-01", None),
        ("2024-2-29", None),
        ("2024- 2-29", None),
        ("2024-\t2-29", None),
        ("2024-\u00a02-9", None),
        ("29/ 2/2024", None),
        ("24-02-2029", None),
        ("2024-02-29T00:00", None),
        ("20240229", None),
    ],
    "valor_principal": [
        ("812.4", 81240),
        ("812,40", 81240),
        ("1.234,56", 123456),
        ("0", 0),
        ("9999999999999.99", 10**15 - 1),
        ("-1", None),
        ("1,234.56", None),
        ("R$ 5", None),
        ("1e3", None),
    ],
    "ajuizada": [
        ("S", True), ("s", True), ("sim", True), ("TRUE", True), ("N", False), ("não", False), ("nao", False),
        ("false", False), ("1", None), ("talvez", None),
    ],
    "exercicio": [("2021", 2021), ("0021", 21), ("-1", None), ("2.021", None), ("2021.0", None), ("99999999999", None)],
    "estrategias": [
        ("PROTESTO", "PROTESTO"),
        ("scpc + protesto+SCPC", "PROTESTO+SCPC"),
        ("QUALQUER+PROTESTO", "PROTESTO+QUALQUER"),
    ],
    "tributo": [("iptu", "IPTU"), ("não sei", "NÃO SEI")],
    "devedor_documento": [
        ("529.982.247-25", "52998224725"), ("12.abc.345/01de-35", "12ABC34501DE35"), ("..-", None), ("1\x002", None),
    ],
    "numero_cnj": [("0000001-04.2024.8.17.0001", "00000010420248170001")],
    "devedor_uf": [("pe", "PE")],
    "origem": [
        ("  IPTU 2021\u00a0", "IPTU 2021"), ("á é", "á é"), ("\u00a0", None), ("x" * 500, "x" * 500),
        ("a\x00b", None), ("a\nb", None), ("a\u0085b", None),
    ],
    "numero_cda": [("000123", "000123"), ("1e5", "1e5")],
    "metadados": [
        ('{"b": "1", "a": 1.10}', '{"a":1.10,"b":"1"}'),
        ('{"é":"\\u00e9"}', '{"é":"é"}'),
        ("{}", "{}"),
        ('{"a": true, "b": null}', '{"a":true,"b":null}'),
        ('{"a": "' + "x" * 140 + '"}', '{"a":"' + "x" * 140 + '"}'),
        ('{"a": "' + "x" * 141 + '"}', None),
        ('{"a": "1", "a": "2"}', None),
        ('{"a": NaN}', None),
        ('{"a": {}}', None),
        ('{"a": "\\u0000"}', None),
        ('{"a": "\\ud800"}', None),
        ('["a"]', None),
        ("texto", None),
        ("[" * 100_000, None),
        ("{" + ",".join(f'"{i}":"x"' for i in range(10)) + "}", "{" + ",".join(f'"{i}":"x"' for i in range(10)) + "}"),
        ("{" + ",".join(f'"{i}":"x"' for i in range(11)) + "}", None),
    ],
}  # fmt: skip
CASOS = [(nome, escrito, valor) for nome, casos in UM.items() for escrito, valor in casos]


@pytest.mark.parametrize("repeticoes", [1, 300], ids=["uma", "muitas"])
@pytest.mark.parametrize(("nome", "escrito", "valor"), CASOS)
def test_o_texto_vira_o_valor_ou_fica_marcado(nome: str, escrito: str, valor: Any, repeticoes: int) -> None:
    boas = texto(*[{}] * (repeticoes - 1)) if repeticoes > 1 else texto({}).clear()
    linha = normalizar(pl.concat([boas, texto({nome: escrito})])).row(-1, named=True)
    assert linha[nome] == valor
    so_brancos = not escrito.strip(" \u00a0")
    assert linha["malformado"] == (campo_de("cda", nome).bit if valor is None and not so_brancos else 0)
    assert (linha["rejeitado"] is None) == (linha["malformado"] == 0)


@pytest.mark.parametrize("tabela", CAMPOS)
def test_toda_coluna_da_tabela_existe_e_tem_tipo(tabela: Any) -> None:
    assert normal({}, tabela=tabela).schema == esquema(tabela)
    so_numero = pl.DataFrame({"numero_cda": ["1"], "linha": [5], "intrusa": ["x"]})
    quadro = normalizar(so_numero, tabela=tabela)
    assert quadro.schema == esquema(tabela)
    assert quadro["linha"].to_list() == [5]


def test_sem_a_coluna_linha_vale_a_ordem() -> None:
    assert normalizar(pl.DataFrame({"numero_cda": ["a", "b"]}))["linha"].to_list() == [1, 2]


def test_o_texto_grande_passa_inteiro_e_fica_marcado() -> None:
    quadro = normal({"devedor_bairro": "é" * 61, "devedor_nome": "é" * 150})
    assert quadro["devedor_bairro"].to_list() == ["é" * 61]
    assert quadro["comprido"].to_list() == [campo_de("cda", "devedor_bairro").bit]


@pytest.mark.parametrize(("escrito", "passa"), [("2021", False), ("002021", False), ("20210", True)])
def test_o_inteiro_grande_fica_marcado(escrito: str, passa: bool) -> None:  # noqa: FBT001 -- é o cenário
    assert normal({"exercicio": escrito})["comprido"].to_list() == [campo_de("cda", "exercicio").bit * passa]


def test_os_rejeitados_vem_na_ordem_dos_campos_sem_caracteres_de_controle() -> None:
    quadro = normal({"valor_juros": "b", "data_inscricao": "a", "origem": "c\x1fd"})
    assert quadro["rejeitado"].to_list() == [SEPARADOR.join(["a", "c�d", "b"])]


TEXTOS = st.one_of(
    st.none(),
    st.sampled_from([escrito for _, escrito, _ in CASOS if len(escrito) < 1000]),
    st.text(st.characters(codec="utf-8"), max_size=15),
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_empilhado_e_coluna_por_coluna_dao_o_mesmo(data: st.DataObject) -> None:
    linha = st.dictionaries(st.sampled_from([campo.campo for campo in CAMPOS["cda"]]), TEXTOS)
    linhas = data.draw(st.lists(linha, min_size=1, max_size=4))
    quadro = texto(*linhas)
    muitas = normalizar(pl.concat([quadro] * 201))
    assert_frame_equal(muitas.head(quadro.height), normalizar(quadro))
    assert resumo(muitas.head(quadro.height)).to_list() == resumo(normalizar(quadro)).to_list()


#: Um campo de cada conversão, na forma comum dele.
COMUNS = [
    ("valor_juros", "0.00"),
    ("valor_juros", "1234567890123.45"),
    ("exercicio", "2021"),
    ("exercicio", "123456789"),
    ("ajuizada", "S"),
    ("devedor_documento", "529.982.247-25"),
    ("devedor_uf", "PE"),
    ("exigibilidade", "SUSPENSA"),
    ("estrategias", "CARTA+PROTESTO"),
    ("metadados", '{"a":"b"}'),
]


def com_um_caractere_trocado(comum: str) -> list[str]:
    """O texto com cada caractere, em cada posição, posto no lugar de outro, a mais ou a menos."""
    caracteres = [*map(chr, range(1, 128)), "é", "٣", "１", "\x85", "\xa0"]
    posicoes = range(len(comum) + 1)
    trocados = [comum[:i] + c + comum[i + n :] for i in posicoes for c in caracteres for n in (0, 1)]
    return [comum, *trocados, *(comum[:i] + comum[i + 1 :] for i in posicoes)]


@pytest.mark.parametrize(("campo", "comum"), COMUNS)
def test_o_que_foge_por_um_caractere_da_forma_comum_converte_por_inteiro(campo: str, comum: str) -> None:
    quadro = pl.DataFrame({campo: com_um_caractere_trocado(comum)})
    aos_poucos = pl.concat(normalizar(pedaco) for pedaco in quadro.iter_slices(200))
    assert_frame_equal(normalizar(quadro), aos_poucos.with_columns(normalizar(quadro)["linha"]))


DIAS = st.dates(date(1890, 1, 1), date(2110, 12, 31)).map(str)
QUASE_DATAS = st.one_of(
    st.none(),
    DIAS,
    st.builds(
        lambda dia, onde, letra: dia[:onde] + letra + dia[onde + 1 :],
        DIAS,
        st.integers(0, 9),
        st.sampled_from("0139-/ +x"),
    ),
    st.text("0123456789-/+ ", min_size=8, max_size=11),
)


@settings(max_examples=200, deadline=None)
@given(escritas=st.lists(QUASE_DATAS, min_size=1, max_size=8))
def test_a_data_lida_aos_pares_e_a_do_analisador(escritas: list[str | None]) -> None:
    quadro = texto(*({"data_inscricao": escrita, "numero_cda": "1"} for escrita in escritas))
    muitas = normalizar(pl.concat([quadro] * 201)).head(quadro.height)
    assert_frame_equal(muitas, normalizar(quadro))


def resumo_de(mudanca: dict[str, Any]) -> str:
    return str(resumo(normal(mudanca))[0])


@pytest.mark.parametrize(
    ("campo", "uma", "outra"),
    [
        ("valor_principal", "812.4", "812,40"),
        ("data_vencimento", "2024-05-10", "10/05/2024"),
        ("ajuizada", "S", "true"),
        ("estrategias", "SCPC+PROTESTO", "protesto + scpc"),
        ("devedor_documento", "529.982.247-25", "52998224725"),
        ("metadados", '{"a":"1","b":"2"}', '{ "b": "2", "a": "1" }'),
        ("operacao", "I", "A"),
        ("livro", None, "  "),
    ],
)
def test_formas_de_escrever_nao_mudam_o_resumo(campo: str, uma: str, outra: str) -> None:
    assert resumo_de({campo: uma}) == resumo_de({campo: outra})


@pytest.mark.parametrize("campo", [c.campo for c in CAMPOS["cda"] if c.campo != "operacao"])
def test_todo_campo_conta_no_resumo(campo: str) -> None:
    presente = {"motivo_suspensao": "liminar", "numero_cnj": "1"}.get(campo, LINHAS["cda"][campo])
    assert resumo_de({campo: None}) != resumo_de({campo: presente})


def test_campos_vizinhos_nao_se_confundem() -> None:
    assert resumo_de({"livro": "1", "folha": "23"}) != resumo_de({"livro": "12", "folha": "3"})
    assert resumo_de({"livro": "1", "folha": None}) != resumo_de({"livro": None, "folha": "1"})


def test_a_linha_e_as_vizinhas_nao_contam_no_resumo() -> None:
    sozinha = resumo(normal({}))
    com_outras = resumo(normal({"livro": None, "valor_multa": None}, {}, {"data_fato_gerador": None}))
    assert com_outras[1] == sozinha[0]
    assert resumo(normal({}, {})).n_unique() == 1


def test_o_resumo_e_estavel_entre_versoes() -> None:
    """Se este número mudar, toda CDA já recebida passa a parecer alterada."""
    minima = {"numero_cda": ["1"], "valor_consolidado": ["812.4"], "data_inscricao": ["2024-05-10"]}
    assert resumo(normalizar(pl.DataFrame(minima))).to_list() == ["04ba4681eea38d7da9587b02409e5dc6"]


def resumo_sem_polars(linha: dict[str, Any]) -> str:
    def escrever(valor: Any) -> str:
        if valor is None:
            return ""
        if isinstance(valor, date):
            return str(valor.toordinal() - date(1970, 1, 1).toordinal())
        return str(valor).lower() if isinstance(valor, bool) else str(valor)

    partes = [escrever(linha[campo.campo]) for campo in CAMPOS["cda"] if campo.campo != "operacao"]
    return blake2b("\x1f".join(partes).rstrip("\x1f").encode(), digest_size=16).hexdigest()


@settings(max_examples=40, deadline=None)
@given(mudanca=st.dictionaries(st.sampled_from([campo.campo for campo in CAMPOS["cda"]]), TEXTOS))
def test_a_forma_canonica_se_refaz_sem_o_polars(mudanca: dict[str, Any]) -> None:
    quadro = normal(mudanca, {}, {"livro": None})
    assert resumo(quadro).to_list() == [resumo_sem_polars(linha) for linha in quadro.iter_rows(named=True)]


@given(centavos=st.integers(0, 10**15 - 1))
def test_dinheiro_nao_perde_centavo(centavos: int) -> None:
    escrito = f"{Decimal(centavos) / 100:.2f}"
    assert normalizar(pl.DataFrame({"valor_multa": [escrito]}))["valor_multa"].to_list() == [centavos]
