"""XLSX e ODS: datas, números, folhas e o que o leitor de planilhas não conta."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from fabrica_de_arquivos import abrir_bytes, achados, cda, cdas, em_ods, em_xlsx, ler, ods_com

from hub.recepcao.formatos import Limites
from hub.recepcao.formatos import erros as e
from hub.recepcao.formatos.celulas import dinheiro_em_texto, inteiro_em_texto, momento_em_data, serial_em_data

Escritor = Callable[[Any, Any], None]


def planilha(escrever: Escritor, folha: str = "cda", opcoes: Mapping[str, Any] | None = None) -> bytes:
    """Um XLSX com uma CDA de obrigatórios na linha 2, mais o que `escrever(livro, folha)` mudar."""
    saida = io.BytesIO()
    livro = xlsxwriter.Workbook(saida, {"in_memory": True, **(opcoes or {})})
    pagina = livro.add_worksheet(folha)
    for coluna, (nome, valor) in enumerate(cda().items()):
        pagina.write_string(0, coluna, nome)
        pagina.write_string(1, coluna, valor or "")
    escrever(livro, pagina)
    livro.close()
    return saida.getvalue()


def coluna(nome: str) -> int:
    return list(cda()).index(nome)


def valor_lido(pasta: Path, campo: str, escrever: Callable[[Any, Any, int], Any], **opcoes: Any) -> str | None:
    conteudo = planilha(lambda livro, folha: escrever(livro, folha, coluna(campo)), opcoes=opcoes)
    lido = ler(pasta, conteudo, "envio.xlsx").quadro[campo].item()
    assert lido is None or isinstance(lido, str)
    return lido


@pytest.mark.parametrize("formato", ["xlsx", "ods"])
def test_folhas_por_tabela(tmp_path: Path, formato: str) -> None:
    movimento = {"numero_cda": "1", "tipo": "PAGAMENTO_TOTAL", "data": "2024-06-20", "valor": "10.00"}
    folhas = {"Movimentos": [movimento], "CDA": cdas(3), "instruções": [{"a": "b"}]}
    conteudo = em_xlsx(folhas, tabela="movimento") if formato == "xlsx" else em_ods(folhas, tabela="movimento")
    with abrir_bytes(tmp_path, conteudo, f"envio.{formato}") as envio:
        assert (envio.formato, envio.tabelas, envio.encoding) == (formato, ("cda", "movimento"), None)
        assert envio.total_aproximado("cda") == 3
        (das_cdas,) = envio.fatias("cda")
        assert das_cdas.quadro["linha"].to_list() == [2, 3, 4]
        assert achados(das_cdas) == [(1, "folha", "ARQ-014")]
        assert next(envio.fatias("movimento")).quadro.drop("linha").to_dicts() == [movimento]


@pytest.mark.parametrize("formato", [em_xlsx, em_ods])
def test_unica_folha_de_qualquer_nome_e_a_tabela_cda(tmp_path: Path, formato: Callable[..., bytes]) -> None:
    assert ler(tmp_path, formato({"Plan1": cdas(2)}), "envio").quadro.height == 2


def test_nenhuma_folha_com_nome_de_tabela(tmp_path: Path) -> None:
    with pytest.raises(e.FolhaSemTabela, match="Plan1, Plan2"):
        abrir_bytes(tmp_path, em_xlsx({"Plan1": cdas(1), "Plan2": cdas(1)}))
    with pytest.raises(e.TabelaRepetida):
        abrir_bytes(tmp_path, em_xlsx({"cda": cdas(1), "CDAs": cdas(1)}))
    with pytest.raises(e.FolhasDemais):
        abrir_bytes(tmp_path, em_xlsx({"cda": cdas(1), "item": cdas(1)}), limites=Limites(folhas=1))
    for folhas, detalhe in (({"cda": cdas(1)[:0]}, "vazias"), ({"cda": [], "item": [{}]}, "vazias")):
        with pytest.raises(e.ArquivoVazio, match=detalhe):
            abrir_bytes(tmp_path, em_xlsx(folhas))
    with pytest.raises(e.ArquivoVazio, match="só têm o cabeçalho"):
        abrir_bytes(tmp_path, em_xlsx({"cda": [dict.fromkeys(cda())]}))


def test_celula_de_data_de_hora_e_serial_puro(tmp_path: Path) -> None:
    data = datetime.fromisoformat("2024-03-15")

    def com_formato(quando: datetime) -> Callable[[Any, Any, int], Any]:
        return lambda livro, folha, c: folha.write_datetime(
            1, c, quando, livro.add_format({"num_format": "dd/mm/yy hh:mm"})
        )

    assert valor_lido(tmp_path, "data_inscricao", com_formato(data)) == "2024-03-15"
    assert valor_lido(tmp_path, "data_inscricao", com_formato(data.replace(hour=14))) == "2024-03-15T14:00:00"
    assert valor_lido(tmp_path, "data_inscricao", lambda _, f, c: f.write_number(1, c, 45366)) == "2024-03-15"
    assert valor_lido(tmp_path, "data_inscricao", lambda _, f, c: f.write_string(1, c, "15/03/2024")) == "15/03/2024"


def test_calendario_de_1904(tmp_path: Path) -> None:
    lido = valor_lido(tmp_path, "data_inscricao", lambda _, f, c: f.write_number(1, c, 43904), date_1904=True)
    assert lido == "2024-03-15"


@pytest.mark.parametrize(
    ("serial", "data"),
    [
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("60", "1900-02-29"),
        ("61", "1900-03-01"),
        ("45366.0", "2024-03-15"),
        ("2958465", "9999-12-31"),
        ("2958466", "2958466"),
        ("20240315", "20240315"),
        ("45366.5", "45366.5"),
        ("-3", "-3"),
        ("0", "0"),
        ("", ""),
        ("abc", "abc"),
    ],
)
def test_serial_do_excel(serial: str, data: str) -> None:
    assert serial_em_data(serial) == data


@pytest.mark.parametrize(
    ("numero", "texto"),
    [
        ("1673.93", "1673.93"),
        ("1673.9", "1673.90"),
        ("1673.9300000000001", "1673.93"),
        ("1000.0", "1000.00"),
        ("0.30000000000000004", "0.30"),
        ("1e3", "1000.00"),
        ("10.005", "10.005"),
        ("-5.0", "-5.00"),
        ("1e999999999", "1e999999999"),
        ("nan", "nan"),
        ("1" * 50, "1" * 50),
    ],
)
def test_dinheiro_de_planilha(numero: str, texto: str) -> None:
    from hub.recepcao.formatos.celulas import FOLGA_DE_FLUTUANTE

    assert dinheiro_em_texto(numero, folga=FOLGA_DE_FLUTUANTE) == texto


def test_dinheiro_de_json_nao_tem_folga() -> None:
    assert dinheiro_em_texto("1673.9300000000001") == "1673.9300000000001"


def test_inteiros_e_momentos() -> None:
    assert [inteiro_em_texto(n) for n in ("2021.0", "2.021e3", "12.5", "x", "1e99", "1e+16")] == [
        "2021", "2021", "12.5", "x", "1e99", "10000000000000000",
    ]  # fmt: skip
    assert momento_em_data("2024-03-15 00:00:00") == momento_em_data("2024-03-15") == "2024-03-15"


def test_numero_em_coluna_de_texto_sai_sem_ponto_zero(tmp_path: Path) -> None:
    assert valor_lido(tmp_path, "numero_cda", lambda _, f, c: f.write_number(1, c, 2024000123)) == "2024000123"
    assert valor_lido(tmp_path, "origem", lambda _, f, c: f.write_boolean(1, c, True)) == "true"
    assert valor_lido(tmp_path, "valor_principal", lambda _, f, c: f.write_number(1, c, 0.1 + 0.2)) == "0.30"
    assert valor_lido(tmp_path, "valor_principal", lambda _, f, c: f.write_number(1, c, 10.005)) == "10.005"


def test_documento_numerico_curto_fica_como_veio_com_aviso(tmp_path: Path) -> None:
    def escrever(_livro: Any, folha: Any) -> None:
        folha.write_string(0, 14, "devedor_documento")
        folha.write_number(1, 14, 1234567890)

    fatia = ler(tmp_path, planilha(escrever), "envio.xlsx")
    assert fatia.quadro["devedor_documento"].item() == "1234567890"
    assert achados(fatia) == [(2, "devedor_documento", "ARQ-007")]
    assert fatia.achados["efeito"].item() == "aviso"


def test_identificador_com_mais_algarismos_do_que_a_planilha_guarda(tmp_path: Path) -> None:
    conteudo = planilha(lambda _, folha: folha.write_number(1, 0, 12345678901234567890))
    fatia = ler(tmp_path, conteudo, "envio.xlsx")
    assert achados(fatia) == [(2, "numero_cda", "ARQ-008")]
    assert fatia.quadro["numero_cda"].item() == "\x1a12345678901234570000"
    assert fatia.perdidas == 0


def test_celula_com_erro_de_formula_nao_some_calada(tmp_path: Path) -> None:
    conteudo = planilha(lambda _, folha: folha.write_formula(1, 4, "=1/0", None, "#DIV/0!"))
    fatia = ler(tmp_path, conteudo, "envio.xlsx")
    assert achados(fatia) == [(2, list(cda())[4], "ARQ-009")]
    assert fatia.achados["valor"].item() == "E2"
    assert fatia.quadro.row(0)[4] == "\x1aE2"
    assert achados(ler(tmp_path, _ods_com_erro(), "envio.ods")) == [(1, "folha", "ARQ-016")]


def _ods_com_erro() -> bytes:
    texto = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    erro = '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"/>'
    titulos = "".join(map(texto.format, cda()))
    linhas = [titulos, texto.format("N1") + erro]
    corpo = "".join(f"<table:table-row>{linha}</table:table-row>" for linha in linhas)
    return ods_com(f'<table:table table:name="cda">{corpo}</table:table>')


def test_linhas_ocultas_contam_e_vazias_nao(tmp_path: Path) -> None:
    def escrever(_livro: Any, folha: Any) -> None:
        folha.set_row(1, None, None, {"hidden": True})
        for c, valor in enumerate(cda("N4").values()):
            folha.write_string(3, c, valor or "")

    assert ler(tmp_path, planilha(escrever), "envio.xlsx").quadro["linha"].to_list() == [2, 4]


def test_planilha_que_comeca_longe_do_canto(tmp_path: Path) -> None:
    saida = io.BytesIO()
    livro = xlsxwriter.Workbook(saida, {"in_memory": True})
    folha = livro.add_worksheet("cda")
    for c, (nome, valor) in enumerate(cda().items()):
        folha.write_string(4, c + 2, nome)
        folha.write_string(5, c + 2, valor or "")
    folha.write_formula(5, 3, "=1/0", None, "#DIV/0!")
    livro.close()
    fatia = ler(tmp_path, saida.getvalue(), "envio.xlsx")
    assert fatia.quadro["linha"].to_list() == [6]
    assert achados(fatia) == [(6, "data_inscricao", "ARQ-009")]


def test_celula_perdida_no_canto_da_planilha_nao_derruba_o_processo(tmp_path: Path) -> None:
    """O leitor aloca o retângulo inteiro e aborta: aqui só o processo dele morre."""
    conteudo = planilha(lambda _, folha: folha.write_string(1_048_575, 16_383, "x"))
    with pytest.raises(e.PlanilhaPesada, match=r"2,0 GiB") as recusa:
        abrir_bytes(tmp_path, conteudo, "envio.xlsx")
    assert recusa.value.status == 413


def test_ods_que_repete_uma_celula_um_bilhao_de_vezes(tmp_path: Path) -> None:
    texto = 'office:value-type="string"><text:p>x</text:p></table:table-cell>'
    celula = f'<table:table-cell table:number-columns-repeated="999" {texto}'
    linha = f'<table:table-row table:number-rows-repeated="1000000">{celula}'
    fim = f"</table:table-row><table:table-row><table:table-cell {texto}</table:table-row>"
    with pytest.raises(e.PlanilhaPesada):
        abrir_bytes(tmp_path, ods_com(f'<table:table table:name="cda">{linha}{fim}</table:table>'), "envio.ods")


def test_planilha_de_mentira(tmp_path: Path) -> None:
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w") as pacote:
        pacote.writestr("xl/workbook.xml", "isto não é XML")
    with pytest.raises(e.ArquivoIlegivel):
        abrir_bytes(tmp_path, saida.getvalue(), "envio.xlsx")
    assert not list(tmp_path.glob("hub-envio-*"))
