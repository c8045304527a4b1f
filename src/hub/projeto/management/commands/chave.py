"""Cria, lista e revoga credenciais de API, e troca o segredo delas."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from hub.acesso.consultas import credenciais_do, documento_da_credencial
from hub.acesso.credenciais import credencial_criar, credencial_revogar, segredo_trocar, troca_encerrar
from hub.acesso.escopos import Escopo
from hub.acesso.limites import HORAS_DE_SOBREPOSICAO
from hub.acesso.models import Especie
from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Credor
from hub.projeto.base import OPERADOR, Comando, com_json, um_positivo, uma_data

#: O que a lista mostra no terminal.
COLUNAS = ("chave", "nome", "client_id", "especie", "ate", "ultimo_uso", "situacao")


class Command(Comando):
    help = "Cria uma credencial de API (o segredo aparece uma vez), lista, troca o segredo ou revoga."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="criar|listar|trocar|revogar")
        criar = atos.add_parser("criar", help="o segredo aparece uma vez e não se recupera")
        criar.add_argument("--nome", required=True, help="para que serve")
        criar.add_argument("--especie", choices=Especie.values, default=Especie.PRODUCAO.value)
        criar.add_argument(
            "--escopo", action="append", choices=[escopo.value for escopo in Escopo], help="pode repetir"
        )
        criar.add_argument("--rede", action="append", default=[], help="CIDR de onde se aceita; pode repetir")
        criar.add_argument("--ate", type=uma_data, help="último dia; padrão: sem prazo")
        criar.add_argument("--por-minuto", type=um_positivo, help="chamadas por minuto; padrão: o de todas")
        listar = atos.add_parser("listar", help="as credenciais, sem segredo")
        trocar = atos.add_parser("trocar", help="segredo novo; o anterior vale mais um tempo")
        trocar.add_argument("--horas", type=int, default=HORAS_DE_SOBREPOSICAO, help="quanto o anterior ainda vale")
        revogar = atos.add_parser("revogar", help="para de valer na hora, com os tokens")
        encerrar = atos.add_parser("encerrar-troca", help="o segredo anterior para de valer na hora")
        for ato in (trocar, encerrar, revogar):
            ato.add_argument("--chave", type=int, required=True)
        for ato in (criar, listar, trocar, encerrar, revogar):
            ato.add_argument("--credor", required=True, help="CNPJ")
            com_json(ato)

    def fazer(self, *, ato: str, credor: str, **opcoes: Any) -> dict[str, Any]:
        return _ATOS[ato](credor_do_cnpj(credor), opcoes)

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if "chaves" not in documento:
            super().mostrar(documento, tela)
            return
        tabela = Table(*COLUNAS)
        for chave in documento["chaves"]:
            tabela.add_row(*(str(chave[coluna] or "") for coluna in COLUNAS))
        tela.print(tabela)


def _criar(credor: Credor, opcoes: dict[str, Any]) -> dict[str, Any]:
    credencial, segredo = credencial_criar(
        credor=credor,
        nome=opcoes["nome"],
        ator=OPERADOR,
        agora=timezone.now(),
        especie=Especie(opcoes["especie"]),
        escopos=opcoes["escopo"],
        redes=opcoes["rede"],
        ate=opcoes["ate"],
        por_minuto=opcoes["por_minuto"],
    )
    return {
        "chave": credencial.pk,
        "nome": credencial.nome,
        "client_id": credencial.client_id,
        "segredo": segredo,
        "especie": credencial.especie,
        "escopos": credencial.escopos,
    }


def _listar(credor: Credor, _: dict[str, Any]) -> dict[str, Any]:
    agora = timezone.now()
    return {"chaves": [documento_da_credencial(credencial, agora) for credencial in credenciais_do(credor)]}


def _trocar(credor: Credor, opcoes: dict[str, Any]) -> dict[str, Any]:
    credencial, segredo, ate = segredo_trocar(
        credor=credor, credencial=opcoes["chave"], ator=OPERADOR, agora=timezone.now(), horas=opcoes["horas"]
    )
    anterior = ate.isoformat()
    return {
        "chave": credencial.pk,
        "client_id": credencial.client_id,
        "segredo": segredo,
        "anterior_vale_ate": anterior,
    }


def _encerrar(credor: Credor, opcoes: dict[str, Any]) -> dict[str, Any]:
    troca_encerrar(credor=credor, credencial=opcoes["chave"], ator=OPERADOR, agora=timezone.now())
    return {"chave": opcoes["chave"], "situacao": "só o segredo novo vale"}


def _revogar(credor: Credor, opcoes: dict[str, Any]) -> dict[str, Any]:
    credencial_revogar(credor=credor, credencial=opcoes["chave"], ator=OPERADOR, agora=timezone.now())
    return {"chave": opcoes["chave"], "situacao": "revogada"}


_ATOS = {"criar": _criar, "listar": _listar, "trocar": _trocar, "encerrar-troca": _encerrar, "revogar": _revogar}
