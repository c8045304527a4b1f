"""Objeções ao arquivo inteiro: cada uma diz o quê, onde e como resolver, na ordem fixa."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fabrica_de_arquivos import (
    abrir_bytes,
    cda,
    cdas,
    em_csv,
    em_json,
    em_parquet,
    em_xlsx,
    em_zip,
    guardar,
    ler,
    objecao,
)

from hub.recepcao.formatos import DA_API, Envio, Limites, abrir
from hub.recepcao.formatos import erros as e
from hub.recepcao.formatos.limites import por_extenso


def test_tres_gigabytes_sao_recusados_sem_ler(tmp_path: Path) -> None:
    caminho = tmp_path / "enorme.csv"
    with caminho.open("wb") as arquivo:
        arquivo.truncate(3 << 30)
    with pytest.raises(e.ArquivoGrandeDemais, match=r"3,0 GiB.*limite é 2,0 GiB") as recusa:
        abrir(caminho, nome="enorme.csv")
    assert recusa.value.status == 413


@pytest.mark.parametrize(
    "conteudo",
    [
        b"",
        b"\n\n  \r\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf \n",
        em_csv([cda()]).split(b"\n")[0] + b"\n\n",
        b"[]",
        b" [ ] ",
    ],
)
def test_vazio(tmp_path: Path, conteudo: bytes) -> None:
    assert isinstance(objecao(tmp_path, conteudo), e.ArquivoVazio)


@pytest.mark.parametrize(
    ("conteudo", "trecho"),
    [
        (b"%PDF-1.7\n...", "um PDF"),
        (b"<!DOCTYPE html><html><body>Erro 500</body></html>", "página HTML"),
        (b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>", "página HTML"),
        (b"<?xml version='1.0'?><cdas/>", "um arquivo XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "salve como .xlsx"),
        (gzip.compress(b"a;b\n1;2\n", mtime=0), "gzip"),  # sem a hora: o nome do caso seria outro em cada processo
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"{\\rtf1 oi}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "imagem"),
        (b"\x7fELF\x02\x01\x01 a;b\n", "binário"),
    ],
)
def test_formato_estranho_diz_o_que_e_e_como_resolver(tmp_path: Path, conteudo: bytes, trecho: str) -> None:
    recusa = objecao(tmp_path, conteudo)
    assert isinstance(recusa, e.FormatoNaoAceito)
    assert trecho in recusa.mensagem


def test_planilha_com_senha_e_um_ole_cifrado(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert isinstance(objecao(tmp_path, ole, "envio.xlsx"), e.ArquivoComSenha)


def test_documento_do_word_nao_e_planilha(tmp_path: Path) -> None:
    docx = em_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert "documento, não uma planilha" in objecao(tmp_path, docx, "envio.docx").mensagem


def test_utf_16_sem_marca_de_ordem_e_utf_32(tmp_path: Path) -> None:
    sem_marca = objecao(tmp_path, em_csv(cdas(1)).decode().encode("utf-16-le"))
    assert isinstance(sem_marca, e.CodificacaoDesconhecida)
    assert "UTF-16 sem marca" in sem_marca.mensagem
    assert "UTF-32" in objecao(tmp_path, em_csv(cdas(1)).decode().encode("utf-32")).mensagem


def test_csv_que_termina_dentro_de_um_campo_com_aspas(tmp_path: Path) -> None:
    conteudo = em_csv([*cdas(2), cda("C", origem='com "aspas"; e\nquebra')])
    cortado = conteudo[: conteudo.index(b"quebra")]
    for corte in (cortado, cortado + b"que"):
        recusa = objecao(tmp_path, corte)
        assert isinstance(recusa, e.ArquivoCortado)
        assert "aspas" in recusa.mensagem


@pytest.mark.parametrize(("fracao"), [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("extensao", ["xlsx", "parquet", "zip", "json"])
def test_meio_arquivo(tmp_path: Path, extensao: str, fracao: float) -> None:
    inteiro = {
        "xlsx": em_xlsx({"cda": cdas(50)}),
        "parquet": em_parquet(cdas(50)),
        "zip": em_zip({"cda.csv": em_csv(cdas(50))}),
        "json": em_json(cdas(50)),
    }[extensao]
    recusa = objecao(tmp_path, inteiro[: int(len(inteiro) * fracao)], f"envio.{extensao}")
    assert isinstance(recusa, e.ArquivoIlegivel | e.ArquivoCortado)


def test_sem_cabecalho_mostra_o_comeco(tmp_path: Path) -> None:
    recusa = objecao(tmp_path, em_csv(cdas(3)).split(b"\n", 1)[1])
    assert isinstance(recusa, e.SemCabecalho)
    assert "2024/000001-1" in recusa.mensagem


def test_faltam_colunas_diz_quais_e_sugere_as_parecidas(tmp_path: Path) -> None:
    nomes = {"data_inscricao": "Data da Inscrição", "tributo": "receita"}
    recusa = objecao(tmp_path, em_csv(cdas(1), cabecalho=[nomes.get(nome, nome) for nome in cda()]))
    assert isinstance(recusa, e.FaltaColuna)
    assert "data_inscricao, tributo." in recusa.mensagem
    assert "“Data da Inscrição”, parecida com data_inscricao" in recusa.mensagem


def test_coluna_repetida(tmp_path: Path) -> None:
    conteudo = em_csv([cda(livro="1", folha="2")], cabecalho=[*cda(), "LIVRO", "Livro "])
    recusa = objecao(tmp_path, conteudo)
    assert isinstance(recusa, e.ColunaRepetida)
    assert "repete livro" in recusa.mensagem


def test_a_ordem_das_objecoes_e_fixa(tmp_path: Path) -> None:
    """Grande demais → vazio → formato → falta coluna → coluna repetida → linhas."""
    pequeno = Limites(arquivo=10)
    sem_coluna_e_repetida = em_csv([cda(livro="1")], cabecalho=["numero_cda", "livro", "livro", *list(cda())[3:], "x"])
    assert isinstance(objecao(tmp_path, b"%PDF" + bytes(100), limites=pequeno), e.ArquivoGrandeDemais)
    assert isinstance(objecao(tmp_path, b"\n \n", limites=pequeno), e.ArquivoVazio)
    assert isinstance(objecao(tmp_path, sem_coluna_e_repetida.split(b"\n")[0]), e.ArquivoVazio)
    assert isinstance(objecao(tmp_path, sem_coluna_e_repetida), e.FaltaColuna)


def test_linhas_demais_para_a_porta(tmp_path: Path) -> None:
    limites = Limites(linhas=3)
    quebrada = [cda(f"N{n}", origem="a\nb") for n in range(3)]
    with abrir_bytes(tmp_path, em_csv(quebrada), limites=limites) as envio:
        assert envio.total_aproximado("cda") == 6
    for conteudo in (em_csv(cdas(4)), em_json(cdas(4)), em_parquet(cdas(4))):
        recusa = objecao(tmp_path, conteudo, limites=limites)
        assert isinstance(recusa, e.LinhasDemais)
        assert "4 registros e o limite desta porta é 3" in recusa.mensagem


def test_registro_grande_demais(tmp_path: Path) -> None:
    limites = Limites(registro=2000)
    grande = [cda(origem="x" * 3_000_000)]
    assert isinstance(objecao(tmp_path, em_json(grande), limites=limites), e.RegistroGrandeDemais)
    with (
        abrir_bytes(tmp_path, em_csv(cdas(1)) + b"y" * 20_000_000, limites=limites) as envio,
        pytest.raises(e.RegistroGrandeDemais),
    ):
        list(envio.fatias("cda"))


def test_so_devedores_nao_e_um_envio(tmp_path: Path) -> None:
    devedor = {"numero_cda": "1", "papel": "SOLIDARIO", "documento": "x", "nome": "FULANO DE TAL"}
    recusa = objecao(tmp_path, em_csv([devedor]))
    assert isinstance(recusa, e.FaltaTabela)
    assert "só devedor" in recusa.mensagem


def test_csv_que_comeca_por_pk_nao_e_zip(tmp_path: Path) -> None:
    fatia = ler(tmp_path, em_csv([{"PK_ID": "7", **cda()}]))
    assert fatia.achados["valor"].to_list() == ["PK_ID"]


def test_limites_por_extenso_e_da_api() -> None:
    assert [por_extenso(n) for n in (12, 2048, 5 << 20, 3 << 30)] == ["12 bytes", "2,0 KiB", "5,0 MiB", "3,0 GiB"]
    assert DA_API.linhas == 1_000


def test_o_conteudo_manda_e_o_nome_so_ajuda(tmp_path: Path) -> None:
    trocados = {"envio.xlsx": em_csv(cdas(2)), "envio.csv": em_xlsx({"cda": cdas(2)}), "envio": em_json(cdas(2))}
    for nome, conteudo in trocados.items():
        assert ler(tmp_path, conteudo, nome).quadro.height == 2


def test_toda_objecao_tem_codigo_em_maiusculas_e_mensagem_com_como_resolver() -> None:
    folhas = [
        classe for classe in vars(e).values() if isinstance(classe, type) and issubclass(classe, e.ObjecaoAoArquivo)
    ]
    assert len(folhas) > 20
    for classe in folhas:
        assert classe.nome_do_codigo().isupper()
        assert (classe.__doc__ or "").count(".") >= 1


def test_envio_que_nao_se_fecha_some_com_o_lixo(tmp_path: Path) -> None:
    envio: Envio = abrir(guardar(tmp_path, em_csv(cdas(1))), nome="envio.csv")
    envio.fechar()
    assert list(envio.fatias("movimento")) == []
