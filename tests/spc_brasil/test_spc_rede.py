"""O serviço que falha: cai depois de gravar, demora, mente, não deixa entrar, recusa tudo. Nada se perde nem repete."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from mesa_do_spc import EM, Mesa

from hub.comum.situacoes import Situacao
from hub.estrategias.chamadas.disjuntor import canal_religar
from hub.estrategias.chamadas.entregas import remessas_por_retomar
from hub.estrategias.chamadas.erros import AmbienteErrado, CanalDesligado, SegredoAusente
from hub.estrategias.models import Chamada, ListaDoCanal, SegredoDoCanal
from hub.estrategias.por_registro import entrega, fila
from hub.estrategias.spc_brasil.listas import listas_ler

pytestmark = pytest.mark.django_db(transaction=True)


def test_caiu_depois_de_gravar_e_ja_existe_e_sucesso(mesa: Mesa) -> None:
    mesa.cda("sem_resposta")
    remessa = mesa.liberar()
    (chamada,) = mesa.entregar(remessa)
    assert chamada.situacao == "na_fila"
    assert mesa.situacoes() == [Situacao.ENVIADA]
    assert len(mesa.registros()) == 1
    (chamada,) = mesa.entregar(remessa)
    assert (chamada.situacao, chamada.codigo) == ("feita", "OK")
    assert mesa.situacoes() == [Situacao.REGISTRADA]
    assert mesa.ouvidas("incluirSpc") == 2


def test_ja_existia_sem_que_o_hub_tivesse_chamado_pede_uma_pessoa(mesa: Mesa) -> None:
    mesa.cda("ja_existe")
    chamada = mesa.mandar()
    assert chamada.situacao == "conferir"
    assert "sem que o hub tivesse chamado antes" in chamada.mensagem
    # Está lá com a nossa chave: tem de se poder tirar.
    assert mesa.situacoes() == [Situacao.REGISTRADA]


def test_exclusao_do_que_ja_nao_estava_esta_feita(mesa: Mesa) -> None:
    cda = mesa.cda()
    mesa.mandar()
    mesa.servidor.spc.esvaziar()
    mesa.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-05", valor="1673.93")
    chamada = mesa.mandar(EM + timedelta(days=4))
    assert chamada.situacao == "conferir"
    assert mesa.situacoes() == [Situacao.EXCLUIDA]


def test_quem_pagou_com_a_inclusao_sem_resposta_e_excluido(mesa: Mesa) -> None:
    cda = mesa.cda("sem_resposta")
    remessa = mesa.liberar()
    mesa.entregar(remessa)
    mesa.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-02", valor="1673.93")
    # A inclusão não se insiste: pode ter entrado, e quem a tira é a exclusão.
    (chamada,) = mesa.entregar(remessa)
    assert mesa.ouvidas("incluirSpc") == 1
    assert (chamada.situacao, chamada.codigo) == ("conferir", "SEM_RESPOSTA")
    mesa.mandar(EM + timedelta(days=1))
    assert mesa.registros() == []
    assert mesa.situacoes() == [Situacao.EXCLUIDA]


@pytest.mark.parametrize("falha", ["html", "vazio", "500", "503", "lento", "demora_apos_gravar"])
def test_a_falha_que_passa_espera_e_volta_de_onde_parou(mesa: Mesa, falha: str) -> None:
    for _ in range(3):
        mesa.cda()
    remessa = mesa.liberar()
    mesa.falhar("nada", falha)
    (chamada,) = mesa.entregar(remessa)
    assert chamada.situacao == "na_fila"
    assert chamada.proxima_em is not None
    assert remessas_por_retomar("spc_brasil", timezone.now()) == []
    assert remessas_por_retomar("spc_brasil", timezone.now() + timedelta(hours=5)) == [remessa.pk]
    ouvidas = mesa.ouvidas("incluirSpc")
    (chamada,) = mesa.entregar(remessa)
    assert chamada.situacao in {"feita", "conferir"}
    # O que já se respondeu não se chama de novo.
    assert mesa.ouvidas("incluirSpc") - ouvidas == 2
    assert mesa.situacoes() == [Situacao.REGISTRADA] * 3
    assert len(mesa.registros()) == 3


def test_senha_errada_desliga_o_canal_ate_que_uma_pessoa_religue(mesa: Mesa) -> None:
    mesa.cda()
    remessa = mesa.liberar()
    mesa.guardar("recife", "outra")
    (chamada,) = mesa.entregar(remessa)
    assert chamada.situacao == "parada"
    assert mesa.disjuntor().permanente
    with pytest.raises(CanalDesligado):
        mesa.entregar(remessa)
    mesa.guardar("recife")
    assert canal_religar(credor=mesa.credor, estrategia="spc_brasil", ator="ana", agora=timezone.now()) == 1
    (chamada,) = mesa.entregar(remessa)
    assert chamada.situacao == "feita"


def test_a_mesma_recusa_em_todos_e_defeito_do_que_se_configurou(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrega, "MESMA_RECUSA", 3)
    for _ in range(4):
        mesa.cda("recusado")
    remessa = mesa.liberar()
    (chamada,) = mesa.entregar(remessa, insistir=False)
    assert (chamada.situacao, chamada.codigo) == ("parada", "RECUSAS")
    assert "Inclusão não permitida" in chamada.mensagem
    # Nenhum foi dado por recusado, e o canal espera quem o configura.
    assert mesa.situacoes() == [Situacao.ENVIADA] * 4
    assert mesa.disjuntor().permanente
    # Religado, a pessoa que manda entregar as aceita.
    canal_religar(credor=mesa.credor, estrategia="spc_brasil", ator="ana", agora=timezone.now())
    mesa.entregar(remessa)
    assert mesa.situacoes() == [Situacao.RECUSADA] * 4


def test_recusas_alternadas_sao_de_cada_um(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrega, "MESMA_RECUSA", 3)
    for desfecho in ("recusado", "recusado", "aceito", "recusado", "recusado"):
        mesa.cda(desfecho)
    assert mesa.mandar().situacao == "feita"
    recusada, registrada = Situacao.RECUSADA, Situacao.REGISTRADA
    assert mesa.situacoes() == [recusada, recusada, registrada, recusada, recusada]


def test_um_registro_que_nunca_responde_nao_para_os_outros(mesa: Mesa) -> None:
    mesa.cda("aceito")
    mesa.cda("aceito")
    remessa = mesa.liberar()
    teimoso = remessa.acionamentos.order_by("pk").first()
    assert teimoso is not None
    mesa.servidor.mudos.add(teimoso.documento)
    for vez in range(entrega.IDAS):
        (chamada,) = mesa.entregar(remessa)
        assert chamada.situacao == "na_fila", vez
    (chamada,) = mesa.entregar(remessa)
    assert (chamada.situacao, chamada.codigo) == ("conferir", "SEM_RESPOSTA")
    assert mesa.situacoes() == [Situacao.ENVIADA, Situacao.REGISTRADA]
    assert mesa.entregar(remessa) == []


def test_muitos_blocos_andam_na_ordem_e_param_no_que_falha(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fila, "BLOCO", 2)
    cdas = [mesa.cda() for _ in range(5)]
    mesa.entregar(mesa.liberar())
    assert len(mesa.registros()) == 5
    for cda in cdas[:3]:
        mesa.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-05", valor="1673.93")
    mesa.cda()
    remessa = mesa.liberar(EM + timedelta(days=4))
    blocos = list(Chamada.objects.filter(arquivo__remessa=remessa).order_by("pk").values_list("operacao", "chave"))
    nome = remessa.arquivos.get().nome
    assert blocos == [
        ("excluirSpc", f"{nome} 1-2"),
        ("excluirSpc", f"{nome} 3-3"),
        ("incluirSpc", f"{nome} 4-4"),
    ]
    mesa.falhar("nada", "nada", "503")
    assert [chamada.situacao for chamada in mesa.entregar(remessa)] == ["feita", "na_fila"]
    assert [chamada.situacao for chamada in mesa.entregar(remessa)] == ["feita", "feita"]
    assert len(mesa.registros()) == 3


def test_sem_operador_e_em_ambiente_errado_nao_se_chama(mesa: Mesa) -> None:
    mesa.cda()
    remessa = mesa.liberar()
    mesa.configurar(ambiente="homologacao")
    with pytest.raises(AmbienteErrado, match="não se manda à homologação"):
        mesa.entregar(remessa)
    mesa.configurar(ambiente="producao")
    SegredoDoCanal.objects.all().delete()
    with pytest.raises(SegredoAusente):
        mesa.entregar(remessa)
    assert mesa.ouvidas("incluirSpc") == 0


def test_lista_vazia_nao_apaga_a_de_antes(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    from simuladores.biro import spc

    antes = ListaDoCanal.objects.get(lista="natureza").itens
    assert antes["104"] == "ATRASO DE PAGAMENTO"
    monkeypatch.setattr(spc, "listas", lambda: {"natureza": {}, "motivo": {"7": "NOVO"}, "tipo_devedor": {}})
    feitas = listas_ler(credor=mesa.credor, ator="ana", agora=timezone.now())
    assert [chamada.situacao for chamada in feitas] == ["conferir", "feita", "conferir"]
    assert ListaDoCanal.objects.get(lista="natureza").itens == antes
    assert ListaDoCanal.objects.get(lista="motivo").itens == {"7": "NOVO"}


def test_a_que_so_mudou_de_conteudo_se_insiste_ate_responder(mesa: Mesa) -> None:
    cda = mesa.cda("sem_resposta")
    remessa = mesa.liberar()
    mesa.entregar(remessa)
    mesa.movimentar(cda, "PAGAMENTO_PARCIAL", data="2026-03-02", valor="673.93")
    (chamada,) = mesa.entregar(remessa)
    assert (chamada.situacao, mesa.situacoes()) == ("feita", [Situacao.REGISTRADA])
    mesa.mandar(EM + timedelta(days=1))
    mesa.mandar(EM + timedelta(days=2))
    assert [registro["valor"] for registro in mesa.registros()] == ["1000.00"]
