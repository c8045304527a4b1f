"""A Serasa simulada critica, muda a base e devolve os mesmos detalhes; cada documento mágico força o seu desfecho."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from apoio_do_biro import EM, coobriga, depois, detalhes, exclui, header, inclui, linhas, remessa

from hub.comum.documentos import documento_valido
from hub.leiautes.arquivo import ler
from hub.leiautes.motor import ler_registros
from hub.leiautes.serasa.leitura import Pefin, ler_pefin
from leiautes.amostras_serasa import FULANA, PEFIN, arquivo, detalhe, trocar
from simuladores.biro import Serasa, documento_magico
from simuladores.biro.criticas import descricoes
from simuladores.biro.desfechos import DesfechoDesconhecido, desfecho_de, desfechos

TODOS = [linha["desfecho"] for linha in desfechos().values()]


@pytest.fixture
def serasa(tmp_path: Path) -> Serasa:
    return Serasa(tmp_path)


def contratos(serasa: Serasa) -> list[str]:
    return [contrato for contrato, _, _ in serasa.registros()]


@pytest.mark.parametrize("desfecho", TODOS)
@pytest.mark.parametrize("cnpj", [False, True])
def test_documento_magico_e_valido_diferente_e_se_reconhece(desfecho: str, *, cnpj: bool) -> None:
    documentos = [documento_magico(desfecho, indice, cnpj=cnpj) for indice in (0, 1, 9999)]
    assert len(set(documentos)) == 3
    assert pl.DataFrame({"d": documentos}).select(documento_valido(pl.col("d")).all()).item()
    assert {desfecho_de(documento.zfill(15))["desfecho"] for documento in documentos} == {desfecho}


def test_desfecho_que_nao_existe_e_documento_comum() -> None:
    with pytest.raises(DesfechoDesconhecido, match="aceito, recusado"):
        documento_magico("perdoado")
    assert desfecho_de(FULANA)["desfecho"] == "aceito"


def test_os_codigos_do_simulador_nao_sao_do_produto() -> None:
    raiz = Path(__file__).parents[2] / "src" / "hub"
    assert all(codigo.startswith("X") for codigo in descricoes())
    textos = [f.read_text(encoding="utf-8") for f in (raiz / "leiautes" / "serasa").rglob("*.*") if f.suffix != ".pyc"]
    assert not [codigo for codigo in descricoes() for texto in textos if codigo in texto]


def test_o_retorno_vem_no_dia_seguinte_com_os_mesmos_detalhes(serasa: Serasa) -> None:
    enviado = remessa(7, inclui(contrato="A1"), coobriga(contrato="A1"), inclui(contrato="A2"))
    recebido = serasa.receber("entrada.txt", enviado, em=EM)
    assert (recebido.aceitos, recebido.codigos, recebido.recusados) == (3, (), {})
    assert serasa.produzir(em=EM) == []
    (retorno,) = serasa.produzir(em=depois(1))
    assert linhas([retorno]) == [("I", "A1", None, []), ("I", "A1", None, []), ("I", "A2", None, [])]
    assert ler_registros(PEFIN, retorno.conteudo)["1-detalhe"].equals(ler_registros(PEFIN, enviado)["1-detalhe"])
    cabeca = header(retorno)
    assert (cabeca["codigo_envio"], cabeca["numero_remessa"], cabeca["data_movimento"]) == ("R", 7, depois(1))
    assert retorno.nome == "RET09900100120260303001.txt"
    assert serasa.produzir(em=depois(1)) == []


def test_recusado_volta_com_codigo_e_nao_entra_na_base(serasa: Serasa) -> None:
    recebido = serasa.receber("e.txt", remessa(1, inclui("recusado", "A1"), inclui("aceito", "A2")), em=EM)
    assert (recebido.aceitos, recebido.recusados) == (1, {2: ["X50"]})
    assert linhas(serasa.produzir(em=depois(1))) == [("I", "A1", None, ["X50"]), ("I", "A2", None, [])]
    assert contratos(serasa) == ["A2"]


def test_o_mesmo_nome_com_os_mesmos_bytes_nao_se_recebe_de_novo(serasa: Serasa) -> None:
    enviado = remessa(1, inclui("recusado", "A1"), inclui(contrato="A2"))
    primeiro = serasa.receber("e.txt", enviado, em=EM)
    assert serasa.receber("e.txt", enviado, em=depois(1)) == primeiro
    assert len(serasa.produzir(em=depois(30))) == 1


@pytest.mark.parametrize("numero", [1, 2])
def test_numero_de_remessa_que_se_repete_ou_volta_recusa_o_arquivo(serasa: Serasa, numero: int) -> None:
    serasa.receber("a.txt", remessa(2, inclui(contrato="A1")), em=EM)
    repetida = serasa.receber("b.txt", remessa(numero, inclui(contrato="A2")), em=EM)
    assert (repetida.aceitos, repetida.codigos) == (0, ("X06",))
    assert contratos(serasa) == ["A1"]
    _, recusa = serasa.produzir(em=depois(1))
    assert linhas([recusa]) == []
    assert (header(recusa)["codigos_erro"], header(recusa)["numero_remessa"]) == ("X06", numero)
    assert serasa.receber("c.txt", remessa(3, inclui(contrato="A2")), em=EM).codigos == ()


def test_cada_informante_e_cada_diferencial_tem_a_sua_numeracao(serasa: Serasa) -> None:
    um = remessa(1, inclui(contrato="A1"))
    de_olinda = inclui(contrato="A1", filial_digito_cnpj_contratante="000187")
    outro = remessa(1, de_olinda, cnpj_instituicao_informante="099002002")
    paralela = remessa(1, inclui(contrato="A2"), diferencial_remessa="0001")
    assert [serasa.receber(f"{n}.txt", c, em=EM).codigos for n, c in enumerate([um, outro, paralela])] == [()] * 3
    assert len(serasa.registros(informante="099001001")) == 2
    assert {p.nome[:12] for p in serasa.produzir(em=depois(1))} == {"RET099001001", "RET099002002"}


@pytest.mark.parametrize(
    ("conteudo", "codigo"),
    [
        (b"".join(arquivo().splitlines(keepends=True)[:-1]), "X02"),
        (trocar(arquivo(), 2, 594, "0000009"), "X03"),
        (arquivo().replace(b"\r\n1", b"\r\n1 ", 1), "X01"),
        (trocar(arquivo(), 1, 126, "R"), "X07"),
        (trocar(arquivo(), 1, 19, "0000"), "X08"),
        (trocar(arquivo(), 2, 110, "\x00"), "X05"),
    ],
)
def test_defeito_do_arquivo_recusa_tudo(serasa: Serasa, conteudo: bytes, codigo: str) -> None:
    recebido = serasa.receber("e.txt", conteudo, em=EM)
    assert (recebido.aceitos, codigo in recebido.codigos) == (0, True)
    assert serasa.registros() == []
    (recusa,) = serasa.produzir(em=depois(1))
    assert codigo in header(recusa)["codigos_erro"]


@pytest.mark.parametrize(("conteudo", "achado"), [(b"", "ARQUIVO_VAZIO"), (b"<html>", "HTML_NO_LUGAR"), (b"oi", None)])
def test_o_que_nao_e_pefin_nao_tem_retorno(serasa: Serasa, conteudo: bytes, achado: str | None) -> None:
    recebido = serasa.receber("e.txt", conteudo, em=EM)
    assert recebido.codigos == (achado or "FORMATO_DESCONHECIDO",)
    assert serasa.produzir(em=depois(9)) == []


@pytest.mark.parametrize(
    ("trocas", "codigo"),
    [
        ({"nome_devedor": None}, "X20"),
        ({"codigo_operacao": "Z"}, "X21"),
        ({"documento_principal": FULANA[:-1] + "6"}, "X22"),
        ({"tipo_pessoa_principal": "J"}, "X23"),
        ({"data_ocorrencia": date(2026, 3, 1)}, "X24"),
        ({"data_ocorrencia": date(2021, 4, 1)}, "X24"),
        ({"data_nascimento": date(2010, 1, 1)}, "X25"),
        ({"motivo_baixa": "01"}, "X27"),
        ({"numero_contrato": "A_1"}, "X28"),
        ({"codigos_erro": "001"}, "X31"),
        ({"filial_digito_cnpj_contratante": "000187"}, "X32"),
    ],
)
def test_defeito_do_detalhe_recusa_so_ele(serasa: Serasa, trocas: dict[str, object], codigo: str) -> None:
    recebido = serasa.receber("e.txt", remessa(1, detalhe("B1") | trocas, inclui(contrato="A1")), em=EM)
    assert (recebido.aceitos, recebido.codigos, recebido.recusados) == (1, (), {2: [codigo]})
    assert contratos(serasa) == ["A1"]


def test_exclusao_com_motivo_interno_e_recusada(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui()), em=EM)
    assert serasa.receber("b.txt", remessa(2, exclui(motivo_baixa="97")), em=EM).recusados == {2: ["X26"]}
    assert contratos(serasa) == ["A1"]


def test_inclusao_repetida_exclusao_desconhecida_e_contrato_de_outro(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui(contrato="A1")), em=EM)
    lote = remessa(2, inclui(contrato="A1"), exclui(contrato="NADA"), inclui("ordem_judicial", "A1"))
    assert serasa.receber("b.txt", lote, em=EM).recusados == {2: ["X40"], 3: ["X41"], 4: ["X43"]}
    assert len(serasa.registros()) == 1


def test_excluir_o_principal_tira_os_coobrigados(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui(), coobriga(), inclui(contrato="A2")), em=EM)
    assert len(serasa.registros()) == 3
    serasa.receber("b.txt", remessa(2, exclui()), em=depois(1))
    assert contratos(serasa) == ["A2"]
    so_o_coobrigado = coobriga() | {"codigo_operacao": "E", "motivo_baixa": "01"}
    assert serasa.receber("c.txt", remessa(3, so_o_coobrigado), em=depois(2)).recusados == {2: ["X41"]}


def test_excluir_o_coobrigado_deixa_o_principal(serasa: Serasa) -> None:
    so_o_coobrigado = coobriga() | {"codigo_operacao": "E", "motivo_baixa": "18"}
    serasa.receber("a.txt", remessa(1, inclui(), coobriga(), so_o_coobrigado), em=EM)
    assert [coobrigado for _, _, coobrigado in serasa.registros()] == [""]


def test_coobrigado_sem_principal(serasa: Serasa) -> None:
    recebido = serasa.receber("a.txt", remessa(1, coobriga(), inclui()), em=EM)
    assert recebido.recusados == {2: ["X42"]}


def test_excluir_e_incluir_de_novo_no_mesmo_arquivo_na_ordem(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui()), em=EM)
    recebido = serasa.receber("b.txt", remessa(2, exclui(motivo_baixa="07"), inclui(valor=100)), em=EM)
    assert (recebido.aceitos, recebido.recusados) == (2, {})
    assert contratos(serasa) == ["A1"]


def test_sem_resposta_e_exclusao_sem_resposta(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui("sem_resposta", "A1"), inclui("exclusao_sem_resposta", "A2")), em=EM)
    serasa.receber("b.txt", remessa(2, exclui("exclusao_sem_resposta", "A2")), em=EM)
    assert linhas(serasa.produzir(em=depois(90))) == [("I", "A2", None, [])]
    assert contratos(serasa) == ["A1"]


def test_retorno_repetido_sao_os_mesmos_bytes_com_outro_nome(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui("retorno_repetido")), em=EM)
    um, outro = serasa.produzir(em=depois(1))
    assert um.conteudo == outro.conteudo
    assert um.nome != outro.nome


def test_fora_de_ordem_a_exclusao_volta_antes_da_inclusao(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui("fora_de_ordem")), em=EM)
    serasa.receber("b.txt", remessa(2, exclui("fora_de_ordem")), em=depois(1))
    assert linhas(serasa.produzir(em=depois(9))) == [("E", "A1", "01", []), ("I", "A1", None, [])]


def test_trailer_errado_so_no_arquivo_dele(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui("trailer_errado", "A1"), inclui(contrato="A2")), em=EM)
    certo, errado = serasa.produzir(em=depois(1))
    assert linhas([certo]) == [("I", "A2", None, [])]
    assert {a.codigo for a in ler(errado.conteudo).achados} == {"SEQUENCIA_QUEBRADA", "QUANTIDADE_NAO_CONFERE"}
    assert detalhes(errado) == [("I", "A1", None, [])]


def test_contrato_desconhecido_vem_junto_do_verdadeiro(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui("contrato_desconhecido")), em=EM)
    assert [contrato for _, contrato, *_ in linhas(serasa.produzir(em=depois(1)))] == ["A1", "NAO-ENVIADO"]


def test_retorno_truncado_e_depois_inteiro(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui("retorno_truncado", "A1"), inclui("retorno_truncado", "A2")), em=EM)
    (truncado,) = serasa.produzir(em=depois(1))
    lido = ler_pefin(truncado.conteudo)
    assert isinstance(lido, Pefin)
    assert {achado.codigo for achado in lido.conferir()} == {"TAMANHO_DA_LINHA", "FALTA_TRAILLER"}
    assert len(detalhes(truncado)) == 1
    assert [contrato for _, contrato, *_ in linhas(serasa.produzir(em=depois(2)))] == ["A1", "A2"]


@pytest.mark.parametrize(
    ("desfecho", "dias", "operacao", "motivo", "fica"),
    [
        ("decurso_de_prazo", 30, "E", "97", False),
        ("ordem_judicial", 20, "E", "96", False),
        ("decurso_sumula_13", 30, "E", "94", False),
        ("comunicado_devolvido", 12, "E", "95", False),
        ("condicao_especial", 15, "C", None, True),
        ("decurso_como_aviso", 30, "C", "97", False),
    ],
)
def test_o_que_acontece_depois(
    serasa: Serasa, desfecho: str, dias: int, operacao: str, motivo: str | None, *, fica: bool
) -> None:
    serasa.receber("a.txt", remessa(1, inclui(desfecho), coobriga(de=desfecho)), em=EM)
    assert len(linhas(serasa.produzir(em=depois(dias - 1)))) == 2
    (tardio,) = serasa.produzir(em=depois(dias))
    assert linhas([tardio]) == [(operacao, "A1", motivo, [])]
    assert header(tardio)["data_movimento"] == depois(dias)
    assert len(serasa.registros()) == (2 if fica else 0)


def test_quem_saiu_antes_nao_tem_o_depois(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui("decurso_de_prazo")), em=EM)
    serasa.receber("b.txt", remessa(2, exclui("decurso_de_prazo")), em=depois(5))
    assert [linha[0] for linha in linhas(serasa.produzir(em=depois(60)))] == ["I", "E"]


def test_cinco_anos_depois_do_vencimento_o_registro_sai_sozinho(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui(data_ocorrencia=date(2024, 2, 29))), em=EM)
    serasa.produzir(em=depois(1))
    assert serasa.produzir(em=date(2029, 2, 27)) == []
    assert linhas(serasa.produzir(em=date(2029, 2, 28))) == [("E", "A1", "97", [])]
    assert serasa.registros() == []


def test_exclusao_recusada_deixa_o_registro(serasa: Serasa) -> None:
    serasa.receber("a.txt", remessa(1, inclui("exclusao_recusada")), em=EM)
    serasa.receber("b.txt", remessa(2, exclui("exclusao_recusada")), em=EM)
    assert linhas(serasa.produzir(em=depois(1)))[1] == ("E", "A1", "01", ["X51"])
    assert contratos(serasa) == ["A1"]


def test_a_memoria_sobrevive_e_quem_para_no_meio_produz_de_novo(tmp_path: Path) -> None:
    Serasa(tmp_path).receber("a.txt", remessa(1, inclui("retorno_repetido"), inclui(contrato="A2")), em=EM)

    def parar() -> None:
        with Serasa(tmp_path).produzindo(em=depois(1)) as produzidos:
            next(iter(produzidos))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parar()
    produzidos = Serasa(tmp_path).produzir(em=depois(1))
    assert [p.nome[-7:] for p in produzidos] == ["001.txt", "002.txt", "003.txt"]
    assert Serasa(tmp_path).produzir(em=depois(1)) == []
