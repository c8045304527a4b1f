"""Da CDA à carta, e de volta: por e-mail, pela gráfica e pelos Correios; o que ela prova e o que diz do endereço."""

from __future__ import annotations

import csv
import io
import json
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from cenarios import cartas
from cenarios.portas import Registro, movimentar
from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.enderecos import enderecos_da, enderecos_que_voltam
from hub.dividas.historia import historia_da
from hub.dividas.models import CDA, Acionamento, Comunicacao, EnderecoDoDevedor, Passagem, Remessa
from hub.documentos.correio.envios import envio_mandar, envio_repetir
from hub.documentos.models import Documento, Envio, VersaoDoModelo
from hub.estrategias.carta.acompanhamento import cartas_acompanhar, credores_por_acompanhar
from hub.estrategias.carta.opcoes import CartaForaDosModelos
from hub.estrategias.carta.resposta import LoteComQuemNaoDeve, LoteJaNaRua, LoteJaRespondido, lote_responder
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.erros import ArquivoForaDaRemessa, OpcaoErrada, PlanoVazio, RetornoIlegivel
from hub.estrategias.models import Carta
from hub.estrategias.registro import canal
from hub.estrategias.servicos import arquivo_recusado, liberacao_comecar, remessa_liberar, remessa_planejar
from hub.operacao.erros import CanalParado
from hub.operacao.models import EspecieDeChave
from hub.operacao.servicos import PedidoDeChave, chave_desligar, chave_ligar
from simuladores.correio import CaixaPostal
from simuladores.correios import Correios
from simuladores.correios.__main__ import principal as correios_principal

pytestmark = pytest.mark.django_db

AGORA = datetime(2026, 3, 20, 15, tzinfo=UTC)
COM_EMAIL = {"devedor_email": "maria@exemplo.test"}


@pytest.fixture
def pronta(recife: Credor) -> Credor:
    cartas.preparar(recife, por_email="N")
    return recife


@pytest.fixture
def cda(pronta: Credor, iptu: Registro) -> CDA:
    return cartas.enviar(pronta, iptu, "2024/1")


def situacao(cda: CDA) -> str:
    return Acionamento.objects.filter(cda=cda).latest("id").situacao


def anotar(credor: Credor) -> int:
    return cartas_acompanhar(credor=credor, agora=AGORA)


def numero_da(cda: CDA) -> str:
    return Carta.objects.filter(cda=cda).latest("id").nosso_numero


# --- a gráfica


