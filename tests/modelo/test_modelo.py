"""Dívidas ao acaso, por acontecimentos ao acaso, e o que nunca pode acontecer.

Roda curto na suíte; `HUB_PASSOS=5000` o faz andar milhares de passos.
"""

from __future__ import annotations

import os
from itertools import count

import pytest
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

from hub.comum.numeros_ficticios import cnpjs_ficticios
from hub.comum.situacoes import TipoDeMovimento
from modelo.cobranca import DA_CRA, DO_BIRO, DOS_CORREIOS, Cobranca, nova_cobranca

#: Passos ao todo, em exemplos de até quarenta.
PASSOS = int(os.environ.get("HUB_PASSOS", "120"))
POR_EXEMPLO = 40
#: Dias, sem nada novo, em que tudo o que se pediu tem de se responder.
SOSSEGO = 20
#: Dívidas por exemplo.
MAXIMO = 12
#: O canal a que cada dívida vai, e o que ele responde.
DESFECHOS = [
    (canal, um) for canal, todos in (("serasa", DO_BIRO), ("protesto", DA_CRA), ("carta", DOS_CORREIOS)) for um in todos
]

# Cada passo se confirma: numa transação só, as travas de milhares de passos não cabem na memória do banco.
pytestmark = pytest.mark.django_db(transaction=True)

_CREDORES = count(1)


class Modelo(RuleBasedStateMachine):
    """Cada exemplo é um credor novo: a segurança por credor separa um exemplo do outro."""

    cobranca: Cobranca

    @initialize()
    def comecar(self) -> None:
        self.cobranca = nova_cobranca(cnpjs_ficticios(next(_CREDORES), 1)[0])

    @precondition(lambda self: self.cobranca.enviadas < MAXIMO)
    @rule(desfecho=st.sampled_from(DESFECHOS))
    def enviar(self, desfecho: tuple[str, str]) -> None:
        self.cobranca.enviar(*desfecho)

    @precondition(lambda self: self.cobranca.enviadas)
    @rule(qual=st.integers(0, MAXIMO - 1), tipo=st.sampled_from(sorted(set(TipoDeMovimento) - {"AJUIZAMENTO"})))
    def contar(self, qual: int, tipo: TipoDeMovimento) -> None:
        cdas = self.cobranca.cdas
        self.cobranca.mover(cdas[qual % len(cdas)], TipoDeMovimento(tipo))

    @rule(atraso=st.sampled_from([0, 0, 0, 1]), repetir=st.booleans(), ao_contrario=st.booleans())
    def passar_o_dia(self, atraso: int, repetir: bool, ao_contrario: bool) -> None:  # noqa: FBT001
        self.cobranca.passar_o_dia(atraso=atraso, repetir=repetir, ao_contrario=ao_contrario)

    @invariant()
    def ninguem_passa_do_prazo(self) -> None:
        assert self.cobranca.vencidas() == []

    @invariant()
    def toda_situacao_tem_passagem(self) -> None:
        assert list(self.cobranca.sem_explicacao()) == []

    def teardown(self) -> None:
        """Sem nada novo, os dois lados acabam iguais."""
        if not hasattr(self, "cobranca"):
            return
        for _ in range(SOSSEGO):
            self.cobranca.passar_o_dia(atraso=0, repetir=False, ao_contrario=False)
            if not self.cobranca.espera_resposta():
                break
        assert not self.cobranca.espera_resposta()
        assert self.cobranca.cartas_sem_desfecho() == []
        assert self.cobranca.diferencas_com_a_serasa() == {"so_no_hub": [], "so_na_serasa": []}


def test_o_modelo_aguenta() -> None:
    ajuste = settings(
        max_examples=max(1, PASSOS // POR_EXEMPLO),
        stateful_step_count=POR_EXEMPLO,
        deadline=None,
        # Na suíte anda sempre pelos mesmos caminhos; quem pede mais passos procura outros.
        derandomize="HUB_PASSOS" not in os.environ,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(Modelo, settings=ajuste)
