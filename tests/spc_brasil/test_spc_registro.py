"""Da CDA ao registro no SPC Brasil, e de volta: comunicação, plano, chamada por registro, exclusão com motivo."""

from __future__ import annotations

import json
from datetime import date

import pytest
from mesa_do_spc import SENHA, Mesa

from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Corresponsavel, Retorno
from hub.estrategias.chamadas.execucao import FEITAS
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.erros import OpcaoErrada, RetornoIlegivel
from hub.estrategias.models import Chamada
from hub.estrategias.registro import canal
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import arquivo_recusado, caminho_do_arquivo, remessa_liberar

pytestmark = pytest.mark.django_db(transaction=True)


def dia(numero: int) -> date:
    return date(2026, 3, numero)


def test_registrada_paga_excluida(mesa: Mesa) -> None:
    cda = mesa.cda()
    assert mesa.motivo(cda) == ""
    chamada = mesa.mandar()
    assert (chamada.operacao, chamada.situacao, chamada.codigo) == ("incluirSpc", "feita", "OK")
    (registro,) = mesa.registros()
    assert registro == {
        "documento": cda.devedor_documento,
        "vencimento": "2024-03-10T00:00:00",
        "contrato": f"B{cda.pk:012}001",
        "tipo_devedor": "C",
        "valor": "1673.93",
        "natureza": "104",
    }
    assert mesa.situacoes() == [Situacao.REGISTRADA]
    mesa.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-05", valor="1673.93")
    assert mesa.motivo(cda, dia(6)) == "pede_exclusao"
    exclusao = mesa.mandar(dia(6))
    assert (exclusao.operacao, exclusao.situacao) == ("excluirSpc", "feita")
    assert mesa.registros() == []
    assert mesa.situacoes() == [Situacao.EXCLUIDA]
    frases = mesa.frases(cda)
    assert "SPC Brasil registrou a dívida, por R$ 1.673,93" in frases
    assert "pediu a SPC Brasil que exclua o registro, por pagamento" in frases


def test_o_arquivo_diz_o_que_se_pediu_e_repetir_nao_manda_de_novo(mesa: Mesa) -> None:
    mesa.cda(devedor_numero="")
    remessa = mesa.liberar()
    (arquivo,) = remessa.arquivos.all()
    assert (arquivo.nome, arquivo.titulos) == ("SPC000001.jsonl", 1)
    (linha,) = [json.loads(um) for um in caminho_do_arquivo(arquivo).read_text().splitlines()]
    assert linha["operacao"] == "incluirSpc"
    assert linha["insumoSpc/endereco-pessoa/numero"] == "S/N"
    assert linha["insumoSpc/dados-pessoa-juridica/cnpj@numero"] is None
    (chamada,) = mesa.entregar(remessa)
    assert chamada.chave == "SPC000001.jsonl 1-1"
    assert mesa.entregar(remessa) == []
    remessa_liberar(remessa=remessa, saida=mesa.saida, ator="ana")
    assert mesa.entregar(remessa) == []
    assert mesa.ouvidas("incluirSpc") == 1


def test_recusada_espera_correcao_e_guarda_o_texto(mesa: Mesa) -> None:
    cda = mesa.cda("recusado")
    chamada = mesa.mandar()
    assert chamada.situacao == "feita"
    recusada = Acionamento.objects.get()
    texto = "Inclusão não permitida para o documento informado"
    assert (recusada.situacao, recusada.irregularidade) == (Situacao.RECUSADA, texto)
    assert mesa.motivo(cda, dia(3)) == "recusada_sem_correcao"
    assert f"SPC Brasil recusou o registro da dívida, que respondeu “{texto}”" in mesa.frases(cda)
    assert mesa.disjuntor_fechado()


def test_exclusao_recusada_se_pede_de_novo(mesa: Mesa) -> None:
    cda = mesa.cda("exclusao_recusada")
    mesa.mandar()
    mesa.movimentar(cda, "CANCELAMENTO", data="2026-03-05", motivo="lançada em dobro")
    mesa.mandar(dia(6))
    assert mesa.situacoes() == [Situacao.EXCLUSAO_RECUSADA]
    mesa.mandar(dia(9))
    assert mesa.ouvidas("excluirSpc") == 2
    assert len(mesa.registros()) == 1


