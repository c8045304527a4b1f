"""O gov.br simulado no ar, e o hub apontado para ele."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from navegador_do_govbr import CLIENTE, HUB, SAIDA, SEGREDO, VOLTA, Abrir, Navegador, Relogio
from pytest_django.fixtures import Settings

from hub.acesso.govbr import chaves as chaves_do_hub
from hub.acesso.govbr import disjuntor
from hub.acesso.govbr.configuracao import Configuracao, configuracao_do
from simuladores.govbr import Cliente, Estado, Parametros, Servidor
from simuladores.govbr.chaves import Chaves


@pytest.fixture(scope="session")
def chaves() -> Chaves:
    """Gerar uma chave custa; a mesma serve a todos."""
    return Chaves()


@pytest.fixture
def relogio() -> Relogio:
    return Relogio()


@pytest.fixture
def servidor(chaves: Chaves, relogio: Relogio) -> Iterator[Servidor]:
    cliente = Cliente(segredos=frozenset({SEGREDO}), voltas=frozenset({VOLTA}), saidas=frozenset({SAIDA}))
    parametros = Parametros(clientes={CLIENTE: cliente}, demora=2)
    feito = Servidor(Estado(parametros=parametros, relogio=relogio, chaves=chaves))
    linha = threading.Thread(target=feito.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    yield feito
    feito.shutdown()
    feito.server_close()
    linha.join()


@pytest.fixture
def govbr(servidor: Servidor, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Servidor:
    """O hub aponta para o simulador; nada do teste anterior fica guardado."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.GOVBR = {
        "GOVBR_SSO_BASE": f" {servidor.endereco}\n",
        "GOVBR_API_BASE": servidor.endereco,
        "GOVBR_CONFIABILIDADES_BASE": servidor.endereco,
        "GOVBR_CLIENT_ID": f"{CLIENTE} ",
        "GOVBR_CLIENT_SECRET": f"\t{SEGREDO}\r\n",
        "GOVBR_REDIRECT_URI": VOLTA,
        "GOVBR_POST_LOGOUT_URI": SAIDA,
    }
    chaves_do_hub.esquecer()
    novo = disjuntor.Disjuntor()
    monkeypatch.setattr("hub.acesso.govbr.rede.disjuntor", novo)
    monkeypatch.setattr("hub.acesso.govbr.entrada.disjuntor", novo)
    return servidor


@pytest.fixture
def configuracao(db: object, govbr: Servidor) -> Configuracao:
    feita = configuracao_do(HUB.removeprefix("http://"))
    assert feita is not None
    return feita


@pytest.fixture
def abrir(db: object, govbr: Servidor) -> Iterator[Abrir]:
    """Um navegador novo."""
    abertos: list[Navegador] = []

    def novo() -> Navegador:
        abertos.append(Navegador(servidor=govbr))
        return abertos[-1]

    yield novo
    for aberto in abertos:
        aberto.la.close()


@pytest.fixture
def navegador(abrir: Abrir) -> Navegador:
    return abrir()
