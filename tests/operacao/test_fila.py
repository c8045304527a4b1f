"""A fila espera a parada acabar e segue sozinha: nada se perde nem se faz duas vezes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings as ajustes
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from abuso.atacante import documentos_de
from cenarios.portas import Registro, por_arquivo
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote, SituacaoDoLote
from hub.documentos.models import Envio, SituacaoDoEnvio
from hub.documentos.tarefas import envio_mandar_na_fila
from hub.operacao.fila import ESPERA
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave
from hub.projeto import banco
from hub.recepcao.arquivos import arquivo_guardar
from hub.recepcao.tarefas import lote_enfileirar

pytestmark = pytest.mark.django_db(transaction=True)
E = EspecieDeChave
QUE_ESPERAM = ("hub.recepcao.lote_processar", "hub.documentos.pedaco_emitir", "hub.documentos.envio_mandar")


@pytest.fixture(autouse=True)
def fila_vazia(transactional_db: None) -> Iterator[None]:
    """As tabelas da fila não são dos modelos: ninguém as esvazia entre um teste e outro."""
    tabelas = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs")
    esvaziar = [f"delete from {tabela}" for tabela in tabelas]
    _executar(esvaziar)
    yield
    _executar(esvaziar)


def _executar(comandos: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for comando in comandos:
            cursor.execute(comando)


def chegar(credor: Credor, iptu: Registro, *numeros: str) -> Lote:
    linhas = [";".join(iptu), *(";".join((iptu | {"numero_cda": numero}).values()) for numero in numeros)]
    fluxo = io.BytesIO("\n".join(linhas).encode())
    lote = arquivo_guardar(credor=credor, fluxo=fluxo, nome="cdas.csv", ator="ana", em=date(2026, 3, 1))
    lote_enfileirar(lote)
    return lote


#: O trabalhador, noutro processo, com a pasta dos testes; `preparo` muda alguma coisa antes.
_TRABALHADOR = """
import django
django.setup()
from django.conf import settings
settings.PASTA_DE_TRABALHO = {pasta!r}
settings.SMTP = ""
{preparo}
from django.core.management import call_command
call_command("procrastinate", "worker", "--one-shot", "--no-listen-notify", "--queues", {filas!r})
"""


def trabalhar(filas: str = "arquivos", *, preparo: str = "") -> None:
    """Um trabalhador de verdade faz o que está na fila e pode ser feito agora."""
    nome = ajustes.DATABASES["default"]["NAME"]
    ambiente = {
        **os.environ,
        "DATABASE_URL": banco.url_do_banco().replace("///hub?", f"///{nome}?"),
        "DJANGO_SETTINGS_MODULE": "hub.projeto.settings",
    }
    texto = _TRABALHADOR.format(pasta=str(ajustes.PASTA_DE_TRABALHO), filas=filas, preparo=preparo)
    feito = subprocess.run([sys.executable, "-c", texto], env=ambiente, capture_output=True, text=True, check=False)  # noqa: S603
    assert feito.returncode == 0, feito.stderr


def na_fila() -> list[tuple[str, bool]]:
    """O que está por fazer, e se espera."""
    linhas = ProcrastinateJob.objects.filter(status="todo", task_name__in=QUE_ESPERAM).order_by("pk")
    agora = timezone.now()
    return [(linha.task_name, bool(linha.scheduled_at and linha.scheduled_at > agora)) for linha in linhas]


@pytest.mark.parametrize("especie", [E.SOMENTE_LEITURA, E.PARAR_CREDOR])
def test_o_arquivo_que_ja_tinha_chegado_espera_e_segue(
    especie: E, recife: Credor, iptu: Registro, ligar: Any, desligar: Any
) -> None:
    lote = chegar(recife, iptu, "2024/1", "2024/2")
    chave = ligar(especie, **({"credor": recife} if especie == E.PARAR_CREDOR else {}))
    trabalhar()
    lote.refresh_from_db()
    assert (lote.situacao, CDA.objects.count()) == (SituacaoDoLote.RECEBIDO, 0)
    assert na_fila() == [("hub.recepcao.lote_processar", True)]
    trabalhar()  # ainda não é hora: nem se tenta
    desligar(chave)
    assert na_fila() == [("hub.recepcao.lote_processar", False)]
    trabalhar()
    lote.refresh_from_db()
    assert (lote.situacao, lote.aceitas, CDA.objects.count()) == (SituacaoDoLote.CONCLUIDO, 2, 2)
    assert na_fila() == []


#: Fatias de duas linhas; gravada a primeira, a chave se liga.
_PARAR_NO_MEIO = """
import hub.recepcao.fatias
from django.utils import timezone
from hub.operacao.models import EspecieDeChave
from hub.operacao.servicos import PedidoDeChave, chave_ligar
from hub.recepcao import arquivos
hub.recepcao.fatias.LINHAS_POR_FATIA = 2
original, gravadas = arquivos.fatia_gravar, []
def gravar_e_parar(**dados):
    original(**dados)
    gravadas.append(1)
    if len(gravadas) == 1:
        pedido = PedidoDeChave(especie=EspecieDeChave.SOMENTE_LEITURA, motivo="Troca do disco.")
        chave_ligar(pedido, ator="rosa", agora=timezone.now())
