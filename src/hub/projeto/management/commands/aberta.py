"""A lista pública (Dívida Aberta): levá-la ao livro, conferi-la inteira, escrever a fotografia."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.estrategias.divida_aberta.dados import dados_gerar
from hub.estrategias.divida_aberta.servicos import aberta_atualizar, aberta_conferir
from hub.projeto.base import Comando, com_json


class Command(Comando):
    help = "Leva a lista pública ao que o livro diz (atualizar), compara-a inteira (conferir) ou fotografa-a (dados)."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="atualizar|conferir|dados")
        for nome, ajuda in (
            ("atualizar", "só o que mudou; é o que a fila faz de minuto em minuto"),
            ("conferir", "tudo; acerta o que divergir e conta num evento"),
            ("dados", "escreve o CSV e o Parquet do dia e apaga os de antes"),
        ):
            com_json(atos.add_parser(nome, help=ajuda))

    def fazer(self, *, ato: str, **_: Any) -> dict[str, Any]:
        agora = timezone.now()
        if ato == "atualizar":
            return _trocadas(aberta_atualizar(agora=agora))
        if ato == "conferir":
            achado = aberta_conferir(agora=agora)
            contas = {"cdas": achado.cdas, "divergentes": achado.divergentes, "lugares": achado.lugares}
            return contas | _trocadas(achado.trocadas)
        foto = dados_gerar(agora=agora)
        return asdict(foto) if foto else {"ocupado": True}


def _trocadas(feitas: Any) -> dict[str, Any]:
    return {"incluidas": feitas.incluidas, "alteradas": feitas.alteradas, "retiradas": feitas.retiradas}
