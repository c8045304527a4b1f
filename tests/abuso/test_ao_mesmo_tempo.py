"""Duas pessoas, ou dois sistemas, no mesmo segundo: conexões de verdade, um resultado só."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from abuso.atacante import DIA, planejar
from cenarios import cartorio
from cenarios.portas import Registro, por_arquivo
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Lote, Passagem, Porta, Remessa, Retorno
from hub.estrategias.erros import LiberacaoEmCurso, PlanoJaLiberado
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import remessa_descartar, remessa_liberar
from hub.recepcao.arquivos import arquivo_guardar, lote_processar
from hub.recepcao.erros import LoteEmUso
from hub.recepcao.formatos import quadros_de_objetos
from hub.recepcao.servicos import Entrega, Recibo, receber

pytestmark = pytest.mark.django_db(transaction=True)


def juntos(*atos: Callable[[], Any]) -> list[Any]:
    """O que cada ato devolveu ou levantou, todos largados ao mesmo tempo, cada um na sua conexão."""
    largada, saidas = Barrier(len(atos)), [None] * len(atos)

    def correr(vez: int, ato: Callable[[], Any]) -> None:
        try:
            largada.wait()
            saidas[vez] = ato()
        except Exception as erro:  # noqa: BLE001 - o cenário olha o erro
            saidas[vez] = erro
        finally:
            connection.close()

    linhas = [Thread(target=correr, args=par) for par in enumerate(atos)]
    for linha in linhas:
        linha.start()
    for linha in linhas:
        linha.join()
    return saidas


def mandar(credor: Credor, objetos: list[Registro], chave: str | None = None) -> Recibo:
    entrega = Entrega(
        credor=credor,
        porta=Porta.API,
        ator="sistema",
        em=DIA,
        chave_idempotencia=chave,
        resumo="a" * 64,
    )
    return receber(entrega, quadros_de_objetos(objetos))


@pytest.fixture
def plano(recife: Credor, iptu: Registro) -> Remessa:
    por_arquivo(recife, iptu, em=DIA.replace(day=1))
    return planejar(recife)


def test_duas_liberacoes_do_mesmo_plano_enviam_uma_vez(plano: Remessa, tmp_path: Path) -> None:
    def liberar(vez: int) -> list[str]:
        mesma = Remessa.objects.get(pk=plano.pk)
        return [a.nome for a in remessa_liberar(remessa=mesma, saida=tmp_path / str(vez), ator="ana")]

    saidas = juntos(*(lambda vez=vez: liberar(vez) for vez in range(3)))
    assert saidas == [["B9990203.261"]] * 3
    assert len({(tmp_path / str(vez) / "B9990203.261").read_bytes() for vez in range(3)}) == 1
    assert Evento.objects.filter(etiqueta="hub:remessa:liberada").count() == 1
    assert Passagem.objects.filter(para="enviada").count() == 1


def test_pagina_velha_nao_descarta_o_que_ja_saiu(plano: Remessa, tmp_path: Path) -> None:
    da_pagina_aberta = Remessa.objects.get(pk=plano.pk)
    remessa_liberar(remessa=plano, saida=tmp_path, ator="ana")
    with pytest.raises(PlanoJaLiberado):
        remessa_descartar(remessa=da_pagina_aberta, ator="beto")
    assert Acionamento.objects.get().situacao == "enviada"


def test_liberar_e_descartar_ao_mesmo_tempo_acabam_num_so(plano: Remessa, tmp_path: Path) -> None:
    liberar, descartar = juntos(
        lambda: remessa_liberar(remessa=Remessa.objects.get(pk=plano.pk), saida=tmp_path, ator="ana"),
        lambda: remessa_descartar(remessa=Remessa.objects.get(pk=plano.pk), ator="beto"),
    )
    plano.refresh_from_db()
    saiu = plano.situacao == "liberada"
    tarde_demais = isinstance(descartar, PlanoJaLiberado | LiberacaoEmCurso)
    assert (isinstance(liberar, list), tarde_demais) == (saiu, saiu)
    assert Acionamento.objects.count() == saiu


def test_a_mesma_cda_de_quatro_sistemas_entra_uma_vez(recife: Credor, iptu: Registro) -> None:
    recibos = juntos(*(lambda: mandar(recife, [iptu]) for _ in range(4)))
    assert sorted(recibo.lote.aceitas for recibo in recibos) == [0, 0, 0, 1]
    assert CDA.objects.count() == 1


def test_a_mesma_chave_de_idempotencia_ao_mesmo_tempo_e_um_lote_so(recife: Credor, iptu: Registro) -> None:
    recibos = juntos(*(lambda: mandar(recife, [iptu], "k1") for _ in range(4)))
    assert {recibo.lote.pk for recibo in recibos} == {Lote.objects.get().pk}


def test_listas_em_ordem_inversa_nao_se_travam(recife: Credor, iptu: Registro) -> None:
    ida = [iptu | {"numero_cda": f"2024/{n}"} for n in range(300)]
    recibos = juntos(lambda: mandar(recife, ida), lambda: mandar(recife, ida[::-1]))
    assert sum(recibo.lote.aceitas for recibo in recibos) == CDA.objects.count() == 300
    paga = {"tipo": "PAGAMENTO_PARCIAL", "data": "2026-03-01", "valor": "1.00"}
    pagamentos = [paga | {"numero_cda": cda["numero_cda"]} for cda in ida]
    juntos(lambda: mandar(recife, pagamentos), lambda: mandar(recife, pagamentos[::-1]))
    assert set(CDA.objects.values_list("valor_pago", flat=True)) == {1}


def test_o_mesmo_lote_em_dois_processos_conta_uma_vez(recife: Credor, iptu: Registro) -> None:
    texto = ";".join(iptu) + "\n" + ";".join(iptu.values()) + "\n"
    lote = arquivo_guardar(credor=recife, fluxo=io.BytesIO(texto.encode()), nome="cdas.csv", ator="ana", em=DIA)
    saidas = juntos(*(lambda: lote_processar(lote=Lote.objects.get(pk=lote.pk)) for _ in range(2)))
    assert all(isinstance(saida, (Recibo, LoteEmUso)) for saida in saidas), saidas
    lote.refresh_from_db()
    assert (lote.recebidas, lote.aceitas, CDA.objects.count()) == (1, 1, 1)


def test_o_mesmo_retorno_ao_mesmo_tempo_se_aplica_uma_vez(recife: Credor, plano: Remessa, tmp_path: Path) -> None:
    remessa_liberar(remessa=plano, saida=tmp_path, ator="ana")
    conteudo = cartorio.confirmacao(Acionamento.objects.all())

    def aplicar() -> int:
        return retorno_aplicar(
            estrategia="protesto", conteudo=conteudo, nome="C9990403.261", ator="ana", credor=recife
        ).pk

    assert set(juntos(aplicar, aplicar, aplicar)) == {Retorno.objects.get().pk}
    assert Passagem.objects.filter(para="confirmada").count() == 1
