"""Vários processos e a chave que se liga no meio: quando `ligar` volta, nada que ela segura ainda sai."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings as ajustes
from django.db import connection, transaction
from django.utils import timezone

from abuso.test_ao_mesmo_tempo import juntos
from cenarios.portas import Registro, por_arquivo
from cenarios.queda import comando
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Passagem, SituacaoDaRemessa
from hub.estrategias import servicos
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from hub.operacao.erros import CanalParado
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave
from hub.operacao.servicos import PedidoDeChave, chave_ligar
from hub.operacao.vigentes import esquecer, somente_leitura
from hub.projeto import banco

pytestmark = pytest.mark.django_db(transaction=True)
E = EspecieDeChave
NO_MEIO = [("hub.estrategias.servicos:_reservar", "depois"), ("hub.estrategias.protesto.baixas:gravar_envio", "depois")]


@pytest.fixture
def plano(recife: Credor, iptu: Registro, ana: Usuario, em: date) -> Any:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    return remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")


def parar_o_canal() -> ChaveDeOperacao:
    pedido = PedidoDeChave(especie=E.PARAR_CANAL, canal="protesto", motivo="A CRA caiu.")
    return chave_ligar(pedido, ator="rosa", agora=timezone.now())


def numa_conexao_so(ato: Callable[[], Any]) -> Any:
    """O que o ato devolve, feito noutra linha de execução, com a conexão dela."""
    (saida,) = juntos(ato)
    if isinstance(saida, Exception):
        raise saida
    return saida


@pytest.mark.parametrize(("alvo", "momento"), NO_MEIO)
def test_ligada_no_meio_da_liberacao_nada_sai(
    alvo: str, momento: str, plano: Any, recife: Credor, em: date, tmp_path: Path, monkeypatch: Any, desligar: Any
) -> None:
    """A chave chega por outra conexão, depois da reserva ou com os arquivos já escritos."""
    original = servicos._reservar if alvo.endswith("_reservar") else None
    from hub.estrategias.protesto import baixas as do_protesto

    dono: Any = servicos if original else do_protesto
    nome = alvo.rsplit(":", 1)[1]
    feita = getattr(dono, nome)
    chaves = []

    def com_a_chave(*args: Any) -> Any:
        devolvido = feita(*args)
        if not chaves:
            chaves.append(numa_conexao_so(parar_o_canal))
        return devolvido

    monkeypatch.setattr(dono, nome, com_a_chave)
    with pytest.raises(CanalParado, match="A CRA caiu"):
        remessa_liberar(remessa=plano, saida=tmp_path / "a", ator="ana")
    assert list((tmp_path / "a").iterdir()) == []
    plano.refresh_from_db()
    assert plano.situacao == SituacaoDaRemessa.PLANEJADA
    assert not plano.arquivos.exists()
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {"planejada"}
    assert not Passagem.objects.exists()
    desligar(chaves[0])
    (arquivo,) = remessa_liberar(remessa=plano, saida=tmp_path / "a", ator="ana")
    assert arquivo.nome == "B9990203.261"
    assert arquivo.lotes.get().sequencial == 1


def test_ligar_espera_a_liberacao_que_ja_nao_volta(plano: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """Conferida a chave, a liberação vai até o fim; só então `ligar` volta: depois dele nada mais sai."""
    conferida, pode = Event(), Event()
    original = servicos._registrar

    def demorar(etiqueta: Any, *args: Any, **chaves: Any) -> None:
        if etiqueta == servicos.Etiqueta.REMESSA_LIBERADA:
            conferida.set()
            pode.wait(30)
        original(etiqueta, *args, **chaves)

    monkeypatch.setattr(servicos, "_registrar", demorar)
    saidas: list[Any] = []
    liberando = Thread(
        target=lambda: saidas.append(juntos(lambda: remessa_liberar(remessa=plano, saida=tmp_path, ator="ana")))
    )
    liberando.start()
    assert conferida.wait(30)
    ligando = Thread(target=lambda: saidas.append(juntos(parar_o_canal)))
    ligando.start()
    _ate(_ha_quem_espere)
    assert not ChaveDeOperacao.objects.exists()
    pode.set()
    ligando.join(30)
    liberando.join(30)
    plano.refresh_from_db()
    assert plano.situacao == SituacaoDaRemessa.LIBERADA
    assert ChaveDeOperacao.objects.count() == 1


def _ha_quem_espere() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where locktype = 'advisory' and not granted)")
        return bool(cursor.fetchone()[0])


def _ate(aconteceu: Callable[[], bool]) -> None:
    fim = time.monotonic() + 30
    while not aconteceu():
        assert time.monotonic() < fim
        time.sleep(0.02)


def test_a_liberacao_que_caiu_no_meio_devolve_o_plano(
    plano: Any, recife: Credor, em: date, tmp_path: Path, desligar: Any
) -> None:
    """Morta com a numeração reservada; parado o canal, as baixas não ficam presas a ela."""
    caida = comando(
        "remessa", "liberar", str(plano.pk), "--saida", str(tmp_path / "a"), "--por", "ana",
        pasta=Path(ajustes.PASTA_DE_TRABALHO), alvo="hub.estrategias.servicos:_concluir", vez=1, antes=True,
    )  # fmt: skip
    assert caida.returncode == -9, caida.stderr
    plano.refresh_from_db()
    assert plano.situacao == SituacaoDaRemessa.LIBERANDO
    chave = parar_o_canal()
    with pytest.raises(CanalParado):
        remessa_liberar(remessa=plano, saida=tmp_path / "a", ator="ana")
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").retidas == {"canal_parado": 1}
    desligar(chave)
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").inclusoes == 1


#: Outro processo, que atende como o web: pergunta sem parar, e diz quando a resposta muda.
_OUTRO = """
import json, sys, time
import django
django.setup()
from django.test import Client
cliente = Client()
def responder():
    return cliente.post("/api/v1/cdas", "{}", content_type="application/json").status_code
