"""Fala com o serviço web da CRA: o perfil dela, a entrega, a busca das respostas e as perguntas por um título."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.credores.models import Credor
from hub.dividas.models import CDA, Remessa
from hub.estrategias.chamadas.entregas import remessas_por_entregar
from hub.estrategias.erros import PlanoDesconhecido
from hub.estrategias.models import PerfilDaCRA
from hub.estrategias.protesto.acesso import CANAL
from hub.estrategias.protesto.busca import respostas_buscar
from hub.estrategias.protesto.consultas_na_cra import Resposta, instrumento_pedir, titulo_consultar
from hub.estrategias.protesto.entrega import remessa_entregar
from hub.estrategias.protesto.perfil import OPCOES, perfil_gravar, perfis_da, sugestoes
from hub.projeto.base import OPERADOR, Comando, com_json, em_pasta_existente, um_nome, um_texto, uma_data
from hub.projeto.chamadas_ditas import chamadas_mostrar, com_chamadas
from hub.recepcao.erros import CDADesconhecida


class Command(Comando):
    help = "Fala com o serviço web da CRA: perfil, enviar, buscar, instrumento e consultar."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="perfil|enviar|buscar|instrumento|consultar")
        perfil = atos.add_parser("perfil", help="grava o que se diz da CRA de uma UF, ou mostra o que se sabe dela")
        perfil.add_argument("opcoes", type=_opcao, nargs="*", metavar="OPCAO=VALOR")
        perfil.add_argument("--uf", type=str.upper, required=True, help="sigla, como PE")
        perfil.add_argument("--desde", type=uma_data, help="primeiro dia em que vale; padrão: hoje")
        perfil.add_argument("--fonte", type=um_texto, help="quem disse, onde e quando")
        enviar = atos.add_parser("enviar", help="manda o que se liberou e a CRA ainda não recebeu; repetir não duplica")
        enviar.add_argument("--plano", type=int, help="uma remessa liberada; padrão: todas as que esperam entrega")
        buscar = atos.add_parser("buscar", help="busca e aplica confirmações, andamentos e retornos")
        buscar.add_argument("--em", type=uma_data, help="último dia da janela; padrão: hoje")
        for nome, dito in (("instrumento", "pede o instrumento do protesto"), ("consultar", "pergunta pelo título")):
            pergunta = atos.add_parser(nome, help=f"{dito} de uma CDA e guarda a resposta como veio")
            pergunta.add_argument("--cda", required=True, help="número da CDA")
            pergunta.add_argument("--saida", type=Path, help="arquivo onde pôr uma cópia da resposta")
            _do_credor(pergunta)
        for ato in (enviar, buscar):
            _do_credor(ato)
        _de_quem_manda(perfil)

    def fazer(self, *, ato: str, **opcoes: Any) -> dict[str, Any]:
        atos: dict[str, Callable[..., dict[str, Any]]] = {
            "perfil": _perfil,
            "enviar": _enviar,
            "buscar": _buscar,
            "instrumento": _instrumento,
            "consultar": _consultar,
        }
        return atos[ato](**opcoes)

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        super().mostrar(chamadas_mostrar(documento, tela), tela)


def _do_credor(ato: ArgumentParser) -> None:
    ato.add_argument("--credor", required=True, help="CNPJ")
    _de_quem_manda(ato)


def _de_quem_manda(ato: ArgumentParser) -> None:
    ato.add_argument("--por", type=um_nome, default=OPERADOR, help="quem manda, para a auditoria")
    com_json(ato)


def _perfil(
    *, uf: str, opcoes: list[tuple[str, str]], desde: date | None, fonte: str | None, por: str, **_: Any
) -> dict[str, Any]:
    if opcoes:
        agora = timezone.now()
        perfil_gravar(
            uf=uf,
            desde=desde or timezone.localdate(agora),
            ditas=dict(opcoes),
            fonte=fonte or "",
            ator=por,
            agora=agora,
        )
    return {
        "uf": uf,
        "perfis": [_do_perfil(perfil) for perfil in perfis_da(uf)],
        "sugestoes": sugestoes(uf),
    }


def _do_perfil(perfil: PerfilDaCRA) -> dict[str, Any]:
    campos = {nome: getattr(perfil, nome) for nome in OPCOES}
    campos["liberacao"] = f"{perfil.liberacao:%H:%M}"
    return {
        "desde": perfil.desde.isoformat(),
        **campos,
        "irregularidades": perfil.irregularidades,
        "fonte": perfil.fonte,
    }


def _enviar(*, credor: str, plano: int | None, por: str, **_: Any) -> dict[str, Any]:
    dono = credor_do_cnpj(credor)
    remessas = remessas_por_entregar(dono, CANAL) if plano is None else [_remessa(dono, plano)]
    chamadas = [
        chamada for remessa in remessas for chamada in remessa_entregar(remessa=remessa, ator=por, insistir=True)
    ]
    return com_chamadas({"credor": dono.cnpj}, chamadas)


def _buscar(*, credor: str, em: date | None, por: str, **_: Any) -> dict[str, Any]:
    agora = timezone.now()
    dono = credor_do_cnpj(credor)
    busca = respostas_buscar(credor=dono, em=em or timezone.localdate(agora), ator=por, agora=agora)
    documento = {"credor": dono.cnpj, "parou": busca.parou, "por_liberar": busca.por_liberar}
    return com_chamadas(documento, busca.chamadas)


def _instrumento(*, credor: str, cda: str, saida: Path | None, por: str, **_: Any) -> dict[str, Any]:
    return _da_resposta(instrumento_pedir(cda=_cda(credor, cda), ator=por), saida)


def _consultar(*, credor: str, cda: str, saida: Path | None, por: str, **_: Any) -> dict[str, Any]:
    return _da_resposta(titulo_consultar(cda=_cda(credor, cda), ator=por), saida)


def _cda(credor: str, numero: str) -> CDA:
    achada = CDA.objects.select_related("credor").filter(credor=credor_do_cnpj(credor), numero_cda=numero).first()
    if achada is None:
        raise CDADesconhecida(numero=numero)
    return achada


def _da_resposta(resposta: Resposta, saida: Path | None) -> dict[str, Any]:
    if saida is not None:
        shutil.copyfile(resposta.caminho, em_pasta_existente(saida))
    chamada = resposta.chamada
    return {
        "codigo": chamada.codigo,
        "mensagem": chamada.mensagem,
        "sha256": resposta.sha256,
        "saida": str(saida) if saida else None,
    }


def _remessa(dono: Credor, plano: int) -> Remessa:
    achada = Remessa.objects.select_related("credor").filter(pk=plano, credor=dono).first()
    if achada is None:
        raise PlanoDesconhecido(plano=plano)
    return achada


def _opcao(texto: str) -> tuple[str, str]:
    nome, igual, valor = texto.partition("=")
    if not igual:
        raise ArgumentTypeError(f"{texto} não é OPCAO=VALOR, como liberacao=17:30.")
    return nome, valor
