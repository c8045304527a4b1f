"""A página pública: diz se o documento existe e se o arquivo é ele; não mostra o devedor nem se deixa adivinhar."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from cda_completa import Entrar
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hub.acesso.models import TentativaDeEntrada, Usuario
from hub.auditoria.models import Evento
from hub.dividas.models import CDA
from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.codigo import codigo_formatar, codigo_sortear
from hub.documentos.emissao import documento_cancelar, documento_emitir
from hub.documentos.models import Documento, VersaoDoModelo
from hub.documentos.telas_publicas import ERROS

pytestmark = pytest.mark.django_db


@pytest.fixture
def documento(cda: CDA, carta: VersaoDoModelo, agora: datetime) -> Documento:
    return documento_emitir(cda=cda, versao=carta, ator="ana", agora=agora)


def sem_o_que_varia(pagina: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", pagina.decode())


def test_qualquer_um_confere_e_nao_ve_o_devedor(documento: Documento, client: Client) -> None:
    for escrito in (documento.codigo, codigo_formatar(documento.codigo), documento.codigo.lower()):
        pagina = client.get(f"/conferir/{escrito}")
        corpo = pagina.content.decode()
        assert pagina.status_code == 200
        assert "existe e vale" in corpo
        assert documento.sha256 in corpo
        assert "Município do Recife" in corpo
        assert "M*** D*** E***, ***.982.247-**" in corpo
        for segredo in ("MARIA", "529.982", "52998224725", "FLORES", "1.673,93", documento.cda.numero_cda, "maria@"):
            assert segredo not in corpo
        assert "no-store" in pagina["Cache-Control"] or "no-cache" in pagina["Cache-Control"]


def test_o_formulario_leva_ao_documento(documento: Documento, client: Client) -> None:
    pagina = client.get("/conferir", {"codigo": codigo_formatar(documento.codigo).lower()}, follow=True)
    assert "existe e vale" in pagina.content.decode()
    assert client.get("/conferir").status_code == 200


@pytest.mark.parametrize("codigo", ["http:", "//fora.test", "..", "a/b", "%0d%0aX: y", "\N{SNOWMAN}", "x" * 500, " "])
def test_texto_qualquer_no_formulario_nao_leva_para_fora(codigo: str, client: Client) -> None:
    resposta = client.get("/conferir", {"codigo": codigo})
    assert resposta.status_code in {200, 302}
    if resposta.status_code == 302:
        assert resposta["Location"].startswith("/conferir/")
        assert client.get(resposta["Location"]).status_code == 404


def test_codigo_errado_e_codigo_que_nao_ha_sao_a_mesma_resposta(documento: Documento, client: Client) -> None:
    errado = documento.codigo[:-1] + ("2" if documento.codigo[-1] != "2" else "3")
    paginas = [client.get(f"/conferir/{codigo}") for codigo in (errado, codigo_sortear(), "nada", "A" * 18)]
    assert {pagina.status_code for pagina in paginas} == {404}
    assert len({sem_o_que_varia(pagina.content) for pagina in paginas}) == 1


def test_o_arquivo_se_compara_pelo_resumo(documento: Documento, client: Client) -> None:
    pdf = arquivo_guardado(documento.credor, documento.sha256).read_bytes()
    endereco = f"/conferir/{documento.codigo}"
    for conteudo, dito in (
        (pdf, "É o mesmo arquivo."),
        (pdf + b" ", "Não é o mesmo arquivo."),
        (b"", "Falta o arquivo."),
    ):
        pagina = client.post(endereco, {"arquivo": SimpleUploadedFile("../../x.pdf", conteudo)})
        assert dito in pagina.content.decode()
    assert "Falta o arquivo." in client.post(endereco).content.decode()


def test_quem_nao_entrou_manda_ate_o_limite_e_so_ali(documento: Documento, client: Client) -> None:
    meio_mega = SimpleUploadedFile("x.pdf", b"0" * 500_000)
    assert client.post(f"/conferir/{documento.codigo}", {"arquivo": meio_mega}).status_code == 200
    grande = client.generic("POST", f"/conferir/{documento.codigo}", b"", CONTENT_LENGTH=str(11 * 1024 * 1024))
    assert grande.status_code == 413
    assert "10 MB" in grande.content.decode()
    outro = client.generic("POST", "/conferirx", b"", CONTENT_LENGTH="500000")
    assert outro["Location"].startswith("/entrar")


def test_sem_a_marca_do_formulario_nao_se_compara(documento: Documento) -> None:
    cliente = Client(enforce_csrf_checks=True)
    resposta = cliente.post(f"/conferir/{documento.codigo}", {"arquivo": SimpleUploadedFile("x.pdf", b"x")})
    assert resposta.status_code == 403


def test_o_cancelado_se_diz_cancelado(documento: Documento, client: Client, agora: datetime) -> None:
    documento_cancelar(documento=documento, motivo="engano", ator="ana", agora=agora)
    corpo = client.get(f"/conferir/{documento.codigo}").content.decode()
    assert "foi cancelado" in corpo
    assert "engano" not in corpo


def test_quem_adivinha_e_freado_e_so_o_primeiro_deixa_evento(documento: Documento, client: Client) -> None:
    for _ in range(ERROS):
        assert client.get(f"/conferir/{codigo_sortear()}").status_code == 404
    for _ in range(5):
        freada = client.get(f"/conferir/{codigo_sortear()}")
        assert freada.status_code == 429
        assert "15 minutos" in freada.content.decode()
    # Nem o certo se diz a quem está freado: senão o freio serviria de oráculo.
    assert client.get(f"/conferir/{documento.codigo}").status_code == 429
    assert Evento.objects.filter(etiqueta="pessoa:documento:conferencia_barrada").count() == 1
    assert TentativaDeEntrada.objects.count() == ERROS + 1
    assert client.get(f"/conferir/{documento.codigo}", REMOTE_ADDR="10.9.8.7").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert client.get(f"/conferir/{documento.codigo}").status_code == 200


def test_acertar_nao_conta_e_conferir_nao_tranca_a_entrada(documento: Documento, client: Client, ana: Usuario) -> None:
    for _ in range(ERROS * 2):
        assert client.get(f"/conferir/{documento.codigo}").status_code == 200
    for _ in range(ERROS + 3):
        client.get(f"/conferir/{codigo_sortear()}")
    entrou = client.post("/entrar", {"usuario": "ana", "senha": "senha-de-ana-longa"})
    assert entrou.status_code == 302


def test_quem_ja_entrou_tambem_confere_o_de_outro_credor(documento: Documento, olga: Usuario, entrar: Entrar) -> None:
    assert entrar(olga).get(f"/conferir/{documento.codigo}").status_code == 200
