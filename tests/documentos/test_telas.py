"""As telas de modelos, documentos e lotes: quem pode, a prévia que não grava, e a vizinha que nada vê."""

from __future__ import annotations

import io
import zipfile

import pytest
from cda_completa import Entrar, FazerCDA
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings
from test_modelos import png

from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.documentos.lotes import pedaco_emitir
from hub.documentos.models import Documento, Envio, LoteDeDocumentos, ModeloDeDocumento, VersaoDoModelo

pytestmark = pytest.mark.django_db
PRIVADO = (b"MARIA DO EXEMPLO", b"2025/0", b"CARTA-PADRAO")


def enviar(cliente: Client, versao: VersaoDoModelo, **campos: object) -> object:
    dados = {
        "base": str(versao.versao),
        **{f"bloco-{n}": bloco["texto"] for n, bloco in enumerate(versao.blocos)},
        **{
            f"signatario-{n}-{parte}": quem[parte]
            for n, quem in enumerate(versao.signatarios)
            for parte in ("nome", "cargo")
        },
    }
    return cliente.post(f"/documentos/modelos/{versao.modelo_id}/editar", {**dados, **campos})


def test_gravar_faz_versao_e_a_lista_a_mostra(ana: Usuario, carta: VersaoDoModelo, cda: CDA, entrar: Entrar) -> None:
    cliente = entrar(ana)
    resposta = enviar(cliente, carta, **{"bloco-0": "Pague, **{{devedor_nome}}**.", "vigente_desde": "01/01/2026"})
    assert resposta.status_code == 302
    nova = carta.modelo.versoes.order_by("-versao")[0]
    assert (nova.versao, nova.criada_por) == (2, "ana")
    pagina = cliente.get(f"/documentos/modelos/{carta.modelo_id}").content.decode()
    assert "Prévia da versão 2" in pagina
    assert "Pague, MARIA DO EXEMPLO." in pagina
    assert "data:image/png;base64," in pagina


def test_a_previa_do_editor_nao_grava_e_mostra_o_digitado(
    ana: Usuario, carta: VersaoDoModelo, cda: CDA, entrar: Entrar
) -> None:
    resposta = enviar(entrar(ana), carta, **{"bloco-0": "Rascunho para {{devedor_nome}}", "acao": "previa"})
    corpo = resposta.content.decode()
    assert resposta.status_code == 200
    assert "Rascunho para MARIA DO EXEMPLO" in corpo
    assert "Rascunho para {{devedor_nome}}" in corpo
    assert carta.modelo.versoes.count() == 1


def test_modelo_recusado_volta_com_o_que_se_digitou(ana: Usuario, certidao: VersaoDoModelo, entrar: Entrar) -> None:
    resposta = enviar(entrar(ana), certidao, **{"bloco-0": "Só isto"})
    corpo = resposta.content.decode()
    assert resposta.status_code == 422
    assert "Só isto" in corpo
    assert "número da inscrição no Registro de Dívida Ativa" in corpo
    assert "{{numero_inscricao}}" in corpo


@pytest.mark.parametrize(
    ("nome", "conteudo", "situacao"),
    [
        ("brasao.png", png(30, 30), 302),
        ("../../../../etc/passwd", png(30, 30), 302),
        ("brasao.png", b"<svg><script>alert(1)</script></svg>", 422),
        ("brasao.svg", b"<svg/>", 422),
        ("brasao.png", png(30, 30) + b"\0" * 10_000_000, 422),
    ],
    ids=["png", "nome com caminho", "svg disfarçado", "svg", "dez megas"],
)
def test_brasao_pela_tela(
    nome: str, conteudo: bytes, situacao: int, ana: Usuario, carta: VersaoDoModelo, cda: CDA, entrar: Entrar
) -> None:
    arquivo = SimpleUploadedFile(nome, conteudo)
    assert enviar(entrar(ana), carta, brasao=arquivo).status_code == situacao
    nova = carta.modelo.versoes.order_by("-versao")[0]
    assert bytes(nova.brasao) == (conteudo if situacao == 302 else b"")
    if situacao == 302:
        assert b"data:image/png" in entrar(ana).get(f"/documentos/modelos/{carta.modelo_id}").content
        assert enviar(entrar(ana), nova, tirar_brasao="1").status_code == 302
        assert not carta.modelo.versoes.order_by("-versao")[0].brasao_sha256


