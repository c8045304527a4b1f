"""Dívidas e falhas da rede ao acaso: o que o hub diz que está no SPC Brasil é o que está."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from mesa_do_spc import Mesa

from cenarios.por_registro import Maquina, andar
from cenarios.portas import Registro
from hub.comum.situacoes import NO_CADASTRO, Posicao, Situacao
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Remessa
from hub.estrategias.chamadas.entregas import remessas_por_entregar
from hub.estrategias.por_registro import fila
from simuladores.biro.servidor import Servidor

#: Sem "já existe": nele o simulador mente, e o que ele diz que está não está.
DESFECHOS = ("aceito", "aceito", "recusado", "sem_resposta", "exclusao_recusada")

pytestmark = pytest.mark.django_db(transaction=True)

#: O servidor dos exemplos: a base dele guarda os registros de todos, e cada contrato é de um só.
_SERVIDOR: list[Servidor] = []


@pytest.fixture(autouse=True)
def no_servidor(servidor: Servidor, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Blocos de três: um exemplo pequeno anda por vários."""
    monkeypatch.setattr(fila, "BLOCO", 3)
    _SERVIDOR[:] = [servidor]
    yield
    _SERVIDOR.clear()


class Modelo(Maquina):
    falhas = ("nada", "503", "html", "vazio", "apos_gravar")
    balcao: Mesa

    def abrir(self, credor: Credor, iptu: Registro, pasta: Path) -> Mesa:
        (servidor,) = _SERVIDOR
        mesa = Mesa(credor=credor, servidor=servidor, iptu=iptu, saida=pasta)
        mesa.ligar("recife")
        return mesa

    @precondition(lambda self: self.enviadas < self.maximo)
    @rule(desfecho=st.sampled_from(DESFECHOS))
    def enviar(self, desfecho: str) -> None:
        self.enviadas += 1
        self.balcao.cda(desfecho)

    def teardown(self) -> None:
        """Com a rede boa e nada novo, os dois lados acabam iguais, e quem não se cobra não está lá."""
        if not hasattr(self, "balcao"):
            return
        self.sossegar()
        assert not remessas_por_entregar(self.balcao.credor, "spc_brasil")
        daqui = Acionamento.objects.filter(credor=self.balcao.credor)
        no_hub = {um.nosso_numero for um in daqui.filter(situacao__in=NO_CADASTRO)}
        sabidos = set(daqui.values_list("nosso_numero", flat=True))
        la = {f"{um['contrato']}{um['documento']}" for um in self.balcao.registros()} & sabidos
        # O que se chamou e nunca respondeu continua por saber; o resto é igual dos dois lados.
        por_saber = set(daqui.filter(situacao=Situacao.ENVIADA).values_list("nosso_numero", flat=True))
        assert la - por_saber == (no_hub - por_saber)
        fora = daqui.exclude(cda__posicao=Posicao.ATIVA).exclude(situacao=Situacao.EXCLUSAO_RECUSADA)
        assert not {um.nosso_numero for um in fora} & la
        assert Remessa.objects.filter(credor=self.balcao.credor).exists() or not self.enviadas


def test_o_modelo_aguenta() -> None:
    andar(Modelo)
