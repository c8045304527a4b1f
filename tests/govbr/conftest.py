"""O gov.br simulado no ar, e o hub apontado para ele."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from navegador_do_govbr import Abrir, Navegador, Relogio
from pytest_django.fixtures import Settings

from govbr_no_ar import CLIENTE, HUB, apontado, cliente_do, no_ar
from hub.acesso.govbr import chaves as chaves_do_hub
from hub.acesso.govbr import disjuntor
from hub.acesso.govbr.configuracao import Configuracao, configuracao_do
from simuladores.govbr import Estado, Parametros, Servidor
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
    parametros = Parametros(clientes={CLIENTE: cliente_do()}, demora=2)
    with no_ar(Estado(parametros=parametros, relogio=relogio, chaves=chaves)) as feito:
        yield feito


@pytest.fixture
def govbr(servidor: Servidor, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Servidor:
    """O hub aponta para o simulador; nada do teste anterior fica guardado."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.GOVBR = apontado(servidor)
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
