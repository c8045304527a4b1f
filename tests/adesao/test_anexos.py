"""Documentos: guardados pelo conteúdo, mostrados pelo nome, recusados quando mentem."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from adesao.fabrica_de_adesoes import AGORA, PDF, PNG, pedida, rascunho
from hub.acesso.models import Usuario
from hub.adesao.anexos import MEGABYTES, QUANTOS, anexo_juntar, anexo_retirar, caminho_do_anexo
from hub.adesao.erros import (
    AnexoDeOutroTipo,
    AnexoDesconhecido,
    AnexoGrandeDemais,
    AnexoNaoVeio,
    AnexosDemais,
    PedidoFechado,
)
from hub.adesao.models import Adesao, AnexoDaAdesao
from hub.comum.erros import Recusa

pytestmark = pytest.mark.django_db


def juntar(adesao: Adesao, conteudo: bytes, nome: str) -> AnexoDaAdesao:
    return anexo_juntar(adesao=adesao, fluxo=io.BytesIO(conteudo), nome=nome, ator="caio", agora=AGORA)


def guardados(pasta: Path) -> list[str]:
    return sorted(caminho.name for caminho in pasta.rglob("*") if caminho.is_file())


NOMES = {
    "../../../etc/cron.d/posse.pdf": "posse.pdf",
    "C:\\Users\\caio\\posse.pdf": "posse.pdf",
    "/etc/passwd/posse.pdf": "posse.pdf",
    "posse\r\nSet-Cookie: x.pdf": "posse\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}Set-Cookie: x.pdf",
    "posse\0.pdf": "posse\N{REPLACEMENT CHARACTER}.pdf",
    "a" * 400 + ".pdf": "a" * 146 + ".pdf",
    "posse.PDF": "posse.PDF",
}


@pytest.mark.parametrize("nome", NOMES)
def test_o_nome_so_se_mostra(nome: str, caio: Usuario, pasta_de_trabalho: Path) -> None:
    anexo = juntar(rascunho(caio), PDF, nome)
    assert anexo.nome == NOMES[nome]
    assert guardados(pasta_de_trabalho) == [anexo.sha256] == [hashlib.sha256(PDF).hexdigest()]
    assert caminho_do_anexo(anexo).read_bytes() == PDF
    assert pasta_de_trabalho.resolve() in caminho_do_anexo(anexo).resolve().parents


MAUS: dict[str, tuple[bytes, str, type[Recusa]]] = {
    "programa que se diz PDF": (b"MZ\x90\0" + PDF, "posse.pdf", AnexoDeOutroTipo),
    "PNG que se diz PDF": (PNG, "posse.pdf", AnexoDeOutroTipo),
    "PDF que se diz PNG": (PDF, "posse.png", AnexoDeOutroTipo),
    "página com programa": (b"<script>alert(1)</script>", "posse.html", AnexoDeOutroTipo),
    "SVG": (b"<svg onload='alert(1)'/>", "brasao.svg", AnexoDeOutroTipo),
    "sem extensão": (PDF, "posse", AnexoDeOutroTipo),
    "duas extensões": (PDF, "posse.pdf.exe", AnexoDeOutroTipo),
    "PDF cortado": (PDF[:-7], "posse.pdf", AnexoDeOutroTipo),
    "vazio": (b"", "posse.pdf", AnexoNaoVeio),
    "grande demais": (PDF + b"\0" * (MEGABYTES << 20), "posse.pdf", AnexoGrandeDemais),
}


@pytest.mark.parametrize("mau", MAUS)
def test_o_que_mente_ou_nao_cabe_e_recusado_e_nada_fica(mau: str, caio: Usuario, pasta_de_trabalho: Path) -> None:
    conteudo, nome, recusa = MAUS[mau]
    with pytest.raises(recusa):
        juntar(rascunho(caio), conteudo, nome)
    assert guardados(pasta_de_trabalho) == []
    assert not AnexoDaAdesao.objects.exists()


def test_cinquenta_megabytes_param_no_limite(caio: Usuario) -> None:
    class Torneira(io.RawIOBase):
        saiu = 0

        def read(self, quantos: int = -1) -> bytes:
            bloco = PDF if not self.saiu else b"\0" * quantos
            Torneira.saiu += len(bloco)
            return bloco if Torneira.saiu < 50 << 20 else b""

    with pytest.raises(AnexoGrandeDemais, match="passa de 10 MB"):
        anexo_juntar(adesao=rascunho(caio), fluxo=Torneira(), nome="posse.pdf", ator="caio", agora=AGORA)  # type: ignore[arg-type]
    assert Torneira.saiu < 11 << 20


def test_o_mesmo_conteudo_de_novo_e_o_mesmo_documento(caio: Usuario) -> None:
    adesao = rascunho(caio)
    assert juntar(adesao, PDF, "posse.pdf").pk == juntar(adesao, PDF, "outro nome.pdf").pk
    assert juntar(adesao, PNG, "ata.png").tipo == "image/png"


def test_retirar_e_juntar_de_novo(caio: Usuario) -> None:
    adesao = rascunho(caio)
    anexo = juntar(adesao, PDF, "posse.pdf")
    anexo_retirar(adesao=adesao, anexo=anexo.pk, ator="caio", agora=AGORA)
    with pytest.raises(AnexoDesconhecido):
        anexo_retirar(adesao=adesao, anexo=anexo.pk, ator="caio", agora=AGORA)
    assert juntar(adesao, PDF, "posse.pdf").pk != anexo.pk


def test_documentos_demais(caio: Usuario) -> None:
    adesao = rascunho(caio)
    for numero in range(QUANTOS):
        juntar(adesao, PDF[:-6] + b"%d\n%%%%EOF\n" % numero, f"{numero}.pdf")
    with pytest.raises(AnexosDemais):
        juntar(adesao, PDF, "mais.pdf")


def test_pedido_que_ja_foi_nao_muda_de_documentos(caio: Usuario) -> None:
    adesao = pedida(caio)
    with pytest.raises(PedidoFechado):
        juntar(adesao, PNG, "tarde.png")
    with pytest.raises(PedidoFechado):
        anexo_retirar(adesao=adesao, anexo=adesao.anexos.get().pk, ator="caio", agora=AGORA)


def test_o_documento_de_um_pedido_nao_e_de_outro(caio: Usuario, duda: Usuario) -> None:
    dele = juntar(rascunho(caio), PDF, "posse.pdf")
    with pytest.raises(AnexoDesconhecido):
        anexo_retirar(adesao=rascunho(duda), anexo=dele.pk, ator="duda", agora=AGORA)
