"""A certidão se confere sem o hub; mexida em qualquer lugar, não confere."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import hub.operacao.certidao as verificador
from hub.operacao.certidao import CertidaoFalsa, certidao_conferir, principal
from hub.operacao.certidoes import PERIODO_MAXIMO, certidao_emitir
from hub.operacao.erros import ComponenteDesconhecido, PeriodoMalDito, PeriodoSemMedicao
from hub.operacao.medidas import Medida, medidas_registrar
from hub.operacao.models import EspecieDeChave
from hub.portal.certidao_em_pdf import certidao_em_pdf
from operacao.test_medidas import INICIO, minuto

pytestmark = pytest.mark.django_db
CANAIS = {"protesto": "Protesto"}
#: Impede de importar o que só o hub tem, antes de rodar o módulo como programa.
SEM_O_HUB = """
import runpy, sys

class Fechado:
    def find_spec(self, nome, caminho=None, alvo=None):
        if nome.split('.')[0] in ('django', 'psycopg', 'polars', 'numpy', 'ninja', 'socket'):
            raise ImportError(nome + ' não existe aqui')

sys.meta_path.insert(0, Fechado())
sys.path.insert(0, {fonte!r})
sys.argv = ['certidao', *sys.argv[1:]]
runpy.run_module('hub.operacao.certidao', run_name='__main__')
""".replace("{fonte!r}", repr(str(Path(verificador.__file__).parents[2])))


@pytest.fixture
def historia() -> None:
    """Portal fora do minuto 2 ao 4; sem medida do 10 ao 20."""
    for quantos in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21):
        medidas_registrar([Medida(componente="portal", causa="x" if quantos in {2, 3} else "")], em=minuto(quantos))


def emitir(componente: str = "portal", de: float = 0, ate: float = 21) -> dict[str, Any]:
    return certidao_emitir(componente=componente, de=minuto(de), ate=minuto(ate), canais=CANAIS, agora=timezone.now())


def test_traz_cada_intervalo_e_confere(historia: None) -> None:
    certidao = emitir()
    certidao_conferir(certidao)
    certidao_conferir(certidao, chave=certidao["chave_publica"].upper())
    corpo = certidao["corpo"]
    assert [um["origem"] for um in corpo["intervalos"]] == ["medida", "sem_medida"]
    assert (corpo["segundos_fora"], corpo["segundos_sem_medida"]) == (12 * 60, 10 * 60)
    assert corpo["intervalos"][0]["inicio"] == "2026-03-02T12:02:00+00:00"


def test_o_periodo_corta_os_intervalos(historia: None) -> None:
    corpo = emitir(de=3, ate=12)["corpo"]
    assert [(um["inicio"][14:16], um["fim"][14:16]) for um in corpo["intervalos"]] == [("03", "04"), ("10", "12")]
    assert corpo["segundos_fora"] == 3 * 60


def test_sem_indisponibilidade_diz_que_nao_houve(historia: None) -> None:
    certidao = emitir(de=5, ate=9)
    certidao_conferir(certidao)
    assert certidao["corpo"]["intervalos"] == []


def test_o_canal_se_certifica_pelo_que_a_operacao_parou(ligar: Any, desligar: Any) -> None:
    chave = ligar(EspecieDeChave.PARAR_CANAL, motivo="A CRA caiu.", canal="protesto")
    de = chave.desde - timedelta(hours=1)
    desligar(chave)
    depois = timezone.now() + timedelta(seconds=5)
    certidao = certidao_emitir(
        componente="canal:protesto", de=de, ate=depois, canais=CANAIS, agora=depois + timedelta(seconds=1)
    )
    certidao_conferir(certidao)
    assert [(um["origem"], um["causa"]) for um in certidao["corpo"]["intervalos"]] == [("decisao", "A CRA caiu.")]


def test_o_que_nao_se_certifica(historia: None) -> None:
    with pytest.raises(ComponenteDesconhecido, match="canal:protesto"):
        emitir("pombo")
    with pytest.raises(PeriodoSemMedicao, match="02/03/2026"):
        emitir(de=-60)
    with pytest.raises(PeriodoSemMedicao):
        emitir("api")
    for de, ate in ((5, 5), (6, 5), (0, 60 * 24 * 365 * 90), (0, PERIODO_MAXIMO.total_seconds() / 60 + 1)):
        with pytest.raises(PeriodoMalDito):
            emitir(de=de, ate=ate)


def _folhas(valor: Any, caminho: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    partes = valor.items() if isinstance(valor, dict) else enumerate(valor) if isinstance(valor, list) else ()
    if not isinstance(valor, dict | list):
        yield caminho
    for nome, dentro in partes:
        yield from _folhas(dentro, (*caminho, nome))


def test_mexida_em_qualquer_campo_nao_confere(historia: None) -> None:
    certidao = emitir()
    folhas = list(_folhas(certidao))
    assert len(folhas) > 15
    for *caminho, campo in folhas:
        mexida = copy.deepcopy(certidao)
        alvo = mexida
        for passo in caminho:
            alvo = alvo[passo]
        valor = alvo[campo]
        alvo[campo] = valor + 1 if isinstance(valor, int) else f"{valor[:-1]}{'0' if valor[-1] != '0' else '1'}"
        with pytest.raises(CertidaoFalsa):
            certidao_conferir(mexida)


def test_intervalo_a_menos_ou_campo_a_mais_nao_confere(historia: None) -> None:
    sem = emitir()
    sem["corpo"]["intervalos"].pop()
    com = emitir() | {"obs": "x"}
    outra = emitir() | {"assinatura": emitir(de=1)["assinatura"]}
    for mexida in (sem, com, outra, [], {"formato": "x"}, {**emitir(), "corpo": {}}):
        with pytest.raises(CertidaoFalsa):
            certidao_conferir(mexida)


@pytest.fixture
def gravada(historia: None, tmp_path: Path) -> Path:
    caminho = tmp_path / "certidao.json"
    caminho.write_text(json.dumps(emitir(), ensure_ascii=False, indent=2), encoding="utf-8")
    return caminho


def _rodar(programa: list[str], *argumentos: str) -> subprocess.CompletedProcess[str]:
    comando = [sys.executable, "-I", *programa, *argumentos]
    return subprocess.run(comando, capture_output=True, text=True, check=False)  # noqa: S603 - comando nosso


def test_confere_num_processo_sem_django_sem_banco_e_sem_rede(gravada: Path) -> None:
    feito = _rodar(["-c", SEM_O_HUB], str(gravada))
    assert (feito.returncode, feito.stderr) == (0, "")
    assert feito.stdout.startswith("Certidão íntegra. Portal (portal)")
    assert "não medido, causa desconhecida" in feito.stdout


def test_o_arquivo_do_verificador_se_basta_e_um_byte_trocado_falha(gravada: Path, tmp_path: Path) -> None:
    copia = tmp_path / "verificador.py"
    copia.write_text(Path(verificador.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    assert _rodar([str(copia)], str(gravada)).returncode == 0
    gravada.write_text(gravada.read_text(encoding="utf-8").replace("12:02:00", "12:01:00"), encoding="utf-8")
    feito = _rodar([str(copia)], str(gravada))
    assert (feito.returncode, feito.stdout) == (1, "")
    assert "a assinatura não confere" in feito.stderr


@pytest.mark.parametrize(
    "conteudo", ["", "[", "{}", "null", "[" * 100_000, '{"formato": 1, "formato": 1}', '{"a": 1.5}']
)
def test_o_que_nao_e_certidao(conteudo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    caminho = tmp_path / "x.json"
    caminho.write_text(conteudo, encoding="utf-8")
    assert principal([str(caminho)]) == 1
    assert "não confere" in capsys.readouterr().err
    assert principal([str(tmp_path / "falta.json")]) == 1


def test_outra_chave_e_recusada(gravada: Path) -> None:
    assert principal([str(gravada), "--chave", "0" * 64]) == 1


def test_o_pdf_diz_o_mesmo_e_e_sempre_igual(historia: None) -> None:
    certidao = emitir()
    pdf = certidao_em_pdf(certidao)
    assert pdf.startswith(b"%PDF-")
    assert certidao_em_pdf(certidao) == pdf
    certidao["corpo"]["intervalos"][0]["causa"] = "caiu \U0001f4a5 漢"
    assert certidao_em_pdf(certidao).startswith(b"%PDF-")


def _pedir(**dados: str) -> Any:
    campos = {"componente": "portal", "de": "2026-03-02T09:00", "ate": "2026-03-02T09:21"}
    return Client().get("/estado/certidao", campos | dados)


def test_qualquer_um_a_pede_pela_pagina(historia: None, tmp_path: Path) -> None:
    resposta = _pedir()
    assert resposta["Content-Disposition"] == 'attachment; filename="certidao-portal-2026-03-02.json"'
    certidao_conferir(json.loads(resposta.content))
    pdf = _pedir(formato="pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "dados",
    [{"componente": "x"}, {"de": ""}, {"de": "2026-02-31T00:00"}, {"ate": "9999-12-31T23:59"}, {"de": "x" * 999}],
)
def test_a_recusa_volta_ao_formulario_com_o_que_se_digitou(dados: dict[str, str], historia: None) -> None:
    resposta = _pedir(**dados)
    assert resposta.status_code == 422
    assert "A certidão não foi emitida." in resposta.content.decode()
    assert 'value="2026-03-02T09:' in resposta.content.decode()


def test_quem_insiste_espera(historia: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.portal.telas_estado.PEDIDAS", 2)
    assert [_pedir().status_code for _ in range(4)] == [200, 200, 429, 429]


def test_pela_linha_de_comando(historia: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saida = tmp_path / "c.json"
    call_command(
        "estado", "certidao", "--componente", "portal", "--de", "2026-03-02T09:00", "--ate", "2026-03-02T09:21",
        "--saida", str(saida), "--json",
    )  # fmt: skip
    assert json.loads(capsys.readouterr().out)["segundos_fora"] == 12 * 60
    certidao_conferir(json.loads(saida.read_text(encoding="utf-8")))
    assert datetime.fromisoformat(json.loads(saida.read_text())["corpo"]["de"]) == INICIO