def test_o_motivo_da_exclusao_e_o_que_o_credor_disse(mesa: Mesa) -> None:
    uma, outra = mesa.cda(), mesa.cda()
    mesa.configurar(baixas="suspensao=2")
    mesa.mandar()
    mesa.movimentar(uma, "SUSPENSAO", data="2026-03-03", motivo="liminar")
    mesa.movimentar(outra, "PAGAMENTO_TOTAL", data="2026-03-03", valor="1673.93")
    remessa = mesa.liberar(dia(4))
    (arquivo,) = remessa.arquivos.all()
    linhas = [json.loads(um) for um in caminho_do_arquivo(arquivo).read_text().splitlines()]
    assert [linha["excluir/motivo-exclusao/id"] for linha in linhas] == ["2", "1"]
    mesa.entregar(remessa)
    assert mesa.situacoes() == [Situacao.EXCLUIDA, Situacao.EXCLUIDA]


def test_corresponsavel_vai_com_o_tipo_dele_e_sai_antes(mesa: Mesa) -> None:
    cda = mesa.cda()
    Corresponsavel.objects.create(
        credor=mesa.credor,
        cda=cda,
        ordem=1,
        papel="SOLIDARIO",
        documento="52998224725",
        nome="CARLA SILVA",
        logradouro="RUA B",
        bairro="CENTRO",
        municipio_ibge="2611606",
        uf="PE",
        cep="50010000",
    )
    from cenarios import serasa

    serasa.comunicar(mesa.credor, cda, documento="52998224725")
    mesa.mandar()
    assert {registro["tipo_devedor"] for registro in mesa.registros()} == {"C", "F"}
    mesa.movimentar(cda, "PARCELAMENTO", data="2026-03-05")
    mesa.mandar(dia(6))
    assert mesa.registros() == []
    assert mesa.situacoes() == [Situacao.EXCLUIDA, Situacao.EXCLUIDA]


def test_pagamento_parcial_exclui_e_volta_pelo_saldo(mesa: Mesa) -> None:
    cda = mesa.cda()
    mesa.mandar()
    mesa.movimentar(cda, "PAGAMENTO_PARCIAL", data="2026-03-03", valor="673.93")
    mesa.mandar(dia(4))
    mesa.mandar(dia(5))
    (registro,) = mesa.registros()
    assert (registro["valor"], registro["contrato"]) == ("1000.00", f"B{cda.pk:012}002")


def test_quem_pagou_antes_da_vez_nao_e_mandado(mesa: Mesa) -> None:
    cda, outra = mesa.cda(), mesa.cda()
    remessa = mesa.liberar()
    mesa.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-02", valor="1673.93")
    mesa.entregar(remessa)
    assert [registro["documento"] for registro in mesa.registros()] == [outra.devedor_documento]
    assert mesa.situacoes() == [Situacao.RECUSADA, Situacao.REGISTRADA]
    assert "deixou de poder ir antes da vez dela, e o hub não a mandou a SPC Brasil" in mesa.frases(cda)


def test_bloco_de_que_nada_mais_pode_ir_e_dispensado(mesa: Mesa) -> None:
    cda = mesa.cda()
    remessa = mesa.liberar()
    mesa.movimentar(cda, "SUSPENSAO", data="2026-03-02", motivo="liminar")
    (chamada,) = mesa.entregar(remessa)
    assert (chamada.situacao, chamada.codigo) == ("feita", "DISPENSADA")
    assert mesa.ouvidas("incluirSpc") == 0
    # Acabada a suspensão, volta ao plano.
    mesa.movimentar(cda, "FIM_SUSPENSAO", data="2026-03-03", motivo="cassada")
    assert mesa.motivo(cda, dia(4)) == ""


