"""Em consulta não é beco: o credor corrige com operação A ou justifica, e a CDA volta à cobrança."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from cenarios.portas import Registro, por_arquivo
from cenarios.test_api import Sistema
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.historia import historia_da
from hub.dividas.justificativas import (
    ForaDeConsulta,
    JustificativaCurta,
    PrazoDaConsultaAcabou,
    cda_justificar,
    consulta_ate,
)
from hub.dividas.models import CDA, Passagem
from hub.estrategias.servicos import remessa_planejar

pytestmark = pytest.mark.django_db
ANTIGA = {
    "exercicio": "2015",
    "data_fato_gerador": "2015-01-01",
    "data_vencimento": "2015-03-10",
    "data_constituicao_definitiva": "2015-04-10",
    "correcao_termo_inicial": "2015-03-10",
    "juros_termo_inicial": "2015-03-11",
}
MOTIVO = "Parcelamento de 2017 a 2023 interrompeu a prescrição, processo 2017.01.000123-4."


@pytest.fixture
def cda(recife: Credor, iptu: Registro) -> CDA:
    assert por_arquivo(recife, iptu | ANTIGA, em=date(2026, 3, 1)).resultado == "em_consulta"
    return recife.cdas.get()


@pytest.fixture
def cda_de_hoje(recife: Credor, iptu: Registro) -> CDA:
    assert por_arquivo(recife, iptu | ANTIGA, em=timezone.localdate()).resultado == "em_consulta"
    return recife.cdas.get()


def test_em_consulta_espera_e_justificada_segue(recife: Credor, cda: CDA) -> None:
    antes = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 2), ator="ana")
    assert (antes.inclusoes, antes.retidas) == (0, {"em_consulta": 1})
    cda_justificar(cda=cda, justificativa=MOTIVO, ator="ana", em=date(2026, 3, 2))
    assert [(p.de, p.para) for p in Passagem.objects.all()] == [("em_consulta", "ativa")]
    assert any(MOTIVO in fato.texto for fato in historia_da(cda))
    assert remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 2), ator="ana").inclusoes == 1


def test_alterada_com_a_mesma_ressalva_continua_em_consulta(recife: Credor, iptu: Registro, cda: CDA) -> None:
    altera = iptu | ANTIGA | {"operacao": "A", "folha": "13"}
    assert por_arquivo(recife, altera, em=date(2026, 3, 2)).resultado == "alterada"
    assert recife.cdas.get().posicao == "em_consulta"
    corrige = iptu | {"operacao": "A"}
    assert por_arquivo(recife, corrige, em=date(2026, 3, 2)).resultado == "alterada"
    assert recife.cdas.get().posicao == "ativa"


def test_so_se_justifica_o_que_esta_em_consulta(cda: CDA) -> None:
    cda_justificar(cda=cda, justificativa=MOTIVO, ator="ana", em=date(2026, 3, 2))
    with pytest.raises(ForaDeConsulta):
        cda_justificar(cda=cda, justificativa=MOTIVO, ator="ana", em=date(2026, 3, 2))


def test_justificativa_vazia_nao_vale(cda: CDA) -> None:
    with pytest.raises(JustificativaCurta):
        cda_justificar(cda=cda, justificativa="   ok   ", ator="ana", em=date(2026, 3, 2))


def test_o_prazo_do_convenio_acaba_e_o_envio_da_outro(recife: Credor, iptu: Registro, cda: CDA) -> None:
    assert consulta_ate(cda) == date(2026, 3, 31)
    with pytest.raises(PrazoDaConsultaAcabou, match="31/03/2026"):
        cda_justificar(cda=cda, justificativa=MOTIVO, ator="ana", em=date(2026, 4, 1))
    cda.refresh_from_db()
    assert cda.posicao == "em_consulta"
    de_novo = iptu | ANTIGA | {"operacao": "A", "folha": "13"}
    assert por_arquivo(recife, de_novo, em=date(2026, 4, 1)).resultado == "alterada"
    cda = recife.cdas.get()
    assert consulta_ate(cda) == date(2026, 5, 1)
    cda_justificar(cda=cda, justificativa=MOTIVO, ator="ana", em=date(2026, 5, 1))
    cda.refresh_from_db()
    assert (cda.posicao, consulta_ate(cda)) == ("ativa", None)


def test_a_pagina_diz_ate_quando(cda: CDA, ana: Usuario) -> None:
    navegador = Client()
    navegador.force_login(ana)
    assert "acabou em 31/03/2026: resta a correção" in navegador.get(f"/cdas/{cda.pk}").content.decode()
    assert navegador.post(f"/cdas/{cda.pk}/justificar", {"justificativa": MOTIVO}).status_code == 409


def test_pela_tela(cda_de_hoje: CDA, ana: Usuario, beto: Usuario) -> None:
    cda, navegador = cda_de_hoje, Client()
    navegador.force_login(beto)
    assert navegador.get(f"/cdas/{cda.pk}/justificar").status_code == 403
    navegador.force_login(ana)
    assert navegador.post(f"/cdas/{cda.pk}/justificar", {"justificativa": "curta"}).status_code == 422
    assert navegador.post(f"/cdas/{cda.pk}/justificar", {"justificativa": MOTIVO}).status_code == 302
    cda.refresh_from_db()
    assert cda.posicao == "ativa"


def test_pela_api_e_a_vizinha_nao_alcanca(recife: Credor, olinda: Credor, cda_de_hoje: CDA) -> None:
    corpo = {"numero_cda": cda_de_hoje.numero_cda, "justificativa": MOTIVO}
    assert Sistema(olinda).post("/justificativas", corpo).status_code == 404
    assert Sistema(recife).post("/justificativas", corpo).status_code == 200
    assert Sistema(recife).post("/justificativas", corpo).status_code == 409
