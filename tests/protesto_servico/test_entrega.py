"""Da liberação à CRA: o que entra, o que volta, o que se repete e o que alguém tem de conferir."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from balcao_da_cra import Balcao, guardar, perfilar

from hub.auditoria.models import Evento
from hub.comum.situacoes import Causa
from hub.credores.models import Convenio
from hub.dividas.historia import historia_da
from hub.estrategias.chamadas.arquivos import resposta_guardada
from hub.estrategias.chamadas.entregas import remessas_por_entregar
from hub.estrategias.chamadas.erros import AmbienteErrado, RemessaNaoLiberada, SegredoAusente
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.erros import OpcaoErrada
from hub.estrategias.models import Chamada, PerfilDaCRA, SegredoDoCanal
from hub.estrategias.protesto.acesso import EntregaPorArquivo
from hub.estrategias.protesto.entrega import ArquivoDeOutroCodigo, remessa_entregar
from hub.estrategias.protesto.perfil import PerfilAusente
from hub.estrategias.registro import canal
from hub.estrategias.servicos import arquivo_recusado, remessa_planejar
from hub.leiautes.xml import ler_quadros

pytestmark = pytest.mark.django_db(transaction=True)


def dia(numero: int) -> date:
    return date(2026, 3, numero)


def test_o_arquivo_liberado_chega_a_cra_e_a_resposta_fica_guardada(balcao: Balcao) -> None:
    chamada = balcao.enviar("protestado", "pago")
    assert (chamada.situacao, chamada.codigo, chamada.tentativas) == ("feita", "0000", 1)
    assert chamada.mensagem == "A CRA recebeu 1 de 1 municípios."
    assert balcao.recebidos() == ["B5820203.261"]
    assert balcao.situacoes() == ["enviada", "enviada"]
    crua = resposta_guardada(chamada).read_bytes()
    assert b"REGISTROS OK" in crua
    assert len(crua) == chamada.resposta_bytes
    assert balcao.eventos("hub:remessa:arquivo_entregue") == 1


def test_o_resumo_e_o_do_que_se_mandou(balcao: Balcao, monkeypatch: pytest.MonkeyPatch) -> None:
    mandados = _mandados(monkeypatch)
    chamada = balcao.enviar("pago")
    assert chamada.enviado_sha256 == hashlib.sha256(mandados[0].encode("iso-8859-1")).hexdigest()
    evento = Evento.objects.get(etiqueta="hub:remessa:arquivo_entregue")
    assert (evento.chaves["sha256"], evento.chaves["arquivo"]) == (chamada.enviado_sha256, "B5820203.261")


def test_arquivo_que_saiu_com_outro_codigo_nao_se_manda(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"codigo_portador": "777"}, ator="teste")
    with pytest.raises(ArquivoDeOutroCodigo, match="hub remessa recusada"):
        balcao.entregar(remessa)
    assert balcao.servidor.chamadas == []


def test_entregar_de_novo_nao_chama_de_novo(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    balcao.entregar(remessa)
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.tentativas, balcao.chamou("Remessa")) == (1, 1)
    assert remessas_por_entregar(balcao.credor, "protesto") == []


def test_a_chamada_esta_gravada_desde_a_liberacao(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    (chamada,) = Chamada.objects.filter(credor=balcao.credor)
    assert (chamada.situacao, chamada.operacao, chamada.chave) == ("na_fila", "Remessa", "B5820203.261")
    assert remessas_por_entregar(balcao.credor, "protesto") == [remessa]
    assert balcao.chamou("Remessa") == 0


def test_o_que_sai_e_o_que_a_cra_leu(balcao: Balcao) -> None:
    """Os centavos, o nome e o município chegam como estavam no livro."""
    balcao.enviar("pago")
    (titulo,) = balcao.titulos()
    recebido = balcao.servidor.cra.estado.ler("titulos", "B5820203.261").row(0, named=True)
    assert recebido["saldo_titulo"] == int(titulo.valor * 100)
    assert (recebido["nosso_numero"], recebido["municipio"]) == (titulo.nosso_numero, titulo.praca)


@pytest.mark.parametrize(("dinheiro", "na_forma"), [("centavos", "00000000167393"), ("decimal", "1673.93")])
def test_o_dinheiro_vai_na_forma_que_a_cra_quer(
    balcao: Balcao, dinheiro: str, na_forma: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    perfilar(dinheiro=dinheiro)
    mandados = _mandados(monkeypatch)
    balcao.enviar("pago")
    assert f't18="{na_forma}"' in mandados[0]


@pytest.mark.parametrize(("regra", "saldos"), [("todos", 3), ("primeiro", 1)])
def test_a_soma_dos_codevedores_e_a_do_perfil(
    balcao: Balcao, regra: str, saldos: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    perfilar(codevedores=regra)
    mandados = _mandados(monkeypatch)
    balcao.cdas("pago")
    cda = balcao.credor.cdas.get()
    for ordem, nome in ((2, "FULANO"), (3, "BELTRANO")):
        cda.corresponsaveis.create(credor=balcao.credor, ordem=ordem, nome=nome, documento="52998224725")
    (chamada,) = balcao.entregar(balcao.liberar())
    assert chamada.situacao == "feita", chamada.mensagem
    _, quadros, achados = ler_quadros(mandados[0].encode("iso-8859-1"))
    assert quadros["trailler"]["somatorio_valor"].to_list() == [167393 * saldos]
    assert quadros["transacao"].height == 3
    assert achados == []


def _mandados(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """O XML de cada remessa, anotado à passagem; a chamada segue a mesma."""
    from hub.estrategias.protesto import entrega

    mandados: list[str] = []

    def anotar(*args: object, **opcoes: object) -> str:
        mandados.append(original(*args, **opcoes))  # type: ignore[arg-type]
        return mandados[-1]

    original = entrega.em_xml
    monkeypatch.setattr(entrega, "em_xml", anotar)
    return mandados


def test_o_que_uma_pessoa_levou_antes_se_confere(balcao: Balcao) -> None:
    """A CRA diz que já tem o arquivo, e o hub não o tinha mandado: nada se decide sozinho."""
    balcao.cdas("pago")
    remessa = balcao.liberar()
    (arquivo,) = remessa.arquivos.all()
    balcao.servidor.cra.receber(arquivo.nome, (balcao.saida / arquivo.nome).read_bytes(), em=remessa.em)
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.situacao, chamada.codigo) == ("conferir", "1001")
    assert balcao.situacoes() == ["enviada"]


def test_o_que_alguem_registrou_como_recusado_nao_se_manda(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    (arquivo,) = remessa.arquivos.all()
    arquivo_recusado(remessa=remessa, nome=arquivo.nome, motivo="desistimos", ator="ana")
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.situacao, chamada.codigo, balcao.chamou("Remessa")) == ("feita", "DISPENSADA", 0)


def test_o_que_impede_a_ligacao_se_diz_e_nada_se_chama(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    SegredoDoCanal.objects.all().delete()
    with pytest.raises(SegredoAusente, match="hub canal segredo"):
        balcao.entregar(remessa)
    PerfilDaCRA.objects.all().delete()
    with pytest.raises(PerfilAusente, match="hub cra perfil"):
        balcao.entregar(remessa)
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"entrega": "arquivo"}, ator="teste")
    with pytest.raises(EntregaPorArquivo, match="entrega=servico"):
        balcao.entregar(remessa)
    assert balcao.servidor.chamadas == []


def test_ensaio_nao_chega_a_producao_nem_o_que_vale_a_homologacao(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    perfilar(ambiente="homologacao")
    with pytest.raises(AmbienteErrado, match="não se manda à homologação"):
        balcao.entregar(remessa)
    Convenio.objects.all().delete()
    perfilar(ambiente="producao")
    with pytest.raises(AmbienteErrado, match="Nada de ensaio chega à produção"):
        balcao.entregar(remessa)
    assert balcao.servidor.chamadas == []
    perfilar(ambiente="homologacao")
    (chamada,) = balcao.entregar(remessa)
    assert chamada.situacao == "feita"


def test_convenio_suspenso_depois_da_liberacao_segura_a_inclusao_e_nao_a_baixa(balcao: Balcao) -> None:
    balcao.enviar("espera_desistencia")
    balcao.buscar()
    balcao.credor.cdas.update(posicao="paga")
    balcao.cdas("pago")
    remessa = balcao.liberar(em=dia(3))
    balcao.credor.suspensoes.create(desde=date(2026, 3, 1), motivo="denúncia", suspenso_por="PGFN")
    feitas = {c.operacao: c for c in balcao.entregar(remessa)}
    assert feitas["Desistencia"].situacao == "feita"
    assert (feitas["Remessa"].situacao, feitas["Remessa"].codigo) == ("na_fila", "CONVENIO")
    assert balcao.recebidos() == ["B5820203.261"]
    balcao.credor.suspensoes.all().delete()
    assert {c.operacao: c.situacao for c in balcao.entregar(remessa)} == {"Desistencia": "feita", "Remessa": "feita"}


def test_remessa_que_nao_se_liberou_nao_se_entrega(balcao: Balcao) -> None:
    balcao.cdas("pago")
    plano = remessa_planejar(credor=balcao.credor, estrategia="protesto", em=dia(2), ator="ana")
    with pytest.raises(RemessaNaoLiberada):
        remessa_entregar(remessa=plano, ator="ana")


def test_por_arquivo_nada_muda(balcao: Balcao) -> None:
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"entrega": "arquivo"}, ator="teste")
    balcao.cdas("pago")
    balcao.liberar()
    assert not Chamada.objects.exists()


def test_a_senha_trocada_vale_na_chamada_seguinte(balcao: Balcao) -> None:
    guardar(balcao.credor, usuario="recife", senha="velha")
    guardar(balcao.credor, usuario="recife", senha="palavra-que-ninguem-ve-7731")
    assert balcao.enviar("pago").situacao == "feita"


def test_quem_so_autoriza_a_retirada_manda_ad_e_quem_comparece_e_o_devedor(balcao: Balcao) -> None:
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"retirada": "autorizacao"}, ator="teste")
    balcao.enviar("espera_desistencia", "espera_desistencia")
    balcao.buscar()
    paga, cancelada = balcao.credor.cdas.order_by("pk")
    balcao.credor.cdas.filter(pk=paga.pk).update(posicao="paga")
    balcao.credor.cdas.filter(pk=cancelada.pk).update(posicao="cancelada")
    (dito,) = canal("protesto").motivos(credor=balcao.credor, em=dia(3), limite=1, cda=paga.pk)
    assert (dito["motivo"], "autoriza o devedor" in dito["como_resolver"]) == ("autoriza_desistencia", True)
    remessa = balcao.liberar(em=dia(3))
    feitas = {c.operacao: (c.situacao, c.chave[:2]) for c in balcao.entregar(remessa)}
    # O erro é do credor na que ele cancelou: essa ele mesmo retira.
    assert feitas == {"Autoriza_Desistencia": ("feita", "AD"), "Desistencia": ("feita", "DP")}
    assert balcao.situacoes() == ["desistencia_pedida", "desistencia_pedida"]
    assert "autorizou o devedor a retirar o título" in historia_da(paga)[-1].texto
    assert "pediu a retirada do título" in historia_da(cancelada)[-1].texto


def test_quem_pagou_e_nao_compareceu_e_protestado_e_ganha_a_anuencia(balcao: Balcao) -> None:
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"retirada": "autorizacao"}, ator="teste")
    balcao.enviar("anuencia_sem_comparecer")
    balcao.buscar()
    balcao.credor.cdas.update(posicao="paga")
    (autorizacao,) = balcao.entregar(balcao.liberar(em=dia(3)))
    balcao.buscar(em=dia(12))
    assert balcao.situacoes() == ["protestada"]
    (anuencia,) = balcao.entregar(balcao.liberar(em=dia(13)))
    assert (autorizacao.operacao, anuencia.operacao) == ("Autoriza_Desistencia", "Autoriza_Cancelamento")
    assert balcao.situacoes() == ["anuencia_enviada"]


def test_a_suspensa_mesmo_parcelada_o_credor_e_que_retira(balcao: Balcao) -> None:
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"retirada": "autorizacao"}, ator="teste")
    balcao.enviar("espera_desistencia")
    balcao.buscar()
    balcao.credor.cdas.update(posicao="suspensa", causas=Causa.PARCELADA | Causa.SUSPENSA)
    (chamada,) = balcao.entregar(balcao.liberar(em=dia(3)))
    assert chamada.operacao == "Desistencia"


def test_a_autorizacao_so_pelo_servico(balcao: Balcao) -> None:
    with pytest.raises(OpcaoErrada, match="entrega=servico"):
        canal_configurar(
            credor=balcao.credor,
            estrategia="protesto",
            ditas={"retirada": "autorizacao", "entrega": "arquivo"},
            ator="teste",
        )
