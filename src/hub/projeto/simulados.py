"""Os simuladores que se servem junto com o portal, e o que o faz falar com eles."""

from __future__ import annotations

import os
import sys
from typing import Final

from django.conf import settings

from hub.projeto.erros import SimuladorEmProducao

CRA: Final = "CRA simulada"
GOVBR: Final = "gov.br simulado"
CORREIO: Final = "caixa postal simulada"
SPC: Final = "SPC Brasil simulado"
#: Quantas portas depois da do portal eles tomam, na ordem acima.
PORTAS_DOS_SIMULADORES: Final = 4
#: A credencial que o gov.br simulado registra; fora dele não vale nada.
CLIENTE: Final = "h-hub-cobranca.gov.br"
#: Endereços de atender em todos os da máquina: o navegador usa outro nome.
TODOS: Final = {"0.0.0.0", "::"}  # noqa: S104 - não se atende neles, reconhecem-se


def simulados(endereco: str, porta: int) -> dict[str, list[str]]:
    """Os comandos dos simuladores, nas portas seguintes; aponta GOVBR_* para o simulado, se nenhuma outra foi dita.

    A entrada com senha continua à vista: as senhas da demonstração são para ela. Levanta `SimuladorEmProducao`.
    """
    if os.environ.get("HUB_HTTPS") == "1":
        raise SimuladorEmProducao
    comandos = {CRA: [sys.executable, "-m", "simuladores.cra", "servir", "--porta", str(porta + 1)]}
    comandos[CORREIO] = _caixa_postal(porta + 3)
    memoria = str(settings.PASTA / "spc_brasil_simulado")
    comandos[SPC] = [sys.executable, "-m", "simuladores.biro", "servir", "--porta", str(porta + 4), "--estado", memoria]
    if any(nome.startswith("GOVBR_") for nome in os.environ):
        return comandos
    portal = f"http://{'127.0.0.1' if endereco in TODOS else endereco}:{porta}"
    volta, saida, segredo = f"{portal}/entrar/govbr/volta", f"{portal}/ate-logo", "segredo-do-simulador"
    comandos[GOVBR] = [sys.executable, "-m", "simuladores.govbr", "servir", "--porta", str(porta + 2)]
    comandos[GOVBR] += ["--cliente", CLIENTE, "--segredo", segredo, "--volta", volta, "--saida", saida]
    base = f"http://127.0.0.1:{porta + 2}"
    os.environ |= {
        "GOVBR_SSO_BASE": base,
        "GOVBR_API_BASE": base,
        "GOVBR_CONFIABILIDADES_BASE": base,
        "GOVBR_CLIENT_ID": CLIENTE,
        "GOVBR_CLIENT_SECRET": segredo,
        "GOVBR_REDIRECT_URI": volta,
        "GOVBR_POST_LOGOUT_URI": saida,
        "GOVBR_EMPRESAS": "1",
    }
    os.environ.setdefault("HUB_ENTRADA_LOCAL", "1")
    return comandos


def _caixa_postal(porta: int) -> list[str]:
    """A caixa postal; quem não tem outro servidor de correio passa a mandar por ela."""
    os.environ.setdefault("HUB_SMTP", f"smtp://127.0.0.1:{porta}/?remetente=cartas@hub.exemplo.test&cifrado=0")
    caixa = [sys.executable, "-m", "simuladores.correio", "servir", "--porta", str(porta)]
    return [*caixa, "--pasta", str(settings.PASTA_DE_CORREIO)]
