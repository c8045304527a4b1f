"""Assina e mostra convênios."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Convenio
from hub.credores.servicos import convenio_assinar
from hub.projeto.base import OPERADOR, Comando, com_json, um_valor, uma_data


class Command(Comando):
    help = "Assina uma versão do convênio (hub convenio assinar) ou mostra as que há (hub convenio listar)."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="assinar|listar")
        assinar = atos.add_parser("assinar", help="registra uma versão nova; as anteriores ficam")
        assinar.add_argument("--assinado-por", default=OPERADOR)
        assinar.add_argument("--vigencia-inicio", type=uma_data, help="padrão: hoje")
        assinar.add_argument("--vigencia-fim", type=uma_data)
        assinar.add_argument("--valor-minimo", type=um_valor, help="reais por CDA")
        assinar.add_argument("--valor-maximo", type=um_valor, help="reais por CDA")
        assinar.add_argument("--idade-maxima-anos", type=int)
        assinar.add_argument("--tributos", default="", help="códigos separados por vírgula; vazio = os da classe")
        listar = atos.add_parser("listar", help="as versões do convênio")
        for ato in (assinar, listar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            com_json(ato)

    def fazer(self, *, ato: str, credor: str, **opcoes: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        if ato == "listar":
            return {"convenios": [_documento(convenio) for convenio in dono.convenios.all()]}
        clausulas = ("vigencia_fim", "assinado_por", "valor_minimo", "valor_maximo", "idade_maxima_anos")
        convenio = convenio_assinar(
            credor=dono,
            ator=OPERADOR,
            tributos=[codigo for codigo in opcoes["tributos"].split(",") if codigo],
            vigencia_inicio=opcoes["vigencia_inicio"] or timezone.localdate(),
            **{nome: opcoes[nome] for nome in clausulas},
        )
        return _documento(convenio)


def _documento(convenio: Convenio) -> dict[str, Any]:
    fim = convenio.vigencia_fim
    return {
        "convenio": convenio.pk,
        "versao": convenio.versao,
        "vigencia_inicio": convenio.vigencia_inicio.isoformat(),
        "vigencia_fim": fim.isoformat() if fim else None,
        "assinado_por": convenio.assinado_por,
    }
