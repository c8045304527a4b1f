"""O que o credor, o hub e o birô dizem das mesmas dívidas: compara-se, olha-se, aplica-se."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cenarios import serasa
from cenarios.portas import Registro, movimentar, por_arquivo
from hub.comum.situacoes import Posicao, Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Passagem
from hub.estrategias.conciliacao.erros import CanalSemLista, ConciliacaoFechada, NadaAComparar
from hub.estrategias.conciliacao.servicos import (
    Listas,
    conciliacao_aplicar,
    conciliacao_planejar,
    movimentos_propostos,
    tipos,
)
from hub.estrategias.models import Conciliacao
from hub.estrategias.retornos import retorno_aplicar

pytestmark = pytest.mark.django_db

EM = date(2026, 3, 20)


def do_credor(*linhas: str) -> bytes:
    return "\n".join(["numero_cda;situacao;saldo", *linhas]).encode()


def do_canal(*linhas: str) -> bytes:
    return "\n".join(["contrato;documento;valor", *linhas]).encode()


def comparar(credor: Credor, **listas: bytes) -> Conciliacao:
    estrategia = "serasa" if "do_canal" in listas else ""
    return conciliacao_planejar(credor=credor, listas=Listas(**listas), em=EM, ator="ana", estrategia=estrategia)


def divergencias(conciliacao: Conciliacao) -> list[tuple[str, str]]:
    return list(conciliacao.divergencias.order_by("tipo").values_list("tipo", "acao"))


@pytest.fixture
def cda(recife: Credor, iptu: Registro) -> CDA:
    por_arquivo(recife, iptu | {"numero_cda": "2024/1"}, em=date(2026, 3, 1))
    return CDA.objects.get(credor=recife)


@pytest.fixture
def registrada(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> Acionamento:
    serasa.preparar(recife)
    cda = serasa.enviar(recife, iptu, "2024/1")
    serasa.comunicar(recife, cda)
    _, _, inclusao = serasa.liberar(recife, em, tmp_path)
    retorno_aplicar(estrategia="serasa", conteudo=serasa.responder(inclusao, em), nome="R.TXT", ator="ana")
    return Acionamento.objects.get()


def linha_de(acionamento: Acionamento, valor: str = "1673.93") -> str:
    return f"{acionamento.nosso_numero[:16]};{acionamento.documento};{valor}"


def test_listas_iguais_nao_divergem(recife: Credor, registrada: Acionamento) -> None:
    feita = comparar(recife, do_credor=do_credor("2024/1;ATIVA;1.673,93"), do_canal=do_canal(linha_de(registrada)))
    assert feita.contas["divergencias"] == 0
    assert feita.contas["linhas"] == {"do_credor": 1, "do_canal": 1}


@pytest.mark.parametrize(
    ("linha", "tipo", "acao"),
    [
        ("2024/1;PAGA;", "paga_no_credor", "PAGAMENTO_TOTAL"),
        ("2024/1;cancelada;", "cancelada_no_credor", "CANCELAMENTO"),
        ("2024/1;SUSPENSA;", "suspensa_no_credor", "SUSPENSAO"),
        ("2024/1;PARCELADA;", "parcelada_no_credor", "PARCELAMENTO"),
        ("2024/1;ATIVA;1000,00", "saldo_menor_no_credor", "PAGAMENTO_PARCIAL"),
        ("2024/1;ATIVA;2000.00", "saldo_maior_no_credor", ""),
        ("2024/9;ATIVA;10", "so_no_credor", ""),
        ("2024/1;VENDIDA;", "linha_ilegivel", ""),
        ("2024/1;ATIVA;mil", "linha_ilegivel", ""),
        (";ATIVA;10", "linha_ilegivel", ""),
    ],
)
def test_cada_divergencia_com_o_credor_tem_o_seu_movimento(
    recife: Credor, cda: CDA, linha: str, tipo: str, acao: str
) -> None:
    assert (tipo, acao) in divergencias(comparar(recife, do_credor=do_credor(linha)))
    assert tipos()[tipo]["como_resolver"]


def test_o_que_o_credor_nao_lista_se_propoe_cancelar(recife: Credor, cda: CDA) -> None:
    feita = comparar(recife, do_credor=do_credor("2024/9;ATIVA;10"))
    assert divergencias(feita) == [("so_no_credor", ""), ("so_no_hub", "CANCELAMENTO")]


def test_a_encerrada_que_o_credor_cobra_se_reabre(recife: Credor, cda: CDA) -> None:
    movimentar(recife, cda.numero_cda, "PAGAMENTO_TOTAL", data="2026-03-05", valor="1673.93")
    assert divergencias(comparar(recife, do_credor=do_credor("2024/1;ATIVA;"))) == [("ativa_no_credor", "REABERTURA")]
    # Paga nos dois, e fora da lista: nada a dizer.
    assert divergencias(comparar(recife, do_credor=do_credor("2024/1;PAGA;"))) == []
    assert divergencias(comparar(recife, do_credor=do_credor("2024/9;PAGA;"))) == [("so_no_credor", "")]


def test_os_movimentos_entram_pela_porta_de_todos(
    recife: Credor, cda: CDA, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lista = tmp_path / "lista.csv"
    lista.write_bytes(do_credor("2024/1;PAGA;"))
    planejada = _comando(capsys, "planejar", "--credor", recife.cnpj, "--lista", str(lista), "--em", "2026-03-20")
    numero = str(planejada["conciliacao"])
    aplicada = _comando(capsys, "aplicar", numero, "--credor", recife.cnpj)
    assert (aplicada["movimentos"], aplicada["acionamentos"]) == (1, 0)
    cda.refresh_from_db()
    assert cda.posicao == Posicao.PAGA
    assert cda.movimentos.get().valor == Decimal("1673.93")
    with pytest.raises(SystemExit):
        call_command("conciliar", "aplicar", numero, "--credor", recife.cnpj, "--json")
    assert "já foi aplicada" in capsys.readouterr().out


def _comando(capsys: pytest.CaptureFixture[str], *argumentos: str) -> dict[str, Any]:
    call_command("conciliar", *argumentos, "--json")
    documento: dict[str, Any] = json.loads(capsys.readouterr().out)
    return documento


@pytest.mark.parametrize(
    ("situacao", "esta", "tipo", "depois"),
    [
        (Situacao.REGISTRADA, False, "nao_esta_no_canal", Situacao.EXCLUIDA),
        (Situacao.EXCLUSAO_RECUSADA, False, "nao_esta_no_canal", Situacao.EXCLUIDA),
        (Situacao.EXCLUSAO_PEDIDA, False, "exclusao_feita_sem_resposta", Situacao.EXCLUIDA),
        (Situacao.EXCLUSAO_PEDIDA, True, "exclusao_nao_feita", Situacao.EXCLUSAO_RECUSADA),
        (Situacao.EXCLUIDA, True, "so_no_canal", Situacao.REGISTRADA),
        (Situacao.RECUSADA, True, "so_no_canal", Situacao.REGISTRADA),
        (Situacao.ENVIADA, True, "inclusao_sem_resposta", Situacao.REGISTRADA),
        (Situacao.ENVIADA, False, "inclusao_sem_resposta", Situacao.RECUSADA),
    ],
)
def test_quem_sabe_o_que_ha_no_canal_e_o_canal(
    recife: Credor,
    registrada: Acionamento,
    situacao: Situacao,
    esta: bool,  # noqa: FBT001
    tipo: str,
    depois: Situacao,
) -> None:
    Acionamento.objects.update(situacao=situacao)
    lista = do_canal(linha_de(registrada)) if esta else do_canal("S000000000000001;52998224725;")
    feita = comparar(recife, do_canal=lista)
    assert (tipo, depois.value) in divergencias(feita)
    assert Acionamento.objects.get().situacao == situacao
    assert conciliacao_aplicar(conciliacao=feita, ator="ana") == 1
    assert Acionamento.objects.get().situacao == depois
    ultima = Passagem.objects.order_by("-id").first()
    assert ultima is not None
    assert (ultima.de, ultima.para, ultima.motivo) == (situacao, depois, f"conciliacao:{feita.pk}")
    with pytest.raises(ConciliacaoFechada):
        conciliacao_aplicar(conciliacao=feita, ator="ana")


def test_o_que_saiu_no_dia_da_lista_ainda_nao_podia_estar_nela(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    serasa.preparar(recife)
    cda = serasa.enviar(recife, iptu, "2024/1")
    serasa.comunicar(recife, cda)
    serasa.liberar(recife, EM, tmp_path)
    feita = comparar(recife, do_canal=do_canal("S000000000000001;52998224725;"))
    assert divergencias(feita) == [("desconhecido_no_hub", "")]


def test_valor_diverge_e_o_plano_seguinte_corrige(recife: Credor, registrada: Acionamento, tmp_path: Path) -> None:
    feita = comparar(recife, do_canal=do_canal(linha_de(registrada, "9,99")))
    assert divergencias(feita) == [("valor_diverge_no_canal", "valor")]
    passagens = Passagem.objects.count()
    assert conciliacao_aplicar(conciliacao=feita, ator="ana") == 1
    assert Passagem.objects.count() == passagens
    _, _, exclusao = serasa.liberar(recife, EM, tmp_path)
    assert exclusao.select("codigo_operacao", "motivo_baixa").rows() == [("E", "07")]


def test_o_que_mudou_desde_a_comparacao_fica_como_esta(recife: Credor, registrada: Acionamento) -> None:
    feita = comparar(recife, do_canal=do_canal("S000000000000001;52998224725;"))
    Acionamento.objects.update(situacao=Situacao.EXCLUSAO_PEDIDA)
    assert conciliacao_aplicar(conciliacao=feita, ator="ana") == 0
    assert Acionamento.objects.get().situacao == Situacao.EXCLUSAO_PEDIDA


def test_mais_que_trinta_por_cento_pede_segunda_pessoa(
    recife: Credor, iptu: Registro, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(12):
        por_arquivo(recife, iptu | {"numero_cda": f"2024/{n}"}, em=date(2026, 3, 1))
    lista = tmp_path / "lista.csv"
    lista.write_bytes(do_credor("2024/0;ATIVA;"))
    planejada = _comando(capsys, "planejar", "--credor", recife.cnpj, "--lista", str(lista))
    numero = str(planejada["conciliacao"])
    assert "11 dívidas" in planejada["freio"]
    for pessoa in ("ana", "Ana"):
        with pytest.raises(SystemExit):
            call_command("conciliar", "aplicar", numero, "--credor", recife.cnpj, "--por", pessoa, "--json")
        assert json.loads(capsys.readouterr().out)["erro"] == "FREIO"
    assert _comando(capsys, "aplicar", numero, "--credor", recife.cnpj, "--por", "bia")["movimentos"] == 11


def test_a_vizinha_so_ve_o_que_e_dela(recife: Credor, olinda: Credor, registrada: Acionamento) -> None:
    feita = comparar(olinda, do_credor=do_credor("2024/1;PAGA;"), do_canal=do_canal(linha_de(registrada)))
    assert divergencias(feita) == [("desconhecido_no_hub", ""), ("so_no_credor", "")]
    assert conciliacao_aplicar(conciliacao=feita, ator="olga") == 0
    assert movimentos_propostos(feita) == []


def test_so_cadastro_se_concilia_por_lista(recife: Credor) -> None:
    with pytest.raises(NadaAComparar):
        comparar(recife)
    with pytest.raises(CanalSemLista, match="serasa"):
        conciliacao_planejar(
            credor=recife, listas=Listas(do_canal=do_canal("a;b;")), em=EM, ator="ana", estrategia="protesto"
        )
