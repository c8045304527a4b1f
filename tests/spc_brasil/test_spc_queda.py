"""Uma queda (kill -9) no meio de um bloco: o mesmo comando, depois, chega ao mesmo estado sem registrar em dobro."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from mesa_do_spc import Mesa

from cenarios.queda import comando
from hub.comum.situacoes import Situacao
from hub.dividas.models import Passagem, Retorno
from hub.estrategias.chamadas.entregas import remessas_por_retomar
from hub.estrategias.models import Chamada

pytestmark = pytest.mark.django_db(transaction=True)

#: Onde morre, em que vez, se antes ou depois, e quantas inclusões o SPC Brasil ouve ao todo (são três registros).
MOMENTOS = {
    "gravou que ia chamar": ("hub.estrategias.chamadas.execucao:_comecar", 1, False, 3),
    "escreveu que ia": ("hub.estrategias.por_registro.diario:Diario.vai", 2, False, 3),
    "o serviço gravou, e a resposta se perdeu": ("hub.estrategias.spc_brasil.cliente:pedir", 2, False, 4),
    "escreveu a resposta": ("hub.estrategias.por_registro.diario:Diario.respondeu", 2, False, 3),
    "a resposta do bloco ficou guardada": ("hub.estrategias.chamadas.execucao:resposta_guardar", 1, False, 3),
    "aplicava": ("hub.estrategias.por_registro.entrega:retorno_aplicar", 1, False, 3),
    "concluía": ("hub.estrategias.chamadas.execucao:disjuntor_respondeu", 1, False, 3),
}


@pytest.fixture
def mesa(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> Mesa:
    """A chave do cofre vai ao outro processo pelo ambiente."""
    monkeypatch.setenv("HUB_COFRE", base64.urlsafe_b64encode(b"k" * 32).decode())
    mesa.guardar("recife")
    return mesa


def entregar(mesa: Mesa, pasta: Path, **queda: Any) -> subprocess.CompletedProcess[str]:
    argumentos = ("canal", "entregar", "--credor", mesa.credor.cnpj, "--estrategia", "spc_brasil")
    return comando(*argumentos, pasta=pasta, **queda)


@pytest.mark.parametrize("momento", MOMENTOS)
def test_entrega_que_caiu_termina_igual(mesa: Mesa, pasta_de_trabalho: Path, momento: str) -> None:
    alvo, vez, antes, ouvidas = MOMENTOS[momento]
    for desfecho in ("aceito", "aceito", "recusado"):
        mesa.cda(desfecho)
    remessa = mesa.liberar()
    morreu = entregar(mesa, pasta_de_trabalho, alvo=alvo, vez=vez, antes=antes)
    assert morreu.returncode == -signal.SIGKILL, morreu.stderr
    assert Chamada.objects.get(operacao="incluirSpc").situacao == "em_curso"
    assert remessas_por_retomar("spc_brasil", timezone.now()) == [remessa.pk]
    feito = entregar(mesa, pasta_de_trabalho)
    assert feito.returncode == 0, feito.stdout + feito.stderr
    (dita,) = json.loads(feito.stdout)["chamadas"]
    assert (dita["situacao"], dita["codigo"]) == ("feita", "OK")
    assert mesa.situacoes() == [Situacao.REGISTRADA, Situacao.REGISTRADA, Situacao.RECUSADA]
    assert len(mesa.registros()) == 2
    assert mesa.ouvidas("incluirSpc") == ouvidas
    assert Retorno.objects.count() == 1
    assert Passagem.objects.filter(de=Situacao.ENVIADA).count() == 3
    de_novo = entregar(mesa, pasta_de_trabalho)
    assert json.loads(de_novo.stdout)["chamadas"] == []
    assert mesa.ouvidas("incluirSpc") == ouvidas


def test_meia_linha_do_diario_some(mesa: Mesa, pasta_de_trabalho: Path) -> None:
    """Quem morre escrevendo deixa meia linha: o que estava inteiro vale, e o resto se escreve de novo."""
    mesa.cda()
    mesa.cda()
    mesa.liberar()
    morreu = entregar(mesa, pasta_de_trabalho, alvo="hub.estrategias.por_registro.diario:Diario.respondeu", vez=1)
    assert morreu.returncode == -signal.SIGKILL
    (diario,) = (pasta_de_trabalho / "chamadas").rglob("*.diario")
    inteiro = diario.read_bytes()
    diario.write_bytes(inteiro + b'{"vai":"B00')
    assert entregar(mesa, pasta_de_trabalho).returncode == 0
    assert diario.read_bytes().startswith(inteiro)
    assert [json.loads(linha) for linha in diario.read_bytes().splitlines()]
    assert mesa.situacoes() == [Situacao.REGISTRADA] * 2
    assert mesa.ouvidas("incluirSpc") == 2
