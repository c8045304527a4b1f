"""Cartas por SMTP de verdade, contra a caixa postal simulada: cada falha, a prova, e nada em dobro."""

from __future__ import annotations

import hashlib
import socket
from datetime import datetime, timedelta

import pytest
from cda_completa import FazerCDA
from django.utils import timezone
from pytest_django.fixtures import Settings

from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.consultas import Filtro
from hub.dividas.models import CDA
from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.correio import smtp
from hub.documentos.correio.envios import (
    ABANDONO,
    TENTATIVAS,
    carta_enviar,
    envio_mandar,
    envio_repetir,
    envios_por_retomar,
)
from hub.documentos.emissao import documento_cancelar, documento_emitir
from hub.documentos.erros import (
    CartaJuntada,
    DestinatarioRecusado,
    DocumentoCancelado,
    EnvioNaoSeRepete,
    SemDestinatario,
    SoCartaVaiPorEmail,
)
from hub.documentos.lotes import lote_pedir, pedaco_emitir
from hub.documentos.models import Documento, Envio, Formato, VersaoDoModelo
from simuladores.correio import CaixaPostal

pytestmark = pytest.mark.django_db


def carta_para(credor: Credor, quem: str, fazer: FazerCDA, modelo: VersaoDoModelo, agora: datetime) -> Envio:
    cda = fazer(credor, devedor_email=f"{quem}@exemplo.test")
    documento = documento_emitir(cda=cda, versao=modelo, ator="ana", agora=agora)
    return carta_enviar(documento=documento, ator="ana", agora=agora)


def mandar(envio: Envio) -> Envio:
    envio_mandar(envio=Envio.objects.get(pk=envio.pk))
    envio.refresh_from_db()
    return envio


