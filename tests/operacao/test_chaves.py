"""As chaves: ligar, desligar, repetir; a história fica e a auditoria conta."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.credores.models import Credor
from hub.operacao.erros import ChaveDesconhecida, ChaveJaDesligada, ChaveJaLigada, ChaveMalDita
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave
from hub.operacao.servicos import chave_desligar
from hub.operacao.vigentes import credor_parado, parada_do_canal, somente_leitura

pytestmark = pytest.mark.django_db
E = EspecieDeChave


def test_ligar_e_desligar_deixam_evento_e_frase(recife: Credor, ligar: Any, desligar: Any) -> None:
    chave = ligar(E.PARAR_CANAL, canal="protesto", credor=recife, inclusive_baixas=True)
    desligar(chave)
    ligada, desligada = Evento.objects.filter(etiqueta__startswith="hub:operacao:").order_by("pk")
    assert ligada.credor == recife
    assert frase_do_evento(ligada).startswith(
        f"rosa ligou a chave {chave.pk} da operação (parar o canal protesto, inclusive as baixas), de Município do Reci"
    )
    assert frase_do_evento(desligada).endswith(": Troca do disco.")
    chave.refresh_from_db()
    assert (chave.ligada_por, chave.desligada_por) == ("rosa", "rosa")


def test_repetir_nao_muda_nada_e_outra_por_cima_e_recusada(ligar: Any) -> None:
    assert ligar(E.SOMENTE_LEITURA) == ligar(E.SOMENTE_LEITURA)
    assert ChaveDeOperacao.objects.count() == Evento.objects.filter(etiqueta="hub:operacao:ligada").count() == 1
    with pytest.raises(ChaveJaLigada):
        ligar(E.SOMENTE_LEITURA, motivo="Outro.")
    assert ligar(E.AVISO, motivo="Um.") != ligar(E.AVISO, motivo="Outro.")


def test_desligar_duas_vezes_diz_quem_desligou(ligar: Any, desligar: Any) -> None:
    chave = desligar(ligar(E.AVISO))
    with pytest.raises(ChaveJaDesligada, match="rosa"):
        desligar(chave)
    with pytest.raises(ChaveDesconhecida):
        chave_desligar(chave.pk + 1, ator="rosa", agora=timezone.now())
    assert ligar(E.AVISO) != chave


@pytest.mark.parametrize(
    ("especie", "dados", "motivo"),
    [
        (E.PARAR_CANAL, {}, "o canal é um destes"),
        (E.PARAR_CANAL, {"canal": "pombo"}, "o canal é um destes"),
        (E.PARAR_CREDOR, {}, "falta o credor"),
        (E.SOMENTE_LEITURA, {"canal": "protesto"}, "só a parada de canal"),
        (E.AVISO, {"motivo": "  "}, "falta o motivo"),
        (E.AVISO, {"inclusive_baixas": True}, "só a parada de canal segura baixas"),
        (E.AVISO, {"desde": timezone.now() - timedelta(hours=1)}, "o início já passou"),
        (E.AVISO, {"fim_previsto": timezone.now() - timedelta(hours=1)}, "o fim previsto"),
    ],
)
def test_o_que_nao_fecha_nao_se_liga(especie: E, dados: dict[str, Any], motivo: str, ligar: Any) -> None:
    with pytest.raises(ChaveMalDita, match=motivo):
        ligar(especie, **dados)
    assert not ChaveDeOperacao.objects.exists()


def test_de_todos_nao_leva_credor(recife: Credor, ligar: Any) -> None:
    for especie in (E.SOMENTE_LEITURA, E.AVISO):
        with pytest.raises(ChaveMalDita, match="vale para todos"):
            ligar(especie, credor=recife)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChaveDeOperacao.objects.create(
            especie=E.SOMENTE_LEITURA,
            credor=recife,
            motivo="x",
            ligada_por="x",
            ligada_em=timezone.now(),
            desde=timezone.now(),
        )


def test_a_historia_nao_se_apaga_nem_se_reescreve(ligar: Any, desligar: Any) -> None:
    chave = ligar(E.AVISO)

    def tentar(ato: Callable[[], object]) -> None:
        with pytest.raises(DatabaseError, match="guarda a história"), transaction.atomic():
            ato()

    linha = ChaveDeOperacao.objects.filter(pk=chave.pk)
    tentar(linha.delete)
    tentar(lambda: linha.update(motivo="nunca houve"))
    desligar(chave)
    tentar(lambda: linha.update(desligada_em=timezone.now()))
    tentar(lambda: linha.update(desligada_em=None, desligada_por=""))


def test_marcada_para_depois_ainda_nao_vale(ligar: Any) -> None:
    ligar(E.SOMENTE_LEITURA, desde=timezone.now() + timedelta(hours=1))
    assert somente_leitura() is None


def test_a_de_um_credor_so_alcanca_ele(recife: Credor, olinda: Credor, ligar: Any) -> None:
    ligar(E.PARAR_CANAL, canal="protesto", credor=recife)
    assert parada_do_canal("protesto", recife.pk) is not None
    assert parada_do_canal("protesto", olinda.pk) is None
    assert parada_do_canal("scpc", recife.pk) is None
    ligar(E.PARAR_CREDOR, credor=olinda)
    assert credor_parado(recife.pk) is None
    assert parada_do_canal("scpc", olinda.pk) is not None


def test_o_credor_nao_liga_nem_ve_a_do_vizinho(recife: Credor, olinda: Credor, ligar: Any) -> None:
    ligar(E.PARAR_CREDOR, credor=recife)
    ligar(E.AVISO)
    with inquilino.como(Papel.WEB, credor=olinda.pk):
        assert list(ChaveDeOperacao.objects.values_list("especie", flat=True)) == [E.AVISO]
        agora = timezone.now()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ChaveDeOperacao.objects.create(
                especie=E.PARAR_CREDOR, credor=olinda, motivo="x", ligada_por="x", ligada_em=agora, desde=agora
            )


def comando(capsys: pytest.CaptureFixture[str], *argumentos: str) -> tuple[int, dict[str, Any]]:
    codigo = 0
    try:
        call_command("operacao", *argumentos, "--json")
    except SystemExit as saiu:
        codigo = int(str(saiu.code))
    return codigo, json.loads(capsys.readouterr().out)


def test_pela_linha_de_comando(recife: Credor, capsys: pytest.CaptureFixture[str]) -> None:
    codigo, ligada = comando(
        capsys, "ligar", "parar_credor", "--credor", recife.cnpj, "--motivo", "Ordem judicial.", "--por", "Rosa"
    )
    assert (codigo, ligada["situacao"], ligada["ligada_por"]) == (0, "ligada", "Rosa")
    assert comando(capsys, "mostrar")[1]["chaves"] == [ligada]
    assert comando(capsys, "ligar", "parar_canal", "--motivo", "x")[0] == 1
    codigo, desligada = comando(capsys, "desligar", str(ligada["chave"]))
    assert (codigo, desligada["situacao"]) == (0, "desligada")
    assert comando(capsys, "mostrar")[1]["chaves"] == []
    assert comando(capsys, "mostrar", "--todas")[1]["chaves"] == [desligada]
    assert comando(capsys, "desligar", str(ligada["chave"]))[1]["erro"] == "CHAVE_JA_DESLIGADA"


def test_ler_as_chaves_e_uma_consulta_por_segundo(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        for _ in range(100):
            assert somente_leitura() is None
