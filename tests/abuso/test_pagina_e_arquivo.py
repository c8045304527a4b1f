"""Texto hostil que entrou nos dados e volta em página, cabeçalho, planilha, terminal e disco."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import stat
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from abuso.atacante import Alvo, Sistema
from abuso.conftest import Entrar
from cenarios import cartorio
from cenarios.portas import Registro
from hub.acesso.models import Usuario
from hub.auditoria.models import Evento
from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Lote
from hub.estrategias.retornos import retorno_aplicar
from hub.recepcao.arquivos import arquivo_guardar

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
CRU = re.compile(rb"<script>alert|<img src=x")
SEM_TELA = {
    "modelo_previa",
    "documento_pdf",
    "lote_de_documentos_pacote",
    "sair",
    "lote_original",
    "lote_achados",
    "lote_modelo",
    "remessa_arquivo",
    "resultados_xlsx",
    "resultados_csv",
}


def test_texto_hostil_sai_escapado_em_toda_pagina(
    alvo: Alvo, sistema: Sistema, iptu: Registro, ana: Usuario, recife: Credor, entrar: Entrar
) -> None:
    hostil = iptu | {"numero_cda": "X<script>1", "devedor_nome": XSS, "origem": XSS, "devedor_logradouro": XSS}
    extras = {
        "metadados": {XSS[:60]: XSS},
        "link_regularizacao": "javascript:alert(1)",
        "identificador_credor": XSS[:50],
    }
    aceita = sistema.post("/cdas", {**hostil, **extras, "devedores": [{"papel": "SOLIDARIO", "nome": XSS}]})
    assert aceita.status_code in {201, 422}
    recusada = sistema.post("/cdas", {**iptu, "numero_cda": XSS, "data_vencimento": XSS, XSS: XSS})
    lotes = [json.loads(resposta.content)["lote"] for resposta in (aceita, recusada)]
    conteudo = cartorio.retorno(Acionamento.objects.all(), "2", nosso_numero="<script>alert(1")
    retorno = retorno_aplicar(estrategia="protesto", conteudo=conteudo, nome=XSS, ator="ana", credor=recife)
    Usuario.objects.filter(pk=ana.pk).update(first_name=XSS)
    Lote.objects.update(nome=XSS)
    recife.nome = XSS
    recife.save()
    cliente = entrar(ana)
    enderecos = [endereco for nome, endereco in alvo.enderecos().items() if nome not in SEM_TELA]
    enderecos += [f"/lotes/{lote}" for lote in lotes] + [f"/retornos/{retorno.pk}", "/cdas?q=X%3Cscript"]
    enderecos += [f"/cdas/{cda.pk}{fim}" for cda in recife.cdas.all() for fim in ("", "/alterar", "/movimento")]
    for endereco in enderecos:
        for pedido in (
            endereco,
            f"{endereco}{'&' if '?' in endereco else '?'}q={XSS}&next={XSS}&lote={XSS}&regra={XSS}",
        ):
            pagina = cliente.get(pedido).content
            assert not CRU.search(pagina), pedido
            assert b'href="javascript:' not in pagina, pedido
    volta = cliente.post("/cdas/nova", {**iptu, "devedor_nome": XSS, "data_vencimento": XSS})
    assert not CRU.search(volta.content)


@pytest.mark.parametrize(
    "nome",
    [
        'a"; filename="b.exe',
        "../../etc/passwd",
        "..\\..\\x.csv",
        "dívida ativa €.csv",
        "a\r\nSet-Cookie: x=1.csv",
        "a\0b.csv",
        "a;b=c.csv",
        "\u202efdp.csv",
        "a\udcffb.csv",
        "%0d%0aX: 1.csv",
        "n" * 400 + ".csv",
    ],
)
def test_nome_do_envio_nao_injeta_cabecalho_nem_caminho(
    nome: str, recife: Credor, ana: Usuario, sistema: Sistema, entrar: Entrar
) -> None:
    lote = arquivo_guardar(credor=recife, fluxo=io.BytesIO(b"x"), nome=nome, ator="ana", em=date(2026, 3, 2))
    for resposta in (
        entrar(ana).get(f"/lotes/{lote.pk}/original"),
        sistema.get(f"/arquivos/{lote.pk}/original"),
    ):
        assert resposta.status_code == 200
        assert b"".join(resposta.streaming_content) == b"x"
        dito = resposta["Content-Disposition"]
        assert dito.startswith("attachment")
        assert not re.search(r'[\r\n\0]|filename="[^"]*(/|")[^"]*"$', dito.replace('\\"', "")), dito
        assert "Set-Cookie" not in resposta.headers or "x=1" not in str(resposta.headers)
    assert entrar(ana).get(f"/lotes/{lote.pk}").status_code == 200


@pytest.mark.parametrize("inicio", ["=", "+", "-", "@", "\t=", "＝", "＋"])
def test_planilha_nao_le_achado_como_formula(
    inicio: str, sistema: Sistema, ana: Usuario, iptu: Registro, entrar: Entrar
) -> None:
    formula = f'{inicio}cmd|"/c calc"!A1'
    envio = sistema.post("/cdas", {**iptu, "numero_cda": formula[:30], "tributo": formula, "data_vencimento": formula})
    lote = json.loads(envio.content)["lote"]
    pela_tela = b"".join(entrar(ana).get(f"/lotes/{lote}/achados.csv").streaming_content)
    pela_api = b"".join(sistema.get(f"/arquivos/{lote}/achados.csv").streaming_content)
    for texto in (pela_tela, pela_api):
        celulas = [
            celula for linha in csv.reader(io.StringIO(texto.decode("utf-8-sig")), delimiter=";") for celula in linha
        ]
        assert any("calc" in celula for celula in celulas)
        assert not [celula for celula in celulas if re.match(r"[=+\-@\t\r\n＝＋－＠]", celula)]


def test_planilhas_de_resultado_nao_levam_formula(alvo: Alvo, recife: Credor, ana: Usuario, entrar: Entrar) -> None:
    recife.nome = '=HYPERLINK("http://127.0.0.1")'
    recife.save()
    cliente = entrar(ana)
    planilha = b"".join(cliente.get("/resultados.xlsx"))
    with zipfile.ZipFile(io.BytesIO(planilha)) as pacote:
        assert not any(b"<f>" in pacote.read(nome) for nome in pacote.namelist() if nome.startswith("xl/worksheets"))
    assert not re.search(r"(^|;)[=+\-@]", cliente.get("/resultados.csv").content.decode("utf-8-sig"), re.MULTILINE)


POSICOES = (0, 7, 60, 94, 196, 210, 310, 441, 455, 483, 553, 593)


@pytest.mark.parametrize("lixo", [b"\0" * 7, b"\xff" * 7, b"9" * 7, b"<b>%_'\"", b"-1-1-1-", b"\r\n\r\n\r\n\r"])
def test_retorno_hostil_vira_achado_ou_recusa(
    lixo: bytes, alvo: Alvo, recife: Credor, ana: Usuario, entrar: Entrar
) -> None:
    linhas = cartorio.retorno(Acionamento.objects.all(), "1").split(b"\r\n")
    cliente = entrar(ana)
    for numero in range(len(linhas) - 1):
        for inicio in POSICOES:
            troca = linhas[numero][:inicio] + lixo + linhas[numero][inicio + len(lixo) :]
            conteudo = b"\r\n".join([*linhas[:numero], troca, *linhas[numero + 1 :]])
            try:
                lido = retorno_aplicar(
                    estrategia="protesto", conteudo=conteudo, nome="R9990403.261", ator="ana", credor=recife
                )
            except Recusa:
                continue
            assert lido.titulos >= lido.aplicados
            json.dumps(lido.achados, allow_nan=False)
    assert cliente.get(f"/retornos/{lido.pk}").status_code == 200


BOMBA = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)
DE_FORA = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "xml", [BOMBA + b"<retorno>&c;</retorno>", DE_FORA + b"<retorno>&x;</retorno>", b"<" * 10_000, b""]
)
def test_xml_hostil_nao_se_abre(xml: bytes, recife: Credor, ana: Usuario, entrar: Entrar) -> None:
    resposta = entrar(ana).post(
        "/retornos/enviar", {"estrategia": "protesto", "arquivo": SimpleUploadedFile("R9990403.261", xml)}
    )
    assert resposta.status_code in {200, 302, 400}
    assert b"root:" not in resposta.content


def test_terminal_mostra_colchete_e_controle_como_texto(
    recife: Credor, iptu: Registro, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostil = iptu | {"data_vencimento": "[/nada]\x1b[31m", "tributo": "[bold]"}
    arquivo = tmp_path / "cdas.csv"
    arquivo.write_text(";".join(hostil) + "\n" + ";".join(hostil.values()) + "\n")
    call_command("receber", str(arquivo), "--credor", recife.cnpj)
    dito = capsys.readouterr().out
    assert "[/nada]" in dito
    assert "\x1b[31m" not in dito
    falta = tmp_path / "[/x].csv"
    with pytest.raises(SystemExit):
        call_command("receber", str(falta), "--credor", recife.cnpj)
    assert "[/x].csv" in capsys.readouterr().err.replace("\n", "")


def test_dado_de_credor_fica_em_pasta_fechada(alvo: Alvo) -> None:
    raiz = Path(settings.PASTA_DE_TRABALHO)
    pastas = [pasta for pasta in raiz.rglob("*") if pasta.is_dir()]
    assert len(pastas) >= 4
    assert {stat.S_IMODE(pasta.stat().st_mode) for pasta in pastas} == {0o700}
    recebidos = [arquivo for arquivo in (raiz / "recebidos").rglob("*") if arquivo.is_file()]
    assert {stat.S_IMODE(arquivo.stat().st_mode) for arquivo in recebidos} == {0o600}


def test_segredo_nao_aparece_em_evento_pagina_nem_registro(
    alvo: Alvo, sistema: Sistema, ana: Usuario, caplog: pytest.LogCaptureFixture, entrar: Entrar
) -> None:
    caplog.set_level(logging.DEBUG)
    Client().post("/entrar", {"usuario": "ana", "senha": "senha-de-ana-longa"})
    Client().post("/entrar", {"usuario": "ana", "senha": "senha-errada-da-ana"})
    Client().post("/entrar", {"usuario": "senha-no-lugar-do-nome", "senha": "x"})
    sistema.get("/resultados")
    sistema.get("/nada")
    segredos = [sistema.segredo, sistema.token, "senha-de-ana-longa", "senha-errada-da-ana", "senha-no-lugar-do-nome"]
    cliente = entrar(ana)
    paginas = [cliente.get(e).content.decode() for n, e in alvo.enderecos().items() if n not in SEM_TELA]
    lugares = [caplog.text, str(list(Evento.objects.values())), *paginas]
    assert not [segredo for segredo in segredos for lugar in lugares if segredo in lugar]


def test_evento_nao_leva_dado_do_devedor(alvo: Alvo, iptu: Registro) -> None:
    guardado = str(list(Evento.objects.values_list("chaves", flat=True)))
    for campo in ("devedor_nome", "devedor_logradouro"):
        assert iptu[campo] not in guardado
