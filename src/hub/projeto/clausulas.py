"""As cláusulas de um convênio na linha de comando: argumentos e documento."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from hub.credores.clausulas import EXEMPLO, ClausulasDoConvenio
from hub.credores.models import Convenio
from hub.projeto.base import um_positivo, um_valor


def com_clausulas(parser: ArgumentParser) -> None:
    """Os argumentos das cláusulas."""
    parser.add_argument("--valor-minimo", type=um_valor, help="reais por CDA")
    parser.add_argument("--valor-maximo", type=um_valor, help="reais por CDA; acima, o credor confirma")
    parser.add_argument("--idade-maxima-anos", type=int, help="desde o vencimento")
    parser.add_argument("--tributos", default="", help="códigos separados por vírgula; vazio = os da classe")
    parser.add_argument("--prazo-consulta-dias", type=um_positivo, default=30, help="para justificar; padrão: 30")
    parser.add_argument(
        "--avisos-em-consulta", default="", help="códigos de regras que só avisam, separados por vírgula"
    )
    parser.add_argument("--limites-por-estrategia", type=um_json, default={}, help=f"JSON, como {EXEMPLO}")
    parser.add_argument("--duas-pessoas", action="store_true", help="toda remessa com inclusões pede duas para sair")
    parser.add_argument("--certificacao-meses", type=um_positivo, help="validade da certificação; sem ela, não se pede")


def um_json(texto: str) -> Any:
    """Argumento com um documento JSON."""
    try:
        return json.loads(texto)
    except (ValueError, RecursionError):
        raise ArgumentTypeError(f"não é JSON. Escreva, por exemplo, {EXEMPLO}") from None


def clausulas_das(opcoes: dict[str, Any]) -> ClausulasDoConvenio:
    """As cláusulas ditas nas opções do comando."""
    return ClausulasDoConvenio(
        valor_minimo=opcoes["valor_minimo"],
        valor_maximo=opcoes["valor_maximo"],
        idade_maxima_anos=opcoes["idade_maxima_anos"],
        tributos=_lista(opcoes["tributos"]),
        prazo_consulta_dias=opcoes["prazo_consulta_dias"],
        avisos_em_consulta=_lista(opcoes["avisos_em_consulta"]),
        limites_por_estrategia=opcoes["limites_por_estrategia"],
        certificacao_meses=opcoes["certificacao_meses"],
        duas_pessoas=opcoes["duas_pessoas"],
    )


def _lista(texto: str) -> list[str]:
    return [codigo for parte in texto.split(",") if (codigo := parte.strip())]


def documento_do_convenio(convenio: Convenio) -> dict[str, Any]:
    """Uma versão do convênio: quem assinou e de quando a quando vale."""
    fim, encerrado = convenio.vigencia_fim, convenio.encerrado_em
    return {
        "convenio": convenio.pk,
        "versao": convenio.versao,
        "vigencia_inicio": convenio.vigencia_inicio.isoformat(),
        "vigencia_fim": fim.isoformat() if fim else None,
        "assinado_por": convenio.assinado_por,
        "encerrado_em": encerrado.isoformat() if encerrado else None,
    }


def documento_das_clausulas(convenio: Convenio) -> dict[str, Any]:
    """O que o hub obedece."""
    return {
        "valor_minimo": convenio.valor_minimo,
        "valor_maximo": convenio.valor_maximo,
        "idade_maxima_anos": convenio.idade_maxima_anos,
        "tributos": convenio.tributos,
        "prazo_consulta_dias": convenio.prazo_consulta_dias,
        "avisos_em_consulta": convenio.avisos_em_consulta,
        "limites_por_estrategia": convenio.limites_por_estrategia,
        "certificacao_meses": convenio.certificacao_meses,
        "duas_pessoas": convenio.duas_pessoas,
    }
