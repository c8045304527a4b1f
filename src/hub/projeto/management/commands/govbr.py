"""A credencial de um credor no gov.br, e a conferência do que está configurado."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from hub.acesso.govbr.configuracao import configuracao_do
from hub.acesso.govbr.credenciais import credencial_do, credencial_encerrar_troca, credencial_salvar
from hub.acesso.govbr.erros import FalhaDoGovBr
from hub.acesso.govbr.rede import json_pedir
from hub.acesso.nivel import Nivel
from hub.credores.consultas import credor_do_cnpj
from hub.projeto.base import OPERADOR, Comando, com_json


class Command(Comando):
    help = "Guarda a credencial gov.br de um credor, encerra a troca do segredo dela ou confere a configuração."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        acoes = parser.add_subparsers(dest="acao", required=True)
        credencial = acoes.add_parser("credencial", help="guarda; o segredo se lê da entrada, nunca do comando")
        credencial.add_argument("--credor", required=True, help="CNPJ")
        credencial.add_argument("--client-id", required=True)
        credencial.add_argument("--volta", required=True, help="redirect_uri registrada, que diz o servidor")
        credencial.add_argument("--saida", required=True, help="post_logout_redirect_uri registrada")
        niveis = [nivel.rotulo for nivel in Nivel]
        credencial.add_argument("--nivel-minimo", choices=niveis, default=Nivel.BRONZE.rotulo)
        encerrar = acoes.add_parser("encerrar-troca", help="esquece o segredo anterior")
        encerrar.add_argument("--credor", required=True, help="CNPJ")
        encerrar.add_argument("--servidor", required=True)
        conferir = acoes.add_parser("conferir", help="diz com que se entra num servidor, e se o gov.br responde")
        conferir.add_argument("--servidor", required=True)
        for acao in (credencial, encerrar, conferir):
            com_json(acao)

    def fazer(self, *, acao: str, **opcoes: Any) -> dict[str, Any]:
        return ACOES[acao](**opcoes)


def _guardar(*, credor: str, client_id: str, volta: str, saida: str, nivel_minimo: str, **_: Any) -> dict[str, Any]:
    segredo = getpass.getpass("Segredo: ") if sys.stdin.isatty() else sys.stdin.readline()
    guardada = credencial_salvar(
        credor=credor_do_cnpj(credor),
        client_id=client_id,
        segredo=segredo,
        volta=volta,
        saida=saida,
        nivel_minimo=Nivel[nivel_minimo.upper()],
        ator=OPERADOR,
        agora=timezone.now(),
    )
    return {"servidor": guardada.servidor, "client_id": guardada.client_id, "em_troca": bool(guardada.segredo_anterior)}


def _encerrar(*, credor: str, servidor: str, **_: Any) -> dict[str, Any]:
    credencial = credencial_do(credor=credor_do_cnpj(credor), servidor=servidor)
    credencial_encerrar_troca(credencial=credencial, ator=OPERADOR, agora=timezone.now())
    return {"servidor": credencial.servidor, "em_troca": False}


def _conferir(*, servidor: str, **_: Any) -> dict[str, Any]:
    """Busca as chaves públicas: é o que falta quando a rede do gov.br barra o endereço do hub."""
    configuracao = configuracao_do(servidor)
    if configuracao is None:
        return {"servidor": servidor, "entra_pelo_govbr": False, "entrada_local": True}
    try:
        chaves = [chave.get("kid") for chave in json_pedir(f"{configuracao.sso}/jwk", onde=configuracao.sso)["keys"]]
        falha = None
    except FalhaDoGovBr as recusa:
        chaves, falha = [], recusa.motivo
    return {
        "servidor": servidor,
        "entra_pelo_govbr": True,
        "entrada_local": bool(settings.ENTRADA_LOCAL),
        "sso": configuracao.sso,
        "client_id": configuracao.client_id,
        "segredos": len(configuracao.segredos),
        "volta": configuracao.volta,
        "saida": configuracao.saida,
        "chaves": chaves,
        "falha": falha,
        "_saida": int(falha is not None),
    }


ACOES: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "credencial": _guardar,
    "encerrar-troca": _encerrar,
    "conferir": _conferir,
}
