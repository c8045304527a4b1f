"""A oficina não fala com a rede, não lê fora da pasta dela, e nenhum dado vira código."""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
import typst
from cda_completa import FazerCDA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.credores.models import Credor
from hub.documentos import oficina
from hub.documentos.emissao import um_preparar
from hub.documentos.folha import folha_montar
from hub.documentos.models import VersaoDoModelo

pytestmark = pytest.mark.django_db
PERIGOSOS = (
    "{{devedor_documento}}",
    "{{",
    '#eval("1+1")',
    '#read("/etc/passwd")',
    "$x^2$",
    "*negrito* _itálico_",
    "<rotulo> @rotulo",
    "// comentário",
    "\\ \\u{1F600}",
    "`cru`",
    "= Título",
    "- item",
    '"); panic("x',
    "}}]])",
)


@pytest.mark.parametrize("nome", PERIGOSOS)
def test_o_nome_do_devedor_sai_literal(
    nome: str, recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime
) -> None:
    cda = fazer_cda(recife, devedor_nome=nome)
    preparado = um_preparar(cda, carta, agora)
    assert preparado.valores["devedor_nome"] == " ".join(nome.split())
    assert oficina.pdf_compor(folha_montar(carta, [preparado], em=agora), em=agora).startswith(b"%PDF")


@pytest.mark.parametrize(
    "codigo",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        '#image("/../../segredo.png")',
        '#import "../fora.typ": *',
    ],
)
def test_nem_o_proprio_modelo_le_fora_da_pasta(codigo: str) -> None:
    """A raiz do compilador barra; o modelo do hub nem tenta."""
    pasta = oficina._pasta()
    (pasta.parent / "fora.typ").write_text("#let x = 1")
    (pasta / "teste.typ").write_text(codigo)
    with pytest.raises(typst.TypstError, match=r"not found|outside|access|escape"):
        oficina._compilador(str(pasta)).compile(input=str(pasta / "teste.typ"), format="pdf")


_COMPOR = """
import json, sys, typst
raiz, entrada, folha = sys.argv[1:4]
compilador = typst.Compiler(entrada, root=raiz, ignore_system_fonts=True, package_path=raiz + "/sem-pacotes",
                            package_cache_path=raiz + "/sem-pacotes")
try:
    compilador.compile(sys_inputs={"folha": open(folha).read()}, format="pdf", pdf_standards="a-2a")
except typst.TypstError as erro:
    sys.exit(str(erro)[:300])
"""


class Procurador(socketserver.ThreadingTCPServer):
    """Conta quem tenta sair por ele."""

    daemon_threads = True

    def __init__(self) -> None:
        self.tentativas = 0
        super().__init__(("127.0.0.1", 0), _Conta)


class _Conta(socketserver.BaseRequestHandler):
    server: Procurador

    def handle(self) -> None:
        self.server.tentativas += 1


def test_compor_nao_fala_com_a_rede(
    recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, agora: datetime, tmp_path: Path
) -> None:
    """Tudo o que o Typst pediria à rede passaria por este procurador; um pacote de fora prova que ele conta."""
    pasta = oficina._pasta()
    cda = fazer_cda(recife, devedor_nome='#import "@preview/cetz:0.3.0"')
    folha = tmp_path / "folha.json"
    folha.write_text(json.dumps(folha_montar(certidao, [um_preparar(cda, certidao, agora)], em=agora)))
    (pasta / "de-fora.typ").write_text('#import "@preview/cetz:0.3.0"')
    with Procurador() as procurador:
        threading.Thread(target=procurador.serve_forever, daemon=True).start()
        endereco = f"http://127.0.0.1:{procurador.server_address[1]}"
        ambiente = {**os.environ, **dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy"), endereco)}
        contas = []
        for entrada in ("documento.typ", "de-fora.typ"):
            comando = [sys.executable, "-c", _COMPOR, str(pasta), str(pasta / entrada), str(folha)]
            feito = subprocess.run(comando, env=ambiente, capture_output=True, text=True, check=False)  # noqa: S603
            contas.append((feito.returncode, procurador.tentativas))
        procurador.shutdown()
    assert contas[0] == (0, 0)
    assert contas[1][0] == 1
    assert contas[1][1] > 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nome=st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_characters="\x7f"), min_size=1))
def test_valor_qualquer_nunca_vira_marcador_nem_marcacao(
    nome: str, recife: Credor, fazer_cda: FazerCDA, carta: VersaoDoModelo, agora: datetime
) -> None:
    """O valor vai à folha como texto, e nenhum outro valor nem a árvore mudam por causa dele."""
    cda = fazer_cda(recife, devedor_nome=nome)
    folha = folha_montar(carta, [um_preparar(cda, carta, agora)], em=agora)
    outra = folha_montar(carta, [um_preparar(fazer_cda(recife), carta, agora)], em=agora)
    assert folha["arvore"] == outra["arvore"]
    limpo = " ".join("".join(letra if letra.isprintable() else " " for letra in nome).split())
    assert folha["documentos"][0]["valores"]["devedor_nome"] == (limpo or "não consta")
    assert oficina.pdf_compor(folha, em=agora).startswith(b"%PDF")


def test_as_letras_sao_so_as_do_pacote() -> None:
    assert typst.Fonts(include_system_fonts=False).families() == [
        "DejaVu Sans Mono",
        "Libertinus Serif",
        "New Computer Modern",
        "New Computer Modern Math",
    ]


def test_a_mesma_folha_da_os_mesmos_bytes(
    recife: Credor, fazer_cda: FazerCDA, certidao: VersaoDoModelo, agora: datetime
) -> None:
    folha = folha_montar(certidao, [um_preparar(fazer_cda(recife), certidao, agora)], em=agora)
    assert oficina.pdf_compor(folha, em=agora) == oficina.pdf_compor(folha, em=agora)
