"""A condição da etapa, escrita uma vez em SQL, contra um modelo em Python puro; e a prévia contra o plano."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cenarios.portas import Registro
from hub.comum.calendario import somar_anos
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote, Porta
from hub.estrategias.carteiras import Vigencia, carteira_salvar
from hub.estrategias.condicoes import IDADE_DESDE
from hub.estrategias.etapas import regua_ler
from hub.estrategias.previa import regua_prever
from hub.estrategias.registro import canal
from hub.estrategias.regua import etapa_sql, linha_da_etapa, quando_sql, regua_sql
from hub.recepcao.formatos import quadros_de_objetos
from hub.recepcao.servicos import Entrega, receber
from regua_de_teste import trocar_a_regua

pytestmark = pytest.mark.django_db

DIAS = st.dates(date(2015, 1, 1), date(2035, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2028, 2, 29), date(2024, 2, 28)]
)
REAIS = st.decimals(0, 3000, places=2)
IDADES = st.builds(lambda unidade, n: {unidade: n}, st.sampled_from(["anos", "dias"]), st.integers(0, 12)) | st.builds(
    lambda n: {"dias": n}, st.integers(0, 2000)
)
ETAPAS = st.fixed_dictionaries(
    {"espera_dias": st.integers(0, 60)},
    optional={
        "valor_minimo": REAIS,
        "valor_maximo": REAIS,
        "tributos": st.lists(st.sampled_from(["IPTU", "ISS"]), min_size=1),
        "ufs": st.lists(st.sampled_from(["PE", "PB"]), min_size=1),
        "pessoa": st.sampled_from(["PF", "PJ"]),
        "idade_minima": IDADES,
        "idade_maxima": IDADES,
        "idade_desde": st.sampled_from(sorted(IDADE_DESDE)),
    },
)
CDAS = st.fixed_dictionaries(
    {
        "tributo": st.sampled_from([None, "IPTU", "ISS", "ITBI"]),
        "devedor_uf": st.sampled_from([None, "PE", "PB", "SP"]),
        "devedor_documento": st.sampled_from([None, "52998224725", "11222333000181"]),
        "data_vencimento": st.none() | DIAS,
        "data_inscricao": st.none() | DIAS,
        "vigente_a_partir_de": st.none() | DIAS,
        "valor_consolidado": REAIS,
        "valor_pago": st.decimals(0, 500, places=2),
        "chegou_em": DIAS,
    }
)
_CONSULTA = """
select e.fora, e.valor, {quando}
  from jsonb_to_record(%(cda)s::jsonb) as c(
       tributo text, devedor_uf text, devedor_documento text, data_vencimento date, data_inscricao date,
       vigente_a_partir_de date, chegou_em date, valor_consolidado numeric(15,2), valor_pago numeric(15,2))
 cross join {regua}
 cross join lateral ({etapa}) e
 cross join generate_series(0, %(dias)s::integer - 1) dia
 order by dia
