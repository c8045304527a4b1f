"""O que a CRA recusa de um envio, por município, por título ou inteiro, volta com o motivo; o estranho se confere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from balcao_da_cra import OLINDA, Balcao, ligar

from cenarios.portas import Registro
from hub.credores.models import Credor
from hub.dividas.historia import historia_da
from hub.dividas.models import Acionamento
from hub.estrategias.models import Chamada
from hub.estrategias.servicos import remessa_planejar
from simuladores.cra import Parametros

pytestmark = pytest.mark.django_db(transaction=True)


def dia(numero: int) -> date:
    return date(2026, 3, numero)


class TestRecusa:
    """Um município que a CRA não atende volta sozinho; o resto segue."""

    @pytest.fixture
    def parametros(self, parametros: Parametros) -> Parametros:
        return Parametros(usuarios=parametros.usuarios, confere_documento=False, nao_autorizados=("2609600",))

    def test_so_o_municipio_recusado_volta_e_pode_ir_de_novo(self, balcao: Balcao) -> None:
        balcao.cdas("pago", **OLINDA)
        chamada = balcao.enviar("protestado", "pago")
        assert chamada.situacao == "conferir"
        assert chamada.codigo == "2105"
        assert "Olinda" in chamada.mensagem
        de_olinda, *do_recife = balcao.titulos()
        assert (de_olinda.praca, de_olinda.situacao) == ("2609600", "recusada")
        assert {titulo.situacao for titulo in do_recife} == {"enviada"}
        assert f"remessa:{de_olinda.remessa_id}:recusada:2105" in balcao.motivos()
        assert "não autorizado a enviar títulos" in historia_da(de_olinda.cda)[-1].texto
        assert balcao.eventos("hub:remessa:titulos_recusados") == 1
        de_novo = remessa_planejar(credor=balcao.credor, estrategia="protesto", em=dia(3), ator="ana")
        assert de_novo.inclusoes == 1

    def test_a_recusa_da_vizinha_nao_mexe_no_que_e_da_dona(
        self, balcao: Balcao, olinda: Credor, iptu: Registro, tmp_path: Path
    ) -> None:
        balcao.enviar("pago")
        ligar(olinda, balcao.servidor.soap, codigo="901", usuario="olinda")
        dela = Balcao(credor=olinda, servidor=balcao.servidor, iptu=iptu, saida=tmp_path / "olinda")
        dela.enviar("pago", **OLINDA)
        assert (dela.situacoes(), balcao.situacoes()) == (["recusada"], ["enviada"])
        assert set(Chamada.objects.filter(credor=olinda).values_list("chave", flat=True)) == {"B9010203.261"}


class TestRecusaInteira:
    @pytest.fixture
    def parametros(self, parametros: Parametros) -> Parametros:
        return Parametros(usuarios=parametros.usuarios, confere_documento=False, saldo_maximo=100)

    def test_tudo_volta_com_o_codigo(self, balcao: Balcao) -> None:
        balcao.cdas("pago", **OLINDA)
        chamada = balcao.enviar("pago")
        assert (chamada.situacao, chamada.codigo) == ("conferir", "1253")
        assert balcao.situacoes() == ["recusada", "recusada"]
        assert balcao.recebidos() == []
        assert all(motivo.endswith(":recusada:1253") for motivo in balcao.motivos() if "recusada" in motivo)


def test_nenhum_registro_aceito_e_recusa_mesmo_sem_codigo(balcao: Balcao) -> None:
    balcao.falhar("zero")
    chamada = balcao.enviar("pago")
    assert chamada.situacao == "conferir"
    assert "nenhum registro aceito" in chamada.mensagem
    assert balcao.situacoes() == ["recusada"]


def test_total_diferente_do_mandado_se_confere_e_nada_volta(balcao: Balcao) -> None:
    balcao.falhar("total_errado")
    chamada = balcao.enviar("pago")
    assert chamada.situacao == "conferir"
    assert "aceitado 77 registros, e foram 1" in chamada.mensagem
    assert balcao.situacoes() == ["enviada"]


def test_resposta_sem_municipio_se_confere_e_nada_volta(balcao: Balcao) -> None:
    balcao.falhar("sem_municipio")
    chamada = balcao.enviar("pago")
    assert (chamada.situacao, chamada.codigo) == ("conferir", "SEM_MUNICIPIO")
    assert balcao.situacoes() == ["enviada"]


def test_pedidos_respondidos_titulo_a_titulo(balcao: Balcao) -> None:
    """Três pagam ao credor; de um deles a CRA não acha o protocolo."""
    balcao.enviar("espera_desistencia", "espera_desistencia", "espera_desistencia")
    balcao.buscar()
    assert balcao.situacoes() == ["em_andamento"] * 3
    balcao.credor.cdas.update(posicao="paga")
    um = balcao.titulos()[0]
    Acionamento.objects.filter(pk=um.pk).update(protocolo="2699999999")
    (chamada,) = balcao.entregar(balcao.liberar(em=dia(3)))
    assert (chamada.operacao, chamada.situacao) == ("Desistencia", "conferir")
    assert "A CRA recebeu 2 de 3 pedidos." in chamada.mensagem
    assert balcao.situacoes() == ["confirmada", "desistencia_pedida", "desistencia_pedida"]
    assert any(motivo.endswith(":recusada:2012") for motivo in balcao.motivos())
    assert "Título não encontrado" in historia_da(um.cda)[-1].texto


def test_cancelamento_e_anuencia_vao_cada_um_na_sua_operacao(balcao: Balcao) -> None:
    balcao.enviar("protestado", "protestado")
    balcao.buscar()
    balcao.buscar(em=dia(12))
    assert balcao.situacoes() == ["protestada"] * 2
    balcao.credor.cdas.filter(pk=balcao.titulos()[0].cda_id).update(posicao="paga")
    balcao.credor.cdas.filter(pk=balcao.titulos()[1].cda_id).update(posicao="cancelada")
    chamadas = balcao.entregar(balcao.liberar(em=dia(13)))
    assert {c.operacao: c.situacao for c in chamadas} == {"Cancelamento": "feita", "Autoriza_Cancelamento": "feita"}
    assert set(balcao.situacoes()) == {"cancelamento_pedido", "anuencia_enviada"}


def test_titulo_respondido_que_nao_e_do_arquivo_nao_muda_nada(balcao: Balcao) -> None:
    balcao.enviar("espera_desistencia")
    balcao.buscar()
    balcao.credor.cdas.update(posicao="paga")
    balcao.falhar("outro_titulo")
    (chamada,) = balcao.entregar(balcao.liberar(em=dia(3)))
    assert chamada.situacao == "conferir"
    assert "Respondeu por 1 títulos que não estão no arquivo." in chamada.mensagem
    assert balcao.situacoes() == ["desistencia_pedida"]
