"""Emitir: a lei conferida no modelo e na dívida, o PDF arquivável, e repetir sem emitir outro."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from pathlib import Path

import pytest
from cda_completa import FazerCDA
from django.db import DatabaseError, transaction
from pyhanko.pdf_utils.reader import PdfFileReader

from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import CDA, Corresponsavel, Item
from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.emissao import documento_cancelar, documento_emitir, previa_em_imagens, previa_em_pdf
from hub.documentos.erros import DadoObrigatorioFalta, SemDesenho
from hub.documentos.modelos import Redacao, versao_salvar
from hub.documentos.models import Documento, VersaoDoModelo

pytestmark = pytest.mark.django_db


def pdf_de(documento: Documento) -> bytes:
    return arquivo_guardado(documento.credor, documento.sha256).read_bytes()


def test_todo_credor_nasce_com_os_dois_modelos(recife: Credor, olinda: Credor) -> None:
    for credor in (recife, olinda):
        assert list(credor.modelos_de_documento.values_list("especie", "codigo")) == [
            ("CARTA", "CARTA-PADRAO"),
            ("CDA", "CDA-PADRAO"),
        ]


def test_a_certidao_sai_em_pdf_a_marcado_em_portugues(
    cda: CDA, certidao: VersaoDoModelo, agora: datetime, tmp_path: Path
) -> None:
    documento = documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora)
    pdf = pdf_de(documento)
    assert hashlib.sha256(pdf).hexdigest() == documento.sha256
    raiz = PdfFileReader(io.BytesIO(pdf)).root
    assert raiz["/Lang"] == "pt-BR"
    assert raiz["/MarkInfo"]["/Marked"]
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert (documento.pagina, documento.paginas) == (1, 1)
    assert documento.devedor_mascarado == "M*** D*** E***, ***.982.247-**"


def test_repetir_nao_emite_outro_e_deixa_um_evento(cda: CDA, certidao: VersaoDoModelo, agora: datetime) -> None:
    primeiro = documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora)
    assert documento_emitir(cda=cda, versao=certidao, ator="beto", agora=agora) == primeiro
    assert Documento.objects.count() == 1
    assert Evento.objects.filter(etiqueta="credor:documento:emitido").count() == 1


def test_cda_alterada_ou_modelo_novo_emitem_outro(cda: CDA, certidao: VersaoDoModelo, agora: datetime) -> None:
    primeiro = documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora)
    cda.versao = 2
    cda.save(update_fields=["versao"])
    segundo = documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora)
    assert primeiro.codigo != segundo.codigo


@pytest.mark.parametrize(
    ("campo", "lei"),
    [
        ("valor_originario", "art. 2º, § 5º, II"),
        ("juros_termo_inicial", "art. 2º, § 5º, II"),
        ("origem", "art. 202, III"),
        ("fundamento_legal", "art. 202, III"),
        ("data_inscricao", "art. 202, IV"),
        ("livro", "art. 202, parágrafo único"),
        ("correcao_termo_inicial", "art. 2º, § 5º, IV"),
        ("encargos_fundamento", "art. 202, II"),
    ],
)
def test_sem_o_dado_que_a_lei_exige_a_certidao_nao_sai(
    campo: str, lei: str, recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, agora: datetime
) -> None:
    sem = fazer_cda(recife, **{campo: None})
    with pytest.raises(DadoObrigatorioFalta) as recusa:
        documento_emitir(cda=sem, versao=certidao, ator="ana", agora=agora)
    assert lei in recusa.value.mensagem
    assert sem.numero_cda in recusa.value.mensagem
    assert not Documento.objects.exists()


def test_o_que_nao_e_o_caso_nao_se_exige(
    recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, carta: VersaoDoModelo, agora: datetime
) -> None:
    sem_juros = fazer_cda(
        recife,
        juros_forma="NENHUM",
        juros_termo_inicial=None,
        indice_correcao="NENHUM",
        correcao_termo_inicial=None,
        devedor_logradouro=None,
        valor_multa=None,
        valor_juros=None,
        valor_correcao=None,
        valor_encargos=None,
        encargos_fundamento=None,
    )
    assert documento_emitir(cda=sem_juros, versao=certidao, ator="ana", agora=agora).pk
    assert documento_emitir(cda=fazer_cda(recife, origem=None), versao=carta, ator="ana", agora=agora).pk


def test_registro_eletronico_dispensa_livro_e_folha(
    recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, agora: datetime
) -> None:
    redacao = Redacao(
        textos=[bloco["texto"] for bloco in certidao.blocos],
        signatarios=certidao.signatarios,
        registro_eletronico=True,
    )
    eletronica = versao_salvar(modelo=certidao.modelo, redacao=redacao, base=1, ator="ana", agora=agora)
    sem_livro = fazer_cda(recife, livro=None, folha=None)
    assert documento_emitir(cda=sem_livro, versao=eletronica, ator="ana", agora=agora).pk


def test_o_que_a_letra_nao_desenha_e_dito_e_nao_sai(
    recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, agora: datetime
) -> None:
    for nome in ("LOJA \N{GRINNING FACE} LTDA", "\N{CJK UNIFIED IDEOGRAPH-4E2D} LTDA"):
        with pytest.raises(SemDesenho, match="Nome do devedor"):
            documento_emitir(cda=fazer_cda(recife, devedor_nome=nome), versao=certidao, ator="ana", agora=agora)


def test_nomes_que_se_desenham_saem(
    recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, agora: datetime
) -> None:
    for nome in ("ŁUKASZ ŐRSÉG", "Ελένη", "Иван", "D\N{RIGHT SINGLE QUOTATION MARK}ÁVILA – FILHO"):
        documento_emitir(cda=fazer_cda(recife, devedor_nome=nome), versao=certidao, ator="ana", agora=agora)


def test_quadros_com_itens_e_corresponsaveis(cda: CDA, certidao: VersaoDoModelo, agora: datetime) -> None:
    sem = previa_em_pdf(cda=cda, versao=certidao, agora=agora)
    for ordem in (2, 3):
        Corresponsavel.objects.create(
            credor=cda.credor, cda=cda, ordem=ordem, papel="SOLIDARIO", nome="JOSÉ", documento="11222333000181"
        )
    for sequencia in range(1, 60):
        Item.objects.create(credor=cda.credor, cda=cda, sequencia=sequencia, tributo="IPTU", vencimento=agora.date())
    documento = documento_emitir(cda=cda, versao=certidao, ator="ana", agora=agora)
    assert documento.paginas == 3
    assert len(pdf_de(documento)) > len(sem)


def test_a_previa_nao_grava_nada(cda: CDA, certidao: VersaoDoModelo, agora: datetime) -> None:
    eventos = Evento.objects.count()
    assert previa_em_pdf(cda=cda, versao=certidao, agora=agora).startswith(b"%PDF")
    (pagina,) = previa_em_imagens(cda=cda, versao=certidao, agora=agora)
    assert pagina.startswith(b"\x89PNG")
    assert (Documento.objects.count(), Evento.objects.count()) == (0, eventos)


def test_cancelar_e_repetir(cda: CDA, carta: VersaoDoModelo, agora: datetime) -> None:
    documento = documento_emitir(cda=cda, versao=carta, ator="ana", agora=agora)
    for _ in range(2):
        documento_cancelar(documento=documento, motivo="dado errado", ator="ana", agora=agora)
    documento.refresh_from_db()
    assert documento.situacao == "cancelado"
    assert Evento.objects.filter(etiqueta="credor:documento:cancelado").count() == 1


@pytest.mark.parametrize("ato", ["update", "delete"])
def test_o_banco_recusa_mudar_uma_versao(ato: str, certidao: VersaoDoModelo) -> None:
    linhas = VersaoDoModelo.objects.filter(pk=certidao.pk)
    with pytest.raises(DatabaseError, match="não se altera"), transaction.atomic():
        linhas.update(versao=9) if ato == "update" else linhas._raw_delete(linhas.db)
