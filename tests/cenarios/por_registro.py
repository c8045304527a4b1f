"""O que os cenários dos cadastros que atendem um registro por vez têm em comum: o balcão e o modelo ao acaso."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.server import ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

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

from cenarios.portas import Registro, movimentar
from hub.comum.erros import Recusa
from hub.comum.numeros_ficticios import cnpjs_ficticios
from hub.comum.situacoes import Causa, Posicao, Situacao, TipoDeMovimento, mover
from hub.credores.models import Credor
from hub.dividas.historia import historia_da
from hub.dividas.models import CDA, Acionamento, Passagem, Remessa
from hub.estrategias.chamadas.disjuntor import canal_religar
from hub.estrategias.chamadas.entregas import remessas_por_entregar
from hub.estrategias.chamadas.segredos import segredo_guardar
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.erros import Freio
from hub.estrategias.ligados import entregar_por
from hub.estrategias.models import Chamada, Disjuntor, EstadoDoDisjuntor
from hub.estrategias.registro import canal
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from modelo.cobranca import nova_cobranca

SENHA = "palavra-que-ninguem-ve-7731"
EM = date(2026, 3, 2)
AGORA = datetime(2026, 3, 2, 15, tzinfo=UTC)
_NUMEROS, _CREDORES = count(1), count(1)
Servidor = TypeVar("Servidor", bound=ThreadingHTTPServer)


@contextmanager
def no_ar(servidor: Servidor) -> Iterator[Servidor]:
    """O servidor atendendo, noutra linha de execução, enquanto durar o bloco."""
    linha = threading.Thread(target=servidor.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    try:
        yield servidor
    finally:
        servidor.shutdown()
        servidor.server_close()
        linha.join()


def proximo() -> int:
    """Um número que nenhuma CDA destes cenários teve."""
    return next(_NUMEROS)


@dataclass(kw_only=True)
class Balcao:
    """Um credor diante de um cadastro."""

    canal: str
    credor: Credor
    servidor: Any
    iptu: Registro
    saida: Path

    def configurar(self, **ditas: str) -> None:
        canal_configurar(credor=self.credor, estrategia=self.canal, ditas=ditas, ator="ana")

    def guardar(self, operador: str, senha: str = SENHA) -> None:
        segredo_guardar(
            credor=self.credor, estrategia=self.canal, usuario=operador, senha=senha, ator="ana", agora=AGORA
        )

    def liberar(self, em: date = EM) -> Remessa:
        remessa = remessa_planejar(credor=self.credor, estrategia=self.canal, em=em, ator="ana")
        if remessa.freio:
            with suppress(Freio):
                remessa_liberar(remessa=remessa, saida=self.saida, ator="bia")
        remessa_liberar(remessa=remessa, saida=self.saida, ator="ana")
        remessa.refresh_from_db()
        return remessa

    def entregar(self, remessa: Remessa, *, insistir: bool = True) -> list[Chamada]:
        return entregar_por(self.canal)(remessa=remessa, ator="ana", insistir=insistir)

    def movimentar(self, cda: CDA, tipo: str, **campos: str) -> None:
        movimentar(self.credor, cda.numero_cda, tipo, **campos)

    def motivo(self, cda: CDA, em: date = EM) -> str:
        (dito,) = canal(self.canal).motivos(credor=self.credor, em=em, limite=1, cda=cda.pk)
        assert dito["texto"]
        return dito["motivo"]

    def situacoes(self) -> list[str]:
        return list(Acionamento.objects.filter(credor=self.credor).order_by("pk").values_list("situacao", flat=True))

    def falhar(self, *falhas: str) -> None:
        self.servidor.falhas.extend(falhas)

    def frases(self, cda: CDA) -> str:
        return "\n".join(fato.texto for fato in historia_da(CDA.objects.get(pk=cda.pk)))


class Maquina(RuleBasedStateMachine):
    """Dívidas e falhas da rede ao acaso; cada exemplo é um credor novo. Quem herda envia e confere o fim."""

    #: falhas que a rede pode ter, e dívidas por exemplo
    falhas: tuple[str, ...] = ()
    maximo = 8
    balcao: Balcao

    def abrir(self, credor: Credor, iptu: Registro, pasta: Path) -> Balcao:
        """O balcão do canal, já ligado."""
        raise NotImplementedError

    @initialize()
    def comecar(self) -> None:
        cobranca = nova_cobranca(cnpjs_ficticios(next(_CREDORES), 1)[0])
        self.balcao = self.abrir(cobranca.credor, cobranca.iptu, Path(tempfile.mkdtemp(prefix="hub-modelo-")))
        self.dia = EM
        self.enviadas = 0

    @precondition(lambda self: self.enviadas)
    @rule(qual=st.integers(0, 7), tipo=st.sampled_from(sorted(set(TipoDeMovimento) - {"AJUIZAMENTO"})))
    def contar(self, qual: int, tipo: str) -> None:
        cdas = CDA.objects.filter(credor=self.balcao.credor).order_by("pk")
        cda = cdas[qual % cdas.count()]
        if mover(TipoDeMovimento(tipo), Posicao(cda.posicao), Causa(cda.causas)) is None:
            return
        valor = {"PAGAMENTO_TOTAL": "1673.93", "PAGAMENTO_PARCIAL": "100.00"}.get(tipo)
        campos = {"valor": valor} if valor else {"motivo": "do modelo"}
        numero = f"{cda.pk}-{cda.movimentos.count()}"
        self.balcao.movimentar(cda, tipo, data=self.dia.isoformat(), identificador_credor=numero, **campos)

    @rule()
    def planejar_e_liberar(self) -> None:
        try:
            self.balcao.liberar(self.dia)
        except Recusa as recusa:
            assert recusa.nome_do_codigo() == "PLANO_VAZIO", recusa.mensagem  # noqa: PT017
        self.dia += timedelta(days=1)

    @rule(dados=st.data())
    def entregar(self, dados: st.DataObject) -> None:
        """Uma passada da fila, com a rede que houver."""
        self.balcao.servidor.falhas.clear()
        self.balcao.falhar(*dados.draw(st.lists(st.sampled_from(self.falhas), max_size=6)))
        self.passar()
        self.balcao.servidor.falhas.clear()

    def passar(self) -> None:
        """O que a fila faz de uma vez; o canal desligado, uma pessoa o religa antes."""
        credor, estrategia = self.balcao.credor, self.balcao.canal
        if Disjuntor.objects.filter(credor=credor).exclude(estado=EstadoDoDisjuntor.FECHADO).exists():
            canal_religar(credor=credor, estrategia=estrategia, ator="ana", agora=timezone.now())
        for remessa in remessas_por_entregar(credor, estrategia):
            try:
                self.balcao.entregar(remessa)
            except Recusa as recusa:
                assert recusa.nome_do_codigo() == "CANAL_DESLIGADO", recusa.mensagem  # noqa: PT017
                return

    def sossegar(self) -> None:
        """Com a rede boa e nada novo, tudo o que se pediu se responde."""
        for _ in range(6):
            self.passar()
            self.planejar_e_liberar()
        self.passar()

    @invariant()
    def toda_situacao_tem_passagem(self) -> None:
        if not hasattr(self, "balcao"):
            return
        passagens = Passagem.objects.filter(credor=self.balcao.credor).order_by("id")
        ultimas = dict(passagens.values_list("acionamento", "para"))
        for um in Acionamento.objects.filter(credor=self.balcao.credor):
            assert um.situacao == ultimas.get(um.pk, Situacao.PLANEJADA.value), um


def andar(maquina: type[Maquina]) -> None:
    """Oitenta passos na suíte; `HUB_PASSOS=5000` anda milhares, por outros caminhos."""
    passos, por_exemplo = int(os.environ.get("HUB_PASSOS", "80")), 20
    ajuste = settings(
        max_examples=max(1, passos // por_exemplo),
        stateful_step_count=por_exemplo,
        deadline=None,
        derandomize="HUB_PASSOS" not in os.environ,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(maquina, settings=ajuste)
