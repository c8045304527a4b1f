"""Os resultados seguem o contrato, as contas fecham e o que se baixa diz o mesmo que a tela."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import python_calamine
from fabrica_do_livro import Fabrica

from hub.comum.situacoes import NO_CANAL, Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Movimento
from hub.resultados.consultas import DESFECHOS, resultados
from hub.resultados.exportacao import TITULOS, resultados_em_csv, resultados_em_xlsx

COLUNAS = [
    "estrategia",
    "enviadas",
    "confirmadas",
    "devolvidas",
    "em_andamento",
    "pagas",
    "protestadas",
    "registradas",
    "entregues",
    "baixadas",
    "valor_enviado",
    "valor_recuperado",
    "valor_pago_ao_credor",
]


def test_uma_cda_em_cada_desfecho(de_recife: Fabrica, recife: Credor) -> None:
    pagas = {"saldo": Decimal("90.00"), "protocolo": "1"}
    situacoes = [
        (Situacao.PLANEJADA, {}),
        (Situacao.ENVIADA, {}),
        (Situacao.CONFIRMADA, {"protocolo": "2"}),
        (Situacao.PAGA, pagas),
        (Situacao.PROTESTADA, {"protocolo": "3"}),
        (Situacao.DEVOLVIDA, {}),
        (Situacao.RETIRADA, {"protocolo": "4"}),
        (Situacao.REGISTRADA, {"documento": "52998224725"}),
        (Situacao.ENTREGUE, {}),
        (Situacao.EXCLUIDA, {"documento": "52998224725"}),
    ]
    for situacao, campos in situacoes:
        de_recife.acionar(de_recife.cda(valor_consolidado=Decimal("100.00")), situacao, **campos)
    dados = resultados(credor=recife)
    assert dados["por_estrategia"] == [
        {
            "estrategia": "protesto",
            "enviadas": 9,
            "confirmadas": 6,
            "devolvidas": 1,
            "em_andamento": 2,
            "pagas": 1,
            "protestadas": 1,
            "registradas": 1,
            "entregues": 1,
            "baixadas": 2,
            "valor_enviado": "900.00",
            "valor_recuperado": "90.00",
            "valor_pago_ao_credor": "0.00",
        }
    ]
    assert list(dados["por_estrategia"][0]) == COLUNAS
    assert dados["cdas"]["total"] == sum(dados["cdas"]["por_situacao"].values()) == 10


def test_varios_devedores_no_mesmo_cadastro_contam_uma_ida(de_recife: Fabrica, recife: Credor) -> None:
    cda = de_recife.cda(valor_consolidado=Decimal("100.00"))
    for devedor in range(3):
        no_cadastro = {"documento": "52998224725", "devedor": devedor, "tentativa": 1}
        de_recife.acionar(cda, Situacao.REGISTRADA, numero_titulo=None, **no_cadastro)
    (linha,) = resultados(credor=recife)["por_estrategia"]
    assert (linha["enviadas"], linha["registradas"], linha["valor_enviado"]) == (1, 1, "100.00")


def test_o_pago_ao_credor_depois_da_remessa_conta_uma_vez(
    de_recife: Fabrica, de_olinda: Fabrica, recife: Credor
) -> None:
    remessa = de_recife.remessa(em=date(2026, 3, 2))

    def pagar(situacao: Situacao | None, *pagamentos: tuple[str, int, str]) -> None:
        cda = de_recife.cda()
        if situacao:
            de_recife.acionar(cda, situacao, remessa)
        for tipo, dia, valor in pagamentos:
            Movimento.objects.create(
                credor=recife,
                cda=cda,
                lote=cda.lote,
                tipo=tipo,
                data=date(2026, 3, dia),
                valor=Decimal(valor),
                identificador=f"{tipo}{dia}",
                registrado_em=datetime(2026, 3, dia, tzinfo=UTC),
            )

    pagar(Situacao.PROTESTADA, ("PAGAMENTO_PARCIAL", 1, "1.00"), ("PAGAMENTO_PARCIAL", 2, "10.00"))
    pagar(Situacao.CANCELADA, ("PAGAMENTO_TOTAL", 9, "100.00"))
    pagar(Situacao.PAGA, ("PAGAMENTO_TOTAL", 9, "1000.00"))
    pagar(Situacao.PLANEJADA, ("PAGAMENTO_TOTAL", 9, "5.00"))
    pagar(None, ("PAGAMENTO_TOTAL", 9, "5.00"))
    pagar(Situacao.PROTESTADA, ("PAGAMENTO_TOTAL", 3, "5.00"), ("REABERTURA", 4, "0"))
    (linha,) = resultados(credor=recife)["por_estrategia"]
    assert linha["valor_pago_ao_credor"] == "110.00"
    assert linha["valor_recuperado"] == "1110.00"
    assert not resultados(credor=de_olinda.credor)["por_estrategia"]


def test_todo_acionamento_que_saiu_tem_um_desfecho_so() -> None:
    contadas = [situacao for grupo in DESFECHOS.values() for situacao in grupo]
    assert len(contadas) == len(set(contadas))
    assert set(contadas) == set(Situacao) - {Situacao.PLANEJADA, Situacao.DESCARTADA}
    assert set(contadas) >= NO_CANAL


def test_credor_sem_nada_tem_resultado_vazio_e_completo(olinda: Credor) -> None:
    dados = resultados(credor=olinda)
    assert dados["por_estrategia"] == []
    assert dados["cdas"]["total"] == 0
    assert set(dados["cdas"]["por_situacao"].values()) == {0}


def test_o_que_se_baixa_diz_o_mesmo(carteira: dict[str, CDA], recife: Credor) -> None:
    dados = resultados(credor=recife)
    linha = dados["por_estrategia"][0]
    no_csv = list(csv.DictReader(io.StringIO(resultados_em_csv(dados)), delimiter=";"))
    assert no_csv == [{TITULOS[c]: str(linha[c]).replace(".", ",") for c in COLUNAS}]
    livro = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(resultados_em_xlsx(dados, credor=recife.nome)))
    folha = livro.get_sheet_by_name("Por estratégia").to_python()
    assert folha[2] == list(TITULOS.values())
    assert folha[3][0] == "protesto"
    assert [Decimal(str(celula)) for celula in folha[3][1:]] == [Decimal(linha[c]) for c in COLUNAS[1:]]
