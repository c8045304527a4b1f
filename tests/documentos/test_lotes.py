"""Lotes: em pedaços, retomáveis depois de kill -9, sem documento em dobro, com manifesto que confere."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from cda_completa import FazerCDA
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pyhanko.pdf_utils.reader import PdfFileReader

from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.consultas import Filtro
from hub.dividas.models import CDA
from hub.documentos import lotes
from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.certificados import certificado_de_ensaio
from hub.documentos.emissao import documento_emitir
from hub.documentos.erros import NadaAEmitir
from hub.documentos.lotes import lote_pedir, pedaco_emitir
from hub.documentos.models import Documento, Formato, LoteDeDocumentos, VersaoDoModelo
from hub.documentos.pacote import pacote_do_lote
from hub.documentos.paginas import paginas_dos_documentos
from hub.documentos.tarefas import lote_enfileirar, pedaco_emitir_na_fila, retomar
from hub.projeto import banco

pytestmark = pytest.mark.django_db


@pytest.fixture
def pedacos_de_tres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lotes, "POR_PEDACO", 3)


def pedir(versao: VersaoDoModelo, agora: datetime, **opcoes: object) -> LoteDeDocumentos:
    padrao = {"filtro": Filtro(), "formato": Formato.JUNTADO, "ator": "ana"}
    return lote_pedir(credor=versao.credor, versao=versao, agora=agora, **{**padrao, **opcoes})


def emitir_tudo(lote: LoteDeDocumentos, agora: datetime) -> LoteDeDocumentos:
    for pedaco in lote.pedacos.order_by("-ordem"):
        pedaco_emitir(pedaco=pedaco, agora=agora)
    lote.refresh_from_db()
    return lote


def pacote(lote: LoteDeDocumentos) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(pacote_do_lote(lote))))


def test_juntado_diz_a_pagina_de_cada_documento(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, pedacos_de_tres: None
) -> None:
    longo = "RUA " + "MUITO COMPRIDA " * 400
    for n in range(7):
        fazer_cda(recife, devedor_nome=f"DEVEDOR {n}", devedor_logradouro=longo if n == 1 else "RUA A")
    lote = emitir_tudo(pedir(carta, agora), agora)
    assert (lote.situacao, lote.emitidos, lote.progresso) == ("pronto", 7, 100)
    for pedaco in lote.pedacos.all():
        pdf = arquivo_guardado(recife, pedaco.sha256).read_bytes()
        leitor = PdfFileReader(io.BytesIO(pdf))
        total = int(leitor.root["/Pages"]["/Count"])
        ditas = [(d.pagina, d.paginas) for d in pedaco.documentos.order_by("pk")]
        assert ditas == paginas_dos_documentos(pdf)
        assert ditas[0][0] == 1
        assert all(a[0] + a[1] == b[0] for a, b in pairwise(ditas))
        assert ditas[-1][0] + ditas[-1][1] - 1 == total
        etiquetas = list(leitor.root["/PageLabels"]["/Nums"])
        primeiras = [
            int(p) + 1 for p, e in zip(etiquetas[::2], etiquetas[1::2], strict=True) if e.get_object()["/St"] == 1
        ]
        assert primeiras == [pagina for pagina, _ in ditas]
    assert sum(d.paginas > 1 for d in Documento.objects.all()) == 1


@pytest.mark.parametrize("formato", Formato)
def test_o_pacote_confere_pelo_manifesto(
    formato: Formato,
    recife: Credor,
    fazer_cda: FazerCDA,
    carta: VersaoDoModelo,
    agora: datetime,
    pedacos_de_tres: None,
) -> None:
    certificado_de_ensaio(credor=recife, ator="ana", agora=timezone.now())
    for n in range(5):
        fazer_cda(recife, devedor_cep=f"5001{n}000", devedor_nome="=HYPERLINK(1)" if n == 0 else f"PESSOA {n}")
    lote = emitir_tudo(pedir(carta, agora, formato=formato), agora)
    aberto = pacote(lote)
    assert aberto.testzip() is None
    manifesto = json.loads(aberto.read("manifesto.json"))
    assert hashlib.sha256(aberto.read("manifesto.json")).hexdigest() == lote.manifesto_sha256
    assert aberto.read("manifesto.json.p7s")
    indice = list(csv.DictReader(io.StringIO(aberto.read("indice.csv").decode("utf-8-sig")), delimiter=";"))
    assert [linha["cep"] for linha in indice] == [f"5001{n}000" for n in range(5)]
    assert indice[0]["destinatario"] == "'=HYPERLINK(1)"
    assert {linha["arquivo"] for linha in indice} <= set(aberto.namelist())
    ditos = [documento for arquivo in manifesto["arquivos"] for documento in arquivo["documentos"]]
    assert [d["codigo"] for d in ditos] == [linha["codigo"] for linha in indice]
    if formato == Formato.JUNTADO:
        for arquivo in manifesto["arquivos"]:
            assert hashlib.sha256(aberto.read(arquivo["nome"])).hexdigest() == arquivo["sha256"]
    else:
        for documento in ditos:
            pdf = aberto.read(documento["codigo"].replace("-", "") + ".pdf")
            assert hashlib.sha256(pdf).hexdigest() == documento["sha256"]


def test_o_que_nao_pode_sair_fica_dito_e_o_resto_sai(
    recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, agora: datetime
) -> None:
    fazer_cda(recife)
    sem_origem = fazer_cda(recife, origem="")
    estranha = fazer_cda(recife, devedor_nome="LOJA \N{GRINNING FACE}")
    lote = emitir_tudo(pedir(certidao, agora), agora)
    assert (lote.pedidos, lote.emitidos, lote.recusados, lote.feitos) == (3, 1, 2, 3)
    recusas = {r["numero_cda"]: r["motivo"] for r in lote.pedacos.get().recusas}
    assert "origem" in recusas[sem_origem.numero_cda]
    assert "U+1F600" in recusas[estranha.numero_cda]


def test_repetir_o_lote_nao_emite_de_novo(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime
) -> None:
    cda = fazer_cda(recife)
    fazer_cda(recife)
    antes = documento_emitir(cda=cda, versao=carta, ator="ana", agora=agora)
    primeiro = emitir_tudo(pedir(carta, agora), agora)
    assert (primeiro.emitidos, primeiro.repetidos) == (1, 1)
    segundo = emitir_tudo(pedir(carta, agora), agora)
    assert (segundo.emitidos, segundo.repetidos, segundo.situacao) == (0, 2, "pronto")
    assert Documento.objects.get(cda=cda) == antes
    (pedaco,) = primeiro.pedacos.all()
    assert pedaco_emitir(pedaco=pedaco, agora=agora) == []


def test_so_entram_as_do_credor_que_passam_no_filtro(
    recife: Credor,
    olinda: Credor,
    fazer_cda: FazerCDA,
    carta: VersaoDoModelo,
    certidao: VersaoDoModelo,
    agora: datetime,
) -> None:
    certa = fazer_cda(recife, tributo="ISS")
    fazer_cda(recife)
    fazer_cda(olinda, tributo="ISS")
    for posicao in ("paga", "cancelada", "suspensa", "parcelada"):
        fazer_cda(recife, tributo="ISS", posicao=posicao)
    lote = pedir(carta, agora, filtro=Filtro(tributo="ISS"))
    assert [cda for pedaco in lote.pedacos.all() for cda in pedaco.cdas] == [certa.pk]
    assert pedir(certidao, agora, filtro=Filtro(tributo="ISS")).pedidos == 3
    with pytest.raises(NadaAEmitir):
        pedir(carta, agora, filtro=Filtro(tributo="ITBI"))


def test_pedaco_com_cda_de_outro_credor_nao_a_emite(
    recife: Credor, olinda: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime
) -> None:
    """Nem com a linha do pedaço adulterada sai a dívida da vizinha."""
    fazer_cda(recife)
    alheia = fazer_cda(olinda)
    lote = pedir(carta, agora)
    lote.pedacos.update(cdas=[alheia.pk])
    emitir_tudo(lote, agora)
    assert not Documento.objects.filter(cda=alheia).exists()


def test_a_fila_emite_e_nao_entra_duas_vezes(
    recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime, pedacos_de_tres: None
) -> None:
    for _ in range(7):
        fazer_cda(recife)
    lote = pedir(carta, agora)
    lote_enfileirar(lote)
    lote_enfileirar(lote)
    retomar(0)
    na_fila = ProcrastinateJob.objects.filter(task_name="hub.documentos.pedaco_emitir", status="todo")
    pedidos = [job.args["pedaco"] for job in na_fila.order_by("id")]
    assert pedidos == list(lote.pedacos.values_list("pk", flat=True))
    for pedaco in [*pedidos, *pedidos]:
        pedaco_emitir_na_fila(pedaco=pedaco)
    lote.refresh_from_db()
    assert (lote.situacao, lote.emitidos) == ("pronto", 7)
    assert Documento.objects.filter(pedaco__lote=lote).count() == 7


def esperar_trava(pedaco: int) -> None:
    """O banco leva um instante para saber que o processo morreu, e então solta a trava dele."""
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute("select count(*) from pg_locks where locktype = 'advisory' and objid = %s", [pedaco])
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.1)


_MORTAL = """
import importlib, os, signal, django
django.setup()
from django.conf import settings
from django.db import connection
settings.PASTA_DE_TRABALHO = {pasta!r}
dono = importlib.import_module({modulo!r})
original = getattr(dono, {nome!r})
def mortal(*args, **kwargs):
    if {antes}:
        os.kill(os.getpid(), signal.SIGKILL)
    original(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(dono, {nome!r}, mortal)
from django.utils import timezone
from hub.documentos.lotes import pedaco_emitir
from hub.documentos.models import PedacoDoLote
pedaco_emitir(pedaco=PedacoDoLote.objects.get(pk={pedaco}), agora=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("alvo", "antes"),
    [
        ("hub.documentos.pedacos:pdf_compor", False),
        ("hub.documentos.pedacos:arquivo_guardar", False),
        ("hub.documentos.lotes:_somar", True),
        ("hub.documentos.lotes:_somar", False),
        ("hub.documentos.lotes:_terminar", False),
    ],
)
def test_depois_de_kill_9_o_lote_termina_sem_documento_em_dobro(
    alvo: str,
    antes: bool,  # noqa: FBT001
    recife: Credor,
    fazer_cda: FazerCDA,
    carta: VersaoDoModelo,
    agora: datetime,
    pasta_de_trabalho: Path,
) -> None:
    cdas = [fazer_cda(recife) for _ in range(4)]
    lote = pedir(carta, agora)
    pedaco = lote.pedacos.get()
    modulo, nome = alvo.split(":")
    texto = _MORTAL.format(pasta=str(pasta_de_trabalho), modulo=modulo, nome=nome, antes=antes, pedaco=pedaco.pk)
    url = banco.url_do_banco().replace("///hub?", f"///{settings.DATABASES['default']['NAME']}?")
    ambiente = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "hub.projeto.settings"}
    morto = subprocess.run([sys.executable, "-c", texto], env=ambiente, capture_output=True, check=False)  # noqa: S603
    assert morto.returncode == -signal.SIGKILL, morto.stderr
    assert not Documento.objects.exists()
    esperar_trava(pedaco.pk)
    lote = emitir_tudo(lote, agora)
    assert (lote.situacao, lote.emitidos) == ("pronto", 4)
    assert Documento.objects.count() == len(cdas) == len(set(Documento.objects.values_list("codigo", flat=True)))
    assert Evento.objects.filter(etiqueta="hub:documento:lote_pronto").count() == 1
    assert CDA.objects.count() == 4
