"""Cada documento mágico força o seu desfecho, com arquivos que se leem sem achados."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from apoio_da_cra import NOME, OLINDA, RECIFE, depois, remessa, retornos, titulos, transacoes, um

from hub.comum.documentos import documento_valido
from hub.leiautes.arquivo import ler
from simuladores.cra import CRA, Parametros, documento_magico
from simuladores.cra.desfechos import DesfechoDesconhecido, TabelaDeDesfechos, finais, tabela

SO_RETORNO = Parametros(andamento=False)
TODOS = tabela()["desfecho"].to_list()


@pytest.fixture
def cra(tmp_path: Path) -> CRA:
    return CRA(tmp_path, parametros=SO_RETORNO)


def enviar(cra: CRA, *desfechos: str, codevedores: int = 0) -> None:
    resposta = cra.receber(NOME, remessa(titulos(*desfechos, codevedores=codevedores)), em=depois(0))
    assert resposta.codigos == []


@pytest.mark.parametrize("desfecho", TODOS)
@pytest.mark.parametrize("cnpj", [False, True])
def test_documento_magico_e_valido_e_diferente(desfecho: str, *, cnpj: bool) -> None:
    documentos = pl.DataFrame({"d": [documento_magico(desfecho, indice, cnpj=cnpj) for indice in (0, 1, 9999)]})
    assert documentos["d"].n_unique() == 3
    assert documentos.select(documento_valido(pl.col("d")).all()).item()


def test_desfecho_que_nao_existe() -> None:
    with pytest.raises(DesfechoDesconhecido, match="pago, protestado"):
        documento_magico("perdoado")


def test_confirmacao_da_protocolo_por_cartorio_e_repete_a_remessa(cra: CRA) -> None:
    enviar(cra, "pago", "protestado", codevedores=1)
    confirmacao = um(cra.produzir(em=depois(0)), "C")
    assert confirmacao.nome == "C5820203.261"
    linhas = transacoes(confirmacao)
    assert [linha["numero_protocolo"] for linha in linhas] == ["2600000001"] * 2 + ["2600000002"] * 2
    assert [linha["numero_controle_devedor"] for linha in linhas] == [1, 2, 1, 2]
    assert {linha["tipo_ocorrencia"] for linha in linhas} == {None}
    assert {linha["codigo_cartorio"] for linha in linhas} == {"01"}
    assert {linha["data_protocolo"] for linha in linhas} == {depois(0)}


def test_protocolo_continua_na_remessa_seguinte_e_recomeca_noutro_cartorio(tmp_path: Path) -> None:
    cra = CRA(tmp_path, parametros=Parametros(andamento=False, cartorios=2))
    for vez in (1, 2):
        conteudo = remessa(titulos("pago", "pago", "pago"), titulos("pago", municipio=OLINDA), sequencial=vez)
        assert cra.receber(f"B5820203.26{vez}", conteudo, em=depois(0)).codigos == []
    confirmacoes = [p for p in cra.produzir(em=depois(0)) if p.nome.startswith("C")]
    vistos = [[(t["codigo_cartorio"], t["numero_protocolo"][-1]) for t in transacoes(p)] for p in confirmacoes]
    assert vistos[0] == [("01", "1"), ("02", "1"), ("01", "2"), ("01", "1")]
    assert vistos[1] == [("01", "3"), ("02", "2"), ("01", "4"), ("01", "2")]


@pytest.mark.parametrize(
    ("desfecho", "dias", "ocorrencia", "irregularidade"),
    [
        ("pago", 3, "1", None),
        ("protestado", 10, "2", None),
        ("protestado_por_edital", 25, "C", None),
        ("devolvido_sem_custas", 6, "5", "06"),
        ("devolvido_com_custas", 6, "6", "61"),
        ("sustado", 4, "4", None),
        ("guia_vencida", 8, "Z", "98"),
        ("espera_desistencia", 60, "2", None),
    ],
)
def test_um_desfecho_um_retorno(
    cra: CRA, desfecho: str, dias: int, ocorrencia: str, irregularidade: str | None
) -> None:
    enviar(cra, desfecho, codevedores=1)
    assert retornos(cra, em=depois(dias - 1)) == []
    (linha,) = retornos(cra, em=depois(dias))
    assert (linha["tipo_ocorrencia"], linha["codigo_irregularidade"]) == (ocorrencia, irregularidade)
    assert linha["data_ocorrencia"] == depois(dias - 1)
    assert (linha["numero_protocolo"], linha["nosso_numero"]) == ("2600000001", "CDA6060")
    assert (linha["nome_devedor"], linha["saldo_titulo"]) == (None, 90000)
    assert retornos(cra, em=depois(400)) == []


def test_recusado_na_confirmacao_nao_tem_protocolo_nem_retorno(cra: CRA) -> None:
    enviar(cra, "recusado_na_confirmacao", "pago")
    recusado, pago = transacoes(um(cra.produzir(em=depois(0)), "C"))
    assert (recusado["tipo_ocorrencia"], recusado["codigo_irregularidade"]) == ("5", "07")
    assert (recusado["numero_protocolo"], recusado["data_protocolo"]) == (None, None)
    assert pago["numero_protocolo"] == "2600000001"
    assert [linha["nosso_numero"] for linha in retornos(cra, em=depois(400))] == ["CDA6061"]


def test_nunca_respondido(cra: CRA) -> None:
    enviar(cra, "nunca_respondido")
    assert cra.produzir(em=depois(400)) == []


def test_respondido_duas_vezes_vem_em_dois_arquivos(cra: CRA) -> None:
    enviar(cra, "respondido_duas_vezes")
    primeiro, segundo = [p for p in cra.produzir(em=depois(3)) if p.nome.startswith("R")]
    assert (primeiro.nome, segundo.nome) == ("R5820503.261", "R5820503.262")
    assert transacoes(primeiro) == transacoes(segundo)


def test_total_errado_vem_num_arquivo_so_dele(cra: CRA) -> None:
    enviar(cra, "total_errado", "protestado")
    certo, errado = [p for p in cra.produzir(em=depois(10)) if p.nome.startswith("R")]
    assert [linha["nosso_numero"] for linha in transacoes(certo)] == ["CDA6061"]
    codigos = {achado.codigo for achado in ler(errado.conteudo).achados}
    assert codigos == {"QUANTIDADE_NAO_CONFERE", "VALOR_NAO_CONFERE"}


def test_titulo_desconhecido_vem_junto_do_verdadeiro(cra: CRA) -> None:
    enviar(cra, "titulo_desconhecido")
    verdadeiro, fantasma = retornos(cra, em=depois(10))
    assert verdadeiro["nosso_numero"] == "CDA6060"
    assert fantasma["nosso_numero"] == "NAOENVIADOA6060"
    assert fantasma["numero_protocolo"] == "9999999999"


def test_fora_de_ordem_retorna_antes_de_confirmar(cra: CRA) -> None:
    enviar(cra, "fora_de_ordem")
    assert [p.nome for p in cra.produzir(em=depois(2))] == ["R5820303.261", "C5820403.261"]


@pytest.mark.parametrize(
    ("desfecho", "ocorrencias"),
    [("sustado_e_protestado", ["4", "2"]), ("sustado_definitivo", ["4", "G"]), ("condicional_e_pago", ["7", "1"])],
)
def test_o_que_nao_encerra_tem_segundo_retorno(cra: CRA, desfecho: str, ocorrencias: list[str]) -> None:
    enviar(cra, desfecho)
    assert [linha["tipo_ocorrencia"] for linha in retornos(cra, em=depois(60))] == ocorrencias


def test_andamento_acompanha_ate_o_retorno(tmp_path: Path) -> None:
    cra = CRA(tmp_path)
    cra.receber(NOME, remessa(titulos("protestado", "fora_de_ordem", "recusado_na_confirmacao")), em=depois(0))
    arquivos = [p for p in cra.produzir(em=depois(5)) if p.nome.startswith("M")]
    vistos = [(p.nome, t["codigo_irregularidade"], t["nosso_numero"]) for p in arquivos for t in transacoes(p)]
    assert vistos == [("M5820203.261", "AA", "CDA6060"), ("M5820403.261", "AG", "CDA6060")]
    (andamento,) = transacoes(arquivos[1])
    assert andamento["tipo_ocorrencia"] == "0"
    assert andamento["complemento_registro"] == "04032026 100000"
    assert andamento["nome_devedor"] == "FULANA FICTICIA"


def test_repetir_nao_produz_de_novo_e_o_estado_sobrevive(tmp_path: Path) -> None:
    enviar(CRA(tmp_path, parametros=SO_RETORNO), "pago")
    assert len(CRA(tmp_path, parametros=SO_RETORNO).produzir(em=depois(0))) == 1
    assert CRA(tmp_path, parametros=SO_RETORNO).produzir(em=depois(2)) == []
    assert [linha["tipo_ocorrencia"] for linha in retornos(CRA(tmp_path), em=depois(30))] == ["1"]


def test_documento_comum_tem_desfecho_fixo_repartido_pelos_pesos() -> None:
    quantos = 20_000
    comuns = pl.DataFrame(
        {
            "numero_documento_devedor": [f"{n * 48_271 % 10**11:014}" for n in range(1, quantos + 1)],
            "nosso_numero": [f"CDA{n}" for n in range(quantos)],
            "saldo_titulo": [n * 37 % 9_000_000 for n in range(quantos)],
        }
    )
    sorteados = finais(comuns, tabela())
    assert sorteados.equals(finais(comuns, tabela()))
    for final, peso in tabela().select("final", "peso").iter_rows():
        assert sorteados.eq(final).sum() / quantos == pytest.approx(peso / 10_000, abs=0.02), final


def test_outra_tabela_de_desfechos(tmp_path: Path) -> None:
    caminho = tmp_path / "desfechos.csv"
    colunas = ",".join(c for c in tabela().columns if c != "ate")
    caminho.write_text(f"{colunas}\n01,pago,10000,0,,1,,3,,,,A,,,\n", encoding="utf-8")
    cra = CRA(tmp_path / "cra", parametros=SO_RETORNO, desfechos=caminho)
    enviar(cra, "protestado")
    assert [linha["tipo_ocorrencia"] for linha in retornos(cra, em=depois(90))] == ["1"]
    caminho.write_text(f"{colunas}\n01,pago,9999,0,,1,,3,,,,A,,,\n", encoding="utf-8")
    tabela.cache_clear()
    with pytest.raises(TabelaDeDesfechos, match="9999"):
        CRA(tmp_path / "cra", desfechos=caminho)


def test_municipio_grande_se_reparte_em_lotes(cra: CRA) -> None:
    muitos = pl.concat([titulos("pago")] * 12).with_columns(
        nosso_numero=pl.int_range(12).cast(pl.String), numero_titulo=pl.int_range(12).cast(pl.String)
    )
    resposta = cra.receber(NOME, remessa(muitos), em=date(2026, 3, 2))
    assert resposta.aceitos == {RECIFE: 12}
    assert len(retornos(cra, em=depois(3))) == 12