print(responder(), flush=True)
for espera in sys.stdin:
    fim = time.monotonic() + 20
    while (veio := responder()) != int(espera) and time.monotonic() < fim:
        time.sleep(0.02)
    print(json.dumps([veio, time.time()]), flush=True)
"""


def test_vale_nos_outros_processos_em_ate_um_segundo(ligar: Any, desligar: Any) -> None:
    """Dois processos que já leram que nada havia: ligada, os dois recusam; desligada, os dois voltam.

    O prazo é o da memória de cada um, com folga para a máquina ocupada: o que se prova é que ele existe.
    """
    nome = ajustes.DATABASES["default"]["NAME"]
    ambiente = {
        **os.environ,
        "DATABASE_URL": banco.url_do_banco().replace("///hub?", f"///{nome}?"),
        "DJANGO_SETTINGS_MODULE": "hub.projeto.settings",
        "HUB_ENDERECOS": "testserver",
        "HUB_LOG": "CRITICAL",
    }
    outros = [
        subprocess.Popen(  # noqa: S603 - nosso
            [sys.executable, "-c", _OUTRO], env=ambiente, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    try:
        assert [_linha(outro) for outro in outros] == ["401", "401"]
        chave = ligar(E.SOMENTE_LEITURA)
        assert [_esperar(outro, 503) for outro in outros] == [503, 503]
        desligar(chave)
        assert [_esperar(outro, 401) for outro in outros] == [401, 401]
    finally:
        for outro in outros:
            outro.kill()
            outro.communicate()


def _linha(outro: subprocess.Popen[str]) -> str:
    assert outro.stdout is not None
    return outro.stdout.readline().strip()


def _esperar(outro: subprocess.Popen[str], situacao: int) -> int:
    assert outro.stdin is not None
    outro.stdin.write(f"{situacao}\n")
    outro.stdin.flush()
    return int(json.loads(_linha(outro))[0])


def test_desfeita_a_transacao_a_chave_nunca_valeu(ligar: Any) -> None:
    def ligar_e_desfazer() -> None:
        with transaction.atomic():
            ligar(E.SOMENTE_LEITURA)
            assert somente_leitura() is not None
            transaction.set_rollback(True)

    ligar_e_desfazer()
    esquecer()
    assert somente_leitura() is None
    assert not ChaveDeOperacao.objects.exists()
