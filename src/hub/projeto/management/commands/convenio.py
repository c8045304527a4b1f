"""Assina, muda, certifica, experimenta e mostra convênios."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub.adesao.convenios import convenio_mudar
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.credores.certificacao import convenio_certificar
from hub.credores.consultas import acordos_em, certificacao_do, clausulas_em, convenio_em, credor_do_cnpj
from hub.credores.models import Biro, Credor, TipoDeCredor
from hub.credores.servicos import convenio_assinar
from hub.credores.vigencia import acordo_registrar
from hub.projeto.base import OPERADOR, Comando, com_json, existente, um_nome, um_texto, uma_data
from hub.projeto.clausulas import clausulas_das, com_clausulas, documento_das_clausulas, documento_do_convenio
from hub.recepcao.documentos import documentos_dos_achados
from hub.recepcao.experimento import convenio_experimentar, documento_do_experimento

#: Ato → situação a que leva.
MUDANCAS = {
    "suspender": SituacaoDaAdesao.SUSPENSA,
    "reativar": SituacaoDaAdesao.VIGENTE,
    "encerrar": SituacaoDaAdesao.ENCERRADA,
}
#: Achados que o experimento mostra.
ACHADOS = 1_000


class Command(Comando):
    help = "Assina, suspende, reativa, encerra, certifica, experimenta e mostra o convênio de um credor."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", required=True, metavar="|".join(_ATOS))
        _assinar(atos.add_parser("assinar", help="registra uma versão nova; as anteriores ficam"))
        for ato, ajuda in (
            ("suspender", "só se aceita o que reduz, e só se baixa"),
            ("reativar", "o convênio suspenso volta a valer"),
            ("encerrar", "acaba antes do fim; segue aceitando o que reduz"),
        ):
            mudar = atos.add_parser(ato, help=ajuda)
            mudar.add_argument("--motivo", type=um_texto, required=True)
            _quando(mudar)
        certificar = atos.add_parser("certificar", help="as dívidas são válidas e devidas e tiveram devido processo")
        certificar.add_argument("--certificada-por", type=um_nome, required=True, help="quem responde pelo credor")
        _quando(certificar)
        _acordo(atos.add_parser("acordo", help="registra o acordo prévio com o serviço de proteção ao crédito"))
        experimentar = atos.add_parser("experimentar", help="o que um arquivo daria com cláusulas propostas; não grava")
        experimentar.add_argument("arquivo", type=Path)
        experimentar.add_argument("--tipo", required=True, choices=TipoDeCredor.values, help="do credor")
        com_clausulas(experimentar)
        _quando(experimentar)
        _quando(atos.add_parser("mostrar", help="as cláusulas em vigor, a certificação e os acordos"))
        atos.add_parser("listar", help="as versões do convênio")
        for nome, um in atos.choices.items():
            if nome != "experimentar":
                um.add_argument("--credor", required=True, help="CNPJ")
            com_json(um)

    def fazer(self, *, ato: str, em: date | None = None, **opcoes: Any) -> dict[str, Any]:
        quando = em or timezone.localdate()
        if ato == "experimentar":
            return _experimentar(em=quando, **opcoes)
        credor = credor_do_cnpj(opcoes.pop("credor"))
        return _ATOS[ato](credor, ato=ato, em=quando, **opcoes)


def _assinar(parser: ArgumentParser) -> None:
    parser.add_argument("--assinado-por", default=OPERADOR)
    parser.add_argument("--vigencia-inicio", type=uma_data, help="padrão: hoje")
    parser.add_argument("--vigencia-fim", type=uma_data)
    com_clausulas(parser)


def _acordo(parser: ArgumentParser) -> None:
    parser.add_argument("--biro", choices=Biro.values, default=Biro.SCPC)
    parser.add_argument("--numero", required=True)
    parser.add_argument("--data", type=uma_data, required=True)
    parser.add_argument("--validade", type=uma_data, required=True, help="último dia em que vale")


def _quando(parser: ArgumentParser) -> None:
    parser.add_argument("--em", type=uma_data, help="padrão: hoje")


def _registrar_assinatura(credor: Credor, *, em: date, **opcoes: Any) -> dict[str, Any]:
    convenio = convenio_assinar(
        credor=credor,
        ator=OPERADOR,
        assinado_por=opcoes["assinado_por"],
        vigencia_inicio=opcoes["vigencia_inicio"] or em,
        vigencia_fim=opcoes["vigencia_fim"],
        **clausulas_das(opcoes),
    )
    return documento_do_convenio(convenio)


def _mudar(credor: Credor, *, ato: str, motivo: str, em: date, **_: Any) -> dict[str, Any]:
    convenio_mudar(credor=credor, para=MUDANCAS[ato], motivo=motivo, em=em, ator=OPERADOR)
    return _mostrar(credor, em=em)


def _certificar(credor: Credor, *, certificada_por: str, em: date, **_: Any) -> dict[str, Any]:
    feita = convenio_certificar(credor=credor, certificada_por=certificada_por, em=em, ator=OPERADOR)
    return {
        "convenio": feita.convenio_id,
        "certificada_em": feita.certificada_em.isoformat(),
        "certificada_por": feita.certificada_por,
        "valida_ate": feita.valida_ate.isoformat(),
        "sha256": feita.sha256,
        "texto": feita.texto,
    }


def _registrar_acordo(
    credor: Credor, *, biro: str, numero: str, data: date, validade: date, **_: Any
) -> dict[str, Any]:
    feito = acordo_registrar(credor=credor, biro=biro, numero=numero, data=data, validade=validade, ator=OPERADOR)
    return {"acordo": feito.pk, "biro": feito.biro, "numero": feito.numero, "validade": feito.validade.isoformat()}


def _experimentar(*, arquivo: Path, tipo: str, em: date, **opcoes: Any) -> dict[str, Any]:
    feito = convenio_experimentar(
        existente(arquivo), nome=arquivo.name, em=em, tipo_de_credor=tipo, clausulas=clausulas_das(opcoes)
    )
    achados = documentos_dos_achados(feito.validacao.achados.head(ACHADOS))
    return documento_do_experimento(feito) | {"achados": achados}


def _listar(credor: Credor, **_: Any) -> dict[str, Any]:
    return {"convenios": [documento_do_convenio(convenio) for convenio in credor.convenios.all()]}


def _mostrar(credor: Credor, *, em: date, **_: Any) -> dict[str, Any]:
    clausulas, convenio, certificacao = clausulas_em(credor, em), convenio_em(credor, em), certificacao_do(credor)
    return {
        "credor": credor.cnpj,
        "em": em.isoformat(),
        "vigor": clausulas.vigor.value,
        "certificado": clausulas.certificado,
        "certificacao_valida_ate": certificacao.valida_ate.isoformat() if certificacao else None,
        "convenio": documento_do_convenio(convenio) if convenio else None,
        "clausulas": documento_das_clausulas(convenio) if convenio else None,
        "acordos": [
            {"biro": acordo.biro, "numero": acordo.numero, "validade": acordo.validade.isoformat()}
            for acordo in acordos_em(credor, em)
        ],
    }


_ATOS: dict[str, Callable[..., dict[str, Any]]] = {
    "assinar": _registrar_assinatura,
    **dict.fromkeys(MUDANCAS, _mudar),
    "certificar": _certificar,
    "acordo": _registrar_acordo,
    "experimentar": _experimentar,
    "mostrar": _mostrar,
    "listar": _listar,
}
