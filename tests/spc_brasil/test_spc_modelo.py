"""Dívidas e falhas da rede ao acaso: o que o hub diz que está no SPC Brasil é o que está.

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
from mesa_do_spc import Mesa

from hub.comum.erros import Recusa
from hub.comum.numeros_ficticios import cnpjs_ficticios
from hub.comum.situacoes import NO_CADASTRO, Causa, Posicao, Situacao, TipoDeMovimento, mover
from hub.dividas.models import CDA, Acionamento, Passagem, Remessa
from hub.estrategias.chamadas.disjuntor import canal_religar
from hub.estrategias.chamadas.entregas import remessas_por_entregar
from hub.estrategias.models import Disjuntor, EstadoDoDisjuntor
from hub.estrategias.por_registro import fila
from modelo.cobranca import nova_cobranca
from simuladores.biro.servidor import Servidor

PASSOS = int(os.environ.get("HUB_PASSOS", "80"))
POR_EXEMPLO = 20
MAXIMO = 8
#: Sem "já existe": nele o simulador mente, e o que ele diz que está não está.
DESFECHOS = ("aceito", "aceito", "recusado", "sem_resposta", "exclusao_recusada")
FALHAS = ("nada", "503", "html", "vazio", "apos_gravar")

pytestmark = pytest.mark.django_db(transaction=True)

_CREDORES = count(1)
#: O servidor dos exemplos: a base dele guarda os registros de todos, e cada contrato é de um só.
_SERVIDOR: list[Servidor] = []


@pytest.fixture(autouse=True)
def no_servidor(servidor: Servidor, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Blocos de três: um exemplo pequeno anda por vários."""
    monkeypatch.setattr(fila, "BLOCO", 3)
    _SERVIDOR[:] = [servidor]
    yield
    _SERVIDOR.clear()


class Modelo(RuleBasedStateMachine):
    """Cada exemplo é um credor novo."""

    @initialize()
    def comecar(self) -> None:
        (servidor,) = _SERVIDOR
        cobranca = nova_cobranca(cnpjs_ficticios(next(_CREDORES), 1)[0])
        pasta = Path(tempfile.mkdtemp(prefix="hub-modelo-spc-"))
        self.mesa = Mesa(credor=cobranca.credor, servidor=servidor, iptu=cobranca.iptu, saida=pasta)
        self.mesa.ligar("recife")
        self.dia = date(2026, 3, 2)
        self.enviadas = 0

    @precondition(lambda self: self.enviadas < MAXIMO)
    @rule(desfecho=st.sampled_from(DESFECHOS))
    def enviar(self, desfecho: str) -> None:
        self.enviadas += 1
        self.mesa.cda(desfecho)

    @precondition(lambda self: self.enviadas)
    @rule(qual=st.integers(0, MAXIMO - 1), tipo=st.sampled_from(sorted(set(TipoDeMovimento) - {"AJUIZAMENTO"})))
    def contar(self, qual: int, tipo: str) -> None:
        cdas = CDA.objects.filter(credor=self.mesa.credor).order_by("pk")
        cda = cdas[qual % cdas.count()]
        if mover(TipoDeMovimento(tipo), Posicao(cda.posicao), Causa(cda.causas)) is None:
            return
        valor = {"PAGAMENTO_TOTAL": "1673.93", "PAGAMENTO_PARCIAL": "100.00"}.get(tipo)
        campos = {"valor": valor} if valor else {"motivo": "do modelo"}
        numero = f"{cda.pk}-{cda.movimentos.count()}"
        self.mesa.movimentar(cda, tipo, data=self.dia.isoformat(), identificador_credor=numero, **campos)

    @rule()
    def planejar_e_liberar(self) -> None:
        try:
            self.mesa.liberar(self.dia)
        except Recusa as recusa:
            assert recusa.nome_do_codigo() == "PLANO_VAZIO", recusa.mensagem  # noqa: PT017
        self.dia += timedelta(days=1)

    @rule(falhas=st.lists(st.sampled_from(FALHAS), max_size=6))
    def entregar(self, falhas: list[str]) -> None:
        """Uma passada da fila, com a rede que houver."""
        self.mesa.servidor.falhas.clear()
        self.mesa.falhar(*falhas)
        self._passar()
        self.mesa.servidor.falhas.clear()

    def _passar(self) -> None:
        abertos = Disjuntor.objects.filter(credor=self.mesa.credor).exclude(estado=EstadoDoDisjuntor.FECHADO)
        if abertos.exists():
            canal_religar(credor=self.mesa.credor, estrategia="spc_brasil", ator="ana", agora=timezone.now())
        for remessa in remessas_por_entregar(self.mesa.credor, "spc_brasil"):
            try:
                self.mesa.entregar(remessa)
            except Recusa as recusa:
                assert recusa.nome_do_codigo() == "CANAL_DESLIGADO", recusa.mensagem  # noqa: PT017
                return

    @invariant()
    def toda_situacao_tem_passagem(self) -> None:
        if not hasattr(self, "mesa"):
            return
        passagens = Passagem.objects.filter(credor=self.mesa.credor).order_by("id")
        ultimas = dict(passagens.values_list("acionamento", "para"))
        for um in Acionamento.objects.filter(credor=self.mesa.credor):
            assert um.situacao == ultimas.get(um.pk, Situacao.PLANEJADA.value), um

    def teardown(self) -> None:
        """Com a rede boa e nada novo, os dois lados acabam iguais, e quem não se cobra não está lá."""
        if not hasattr(self, "mesa"):
            return
        for _ in range(6):
            self._passar()
            self.planejar_e_liberar()
        self._passar()
        assert not remessas_por_entregar(self.mesa.credor, "spc_brasil")
        daqui = Acionamento.objects.filter(credor=self.mesa.credor)
        no_hub = {um.nosso_numero for um in daqui.filter(situacao__in=NO_CADASTRO)}
        sabidos = set(daqui.values_list("nosso_numero", flat=True))
        la = {f"{um['contrato']}{um['documento']}" for um in self.mesa.registros()} & sabidos
        # O que se chamou e nunca respondeu continua por saber; o resto é igual dos dois lados.
        por_saber = set(daqui.filter(situacao=Situacao.ENVIADA).values_list("nosso_numero", flat=True))
        assert la - por_saber == (no_hub - por_saber)
        fora = daqui.exclude(cda__posicao=Posicao.ATIVA).exclude(situacao=Situacao.EXCLUSAO_RECUSADA)
        assert not {um.nosso_numero for um in fora} & la
        assert Remessa.objects.filter(credor=self.mesa.credor).exists() or not self.enviadas


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
