"""Do comunicado ao registro no Cadin, e de volta: trinta dias, suspensão, reativação, baixa."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from guiche import SENHA, Guiche, gravar

from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Corresponsavel
from hub.estrategias.chamadas.erros import AmbienteErrado
from hub.estrategias.contrato.erros import ContratoAusente
from hub.estrategias.models import Chamada, ContratoDoCanal
from hub.estrategias.registro import canal
from hub.estrategias.relogio.consultas import baixas_abertas
from hub.estrategias.servicos import caminho_do_arquivo, remessa_planejar

pytestmark = pytest.mark.django_db(transaction=True)

REGISTRADA, SUSPENSO = [Situacao.REGISTRADA], [Situacao.REGISTRO_SUSPENSO]


def dia(numero: int) -> date:
    return date(2026, 3, numero)


def test_trinta_dias_da_comunicacao(cadin: Guiche) -> None:
    cda = cadin.cda(comunicada="")
    assert cadin.motivo(cda) == "sem_comunicacao"
    cadin.comunicar(cda, "2026-02-01")
    assert cadin.motivo(cda, dia(2)) == "espera_da_comunicacao"
    assert cadin.motivo(cda, dia(3)) == ""
    # O credor só aumenta a espera da lei.
    cadin.configurar(espera_dias="10")
    assert cadin.motivo(cda, dia(2)) == "espera_da_comunicacao"
    cadin.configurar(espera_dias="45")
    assert cadin.motivo(cda, dia(17)) == "espera_da_comunicacao"
    assert cadin.motivo(cda, dia(18)) == ""


def test_registrada_leva_o_que_o_contrato_diz(cadin: Guiche) -> None:
    cda = cadin.cda()
    (chamada,) = cadin.mandar()
    assert (chamada.operacao, chamada.situacao, chamada.codigo) == ("incluir", "feita", "OK")
    assert cadin.situacoes() == REGISTRADA
    (registro,) = cadin.servidor.cadastro.registros()
    assert json.loads(registro["dados"]) == {
        "instituicao": "123",
        "ni": cda.devedor_documento,
        "tipo": "F",
        "papel": "PRINCIPAL",
        "debito": f"K{cda.pk:012}001",
        "inscricao": cda.numero_cda,
        "valor": 1673.93,
        "comunicadoEm": "2026-01-10",
        "inscritoEm": "15/03/2025",
    }
    assert Acionamento.objects.get().identificador == str(registro["id"])
    assert "Cadin registrou a dívida" in cadin.frases(cda)


def test_paga_sai_pelo_identificador(cadin: Guiche) -> None:
    cda = cadin.cda()
    cadin.mandar()
    cadin.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-05", valor="1673.93")
    assert cadin.motivo(cda, dia(6)) == "pede_exclusao"
    (baixa,) = baixas_abertas(cadin.credor, dia(6))
    # Cinco dias úteis do primeiro depois do pagamento; dia 6 é feriado em Pernambuco.
    assert (baixa.motivo, baixa.limite) == ("pagamento", dia(13))
    cadin.mandar(dia(6))
    assert cadin.no_cadastro() == []
    assert cadin.situacoes() == [Situacao.EXCLUIDA]


@pytest.mark.parametrize(("poe", "tira"), [("SUSPENSAO", "FIM_SUSPENSAO"), ("PARCELAMENTO", "PARCELAMENTO_RESCINDIDO")])
def test_suspensa_suspende_o_registro_e_depois_volta_a_valer(cadin: Guiche, poe: str, tira: str) -> None:
    cda = cadin.cda()
    cadin.mandar()
    cadin.movimentar(cda, poe, data="2026-03-03", motivo="liminar")
    assert cadin.motivo(cda, dia(4)) == "pede_suspensao"
    cadin.mandar(dia(4))
    assert cadin.situacoes() == SUSPENSO
    assert [situacao for _, situacao in cadin.no_cadastro()] == ["suspenso"]
    # Está como deve: nada a pedir, e o relógio não cobra.
    assert cadin.motivo(cda, dia(5)) == "no_canal"
    assert baixas_abertas(cadin.credor, date(2026, 6, 1)) == []
    cadin.movimentar(cda, tira, data="2026-03-06", motivo="cassada")
    assert cadin.motivo(cda, dia(7)) == "pede_reativacao"
    plano = remessa_planejar(credor=cadin.credor, estrategia="cadin", em=dia(9), ator="ana")
    # Reativar pesa ao devedor: conta como inclusão, e um plano só de baixas não o leva.
    assert (plano.inclusoes, plano.baixas) == (1, 0)
    so_baixas = remessa_planejar(credor=cadin.credor, estrategia="cadin", em=dia(9), ator="ana", so_baixas=True)
    assert (so_baixas.inclusoes, so_baixas.baixas) == (0, 0)
    cadin.mandar(dia(9))
    assert cadin.situacoes() == REGISTRADA
    assert [situacao for _, situacao in cadin.no_cadastro()] == ["incluido"]
    frases = cadin.frases(cda)
    assert "Cadin suspendeu o registro" in frases
    assert "o registro voltou a valer em Cadin" in frases


def test_suspensa_e_depois_paga_sai(cadin: Guiche) -> None:
    cda = cadin.cda()
    cadin.mandar()
    cadin.movimentar(cda, "SUSPENSAO", data="2026-03-03", motivo="liminar")
    cadin.mandar(dia(4))
    cadin.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-06", valor="1673.93")
    assert len(baixas_abertas(cadin.credor, dia(7))) == 1
    cadin.mandar(dia(9))
    assert (cadin.situacoes(), cadin.no_cadastro()) == ([Situacao.EXCLUIDA], [])


def test_suspensa_de_novo_antes_da_vez_nao_se_reativa(cadin: Guiche) -> None:
    cda = cadin.cda()
    cadin.mandar()
    cadin.movimentar(cda, "SUSPENSAO", data="2026-03-03", motivo="liminar")
    cadin.mandar(dia(4))
    cadin.movimentar(cda, "FIM_SUSPENSAO", data="2026-03-05", motivo="cassada")
    remessa = cadin.liberar(dia(6))
    cadin.movimentar(cda, "SUSPENSAO", data="2026-03-06", motivo="outra liminar", identificador_credor="2")
    cadin.entregar(remessa)
    assert "reativar" not in cadin.atos()
    assert cadin.situacoes() == SUSPENSO
    assert cadin.motivo(cda, dia(9)) == "no_canal"
    assert [situacao for _, situacao in cadin.no_cadastro()] == ["suspenso"]


def test_suspensa_antes_da_vez_nunca_entra(cadin: Guiche) -> None:
    cda = cadin.cda()
    remessa = cadin.liberar()
    cadin.movimentar(cda, "SUSPENSAO", data="2026-03-02", motivo="liminar")
    (chamada,) = cadin.entregar(remessa)
    assert chamada.codigo == "DISPENSADA"
    assert (cadin.situacoes(), cadin.no_cadastro()) == ([Situacao.RECUSADA], [])


def test_exclusao_recusada_se_pede_de_novo_e_o_texto_fica(cadin: Guiche) -> None:
    cda = cadin.cda("exclusao_recusada")
    cadin.mandar()
    cadin.movimentar(cda, "CANCELAMENTO", data="2026-03-05", motivo="lançada em dobro")
    cadin.mandar(dia(6))
    assert cadin.situacoes() == [Situacao.EXCLUSAO_RECUSADA]
    assert "BLOQUEIO Exclusão não permitida para o registro" in cadin.frases(cda)
    assert cadin.motivo(cda, dia(9)) == "pede_exclusao"


def test_principal_e_corresponsavel_se_registram(cadin: Guiche) -> None:
    cda = cadin.cda()
    pessoa = {"documento": "52998224725", "nome": "CARLA SILVA", "papel": "SOLIDARIO"}
    Corresponsavel.objects.create(credor=cadin.credor, cda=cda, ordem=1, **pessoa)
    cadin.comunicar(cda, "2026-01-10", documento="52998224725")
    cadin.mandar()
    papeis = {json.loads(um["dados"])["papel"] for um in cadin.servidor.cadastro.registros()}
    assert papeis == {"PRINCIPAL", "CORRESPONSAVEL"}


def test_pagamento_parcial_nao_muda_o_registro(cadin: Guiche) -> None:
    cda = cadin.cda()
    cadin.mandar()
    cadin.movimentar(cda, "PAGAMENTO_PARCIAL", data="2026-03-03", valor="673.93")
    assert cadin.motivo(cda, dia(4)) == "no_canal"


def test_caiu_depois_de_gravar(cadin: Guiche) -> None:
    cadin.cda()
    remessa = cadin.liberar()
    cadin.servidor.falhas.append("apos_gravar")
    assert cadin.entregar(remessa)[0].situacao == "na_fila"
    (chamada,) = cadin.entregar(remessa)
    assert chamada.situacao == "feita"
    assert cadin.situacoes() == REGISTRADA
    assert len(cadin.no_cadastro()) == 1


def test_sem_identificador_a_exclusao_diz_que_falta(cadin: Guiche) -> None:
    """A resposta que traria o identificador se perdeu: não há como pedir a baixa, e uma pessoa precisa saber."""
    cda = cadin.cda()
    cadin.servidor.falhas.append("apos_gravar")
    remessa = cadin.liberar()
    cadin.entregar(remessa)
    cadin.entregar(remessa)
    cadin.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-05", valor="1673.93")
    cadin.mandar(dia(6))
    assert cadin.situacoes() == [Situacao.EXCLUSAO_RECUSADA]
    assert "nunca deu identificador" in cadin.frases(cda)


@pytest.mark.parametrize("falha", ["html", "vazio", "500", "503"])
def test_a_falha_que_passa_espera(cadin: Guiche, falha: str) -> None:
    cadin.cda()
    remessa = cadin.liberar()
    cadin.servidor.falhas.append(falha)
    (chamada,) = cadin.entregar(remessa)
    assert (chamada.situacao, cadin.situacoes()) == ("na_fila", [Situacao.ENVIADA])
    assert cadin.entregar(remessa)[0].situacao == "feita"


def test_o_token_que_deixou_de_servir_se_troca_uma_vez(cadin: Guiche) -> None:
    for _ in range(2):
        cadin.cda()
    remessa = cadin.liberar()
    cadin.servidor.falhas.extend(["nada", "401"])
    (chamada,) = cadin.entregar(remessa)
    assert (chamada.situacao, len(cadin.servidor.tokens)) == ("feita", 2)
    assert cadin.situacoes() == [*REGISTRADA, *REGISTRADA]
    # O primeiro, se não serve, é usuário sem acesso: só uma pessoa religa.
    cadin.cda()
    outra = cadin.liberar(dia(4))
    cadin.servidor.falhas.append("401")
    (chamada,) = cadin.entregar(outra)
    assert (chamada.situacao, chamada.codigo) == ("parada", "HTTP_401")


def test_o_que_falta_se_diz(cadin: Guiche, recife: Credor) -> None:
    assert canal("cadin").o_que_falta(recife) == []
    cadin.configurar(convenio="", codigos="")
    faltas = "\n".join(canal("cadin").o_que_falta(recife))
    assert "Lei 10.522/2002, art. 2º, III" in faltas
    assert "pede os códigos instituicao" in faltas
    assert cadin.motivo(cadin.cda()) == "canal_por_configurar"


def test_conselho_registra_por_lei_sem_convenio(cadin: Guiche, crm_pe: Credor) -> None:
    do_conselho = "\n".join(canal("cadin").o_que_falta(crm_pe))
    assert "Falta o endereço" in do_conselho
    assert "convênio do Cadin" not in do_conselho
    assert cadin.credor != crm_pe


def test_sem_contrato_se_recusa_claramente(cadin: Guiche, recife: Credor) -> None:
    cadin.cda()
    remessa = cadin.liberar()
    ContratoDoCanal.objects.all().delete()
    with pytest.raises(ContratoAusente, match="não é público"):
        cadin.entregar(remessa)
    assert any("não é público" in falta for falta in canal("cadin").o_que_falta(recife))
    gravar("cadin")
    cadin.configurar(ambiente="homologacao")
    with pytest.raises(AmbienteErrado):
        cadin.entregar(remessa)


def test_a_vizinha_nao_usa_o_contrato_de_recife(cadin: Guiche, recife: Credor, olinda: Credor) -> None:
    ContratoDoCanal.objects.update(credor=recife)
    assert canal("cadin").o_que_falta(recife) == []
    assert any("Falta o contrato" in falta for falta in canal("cadin").o_que_falta(olinda))


def test_a_cda_que_escolheu_estrategias_nao_vai(cadin: Guiche) -> None:
    cda = cadin.cda(estrategias="PROTESTO+SCPC")
    assert cadin.motivo(cda) == "fora_da_etapa"


def test_a_senha_nao_fica_em_lugar_nenhum(cadin: Guiche) -> None:
    cadin.cda()
    remessa = cadin.liberar()
    cadin.entregar(remessa)
    (arquivo,) = remessa.arquivos.all()
    assert SENHA not in caminho_do_arquivo(arquivo).read_text()
    assert not any(SENHA in um.mensagem for um in Chamada.objects.all())
    for caminho in cadin.saida.parent.rglob("*"):
        assert not caminho.is_file() or SENHA.encode() not in caminho.read_bytes(), caminho


def test_alterada_volta_a_ser_registrada(cadin: Guiche) -> None:
    cda = cadin.cda()
    cadin.mandar()
    CDA.objects.filter(pk=cda.pk).update(data_vencimento=cda.data_vencimento + timedelta(days=1))
    assert cadin.motivo(cda, dia(4)) == "alterada_no_cadastro"
    cadin.mandar(dia(4))
    cadin.mandar(dia(5))
    assert cadin.no_cadastro() == [(f"K{cda.pk:012}002", "incluido")]
