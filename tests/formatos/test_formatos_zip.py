"""ZIP: o que se aceita dentro, e as armadilhas medidas em fluxo, sem acreditar no cabeçalho."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from fabrica_de_arquivos import abrir_bytes, cdas, em_csv, em_json, em_xlsx, em_zip, objecao

from hub.recepcao.formatos import Limites
from hub.recepcao.formatos import erros as e


def test_todo_zip_de_ruim_e_recusado_sem_encher_a_memoria(tmp_path: Path) -> None:
    zeros = em_zip({"cda.csv": bytes(80 << 20)})
    assert isinstance(objecao(tmp_path, zeros, "envio.zip"), e.DescompressaoDemais)
    assert isinstance(
        objecao(tmp_path, zeros, "envio.zip", Limites(razao=10**6, descomprimido=1 << 20)), e.DescompressaoDemais
    )


def test_bomba_e_medida_e_nao_lida_do_cabecalho(tmp_path: Path) -> None:
    """O ZIP diz que o membro tem 10 bytes; o que conta é o que sai."""
    bomba = bytearray(em_zip({"cda.csv": bytes(80 << 20)}))
    tamanho = (80 << 20).to_bytes(4, "little")
    while (onde := bomba.find(tamanho)) >= 0:
        bomba[onde : onde + 4] = (10).to_bytes(4, "little")
    recusa = objecao(tmp_path, bytes(bomba), "envio.zip")
    assert isinstance(recusa, e.DescompressaoDemais | e.ArquivoIlegivel)


def test_bomba_dentro_de_uma_planilha(tmp_path: Path) -> None:
    bomba = em_zip({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * (80 << 20)})
    assert isinstance(objecao(tmp_path, bomba, "envio.xlsx"), e.DescompressaoDemais)


@pytest.mark.parametrize("membro", ["../cda.csv", "pasta/cda.csv", "/etc/cda.csv", "..\\cda.csv", "pasta/"])
def test_membro_com_caminho(tmp_path: Path, membro: str) -> None:
    recusa = objecao(tmp_path, em_zip({membro: b"" if membro.endswith("/") else em_csv(cdas(1))}), "envio.zip")
    assert isinstance(recusa, e.MembroComCaminho)
    assert not (tmp_path.parent / "cda.csv").exists()


def test_zip_dentro_de_zip(tmp_path: Path) -> None:
    dentro = em_zip({"cda.csv": em_csv(cdas(1))})
    assert isinstance(objecao(tmp_path, em_zip({"dentro.zip": dentro}), "envio.zip"), e.ZipAninhado)


def test_membro_repetido_e_membros_demais(tmp_path: Path) -> None:
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w") as pacote:
        pacote.writestr("cda.csv", em_csv(cdas(1)))
        pacote.writestr("CDA.csv", em_csv(cdas(2)))
    assert isinstance(objecao(tmp_path, saida.getvalue(), "envio.zip"), e.MembroRepetido)
    muitos = em_zip({f"{n}.csv": b"x" for n in range(21)})
    assert isinstance(objecao(tmp_path, muitos, "envio.zip"), e.MembrosDemais)


def test_zip_com_senha(tmp_path: Path) -> None:
    cifrado = bytearray(em_zip({"cda.csv": em_csv(cdas(1))}, compressao=zipfile.ZIP_STORED))
    for marca, deslocamento in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        cifrado[cifrado.index(marca) + deslocamento] |= 1
    assert isinstance(objecao(tmp_path, bytes(cifrado), "envio.zip"), e.ArquivoComSenha)


def test_zip_com_conteudo_trocado_nao_passa_na_conferencia(tmp_path: Path) -> None:
    conteudo = em_zip({"cda.csv": em_csv(cdas(3))}, compressao=zipfile.ZIP_STORED)
    assert isinstance(objecao(tmp_path, conteudo.replace(b"000002-1", b"000009-1"), "envio.zip"), e.ArquivoIlegivel)


def test_zip_vazio_e_so_com_arquivos_do_sistema(tmp_path: Path) -> None:
    assert isinstance(objecao(tmp_path, em_zip({}), "envio.zip"), e.ArquivoVazio)
    assert isinstance(objecao(tmp_path, em_zip({"__MACOSX/._cda.csv": b"x"}), "envio.zip"), e.ArquivoVazio)


def test_objecao_dentro_do_zip_cita_o_membro(tmp_path: Path) -> None:
    recusa = objecao(tmp_path, em_zip({"cda.csv": em_csv(cdas(1)), "leia.pdf": b"%PDF-1.4"}), "envio.zip")
    assert isinstance(recusa, e.FormatoNaoAceito)
    assert "envio.zip › leia.pdf" in recusa.mensagem


def test_mesma_tabela_duas_vezes(tmp_path: Path) -> None:
    recusa = objecao(tmp_path, em_zip({"a.csv": em_csv(cdas(1)), "b.json": em_json(cdas(1))}), "envio.zip")
    assert isinstance(recusa, e.TabelaRepetida)
    assert "a.csv" in recusa.mensagem
    assert "b.json" in recusa.mensagem


def test_zip_com_varias_formas_e_o_que_o_sistema_junta(tmp_path: Path) -> None:
    item = {"numero_cda": "2024/000001-1", "sequencia": "1", "tributo": "IPTU", "vencimento": "2021-05-10"}
    itens = [item | {"valor_principal": "100.00"}]
    conteudo = em_zip(
        {
            "__MACOSX/._x": b"\0\0",
            "Minhas CDAs.csv": em_csv(cdas(2)),
            "item.xlsx": em_xlsx({"Plan1": itens}, tabela="item"),
            "movimento.csv": b"numero_cda;tipo;data\n",
        }
    )
    with abrir_bytes(tmp_path, conteudo, "envio.zip") as envio:
        assert (envio.formato, envio.tabelas, envio.encoding) == ("zip", ("cda", "item"), "utf-8")
        assert next(envio.fatias("item")).quadro.drop("linha").to_dicts() == itens
        assert envio.pasta
        assert envio.pasta.exists()
    assert not envio.pasta.exists()


def test_recusado_o_zip_nada_fica_no_disco(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    objecao(tmp_path, em_zip({"cda.csv": em_csv(cdas(1)), "b.csv": b"a;b\n1;2\n"}), "envio.zip")
    assert not list(tmp_path.glob("hub-envio-*"))