def test_remessa_recusada_por_uma_pessoa_nao_se_manda(mesa: Mesa) -> None:
    mesa.cda()
    remessa = mesa.liberar()
    (arquivo,) = remessa.arquivos.all()
    assert arquivo_recusado(remessa=remessa, nome=arquivo.nome, motivo="enviada por engano", ator="ana") == 1
    (chamada,) = mesa.entregar(remessa)
    assert chamada.codigo == "DISPENSADA"
    assert mesa.registros() == []


def test_a_vizinha_entra_com_o_operador_dela_e_nada_ve(mesa: Mesa, olinda: Credor) -> None:
    dela = Mesa(credor=olinda, servidor=mesa.servidor, iptu=mesa.iptu, saida=mesa.saida / "olinda")
    dela.ligar("olinda")
    cda = mesa.cda()
    remessa = mesa.liberar()
    dela.cda()
    da_vizinha = dela.liberar()
    dela.entregar(da_vizinha)
    assert len(mesa.registros()) == 1
    assert mesa.situacoes() == [Situacao.ENVIADA]
    # A resposta de um registro de recife, enviada por olinda, é de título desconhecido.
    mesa.entregar(remessa)
    resposta = json.dumps(
        {
            "nosso_numero": Acionamento.objects.get(cda=cda).nosso_numero,
            "operacao": "excluirSpc",
            "repetida": False,
            "em": "2026-03-05T12:00:00+00:00",
            "corpo": '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><r/></S:Body></S:Envelope>',
        }
    )
    aplicado = retorno_aplicar(
        estrategia="spc_brasil", conteudo=f"{resposta}\n".encode(), nome="R.jsonl", ator="eva", credor=olinda
    )
    assert (aplicado.aplicados, aplicado.desconhecidos) == (0, 1)
    assert mesa.situacoes() == [Situacao.REGISTRADA]


@pytest.mark.parametrize("conteudo", [b"", b"nada\n", b'{"nosso_numero": "B1"}\n', b'{"operacao": 1}\n', b"[1]\n"])
def test_o_que_nao_e_resposta_e_recusado_com_o_que_fazer(mesa: Mesa, conteudo: bytes) -> None:
    with pytest.raises(RetornoIlegivel):
        retorno_aplicar(estrategia="spc_brasil", conteudo=conteudo, nome="R.jsonl", ator="ana", credor=mesa.credor)
    assert not Retorno.objects.exists()


def test_o_que_falta_se_diz_e_segura_o_plano(recife: Credor, mesa: Mesa) -> None:
    cda = mesa.cda()
    assert canal("spc_brasil").o_que_falta(recife) == []
    mesa.configurar(natureza="999")
    (falta,) = canal("spc_brasil").o_que_falta(recife)
    assert "foi dito 999, que não há" in falta
    assert "104, ATRASO DE PAGAMENTO" in falta
    assert mesa.motivo(cda) == "canal_por_configurar"


def test_sem_listas_nem_endereco_diz_como(recife: Credor) -> None:
    faltas = "\n".join(canal("spc_brasil").o_que_falta(recife))
    assert "https://servicos.spc.org.br/" in faltas
    assert "hub canal listas" in faltas
    assert "hub canal segredo" in faltas


@pytest.mark.parametrize(
    ("opcao", "valor"),
    [
        ("endereco", "http://servicos.spc.org.br/x"),
        ("endereco", "https://operador:senha@servicos.spc.org.br/x"),
        ("ambiente", "teste"),
        ("baixas", "despejo=1"),
        ("natureza", "abc"),
        ("outra", "1"),
    ],
)
def test_opcao_que_nao_serve(recife: Credor, opcao: str, valor: str) -> None:
    with pytest.raises(OpcaoErrada):
        canal_configurar(credor=recife, estrategia="spc_brasil", ditas={opcao: valor}, ator="ana")


def test_a_senha_nao_fica_em_lugar_nenhum(mesa: Mesa) -> None:
    mesa.cda()
    mesa.mandar()
    for chamada in Chamada.objects.all():
        assert chamada.situacao in FEITAS
        assert SENHA not in f"{chamada.mensagem}{chamada.chave}{chamada.codigo}"
    for caminho in mesa.saida.parent.rglob("*"):
        assert not caminho.is_file() or SENHA.encode() not in caminho.read_bytes(), caminho