def test_modelo_novo_e_codigo_repetido(ana: Usuario, recife: Credor, entrar: Entrar) -> None:
    dados = {"nome": "Segundo aviso", "codigo": "AVISO-2", "especie": "CARTA", "bloco-0": "Oi, {{devedor_nome}}"}
    cliente = entrar(ana)
    assert cliente.post("/documentos/modelos/novo", dados).status_code == 302
    repetido = cliente.post("/documentos/modelos/novo", dados)
    assert repetido.status_code == 422
    assert "Já há um modelo com este código" in repetido.content.decode()
    assert cliente.post("/documentos/modelos/novo", {**dados, "codigo": "a b"}).status_code == 422
    assert ModeloDeDocumento.objects.filter(credor=recife).count() == 3


def test_quem_editou_uma_versao_velha_e_avisado(ana: Usuario, carta: VersaoDoModelo, entrar: Entrar) -> None:
    cliente = entrar(ana)
    enviar(cliente, carta, **{"bloco-0": "Primeiro"})
    segunda = enviar(cliente, carta, **{"bloco-0": "Segundo"})
    assert segunda.status_code == 409
    assert "enquanto você editava" in segunda.content.decode()


def test_emitir_baixar_e_cancelar_pela_pagina_da_cda(
    olavo: Usuario, cda: CDA, carta: VersaoDoModelo, entrar: Entrar
) -> None:
    cliente = entrar(olavo)
    assert f"/cdas/{cda.pk}/documentos" in cliente.get(f"/cdas/{cda.pk}").content.decode()
    for _ in range(2):
        cliente.post(f"/cdas/{cda.pk}/documentos/emitir", {"versao": carta.pk})
    documento = Documento.objects.get()
    baixado = cliente.get(f"/documentos/{documento.pk}.pdf")
    assert baixado.content.startswith(b"%PDF")
    assert documento.codigo in baixado["Content-Disposition"]
    assert cliente.post(f"/documentos/{documento.pk}/cancelar", {"motivo": " "}).status_code == 422
    assert cliente.post(f"/documentos/{documento.pk}/cancelar", {"motivo": "dado errado"}).status_code == 302
    assert cliente.get(f"/documentos/{documento.pk}.pdf").status_code == 404
    assert "Cancelado" in cliente.get(f"/cdas/{cda.pk}/documentos").content.decode()


def test_versao_de_outro_credor_ou_velha_nao_emite(
    olavo: Usuario, olinda: Credor, cda: CDA, carta: VersaoDoModelo, entrar: Entrar
) -> None:
    alheia = VersaoDoModelo.objects.get(credor=olinda, modelo__codigo="CARTA-PADRAO")
    for versao in (str(alheia.pk), "0", "", "x", "9" * 30):
        entrar(olavo).post(f"/cdas/{cda.pk}/documentos/emitir", {"versao": versao})
    assert not Documento.objects.exists()


def test_a_recusa_da_emissao_diz_o_campo(
    olavo: Usuario, recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, entrar: Entrar
) -> None:
    sem = fazer_cda(recife, origem=None)
    pagina = entrar(olavo).post(f"/cdas/{sem.pk}/documentos/emitir", {"versao": certidao.pk}, follow=True)
    assert "origem do crédito, campo *Origem*" in pagina.content.decode()


def test_carta_para_divida_paga_nao_sai(
    olavo: Usuario, recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, entrar: Entrar
) -> None:
    paga = fazer_cda(recife, posicao="paga")
    pagina = entrar(olavo).post(f"/cdas/{paga.pk}/documentos/emitir", {"versao": carta.pk}, follow=True)
    assert "está paga: dela não se manda carta" in pagina.content.decode()


