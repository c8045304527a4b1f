"""O motor em quadros lê e escreve linhas de largura fixa, de volta ao mesmo byte."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.leiautes.erros import LeiauteSoDeLeitura, TextoLongoDemais, TipoDeColuna, ValorForaDaFaixa
from hub.leiautes.motor import (
    ascii_maiusculo,
    ascii_maiusculo_de,
    escrever_coluna,
    escrever_registros,
    ler_registros,
)
from hub.leiautes.motor.leitura import DESCONHECIDO, ler_campos
from hub.leiautes.motor.linhas import _fatiar, _fatiar_depressa, com_lote, linhas_de
from hub.leiautes.tabelas import Campo, leiaute, leiautes
from leiautes.amostras import DE_TITULOS, amostra

ESCRITOS = [nome for nome in leiautes() if leiaute(nome).escreve]


def titulo(**campos: object) -> pl.DataFrame:
    return pl.DataFrame({"nosso_numero": ["X1"]} | {nome: [valor] for nome, valor in campos.items()})


def campo_escrito(nome: str, **campos: object) -> str:
    (linha,) = escrever_coluna("protesto/remessa", "transacao", titulo(**campos))
    campo = leiaute("protesto/remessa").registros["transacao"].por_nome[nome]
    return str(linha[campo.inicio - 1 : campo.fim])


def test_cada_natureza_no_seu_feitio() -> None:
    assert campo_escrito("valor_titulo", valor_titulo=81240) == "00000000081240"
    assert campo_escrito("data_emissao", data_emissao=date(2024, 2, 29)) == "29022024"
    assert campo_escrito("data_vencimento", data_vencimento="99999999") == "99999999"
    assert campo_escrito("cep_devedor", cep_devedor="1310100") == "01310100"
    assert campo_escrito("sequencial_registro", sequencial_registro=2) == "0002"
    assert campo_escrito("nosso_numero", nosso_numero="a1") == "A1" + " " * 13
    assert campo_escrito("nome_devedor", nome_devedor="José d’Ávila\tNeto") == "JOSE D'AVILA NETO".ljust(45)


def test_coluna_que_falta_leva_constante_zeros_ou_brancos() -> None:
    assert campo_escrito("identificacao_registro") == "1"
    assert campo_escrito("custas_cartorio") == "0" * 10
    assert campo_escrito("numero_protocolo") == " " * 10
    assert campo_escrito("data_protocolo", data_protocolo=None) == "00000000"


def test_codigo_com_letra_fica_a_esquerda() -> None:
    linhas = escrever_coluna("protesto/desistencia", "2_pedido", pl.DataFrame({"numero_protocolo": ["22/1", "221"]}))
    assert [linha[1:11] for linha in linhas] == ["22/1      ", "0000000221"]


def test_descritivo_e_cortado_e_identificador_e_recusado() -> None:
    assert campo_escrito("nome_devedor", nome_devedor="M" * 60) == "M" * 45
    with pytest.raises(TextoLongoDemais, match=r"Registro 1, campo numero_titulo: \"202400012345\" tem 12 caracteres"):
        campo_escrito("numero_titulo", numero_titulo="202400012345")
    with pytest.raises(TextoLongoDemais, match="numero_documento_devedor"):
        campo_escrito("numero_documento_devedor", numero_documento_devedor="1" * 15)


def test_recusa_diz_qual_registro() -> None:
    quadro = pl.DataFrame({"nosso_numero": ["A" * 15, "B" * 16]})
    with pytest.raises(TextoLongoDemais, match="Registro 2, campo nosso_numero"):
        escrever_coluna("protesto/remessa", "transacao", quadro)


@pytest.mark.parametrize("valor", [-1, 10**14])
def test_dinheiro_que_nao_cabe_e_recusado(valor: int) -> None:
    with pytest.raises(ValorForaDaFaixa, match="valor_titulo"):
        campo_escrito("valor_titulo", valor_titulo=valor)


def test_dinheiro_em_ponto_flutuante_e_recusado() -> None:
    with pytest.raises(TipoDeColuna, match="Int64 em centavos"):
        campo_escrito("valor_titulo", valor_titulo=812.40)


def test_leiaute_inferido_so_se_le() -> None:
    linha = "1" + " " * 999
    assert ler_registros("protesto/remessa_v050", linha.encode())["transacao"].height == 1
    with pytest.raises(LeiauteSoDeLeitura, match="protesto/remessa"):
        escrever_coluna("protesto/remessa_v050", "transacao", titulo())


def test_quadro_vazio_da_arquivo_vazio() -> None:
    assert escrever_coluna("protesto/remessa", "transacao", titulo().clear()).is_empty()
    assert escrever_registros("protesto/remessa", ler_registros("protesto/remessa", b"")) == b""


def test_le_tipado_e_guarda_a_data_que_nao_converte() -> None:
    linha = escrever_coluna(
        "protesto/remessa",
        "transacao",
        titulo(valor_titulo=81240, data_vencimento="99999999", data_emissao=date(2024, 1, 2), cep_devedor="01310100"),
    )[0]
    lido = ler_registros("protesto/remessa", linha.encode() + b"\r\n")["transacao"].row(0, named=True)
    assert lido["valor_titulo"] == 81240
    assert (lido["data_vencimento"], lido["data_vencimento_cru"]) == (None, "99999999")
    assert (lido["data_emissao"], lido["data_emissao_cru"]) == (date(2024, 1, 2), None)
    assert lido["cep_devedor"] == "01310100"
    assert (lido["linha"], lido["nome_devedor"], lido["malformado"]) == (1, None, 0)


def test_malformado_liga_o_bit_do_campo() -> None:
    campos = leiaute("protesto/remessa").registros["transacao"].campos
    linha = escrever_coluna("protesto/remessa", "transacao", titulo(data_emissao="31022024"))[0]
    linha = linha[:246] + "0000000000081X" + linha[260:]
    (malformado,) = ler_registros("protesto/remessa", linha.encode())["transacao"]["malformado"]
    ligados = {campo.nome for posicao, campo in enumerate(campos) if malformado >> posicao & 1}
    assert ligados == {"valor_titulo", "data_emissao"}


def test_campo_que_o_leiaute_manda_ignorar_nunca_e_malformado() -> None:
    linha = escrever_coluna("protesto/retorno", "transacao", titulo(data_emissao="31022024"))[0]
    assert ler_registros("protesto/retorno", linha.encode())["transacao"]["malformado"].to_list() == [0]


def test_linha_de_tamanho_errado_ou_tipo_alheio_vai_para_desconhecido() -> None:
    boa = escrever_coluna("protesto/remessa", "transacao", titulo())[0]
    lido = ler_registros("protesto/remessa", f"{boa}\r\n{boa[:-1]}\r\n\r\nX{boa[1:]}\r\n".encode())
    assert lido["transacao"]["linha"].to_list() == [1]
    assert lido["desconhecido"]["linha"].to_list() == [2, 3, 4]


def test_lote_conta_os_cabecalhos() -> None:
    cabeca, titulo_, pe = (
        escrever_coluna("protesto/remessa", nome, pl.DataFrame({"sequencial_registro": [1]}))[0]
        for nome in ("header", "transacao", "trailler")
    )
    arquivo = [cabeca, titulo_, pe, cabeca, titulo_, titulo_, pe]
    lido = ler_registros("protesto/remessa", b"\n".join(linha.encode() for linha in arquivo))
    assert lido["transacao"]["lote"].to_list() == [1, 2, 2]


@pytest.mark.parametrize("quebra", ["\r\n", "\n", "\r", ""])
def test_qualquer_terminador(quebra: str) -> None:
    linhas = escrever_coluna("protesto/remessa", "transacao", pl.DataFrame({"nosso_numero": ["A", "B", "C"]}))
    for final in {"", quebra}:
        lido = ler_registros("protesto/remessa", (quebra.join(linhas) + final).encode())
        assert lido["transacao"]["nosso_numero"].to_list() == ["A", "B", "C"]


@pytest.mark.parametrize("codificacao", ["utf-8", "iso-8859-1"])
def test_fora_do_ascii_le_pela_codificacao_que_da_linhas_certas(codificacao: str) -> None:
    linha = escrever_coluna("protesto/remessa", "transacao", titulo(nome_devedor="JOSE"))[0].replace("JOSE", "JOSÉ")
    lido = ler_registros("protesto/remessa", f"{linha}\r\n".encode(codificacao))
    assert lido["transacao"]["nome_devedor"].to_list() == ["JOSÉ"]


TEXTO = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.one_of(st.none(), TEXTO), min_size=1, max_size=8))
def test_ascii_maiusculo_igual_num_texto_e_numa_coluna(textos: list[str | None]) -> None:
    coluna = ascii_maiusculo(pl.Series(textos, dtype=pl.String))
    assert coluna.to_list() == [None if t is None else ascii_maiusculo_de(t) for t in textos]
    assert all(t.isascii() and (t.isprintable() or not t) for t in coluna.drop_nulls())


@pytest.mark.parametrize(
    ("texto", "limpo"),
    [
        ("ção", "CAO"),
        ("nº 5ª", "NO 5A"),
        ("“a” – ‘b’…", "\"A\" - 'B'..."),
        ("a\tb\x00c\nd", "A B C D"),
        ("ß", "SS"),
        ("d`avila", "D'AVILA"),
    ],
)
def test_trocas_conhecidas(texto: str, limpo: str) -> None:
    assert ascii_maiusculo_de(texto) == limpo
    assert ascii_maiusculo(pl.Series([texto])).to_list() == [limpo]


def valores_de(campo: Campo) -> st.SearchStrategy[object]:
    match campo.natureza:
        case "quantidade" | "dinheiro":
            return st.integers(0, 10**campo.tamanho - 1)
        case "data":
            return st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2999, 12, 31)))
        case "codigo":
            return st.text("0123456789", min_size=campo.tamanho, max_size=campo.tamanho)
    aparado = st.text("ABCXYZ019/-.& ", max_size=campo.tamanho).map(str.strip)
    return aparado.map(lambda texto: texto or None)


@st.composite
def arquivos(sortear: st.DrawFn) -> tuple[str, dict[str, list[dict[str, object]]]]:
    nome = sortear(st.sampled_from(ESCRITOS))
    registros = {}
    for chave, registro in leiaute(nome).registros.items():
        forma = {c.nome: valores_de(c) for c in registro.campos[1:]} | {
            registro.campos[0].nome: st.just(registro.identificacao)
        }
        registros[chave] = sortear(st.lists(st.fixed_dictionaries(forma), min_size=1, max_size=2))
    return nome, registros


@given(arquivos())
@settings(deadline=None)
def test_ida_e_volta_em_todos_os_leiautes(arquivo: tuple[str, dict[str, list[dict[str, object]]]]) -> None:
    nome, registros = arquivo
    quadros, linha = {}, 1
    for chave, linhas in registros.items():
        esquema = ler_registros(nome, b"")[chave].schema
        campos = {campo: esquema[campo] for campo in leiaute(nome).registros[chave].por_nome}
        quadro = pl.DataFrame(linhas, schema=campos)
        quadros[chave] = quadro.with_columns(linha=pl.int_range(linha, linha + len(linhas), dtype=pl.UInt32))
        linha += len(linhas)
    conteudo = escrever_registros(nome, quadros)
    lidos = ler_registros(nome, conteudo)
    for chave, quadro in quadros.items():
        assert lidos[chave].select(quadro.columns).equals(quadro), chave
        assert lidos[chave]["malformado"].to_list() == [0] * quadro.height
    assert escrever_registros(nome, lidos) == conteudo


@pytest.mark.parametrize("nome", DE_TITULOS)
def test_ler_so_alguns_campos_da_o_mesmo_que_ler_todos(nome: str) -> None:
    tabela = leiaute(nome)
    linhas, codificacao = linhas_de(amostra(nome), tabela.tamanho)
    linhas = com_lote(tabela, linhas)
    for registro, inteiro in ler_registros(nome, amostra(nome)).items():
        if registro == DESCONHECIDO:
            continue
        nomes = list(tabela.registros[registro].por_nome)[::3]
        poucos = ler_campos(tabela, tabela.registros[registro], linhas, nomes, so_ascii=codificacao == "ascii")
        assert poucos.equals(inteiro.select("linha", "lote", *nomes))


@given(
    linhas=st.lists(st.sampled_from(["0", "1", "", "0" + "x" * 599, "1" * 1200]), max_size=8),
    quebras=st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=8, max_size=8),
    fim=st.sampled_from(["", "0", "\n", "\r", "\r\n"]),
)
def test_o_caminho_rapido_das_linhas_da_o_mesmo_que_o_lento(linhas: list[str], quebras: list[str], fim: str) -> None:
    texto = "".join(map("".join, zip(linhas, quebras, strict=False))) + fim
    depressa = _fatiar_depressa(texto.encode())
    assert depressa is None or depressa.equals(_fatiar(texto, 600))
