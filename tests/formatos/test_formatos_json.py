"""JSON e JSON Lines: a mesma função lê uma CDA da API e um arquivo que não cabe na memória."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fabrica_de_arquivos import abrir_bytes, achados, cda, cdas, em_json, em_jsonl, ler

from hub.leiautes.padrao import campo_de, normalizar
from hub.recepcao.formatos import DECODIFICADOR, json_fluxo, quadros_de_objetos
from hub.recepcao.formatos import erros as e
from hub.recepcao.formatos.json_exato import Numero

COMPLETA: dict[str, Any] = {
    **{campo: valor for campo, valor in cda().items() if campo != "devedor_nome"},
    "devedor": {"documento": "123.ABC", "nome": "FULANA DE TAL", "endereco": {"logradouro": "RUA A", "uf": "PE"}},
    "estrategias": ["PROTESTO", "CARTA"],
    "metadados": {"lote": "7", "peso": Numero("1.10")},
    "ajuizada": False,
    "devedores": [
        {"papel": "SOLIDARIO", "documento": "9", "nome": "SICRANO", "endereco": {"cep": "50010-000"}},
        {"numero_cda": "OUTRA", "papel": "SUCESSOR", "documento": "8", "nome": "BELTRANO"},
    ],
    "itens": [{"sequencia": 1, "tributo": "IPTU", "vencimento": "2021-05-10", "valor_principal": 100}],
    "movimentos": None,
}


def test_um_objeto_vira_os_quadros_das_suas_tabelas() -> None:
    quadros = quadros_de_objetos([COMPLETA])
    assert list(quadros) == ["cda", "devedor", "item"]
    (linha,) = quadros["cda"].to_dicts()
    assert linha["devedor_documento"] == "123.ABC"
    assert (linha["devedor_nome"], linha["devedor_logradouro"], linha["devedor_uf"]) == ("FULANA DE TAL", "RUA A", "PE")
    assert (linha["estrategias"], linha["ajuizada"]) == ("PROTESTO+CARTA", "N")
    assert linha["metadados"] == '{"lote":"7","peso":1.10}'
    assert quadros["devedor"].select("numero_cda", "papel", "cep").rows() == [
        ("2024/000001-1", "SOLIDARIO", "50010-000"),
        ("OUTRA", "SUCESSOR", None),
    ]
    assert quadros["item"].drop("linha").row(0) == ("2024/000001-1", "1", "IPTU", "2021-05-10", "100.00")
    assert quadros.achados.is_empty()
    assert all(quadro["linha"].dtype == pl.UInt32 for quadro in quadros.values())


def test_endereco_solto_vale_pelas_colunas() -> None:
    quadro = quadros_de_objetos([{"numero_cda": "1", "endereco": {"numero": 100, "Município": "RECIFE"}}])["cda"]
    assert quadro.row(0) == ("1", "100", "RECIFE", 1)


@pytest.mark.parametrize(
    ("escrito", "texto"),
    [("1673.9", "1673.90"), ("1000", "1000.00"), ("1e3", "1000.00"), ("0.1", "0.10"), ("10.005", "10.005"),
     ('"1.234,56"', "1.234,56"), ("12345678901234567.89", "12345678901234567.89"), ("NaN", "NaN"),
     ("1e400000000", "1e400000000")],
)  # fmt: skip
def test_dinheiro_nunca_passa_por_ponto_flutuante(escrito: str, texto: str) -> None:
    objeto = DECODIFICADOR.decode(f'{{"valor_principal": {escrito}}}')
    assert quadros_de_objetos([objeto])["cda"]["valor_principal"].item() == texto


def test_aceita_numeros_do_python() -> None:
    objeto = {
        "exercicio": 2021,
        "valor_juros": Decimal("1E+2"),
        "valor_multa": 0.1 + 0.2,
        "numero_cda": 7,
        "folha": 3.0,
    }
    linha = quadros_de_objetos([objeto])["cda"].to_dicts()[0]
    assert linha == {
        "exercicio": "2021",
        "valor_juros": "100.00",
        "valor_multa": "0.30",
        "numero_cda": "7",
        "folha": "3",
        "linha": 1,
    }


def test_o_que_nao_se_entende_vira_achado_e_o_resto_segue() -> None:
    objetos = DECODIFICADOR.decode(
        """[{"numero_cda": "A", "devedor_nome": {"a": 1}, "livro": [1], "inventada": 1, "devedor_documento": 123},
        5, {"numero_cda": "B", "inventada": 2, "devedores": {"nome": "X"}, "itens": [3]},
        {"numero_cda": "C", "livro": "1", "livro": "2"},
        {"numero_cda": "D", "devedor_nome": "X", "devedor": {"nome": "Y"}}]"""
    )
    quadros = quadros_de_objetos(objetos)
    assert quadros["cda"]["linha"].to_list() == [1, 3, 4, 5]
    assert [tuple(linha) for linha in quadros.achados.select("linha", "numero_cda", "campo", "regra").iter_rows()] == [
        (1, "A", "devedor_nome", "ARQ-010"),
        (1, "A", "livro", "ARQ-010"),
        (1, "A", "cabecalho", "ARQ-004"),
        (1, "A", "devedor_documento", "ARQ-007"),
        (2, None, "linha", "ARQ-012"),
        (3, "B", "devedores", "ARQ-010"),
        (3, "B", "linha", "ARQ-012"),
        (4, "C", "livro", "ARQ-013"),
        (5, "D", "devedor_nome", "ARQ-013"),
    ]
    assert quadros["cda"].row(0, named=True)["devedor_nome"] == '\x1a{"a":1}'
    assert quadros["cda"]["livro"].to_list() == ["\x1a[1]", None, "\x1alivro", None]


def test_grupo_ou_lista_repetida_poe_em_duvida_o_registro_todo() -> None:
    for repetida in ('"devedor": {"nome": "A"}, "devedor": {"nome": "B"}', '"itens": [], "itens": []'):
        quadros = quadros_de_objetos([DECODIFICADOR.decode(f'{{"numero_cda": "N", "livro": "1", {repetida}}}')])
        assert quadros["cda"]["numero_cda"].item().startswith("\x1a")
        assert quadros.achados["regra"].to_list() == ["ARQ-013"]
    dentro = DECODIFICADOR.decode('{"numero_cda": "N", "devedor": {"nome": "A", "nome": "B"}, "x": 1, "x": 2}')
    assert quadros_de_objetos([dentro])["cda"].row(0) == ("N", "\x1anome", 1)


def test_o_que_nao_se_entende_e_malformado_para_as_regras() -> None:
    """A marca de ilegível é caractere de controle: a conversão a acusa no campo, por qualquer porta."""
    quadros = quadros_de_objetos([cda(livro=["1"])])  # type: ignore[arg-type] - o credor manda o que quer
    normal = normalizar(quadros["cda"])
    assert normal["livro"].to_list() == [None]
    assert normal["malformado"].item() == campo_de("cda", "livro").bit


def test_objeto_so_com_numero_e_listas_nao_e_uma_cda() -> None:
    movimento = {"tipo": "PAGAMENTO_TOTAL", "data": "2024-06-20", "valor": 10}
    assert list(quadros_de_objetos([{"numero_cda": "1", "movimentos": [movimento]}])) == ["movimento"]
    assert list(quadros_de_objetos([{"numero_cda": "1", **movimento}])) == ["movimento"]
    assert list(quadros_de_objetos([cda() | {"tipo": "x", "data": "y"}])) == ["cda"]
    assert quadros_de_objetos([{}])["cda"].shape == (1, 1)
    assert quadros_de_objetos([]) == {}


def test_meio_caractere_unicode_vira_controle_que_a_conversao_acusa() -> None:
    objeto = DECODIFICADOR.decode('{"numero_cda": "A\\ud800B", "origem": "a\\u0000b"}')
    assert quadros_de_objetos([objeto])["cda"].row(0) == ("A\x1aB", "a\x00b", 1)


@pytest.mark.parametrize("recuo", [None, 2])
def test_lista_objeto_unico_e_linhas_dao_o_mesmo(tmp_path: Path, recuo: int | None) -> None:
    objetos = [COMPLETA | {"numero_cda": f"N{n}", "metadados": None} for n in range(3)]
    lista = ler(tmp_path, json.dumps(objetos, indent=recuo).encode(), "envio.json")
    linhas = ler(tmp_path, "\n".join(json.dumps(o) for o in objetos).encode(), "envio.jsonl")
    unico = ler(tmp_path, json.dumps(objetos[0], indent=recuo).encode(), "envio.json")
    assert lista.quadro.equals(linhas.quadro)
    assert unico.quadro.equals(lista.quadro.head(1))
    assert lista.quadro["linha"].to_list() == [1, 2, 3]


def test_arquivo_diz_as_tabelas_e_os_totais(tmp_path: Path) -> None:
    with abrir_bytes(tmp_path, json.dumps([COMPLETA] * 4).encode(), "envio.json") as envio:
        assert envio.tabelas == ("cda", "devedor", "item")
        assert [envio.total_aproximado(t) for t in ("cda", "devedor", "item", "movimento")] == [4, 8, 4, 0]
        assert [f.quadro.height for f in envio.fatias("devedor", 3)] == [3, 3, 2]


def test_linha_ruim_de_json_lines_nao_prende_as_outras(tmp_path: Path) -> None:
    boas = em_jsonl(cdas(2)).split(b"\n")
    fatia = ler(
        tmp_path, b"\n".join([boas[0], b'{"numero_cda": ', b"", b"[1]", boas[1] + b",", boas[1]]), "envio.jsonl"
    )
    assert fatia.quadro["linha"].to_list() == [1, 6]
    assert achados(fatia) == [(2, "linha", "ARQ-011"), (4, "linha", "ARQ-012"), (5, "linha", "ARQ-011")]
    assert fatia.perdidas == 3


@pytest.mark.parametrize(
    ("conteudo", "recusa", "trecho"),
    [
        ('[{"a": 1}\n {"a": 2}]', e.JsonMalformado, "linha 2"),
        ('[{"a": 1},\n]', e.JsonMalformado, "vírgula sobrando"),
        ('[{"a": 1}] x', e.JsonMalformado, "depois do fim da lista"),
        ("[{'a': 1}" + " " * 50 + "]", e.JsonMalformado, "nome de um campo"),
        ('{\n"a": 1}\n{"a": 2}', e.JsonMalformado, "um por linha"),
        ('[{"a": 1}, {"a": "', e.ArquivoCortado, "linha 1"),
        ("[", e.ArquivoCortado, "linha 1"),
        ('[{"a": 1},', e.ArquivoCortado, "linha 1"),
        ("[" + '{"a":' * 100_000, e.JsonMalformado, "aninhados demais"),
    ],
)
def test_json_ruim_e_recusado_ao_abrir(tmp_path: Path, conteudo: str, recusa: type[Exception], trecho: str) -> None:
    with pytest.raises(recusa, match=trecho):
        abrir_bytes(tmp_path, conteudo.encode(), "envio.json")


@pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("trecho", [7, 64, 1 << 20])
def test_codificacoes_e_trechos(tmp_path: Path, codificacao: str, trecho: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_fluxo, "_TRECHO", trecho)
    conteudo = em_json(cdas(3, origem="Não há “aspas” – só travessão")).decode().encode(codificacao)
    fatia = ler(tmp_path, conteudo, "envio.json")
    assert fatia.quadro["origem"].to_list() == ["Não há “aspas” – só travessão"] * 3


def test_codigos_e_chaves_de_ninguem() -> None:
    """Chave com caixa e acento vale como no cabeçalho do CSV."""
    assert quadros_de_objetos([{"Número CDA": "1"}])["cda"].columns == ["numero_cda", "linha"]
