"""Uma queda (kill -9) no meio de uma chamada: o mesmo comando, depois, chega ao mesmo estado sem mandar em dobro."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from balcao_da_cra import OLINDA, Balcao, guardar
from django.utils import timezone

from cenarios.queda import comando
from hub.dividas.models import Passagem, Retorno
from hub.estrategias.chamadas.entregas import remessas_por_retomar
from hub.estrategias.models import Chamada
from simuladores.cra import Parametros

pytestmark = pytest.mark.django_db(transaction=True)

#: Onde morre, se antes ou depois, quantas vezes a CRA ouve ao todo e o código que fica.
MOMENTOS = {
    "gravou que ia chamar": ("hub.estrategias.chamadas.execucao:_comecar", False, 1, "2105"),
    "antes da rede": ("hub.estrategias.protesto.cra21.cliente:pedir", True, 1, "2105"),
    "a CRA recebeu, e a resposta se perdeu": ("hub.estrategias.protesto.cra21.cliente:pedir", False, 2, "1001"),
    "a resposta ficou guardada": ("hub.estrategias.chamadas.execucao:resposta_guardar", False, 1, "2105"),
    "aplicava": ("hub.estrategias.protesto.entrega:aplicar_envio", False, 1, "2105"),
    "concluía": ("hub.estrategias.chamadas.execucao:disjuntor_respondeu", False, 1, "2105"),
}


@pytest.fixture
def parametros(parametros: Parametros) -> Parametros:
    """Olinda não é atendida: a resposta traz uma recusa, que não pode se perder à toa."""
    return Parametros(usuarios=parametros.usuarios, confere_documento=False, nao_autorizados=("2609600",))


@pytest.fixture
def balcao(balcao: Balcao, monkeypatch: pytest.MonkeyPatch) -> Balcao:
    """A chave do cofre vai ao outro processo pelo ambiente."""
    monkeypatch.setenv("HUB_COFRE", base64.urlsafe_b64encode(b"k" * 32).decode())
    guardar(balcao.credor, usuario="recife", senha="palavra-que-ninguem-ve-7731")
    return balcao


def rodar(balcao: Balcao, ato: str, pasta: Path, *mais: str, **queda: Any) -> subprocess.CompletedProcess[str]:
    return comando("cra", ato, "--credor", balcao.credor.cnpj, *mais, pasta=pasta, **queda)


@pytest.mark.parametrize("momento", MOMENTOS)
def test_entrega_que_caiu_termina_igual(balcao: Balcao, pasta_de_trabalho: Path, momento: str) -> None:
    alvo, antes, ouvidas, codigo = MOMENTOS[momento]
    balcao.cdas("pago")
    balcao.cdas("pago", **OLINDA)
    remessa = balcao.liberar()
    morreu = rodar(balcao, "enviar", pasta_de_trabalho, alvo=alvo, vez=1, antes=antes)
    assert morreu.returncode == -signal.SIGKILL, morreu.stderr
    meio = Chamada.objects.get(credor=balcao.credor)
    assert meio.situacao == "em_curso"
    assert remessas_por_retomar("protesto", timezone.now()) == [remessa.pk]
    feito = rodar(balcao, "enviar", pasta_de_trabalho)
    assert feito.returncode == 0, feito.stdout + feito.stderr
    (dita,) = json.loads(feito.stdout)["chamadas"]
    assert dita["codigo"] == codigo
    assert balcao.chamou("Remessa") == ouvidas
    assert balcao.recebidos() == ["B5820203.261"]
    recusadas = Passagem.objects.filter(credor=balcao.credor, para="recusada").count()
    # A resposta que se perdeu levou com ela a recusa: o título espera a confirmação, e a mensagem o diz.
    assert recusadas == (0 if codigo == "1001" else 1)
    assert ("se perdeu" in dita["mensagem"]) == (codigo == "1001")
    de_novo = rodar(balcao, "enviar", pasta_de_trabalho)
    assert json.loads(de_novo.stdout)["chamadas"] == []
    assert balcao.chamou("Remessa") == ouvidas


@pytest.mark.parametrize(
    ("alvo", "antes"),
    [
        ("hub.estrategias.protesto.cra21.cliente:pedir", False),
        ("hub.estrategias.chamadas.execucao:resposta_guardar", False),
        ("hub.estrategias.retornos:evento_registrar", False),
        ("hub.estrategias.chamadas.execucao:disjuntor_respondeu", False),
    ],
)
def test_busca_que_caiu_termina_igual(balcao: Balcao, pasta_de_trabalho: Path, alvo: str, antes: bool) -> None:  # noqa: FBT001
    balcao.enviar("pago", "protestado")
    morreu = rodar(balcao, "buscar", pasta_de_trabalho, "--em", "2026-03-02", alvo=alvo, vez=1, antes=antes)
    assert morreu.returncode == -signal.SIGKILL, morreu.stderr
    assert not Retorno.objects.exists()
    feito = rodar(balcao, "buscar", pasta_de_trabalho, "--em", "2026-03-02")
    assert feito.returncode == 0, feito.stdout + feito.stderr
    assert balcao.situacoes() == ["em_andamento"] * 2
    assert Retorno.objects.filter(credor=balcao.credor).count() == 2
    assert Passagem.objects.filter(credor=balcao.credor, para="confirmada").count() == 2
