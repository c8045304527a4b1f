"""Versões da carteira: quando valem, o que não se reescreve, e dois que salvam ao mesmo tempo."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abuso.test_ao_mesmo_tempo import juntos
from hub.credores.consultas import versao_em, versoes_em
from hub.credores.erros import VigenciaPassada
from hub.credores.models import DESDE_SEMPRE, Carteira, Credor, VersaoDaCarteira
from hub.credores.vigencias import cortes, linha_do_tempo, versao_no_dia
from hub.estrategias.carteiras import Vigencia, carteira_salvar, marca_da
from hub.estrategias.erros import CarteiraMudou

pytestmark = pytest.mark.django_db
#: Meio-dia em Recife.
AGORA = datetime(2026, 3, 2, 15, tzinfo=UTC)
HOJE = date(2026, 3, 2)
COM_MINIMO = [{"estrategia": "protesto", "espera_dias": 0, "condicao": {"valor_minimo": "100.00"}}]


def salvar(credor: Credor, **campos: Any) -> Carteira:
    return carteira_salvar(**{"credor": credor, "codigo": "GERAL", "ator": "ana", "agora": AGORA, **campos})


def numero_em(credor: Credor, dia: date) -> int:
    versao = versao_em(credor.carteiras.get(codigo="GERAL"), dia)
    assert versao is not None
    return versao.versao


def test_a_primeira_vale_desde_sempre_e_a_seguinte_de_hoje(recife: Credor) -> None:
    salvar(recife, regua=COM_MINIMO)
    ontem, amanha = HOJE - timedelta(days=1), HOJE + timedelta(days=1)
    assert [numero_em(recife, dia) for dia in (DESDE_SEMPRE, ontem, HOJE, amanha)] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("agora", "hoje"),
    [
        (datetime(2026, 3, 2, 2, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 3, 2, 59, 59, tzinfo=UTC), date(2026, 3, 2)),
    ],
)
def test_o_dia_vira_a_meia_noite_daqui_e_nao_a_de_greenwich(agora: datetime, hoje: date, recife: Credor) -> None:
    ontem = Vigencia(desde=hoje - timedelta(days=1))
    with pytest.raises(VigenciaPassada, match=f"{hoje:%d/%m/%Y}"):
        salvar(recife, agora=agora, regua=COM_MINIMO, vigencia=ontem)
    salvar(recife, agora=agora, regua=COM_MINIMO)
    assert VersaoDaCarteira.objects.get(carteira__credor=recife, versao=2).vigente_desde == hoje


def test_nem_a_carteira_nova_comeca_no_passado(recife: Credor) -> None:
    with pytest.raises(VigenciaPassada):
        salvar(recife, codigo="NOVA", vigencia=Vigencia(desde=HOJE - timedelta(days=1)))
    assert not recife.carteiras.filter(codigo="NOVA").exists()


def test_temporaria_acaba_e_volta_a_de_antes(recife: Credor) -> None:
    fim = HOJE + timedelta(days=9)
    salvar(recife, regua=COM_MINIMO, vigencia=Vigencia(ate=fim))
    assert [numero_em(recife, dia) for dia in (HOJE, fim, fim + timedelta(days=1))] == [2, 2, 1]


def test_repetir_o_que_ja_vale_no_periodo_nao_cria_versao(recife: Credor) -> None:
    marcada = Vigencia(desde=HOJE + timedelta(days=30))
    salvar(recife, regua=COM_MINIMO, vigencia=marcada)
    salvar(recife, regua=COM_MINIMO, vigencia=marcada)
    salvar(recife, regua=COM_MINIMO, vigencia=Vigencia(desde=HOJE + timedelta(days=60)))
    assert VersaoDaCarteira.objects.filter(carteira__credor=recife).count() == 2
    # De hoje é outra coisa: até a data marcada valia a primeira.
    salvar(recife, regua=COM_MINIMO)
    assert numero_em(recife, HOJE) == 3


def test_mudar_so_o_contato_mantem_a_regua_do_dia(recife: Credor) -> None:
    salvar(recife, regua=COM_MINIMO)
    salvar(recife, contato={"telefone": "(81) 3355-9000"})
    versao = versao_em(recife.carteiras.get(), HOJE)
    assert versao is not None
    assert (versao.versao, versao.regua, versao.contato) == (3, COM_MINIMO, {"telefone": "(81) 3355-9000"})


@pytest.mark.parametrize("comando", ["update carteira_versao set regua = '[]'", "delete from carteira_versao"])
def test_o_banco_nao_deixa_mudar_nem_apagar_versao(comando: str, recife: Credor) -> None:
    with (
        pytest.raises((IntegrityError, InternalError), match="não se altera nem se apaga"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(comando)


PERIODOS = st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 12)), min_size=1, max_size=6)


def versoes_de(periodos: list[tuple[int, int | None]], **campos: Any) -> list[VersaoDaCarteira]:
    return [
        VersaoDaCarteira(
            versao=numero,
            vigente_desde=HOJE + timedelta(days=inicio),
            vigente_ate=None if dura is None else HOJE + timedelta(days=inicio + dura),
            criada_por="teste",
            em=AGORA,
            **campos,
        )
        for numero, (inicio, dura) in enumerate(periodos, 1)
    ]


@given(PERIODOS)
def test_a_linha_do_tempo_diz_de_cada_dia_a_versao_dele(periodos: list[tuple[int, int | None]]) -> None:
    versoes = versoes_de(periodos)
    trechos = linha_do_tempo(versoes)
    for longe in range(-1, 50):
        dia = HOJE + timedelta(days=longe)
        do_dia = [t.versao for t in trechos if t.desde <= dia and (t.ate is None or dia <= t.ate)]
        esperada = versao_no_dia(versoes, dia)
        assert do_dia == ([esperada] if esperada else [])
        if dia not in cortes(versoes):
            assert versao_no_dia(versoes, dia - timedelta(days=1)) is esperada


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PERIODOS)
def test_o_banco_acha_a_mesma_versao(recife: Credor, periodos: list[tuple[int, int | None]]) -> None:
    with transaction.atomic():
        carteira = Carteira.objects.create(credor=recife, codigo="X", nome="X")
        versoes = versoes_de(periodos, credor=recife, carteira=carteira)
        VersaoDaCarteira.objects.bulk_create(versoes)
        for longe in range(-1, 44, 3):
            dia = HOJE + timedelta(days=longe)
            (do_banco, da_memoria) = versao_em(carteira, dia), versao_no_dia(versoes, dia)
            assert (do_banco and do_banco.versao) == (da_memoria and da_memoria.versao)
        transaction.set_rollback(True)


def test_cada_carteira_tem_a_sua_e_a_vizinha_nao_aparece(recife: Credor, olinda: Credor) -> None:
    salvar(recife, codigo="ISS", regua=COM_MINIMO)
    assert [v.carteira.codigo for v in versoes_em(recife, HOJE)] == ["GERAL", "ISS"]
    assert {v.credor for v in versoes_em(olinda, HOJE)} == {olinda}


def test_a_migracao_leva_a_regua_e_o_link_para_a_versao_1() -> None:
    """O comando da migração, sobre tabelas provisórias que imitam as de antes."""
    migracao = importlib.import_module("hub.credores.migrations.0031_leva_a_regua_para_a_versao")
    with connection.cursor() as cursor:
        cursor.execute("create temp table carteira (id int, credor_id int, regua jsonb, link_regularizacao text)")
        cursor.execute("create temp table carteira_versao (like public.carteira_versao including all)")
        regua = '[{"estrategia": "protesto"}]'
        cursor.execute("insert into carteira values (1, 7, %s, ''), (2, 7, '[]', 'https://x')", [regua])
        cursor.execute(migracao.LEVA)
        cursor.execute("select carteira_id, versao, vigente_desde, vigente_ate, regua, contato from carteira_versao")
        linhas = {carteira: resto for carteira, *resto in cursor.fetchall()}
        cursor.execute("update carteira set regua = 'null', link_regularizacao = 'y'")
        cursor.execute(migracao.TRAZ)
        cursor.execute("select id, regua, link_regularizacao from carteira order by id")
        de_volta = cursor.fetchall()
    assert linhas[1] == [1, DESDE_SEMPRE, None, '[{"estrategia": "protesto"}]', "{}"]
    assert '"endereco": "https://x"' in linhas[2][-1]
    assert de_volta == [(1, '[{"estrategia": "protesto"}]', ""), (2, "[]", "https://x")]


@pytest.mark.django_db(transaction=True)
def test_dois_que_salvam_ao_mesmo_tempo_um_so_passa(recife: Credor) -> None:
    marca = marca_da(recife.carteiras.get())
    outra = [{"estrategia": "protesto", "espera_dias": 5, "condicao": {}}]
    saidas = juntos(
        lambda: salvar(recife, regua=COM_MINIMO, marca=marca, ator="ana"),
        lambda: salvar(recife, regua=outra, marca=marca, ator="bia"),
    )
    assert sorted(type(saida).__name__ for saida in saidas) == ["Carteira", "CarteiraMudou"]
    assert VersaoDaCarteira.objects.filter(carteira__credor=recife).count() == 2


@pytest.mark.django_db(transaction=True)
def test_sem_marca_os_dois_entram_em_fila(recife: Credor) -> None:
    """A linha de comando não abre formulário: o segundo espera o primeiro, e nenhuma versão se perde."""
    reguas = [[{"estrategia": "protesto", "espera_dias": dias, "condicao": {}}] for dias in (5, 6, 7)]
    saidas = juntos(*(lambda regua=regua: salvar(recife, regua=regua) for regua in reguas))
    assert all(isinstance(saida, Carteira) for saida in saidas), saidas
    assert sorted(VersaoDaCarteira.objects.values_list("versao", flat=True)) == [1, 2, 3, 4]


def test_marca_velha_e_recusada_mesmo_que_so_o_nome_tenha_mudado(recife: Credor) -> None:
    marca = marca_da(recife.carteiras.get())
    salvar(recife, nome="Outro nome")
    with pytest.raises(CarteiraMudou):
        salvar(recife, regua=COM_MINIMO, marca=marca)
    assert timezone.localdate(AGORA) == HOJE
