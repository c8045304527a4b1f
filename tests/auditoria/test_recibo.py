"""O recibo se confere sem o hub: sem Django, sem banco e sem rede; mexido em qualquer campo, não confere."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from eventos_de_teste import AGORA, receber_lote, registrar

import hub.auditoria.recibo as verificador
from hub.auditoria import consultas
from hub.auditoria.erros import LoteForaDoSelo, LoteSemEvento, LoteSemSelo
from hub.auditoria.recibo import ReciboFalso, conferir_recibo, principal
from hub.auditoria.servicos import recibo_do_lote, selar

ARQUIVO = b"numero_cda;valor_consolidado\n2024/1;10.00\n"
#: Impede de importar o que só o hub tem, antes de rodar o módulo como programa.
SEM_O_HUB = """
import runpy, sys

class Fechado:
    def find_spec(self, nome, caminho=None, alvo=None):
        if nome.split('.')[0] in {'django', 'psycopg', 'polars', 'numpy', 'ninja', 'socket', 'pymerkle'}:
            raise ImportError(f'{nome} não existe aqui')

sys.meta_path.insert(0, Fechado())
sys.argv = ['recibo', *sys.argv[1:]]
runpy.run_module('hub.auditoria.recibo', run_name='__main__')
"""


@pytest.fixture
def recibo(recife: Any) -> dict[str, Any]:
    """O recibo do lote 12, com selos antes, no meio e depois."""
    for i in range(5):
        registrar(str(i))
    selar(AGORA)
    registrar()
    receber_lote(12, credor=recife, sha256=hashlib.sha256(ARQUIVO).hexdigest())
    receber_lote(13, credor=recife)
    selar(AGORA)
    registrar()
    selar(AGORA)
    return recibo_do_lote(12)


def _rodar(argumentos: list[str], programa: list[str]) -> subprocess.CompletedProcess[str]:
    comando = [sys.executable, "-I", *programa, *argumentos]
    return subprocess.run(comando, capture_output=True, text=True, check=False)  # noqa: S603 - comando nosso


@pytest.fixture
def gravado(recibo: dict[str, Any], tmp_path: Path) -> Path:
    caminho = tmp_path / "recibo.json"
    caminho.write_text(json.dumps(recibo, ensure_ascii=False, indent=2), encoding="utf-8")
    return caminho


def test_recibo_traz_o_evento_e_o_selo_que_o_cobre(recibo: dict[str, Any]) -> None:
    assert recibo["evento"]["chaves"]["lote"] == 12
    assert recibo["evento"]["em"] == "2026-03-02T12:30:00.000000+00:00"
    assert recibo["selo"]["selo"] == 2
    conferir_recibo(recibo)
    conferir_recibo(recibo, chave=recibo["selo"]["chave_publica"].upper())


def test_confere_num_processo_sem_django_sem_banco_e_sem_rede(gravado: Path) -> None:
    feito = _rodar([str(gravado)], ["-c", SEM_O_HUB])
    assert (feito.returncode, feito.stderr) == (0, "")
    assert feito.stdout.startswith("Recibo íntegro. O evento ")
    assert 'lote 12, movimentos 0, porta "arquivo"' in feito.stdout


def test_o_arquivo_do_verificador_se_basta(gravado: Path, tmp_path: Path) -> None:
    copia = tmp_path / "verificador.py"
    copia.write_text(Path(verificador.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    assert _rodar([str(gravado)], [str(copia)]).returncode == 0
    gravado.write_text(gravado.read_text(encoding="utf-8").replace('"aceitas": 4812', '"aceitas": 4813'))
    feito = _rodar([str(gravado)], [str(copia)])
    assert feito.returncode == 1
    assert "não confere: o evento não leva à raiz do selo" in feito.stderr


def _folhas(valor: Any, caminho: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    partes = valor.items() if isinstance(valor, dict) else enumerate(valor) if isinstance(valor, list) else ()
    if not isinstance(valor, dict | list):
        yield caminho
    for chave, interno in partes:
        yield from _folhas(interno, (*caminho, chave))


def _outro(valor: Any) -> Any:
    if isinstance(valor, int):
        return valor + 1
    return ("1" if valor[:1] == "0" else "0") + valor[1:] if isinstance(valor, str) else "x"


def test_mexido_em_qualquer_campo_nao_confere(recibo: dict[str, Any]) -> None:
    campos = list(_folhas(recibo))
    assert len(campos) > 25
    for caminho in campos:
        mexido = copy.deepcopy(recibo)
        onde = mexido
        for chave in caminho[:-1]:
            onde = onde[chave]
        for troca in (_outro(onde[caminho[-1]]), None, 1.5, [], {}):
            onde[caminho[-1]] = troca
            with pytest.raises(ReciboFalso):
                conferir_recibo(mexido)


def test_campo_a_mais_ou_a_menos_nao_confere(recibo: dict[str, Any]) -> None:
    for parte in ((), ("evento",), ("selo",), ("evento", "chaves")):
        for campo in (*_dentro(recibo, parte), "a_mais"):
            mexido = copy.deepcopy(recibo)
            onde = _dentro(mexido, parte)
            if onde.pop(campo, None) is None:
                onde[campo] = 1
            with pytest.raises(ReciboFalso):
                conferir_recibo(mexido)


def _dentro(recibo: dict[str, Any], parte: tuple[str, ...]) -> dict[str, Any]:
    for chave in parte:
        recibo = recibo[chave]
    return recibo


def test_caminho_mais_longo_ou_mais_curto_nao_confere(recibo: dict[str, Any]) -> None:
    for caminho in (recibo["caminho"][:-1], [*recibo["caminho"], "00" * 32], recibo["caminho"][::-1], []):
        with pytest.raises(ReciboFalso):
            conferir_recibo({**recibo, "caminho": caminho})


def test_recibo_de_outro_lote_tem_outro_caminho(recibo: dict[str, Any]) -> None:
    outro = recibo_do_lote(13)
    conferir_recibo(outro)
    for campo in ("evento", "posicao", "caminho"):
        with pytest.raises(ReciboFalso):
            conferir_recibo({**recibo, campo: outro[campo]})


@pytest.mark.parametrize(
    ("texto", "mensagem"),
    [
        ("{", "não é JSON: linha 1"),
        ("[" * 100_000, "aninhados demais"),
        ("[]", "não é um recibo"),
        ('{"formato": "hub-cobranca/recibo/1"}', "exatamente os campos"),
        ('{"a": 1, "a": 1}', "duas vezes"),
        ('{"a": 1.5}', "só há inteiros"),
        ('{"a": NaN}', "só há inteiros"),
    ],
)
def test_o_que_nao_e_recibo_diz_por_que(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], texto: str, mensagem: str
) -> None:
    caminho = tmp_path / "recibo.json"
    caminho.write_text(texto)
    assert principal([str(caminho)]) == 1
    assert mensagem in capsys.readouterr().err
    assert principal([str(tmp_path / "não existe")]) == 1
    caminho.write_bytes(b"\xff")
    assert principal([str(caminho)]) == 1


def test_a_chave_publicada_e_o_arquivo_enviado_tambem_se_conferem(
    gravado: Path, tmp_path: Path, recibo: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    enviado = tmp_path / "cdas.csv"
    enviado.write_bytes(ARQUIVO)
    chave = recibo["selo"]["chave_publica"]
    assert principal([str(gravado), "--chave", chave, "--arquivo", str(enviado)]) == 0
    assert principal([str(gravado), "--chave", "00" * 32]) == 1
    enviado.write_bytes(ARQUIVO + b"\n")
    assert principal([str(gravado), "--arquivo", str(enviado)]) == 1
    assert "não é o do recibo" in capsys.readouterr().err


def test_lote_sem_evento_sem_selo_ou_adulterado_diz_o_que_fazer(recibo: dict[str, Any], recife: Any) -> None:
    with pytest.raises(LoteSemEvento):
        recibo_do_lote(99)
    receber_lote(14, credor=recife)
    with pytest.raises(LoteSemSelo, match="alguns segundos"):
        consultas.recibo_do_lote(14)
    conferir_recibo(recibo_do_lote(14))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table evento disable trigger evento_nao_muda")
        cursor.execute("update evento set ator = 'x' where id = %s", [recibo["evento"]["id"]])
    with pytest.raises(LoteForaDoSelo):
        recibo_do_lote(12)


def test_o_evento_do_lote_sai_do_indice(recibo: dict[str, Any]) -> None:
    with CaptureQueriesContext(connection) as consultas:
        recibo_do_lote(12)
    with connection.cursor() as cursor:
        # Com meia dúzia de eventos o planejador prefere qualquer índice: fica só o que importa.
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table evento drop constraint evento_pkey cascade")
        cursor.execute("explain " + consultas[0]["sql"])
        plano = "\n".join(linha for (linha,) in cursor.fetchall())
    assert "evento_lote" in plano
