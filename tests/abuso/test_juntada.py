"""Chamadas que chegam juntas à API: cada uma com a sua resposta, o seu lote e o seu evento, como se viessem sós."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Event, Thread
from typing import Any

import pytest
from django.db import DataError, connection

from abuso.atacante import DIA
from cenarios.portas import Registro
from hub.auditoria.models import Evento
from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.cdas import Quadros
from hub.dividas.models import CDA, Corresponsavel, Lote, Porta
from hub.recepcao import juntada, servicos
from hub.recepcao.erros import IdempotenciaDivergente, ValorForaDoAlcance
from hub.recepcao.formatos import leitura_de_objetos
from hub.recepcao.juntada import receber_junto
from hub.recepcao.servicos import Entrega, Recibo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def turmas(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """O tamanho de cada turma. A primeira só anda quando as demais entregas já estão na fila."""
    tamanhos: list[int] = []
    receber_turma = juntada._receber_turma

    def contar(turma: Sequence[Any]) -> list[Any]:
        tamanhos.append(len(turma))
        if len(tamanhos) == 1:
            assert TODAS.wait(10)
        return receber_turma(turma)

    TODAS.clear()
    monkeypatch.setattr(juntada, "_receber_turma", contar)
    yield tamanhos
    juntada._FILAS.clear()


#: A fila tem todas as entregas do cenário.
TODAS = Event()


def entregar(*entregas: tuple[Credor, Registro, str | None]) -> list[Recibo | Exception]:
    """As respostas, na ordem; cada entrega na sua conexão, e a primeira já em curso quando as outras chegam."""
    saidas: list[Any] = [None] * len(entregas)

    def correr(vez: int, credor: Credor, objeto: Registro, chave: str | None) -> None:
        resumo = f"{hash(str(objeto)) & 0xFFFF:064x}"
        entrega = Entrega(
            credor=credor, porta=Porta.API, ator="sistema", em=DIA, chave_idempotencia=chave, resumo=resumo
        )
        try:
            saidas[vez] = receber_junto(entrega, leitura_de_objetos([objeto]))
        except Recusa as erro:
            saidas[vez] = erro
        finally:
            connection.close()

    linhas = []
    for vez, (credor, objeto, chave) in enumerate(entregas):
        linhas.append(Thread(target=correr, args=(vez, credor, objeto, chave)))
        linhas[-1].start()
        _esperar_na_fila(vez)
    TODAS.set()
    for linha in linhas:
        linha.join()
    return saidas


def _esperar_na_fila(quantas: int) -> None:
    """Espera que a entrega esteja na fila: a primeira a deixa para conduzir a turma, as outras nela ficam."""
    for _ in range(500):
        with juntada._TRAVA:
            if sum(len(fila.pedidos) for fila in juntada._FILAS.values()) >= quantas:
                return
        Event().wait(0.01)
    raise AssertionError("a entrega não chegou à fila")


def numerada(iptu: Registro, numero: str, **campos: Any) -> Registro:
    return iptu | {"numero_cda": numero, **campos}


def test_cada_uma_tem_o_seu_lote_o_seu_achado_e_o_seu_evento(recife: Credor, iptu: Registro, turmas: list[int]) -> None:
    boas = [numerada(iptu, f"2024/{n}") for n in range(5)]
    ruim = numerada(iptu, "2024/ruim", valor_consolidado="1.00")
    saidas = entregar(*((recife, cda, None) for cda in [*boas[:3], ruim, *boas[3:]]))
    assert turmas == [1, 5]
    lotes = [saida.lote for saida in saidas if isinstance(saida, Recibo)]
    assert [(lote.recebidas, lote.aceitas, lote.recusadas) for lote in lotes] == [
        *[(1, 1, 0)] * 3,
        (1, 0, 1),
        *[(1, 1, 0)] * 2,
    ]
    assert dict(CDA.objects.values_list("numero_cda", "lote")) == {
        cda["numero_cda"]: lote.pk for cda, lote in zip(boas, [*lotes[:3], *lotes[4:]], strict=True)
    }
    recusados = [saida.achados for saida in saidas if isinstance(saida, Recibo)][3]
    assert set(recusados["linha"]) == {1}
    assert set(recusados["numero_cda"]) == {"2024/ruim"}
    assert set(lotes[3].achados.values_list("linha", "numero_cda")) == {(1, "2024/ruim")}
    assert sorted(Evento.objects.filter(etiqueta="credor:lote:recebido").values_list("chaves__lote", flat=True)) == [
        lote.pk for lote in sorted(lotes, key=lambda lote: lote.pk)
    ]
    assert all(Lote.objects.get(pk=lote.pk).valor_aceito == lote.valor_aceito for lote in lotes)


def test_a_turma_que_falha_se_recebe_uma_a_uma(
    recife: Credor, iptu: Registro, turmas: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    receber = servicos._receber

    def falhar(entregas: Sequence[Entrega], quadros: Quadros, *resto: Any) -> list[Recibo | Recusa]:
        if "2024/ruim" in quadros["cda"]["numero_cda"]:
            receber(entregas, quadros, *resto)
            raise DataError("fora do alcance")
        return receber(entregas, quadros, *resto)

    monkeypatch.setattr(servicos, "_receber", falhar)
    saidas = entregar(*((recife, numerada(iptu, f"2024/{nome}"), None) for nome in ("1", "2", "ruim", "3")))
    assert turmas == [1, 3]
    assert isinstance(saidas[2], ValorForaDoAlcance)
    assert [saida.lote.aceitas for saida in saidas if isinstance(saida, Recibo)] == [1, 1, 1]
    assert sorted(CDA.objects.values_list("numero_cda", flat=True)) == ["2024/1", "2024/2", "2024/3"]
    assert Lote.objects.count() == Evento.objects.filter(etiqueta="credor:lote:recebido").count() == 3


def test_a_turma_que_tropeca_no_proprio_hub_tambem_e_o_servidor_registra(
    recife: Credor, iptu: Registro, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    receber = servicos._receber

    def falhar(entregas: Sequence[Entrega], quadros: Quadros, *resto: Any) -> list[Recibo | Recusa]:
        if len(entregas) > 1:
            raise ZeroDivisionError
        return receber(entregas, quadros, *resto)

    monkeypatch.setattr(servicos, "_receber", falhar)
    saidas = entregar(*((recife, numerada(iptu, f"2024/{nome}"), None) for nome in range(3)))
    assert [saida.lote.aceitas for saida in saidas if isinstance(saida, Recibo)] == [1, 1, 1]
    assert "A turma de 2 entregas falhou junta" in caplog.text


def test_o_mesmo_numero_e_a_mesma_chave_vao_em_turmas_seguidas(
    recife: Credor, iptu: Registro, turmas: list[int]
) -> None:
    um = numerada(iptu, "2024/1")
    saidas = entregar(
        (recife, numerada(iptu, "2024/0"), None),
        (recife, um, None),
        (recife, um, None),
        (recife, numerada(iptu, "2024/2"), "k"),
        (recife, numerada(iptu, "2024/3"), "k"),
        (recife, numerada(iptu, "2024/2"), "k"),
    )
    assert turmas[:2] == [1, 2]
    assert sum(turmas) == len(saidas)
    lotes = [saida.lote if isinstance(saida, Recibo) else saida for saida in saidas]
    assert [(lote.aceitas, lote.repetidas) for lote in lotes if isinstance(lote, Lote)] == [
        (1, 0),
        (1, 0),
        (0, 1),
        (1, 0),
        (1, 0),
    ]
    assert isinstance(lotes[4], IdempotenciaDivergente)
    assert lotes[3] == lotes[5]
    assert CDA.objects.count() == 3


def test_a_vizinha_nunca_vai_na_mesma_turma(recife: Credor, olinda: Credor, iptu: Registro, turmas: list[int]) -> None:
    entregar((recife, iptu, None), (recife, numerada(iptu, "2024/2"), None), (recife, numerada(iptu, "2024/3"), None))
    assert turmas == [1, 2]
    saidas = entregar((olinda, iptu, None))
    assert turmas == [1, 2, 1]
    (da_olinda,) = (saida.lote for saida in saidas if isinstance(saida, Recibo))
    assert da_olinda.aceitas == 1
    assert (CDA.objects.filter(credor=recife).count(), CDA.objects.filter(credor=olinda).count()) == (3, 1)


def test_quem_nao_fala_dos_codevedores_nao_os_perde(recife: Credor, iptu: Registro, turmas: list[int]) -> None:
    com = {"devedores": [{"papel": "SOLIDARIO", "nome": "FULANO FICTÍCIO", "documento": "52998224725"}]}
    entregar((recife, numerada(iptu, "1", **com), None), (recife, numerada(iptu, "2", **com), None))
    altera = {"operacao": "A", "origem": "outra origem"}
    saidas = entregar(
        (recife, numerada(iptu, "1", **altera), None), (recife, numerada(iptu, "2", **altera, devedores=[]), None)
    )
    assert [saida.lote.alteradas for saida in saidas if isinstance(saida, Recibo)] == [1, 1]
    assert Corresponsavel.objects.filter(cda__numero_cda="1").count() == 1
    assert sum(turmas) == 4
