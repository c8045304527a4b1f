"""Os nomes fixos da linha de comando: o que os scripts esperam está lá."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from cenarios.portas import Registro, por_arquivo
from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.projeto.despacho import Despacho
from hub.projeto.erros import ArquivoNaoEncontrado, PastaNaoEncontrada
from hub.recepcao.formatos.modelo import escrever_modelo
from leiautes.amostras_serasa import arquivo as pefin

pytestmark = pytest.mark.django_db


def pedir(capsys: pytest.CaptureFixture[str], *argumentos: str) -> dict[str, Any]:
    capsys.readouterr()
    call_command(*argumentos, "--json")
    return dict(json.loads(capsys.readouterr().out))


def test_receber_traz_as_chaves_do_contrato(
    capsys: pytest.CaptureFixture[str], recife: Credor, iptu: Registro, tmp_path: Path
) -> None:
    arquivo = tmp_path / "cdas.csv"
    arquivo.write_text(
        ";".join(iptu) + "\n" + ";".join((iptu | {"valor_consolidado": "1.00"}).values()), encoding="utf-8"
    )
    dito = pedir(capsys, "receber", str(arquivo), "--credor", recife.cnpj, "--ensaio")
    contas = ("recebidas", "aceitas", "em_consulta", "recusadas", "repetidas", "alteradas", "movimentos")
    assert {"lote", "sha256", "achados_total", "achados", "valor_aceito", *contas} <= set(dito)
    assert dito["recebidas"] == sum(dito[conta] for conta in contas[1:6]) == 1
    chaves = {"linha", "tabela", "campo", "valor", "regra", "efeito", "mensagem", "como_resolver"}
    assert chaves <= set(dito["achados"][0])
    assert not recife.lotes.exists()


def test_resultados_em_json_csv_e_planilha(
    capsys: pytest.CaptureFixture[str], recife: Credor, iptu: Registro, tmp_path: Path
) -> None:
    por_arquivo(recife, iptu)
    dito = pedir(capsys, "resultados", "--credor", recife.cnpj)
    assert dito["cdas"]["total"] == 1
    assert dito["cdas"]["por_situacao"]["aceita"] == 1
    for nome in ("r.csv", "r.XLSX"):
        saida = tmp_path / nome
        assert pedir(capsys, "resultados", "--credor", recife.cnpj, "--saida", str(saida))["arquivo"] == str(saida)
        assert saida.stat().st_size > 0
    assert CalamineWorkbook.from_path(str(tmp_path / "r.XLSX")).sheet_names
    call_command("resultados", "--credor", recife.cnpj, "--formato", "csv", "--saida", str(tmp_path / "relatorio"))
    assert (tmp_path / "relatorio").read_bytes() == (tmp_path / "r.csv").read_bytes()


def recusado(capsys: pytest.CaptureFixture[str], *argumentos: str) -> dict[str, str]:
    """O erro de um comando que sai com 1 e escreve só ele."""
    with pytest.raises(SystemExit) as saiu:
        pedir(capsys, *argumentos)
    assert saiu.value.code == 1
    return dict(json.loads(capsys.readouterr().out))


def test_onde_nao_se_escreve_o_comando_diz(
    capsys: pytest.CaptureFixture[str], recife: Credor, iptu: Registro, tmp_path: Path
) -> None:
    lote = str(por_arquivo(recife, iptu).lote.pk)
    registros = tmp_path / "registros.jsonl"
    registros.write_text('{"registro": "header", "campos": {}}', encoding="utf-8")
    escritas = {
        ("resultados", "--credor", recife.cnpj, "--formato", "csv"): PastaNaoEncontrada,
        ("auditoria", "recibo", "--lote", lote): PastaNaoEncontrada,
        ("leiaute", "escrever", str(registros), "--leiaute", "protesto/remessa"): PastaNaoEncontrada,
    }
    for comando, erro in escritas.items():
        sem_pasta = recusado(capsys, *comando, "--saida", str(tmp_path / "nao-ha" / "r.csv"))
        assert sem_pasta["erro"] == erro.nome_do_codigo()
        na_pasta = recusado(capsys, *comando, "--saida", str(tmp_path))
        assert (na_pasta["erro"], "é uma pasta" in na_pasta["mensagem"]) == ("ARQUIVO_INACESSIVEL", True)
    sem_formato = recusado(capsys, "resultados", "--credor", recife.cnpj, "--saida", str(tmp_path / "r"))
    assert sem_formato["erro"] == "FORMATO_DESCONHECIDO"


def test_entrada_de_leiaute_que_nao_se_le(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    entrada = tmp_path / "registros.jsonl"
    entrada.write_bytes(b'\n{"registro": "header", "campos": {"nome": "S\xe3o"}}\n')
    escrever = ("leiaute", "escrever", str(entrada), "--leiaute", "protesto/remessa", "--saida", str(tmp_path / "r"))
    erro = recusado(capsys, *escrever)
    assert erro["erro"] == "LINHA_JSON_INVALIDA"
    assert erro["mensagem"].startswith("Linha 2 da entrada: não está em UTF-8.")
    entrada.write_bytes(b"[" * 100_000)
    assert "aninhados demais" in recusado(capsys, *escrever)["mensagem"]
    entrada.write_bytes(b"\n")
    assert recusado(capsys, *escrever)["erro"] == "SEM_REGISTROS"
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_o_modelo_como_se_baixa_e_aceito(
    formato: Literal["csv", "xlsx"], capsys: pytest.CaptureFixture[str], recife: Credor, tmp_path: Path
) -> None:
    (tmp_path / f"modelo.{formato}").write_bytes(escrever_modelo(formato))
    comando = ("receber", str(tmp_path / f"modelo.{formato}"), "--credor", recife.cnpj, "--em", "2026-03-02")
    dito = pedir(capsys, *comando)
    assert (dito["recebidas"], dito["aceitas"], dito["achados"]) == (1, 1, [])
    assert dito["movimentos"] == (formato == "xlsx")


def test_por_que_diz_regras_e_estrategias(capsys: pytest.CaptureFixture[str], recife: Credor, iptu: Registro) -> None:
    por_arquivo(recife, iptu | {"devedor_documento": ""})
    dito = pedir(capsys, "por_que", iptu["numero_cda"], "--credor", recife.cnpj)
    assert dito["estrategias"]["protesto"][0]["motivo"] == "sem_documento"
    assert dito["versao_das_regras"]
    assert dito["achados"]
    call_command("por_que", iptu["numero_cda"], "--credor", recife.cnpj)
    no_terminal = " ".join(capsys.readouterr().out.split())
    assert "protesto: Não tem CPF nem CNPJ do devedor. Informe devedor_documento com operação A." in no_terminal


def test_erro_vai_na_saida_com_codigo_e_mensagem(capsys: pytest.CaptureFixture[str], recife: Credor) -> None:
    with pytest.raises(SystemExit) as saiu:
        pedir(capsys, "receber", "nao-ha.csv", "--credor", recife.cnpj)
    assert saiu.value.code == 1
    assert json.loads(capsys.readouterr().out)["erro"] == ArquivoNaoEncontrado.nome_do_codigo()


def test_nome_do_codigo_separa_siglas() -> None:
    class CDAPerdida(Recusa):
        """A CDA se perdeu."""

    assert CDAPerdida.nome_do_codigo() == "CDA_PERDIDA"


@pytest.mark.parametrize("conteudo", [b"", b"\0\1\2", b"uma linha qualquer\n"])
def test_arquivo_que_nao_e_leiaute_se_recusa(
    conteudo: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(conteudo)
    erro = recusado(capsys, "leiaute", "ler", str(tmp_path / "a.txt"))
    assert erro["erro"] in {"ARQUIVO_VAZIO", "FORMATO_DESCONHECIDO"}
    assert erro["mensagem"]


def test_pefin_vai_ao_json_e_volta_e_refin_se_recusa(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "pefin.txt").write_bytes(pefin())
    lido = pedir(capsys, "leiaute", "ler", str(tmp_path / "pefin.txt"))
    assert (lido["leiaute"], lido["achados"]) == ("serasa/pefin", [])
    linhas = tmp_path / "pefin.jsonl"
    linhas.write_text("\n".join(json.dumps(registro) for registro in lido["registros"]), encoding="utf-8")
    escrever = ("leiaute", "escrever", str(linhas), "--leiaute", "serasa/pefin", "--saida", str(tmp_path / "volta.txt"))
    pedir(capsys, *escrever)
    assert (tmp_path / "volta.txt").read_bytes() == pefin()
    marca = b"\xef\xbb\xbf"
    refin = marca + b"0099001001" + b"20260302" + b"SERASA-CONVEM01".ljust(575) + b"0000001\r\n"
    (tmp_path / "refin.txt").write_bytes(refin)
    erro = recusado(capsys, "leiaute", "ler", str(tmp_path / "refin.txt"))
    assert erro["erro"] == "REFIN"
    assert "um credor de dívida ativa usa PEFIN" in erro["mensagem"]


@pytest.mark.parametrize(
    ("argumentos", "dito"),
    [
        ("receber", "falta dizer: arquivo, --credor"),
        ("usuario ana --credor 1", "falta dizer um destes: --perfil --retirar"),
        ("usuario ana --credor 1 --perfil rei", "argumento --perfil: 'rei' não é nenhum destes: 'gestor', 'operador'"),
        ("usuario ana --credor 1 --retirar --perfil gestor", "argumento --perfil: não vale junto com --retirar"),
        ("remessa liberar dez --saida .", "argumento plano: 'dez' não é um número inteiro"),
        ("remessa planejar --credor", "argumento --credor: falta o valor"),
        ("credor listar --tudo", "não há estes argumentos: --tudo"),
        ("regua --em 20260228", "não é uma data de 1900 a 2199"),
        ("bench api --tamanho -5", "argumento --tamanho: -5 não serve. Use um número inteiro a partir de 1."),
        ("demo --quantidade 0", "argumento --quantidade: 0 não serve. Use um número inteiro a partir de 1."),
    ],
)
def test_uso_errado_se_diz_em_portugues(argumentos: str, dito: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as saiu:
        Despacho(["hub", *argumentos.split()]).execute()
    assert saiu.value.code == 2
    escrito = capsys.readouterr().err
    assert dito in escrito
    assert escrito.startswith("uso: hub ")


def test_comando_que_nao_ha_e_uso_errado(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as saiu:
        Despacho(["hub", "voar"]).execute()
    assert saiu.value.code == 2
    assert "não há o comando voar" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("entrada", "motivo"),
    [
        (b'{"valor": "\xff"}', "não está em UTF-8"),
        (rb'{"valor": "\ud800"}', "não está em UTF-8"),
        (b"[" * 100_000, "além do que se lê"),
        (b"{", "não é JSON"),
        (b"", "não é JSON"),
    ],
)
def test_entrada_de_calculo_que_nao_se_le(entrada: bytes, motivo: str) -> None:
    comando = [sys.executable, "-c", "from hub.projeto.comando import principal; principal()", "calcular", "documento"]
    feito = subprocess.run(comando, input=entrada, capture_output=True, check=False)  # noqa: S603 - nosso
    assert feito.returncode == 1, feito.stderr
    dito = json.loads(feito.stdout)
    assert dito["erro"] == "JSON_MALFORMADO"
    assert motivo in dito["mensagem"]