def test_a_carta_chega_inteira_e_com_prova(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    envio = mandar(carta_para(recife, "maria", fazer_cda, carta, agora))
    assert envio.situacao == "enviado"
    (mensagem,) = caixa.mensagens()
    assert mensagem["To"] == "maria@exemplo.test"
    assert mensagem["Message-ID"] == envio.identificador
    assert "Município do Recife" in mensagem["From"]
    (anexo,) = mensagem.iter_attachments()
    assert anexo.get_content() == arquivo_guardado(recife, envio.documento.sha256).read_bytes()
    assert envio.documento.cda.numero_cda in mensagem.get_body().get_content()
    (prova,) = envio.prova
    assert prova["resposta"].startswith("250")
    (guardado,) = caixa.pasta.glob("*.eml")
    assert hashlib.sha256(guardado.read_bytes()).hexdigest() == prova["sha256"]
    assert Evento.objects.filter(etiqueta="hub:documento:carta_enviada", chaves__situacao="enviado").count() == 1


def test_pedir_de_novo_nao_manda_outra(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    envio = mandar(carta_para(recife, "maria", fazer_cda, carta, agora))
    de_novo = carta_enviar(documento=envio.documento, ator="beto", agora=agora)
    assert de_novo == envio
    mandar(de_novo)
    assert len(caixa.mensagens()) == 1


def test_recusa_permanente_nao_se_repete_sozinha(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    envio = mandar(carta_para(recife, "recusa", fazer_cda, carta, agora))
    assert (envio.situacao, envio.tentativas) == ("recusado", 1)
    assert envio.prova[0]["resposta"].startswith("550")
    assert envios_por_retomar(timezone.now() + timedelta(days=30)) == []


def test_recusa_passageira_se_repete_depois_da_espera(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    envio = mandar(carta_para(recife, "passageira", fazer_cda, carta, agora))
    assert (envio.situacao, envio.tentativas) == ("na_fila", 1)
    assert envios_por_retomar(timezone.now()) == []
    assert envios_por_retomar(timezone.now() + timedelta(minutes=3)) == [envio.pk]
    assert mandar(envio).situacao == "enviado"
    assert [p["resposta"][:3] for p in envio.prova] == ["451", "250"]
    assert len(caixa.mensagens()) == 1


def test_servidor_fora_do_ar_se_tenta_um_numero_certo_de_vezes(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, settings: Settings
) -> None:
    with socket.socket() as tomada:
        tomada.bind(("127.0.0.1", 0))
        porta = tomada.getsockname()[1]
    settings.SMTP = f"smtp://127.0.0.1:{porta}/?remetente=cartas@hub.test&cifrado=0"
    envio = carta_para(recife, "maria", fazer_cda, carta, agora)
    for tentativa in range(1, TENTATIVAS + 1):
        assert mandar(envio).tentativas == tentativa
    assert envio.situacao == "nao_saiu"
    assert len(envio.prova) == TENTATIVAS
    assert mandar(envio).tentativas == TENTATIVAS


def test_conexao_que_cai_depois_do_conteudo_fica_incerta_e_a_repeticao_se_reconhece(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    envio = mandar(carta_para(recife, "cai", fazer_cda, carta, agora))
    assert envio.situacao == "incerto"
    assert envios_por_retomar(timezone.now() + timedelta(days=30)) == []
    mandar(envio)
    assert len(caixa.mensagens()) == 1
    envio_repetir(envio=envio, agora=agora)
    mandar(envio)
    assert len({mensagem["Message-ID"] for mensagem in caixa.mensagens()}) == 1
    arquivos = [arquivo.read_bytes() for arquivo in caixa.pasta.glob("*.eml")]
    assert len(arquivos) == 2
    assert arquivos[0] == arquivos[1]


def test_servidor_lento_alem_do_prazo_fica_incerto(
    recife: Credor,
    fazer_cda: FazerCDA,
    carta: VersaoDoModelo,
    agora: datetime,
    caixa: CaixaPostal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "PRAZO", 0.3)
    assert mandar(carta_para(recife, "lento", fazer_cda, carta, agora)).situacao == "incerto"


def test_processo_morto_no_meio_deixa_incerto(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    envio = carta_para(recife, "maria", fazer_cda, carta, agora)
    Envio.objects.filter(pk=envio.pk).update(situacao="enviando", em=timezone.now())
    assert envios_por_retomar(timezone.now()) == []
    assert envios_por_retomar(timezone.now() + ABANDONO * 2) == []
    envio.refresh_from_db()
    assert envio.situacao == "incerto"
    assert not caixa.mensagens()


def test_so_se_repete_o_que_pode(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    envio = mandar(carta_para(recife, "maria", fazer_cda, carta, agora))
    with pytest.raises(EnvioNaoSeRepete, match="enviado"):
        envio_repetir(envio=envio, agora=agora)


@pytest.mark.parametrize(
    "endereco",
    [
        "maria@exemplo.test\r\nBcc: todos@fora.test",
        "maria@exemplo.test\nSubject: outro",
        "maria@exemplo.test, outro@fora.test",
        "<maria@exemplo.test>",
        "maria@exemplo.test>\r\nDATA",
        "maria exemplo",
        "maria@",
        "márcia@exemplo.test",
        "maria@exemplo.test\0",
    ],
)
def test_injecao_de_cabecalho_no_endereco_e_recusada(
    endereco: str, recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime
) -> None:
    if "\0" in endereco:
        cda = fazer_cda(recife)
        cda.devedor_email = endereco
    else:
        cda = fazer_cda(recife, devedor_email=endereco)
    documento = documento_emitir(cda=cda, versao=carta, ator="ana", agora=agora)
    documento.cda = cda
    with pytest.raises(DestinatarioRecusado):
        carta_enviar(documento=documento, ator="ana", agora=agora)
    assert not Envio.objects.exists()


def test_nome_do_credor_com_quebra_nao_vira_cabecalho(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    Credor.objects.filter(pk=recife.pk).update(nome="Recife\r\nBcc: todos@fora.test")
    recife.refresh_from_db()
    cda = fazer_cda(recife)
    documento = documento_emitir(cda=cda, versao=carta, ator="ana", agora=agora)
    mandar(carta_enviar(documento=documento, ator="ana", agora=agora))
    (mensagem,) = caixa.mensagens()
    assert mensagem["Bcc"] is None
    assert mensagem["From"].addresses[0].addr_spec == "cartas@hub.test"


def test_o_que_nao_vai_por_correio(
    recife: Credor,
    fazer_cda: FazerCDA,
    carta: VersaoDoModelo,
    certidao: VersaoDoModelo,
    cda: CDA,
    agora: datetime,
) -> None:
    with pytest.raises(SoCartaVaiPorEmail):
        carta_enviar(
            documento=documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora), ator="a", agora=agora
        )
    sem = documento_emitir(cda=fazer_cda(recife, devedor_email=None), versao=carta, ator="ana", agora=agora)
    with pytest.raises(SemDestinatario):
        carta_enviar(documento=sem, ator="ana", agora=agora)
    documento_cancelar(documento=sem, motivo="engano", ator="ana", agora=agora)
    sem.refresh_from_db()
    with pytest.raises(DocumentoCancelado):
        carta_enviar(documento=sem, ator="ana", agora=agora)
    lote = lote_pedir(credor=recife, versao=carta, filtro=Filtro(), formato=Formato.JUNTADO, ator="ana", agora=agora)
    pedaco_emitir(pedaco=lote.pedacos.get(), agora=agora)
    with pytest.raises(CartaJuntada):
        carta_enviar(documento=Documento.objects.get(cda=cda, especie="CARTA"), ator="ana", agora=agora)


def test_lote_por_correio_poe_na_fila_so_quem_tem_endereco(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    for email in ("a@exemplo.test", "b@exemplo.test", None, "x@y\r\nBcc: z@w"):
        fazer_cda(recife, devedor_email=email)
    lote = lote_pedir(
        credor=recife,
        versao=carta,
        filtro=Filtro(),
        formato=Formato.JUNTADO,
        ator="ana",
        agora=agora,
        por_email=True,
    )
    assert lote.formato == "separado"
    pedaco_emitir(pedaco=lote.pedacos.get(), agora=agora)
    for envio in Envio.objects.all():
        assert mandar(envio).situacao == "enviado"
    assert {mensagem["To"] for mensagem in caixa.mensagens()} == {"a@exemplo.test", "b@exemplo.test"}


def test_cancelada_na_fila_nao_sai(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, caixa: CaixaPostal
) -> None:
    envio = carta_para(recife, "maria", fazer_cda, carta, agora)
    documento_cancelar(documento=envio.documento, motivo="engano", ator="ana", agora=agora)
    assert mandar(envio).situacao == "recusado"
    assert not caixa.mensagens()


@pytest.mark.parametrize(
    ("quem", "do_endereco"),
    [("recusa", True), ("mudou", True), ("barrado", False), ("politica", False), ("cheia", False)],
)
def test_so_o_codigo_do_endereco_o_condena(
    quem: str,
    do_endereco: bool,  # noqa: FBT001
    recife: Credor,
    fazer_cda: FazerCDA,
    carta: VersaoDoModelo,
    agora: datetime,
    caixa: CaixaPostal,
) -> None:
    """RFC 3463: 5.1.x é do endereço; sem código estendido, 550, 551 e 553 também são."""
    envio = mandar(carta_para(recife, quem, fazer_cda, carta, agora))
    assert envio.situacao == "recusado"
    assert envio.prova[-1].get("do_endereco", False) is do_endereco
    assert caixa.mensagens() == []
