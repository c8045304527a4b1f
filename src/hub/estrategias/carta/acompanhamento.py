"""O que acontece com as cartas depois de saírem: o e-mail que acabou, a comunicação provada, o endereço que se soube.

Tudo se lê do livro e se anota uma vez por mudança: quem para no meio recomeça, e repetir não muda nada.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import localdate

from hub.comum.situacoes import COBRAVEIS, Situacao
from hub.credores.models import Credor
from hub.dividas.comunicacoes import comunicacoes_registrar
from hub.dividas.gravacao import quadro_copiar
from hub.dividas.models import Meio, Qualidade
from hub.documentos.correio.envios import envio_dispensar
from hub.documentos.models import Envio
from hub.estrategias.carta.opcoes import Opcoes, opcoes_da_carta
from hub.estrategias.carta.plano import PASTA
from hub.estrategias.models import Carta, MeioDaCarta
from hub.estrategias.plano import consulta
from hub.leiautes.correios.ecarta import baixas

registro = logging.getLogger(__name__)

#: Cartas que se anotam de cada vez.
POR_VEZ: Final = 5_000
#: As situações que têm consequência.
ANOTAM: Final = (Situacao.POSTADA, Situacao.ENTREGUE, Situacao.DEVOLVIDA)
#: Quem aparece na auditoria quando é o relógio que chama.
HUB: Final = "hub"
_SO_NO_DESFECHO: Final = ("entregue_em", "prova_de_entrega", "devolvida_em", "motivo_da_devolucao")
_DITO: Final = """
create temp table endereco_dito (
    carta bigint, devedor text, tipo text, chave text, endereco text, qualidade text, motivo text, em date
) on commit drop
"""


def cartas_acompanhar(*, credor: Credor, agora: datetime) -> int:
    """Leva ao livro o que os envios disseram e anota as consequências; devolve quantas cartas se anotaram.

    Antes, tira da fila o e-mail a quem deixou de dever enquanto ele esperava.
    """
    dispensados = Envio.objects.raw(consulta(PASTA, "por_dispensar"), _de_quem_se_cobra() | {"credor": credor.pk})
    for envio in dispensados:
        envio_dispensar(envio=envio, motivo="a dívida deixou de se cobrar antes de a carta sair")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_com_a_repetida("dos_envios"), {"credor": credor.pk, "fuso": settings.TIME_ZONE, "em": agora})
    anotadas = 0
    while feitas := _anotar(credor, agora):
        anotadas += feitas
    return anotadas


def credores_por_acompanhar() -> Iterable[Credor]:
    """Os que têm carta por e-mail na rua, ou carta que mudou e não se anotou."""
    parametros = _de_quem_se_cobra() | {"situacoes": [s.value for s in ANOTAM]}
    return Credor.objects.raw(_com_a_repetida("credores"), parametros)


def _de_quem_se_cobra() -> dict[str, Any]:
    return {"cobraveis": [posicao.value for posicao in COBRAVEIS]}


def _com_a_repetida(nome: str) -> str:
    return consulta(PASTA, nome).replace("{repetida}", consulta(PASTA, "repetida"))


@transaction.atomic
def _anotar(credor: Credor, agora: datetime) -> int:
    linhas = _por_anotar(credor)
    if not linhas:
        return 0
    opcoes = opcoes_da_carta(credor)
    _comunicar(credor, opcoes, linhas, agora)
    _qualificar(credor, linhas)
    por_situacao: dict[str, list[int]] = {}
    for linha in linhas:
        por_situacao.setdefault(linha["situacao"], []).append(linha["id"])
    for situacao, cartas in por_situacao.items():
        Carta.objects.filter(pk__in=cartas, credor=credor).update(anotada=situacao)
    return len(linhas)


def _por_anotar(credor: Credor) -> list[dict[str, Any]]:
    parametros: dict[str, Any] = {
        "credor": credor.pk,
        "situacoes": [s.value for s in ANOTAM],
        "limite": POR_VEZ,
        "fuso": settings.TIME_ZONE,
    }
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "por_anotar"), parametros)
        colunas = [coluna.name for coluna in cursor.description]
        return [dict(zip(colunas, linha, strict=True)) for linha in cursor.fetchall()]


def _comunicar(credor: Credor, opcoes: Opcoes, linhas: list[dict[str, Any]], agora: datetime) -> None:
    """A carta que o credor manda para comunicar é uma comunicação, com a prova de cada passo."""
    finalidades = [finalidade for finalidade in opcoes.comunica.split(",") if finalidade]
    if not finalidades:
        return
    quadro = pl.DataFrame(
        [
            {"linha": n, "finalidade": finalidade, **_comunicacao(linha, opcoes)}
            for n, (linha, finalidade) in enumerate(((li, f) for li in linhas for f in finalidades), start=1)
        ],
        infer_schema_length=None,
        schema_overrides=dict.fromkeys(
            ("entregue_em", "prova_de_entrega", "devolvida_em", "motivo_da_devolucao"), pl.String
        ),
    )
    feitas = comunicacoes_registrar(credor=credor, quadro=quadro, ator=HUB, hoje=localdate(agora))
    for achado in feitas.achados:
        registro.error("credor %s: comunicação de carta que não se registrou: %s", credor.pk, achado["mensagem"])


def _comunicacao(linha: dict[str, Any], opcoes: Opcoes) -> dict[str, str | None]:
    """A linha da comunicação; meio, prova e dia do envio são os que se registraram primeiro: por eles ela se acha."""
    papel = Meio.CARTA_AR if opcoes.com_ar else Meio.CARTA
    por_email = linha["meio"] == MeioDaCarta.EMAIL
    prova = linha["identificador"] if por_email else linha["etiqueta"] or f"carta {linha['nosso_numero']}"
    enviada_em = linha["comunicada_em"] or linha["saiu_em"]
    entregue, devolvida = linha["situacao"] == Situacao.ENTREGUE, linha["situacao"] == Situacao.DEVOLVIDA
    # Quem escreve a lista troca os dias; a carta que voltou não pode continuar a valer por isso.
    desfecho = max(linha["desfecho_em"], enviada_em).isoformat()
    return {
        "numero_cda": linha["numero_cda"],
        "meio": linha["comunicada_por"] or str(Meio.EMAIL if por_email else papel),
        "enviada_em": enviada_em.isoformat(),
        "prova_de_envio": linha["comunicada_com"] or prova,
        "entregue_em": desfecho if entregue else None,
        "prova_de_entrega": (linha["arquivo"] or prova) if entregue else None,
        "devolvida_em": desfecho if devolvida else None,
        "motivo_da_devolucao": _motivo(linha) if devolvida else None,
    }


def _motivo(linha: dict[str, Any]) -> str:
    baixa = baixas().get(linha["ocorrencia"])
    return baixa["texto"] if baixa else linha["irregularidade"] or "o correio não disse"


def _qualificar(credor: Credor, linhas: list[dict[str, Any]]) -> None:
    """O endereço que a carta achou, ou de que voltou por culpa dele."""
    ditos = [dito for linha in linhas if (dito := _dito(linha))]
    if not ditos:
        return
    with connection.cursor() as cursor:
        cursor.execute(_DITO)
        quadro_copiar("endereco_dito", pl.DataFrame(ditos, infer_schema_length=None))
        cursor.execute(consulta(PASTA, "enderecos"), {"credor": credor.pk})
        cursor.execute("drop table endereco_dito")


def _dito(linha: dict[str, Any]) -> dict[str, Any] | None:
    qualidade = _qualidade(linha)
    if not qualidade:
        return None
    return {
        "carta": linha["id"],
        **{nome: linha[nome] for nome in ("devedor", "tipo", "chave", "endereco")},
        "qualidade": str(qualidade),
        "motivo": _motivo(linha) if qualidade == Qualidade.VOLTA else "",
        "em": linha["desfecho_em"],
    }


def _qualidade(linha: dict[str, Any]) -> str:
    """Vazia quando o que houve não fala do endereço: saiu, extraviou-se, ninguém estava."""
    if linha["situacao"] == Situacao.ENTREGUE:
        return Qualidade.CHEGA
    if linha["situacao"] != Situacao.DEVOLVIDA:
        return ""
    if linha["meio"] == MeioDaCarta.EMAIL:
        return Qualidade.VOLTA
    baixa = baixas().get(linha["ocorrencia"])
    return baixa["endereco"] if baixa else ""
