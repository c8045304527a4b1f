"""Conduz pedidos de adesão sem navegador: o lado do ente e o da PGFN."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.acesso.pessoas import pessoa_do_acesso
from hub.adesao.analise import adesao_analisar, adesao_deferir, adesao_indeferir, exigencia_fazer
from hub.adesao.anexos import anexo_juntar
from hub.adesao.assinatura import adesao_assinar
from hub.adesao.consultas import adesoes_na, andamento_da
from hub.adesao.ente import Representante
from hub.adesao.erros import AdesaoDesconhecida
from hub.adesao.models import Adesao, Parte
from hub.adesao.servicos import (
    adesao_desistir,
    adesao_iniciar,
    adesao_pedir,
    adesao_preencher,
    exigencia_responder,
)
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.adesao.tipos import OFERECIDOS
from hub.credores.clausulas_escritas import clausulas_escrever
from hub.projeto.base import OPERADOR, Comando, com_json, existente, um_nome
from hub.projeto.clausulas import clausulas_das, com_clausulas


class Command(Comando):
    help = "Pede, acompanha, decide e assina adesões ao hub."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="|".join(_ATOS))
        listar = atos.add_parser("listar", help="os pedidos, do mais novo ao mais velho; sem os rascunhos")
        listar.add_argument("--situacao", default="", choices=("pendentes", *SituacaoDaAdesao.values))
        _pedir(atos.add_parser("pedir", help="abre, preenche, junta os documentos e pede"))
        for ato, ajuda in {
            "mostrar": "o pedido inteiro, com o andamento e o texto a assinar",
            "analisar": "aceita para exame: o credor nasce, em ensaio",
            "exigir": "pede algo a quem pediu",
            "responder": "responde a exigência aberta",
            "deferir": "defere e fixa o texto que se assina",
            "indeferir": "não aceita o pedido",
            "assinar": "assina por uma das partes; com as duas, entra em vigor",
            "desistir": "quem pediu não quer mais",
        }.items():
            um = atos.add_parser(ato, help=ajuda)
            um.add_argument("adesao", type=int, help="número do pedido")
            if ato in _COM_TEXTO:
                um.add_argument("--texto", required=True, help="a exigência, a resposta, o parecer ou o motivo")
            if ato == "assinar":
                um.add_argument("--parte", choices=Parte.values, required=True)
                um.add_argument("--nome", type=um_nome, required=True, help="de quem assina")
            if ato != "mostrar":
                um.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")
        for um in atos.choices.values():
            com_json(um)

    def fazer(self, *, ato: str, **opcoes: Any) -> dict[str, Any]:
        return _ATOS[ato](ato=ato, **opcoes)


def _pedir(parser: ArgumentParser) -> None:
    parser.add_argument("--pessoa", required=True, help="nome de acesso de quem pede")
    parser.add_argument("--tipo", required=True, help=", ".join(OFERECIDOS))
    parser.add_argument("--cnpj", required=True)
    parser.add_argument("--nome", required=True, help="do ente")
    parser.add_argument("--municipio-ibge", default="", help="código IBGE da sede, sete algarismos")
    parser.add_argument("--representante", required=True, help="nome do representante legal")
    parser.add_argument("--cpf", required=True, help="do representante")
    parser.add_argument("--cargo", required=True, help="do representante")
    parser.add_argument("--email", required=True)
    parser.add_argument("--anexo", type=Path, action="append", default=[], help="documento; pode repetir")
    com_clausulas(parser)
    parser.set_defaults(certificacao_meses=12)


def _fazer_pedido(*, pessoa: str, anexo: list[Path], **opcoes: Any) -> dict[str, Any]:
    quem, agora = pessoa_do_acesso(pessoa), timezone.now()
    documentos = [existente(caminho) for caminho in anexo]
    adesao = adesao_iniciar(
        pessoa=quem,
        agora=agora,
        **{nome: opcoes[nome] for nome in ("tipo", "cnpj", "nome", "municipio_ibge")},
    )
    adesao_preencher(
        adesao=adesao,
        agora=agora,
        representante=Representante(nome=opcoes["representante"], cpf=opcoes["cpf"], cargo=opcoes["cargo"]),
        email=opcoes["email"],
        clausulas=clausulas_escrever(clausulas_das(opcoes)),
    )
    for caminho in documentos:
        with caminho.open("rb") as fluxo:
            anexo_juntar(adesao=adesao, fluxo=fluxo, nome=caminho.name, ator=pessoa, agora=agora)
    return _documento(adesao_pedir(adesao=adesao, ator=pessoa, agora=agora))


def _listar(*, situacao: str, **_: Any) -> dict[str, Any]:
    return {"adesoes": [_documento(adesao) for adesao in adesoes_na(situacao)]}


def _mostrar(*, adesao: int, **_: Any) -> dict[str, Any]:
    achada = _adesao(adesao)
    aberta = achada.exigencias.filter(respondida_em__isnull=True).first()
    return _documento(achada) | {
        "representante": achada.representante_nome,
        "cargo": achada.representante_cargo,
        "email": achada.email,
        "clausulas": achada.clausulas,
        "exigencia": aberta.texto if aberta else None,
        "termo": achada.termo or None,
        "termo_sha256": achada.termo_sha256 or None,
        "anexos": [
            {"anexo": um.pk, "nome": um.nome, "tipo": um.tipo, "bytes": um.bytes, "sha256": um.sha256}
            for um in achada.anexos.filter(retirado_em__isnull=True)
        ],
        "andamento": [
            {"em": marco.em.isoformat(), "titulo": marco.titulo, "quem": marco.quem, "texto": marco.texto}
            for marco in andamento_da(achada)
        ],
    }


def _analisar(*, adesao: int, por: str, **_: Any) -> dict[str, Any]:
    return _documento(adesao_analisar(adesao=_adesao(adesao), ator=por, agora=timezone.now()))


def _escrever(*, ato: str, adesao: int, texto: str, por: str, **_: Any) -> dict[str, Any]:
    servico, nome = _COM_TEXTO[ato]
    achada = _adesao(adesao)
    servico(adesao=achada, ator=por, agora=timezone.now(), **{nome: texto})
    return _documento(_adesao(adesao))


def _assinar(*, adesao: int, parte: str, nome: str, por: str, **_: Any) -> dict[str, Any]:
    achada = _adesao(adesao)
    feita = adesao_assinar(
        adesao=achada,
        parte=Parte(parte),
        nome=nome,
        ator=nome if por == OPERADOR else por,
        sha256=achada.termo_sha256,
        agora=timezone.now(),
    )
    return _documento(feita) | {"assinaram": sorted(feita.assinaturas.values_list("parte", flat=True))}


def _adesao(numero: int) -> Adesao:
    if achada := Adesao.objects.select_related("credor", "convenio", "solicitante").filter(pk=numero).first():
        return achada
    raise AdesaoDesconhecida(adesao=numero)


def _documento(adesao: Adesao) -> dict[str, Any]:
    return {
        "adesao": adesao.pk,
        "cnpj": adesao.cnpj,
        "nome": adesao.nome,
        "tipo": adesao.tipo,
        "situacao": str(adesao.situacao),
        "credor": adesao.credor_id,
        "convenio": adesao.convenio_id,
        "mudou_em": adesao.mudou_em.isoformat(),
    }


#: Ato → o serviço e o argumento em que ele recebe o texto.
_COM_TEXTO: dict[str, tuple[Callable[..., object], str]] = {
    "exigir": (exigencia_fazer, "texto"),
    "responder": (exigencia_responder, "resposta"),
    "deferir": (adesao_deferir, "parecer"),
    "indeferir": (adesao_indeferir, "parecer"),
    "desistir": (adesao_desistir, "motivo"),
}
_ATOS: dict[str, Callable[..., dict[str, Any]]] = {
    "listar": _listar,
    "pedir": _fazer_pedido,
    "mostrar": _mostrar,
    "analisar": _analisar,
    **dict.fromkeys(_COM_TEXTO, _escrever),
    "assinar": _assinar,
}
