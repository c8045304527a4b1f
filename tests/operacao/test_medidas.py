"""As medidas viram intervalos; o que não se mediu conta como fora do ar, e se diz que não se mediu."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from pytest_django.live_server_helper import LiveServer

from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.operacao import copia
from hub.operacao.intervalos import Fora, Origem, fora_do_ar, indisponivel_em, segundos_fora
from hub.operacao.medidas import NAO_MEDIDO, Medida, medidas_registrar
from hub.operacao.models import EspecieDeChave, Indisponibilidade, Medicao
from hub.operacao.tarefas import pulsar
from hub.projeto.medidor import Alvo, espera_ate_a_seguinte, medidas_gravar, medir

pytestmark = pytest.mark.django_db
INICIO = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def minuto(quantos: float) -> datetime:
    return INICIO + timedelta(minutes=quantos)


def medir_em(quantos: float, causa: str = "", componente: str = "portal") -> bool:
    return medidas_registrar([Medida(componente=componente, causa=causa)], em=minuto(quantos))


def intervalos(componente: str = "portal") -> list[tuple[float, float | None, bool]]:
    """Início e fim em minutos, e se se mediu."""
    linhas = Indisponibilidade.objects.filter(componente=componente).order_by("inicio", "pk")
    return [
        ((i.inicio - INICIO).total_seconds() / 60, (i.fim - INICIO).total_seconds() / 60 if i.fim else None, i.medida)
        for i in linhas
    ]


def test_da_primeira_falha_a_primeira_que_volta() -> None:
    for quantos, causa in enumerate(["", "", "respondeu 500", "não respondeu", "", ""]):
        assert medir_em(quantos, causa)
    assert intervalos() == [(2, 4, True)]
    assert Indisponibilidade.objects.get().causa == "respondeu 500"
    comecou, acabou = Evento.objects.filter(etiqueta__startswith="hub:operacao:").order_by("pk")
    assert frase_do_evento(comecou) == (
        "O medidor registrou que o componente portal não funciona desde 02/03/2026 às 09:02: respondeu 500."
    )
    assert "de 02/03/2026 às 09:02 até 02/03/2026 às 09:04" in frase_do_evento(acabou)


def test_o_tempo_sem_medida_conta_como_fora_do_ar() -> None:
    medir_em(0)
    medir_em(10)
    assert intervalos() == [(0, 10, False)]
    assert Indisponibilidade.objects.get().causa == NAO_MEDIDO


def test_a_queda_que_o_medidor_nao_viu_acabar_se_parte_em_duas() -> None:
    medir_em(0)
    medir_em(1, "respondeu 500")
    medir_em(2, "respondeu 500")
    medir_em(30)
    assert intervalos() == [(1, 2, True), (2, 30, False)]
    medir_em(31, "respondeu 500")
    medir_em(60, "respondeu 500")
    assert intervalos()[2:] == [(31, 31, True), (31, 60, False), (60, None, True)]


def test_repetir_a_medida_ou_mandar_uma_velha_nao_muda_nada() -> None:
    medir_em(0)
    medir_em(1, "respondeu 500")
    assert not medir_em(1, "respondeu 500")
    assert not medir_em(0.5)
    assert not medir_em(1.1)  # outro medidor, seis segundos depois
    assert intervalos() == [(1, None, True)]


def test_um_atraso_pequeno_nao_e_falta() -> None:
    medir_em(0)
    medir_em(2.4)
    assert intervalos() == []


def test_o_medidor_parado_agora_ja_conta() -> None:
    medir_em(0)
    (fora,) = fora_do_ar(desde=minuto(-60), agora=minuto(10))
    assert (fora.inicio, fora.fim, fora.origem) == (minuto(0), None, Origem.SEM_MEDIDA)


def test_o_que_se_deixou_de_medir_nao_conta_para_sempre() -> None:
    medir_em(0, componente="govbr")
    for quantos in range(10):
        medir_em(quantos)
    assert fora_do_ar(desde=minuto(-60), agora=minuto(9)) == []


def test_a_historia_nao_se_apaga() -> None:
    medir_em(0)
    medir_em(1, "x")
    linha = Indisponibilidade.objects.all()
    with pytest.raises(DatabaseError, match="guarda a história"), transaction.atomic():
        linha.delete()
    with pytest.raises(DatabaseError, match="guarda a história"), transaction.atomic():
        linha.update(inicio=minuto(0))
    medir_em(2)
    with pytest.raises(DatabaseError, match="guarda a história"), transaction.atomic():
        linha.update(fim=minuto(3))


def test_indisponivel_em_soma_medida_e_decisao(ligar: Any, desligar: Any) -> None:
    medir_em(0, componente="recepcao")
    medir_em(1, "x", componente="recepcao")
    medir_em(2, componente="recepcao")
    agora = datetime.now(UTC)
    desligar(ligar(EspecieDeChave.SOMENTE_LEITURA))
    foras = indisponivel_em("recepcao", (minuto(0), agora + timedelta(seconds=9)), agora=agora + timedelta(seconds=9))
    assert {fora.origem for fora in foras} == {Origem.MEDIDA, Origem.SEM_MEDIDA, Origem.DECISAO}
    assert indisponivel_em("recepcao", (minuto(3), minuto(4)), agora=minuto(4)) == []
    assert indisponivel_em("portal", (minuto(0), agora), agora=agora) == []


def test_o_que_se_sobrepoe_conta_uma_vez() -> None:
    foras = [
        Fora(componente="x", inicio=minuto(a), fim=minuto(b), causa="", origem=Origem.MEDIDA)
        for a, b in ((0, 10), (5, 15), (20, 30), (22, 23))
    ]
    assert segundos_fora(foras, de=minuto(0), ate=minuto(60)) == 25 * 60
    assert segundos_fora(foras, de=minuto(12), ate=minuto(21)) == 4 * 60


@pytest.fixture
def quebrado() -> Iterator[str]:
    """Um servidor que responde 500 a tudo."""

    class Quebrado(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quebrado) as servidor:
        linha = threading.Thread(target=servidor.serve_forever)
        linha.start()
        yield f"http://127.0.0.1:{servidor.server_address[1]}"
        servidor.shutdown()
        linha.join()


@pytest.mark.django_db(transaction=True)
def test_mede_pela_porta_da_frente(live_server: LiveServer) -> None:
    pulsar(0)
    medidas = medir(Alvo(endereco=live_server.url))
    assert [(m.componente, m.causa) for m in medidas] == [
        ("banco", ""), ("portal", ""), ("api", ""), ("recepcao", ""), ("fila", ""),
    ]  # fmt: skip
    assert medidas_gravar(medidas, em=minuto(0))
    assert Medicao.objects.filter(funciona=True).count() == 6
    guardado = copia.ler()
    assert guardado is not None
    assert guardado["componentes"][0]["componente"] == "portal"


def test_o_que_responde_errado_ou_nao_responde_se_diz(quebrado: str) -> None:
    por_nome = {m.componente: m.causa for m in medir(Alvo(endereco=quebrado))}
    assert por_nome["portal"] == "respondeu 500 em /entrar"
    assert por_nome["recepcao"] == por_nome["api"] == "respondeu 500 em /api/v1/estado"
    assert por_nome["fila"] == "nenhum trabalhador atende a fila"
    assert por_nome["banco"] == ""
    mudo = {m.componente: m.causa for m in medir(Alvo(endereco="http://127.0.0.1:9"))}
    assert mudo["portal"] == "não respondeu (ConnectError)"


def test_o_govbr_se_mede_se_ha(quebrado: str, settings: Any) -> None:
    settings.GOVBR = {"GOVBR_SSO_BASE": quebrado}
    (govbr,) = (m for m in medir(Alvo(endereco=quebrado)) if m.componente == "govbr")
    assert govbr.causa.startswith("o gov.br não respondeu (situação 500")


def test_sem_banco_as_medidas_esperam_em_disco_e_entram_em_ordem(pasta_do_hub: Path, monkeypatch: Any) -> None:
    """O banco cai no minuto 1 e volta no 4; cada minuto entra com a sua hora, ainda que se grave duas vezes."""
    medir_em(0)
    fora = [Medida(componente="portal", causa="o banco de dados não responde")]
    with monkeypatch.context() as sem_banco:
        sem_banco.setattr("hub.projeto.medidor.medidas_registrar", _sem_banco)
        sem_banco.setattr(connection, "close", lambda: None)
        for quantos in (1, 2, 3):
            assert not medidas_gravar(fora, em=minuto(quantos))
    espera = pasta_do_hub / "operacao" / "medidas.jsonl"
    espera.write_text(espera.read_text() + '{"em": "2026-03', encoding="utf-8")  # morreu escrevendo
    repetidas = espera.read_text()
    for _ in range(2):
        assert medidas_gravar([Medida(componente="portal")], em=minuto(4))
        assert not espera.exists()
        assert intervalos() == [(1, 4, True)]
        espera.write_text(repetidas, encoding="utf-8")


def _sem_banco(*_: object, **__: object) -> bool:
    raise DatabaseError("sem banco")


def test_o_medidor_dorme_ate_o_minuto_seguinte() -> None:
    assert espera_ate_a_seguinte(INICIO.replace(second=20)) == 40
    assert espera_ate_a_seguinte(INICIO) == 60


def test_o_comando_mede_uma_vez_e_sai_com_1_se_algo_falha(capsys: Any, quebrado: str) -> None:
    with pytest.raises(SystemExit) as saiu:
        call_command("medir", "--endereco", quebrado, "--uma-vez", "--json")
    assert saiu.value.code == 1
    assert '"gravadas": true' in capsys.readouterr().out
    assert Indisponibilidade.objects.filter(componente="portal").count() == 1
