"""Dívidas, suspensões e falhas da rede ao acaso: o que o Cadin mostra é o que a dívida é.

Roda curto na suíte; `HUB_PASSOS=5000` o faz andar milhares de passos.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.utils import timezone
from guiche import Guiche, gravar
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hub.comum.erros import Recusa
from hub.comum.numeros_ficticios import cnpjs_ficticios
from hub.comum.situacoes import Causa, Posicao, Situacao, TipoDeMovimento, mover
from hub.dividas.models import CDA, Acionamento, Passagem
from hub.estrategias.chamadas.disjuntor import canal_religar
from hub.estrategias.chamadas.entregas import remessas_por_entregar
from hub.estrategias.models import Disjuntor, EstadoDoDisjuntor
from hub.estrategias.por_registro import fila
from modelo.cobranca import nova_cobranca
from simuladores.cadastro.servidor import Servidor

PASSOS = int(os.environ.get("HUB_PASSOS", "80"))
POR_EXEMPLO = 20
MAXIMO = 6
#: A queda depois de gravar perde o identificador, e a baixa fica para uma pessoa: tem teste próprio.
FALHAS = ("503", "html", "vazio", "500")
#: O que o Cadin mostra de cada posição; nulo = não está.
MOSTRA = {
    Posicao.ATIVA: "incluido",
    Posicao.SUSPENSA: "suspenso",
    Posicao.PARCELADA: "suspenso",
    Posicao.PAGA: None,
    Posicao.CANCELADA: None,
}

pytestmark = pytest.mark.django_db(transaction=True)

_CREDORES = count(1)
_SERVIDOR: list[Servidor] = []


@pytest.fixture(autouse=True)
def no_servidor(servidor: Servidor, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Blocos de dois: um exemplo pequeno anda por vários."""
    monkeypatch.setattr(fila, "BLOCO", 2)
    gravar("cadin")
    _SERVIDOR[:] = [servidor]
    yield
    _SERVIDOR.clear()


class Modelo(RuleBasedStateMachine):
    """Cada exemplo é um credor novo."""

    @initialize()
    def comecar(self) -> None:
        (servidor,) = _SERVIDOR
        cobranca = nova_cobranca(cnpjs_ficticios(next(_CREDORES), 1)[0])
        pasta = Path(tempfile.mkdtemp(prefix="hub-modelo-cadin-"))
        self.guiche = Guiche(canal="cadin", credor=cobranca.credor, servidor=servidor, iptu=cobranca.iptu, saida=pasta)
        self.guiche.ligar("recife")
        self.dia = date(2026, 3, 2)
        self.enviadas = 0

    @precondition(lambda self: self.enviadas < MAXIMO)
    @rule()
    def enviar(self) -> None:
        self.enviadas += 1
        self.guiche.cda()

    @precondition(lambda self: self.enviadas)
    @rule(qual=st.integers(0, MAXIMO - 1), tipo=st.sampled_from(sorted(set(TipoDeMovimento) - {"AJUIZAMENTO"})))
    def contar(self, qual: int, tipo: str) -> None:
        cdas = CDA.objects.filter(credor=self.guiche.credor).order_by("pk")
        cda = cdas[qual % cdas.count()]
        if mover(TipoDeMovimento(tipo), Posicao(cda.posicao), Causa(cda.causas)) is None:
            return
        valor = {"PAGAMENTO_TOTAL": "1673.93", "PAGAMENTO_PARCIAL": "100.00"}.get(tipo)
        campos = {"valor": valor} if valor else {"motivo": "do modelo"}
        numero = f"{cda.pk}-{cda.movimentos.count()}"
        self.guiche.movimentar(cda, tipo, data=self.dia.isoformat(), identificador_credor=numero, **campos)

    @rule()
    def planejar_e_liberar(self) -> None:
        try:
            self.guiche.liberar(self.dia)
        except Recusa as recusa:
            assert recusa.nome_do_codigo() == "PLANO_VAZIO", recusa.mensagem  # noqa: PT017
        self.dia += timedelta(days=1)

    @rule(falhas=st.lists(st.sampled_from(FALHAS), max_size=4))
    def entregar(self, falhas: list[str]) -> None:
        """Uma passada da fila, com a rede que houver."""
        self.guiche.servidor.falhas.extend(falhas)
        self._passar()
        self.guiche.servidor.falhas.clear()

    def _passar(self) -> None:
        abertos = Disjuntor.objects.filter(credor=self.guiche.credor).exclude(estado=EstadoDoDisjuntor.FECHADO)
        if abertos.exists():
            canal_religar(credor=self.guiche.credor, estrategia="cadin", ator="ana", agora=timezone.now())
        for remessa in remessas_por_entregar(self.guiche.credor, "cadin"):
            try:
                self.guiche.entregar(remessa)
            except Recusa as recusa:
                assert recusa.nome_do_codigo() == "CANAL_DESLIGADO", recusa.mensagem  # noqa: PT017
                return

    @invariant()
    def toda_situacao_tem_passagem(self) -> None:
        if not hasattr(self, "guiche"):
            return
        passagens = Passagem.objects.filter(credor=self.guiche.credor).order_by("id")
        ultimas = dict(passagens.values_list("acionamento", "para"))
        for um in Acionamento.objects.filter(credor=self.guiche.credor):
            assert um.situacao == ultimas.get(um.pk, Situacao.PLANEJADA.value), um

    def teardown(self) -> None:
        """Com a rede boa e nada novo, o Cadin mostra o que cada dívida é."""
        if not hasattr(self, "guiche"):
            return
        for _ in range(6):
            self._passar()
            self.planejar_e_liberar()
        self._passar()
        mostra = {contrato[1:13]: situacao for contrato, situacao in self.guiche.no_cadastro()}
        for cda in CDA.objects.filter(credor=self.guiche.credor):
            visto = mostra.get(f"{cda.pk:012}")
            esperado = MOSTRA[Posicao(cda.posicao)]
            # A que se suspendeu antes da primeira vez nunca entrou: não estar também serve.
            aceitos = {esperado, None} if esperado == "suspenso" else {esperado}
            assert visto in aceitos, (cda, cda.posicao, visto)


def test_o_modelo_aguenta() -> None:
    ajuste = settings(
        max_examples=max(1, PASSOS // POR_EXEMPLO),
        stateful_step_count=POR_EXEMPLO,
        deadline=None,
        derandomize="HUB_PASSOS" not in os.environ,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(Modelo, settings=ajuste)
