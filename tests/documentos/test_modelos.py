"""O modelo: marcadores travados, Markdown restrito, elementos da lei, brasão conferido, versões que não mudam."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from datetime import date, datetime

import pytest
from cda_completa import versao_de
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.documentos.brasao import LADO, brasao_conferir
from hub.documentos.consultas import versao_vigente
from hub.documentos.elementos import QUANDO, elementos
from hub.documentos.erros import (
    BrasaoRecusado,
    MarcadorDesconhecido,
    ModeloRecusado,
    QuadroForaDoLugar,
    TextoGrandeDemais,
    TituloFundo,
    VersaoMudou,
)
from hub.documentos.marcacao import marcadores_da, texto_ler, textos_da
from hub.documentos.marcadores import marcadores
from hub.documentos.modelos import Redacao, modelo_salvar, versao_salvar
from hub.documentos.models import VersaoDoModelo

PONTO_JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffc0000b080010002001011100ffda0008010100003f00d2cf20ffd9"
)


def png(largura: int, altura: int, *, pontos: bytes | None = None) -> bytes:
    def pedaco(tipo: bytes, dados: bytes) -> bytes:
        return struct.pack(">I", len(dados)) + tipo + dados + struct.pack(">I", zlib.crc32(tipo + dados))

    cabecalho = struct.pack(">IIBBBBB", largura, altura, 8, 0, 0, 0, 0)
    linhas = pontos if pontos is not None else b"".join(b"\0" + b"\x40" * largura for _ in range(altura))
    corpo = pedaco(b"IHDR", cabecalho) + pedaco(b"IDAT", zlib.compress(linhas)) + pedaco(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + corpo


def redacao_de(versao: VersaoDoModelo, **mudancas: object) -> Redacao:
    padrao = {"textos": [bloco["texto"] for bloco in versao.blocos], "signatarios": versao.signatarios}
    return Redacao(**{**padrao, **mudancas})


def texto_corrido(arvore: list[dict[str, object]]) -> str:
    return "".join(textos_da(arvore))


def test_o_markdown_restrito_vira_arvore() -> None:
    arvore = texto_ler("# Título\n\nUm **negrito {{devedor_nome}}** e *itálico*\nsegue\\\nquebra\n\n- a\n- b\n\n1. c")
    assert [no["t"] for no in arvore] == ["h", "p", "ul", "ol"]
    assert arvore[0] == {"t": "h", "n": 1, "c": [{"t": "s", "x": "Título"}]}
    paragrafo = arvore[1]["c"]
    assert paragrafo[1] == {"t": "b", "c": [{"t": "s", "x": "negrito "}, {"t": "m", "m": "devedor_nome"}]}
    assert [no["t"] for no in paragrafo if no["t"] != "s"] == ["b", "i", "br"]


@pytest.mark.parametrize(
    "texto",
    [
        "<script>alert(1)</script>",
        "[clique](javascript:alert(1))",
        "![x](http://fora.test/x.png)",
        '`#read("/etc/passwd")`',
        '#eval("1")',
        "$x$ @ref <rotulo>",
        "| a | b |",
        "https://fora.test",
    ],
)
def test_o_que_nao_e_do_markdown_restrito_fica_literal(texto: str) -> None:
    (no,) = texto_ler(texto)
    assert no["t"] == "p"
    assert texto_corrido([no]) == texto


@pytest.mark.parametrize(
    "texto",
    ["{{devedor}}", "{{ }}", "{{devedor_nome", "devedor_nome}}", "{{{{devedor_nome}}}}", "{{#if x}}", "{{a\nb}}"],
)
def test_marcador_que_nao_ha_e_recusado_com_sugestao(texto: str) -> None:
    with pytest.raises(MarcadorDesconhecido, match="devedor_nome"):
        texto_ler(f"Senhor {texto}, paguE.")


@pytest.mark.parametrize(
    "texto", ["Valores: {{quadro_de_valores}}", "**{{quadro_de_itens}}**", "# {{quadro_de_valores}}"]
)
def test_quadro_fica_sozinho(texto: str) -> None:
    with pytest.raises(QuadroForaDoLugar):
        texto_ler(texto)
    assert texto_ler("antes\n\n{{quadro_de_itens}}\n\ndepois")[1] == {"t": "q", "m": "quadro_de_itens"}


def test_titulo_fundo_e_bloco_grande_sao_recusados() -> None:
    with pytest.raises(TituloFundo):
        texto_ler("#### fundo")
    with pytest.raises(TextoGrandeDemais):
        texto_ler("x" * 10_001)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_nenhum_texto_vira_marcador_sem_chaves(texto: str) -> None:
    """Nem o caractere de uso privado por que o marcador passa enquanto se lê."""
    if "{{" in texto or "}}" in texto:
        return
    try:
        arvore = texto_ler(texto)
    except (TituloFundo, MarcadorDesconhecido):
        # Tirado um caractere invisível do meio de duas chaves, elas se juntam, e o texto se recusa.
        return
    assert marcadores_da(arvore) == frozenset()


@settings(deadline=None)
@given(st.lists(st.sampled_from([m.codigo for m in marcadores().values() if not m.e_quadro]), max_size=8))
def test_os_marcadores_escritos_sao_os_lidos(codigos: list[str]) -> None:
    texto = " e ".join(f"**{{{{{codigo}}}}}**" for codigo in codigos)
    assert marcadores_da(texto_ler(texto)) == frozenset(codigos)


def test_cada_elemento_da_lei_tem_marcador_que_existe_e_condicao() -> None:
    assert {marcador for e in elementos() for marcador in e.marcadores} <= set(marcadores())
    assert {elemento.quando for elemento in elementos()} <= set(QUANDO)


@pytest.mark.django_db
@pytest.mark.parametrize("elemento", [e for e in elementos() if e.marcadores], ids=lambda e: e.codigo)
def test_cda_sem_elemento_da_lei_nao_se_salva(elemento: object, certidao: VersaoDoModelo, agora: datetime) -> None:
    textos = [bloco["texto"] for bloco in certidao.blocos]
    for marcador in elemento.marcadores:
        textos = [texto.replace("{{" + marcador + "}}", "") for texto in textos]
    with pytest.raises(ModeloRecusado) as recusa:
        versao_salvar(
            modelo=certidao.modelo, redacao=redacao_de(certidao, textos=textos), base=1, ator="ana", agora=agora
        )
    mensagem = recusa.value.mensagem
    assert elemento.elemento in mensagem
    assert elemento.lei in mensagem
    assert all("{{" + marcador + "}}" in mensagem for marcador in elemento.marcadores)
    assert certidao.modelo.versoes.count() == 1


@pytest.mark.django_db
def test_cda_sem_signatario_nao_se_salva_e_carta_sim(
    certidao: VersaoDoModelo, carta: VersaoDoModelo, agora: datetime
) -> None:
    with pytest.raises(ModeloRecusado, match=r"autoridade competente.*art\. 2º, § 6º"):
        versao_salvar(
            modelo=certidao.modelo, redacao=redacao_de(certidao, signatarios=[]), base=1, ator="ana", agora=agora
        )
    nova = Redacao(textos=["Pague, {{devedor_nome}}."])
    assert versao_salvar(modelo=carta.modelo, redacao=nova, base=1, ator="ana", agora=agora).versao == 2


@pytest.mark.django_db
def test_versoes_em_ordem_e_sem_repetir(carta: VersaoDoModelo, agora: datetime) -> None:
    mesma = versao_salvar(modelo=carta.modelo, redacao=redacao_de(carta), base=1, ator="ana", agora=agora)
    assert mesma.pk == carta.pk
    nova = Redacao(textos=["Nova"], vigente_desde=date(2026, 4, 1))
    segunda = versao_salvar(modelo=carta.modelo, redacao=nova, base=1, ator="ana", agora=agora)
    assert versao_vigente(carta.modelo, date(2026, 3, 31)) == carta
    assert versao_vigente(carta.modelo, date(2026, 4, 1)) == segunda
    with pytest.raises(VersaoMudou):
        versao_salvar(modelo=carta.modelo, redacao=Redacao(textos=["Outra"]), base=1, ator="beto", agora=agora)
    assert Evento.objects.filter(etiqueta="credor:documento:modelo_salvo", chaves__codigo="CARTA-PADRAO").count() == 2


@pytest.mark.django_db
def test_o_mesmo_codigo_em_dois_credores_sao_dois_modelos(recife: Credor, olinda: Credor, agora: datetime) -> None:
    for credor in (recife, olinda):
        modelo_salvar(
            credor=credor,
            especie="CARTA",
            codigo="AVISO-2",
            nome="Segundo aviso",
            redacao=Redacao(textos=["Oi"]),
            ator="ana",
            agora=agora,
        )
    assert versao_de(recife, "AVISO-2").pk != versao_de(olinda, "AVISO-2").pk


@pytest.mark.django_db
def test_o_que_a_letra_nao_desenha_no_modelo_e_dito(carta: VersaoDoModelo, agora: datetime) -> None:
    with pytest.raises(ModeloRecusado, match="Bloco 1: a letra do documento não desenha"):
        versao_salvar(
            modelo=carta.modelo,
            redacao=Redacao(textos=["Olá \N{GRINNING FACE}"]),
            base=1,
            ator="ana",
            agora=agora,
        )


@pytest.mark.parametrize("conteudo", [png(30, 40), png(LADO, 3), PONTO_JPEG], ids=["png", "comprido", "jpeg"])
def test_brasao_que_serve(conteudo: bytes) -> None:
    assert len(brasao_conferir(conteudo)) == 64


@pytest.mark.parametrize(
    ("conteudo", "motivo"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "não é PNG nem JPEG"),
        (b'<?xml version="1.0"?><svg><image href="http://fora.test/x"/></svg>', "não é PNG nem JPEG"),
        (b"GIF89a" + b"\0" * 50, "não é PNG nem JPEG"),
        (b"%PDF-1.7", "não é PNG nem JPEG"),
        (b"", "não é PNG nem JPEG"),
        (png(30, 40) + b"\0" * (1024 * 1024), "passa de 1 MB"),
        (png(LADO + 1, 10), "pontos"),
        (png(100_000, 100_000, pontos=b"\0"), "pontos"),
        (png(10, 10, pontos=b"\0" * 50_000_000), "estragada"),
        (png(30, 40)[:-5], "estragada"),
        (png(30, 40).replace(b"IDAT", b"IDAX"), "estragada"),
        (b"\xff\xd8\xff\xe0\x00", "estragada"),
        (PONTO_JPEG[:20], "estragada"),
    ],
)
def test_brasao_que_nao_serve(conteudo: bytes, motivo: str) -> None:
    with pytest.raises(BrasaoRecusado, match=motivo):
        brasao_conferir(conteudo)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]))
def test_brasao_qualquer_so_se_recusa(resto: bytes, comeco: bytes) -> None:
    with suppress(BrasaoRecusado):
        assert len(brasao_conferir(comeco + resto)) == 64