def test_a_grafica_recebe_um_pdf_por_carta_e_o_indice(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    remessa = cartas.liberar(pronta, em, tmp_path)
    assert (remessa.inclusoes, situacao(cda)) == (1, "enviada")
    (arquivo,) = remessa.arquivos.all()
    assert (arquivo.nome, arquivo.titulos, arquivo.valor) == ("CARTAS000001.zip", 1, cda.valor_consolidado)
    dentro = cartas.do_zip((tmp_path / arquivo.nome).read_bytes())
    (linha,) = csv.DictReader(io.StringIO(dentro["indice.csv"].decode("utf-8-sig")), delimiter=";")
    assert linha["carta"] == numero_da(cda)
    assert (linha["destinatario"], linha["cep"], linha["municipio"]) == ("COMÉRCIO EXEMPLO LTDA", "50010-000", "RECIFE")
    assert dentro[linha["arquivo"]].startswith(b"%PDF-")
    documento = Documento.objects.get(cda=cda)
    assert Carta.objects.get(cda=cda).documento == documento
    # Repetir entrega os mesmos bytes, e nada sai de novo.
    outra = tmp_path / "outra"
    remessa_liberar(remessa=remessa, saida=outra, ator="ana")
    assert (outra / arquivo.nome).read_bytes() == (tmp_path / arquivo.nome).read_bytes()
    assert Documento.objects.count() == Passagem.objects.filter(para="enviada").count() == 1


def test_a_lista_da_grafica_conta_que_saiu_e_que_chegou(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    cartas.liberar(pronta, em, tmp_path)
    numero = numero_da(cda)
    feito = cartas.aplicar("saiu.csv", cartas.lista(f"{numero};postada;03/03/2026;;BH163382065BR"))
    assert (feito.aplicados, feito.achados, situacao(cda)) == (1, [], "postada")
    # Daí em diante a etiqueta basta.
    cartas.aplicar("chegou.csv", cartas.lista("BH163382065BR;Entregue;2026-03-06;;"))
    assert situacao(cda) == "entregue"
    repetido = cartas.aplicar("chegou-2.csv", cartas.lista(f"{numero};entregue;06/03/2026;;BH163382065BR"))
    assert (repetido.aplicados, repetido.repetidos) == (0, 1)
    textos = " ".join(fato.texto for fato in historia_da(cda))
    assert "Em 03/03/2026 a carta saiu para o devedor, objeto BH163382065BR." in textos
    assert "Em 06/03/2026 a carta chegou ao devedor." in textos


def test_a_mesma_lista_diz_que_saiu_e_pela_etiqueta_que_voltou(
    pronta: Credor, cda: CDA, em: date, tmp_path: Path
) -> None:
    cartas.liberar(pronta, em, tmp_path)
    duas = cartas.lista(
        f"{numero_da(cda)};postada;03/03/2026;;BH163382065BR", "BH163382065BR;devolvida;10/03/2026;mudou-se;"
    )
    feito = cartas.aplicar("lista.csv", duas)
    assert (feito.titulos, feito.aplicados, feito.desconhecidos, situacao(cda)) == (2, 2, 0, "devolvida")


def test_pelo_numero_e_pela_etiqueta_ja_sabida_nada_se_perde(
    pronta: Credor, cda: CDA, em: date, tmp_path: Path
) -> None:
    cartas.liberar(pronta, em, tmp_path)
    Carta.objects.update(etiqueta="BH163382065BR")
    duas = cartas.lista("BH163382065BR;postada;03/03/2026;;", f"{numero_da(cda)};devolvida;10/03/2026;mudou-se;")
    feito = cartas.aplicar("lista.csv", duas)
    assert (feito.aplicados, feito.repetidos, situacao(cda)) == (2, 0, "devolvida")


def test_a_etiqueta_que_duas_cartas_dizem_ter_nao_diz_de_qual_e(
    pronta: Credor, cda: CDA, olinda: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cartas.preparar(olinda, por_email="N")
    de_olinda = cartas.enviar(olinda, iptu, "2024/9")
    cartas.liberar(pronta, em, tmp_path / "recife")
    cartas.liberar(olinda, em, tmp_path / "olinda")
    for um in (cda, de_olinda):
        cartas.aplicar(f"saiu-{um.pk}.csv", cartas.lista(f"{numero_da(um)};postada;03/03/2026;;BH163382065BR"))
    # A que já tem número não o troca.
    cartas.aplicar("outra.csv", cartas.lista(f"{numero_da(cda)};postada;03/03/2026;;BH163382079BR"))
    assert set(Carta.objects.values_list("etiqueta", flat=True)) == {"BH163382065BR"}
    feito = cartas.aplicar("voltou.csv", cartas.lista("BH163382065BR;devolvida;10/03/2026;mudou-se;"))
    assert (feito.desconhecidos, situacao(cda), situacao(de_olinda)) == (1, "postada", "postada")


def test_cada_linha_ruim_da_lista_diz_o_que_fazer(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    cartas.liberar(pronta, em, tmp_path)
    numero = numero_da(cda)
    linhas = (
        "abc;postada;03/03/2026;;",
        f"{numero};sumiu;03/03/2026;;",
        f"{numero};postada;31/02/2026;;",
        f"{numero};devolvida;03/03/2026;foi à praia;",
        "T999999999999999;postada;03/03/2026;;",
        f"{numero};postada;03/03/2099;;",
        f"{numero};postada;03/03/2026;;qualquer",
        f"{numero};devolvida;03/03/2026;Mudou-se;",
    )
    feito = cartas.aplicar("lista.csv", cartas.lista(*linhas))
    assert (feito.titulos, feito.aplicados, feito.desconhecidos) == (2, 1, 1)
    codigos = [achado["codigo"] for achado in feito.achados]
    assert codigos == ["CAR-07", "CAR-05", "CAR-04", "CAR-06", "CAR-08", "CAR-09", "TITULO_DESCONHECIDO"]
    assert "mudou-se" in feito.achados[3]["mensagem"]
    assert "ABC não é número de carta" in feito.achados[0]["mensagem"]
    assert situacao(cda) == "devolvida"


@pytest.mark.parametrize("conteudo", [b"", b"carta;situacao\r\nT1;postada", b"carta;situacao;data\r\n", b'a"\r\n"'])
def test_a_lista_que_nao_e_lista_se_recusa(conteudo: bytes) -> None:
    with pytest.raises(RetornoIlegivel):
        cartas.aplicar("lista.csv", conteudo)


# --- a e-Carta


def test_a_ecarta_vai_e_volta(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    cartas.preparar(recife, por_email="N", **cartas.ECARTA)
    cda = cartas.enviar(recife, iptu, "2024/1", devedor_complemento="BLOCO A | " + "X" * 40)
    remessa = cartas.liberar(recife, em, tmp_path)
    (arquivo,) = remessa.arquivos.all()
    assert arquivo.nome == "e-Carta_12201_1_servico.zip"
    conteudo = (tmp_path / arquivo.nome).read_bytes()
    dentro = cartas.do_zip(conteudo)
    objeto = numero_da(cda).removeprefix("T")
    pdf = f"e-Carta_12201_1_{objeto}_1_complementar.pdf"
    assert sorted(dentro) == sorted(["e-Carta_12201_1_servico.txt", pdf])
    assert dentro["e-Carta_12201_1_servico.txt"].decode() == (
        f"1|{objeto}|1|0075460000|9912480000||N||S|{pdf}|COMÉRCIO EXEMPLO LTDA|"
        f"RUA DAS FLORES, BLOCO A {'X' * 40}|100||CENTRO|RECIFE|PE|50010000|\n"
    )
    correios = Correios(tmp_path / "correios")
    (recibo,) = correios.receber(arquivo.nome, conteudo, em=em)
    assert cartas.aplicar(recibo.nome, recibo.conteudo).aplicados == 1
    assert situacao(cda) == "confirmada"
    assert correios.receber(*cartas.autorizacao(arquivo.nome), em=em) == []
    for dias, esperada in ((1, "postada"), (4, "entregue"), (5, "entregue")):
        (feito,) = cartas.produzir_ate(correios, em + timedelta(days=dias), recife)
        assert (feito.aplicados + feito.repetidos, feito.desconhecidos, situacao(cda)) == (1, 0, esperada)
    etiqueta = Carta.objects.get(cda=cda).etiqueta
    assert etiqueta.startswith("BH")
    assert Acionamento.objects.get(cda=cda).protocolo == etiqueta


@pytest.mark.parametrize(
    ("fim", "passos", "qualidade"),
    [
        ("BAIXA 10", ["enviada", "confirmada", "postada", "devolvida"], "volta"),
        ("BAIXA 4", ["enviada", "confirmada", "postada", "devolvida"], "chega"),
        ("BAIXA 80", ["enviada", "confirmada", "postada", "devolvida"], ""),
        ("CEP RUIM", ["enviada", "recusada"], ""),
        ("CEP TALVEZ", ["enviada", "confirmada", "postada", "entregue"], "chega"),
        ("SEM NOTÍCIA", ["enviada", "confirmada", "postada"], ""),
        ("DUAS VEZES", ["enviada", "confirmada", "postada", "entregue"], "chega"),
        ("ANTES DA POSTAGEM", ["enviada", "confirmada", "entregue"], "chega"),
        ("OUTRA BAIXA", ["enviada", "confirmada", "postada"], ""),
    ],
)
def test_o_que_os_correios_respondem(
    fim: str, passos: list[str], qualidade: str, recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cartas.preparar(recife, por_email="N", **cartas.ECARTA)
    cda = cartas.enviar(recife, iptu, "2024/1", devedor_nome=f"EXEMPLO {fim}")
    (arquivo,) = cartas.liberar(recife, em, tmp_path).arquivos.all()
    correios = Correios(tmp_path / "correios")
    respostas = correios.receber(arquivo.nome, (tmp_path / arquivo.nome).read_bytes(), em=em)
    correios.receber(*cartas.autorizacao(arquivo.nome), em=em)
    respostas += correios.produzir(em=em + timedelta(days=30))
    feitos = [cartas.aplicar(um.nome, um.conteudo) for um in respostas]
    assert sum(feito.desconhecidos for feito in feitos) == 0
    vistas = Passagem.objects.filter(cda=cda, acionamento__isnull=False).order_by("id").values_list("para", flat=True)
    assert list(vistas) == passos
    anotar(recife)
    assert [um.qualidade for um in enderecos_da(cda)] == [qualidade] * bool(qualidade)
    codigos = {achado["codigo"] for feito in feitos for achado in feito.achados}
    esperados = {"CEP TALVEZ": {"CAR-03"}, "OUTRA BAIXA": {"CAR-02"}, "ANTES DA POSTAGEM": {"PASSAGEM_NAO_PREVISTA"}}
    assert codigos == esperados.get(fim, set())


def test_o_lote_recusado_inteiro_volta_ao_plano(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    cartas.preparar(recife, por_email="N", **cartas.ECARTA)
    cda = cartas.enviar(recife, iptu, "2024/1")
    remessa = cartas.liberar(recife, em, tmp_path)
    (arquivo,) = remessa.arquivos.all()
    correios = Correios(tmp_path / "correios")
    correios.receber(arquivo.nome, (tmp_path / arquivo.nome).read_bytes(), em=em)
    (recusa,) = correios.receber(arquivo.nome, cartas.autorizacao(arquivo.nome)[1], em=em)
    with pytest.raises(RetornoIlegivel, match=r"recusaram o lote 1 inteiro .*já utilizado.*hub remessa recusada"):
        cartas.aplicar(recusa.nome, recusa.conteudo)
    assert arquivo_recusado(remessa=remessa, nome=arquivo.nome, motivo="lote repetido", ator="ana") == 1
    assert (situacao(cda), cartas.motivo(recife, cda, em)) == ("recusada", "")
    outra = cartas.liberar(recife, em, tmp_path)
    assert [um.nome for um in outra.arquivos.all()] == ["e-Carta_12201_2_servico.zip"]
    # É o mesmo documento: o código de conferência que o devedor tem na mão não muda.
    assert Documento.objects.filter(cda=cda).count() == 1


@pytest.mark.parametrize(
    ("nome", "conteudo", "detalhe"),
    [
        ("qualquer.zip", b"x", "o nome não diz o que é"),
        ("e-Carta_1_1_Recibo.zip", b"PK\x05\x06" + b"\0" * 18, "0 arquivos .txt"),
        ("e-Carta_1_1_Recibo.zip", cartas.autorizacao("e-Carta_1_1_servico.zip")[1][:-30], "incompleto, corrompido"),
    ],
)
def test_o_arquivo_que_nao_se_entende(nome: str, conteudo: bytes, detalhe: str) -> None:
    with pytest.raises(RetornoIlegivel, match=detalhe):
        cartas.aplicar(nome, conteudo)


@pytest.fixture
def lote(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> Remessa:
    """Um lote da e-Carta com duas cartas, já no recibo."""
    cartas.preparar(recife, por_email="N", **cartas.ECARTA)
    for n in (1, 2):
        cartas.enviar(recife, iptu, f"2024/{n}", devedor_numero=str(n))
    remessa = cartas.liberar(recife, em, tmp_path)
    (arquivo,) = remessa.arquivos.all()
    (recibo,) = Correios(tmp_path / "correios").receber(arquivo.nome, (tmp_path / arquivo.nome).read_bytes(), em=em)
    cartas.aplicar(recibo.nome, recibo.conteudo)
    return remessa


def responder(lote: Remessa, *, autoriza: bool, mesmo_assim: bool = False) -> tuple[str, bytes]:
    nome = "e-Carta_12201_1_servico.zip"
    return lote_responder(remessa=lote, nome=nome, autoriza=autoriza, mesmo_assim=mesmo_assim, ator="ana", agora=AGORA)


def test_autorizado_o_lote_os_correios_o_produzem(lote: Remessa, recife: Credor, em: date, tmp_path: Path) -> None:
    nome, conteudo = responder(lote, autoriza=True)
    assert nome == "e-Carta_12201_1_Resposta20032026120000.zip"
    assert cartas.do_zip(conteudo) == {nome.replace(".zip", ".txt"): b"1|1|A"}
    correios = Correios(tmp_path / "correios")
    correios.receber(nome, conteudo, em=em)
    assert [feito.aplicados for feito in cartas.produzir_ate(correios, em + timedelta(days=1), recife)] == [2]
    with pytest.raises(LoteJaNaRua):
        responder(lote, autoriza=False)


def test_recusado_o_lote_as_cartas_voltam_e_repetir_nao_muda_nada(lote: Remessa, recife: Credor, em: date) -> None:
    _, conteudo = responder(lote, autoriza=False)
    assert list(cartas.do_zip(conteudo).values()) == [b"1|1|R"]
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {"recusada"}
    passagens = Passagem.objects.count()
    responder(lote, autoriza=False)
    assert Passagem.objects.count() == passagens
    assert remessa_planejar(credor=recife, estrategia="carta", em=em, ator="ana").inclusoes == 2


def test_quem_pagou_antes_de_o_lote_se_produzir_avisa_quem_autoriza(lote: Remessa, recife: Credor, em: date) -> None:
    movimentar(recife, "2024/1", "PAGAMENTO_TOTAL", data=em.isoformat(), valor="1673.93")
    with pytest.raises(LoteComQuemNaoDeve, match="leva 1 cartas"):
        responder(lote, autoriza=True)
    responder(lote, autoriza=False)
    assert remessa_planejar(credor=recife, estrategia="carta", em=em, ator="ana").inclusoes == 1


def test_so_vale_a_primeira_resposta_e_a_mesma_da_o_mesmo_arquivo(lote: Remessa, recife: Credor, em: date) -> None:
    movimentar(recife, "2024/1", "PAGAMENTO_TOTAL", data=em.isoformat(), valor="1673.93")
    primeira = responder(lote, autoriza=True, mesmo_assim=True)
    assert responder(lote, autoriza=True, mesmo_assim=True) == primeira
    with pytest.raises(LoteJaRespondido, match="o mandou produzir"):
        responder(lote, autoriza=False)
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {"confirmada"}


def test_o_lote_recusado_nao_se_manda_produzir(lote: Remessa) -> None:
    responder(lote, autoriza=False)
    with pytest.raises(LoteJaRespondido, match="As cartas voltaram ao plano"):
        responder(lote, autoriza=True)


def test_so_se_responde_a_lote_da_ecarta(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    remessa = cartas.liberar(pronta, em, tmp_path)
    with pytest.raises(ArquivoForaDaRemessa, match="nenhum"):
        lote_responder(remessa=remessa, nome="CARTAS000001.zip", autoriza=True, ator="ana", agora=AGORA)


# --- o e-mail


def saiu_por_email(envio: Envio, situacao: str, **prova: object) -> None:
    envio.situacao, envio.em = situacao, datetime(2026, 3, 3, 14, tzinfo=UTC)
    envio.prova = [{"em": envio.em.isoformat(), "resposta": "250 2.0.0 guardada", "sha256": "0" * 64, **prova}]
    envio.save()


@pytest.fixture
def com_correio(recife: Credor, settings: object) -> Credor:
    settings.SMTP = "smtp://127.0.0.1:2525/?remetente=cartas@hub.exemplo.test&cifrado=0"  # type: ignore[attr-defined]
    cartas.preparar(recife)
    return recife


def test_a_que_tem_email_vai_por_ele(com_correio: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    por_email = cartas.enviar(com_correio, iptu, "2024/1", **COM_EMAIL)
    por_papel = cartas.enviar(com_correio, iptu, "2024/2")
    remessa = cartas.liberar(com_correio, em, tmp_path)
    assert (remessa.inclusoes, [um.titulos for um in remessa.arquivos.all()]) == (2, [1])
    meios = dict(Carta.objects.values_list("cda__numero_cda", "meio"))
    assert meios == {por_email.numero_cda: "email", por_papel.numero_cda: "grafica"}
    (envio,) = Envio.objects.all()
    assert (envio.destinatario, envio.situacao) == ("maria@exemplo.test", "na_fila")
    saiu_por_email(envio, "enviado")
    anotar(com_correio)
    assert (situacao(por_email), situacao(por_papel)) == ("postada", "enviada")
    assert not list(enderecos_da(por_email)), "o servidor aceitar não diz que chegou"


def test_o_email_que_nao_existe_volta_e_a_seguinte_vai_em_papel(
    com_correio: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cda = cartas.enviar(com_correio, iptu, "2024/1", **COM_EMAIL)
    cartas.liberar(com_correio, em, tmp_path)
    saiu_por_email(Envio.objects.get(), "recusado", resposta="550 5.1.1 não há esta caixa", do_endereco=True)
    anotar(com_correio)
    assert situacao(cda) == "devolvida"
    (endereco,) = enderecos_que_voltam(com_correio)
    assert (endereco.tipo, endereco.endereco, endereco.motivo) == (
        "email",
        "maria@exemplo.test",
        "550 5.1.1 não há esta caixa",
    )
    assert any("a carta voltou (550 5.1.1 não há esta caixa)" in fato.texto for fato in historia_da(cda))
    outra = cartas.liberar(com_correio, em, tmp_path)
    assert [um.nome for um in outra.arquivos.all()] == ["CARTAS000001.zip"]


@pytest.mark.parametrize(("desfecho", "vai"), [("nao_saiu", ""), ("recusado", "recusada_sem_correcao")])
def test_a_recusa_que_nao_e_do_endereco_nao_o_condena(
    desfecho: str, vai: str, com_correio: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cda = cartas.enviar(com_correio, iptu, "2024/1", **COM_EMAIL)
    cartas.liberar(com_correio, em, tmp_path)
    saiu_por_email(Envio.objects.get(), desfecho, resposta="554 5.7.1 este servidor não repassa")
    anotar(com_correio)
    assert (situacao(cda), EnderecoDoDevedor.objects.count()) == ("recusada", 0)
    assert cartas.motivo(com_correio, cda, em) == vai
    if not vai:
        cartas.liberar(com_correio, em, tmp_path)
        envio = Envio.objects.get()
        assert (envio.situacao, envio.tentativas) == ("na_fila", 0)


@pytest.mark.parametrize("desfecho", ["nao_saiu", "recusado"])
def test_a_que_uma_pessoa_manda_repetir_e_sai_deixa_de_ser_recusada(
    desfecho: str, com_correio: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cda = cartas.enviar(com_correio, iptu, "2024/1", **COM_EMAIL)
    cartas.liberar(com_correio, em, tmp_path)
    saiu_por_email(Envio.objects.get(), desfecho, resposta="554 5.7.1 este servidor não repassa")
    anotar(com_correio)
    assert list(credores_por_acompanhar()) == []
    envio_repetir(envio=Envio.objects.get(), agora=AGORA)
    anotar(com_correio)
    assert situacao(cda) == "recusada", "voltou à fila, e ainda não saiu"
    saiu_por_email(Envio.objects.get(), "enviado")
    assert list(credores_por_acompanhar()) == [com_correio]
    anotar(com_correio)
    assert situacao(cda) == "postada"
    assert list(Passagem.objects.order_by("id").values_list("de", "para")) == [
        ("planejada", "enviada"),
        ("enviada", "recusada"),
        ("recusada", "postada"),
    ]
    assert cartas.motivo(com_correio, cda, em) != ""
    anotar(com_correio)
    assert Passagem.objects.count() == 3
    assert list(credores_por_acompanhar()) == []


def test_quem_paga_com_o_email_na_fila_nao_o_recebe(
    com_correio: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cda = cartas.enviar(com_correio, iptu, "2024/1", **COM_EMAIL)
    cartas.liberar(com_correio, em, tmp_path)
    assert list(credores_por_acompanhar()) == []
    movimentar(com_correio, cda.numero_cda, "PAGAMENTO_TOTAL", data=em.isoformat(), valor="1673.93")
    assert list(credores_por_acompanhar()) == [com_correio]
    anotar(com_correio)
    envio = Envio.objects.get()
    assert (envio.situacao, situacao(cda)) == ("nao_saiu", "recusada")
    assert any("deixou de se cobrar" in fato.texto for fato in historia_da(cda))
    envio_mandar(envio=envio)
    assert Envio.objects.get().situacao == "nao_saiu"
    assert list(credores_por_acompanhar()) == []


def test_a_repetida_nao_muda_o_que_a_seguinte_ja_tomou(
    com_correio: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cda = cartas.enviar(com_correio, iptu, "2024/1", **COM_EMAIL)
    cartas.liberar(com_correio, em, tmp_path)
    saiu_por_email(Envio.objects.get(), "nao_saiu")
    anotar(com_correio)
    cartas.liberar(com_correio, em, tmp_path)
    saiu_por_email(Envio.objects.get(), "enviado")
    anotar(com_correio)
    idas = Acionamento.objects.filter(cda=cda).order_by("tentativa").values_list("tentativa", "situacao")
    assert list(idas) == [(1, "recusada"), (2, "postada")]
    assert list(credores_por_acompanhar()) == []


# --- a quem, quando e quantas


def test_o_endereco_que_volta_segura_ate_que_mude(
    pronta: Credor, cda: CDA, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cartas.liberar(pronta, em, tmp_path)
    cartas.aplicar("voltou.csv", cartas.lista(f"{numero_da(cda)};devolvida;05/03/2026;endereço insuficiente;"))
    anotar(pronta)
    assert cartas.motivo(pronta, cda, em) == "endereco_que_volta"
    # Outra dívida da mesma pessoa, no mesmo endereço escrito de outro modo, também espera; noutro endereço, não.
    igual = cartas.enviar(pronta, iptu, "2024/2", devedor_logradouro="Rua das  Flores.")
    assert cartas.motivo(pronta, igual, em) == "endereco_que_volta"
    noutro = cartas.enviar(pronta, iptu, "2024/3", devedor_numero="102")
    assert cartas.motivo(pronta, noutro, em) == ""
    corrigida = {"operacao": "A", "devedor_logradouro": "RUA DO SOL"}
    cartas.enviar(pronta, iptu, "2024/1", **corrigida)
    assert cartas.motivo(pronta, cda, em) == ""
    remessa = cartas.liberar(pronta, em, tmp_path)
    assert remessa.retidas == {"endereco_que_volta": 1}
    assert Documento.objects.filter(cda=cda).count() == 2, "a CDA mudou, e a carta é outra"


def test_o_fato_mais_novo_do_endereco_e_que_vale(
    pronta: Credor, cda: CDA, iptu: Registro, em: date, tmp_path: Path
) -> None:
    outra = cartas.enviar(pronta, iptu, "2024/2")
    cartas.liberar(pronta, em, tmp_path)
    cartas.aplicar("a.csv", cartas.lista(f"{numero_da(outra)};entregue;10/03/2026;;"))
    anotar(pronta)
    cartas.aplicar("b.csv", cartas.lista(f"{numero_da(cda)};devolvida;05/03/2026;mudou-se;"))
    anotar(pronta)
    (endereco,) = EnderecoDoDevedor.objects.all()
    assert (endereco.qualidade, endereco.em) == ("chega", date(2026, 3, 10))


@pytest.mark.parametrize(
    ("codigo", "vai"), [("17", ""), ("25", "recusada_sem_correcao"), ("99", "recusada_sem_correcao")]
)
def test_a_recusa_que_se_resolve_no_contrato_nao_espera_a_divida_mudar(
    codigo: str, vai: str, pronta: Credor, cda: CDA, em: date, tmp_path: Path
) -> None:
    cartas.liberar(pronta, em, tmp_path)
    Acionamento.objects.update(situacao="recusada", irregularidade=codigo)
    assert cartas.motivo(pronta, cda, em) == vai


def liberada_em(dia: date) -> None:
    """As remessas, como se liberadas no dia dito."""
    Remessa.objects.update(liberada_em=datetime(dia.year, dia.month, dia.day, 15, tzinfo=UTC))


def test_uma_carta_de_cada_modelo_no_intervalo(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    cartas.versao_desde_sempre(pronta, "ULTIMO-AVISO", "Último aviso")
    canal_configurar(
        credor=pronta,
        estrategia="carta",
        ditas={"modelos": "CARTA-PADRAO,ULTIMO-AVISO", "intervalo_dias": "20"},
        ator="ana",
    )
    assert cartas.liberar(pronta, em, tmp_path).inclusoes == 1
    liberada_em(em)
    assert cartas.motivo(pronta, cda, em) == "espera_da_proxima_carta"
    assert cartas.motivo(pronta, cda, em + timedelta(days=19)) == "espera_da_proxima_carta"
    assert cartas.motivo(pronta, cda, em + timedelta(days=20)) == ""
    assert cartas.liberar(pronta, em + timedelta(days=20), tmp_path).inclusoes == 1
    assert [carta.versao.modelo.codigo for carta in Carta.objects.order_by("ordem")] == ["CARTA-PADRAO", "ULTIMO-AVISO"]
    assert cartas.motivo(pronta, cda, em + timedelta(days=400)) == "ja_avisada"


def test_trocada_a_ordem_vai_o_modelo_que_ela_nao_teve(
    com_correio: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cda = cartas.enviar(com_correio, iptu, "2024/1", **COM_EMAIL)
    cartas.liberar(com_correio, em, tmp_path)
    saiu_por_email(Envio.objects.get(), "enviado")
    cartas.versao_desde_sempre(com_correio, "AVISO-0", "Primeiro aviso")
    cartas.versao_desde_sempre(com_correio, "ULTIMO-AVISO", "Último aviso")
    modelos = {"modelos": "AVISO-0,CARTA-PADRAO", "intervalo_dias": "1"}
    canal_configurar(credor=com_correio, estrategia="carta", ditas=modelos, ator="ana")
    liberada_em(em)
    cartas.liberar(com_correio, em + timedelta(days=2), tmp_path)
    assert [um.versao.modelo.codigo for um in Carta.objects.order_by("ordem")] == ["CARTA-PADRAO", "AVISO-0"]
    liberada_em(em)
    assert cartas.motivo(com_correio, cda, em + timedelta(days=9)) == "ja_avisada"
    # Tirado da lista o que já foi, o que falta é o novo.
    ditas = {"modelos": "AVISO-0,ULTIMO-AVISO"}
    canal_configurar(credor=com_correio, estrategia="carta", ditas=ditas, ator="ana")
    assert cartas.motivo(com_correio, cda, em + timedelta(days=9)) == ""


def test_o_intervalo_conta_de_quando_a_carta_saiu(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    cartas.versao_desde_sempre(pronta, "ULTIMO-AVISO", "Último aviso")
    modelos = {"modelos": "CARTA-PADRAO,ULTIMO-AVISO", "intervalo_dias": "20"}
    canal_configurar(credor=pronta, estrategia="carta", ditas=modelos, ator="ana")
    cartas.liberar(pronta, em, tmp_path)
    # O plano esperou a segunda pessoa por dez dias.
    liberada_em(em + timedelta(days=10))
    assert cartas.motivo(pronta, cda, em + timedelta(days=29)) == "espera_da_proxima_carta"
    assert cartas.motivo(pronta, cda, em + timedelta(days=30)) == ""


@pytest.mark.parametrize(
    ("mudanca", "esperado"),
    [
        ({"devedor_cep": ""}, "sem_endereco"),
        ({"devedor_logradouro": ""}, "sem_endereco"),
        ({"devedor_documento": ""}, ""),
    ],
)
def test_o_que_a_carta_precisa(
    mudanca: dict[str, str], esperado: str, pronta: Credor, iptu: Registro, em: date
) -> None:
    feita = cartas.por_arquivo(pronta, iptu | mudanca, em=em)
    cda = CDA.objects.filter(lote=feita.lote).first()
    if cda is None:
        pytest.skip("as regras da recepção já a recusam")
    assert cartas.motivo(pronta, cda, em) == esperado


def test_quem_pagou_entre_o_plano_e_a_liberacao_nao_recebe(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    remessa = remessa_planejar(credor=pronta, estrategia="carta", em=em, ator="ana")
    movimentar(pronta, cda.numero_cda, "PAGAMENTO_TOTAL", data=em.isoformat(), valor="1673.93")
    assert remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana") == []
    assert (Documento.objects.count(), Carta.objects.count()) == (0, 0)
    with pytest.raises(PlanoVazio):
        remessa_liberar(
            remessa=remessa_planejar(credor=pronta, estrategia="carta", em=em, ator="ana"), saida=None, ator="ana"
        )


@pytest.mark.parametrize("mudanca", [{}, COM_EMAIL], ids=["papel", "email"])
def test_quem_paga_enquanto_as_cartas_se_emitem_nao_recebe(
    mudanca: dict[str, str], com_correio: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    paga, deve = (cartas.enviar(com_correio, iptu, f"2024/{n}", devedor_numero=str(n), **mudanca) for n in (1, 2))
    remessa = remessa_planejar(credor=com_correio, estrategia="carta", em=em, ator="ana")
    liberacao_comecar(remessa=remessa, ator="ana")
    movimentar(com_correio, paga.numero_cda, "PAGAMENTO_TOTAL", data=em.isoformat(), valor="1673.93")
    remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    remessa.refresh_from_db()
    assert remessa.inclusoes == 1
    assert [um.cda for um in Carta.objects.all()] == [deve]
    assert [um.documento.cda for um in Envio.objects.all()] == ([deve] if mudanca else [])
    assert [arquivo.titulos for arquivo in remessa.arquivos.all()] == ([] if mudanca else [1])


@pytest.mark.parametrize("de_novo", [False, True], ids=["o_mesmo_plano", "outro_plano"])
def test_a_parada_no_meio_da_liberacao_devolve_o_plano_que_depois_sai(
    pronta: Credor, cda: CDA, em: date, tmp_path: Path, *, de_novo: bool
) -> None:
    remessa = remessa_planejar(credor=pronta, estrategia="carta", em=em, ator="ana")
    liberacao_comecar(remessa=remessa, ator="ana")
    pedido = PedidoDeChave(especie=EspecieDeChave.PARAR_CANAL, motivo="A gráfica parou.", canal="carta")
    chave = chave_ligar(pedido, ator="rosa", agora=timezone.now())
    with pytest.raises(CanalParado):
        remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    assert situacao(cda) == "planejada"
    chave_desligar(chave.pk, ator="rosa", agora=timezone.now())
    if de_novo:
        remessa = remessa_planejar(credor=pronta, estrategia="carta", em=em, ator="ana")
    (arquivo,) = remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    assert (arquivo.titulos, situacao(cda), Carta.objects.count(), Documento.objects.count()) == (1, "enviada", 1, 1)


def test_a_que_nao_se_pode_emitir_fica_com_o_motivo(pronta: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    sem_desenho = cartas.enviar(pronta, iptu, "2024/1", devedor_nome="MARIA \N{GRINNING FACE}")
    boa = cartas.enviar(pronta, iptu, "2024/2")
    remessa = cartas.liberar(pronta, em, tmp_path)
    assert (remessa.inclusoes, situacao(sem_desenho), situacao(boa)) == (1, "descartada", "enviada")
    assert cartas.motivo(pronta, sem_desenho, em) == "carta_nao_emitida"
    assert "não se pôde emitir" in historia_da(sem_desenho)[-1].texto
    # Outra redação do modelo pode resolver: vai de novo.
    redacao = VersaoDoModelo.objects.filter(modelo__credor=pronta, modelo__codigo="CARTA-PADRAO").latest("versao")
    redacao.pk, redacao.versao, redacao.em = None, redacao.versao + 1, timezone.now()
    redacao.save(force_insert=True)
    assert cartas.motivo(pronta, sem_desenho, em) == ""


def test_a_paga_com_carta_na_rua_nao_deve_baixa_nenhuma(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    from hub.estrategias.relogio.consultas import baixas_abertas

    cartas.liberar(pronta, em, tmp_path)
    movimentar(pronta, cda.numero_cda, "PAGAMENTO_TOTAL", data=em.isoformat(), valor="1673.93")
    assert baixas_abertas(pronta, em) == []


# --- o que a carta prova


def test_a_carta_que_comunica_deixa_a_comunicacao_com_as_provas(
    recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cartas.preparar(recife, por_email="N", comunica="scpc,cadin", com_ar="S")
    chega, volta = (cartas.enviar(recife, iptu, f"2024/{n}", devedor_numero=str(n)) for n in (1, 2))
    cartas.liberar(recife, em, tmp_path)
    assert Comunicacao.objects.count() == 0, "liberar não é postar"
    saiu = [f"{numero_da(um)};postada;03/03/2026;;BH00000000{n}BR" for n, um in enumerate((chega, volta))]
    cartas.aplicar("saiu.csv", cartas.lista(*saiu))
    anotar(recife)
    assert Comunicacao.objects.count() == 4
    fim = cartas.lista(
        f"{numero_da(chega)};entregue;06/03/2026;;", f"{numero_da(volta)};devolvida;07/03/2026;mudou-se;"
    )
    cartas.aplicar("fim.csv", fim)
    assert (anotar(recife), anotar(recife)) == (2, 0)
    do_scpc = {um.cda: um for um in Comunicacao.objects.filter(finalidade="scpc")}
    boa, ruim = do_scpc[chega], do_scpc[volta]
    assert (boa.meio, boa.enviada_em, boa.prova_de_envio) == ("carta_ar", date(2026, 3, 3), "BH000000000BR")
    assert (boa.entregue_em, boa.prova_de_entrega[:15]) == (date(2026, 3, 6), "arquivo fim.csv")
    assert (ruim.devolvida_em, ruim.motivo_da_devolucao, ruim.vale_desde) == (date(2026, 3, 7), "mudou-se", None)
    assert Comunicacao.objects.count() == 4


@pytest.mark.parametrize("segunda", ["10/03/2026;mudou-se;BH163382065BR", "01/03/2026;mudou-se;"])
def test_a_que_voltou_deixa_de_valer_como_comunicacao(
    segunda: str, recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    """Ainda que a etiqueta, o aviso de recebimento ou a ordem dos dias mudem entre uma notícia e a outra."""
    cartas.preparar(recife, por_email="N", comunica="scpc")
    cda = cartas.enviar(recife, iptu, "2024/1")
    cartas.liberar(recife, em, tmp_path)
    cartas.aplicar("saiu.csv", cartas.lista(f"{numero_da(cda)};postada;03/03/2026;;"))
    anotar(recife)
    assert Comunicacao.objects.get().vale_desde == date(2026, 3, 3)
    canal_configurar(credor=recife, estrategia="carta", ditas={"com_ar": "S"}, ator="ana")
    cartas.aplicar("voltou.csv", cartas.lista(f"{numero_da(cda)};devolvida;{segunda}"))
    anotar(recife)
    comunicacao = Comunicacao.objects.get()
    assert (comunicacao.vale_desde, comunicacao.meio) == (None, "carta")
    assert comunicacao.devolvida_em is not None
    assert comunicacao.prova_de_envio == f"carta {numero_da(cda)}"


def test_o_email_prova_o_envio_e_nao_a_entrega(com_correio: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    canal_configurar(credor=com_correio, estrategia="carta", ditas={"comunica": "scpc"}, ator="ana")
    cartas.enviar(com_correio, iptu, "2024/1", **COM_EMAIL)
    cartas.liberar(com_correio, em, tmp_path)
    saiu_por_email(Envio.objects.get(), "enviado")
    anotar(com_correio)
    (feita,) = Comunicacao.objects.all()
    assert (feita.meio, feita.enviada_em, feita.vale_desde) == ("email", date(2026, 3, 3), None)
    assert feita.prova_de_envio == Envio.objects.get().identificador


# --- a vizinha e as opções


def test_a_vizinha_nao_alcanca_carta_nem_endereco(
    pronta: Credor, cda: CDA, olinda: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    cartas.liberar(pronta, em, tmp_path)
    numero = numero_da(cda)
    feito = cartas.aplicar("x.csv", cartas.lista(f"{numero};devolvida;05/03/2026;mudou-se;BH163382065BR"), olinda)
    assert (feito.aplicados, feito.desconhecidos, situacao(cda)) == (0, 1, "enviada")
    cartas.aplicar("x.csv", cartas.lista(f"{numero};devolvida;05/03/2026;mudou-se;BH163382065BR"), pronta)
    feito = cartas.aplicar("y.csv", cartas.lista("BH163382065BR;entregue;06/03/2026;;"), olinda)
    assert feito.desconhecidos == 1
    anotar(pronta)
    cartas.preparar(olinda, por_email="N")
    da_vizinha = cartas.enviar(olinda, iptu, "2024/1")
    assert cartas.motivo(olinda, da_vizinha, em) == "", "o que se soube do endereço é de recife"


def test_o_que_as_opcoes_recusam_e_o_que_falta(recife: Credor) -> None:
    with pytest.raises(CartaForaDosModelos, match=r"código CDA-PADRAO\. Os que tem são: CARTA-PADRAO"):
        canal_configurar(credor=recife, estrategia="carta", ditas={"modelos": "CDA-PADRAO"}, ator="ana")
    with pytest.raises(OpcaoErrada, match="intervalo_dias"):
        canal_configurar(credor=recife, estrategia="carta", ditas={"intervalo_dias": "0"}, ator="ana")
    assert "(`modelos`)" in canal("carta").o_que_falta(recife)[0]
    canal_configurar(
        credor=recife,
        estrategia="carta",
        ditas={"modelos": "CARTA-PADRAO", "por_email": "N", "papel": "ecarta"},
        ator="ana",
    )
    assert [falta.split("(")[-1] for falta in canal("carta").o_que_falta(recife)] == [
        "`matriz`).",
        "`cartao`).",
        "`contrato`).",
    ]
    canal_configurar(credor=recife, estrategia="carta", ditas=cartas.ECARTA, ator="ana")
    assert canal("carta").o_que_falta(recife) == []


def test_o_relogio_acha_so_quem_tem_o_que_anotar(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    from hub.estrategias.carta.acompanhamento import credores_por_acompanhar

    cartas.liberar(pronta, em, tmp_path)
    assert list(credores_por_acompanhar()) == []
    cartas.aplicar("x.csv", cartas.lista(f"{numero_da(cda)};postada;03/03/2026;;"))
    assert list(credores_por_acompanhar()) == [pronta]
    cartas_acompanhar(credor=pronta, agora=timezone.now())
    assert list(credores_por_acompanhar()) == []
    assert Situacao(situacao(cda)) == Situacao.POSTADA


def test_na_linha_de_comando_se_responde_e_os_correios_atendem_por_pastas(
    lote: Remessa, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entrada, saida = tmp_path / "entrada", tmp_path / "saida"
    argumentos = ("remessa", "resposta", str(lote.pk), "e-Carta_12201_1_servico.zip", "--autorizar")
    call_command(*argumentos, "--saida", str(entrada), "--por", "ana", "--json")
    dito = json.loads(capsys.readouterr().out)
    assert (dito["autorizado"], Path(dito["resposta"]).exists()) == (True, True)
    shutil.copy(tmp_path / "e-Carta_12201_1_servico.zip", entrada)
    # Na ordem dos nomes a resposta vem antes do serviço: por isso se processa duas vezes no dia.
    for dia in ("2026-03-02", "2026-03-02", "2026-03-03"):
        assert correios_principal(["processar", str(entrada), str(saida), "--em", dia]) == 0
    nomes = sorted(um.name for um in saida.glob("*.zip"))
    assert [nome.rsplit("_", 1)[1] for nome in nomes] == ["Recibo.zip", "Postado.zip"]


@pytest.fixture
def caixa(tmp_path: Path, settings: Settings) -> Iterator[CaixaPostal]:
    with CaixaPostal(tmp_path / "correio") as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        settings.SMTP = f"smtp://127.0.0.1:{servidor.porta}/?remetente=cartas@hub.exemplo.test&cifrado=0"
        yield servidor
        servidor.shutdown()


def test_pelo_correio_de_verdade_uma_sai_e_a_outra_volta(
    recife: Credor, iptu: Registro, em: date, tmp_path: Path, caixa: CaixaPostal
) -> None:
    """O servidor simulado aceita uma carta, não conhece a outra caixa e não repassa a terceira."""
    cartas.preparar(recife)
    quem = ("maria", "recusa", "barrado")
    feitas = {um: cartas.enviar(recife, iptu, f"2024/{um}", devedor_email=f"{um}@exemplo.test") for um in quem}
    cartas.liberar(recife, em, tmp_path / "saida")
    for envio in Envio.objects.all():
        envio_mandar(envio=envio)
    anotar(recife)
    assert {um: situacao(cda) for um, cda in feitas.items()} == {
        "maria": "postada",
        "recusa": "devolvida",
        "barrado": "recusada",
    }
    (mensagem,) = caixa.mensagens()
    assert mensagem["To"] == "maria@exemplo.test"
    assert [um.endereco for um in enderecos_que_voltam(recife)] == ["recusa@exemplo.test"]


@pytest.mark.parametrize(
    ("opcoes", "configurada"),
    [
        ({"por_email": "N"}, True),
        ({"por_email": "S"}, False),
        ({"por_email": "N", "papel": "nenhum"}, False),
        ({"por_email": "N", "papel": "ecarta", "matriz": "1"}, False),
    ],
)
def test_sem_caminho_configurado_nenhuma_vai(
    opcoes: dict[str, str],
    configurada: bool,  # noqa: FBT001
    recife: Credor,
    iptu: Registro,
    em: date,
    settings: Settings,
) -> None:
    settings.SMTP = ""
    cartas.preparar(recife, **opcoes)
    cda = cartas.enviar(recife, iptu, "2024/1", **COM_EMAIL)
    assert cartas.motivo(recife, cda, em) == ("" if configurada else "canal_por_configurar")
    assert bool(canal("carta").o_que_falta(recife)) is not configurada


def test_a_previa_da_regua_conta_as_cartas_dia_a_dia(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    """A mesma conta do plano, em dias que ainda não chegaram."""
    carteira = pronta.carteiras.get()
    etapa = [{"estrategia": "carta", "espera_dias": 0, "condicao": {}}]
    cartas.versao_desde_sempre(pronta, "ULTIMO-AVISO", "Último aviso")
    canal_configurar(credor=pronta, estrategia="carta", ditas={"modelos": "CARTA-PADRAO,ULTIMO-AVISO"}, ator="ana")
    cartas.liberar(pronta, em, tmp_path)
    liberada_em(em)
    dias = [em + timedelta(days=n) for n in (0, 29, 30)]
    destinos = canal("carta").previa(carteira=carteira, antes=[], depois=etapa, dias=dias)
    assert [(d.dia, d.antes, d.depois, d.cdas) for d in sorted(destinos, key=lambda um: um.dia)] == [
        (0, "sem_etapa", "espera_da_proxima_carta", 1),
        (1, "sem_etapa", "espera_da_proxima_carta", 1),
        (2, "sem_etapa", None, 1),
    ]
