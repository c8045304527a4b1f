"""Enquanto o título está no cartório: onde se paga, o que não se emite, e a guia que venceu."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from cenarios import cartorio
from cenarios.portas import Registro, por_arquivo
from credenciais import cabecalhos_de
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.consultas import Filtro
from hub.dividas.models import CDA, Acionamento
from hub.dividas.trava import sem_trava, trava_do_pagamento
from hub.documentos.emissao import documento_emitir
from hub.documentos.erros import DividaNoCartorio, NadaAEmitir
from hub.documentos.lotes import lote_pedir
from hub.documentos.models import Formato, VersaoDoModelo
from hub.estrategias.registro import canal
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import remessa_liberar, remessa_planejar

pytestmark = pytest.mark.django_db

AGORA = datetime(2026, 3, 10, 13, tzinfo=UTC)


@pytest.fixture
def acionamento(recife: Credor, iptu: Registro, em: date) -> Acionamento:
    por_arquivo(recife, iptu | {"numero_cda": "2024/1"}, em=date(2026, 3, 1))
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    remessa_liberar(remessa=remessa, saida=None, ator="ana")
    return Acionamento.objects.get()


def aplicar(conteudo: bytes) -> None:
    retorno_aplicar(estrategia="protesto", conteudo=conteudo, nome="R", ator="ana")


def carta(credor: Credor) -> VersaoDoModelo:
    return VersaoDoModelo.objects.filter(modelo__credor=credor, modelo__codigo="CARTA-PADRAO").latest("versao")


def test_do_protocolo_a_lavratura_so_se_paga_no_cartorio(recife: Credor, acionamento: Acionamento) -> None:
    cda = acionamento.cda
    assert trava_do_pagamento(cda) is None
    aplicar(cartorio.confirmacao([acionamento]))
    trava = trava_do_pagamento(cda)
    assert trava is not None
    assert trava.texto == (
        f"O título está no cartório 1 de Recife, protocolo 26{acionamento.pk:08}: até a lavratura, só se paga lá."
    )
    aplicar(cartorio.andamento([acionamento], "AA"))
    assert trava_do_pagamento(cda)
    assert list(sem_trava(CDA.objects.filter(credor=recife))) == []
    aplicar(cartorio.retorno([acionamento], "2"))
    assert trava_do_pagamento(cda) is None
    assert list(sem_trava(CDA.objects.filter(credor=recife))) == [cda]


def test_travada_nao_se_manda_carta(recife: Credor, acionamento: Acionamento) -> None:
    aplicar(cartorio.confirmacao([acionamento]))
    with pytest.raises(DividaNoCartorio, match="só se paga lá"):
        documento_emitir(cda=acionamento.cda, versao=carta(recife), ator="ana", agora=AGORA)
    with pytest.raises(NadaAEmitir):
        lote_pedir(
            credor=recife, versao=carta(recife), filtro=Filtro(), formato=Formato.JUNTADO, ator="ana", agora=AGORA
        )


def test_a_pagina_e_a_api_dizem_onde_se_paga(
    recife: Credor, olinda: Credor, ana: Usuario, acionamento: Acionamento
) -> None:
    aplicar(cartorio.confirmacao([acionamento]))
    navegador = Client()
    navegador.force_login(ana)
    pagina = " ".join(navegador.get(f"/cdas/{acionamento.cda_id}").content.decode().split())
    assert "Não emita guia nem parcele agora." in pagina
    resposta = Client().get("/api/v1/cdas/2024/1", headers=cabecalhos_de(recife)).json()
    assert "só se paga lá" in resposta["pagamento_travado"]
    assert Client().get("/api/v1/cdas/2024/1", headers=cabecalhos_de(olinda)).status_code == 404


def test_a_guia_vencida_pede_guia_nova(recife: Credor, iptu: Registro, acionamento: Acionamento) -> None:
    aplicar(cartorio.confirmacao([acionamento]))
    aplicar(cartorio.retorno([acionamento], "Z", codigo_irregularidade="98"))

    def motivo() -> str:
        (dito,) = canal("protesto").motivos(credor=recife, em=date(2026, 3, 20), limite=1, cda=acionamento.cda_id)
        return dito["motivo"]

    assert motivo() == "guia_vencida"
    nova = iptu | {"numero_cda": "2024/1", "operacao": "A", "link_regularizacao": "https://exemplo.test/guia"}
    assert por_arquivo(recife, nova, em=date(2026, 3, 19)).resultado == "alterada"
    assert motivo() == ""
