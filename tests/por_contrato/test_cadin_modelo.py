"""Dívidas, suspensões e falhas da rede ao acaso: o que o Cadin mostra é o que a dívida é."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from guiche import Guiche, gravar
from hypothesis.stateful import precondition, rule

from cenarios.por_registro import Maquina, andar
from cenarios.portas import Registro
from hub.comum.situacoes import Posicao
from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.estrategias.por_registro import fila
from simuladores.cadastro.servidor import Servidor

#: O que o Cadin mostra de cada posição; nulo = não está.
MOSTRA = {
    Posicao.ATIVA: "incluido",
    Posicao.SUSPENSA: "suspenso",
    Posicao.PARCELADA: "suspenso",
    Posicao.PAGA: None,
    Posicao.CANCELADA: None,
}

pytestmark = pytest.mark.django_db(transaction=True)

_SERVIDOR: list[Servidor] = []


@pytest.fixture(autouse=True)
def no_servidor(servidor: Servidor, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Blocos de dois: um exemplo pequeno anda por vários."""
    monkeypatch.setattr(fila, "BLOCO", 2)
    gravar("cadin")
    _SERVIDOR[:] = [servidor]
    yield
    _SERVIDOR.clear()


class Modelo(Maquina):
    # A queda depois de gravar perde o identificador, e a baixa fica para uma pessoa: tem teste próprio.
    falhas = ("503", "html", "vazio", "500")
    maximo = 6
    balcao: Guiche

    def abrir(self, credor: Credor, iptu: Registro, pasta: Path) -> Guiche:
        (servidor,) = _SERVIDOR
        guiche = Guiche(canal="cadin", credor=credor, servidor=servidor, iptu=iptu, saida=pasta)
        guiche.ligar("recife")
        return guiche

    @precondition(lambda self: self.enviadas < self.maximo)
    @rule()
    def enviar(self) -> None:
        self.enviadas += 1
        self.balcao.cda()

    def teardown(self) -> None:
        """Com a rede boa e nada novo, o Cadin mostra o que cada dívida é."""
        if not hasattr(self, "balcao"):
            return
        self.sossegar()
        mostra = {contrato[1:13]: situacao for contrato, situacao in self.balcao.no_cadastro()}
        for cda in CDA.objects.filter(credor=self.balcao.credor):
            visto = mostra.get(f"{cda.pk:012}")
            esperado = MOSTRA[Posicao(cda.posicao)]
            # A que se suspendeu antes da primeira vez nunca entrou: não estar também serve.
            aceitos = {esperado, None} if esperado == "suspenso" else {esperado}
            assert visto in aceitos, (cda, cda.posicao, visto)


def test_o_modelo_aguenta() -> None:
    andar(Modelo)
