"""O que se lê dos lotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.credores.models import Credor
from hub.dividas.models import Lote, SituacaoDoLote
from hub.recepcao.erros import LoteDesconhecido
from hub.recepcao.mensagens import com_mensagens
from hub.regras.achados import ESQUEMA

#: Efeito → rótulo, cor e ícone, do mais grave ao mais leve.
EFEITOS = {
    "recusada": ("Recusada", "danger", "fa-times-circle"),
    "em_consulta": ("Em consulta", "warning", "fa-question-circle"),
    "aviso": ("Aviso", "info", "fa-info-circle"),
}
#: Achados numa página.
ACHADOS_POR_PAGINA = 50
#: Por quanto tempo um lote com recusadas aparece como tarefa.
RECENTE = timedelta(days=30)
EM_PROCESSAMENTO = Q(situacao__in=(SituacaoDoLote.RECEBIDO, SituacaoDoLote.PROCESSANDO))
COM_RECUSADAS = Q(recusadas__gt=0) | Q(movimentos_recusados__gt=0) | Q(situacao=SituacaoDoLote.RECUSADO)


def lotes_do(credor: Credor, *, com: str = "") -> QuerySet[Lote]:
    """Os lotes do credor, do mais novo ao mais velho. `com`: `recusadas`, `em_processamento` ou vazio."""
    filtros = {"recusadas": COM_RECUSADAS, "em_processamento": EM_PROCESSAMENTO}
    return Lote.objects.filter(filtros.get(com, Q()), credor=credor).order_by("-id")


def lotes_com_recusadas(credor: Credor) -> int:
    """Quantos lotes dos últimos trinta dias têm linha recusada ou não puderam ser lidos."""
    return lotes_do(credor, com="recusadas").filter(recebido_em__gte=timezone.now() - RECENTE).count()


def lotes_em_processamento(credor: Credor) -> int:
    return lotes_do(credor, com="em_processamento").count()


def lote_do(credor: Credor, numero: int) -> Lote:
    """O lote do credor com esse número. Levanta `LoteDesconhecido`, igual para o que não existe e o que é de outro."""
    if achado := Lote.objects.select_related("credor").filter(credor=credor, pk=numero).first():
        return achado
    raise LoteDesconhecido(lote=numero)


def em_curso(lote: Lote) -> bool:
    """Se ainda há linha sem resultado."""
    return lote.situacao in {SituacaoDoLote.RECEBIDO, SituacaoDoLote.PROCESSANDO}


@dataclass(frozen=True, kw_only=True)
class PaginaDeAchados:
    #: `{"linha", "tabela", "numero_cda", "campo", "valor", "regra", "efeito", "mensagem", "como_resolver"}`
    linhas: list[dict[str, Any]]
    #: de onde continua; 0 = acabou
    proxima: int


def pagina_filtrada_de_achados(lote: Lote, *, efeito: str, regra: str, apos: str) -> PaginaDeAchados:
    """Os achados guardados do lote, na ordem das linhas, de um efeito e de uma regra se pedidos."""
    filtros = {"efeito": efeito, "regra": regra}
    achados = lote.achados.filter(**{campo: valor for campo, valor in filtros.items() if valor})
    if re.fullmatch(r"[0-9]{1,18}", apos):
        achados = achados.filter(pk__gt=int(apos))
    linhas = list(achados.order_by("pk").values_list("pk", *ESQUEMA)[: ACHADOS_POR_PAGINA + 1])
    quadro = pl.DataFrame([linha[1:] for linha in linhas[:ACHADOS_POR_PAGINA]], schema=ESQUEMA, orient="row")
    proxima = linhas[ACHADOS_POR_PAGINA - 1][0] if len(linhas) > ACHADOS_POR_PAGINA else 0
    return PaginaDeAchados(linhas=com_mensagens(quadro).to_dicts(), proxima=proxima)


def regras_do_lote(lote: Lote) -> list[tuple[str, int]]:
    """Regra e quantas vezes foi descumprida, as mais frequentes primeiro."""
    return sorted(lote.achados_por_regra.items(), key=lambda par: (-par[1], par[0]))
