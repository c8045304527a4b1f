"""A adesão por qualquer sequência de atos: só anda pela tabela, e o que anda fica escrito."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from adesao.fabrica_de_adesoes import AGORA, assinar, pessoa, preenchida
from hub.adesao.analise import adesao_analisar, adesao_deferir, adesao_indeferir, exigencia_fazer
from hub.adesao.convenios import convenio_mudar
from hub.adesao.models import Adesao, Parte
from hub.adesao.servicos import adesao_desistir, adesao_pedir, exigencia_responder
from hub.adesao.situacoes import ACABADAS, EM_CURSO, PODE, SituacaoDaAdesao
from hub.auditoria.models import Evento
from hub.comum.erros import Recusa
from hub.credores.consultas import vigor_em

pytestmark = pytest.mark.django_db
S = SituacaoDaAdesao

#: situação da adesão → o que se vê do convênio do credor
VIGOR = {S.VIGENTE: "vigente", S.SUSPENSA: "suspenso", S.ENCERRADA: "encerrado"}


def mudar(para: SituacaoDaAdesao) -> Callable[[Adesao], Any]:
    def ato(adesao: Adesao) -> None:
        if adesao.credor is not None:
            convenio_mudar(credor=adesao.credor, para=para, motivo="ofício", em=AGORA.date(), ator="pgfn")

    return ato


ATOS: dict[str, tuple[Callable[[Adesao], Any], frozenset[SituacaoDaAdesao], SituacaoDaAdesao]] = {
    "pedir": (lambda a: adesao_pedir(adesao=a, ator="caio", agora=AGORA), frozenset({S.RASCUNHO}), S.PEDIDA),
    "analisar": (lambda a: adesao_analisar(adesao=a, ator="pgfn", agora=AGORA), frozenset({S.PEDIDA}), S.EM_ANALISE),
    "exigir": (
        lambda a: exigencia_fazer(adesao=a, texto="Junte.", ator="pgfn", agora=AGORA),
        frozenset({S.EM_ANALISE}),
        S.EM_EXIGENCIA,
    ),
    "responder": (
        lambda a: exigencia_responder(adesao=a, resposta="Juntei.", ator="caio", agora=AGORA),
        frozenset({S.EM_EXIGENCIA}),
        S.EM_ANALISE,
    ),
    "deferir": (
        lambda a: adesao_deferir(adesao=a, parecer="Sim.", ator="pgfn", agora=AGORA),
        frozenset({S.EM_ANALISE}),
        S.A_ASSINAR,
    ),
    "indeferir": (
        lambda a: adesao_indeferir(adesao=a, parecer="Não.", ator="pgfn", agora=AGORA),
        frozenset({S.PEDIDA, S.EM_ANALISE, S.EM_EXIGENCIA}),
        S.INDEFERIDA,
    ),
    "desistir": (
        lambda a: adesao_desistir(adesao=a, motivo="Não quero.", ator="caio", agora=AGORA),
        frozenset({S.RASCUNHO, S.PEDIDA, S.EM_ANALISE, S.EM_EXIGENCIA, S.A_ASSINAR}),
        S.DESISTIDA,
    ),
    "suspender": (mudar(S.SUSPENSA), frozenset({S.VIGENTE}), S.SUSPENSA),
    "reativar": (mudar(S.VIGENTE), frozenset({S.SUSPENSA}), S.VIGENTE),
    "encerrar": (mudar(S.ENCERRADA), frozenset({S.VIGENTE, S.SUSPENSA}), S.ENCERRADA),
}


class Caminho(RuleBasedStateMachine):
    """Um pedido e todos os atos, em qualquer ordem; o que está na tabela acontece, o resto não muda nada."""

    def __init__(self) -> None:
        super().__init__()
        self.transacao = transaction.atomic()
        self.transacao.__enter__()
        self.adesao = preenchida(pessoa("caio"))
        self.situacao = S.RASCUNHO
        self.assinaram: set[Parte] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transacao.__exit__(None, None, None)

    @rule(nome=st.sampled_from(sorted(ATOS)))
    def agir(self, nome: str) -> None:
        ato, de, para = ATOS[nome]
        self._tentar(ato, acontece=self.situacao in de, para=para)

    @rule(parte=st.sampled_from(list(Parte)))
    def assinar(self, parte: Parte) -> None:
        vez = parte == Parte.ENTE or Parte.ENTE in self.assinaram
        novo = vez and parte not in self.assinaram and self.situacao == S.A_ASSINAR
        completa = novo and parte == Parte.UNIAO
        self._tentar(
            lambda adesao: assinar(adesao, parte, f"pessoa-{parte}"),
            acontece=novo,
            para=S.VIGENTE if completa else S.A_ASSINAR,
        )
        self.assinaram |= {parte} if novo else set()

    def _tentar(self, ato: Callable[[Adesao], Any], *, acontece: bool, para: SituacaoDaAdesao) -> None:
        antes = Evento.objects.count()
        try:
            with transaction.atomic():
                ato(Adesao.objects.get(pk=self.adesao.pk))
        except Recusa:
            assert not acontece
        if acontece:
            self.situacao = para
            assert Evento.objects.count() > antes
        else:
            assert Evento.objects.count() == antes

    @invariant()
    def a_situacao_e_a_do_modelo(self) -> None:
        self.adesao.refresh_from_db()
        assert self.adesao.situacao == self.situacao

    @invariant()
    def as_passagens_se_encadeiam_pela_tabela(self) -> None:
        passos = list(self.adesao.passagens.values_list("de", "para"))
        assert [de for de, _ in passos] == [S.RASCUNHO, *(para for _, para in passos[:-1])][: len(passos)]
        assert all(S(para) in PODE[S(de)] for de, para in passos)
        assert (passos[-1][1] if passos else S.RASCUNHO) == self.situacao

    @invariant()
    def o_convenio_acompanha(self) -> None:
        credor = self.adesao.credor
        passou = self.adesao.passagens.filter(para=S.EM_ANALISE).exists()
        assert (credor is not None) == passou
        if credor is not None:
            assert vigor_em(credor, AGORA.date()) == VIGOR.get(self.situacao, "ensaio")


def test_qualquer_sequencia_de_atos(db: None) -> None:
    # Sem encurtar: cada passo vai ao banco, e encurtar levaria minutos.
    ajustes = settings(max_examples=30, stateful_step_count=18, deadline=None, phases=[Phase.explicit, Phase.generate])
    run_state_machine_as_test(Caminho, settings=ajustes)


def test_a_tabela_e_os_atos_dizem_o_mesmo() -> None:
    dos_atos = {(de, para) for _, de_onde, para in ATOS.values() for de in de_onde} | {(S.A_ASSINAR, S.VIGENTE)}
    assert dos_atos == {(de, para) for de, saidas in PODE.items() for para in saidas}
    assert set(PODE) == set(S)
    assert EM_CURSO.isdisjoint(ACABADAS)