arquivos.fatia_gravar = gravar_e_parar
"""


def test_parado_no_meio_do_arquivo_o_feito_fica_e_o_resto_segue(recife: Credor, iptu: Registro, desligar: Any) -> None:
    lote = chegar(recife, iptu, *(f"2024/{n}" for n in range(6)))
    trabalhar(preparo=_PARAR_NO_MEIO)
    lote.refresh_from_db()
    assert (lote.situacao, CDA.objects.count()) == (SituacaoDoLote.PROCESSANDO, 2)
    assert na_fila() == [("hub.recepcao.lote_processar", True)]
    desligar(ChaveDeOperacao.objects.get())
    trabalhar(preparo="import hub.recepcao.fatias as f; f.LINHAS_POR_FATIA = 2")
    lote.refresh_from_db()
    assert (lote.situacao, lote.recebidas, lote.aceitas, CDA.objects.count()) == (SituacaoDoLote.CONCLUIDO, 6, 6, 6)


def test_o_arquivo_que_chega_com_o_credor_parado_so_reduz(recife: Credor, iptu: Registro, ligar: Any) -> None:
    """Um arquivo com o pagamento do devedor e uma CDA nova: o pagamento entra, a CDA volta com o motivo."""
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    ligar(E.PARAR_CREDOR, credor=recife)
    lote = chegar(recife, iptu, "2024/9")
    movimentos = "numero_cda;tipo;data;valor\n2024/000123-4;PAGAMENTO_TOTAL;2026-03-01;1673.93\n"
    pago = arquivo_guardar(
        credor=recife, fluxo=io.BytesIO(movimentos.encode()), nome="movimentos.csv", ator="ana", em=date(2026, 3, 1)
    )
    lote_enfileirar(pago)
    trabalhar()
    lote.refresh_from_db()
    pago.refresh_from_db()
    assert (lote.situacao, lote.recusadas) == (SituacaoDoLote.CONCLUIDO, 1)
    assert pago.movimentos == 1
    assert CDA.objects.get().posicao == "paga"


def test_a_parada_de_um_nao_segura_a_fila_da_vizinha(
    recife: Credor, olinda: Credor, iptu: Registro, ligar: Any
) -> None:
    chegar(recife, iptu, "2024/1")
    dela = chegar(olinda, iptu, "2024/1")
    ligar(E.PARAR_CREDOR, credor=recife)
    trabalhar()
    dela.refresh_from_db()
    assert dela.situacao == SituacaoDoLote.CONCLUIDO
    assert na_fila() == [("hub.recepcao.lote_processar", True)]


@pytest.mark.parametrize("como", ["leitura", "canal", "credor"])
def test_a_carta_espera_e_sai_uma_vez(
    como: str, recife: Credor, iptu: Registro, ana: Usuario, ligar: Any, desligar: Any
) -> None:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    envio = documentos_de(recife, iptu["numero_cda"])["envio"]
    dados: dict[str, dict[str, Any]] = {"leitura": {}, "canal": {"canal": "carta"}, "credor": {"credor": recife}}
    especie = {"leitura": E.SOMENTE_LEITURA, "canal": E.PARAR_CANAL, "credor": E.PARAR_CREDOR}[como]
    chave = ligar(especie, **dados[como])
    envio_mandar_na_fila.configure(queueing_lock=f"envio:{envio}").defer(envio=envio)
    trabalhar("correio")
    achado = Envio.objects.get(pk=envio)
    assert (achado.situacao, achado.tentativas) == (SituacaoDoEnvio.NA_FILA, 0)
    desligar(chave)
    trabalhar("correio")
    achado.refresh_from_db()
    assert achado.tentativas == 1


def test_ninguem_acorda_o_que_espera_outra_coisa(recife: Credor, ligar: Any, desligar: Any) -> None:
    """Tarefa marcada para depois, sem parada, continua marcada."""
    envio_mandar_na_fila.configure(schedule_in={"seconds": ESPERA}).defer(envio=1)
    desligar(ligar(E.AVISO))
    assert na_fila() == [("hub.documentos.envio_mandar", True)]


def test_a_que_espera_pergunta_de_novo_sozinha(recife: Credor, iptu: Registro, ligar: Any) -> None:
    """A chave que some sem se desligar, como a marcada que se muda, não prende ninguém para sempre."""
    chegar(recife, iptu, "2024/1")
    ligar(E.SOMENTE_LEITURA)
    trabalhar()
    (espera,) = ProcrastinateJob.objects.filter(status="todo", task_name__in=QUE_ESPERAM)
    assert espera.scheduled_at is not None
    assert espera.scheduled_at - timezone.now() < timedelta(seconds=ESPERA)
