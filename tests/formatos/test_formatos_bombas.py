"""O que cresce ao ser lido: pequeno na chegada, enorme na memória, no disco ou no tempo."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from fabrica_de_arquivos import abrir_bytes, cda, em_csv, em_json, em_jsonl, em_xlsx, em_zip, objecao

from hub.leiautes.xml import arvore, ler_quadros
from hub.leiautes.xml.leitura import ler_xml
from hub.recepcao.formatos import Limites, envio, json_fonte, planilha_folhas
from hub.recepcao.formatos import erros as e

#: Um milhão de marcas abertas: o que olhasse o resto do arquivo a cada uma não acabaria hoje.
TEXTOS_SEM_FIM = {
    "sigla do XML": "from hub.leiautes.xml import ler_xml; ler_xml(b'<a>' + b'<hd ' * 1_000_000)",
    "sigla com espaços": "from hub.leiautes.xml import ler_xml; ler_xml(b'<hd h07' + b' ' * 4_000_000)",
    "declarações do XML": "from hub.leiautes.xml import ler_xml; ler_xml(b'<a/><b/>' + b'<?xml ' * 1_000_000)",
    "células com erro": "from hub.recepcao.formatos.planilha_sondagem import _com_erro;"
    "_com_erro(iter([(b'', b't=\"e\"' + b'<c ' * 1_000_000)]))",
    "uma célula com erro": "from hub.recepcao.formatos.planilha_sondagem import _com_erro;"
    "_com_erro(iter([(b'', b'<c ' + b't=\"e\" ' * 1_000_000)]))",
    "referência gigante": "from hub.recepcao.formatos.planilha_sondagem import _com_erro;"
    "_com_erro(iter([(b'', b'<c t=\"e\" r=\"A' + b'9' * 1_000_000 + b'\">')]))",
}
#: Segundos de processador; o caminho reto gasta menos de dois.
PROCESSADOR = 60


@pytest.mark.parametrize("texto", TEXTOS_SEM_FIM.values(), ids=TEXTOS_SEM_FIM)
def test_o_tempo_cresce_com_o_tamanho_e_nao_com_o_quadrado_dele(texto: str) -> None:
    limite = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, ({PROCESSADOR}, {PROCESSADOR}));"
    assert subprocess.run([sys.executable, "-c", limite + texto], check=False).returncode == 0  # noqa: S603 - nosso


def test_so_se_le_o_comeco_do_mimetype(tmp_path: Path) -> None:
    """Decide-se o formato antes de medir o que sai do ZIP."""
    bomba = em_zip({"mimetype": bytes(200 << 20), "cda.csv": b"a"})
    tracemalloc.start()
    recusa = objecao(tmp_path, bomba, "envio.zip")
    _, pico = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(recusa, e.FormatoNaoAceito)
    assert pico < 50 << 20


def test_texto_que_a_planilha_guarda_uma_vez_e_cita_mil(tmp_path: Path) -> None:
    enorme = cda() | dict.fromkeys(("origem", "fundamento_legal", "devedor_nome", "devedor_logradouro"), "X" * 30_000)
    conteudo = em_xlsx({"cda": [enorme] * 100})
    assert len(conteudo) < 1 << 20
    apertado = Limites(razao=2, razao_a_partir_de=4 << 20)
    assert isinstance(objecao(tmp_path, conteudo, "envio.xlsx", apertado), e.DescompressaoDemais)
    por_linha = Limites(registro=100_000)
    assert isinstance(objecao(tmp_path, conteudo, "envio.xlsx", por_linha), e.DescompressaoDemais)


@pytest.mark.parametrize(
    ("nome", "escrever"),
    [
        ("envio.csv", em_csv),
        ("envio.json", em_json),
        ("envio.jsonl", em_jsonl),
        ("envio.xlsx", lambda linhas: em_xlsx({"cda": linhas})),
    ],
)
def test_poucas_linhas_enormes_saem_em_varias_fatias(
    nome: str, escrever: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linhas = [cda(f"2024/{n:06}", origem="X" * 30_000) for n in range(64)]
    conteudo = escrever(linhas)
    with abrir_bytes(tmp_path, conteudo, nome) as aberto:
        (inteira,) = aberto.fatias("cda")
    for modulo in (json_fonte, planilha_folhas):
        monkeypatch.setattr(modulo, "PESO_POR_VEZ", 200_000)
    monkeypatch.setattr(envio, "PESO_DA_FATIA", 400_000)
    monkeypatch.setattr(envio, "BLOCOS_LEVES", 0)
    with abrir_bytes(tmp_path, conteudo, nome) as aberto:
        fatias = list(aberto.fatias("cda"))
        assert [fatia.numero for fatia in fatias] == list(range(len(fatias)))
        assert len(fatias) > 1 or nome == "envio.csv"
        assert pl.concat([fatia.quadro for fatia in fatias]).equals(inteira.quadro)
        de_novo = list(aberto.fatias("cda", desde=1))
    assert [fatia.quadro["linha"].to_list() for fatia in de_novo] == [f.quadro["linha"].to_list() for f in fatias[1:]]


@pytest.mark.parametrize("xml", [b"<confirmacao><comarca>" + b"<tr/>" * 40, b"<confirmacao>" + b"<a>" * 40])
def test_xml_de_registros_ou_niveis_demais_nao_se_le(xml: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arvore, "REGISTROS", 30)
    monkeypatch.setattr(arvore, "NIVEIS", 20)
    _, quadros, achados = ler_quadros(xml)
    assert [achado.codigo for achado in achados] == ["XML_GRANDE_DEMAIS"]
    assert all(quadro.is_empty() for quadro in quadros.values())


@pytest.mark.parametrize("codificacao", ["undefined", "punycode", "hex", "idna", "nao-ha", "unicode_escape"])
def test_codificacao_que_nao_e_de_texto(codificacao: str) -> None:
    lido = ler_xml(f'<?xml version="1.0" encoding="{codificacao}"?><remessa><tr t01="1"/></remessa>'.encode())
    assert (lido.leiaute, lido.encoding) == ("protesto/remessa", "iso-8859-1")
