"""O gov.br simulado atendendo por um trecho, e o que aponta o hub para ele."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from simuladores.govbr import Cliente, Estado, Servidor

#: Por onde o Django de teste atende.
HUB = "http://testserver"
CLIENTE, SEGREDO = "h-hub-teste.gov.br", "segredo-de-teste-do-hub"


@contextmanager
def no_ar(estado: Estado) -> Iterator[Servidor]:
    """O servidor, que para no fim."""
    servidor = Servidor(estado)
    linha = threading.Thread(target=servidor.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    try:
        yield servidor
    finally:
        servidor.shutdown()
        servidor.server_close()
        linha.join()


def cliente_do(hub: str = HUB) -> Cliente:
    """A credencial do hub, registrada."""
    return Cliente(
        segredos=frozenset({SEGREDO}),
        voltas=frozenset({f"{hub}/entrar/govbr/volta"}),
        saidas=frozenset({f"{hub}/ate-logo"}),
    )


def apontado(servidor: Servidor, hub: str = HUB) -> dict[str, str]:
    """As variáveis GOVBR_*, com os brancos que se colam junto com elas."""
    return {
        "GOVBR_SSO_BASE": f" {servidor.endereco}\n",
        "GOVBR_API_BASE": servidor.endereco,
        "GOVBR_CONFIABILIDADES_BASE": servidor.endereco,
        "GOVBR_CLIENT_ID": f"{CLIENTE} ",
        "GOVBR_CLIENT_SECRET": f"\t{SEGREDO}\r\n",
        "GOVBR_REDIRECT_URI": f"{hub}/entrar/govbr/volta",
        "GOVBR_POST_LOGOUT_URI": f"{hub}/ate-logo",
    }
