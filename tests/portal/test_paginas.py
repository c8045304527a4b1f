"""O que vale para toda página: cabeçalhos de segurança, erros no padrão, nada de fora, nada embutido."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory

import hub
from hub.acesso.models import Usuario, Vinculo
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote
from hub.portal.erros import pedido_errado

RAIZ = Path(hub.__file__).parent
MODELOS = sorted(RAIZ.glob("*/templates/**/*.html"))
NOSSOS = sorted((RAIZ / "portal/static/portal").iterdir())


def test_politica_de_conteudo_estrita_e_sem_copia(ana: Usuario, entrar: object) -> None:
    resposta = entrar(ana).get("/")
    politica = resposta["Content-Security-Policy"]
    assert "default-src 'none'" in politica
    assert "unsafe" not in politica
    assert resposta["X-Frame-Options"] == "DENY"
    assert resposta["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in resposta["Cache-Control"]


def test_nada_vem_de_fora_nem_vai_embutido() -> None:
    for arquivo in [*MODELOS, *NOSSOS]:
        texto = arquivo.read_text(encoding="utf-8")
        de_fora = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", texto.replace("http://www.w3.org", ""))
        assert de_fora == [], arquivo
        if arquivo.suffix == ".html":
            assert not re.search(r"""\s(style|on[a-z]+|hx-on[^=]*)=["']""", texto), arquivo
            assert not re.search(r"<style|<script(?![^>]*\ssrc=)|javascript:", texto), arquivo


def test_o_que_e_de_terceiros_foi_instalado_com_licenca() -> None:
    terceiros = RAIZ / "portal/static/terceiros"
    assert (terceiros / "VERSAO").exists(), "rode `make` ou ferramentas/estaticos.py"
    for pasta in (p for p in terceiros.iterdir() if p.is_dir()):
        assert any(arquivo.name.startswith("LICENSE") for arquivo in pasta.iterdir()), pasta


def test_o_estilo_viaja_comprimido_a_quem_aceita(client: Client) -> None:
    endereco = "/estatico/terceiros/govbr-ds/dist/core.min.css"
    inteiro, comprimido = (client.get(endereco, headers={"Accept-Encoding": aceita}) for aceita in ("identity", "gzip"))
    assert comprimido["Content-Encoding"] == "gzip"
    assert comprimido["Vary"] == inteiro["Vary"] == "Accept-Encoding"
    partes = [b"".join(resposta.streaming_content) for resposta in (inteiro, comprimido)]
    assert gzip.decompress(partes[1]) == partes[0]
    assert len(partes[1]) < len(partes[0]) / 5


def test_o_manifesto_trava_versoes_e_nao_traz_enderecos() -> None:
    receita = RAIZ.parents[1] / "ferramentas/npm"
    travado = json.loads((receita / "package-lock.json").read_text())
    pacotes = {nome: pacote for nome, pacote in travado["packages"].items() if nome}
    assert pacotes
    assert all("integrity" in pacote and "resolved" not in pacote for pacote in pacotes.values())
    pedidos = json.loads((receita / "package.json").read_text())["dependencies"]
    assert all(versao[0].isdigit() for versao in pedidos.values())


def test_todo_estatico_que_os_modelos_pedem_existe() -> None:
    from django.contrib.staticfiles.finders import find

    pedidos = {nome for modelo in MODELOS for nome in re.findall(r"{% static '([^']+)' %}", modelo.read_text())}
    assert pedidos
    assert [nome for nome in pedidos if find(nome) is None] == []
    do_css = {
        (css, url) for css in NOSSOS if css.suffix == ".css" for url in re.findall(r'url\("([^"]+)"\)', css.read_text())
    }
    assert [par for par in do_css if not (par[0].parent / par[1]).resolve().exists()] == []


@pytest.mark.parametrize(("endereco", "situacao"), [("/nao-existe", 404), ("/cdas/999999", 404), ("/lotes/0", 404)])
def test_pagina_que_nao_existe(endereco: str, situacao: int, ana: Usuario, entrar: object) -> None:
    resposta = entrar(ana).get(endereco)
    assert resposta.status_code == situacao
    assert "Não encontramos esta página" in resposta.content.decode()


def test_erro_nosso_tem_pagina_sem_detalhe(settings: Any, monkeypatch: pytest.MonkeyPatch, ana: Usuario) -> None:
    def quebrar(_: object) -> None:
        raise ZeroDivisionError("segredo")

    monkeypatch.setattr("hub.portal.telas.tarefas_do", quebrar)
    cliente = Client(raise_request_exception=False)
    cliente.force_login(ana)
    resposta = cliente.get("/")
    assert resposta.status_code == 500
    assert "Algo deu errado do nosso lado" in resposta.content.decode()
    assert "segredo" not in resposta.content.decode()


def test_envio_grande_demais_diz_o_limite_e_o_caminho(settings: Any, ana: Usuario, entrar: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024
    resposta = entrar(ana).post("/cdas/nova", {"origem": "x" * 2048})
    assert resposta.status_code == 413
    assert "Enviar um arquivo" in resposta.content.decode()


def test_pedido_estranho_e_400(rf: RequestFactory) -> None:
    assert pedido_errado(rf.get("/"), ValueError()).status_code == 400
    assert pedido_errado(rf.get("/"), RequestDataTooBig()).status_code == 413


@pytest.mark.parametrize(
    "endereco",
    [
        "/cdas?apos=%01&q=%01&lote=99999999999999999999999&valor_minimo=1e9&situacao=xx&uf=zzz",
        "/lotes?antes=99999999999999999999999999&com=xx",
        "/remessas?antes=-1&situacao=%27",
        "/retornos?antes=abc",
        "/cdas?valor_minimo=9999999999999999999999",
    ],
)
def test_endereco_malformado_nao_quebra(endereco: str, ana: Usuario, entrar: object) -> None:
    assert entrar(ana).get(endereco).status_code == 200


def test_numeros_sao_daqui_seja_qual_for_o_idioma_do_navegador(
    carteira: dict[str, CDA], ana: Usuario, entrar: object
) -> None:
    Lote.objects.update(recebidas=12345, repetidas=12345)
    lote = Lote.objects.latest("pk")
    pagina = entrar(ana).get(f"/lotes/{lote.pk}", headers={"Accept-Language": "en-US"}).content.decode()
    assert '<html lang="pt-BR">' in pagina
    assert "<dd>12.345</dd>" in pagina
    assert "12.345 (100,0 %)" in pagina


def test_identificador_de_quatro_algarismos_nao_ganha_ponto(ana: Usuario, olinda: Credor, entrar: object) -> None:
    grande = Credor.objects.create(pk=12345, cnpj="00000000000191", nome="Outro credor", tipo="ESTADO")
    for credor in (olinda, grande):
        Vinculo.objects.create(usuario=ana, credor=credor, perfil="consulta")
    assert 'value="12345"' in entrar(ana).get("/credor").content.decode()