def test_mandar_por_correio_pela_tela(
    olavo: Usuario, cda: CDA, carta: VersaoDoModelo, entrar: Entrar, settings: Settings
) -> None:
    cliente = entrar(olavo)
    cliente.post(f"/cdas/{cda.pk}/documentos/emitir", {"versao": carta.pk})
    documento = Documento.objects.get()
    for _ in range(2):
        cliente.post(f"/documentos/{documento.pk}/enviar")
    envio = Envio.objects.get()
    assert (envio.destinatario, envio.situacao) == ("maria@exemplo.test", "na_fila")
    Envio.objects.update(situacao="incerto")
    assert "Tentar de novo" in cliente.get(f"/cdas/{cda.pk}/documentos").content.decode()
    cliente.post(f"/documentos/envios/{envio.pk}/repetir")
    envio.refresh_from_db()
    assert envio.situacao == "na_fila"


def test_lote_pela_tela_ate_o_pacote(
    olavo: Usuario, recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, entrar: Entrar
) -> None:
    for _ in range(3):
        fazer_cda(recife)
    cliente = entrar(olavo)
    dados = {"versao": carta.pk, "formato": "separado", "carteira": "GERAL"}
    assert cliente.post("/documentos/lotes/novo", dados).status_code == 302
    lote = LoteDeDocumentos.objects.get()
    assert "Emitindo: 0 %." in cliente.get(f"/documentos/lotes/{lote.pk}").content.decode()
    assert cliente.get(f"/documentos/lotes/{lote.pk}/pacote.zip").status_code == 404
    for pedaco in lote.pedacos.all():
        pedaco_emitir(pedaco=pedaco, agora=lote.criado_em)
    resposta = cliente.get(f"/documentos/lotes/{lote.pk}/andamento", headers={"HX-Request": "true"})
    assert (resposta.status_code, resposta["HX-Refresh"]) == (286, "true")
    baixado = b"".join(cliente.get(f"/documentos/lotes/{lote.pk}/pacote.zip").streaming_content)
    assert len(zipfile.ZipFile(io.BytesIO(baixado)).namelist()) == 5


@pytest.mark.parametrize("dados", [{}, {"versao": "1"}, {"versao": "x\0"}, {"carteira": "NAO-HA"}])
def test_lote_mal_pedido_volta_com_o_motivo(
    dados: dict[str, str], olavo: Usuario, cda: CDA, carta: VersaoDoModelo, entrar: Entrar
) -> None:
    pedido = {"versao": str(carta.pk)} if "carteira" in dados else {}
    assert entrar(olavo).post("/documentos/lotes/novo", {**pedido, **dados}).status_code == 422
    assert not LoteDeDocumentos.objects.exists()


def test_operador_emite_e_nao_edita_e_consulta_so_ve(
    olavo: Usuario, beto: Usuario, cda: CDA, carta: VersaoDoModelo, entrar: Entrar
) -> None:
    assert enviar(entrar(olavo), carta).status_code == 403
    assert entrar(olavo).get("/documentos/modelos/novo").status_code == 403
    assert entrar(beto).post(f"/cdas/{cda.pk}/documentos/emitir", {"versao": carta.pk}).status_code == 403
    assert entrar(beto).get("/documentos").status_code == 200
    assert "Emitir</button>" not in entrar(beto).get(f"/cdas/{cda.pk}/documentos").content.decode()


def test_a_vizinha_nada_ve_nem_pela_previa(
    olga: Usuario, cda: CDA, carta: VersaoDoModelo, olinda: Credor, olavo: Usuario, entrar: Entrar
) -> None:
    entrar(olavo).post(f"/cdas/{cda.pk}/documentos/emitir", {"versao": carta.pk})
    documento = Documento.objects.get()
    cliente = entrar(olga)
    for caminho in (
        f"/documentos/modelos/{carta.modelo_id}",
        f"/documentos/versoes/{carta.pk}/previa.pdf",
        f"/cdas/{cda.pk}/documentos",
        f"/documentos/{documento.pk}.pdf",
    ):
        assert cliente.get(caminho).status_code == 404, caminho
    propria = VersaoDoModelo.objects.get(credor=olinda, modelo__codigo="CARTA-PADRAO")
    pagina = cliente.get(f"/documentos/modelos/{propria.modelo_id}?cda={cda.numero_cda}")
    assert "Não há CDA" in pagina.content.decode()
    assert cliente.get(f"/documentos/versoes/{propria.pk}/previa.pdf?cda={cda.numero_cda}").status_code == 404
    assert b"MARIA" not in pagina.content