"""


def pelo_banco(etapa: dict[str, Any], cda: dict[str, Any], dias: list[date]) -> list[str | None]:
    condicao = {nome: valor for nome, valor in etapa.items() if nome != "espera_dias"}
    regua = [{"estrategia": "protesto", "espera_dias": etapa["espera_dias"], "condicao": condicao}]
    tabela, das_etapas = regua_sql([linha_da_etapa(1, regua, "protesto", dias)])
    comando = _CONSULTA.format(regua=tabela, etapa=etapa_sql("r"), quando=quando_sql("dia"))
    parametros = {"cda": json.dumps(cda, default=str), "dias": len(dias)}
    with connection.cursor() as cursor:
        cursor.execute(comando, parametros | das_etapas)
        return [fora or valor or quando for fora, valor, quando in cursor.fetchall()]


def completa(base: date, idade: dict[str, int]) -> date:
    """O dia em que quem começou em `base` completa a idade."""
    return somar_anos(base, idade.get("anos", 0)) + timedelta(days=idade.get("dias", 0))


def pelo_modelo(etapa: dict[str, Any], cda: dict[str, Any], dia: date) -> str | None:  # noqa: PLR0911 - um por motivo
    """O mesmo, dito de outro jeito: condição por condição, com datas de Python."""
    pessoa = {11: "PF", 14: "PJ"}.get(len(cda["devedor_documento"] or ""))
    escolhe = (("tributos", cda["tributo"]), ("ufs", cda["devedor_uf"]))
    if any(nome in etapa and valor not in etapa[nome] for nome, valor in escolhe):
        return "fora_da_etapa"
    if "pessoa" in etapa and pessoa != etapa["pessoa"]:
        return "fora_da_etapa"
    base = cda[IDADE_DESDE[etapa["idade_desde"]]] if "idade_desde" in etapa else None
    if "idade_desde" in etapa and base is None:
        return "sem_data_da_idade"
    saldo = cda["valor_consolidado"] - cda["valor_pago"]
    if saldo < etapa.get("valor_minimo", saldo):
        return "abaixo_do_minimo"
    if saldo > etapa.get("valor_maximo", saldo):
        return "acima_do_maximo"
    if cda["vigente_a_partir_de"] and dia < cda["vigente_a_partir_de"]:
        return "ainda_nao_vigente"
    if etapa["espera_dias"] and dia < cda["chegou_em"] + timedelta(days=etapa["espera_dias"]):
        return "espera_da_regua"
    if "idade_minima" in etapa and dia < completa(base, etapa["idade_minima"]):
        return "abaixo_da_idade"
    if "idade_maxima" in etapa and dia > completa(base, etapa["idade_maxima"]):
        return "acima_da_idade"
    return None


NASCIDA = {
    "tributo": "IPTU", "devedor_uf": "PE", "devedor_documento": "52998224725", "data_inscricao": None,
    "vigente_a_partir_de": None, "valor_consolidado": Decimal(100), "valor_pago": Decimal(0),
    "chegou_em": date(2020, 1, 1),
}  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(
    {"espera_dias": 0, "idade_minima": {"anos": 1}, "idade_maxima": {"anos": 1}},
    {**NASCIDA, "data_vencimento": date(2024, 2, 29)},
    date(2025, 2, 28),
)
@example(
    {"espera_dias": 0, "idade_minima": {"anos": 4}},
    {**NASCIDA, "data_vencimento": date(2024, 2, 29)},
    date(2028, 2, 29),
)
@given(ETAPAS, CDAS, DIAS)
def test_a_expressao_do_banco_diz_o_mesmo_que_o_modelo(etapa: dict[str, Any], cda: dict[str, Any], em: date) -> None:
    if {"idade_minima", "idade_maxima"} & set(etapa):
        etapa.setdefault("idade_desde", "vencimento")
    else:
        etapa.pop("idade_desde", None)
    dias = [em + timedelta(days=daqui_a) for daqui_a in (0, 1, 7, 30, 90, 366)]
    assert pelo_banco(etapa, cda, dias) == [pelo_modelo(etapa, cda, dia) for dia in dias]


REGUAS: dict[str, list[dict[str, Any]]] = {
    "tudo": [{"estrategia": "protesto"}],
    "espera": [{"estrategia": "protesto", "espera_dias": 20, "condicao": {"valor_minimo": "700.00"}}],
    "velhas": [{"estrategia": "protesto", "condicao": {"idade_minima": {"dias": 1090}, "pessoa": "PJ"}}],
    "novas": [{"estrategia": "protesto", "condicao": {"idade_maxima": {"anos": 2}, "idade_desde": "inscricao"}}],
    "nenhuma": [],
}


@pytest.fixture
def variadas(recife: Credor, iptu: Registro) -> date:
    """Sessenta CDAs de valores, devedores, datas e defeitos variados, chegadas em dois dias."""
    for lote, em in enumerate((date(2026, 2, 10), date(2026, 3, 1))):
        linhas = [
            {
                **iptu,
                "numero_cda": f"{lote}/{n:04}",
                "valor_originario": f"{n * 60 + 60}.00",
                "valor_principal": f"{n * 60 + 60}.00",
                "valor_consolidado": f"{n * 60 + 60 + 673}.93",
                "data_vencimento": f"2023-{n % 12 + 1:02}-10",
                "data_constituicao_definitiva": f"2023-{n % 12 + 1:02}-20",
                "data_inscricao": f"2024-{n % 12 + 1:02}-15",
                "data_consolidacao": f"2024-{n % 12 + 1:02}-15",
                "devedor_documento": "52998224725" if n % 3 else iptu["devedor_documento"],
                "vigente_a_partir_de": "2026-03-20" if n % 7 == 0 else "",
                "devedor_cep": "" if n % 11 == 0 else "50010-000",
            }
            for n in range(30)
        ]
        receber(Entrega(credor=recife, porta=Porta.API, ator="sistema", em=em), quadros_de_objetos(linhas))
        Lote.objects.filter(cdas__numero_cda=f"{lote}/0000").update(em=em)
    # O que a recepção pôs em consulta volta à cobrança, menos uma de cada dez.
    CDA.objects.exclude(numero_cda__endswith="0").update(posicao="ativa", causas=0)
    assert CDA.objects.count() == 60
    return date(2026, 3, 2)


@pytest.mark.parametrize("nova", REGUAS)
@pytest.mark.parametrize("atual", ["tudo", "espera", "nenhuma"])
def test_a_previa_promete_o_que_o_plano_faz(atual: str, nova: str, variadas: date, recife: Credor) -> None:
    """Em cada dia, o que se promete pelas duas réguas é o que a régua salva de fato manda; e a conta fecha."""
    carteira = recife.carteiras.get()
    trocar_a_regua(recife, regua_ler(REGUAS[atual]))
    antes = list(CDA.objects.values())
    previas = regua_prever(carteira=carteira, regua=regua_ler(REGUAS[nova]), desde=variadas, hoje=variadas)
    assert list(CDA.objects.values()) == antes
    if atual == nova == "nenhuma":
        assert previas == []
        return
    (previa,) = previas
    for lado, regua in (("antes", REGUAS[atual]), ("depois", REGUAS[nova])):
        trocar_a_regua(recife, regua_ler(regua))
        for dia in previa.dias:
            feito = canal("protesto").devidos(credor=recife, em=dia.dia)
            assert getattr(dia, lado).cdas == feito["devidas"], (lado, dia.dia)
            retidas = {motivo: (a if lado == "antes" else d) for motivo, a, d in dia.retidas}
            sem_etapa = {"sem_etapa": 60} if regua == [] else {}
            assert {m: n for m, n in retidas.items() if n} == feito["retidas"] | sem_etapa
    for dia in previa.dias:
        assert dia.antes.cdas + dia.entram.cdas - dia.saem.cdas == dia.depois.cdas
        assert dia.antes.valor + dia.entram.valor - dia.saem.valor == dia.depois.valor


def test_a_previa_soma_o_valor_e_da_exemplos_que_existem(variadas: date, recife: Credor, olinda: Credor) -> None:
    regua = regua_ler(REGUAS["espera"])
    (previa,) = regua_prever(carteira=recife.carteiras.get(), regua=regua, desde=variadas, hoje=variadas)
    vao = [cda for cda in CDA.objects.all() if pode_ir_em(cda, variadas)]
    assert previa.dias[0].depois.valor == sum(cda.valor_consolidado for cda in vao)
    assert previa.vao
    assert {cda.pk for cda in previa.vao} <= {cda.pk for cda in vao}
    (da_vizinha,) = regua_prever(carteira=olinda.carteiras.get(), regua=regua, desde=variadas, hoje=variadas)
    assert [dia.depois.cdas for dia in da_vizinha.dias] == [0, 0, 0, 0]
    assert not da_vizinha.vao


def pode_ir_em(cda: CDA, dia: date) -> bool:
    vigente = cda.vigente_a_partir_de is None or cda.vigente_a_partir_de <= dia
    esperou = cda.lote.em + timedelta(days=20) <= dia
    return bool(cda.posicao == "ativa" and vigente and esperou and cda.devedor_cep and cda.valor_consolidado >= 700)


def test_a_regua_de_um_dia_e_a_da_versao_que_vale_nele(variadas: date, recife: Credor) -> None:
    """Plano, régua e por-que mudam de resposta no mesmo dia."""
    daqui = timezone.localdate() + timedelta(days=400)
    regua = [{"estrategia": "protesto", "condicao": {"valor_minimo": "100000.00"}}]
    vigencia = Vigencia(desde=daqui, ate=daqui + timedelta(days=9))
    carteira_salvar(credor=recife, codigo="GERAL", ator="ana", agora=timezone.now(), regua=regua, vigencia=vigencia)
    cda = CDA.objects.get(numero_cda="0/0001")
    vistos = Counter[str]()
    for longe in (-1, 0, 9, 10):
        dia = daqui + timedelta(days=longe)
        (dito,) = canal("protesto").motivos(credor=recife, em=dia, limite=1, cda=cda.pk)
        devidas = canal("protesto").devidos(credor=recife, em=dia)["devidas"]
        vistos[dito["motivo"]] += 1
        assert (dito["motivo"] == "") == (devidas > 0) == (longe in {-1, 10})
    assert vistos == {"": 2, "abaixo_do_minimo": 2}
