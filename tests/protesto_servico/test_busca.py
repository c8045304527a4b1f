"""As respostas da CRA: dia a dia, em ordem, na hora que ela libera, e aplicadas uma vez."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from balcao_da_cra import Balcao, ligar, perfilar
from django.utils import timezone

from cenarios.portas import Registro
from hub.credores.models import Credor
from hub.dividas.models import Passagem, Retorno
from hub.estrategias.models import Chamada
from hub.estrategias.protesto.busca import DataPorVir, respostas_buscar

pytestmark = pytest.mark.django_db(transaction=True)


def dia(numero: int) -> date:
    return date(2026, 3, numero)


def test_a_janela_se_busca_dia_a_dia_na_ordem_do_cartorio(balcao: Balcao) -> None:
    balcao.enviar("pago")
    perfilar(janela="3")
    balcao.servidor.chamadas.clear()
    busca = balcao.buscar(em=dia(5))
    assert [nome for _, nome in balcao.servidor.chamadas] == [
        f"{tipo}582{numero:02}03.261" for numero in (2, 3, 4, 5) for tipo in "CMR"
    ]
    assert (busca.parou, busca.por_liberar) == ("", False)
    assert balcao.situacoes() == ["paga"]
    caminho = list(Passagem.objects.filter(credor=balcao.credor).order_by("id").values_list("para", flat=True))
    assert caminho == ["enviada", "confirmada", "em_andamento", "em_andamento", "paga"]


def test_nada_na_data_nao_e_erro(balcao: Balcao) -> None:
    busca = balcao.buscar()
    assert [(c.situacao, c.codigo, c.mensagem) for c in busca.chamadas] == [
        ("feita", codigo, "Nada nesta data.") for codigo in ("0005", "0004", "0004")
    ]
    assert not Retorno.objects.exists()


def test_buscar_de_novo_nao_muda_nada(balcao: Balcao) -> None:
    balcao.enviar("pago", "protestado")
    balcao.buscar()
    passagens = Passagem.objects.count()
    busca = balcao.buscar()
    assert Passagem.objects.count() == passagens
    assert "já aplicado" in busca.chamadas[0].mensagem
    assert Retorno.objects.count() == 2


def test_o_dia_de_hoje_so_depois_da_hora_da_cra(balcao: Balcao) -> None:
    balcao.enviar("pago")
    perfilar(liberacao="17:30", janela="1")
    # 17h29 no Recife.
    cedo = datetime(2026, 3, 2, 20, 29, tzinfo=UTC)
    busca = balcao.buscar(agora=cedo)
    assert busca.por_liberar
    assert [chamada.chave for chamada in busca.chamadas] == ["C5820103.261", "M5820103.261", "R5820103.261"]
    assert balcao.situacoes() == ["enviada"]
    busca = balcao.buscar(agora=cedo + timedelta(minutes=1))
    assert not busca.por_liberar
    assert balcao.situacoes() == ["em_andamento"]


def test_a_hora_e_a_do_lugar_da_cra(balcao: Balcao) -> None:
    perfilar(liberacao="17:30", fuso="America/Rio_Branco")
    # 17h30 no Recife ainda são 15h30 em Rio Branco.
    assert balcao.buscar(agora=datetime(2026, 3, 2, 20, 30, tzinfo=UTC)).por_liberar
    assert not balcao.buscar(agora=datetime(2026, 3, 2, 22, 30, tzinfo=UTC)).por_liberar


def test_dia_que_nao_chegou_nao_se_busca(balcao: Balcao) -> None:
    with pytest.raises(DataPorVir):
        balcao.buscar(em=dia(3), agora=datetime(2026, 3, 2, 15, tzinfo=UTC))


def test_sem_andamento_na_cra_ele_nao_se_pede(balcao: Balcao) -> None:
    perfilar(andamento="N")
    balcao.buscar()
    assert [operacao for operacao, _ in balcao.servidor.chamadas] == ["Confirmacao", "Retorno"]


def test_a_rede_que_cai_para_a_busca_e_ela_se_retoma(balcao: Balcao) -> None:
    balcao.enviar("pago")
    balcao.falhar("html_200")
    busca = balcao.buscar()
    assert "página de internet" in busca.parou
    assert [c.situacao for c in busca.chamadas] == ["na_fila"]
    assert balcao.situacoes() == ["enviada"]
    assert balcao.buscar().parou == ""
    assert balcao.situacoes() == ["em_andamento"]


def test_a_pergunta_parada_nao_segura_as_outras(balcao: Balcao) -> None:
    balcao.enviar("pago")
    balcao.falhar("html_200")
    balcao.buscar()
    Chamada.objects.filter(operacao="Confirmacao").update(situacao="parada", falhas=9, proxima_em=None)
    agora = timezone.now()
    busca = respostas_buscar(credor=balcao.credor, em=dia(2), ator="hub", agora=agora, so_o_que_falta=True)
    assert [c.situacao for c in busca.chamadas] == ["parada", "feita", "feita"]
    assert balcao.situacoes() == ["em_andamento"]


def test_falha_permanente_no_meio_diz_onde_parou(balcao: Balcao) -> None:
    balcao.falhar("sem_acesso")
    busca = balcao.buscar()
    assert [c.situacao for c in busca.chamadas] == ["parada"]
    assert "usuário e a senha" in busca.parou


def test_titulo_que_ninguem_mandou_e_achado(balcao: Balcao) -> None:
    balcao.enviar("titulo_desconhecido")
    balcao.buscar()
    busca = balcao.buscar(em=dia(12))
    do_retorno = busca.chamadas[-1]
    assert do_retorno.situacao == "conferir"
    assert "1 desconhecidos" in do_retorno.mensagem
    assert balcao.situacoes() == ["protestada"]


def test_total_errado_no_arquivo_da_cra_e_achado_e_o_titulo_se_aplica(balcao: Balcao) -> None:
    balcao.enviar("pago")
    perfilar(andamento="N")
    balcao.falhar("total_errado")
    busca = balcao.buscar()
    assert busca.chamadas[0].situacao == "conferir"
    assert balcao.situacoes() == ["confirmada"]


def test_o_relogio_poupa_os_dias_que_hoje_ja_perguntou(balcao: Balcao) -> None:
    perfilar(janela="2")
    agora = timezone.now()
    hoje = timezone.localdate(agora)
    respostas_buscar(credor=balcao.credor, em=hoje, ator="hub", agora=agora, so_o_que_falta=True)
    assert len(balcao.servidor.chamadas) == 9
    respostas_buscar(credor=balcao.credor, em=hoje, ator="hub", agora=agora, so_o_que_falta=True)
    assert [nome[1:] for _, nome in balcao.servidor.chamadas[9:]] == [f"582{hoje:%d%m.%y}1"] * 3


def test_a_vizinha_so_recebe_o_que_e_dela(balcao: Balcao, olinda: Credor, iptu: Registro, tmp_path: Path) -> None:
    """A CRA devolve à vizinha um título do Recife: para ela é desconhecido, e nada muda."""
    balcao.enviar("pago")
    ligar(olinda, balcao.servidor.soap, codigo="901", usuario="olinda")
    dela = Balcao(credor=olinda, servidor=balcao.servidor, iptu=iptu, saida=tmp_path / "olinda")
    dela.enviar("pago")
    balcao.servidor.cra.estado.controle["arquivos"].pop("B5820203.261")
    for qual in ("titulos", "cabecalhos", "eventos"):
        pasta = balcao.servidor.cra.estado.pasta / qual
        (pasta / "B5820203.261.parquet").rename(pasta / "B9010203.262.parquet")
    balcao.servidor.cra.estado.controle["arquivos"]["B9010203.262"] = {"em": "2026-03-02", "sha256": ""}
    busca = dela.buscar()
    assert "1 aplicados, 1 desconhecidos" in busca.chamadas[0].mensagem
    assert (dela.situacoes(), balcao.situacoes()) == (["em_andamento"], ["enviada"])
    assert not Chamada.objects.filter(credor=balcao.credor).exclude(operacao="Remessa").exists()
