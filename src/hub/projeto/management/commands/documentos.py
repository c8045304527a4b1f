"""O certificado e o correio com que os documentos de um credor saem."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.credores.consultas import credor_do_cnpj
from hub.documentos.assinatura import politicas
from hub.documentos.certificados import certificado_de_ensaio, certificado_guardar
from hub.documentos.correio.servidores import correio_configurar, servidor_ler
from hub.documentos.models import CertificadoDoCredor
from hub.projeto.base import OPERADOR, Comando, com_json, existente


class Command(Comando):
    help = "Guarda o certificado com que o credor assina (certificado) ou o servidor por que saem as cartas (correio)."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="certificado|correio")
        certificado = atos.add_parser(
            "certificado", help="PKCS#12; a senha vem de HUB_SENHA_DO_CERTIFICADO ou da entrada"
        )
        origem = certificado.add_mutually_exclusive_group(required=True)
        origem.add_argument("--arquivo", type=Path, help=".pfx ou .p12")
        origem.add_argument("--ensaio", action="store_true", help="um certificado feito na hora, que não vale nada")
        certificado.add_argument("--politica", choices=("", *politicas()), default="", help="política da ICP-Brasil")
        correio = atos.add_parser(
            "correio", help="smtp://pessoa:senha@servidor:587/?remetente=…, de HUB_CORREIO ou da entrada"
        )
        for ato in (certificado, correio):
            ato.add_argument("--credor", required=True, help="CNPJ")
            com_json(ato)

    def fazer(self, *, ato: str, credor: str, **opcoes: Any) -> dict[str, Any]:
        dono, agora = credor_do_cnpj(credor), timezone.now()
        if ato == "correio":
            servidor = servidor_ler(_segredo("HUB_CORREIO"))
            guardado = correio_configurar(credor=dono, servidor=servidor, ator=OPERADOR, agora=agora)
            return {"servidor": guardado.servidor, "porta": guardado.porta, "remetente": guardado.remetente}
        if opcoes["ensaio"]:
            return _do_certificado(certificado_de_ensaio(credor=dono, ator=OPERADOR, agora=agora))
        return _do_certificado(
            certificado_guardar(
                credor=dono,
                conteudo=existente(opcoes["arquivo"]).read_bytes(),
                senha=_segredo("HUB_SENHA_DO_CERTIFICADO"),
                politica=opcoes["politica"],
                ator=OPERADOR,
                agora=agora,
            )
        )


def _do_certificado(certificado: CertificadoDoCredor) -> dict[str, Any]:
    return {
        "titular": certificado.titular,
        "sha256": certificado.sha256,
        "valido_ate": certificado.valido_ate.isoformat(),
        "de_ensaio": certificado.de_teste,
        "politica": certificado.politica,
    }


def _segredo(variavel: str) -> str:
    """Do ambiente ou da entrada, nunca de argumento: a lista de processos mostra os argumentos a todos."""
    return os.environ.get(variavel) or sys.stdin.readline().rstrip("\n")
