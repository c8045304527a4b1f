"""O que o credor conta de uma CDA, por qualquer porta: muda a posição, deixa passagem e não se repete."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cenarios.portas import Registro, por_arquivo
from cenarios.test_justificativa import ANTIGA
from credenciais import cabecalhos_de
from hub.comum.situacoes import ENCERRADAS, Causa, Posicao, TipoDeMovimento, mover, posicao_com
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote, Movimento, Passagem
from hub.estrategias.servicos import remessa_planejar
from hub.recepcao.arquivos import arquivo_guardar, lote_processar

pytestmark = pytest.mark.django_db

PAGAMENTO = {"tipo": "PAGAMENTO_TOTAL", "data": "2026-02-20", "valor": "1673.93"}
Contar = Callable[[Credor, list[Registro]], Lote]


def por_api(credor: Credor, movimentos: list[Registro]) -> Lote:
    resposta = Client().post(
        "/api/v1/movimentos",
        json.dumps(movimentos if len(movimentos) > 1 else movimentos[0]),
        content_type="application/json",
        headers=cabecalhos_de(credor),
    )
    return Lote.objects.get(pk=resposta.json()["lote"])


def por_csv(credor: Credor, movimentos: list[Registro]) -> Lote:
    texto = io.StringIO()
    campos = ["numero_cda", "tipo", "data", "valor", "motivo", "numero_cnj", "identificador_credor"]
    escritor = csv.DictWriter(texto, fieldnames=campos, delimiter=";")
    escritor.writeheader()
    escritor.writerows(movimentos)
    fluxo = io.BytesIO(texto.getvalue().encode())
    lote = arquivo_guardar(credor=credor, fluxo=fluxo, nome="m.csv", ator="teste", em=date(2026, 3, 2))
    return lote_processar(lote=lote).lote


@pytest.fixture(params=["api", "arquivo"])
def contar(request: pytest.FixtureRequest) -> Contar:
    return {"api": por_api, "arquivo": por_csv}[request.param]


@pytest.fixture
def cda(recife: Credor, iptu: Registro) -> CDA:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    return recife.cdas.get()


def do(cda: CDA, **campos: str) -> Registro:
    return {"numero_cda": cda.numero_cda, **campos}


def test_pagamento_encerra_e_deixa_passagem(contar: Contar, recife: Credor, cda: CDA) -> None:
    lote = contar(recife, [do(cda, **PAGAMENTO)])
    cda.refresh_from_db()
    assert (lote.movimentos, cda.posicao) == (1, Posicao.PAGA)
    assert [(p.de, p.para, p.motivo) for p in Passagem.objects.all()] == [
        ("ativa", "paga", "movimento:PAGAMENTO_TOTAL")
    ]


def test_repetir_o_movimento_nao_muda_nada(contar: Contar, recife: Credor, cda: CDA) -> None:
    contar(recife, [do(cda, **PAGAMENTO)])
    lote = contar(recife, [do(cda, **PAGAMENTO)])
    assert (lote.movimentos, lote.movimentos_repetidos, Movimento.objects.count()) == (0, 1, 1)


@pytest.mark.parametrize("juntos", [True, False])
def test_identificador_com_outro_conteudo_e_recusado(contar: Contar, recife: Credor, cda: CDA, *, juntos: bool) -> None:
    pago = do(cda, tipo="PAGAMENTO_PARCIAL", data="2026-02-01", valor="10.60", identificador_credor="r-1")
    outro = pago | {"valor": "9.99"}
    lotes = [contar(recife, [pago, outro, pago])] if juntos else [contar(recife, [um]) for um in (pago, outro, pago)]
    assert sum(lote.movimentos for lote in lotes) == sum(lote.movimentos_repetidos for lote in lotes) == 1
    (achado,) = [achado for lote in lotes for achado in lote.achados.all()]
    assert (achado.regra, achado.campo, achado.valor) == ("MOV-D05", "identificador_credor", "r-1")
    cda.refresh_from_db()
    assert cda.valor_pago == Decimal("10.60")


def test_varios_no_mesmo_envio_valem_na_ordem_da_data(contar: Contar, recife: Credor, cda: CDA) -> None:
    lote = contar(
        recife,
        [
            do(cda, tipo="FIM_SUSPENSAO", data="2026-02-10"),
            do(cda, **PAGAMENTO),
            do(cda, tipo="SUSPENSAO", data="2026-02-01", motivo="Liminar"),
        ],
    )
    cda.refresh_from_db()
    assert (lote.movimentos, cda.posicao) == (3, Posicao.PAGA)
    assert list(Passagem.objects.order_by("pk").values_list("para", flat=True)) == ["suspensa", "ativa", "paga"]


def test_pagamentos_parciais_somam(contar: Contar, recife: Credor, cda: CDA) -> None:
    contar(
        recife,
        [
            do(cda, tipo="PAGAMENTO_PARCIAL", data="2026-02-01", valor="100.10"),
            do(cda, tipo="PAGAMENTO_PARCIAL", data="2026-02-02", valor="0.95"),
        ],
    )
    cda.refresh_from_db()
    assert (cda.valor_pago, cda.posicao) == (Decimal("101.05"), Posicao.ATIVA)


@pytest.mark.parametrize(
    ("movimento", "regra"),
    [
        ({"tipo": "PAGAMENTO_TOTAL", "data": "2026-02-20"}, "MOV"),
        ({"tipo": "SUSPENSAO", "data": "2026-02-20"}, "MOV"),
        ({"tipo": "FIM_SUSPENSAO", "data": "2026-02-20"}, "MOV-D02"),
        ({"tipo": "INVENTADO", "data": "2026-02-20"}, "MOV"),
        ({"tipo": "PAGAMENTO_TOTAL", "data": "2030-02-20", "valor": "1.00"}, "MOV"),
    ],
)
def test_movimento_que_nao_cabe_e_recusado(
    contar: Contar, recife: Credor, cda: CDA, movimento: Registro, regra: str
) -> None:
    lote = contar(recife, [do(cda, **movimento)])
    cda.refresh_from_db()
    assert (lote.movimentos_recusados, cda.posicao) == (1, Posicao.ATIVA)
    assert any(achado.regra.startswith(regra) for achado in lote.achados.all())


def test_cda_da_vizinha_e_desconhecida(contar: Contar, recife: Credor, olinda: Credor, cda: CDA) -> None:
    lote = contar(olinda, [do(cda, **PAGAMENTO)])
    cda.refresh_from_db()
    assert (lote.movimentos_recusados, cda.posicao) == (1, Posicao.ATIVA)
    assert lote.achados.get().regra == "MOV-D01"


def test_o_achado_do_movimento_aponta_o_campo_da_regra(contar: Contar, recife: Credor, cda: CDA) -> None:
    desconhecida = {"numero_cda": "2024/nunca", **PAGAMENTO}
    lote = contar(recife, [desconhecida, do(cda, tipo="FIM_SUSPENSAO", data="2026-02-20")])
    assert [(a.regra, a.campo, a.valor) for a in lote.achados.order_by("linha")] == [
        ("MOV-D01", "numero_cda", "2024/nunca"),
        ("MOV-D02", "tipo", "FIM_SUSPENSAO"),
    ]


@pytest.mark.parametrize("juntos", [True, False])
def test_parcial_que_passa_do_que_cabe_e_recusado_sozinho(
    contar: Contar, recife: Credor, cda: CDA, *, juntos: bool
) -> None:
    maior = "9999999999999.99"
    pagos = [
        do(cda, tipo="PAGAMENTO_PARCIAL", data="2026-02-01", valor="100.10"),
        do(cda, tipo="PAGAMENTO_PARCIAL", data="2026-02-02", valor=maior),
        do(cda, tipo="PAGAMENTO_PARCIAL", data="2026-02-03", valor="0.95"),
    ]
    lotes = [contar(recife, pagos)] if juntos else [contar(recife, [pago]) for pago in pagos]
    cda.refresh_from_db()
    assert (cda.valor_pago, Movimento.objects.count()) == (Decimal("101.05"), 2)
    (achado,) = [achado for lote in lotes for achado in lote.achados.all()]
    assert (achado.regra, achado.campo, achado.valor) == ("MOV-D04", "valor", maior)
    assert sum(lote.movimentos for lote in lotes) == 2
    assert sum(lote.movimentos_recusados for lote in lotes) == 1


def test_ajuizamento_guarda_o_processo(contar: Contar, recife: Credor, cda: CDA) -> None:
    from hub.comum.ficticios import cnjs_ficticios

    (processo,) = cnjs_ficticios(1, 1).to_list()
    contar(recife, [do(cda, tipo="AJUIZAMENTO", data="2026-02-20", numero_cnj=processo)])
    cda.refresh_from_db()
    assert (cda.ajuizada, cda.numero_cnj) == (True, "".join(c for c in processo if c.isdigit()))


def test_reabertura_volta_a_cobrar(contar: Contar, recife: Credor, cda: CDA) -> None:
    contar(recife, [do(cda, **PAGAMENTO)])
    contar(recife, [do(cda, tipo="REABERTURA", data="2026-02-25", motivo="Pagamento estornado")])
    cda.refresh_from_db()
    assert cda.posicao == Posicao.ATIVA


SUSPENDE = {"tipo": "SUSPENSAO", "data": "2026-02-01", "motivo": "Liminar"}
PARCELA = {"tipo": "PARCELAMENTO", "data": "2026-02-02"}
LIBERA = {"tipo": "FIM_SUSPENSAO", "data": "2026-02-03"}
RESCINDE = {"tipo": "PARCELAMENTO_RESCINDIDO", "data": "2026-02-04"}


@pytest.mark.parametrize(
    ("movimentos", "posicao"),
    [
        ((SUSPENDE, PARCELA, RESCINDE), "suspensa"),
        ((PARCELA | {"data": "2026-01-02"}, SUSPENDE, LIBERA), "parcelada"),
        ((SUSPENDE, PARCELA, LIBERA, RESCINDE), "ativa"),
        ((SUSPENDE, PAGAMENTO, {"tipo": "REABERTURA", "data": "2026-02-25", "motivo": "Estorno"}), "suspensa"),
    ],
)
@pytest.mark.parametrize("juntos", [True, False])
def test_acabar_uma_causa_nao_acaba_a_outra(
    movimentos: tuple[Registro, ...], posicao: str, contar: Contar, recife: Credor, cda: CDA, *, juntos: bool
) -> None:
    for lote in [movimentos] if juntos else [(um,) for um in movimentos]:
        assert contar(recife, [do(cda, **um) for um in lote]).movimentos == len(lote)
    cda.refresh_from_db()
    assert cda.posicao == posicao
    assert cda.motivo_suspensao == ("Liminar" if posicao == "suspensa" else None)
    planejada = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 2), ator="ana")
    assert planejada.inclusoes == (posicao == "ativa")


def test_a_ressalva_continua_depois_da_suspensao(contar: Contar, recife: Credor, iptu: Registro) -> None:
    por_arquivo(recife, iptu | ANTIGA, em=date(2026, 3, 1))
    cda = recife.cdas.get()
    assert cda.posicao == "em_consulta"
    contar(recife, [do(cda, **SUSPENDE), do(cda, **LIBERA)])
    cda.refresh_from_db()
    assert cda.posicao == "em_consulta"


@pytest.mark.parametrize(("exigibilidade", "posicao"), [("", "suspensa"), ("EXIGIVEL", "parcelada")])
def test_alterar_a_cda_nao_acaba_a_suspensao_calada(
    exigibilidade: str, posicao: str, contar: Contar, recife: Credor, iptu: Registro, cda: CDA
) -> None:
    contar(recife, [do(cda, **SUSPENDE), do(cda, **PARCELA)])
    nova = iptu | {"operacao": "A", "devedor_logradouro": "RUA NOVA", "exigibilidade": exigibilidade}
    assert por_arquivo(recife, nova, em=date(2026, 3, 1)).resultado == "alterada"
    cda.refresh_from_db()
    assert (cda.posicao, cda.devedor_logradouro) == (posicao, "RUA NOVA")
    contar(recife, [do(cda, **RESCINDE)])
    cda.refresh_from_db()
    assert cda.posicao == ("suspensa" if posicao == "suspensa" else "ativa")


def test_suspensa_e_com_ressalva_ao_chegar_guarda_as_duas(contar: Contar, recife: Credor, iptu: Registro) -> None:
    suspensa = iptu | {"exercicio": "1899", "exigibilidade": "SUSPENSA", "motivo_suspensao": "Depósito"}
    por_arquivo(recife, suspensa, em=date(2026, 3, 1))
    cda = recife.cdas.get()
    assert cda.posicao == "suspensa"
    contar(recife, [do(cda, **LIBERA)])
    cda.refresh_from_db()
    assert cda.posicao == "em_consulta"


@given(st.lists(st.sampled_from(TipoDeMovimento), max_size=40), st.integers(0, int(sum(Causa))))
def test_so_volta_a_cobranca_quem_nada_mais_segura(tipos: list[TipoDeMovimento], inicio: int) -> None:
    """Contra um modelo de três interruptores e um fim: a posição ativa quer dizer todos desligados."""
    suspensa, parcelada, ressalva = (bool(inicio & causa) for causa in Causa)
    encerrada, estado = False, (posicao_com(Causa(inicio)), Causa(inicio))
    for tipo in tipos:
        depois = mover(tipo, *estado)
        match tipo:
            case TipoDeMovimento.REABERTURA:
                cabe, encerrada = encerrada, False
            case _ if encerrada:
                cabe = False
            case TipoDeMovimento.SUSPENSAO:
                cabe, suspensa = not suspensa, True
            case TipoDeMovimento.FIM_SUSPENSAO:
                cabe, suspensa = suspensa, False
            case TipoDeMovimento.PARCELAMENTO:
                cabe, parcelada = not parcelada, True
            case TipoDeMovimento.PARCELAMENTO_RESCINDIDO:
                cabe, parcelada = parcelada, False
            case TipoDeMovimento.PAGAMENTO_PARCIAL | TipoDeMovimento.AJUIZAMENTO:
                cabe = True
            case _:
                cabe, encerrada = True, True
        assert (depois is not None) == cabe
        estado = depois or estado
        assert (estado[0] in ENCERRADAS) == encerrada
        assert (estado[0] == Posicao.ATIVA) == (not encerrada and not suspensa and not parcelada and not ressalva)
