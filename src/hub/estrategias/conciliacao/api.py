"""A conciliação pela API: o sistema do credor manda as listas, lê o que diverge e envia os movimentos propostos.

Aplicar o que o canal mostra, e o que o freio segura, é de pessoas: só pela tela ou na linha de comando.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from hub.acesso.api import PorToken, chamada_de
from hub.acesso.escopos import Escopo
from hub.estrategias.conciliacao.documentos import documento_da_conciliacao
from hub.estrategias.conciliacao.erros import ConciliacaoDesconhecida
from hub.estrategias.conciliacao.listas import lista_enviada
from hub.estrategias.conciliacao.servicos import Listas, conciliacao_planejar, movimentos_propostos
from hub.estrategias.limites import DIVERGENCIAS_POR_PAGINA
from hub.estrategias.models import Conciliacao

rotas = Router(tags=["Conciliação"])
COMPARAR, LER = PorToken(Escopo.CONCILIACOES_COMPARAR), PorToken(Escopo.CONCILIACOES_LER, conta=False)


@rotas.post(
    "/conciliacoes",
    auth=COMPARAR,
    summary="Compara listas com o hub",
    response={200: dict[str, Any], 201: dict[str, Any]},
)
def conciliacao_criar(
    request: HttpRequest,
    response: HttpResponse,
    lista: File[UploadedFile | None] = None,
    lista_do_canal: File[UploadedFile | None] = None,
    estrategia: Form[str] = "",
    em: Form[date | None] = None,
) -> Status[dict[str, Any]]:
    """Em multipart: `lista` (a do credor), `lista_do_canal` com `estrategia`, ou as duas, do dia `em` (padrão, hoje).

    201 com as contas e as primeiras divergências; nada muda no livro. De ensaio, 200, e a comparação não fica.
    """
    chamada = chamada_de(request)
    with transaction.atomic():
        feita = conciliacao_planejar(
            credor=chamada.credor,
            listas=Listas(do_credor=lista_enviada(lista), do_canal=lista_enviada(lista_do_canal)),
            em=em or timezone.localdate(),
            estrategia=estrategia,
            ator=chamada.ator,
        )
        documento = documento_da_conciliacao(feita)
        transaction.set_rollback(chamada.ensaio)
    if chamada.ensaio:
        return Status(200, documento)
    response["Location"] = reverse("api:conciliacao_ver", args=[feita.pk])
    return Status(201, documento)


@rotas.get(
    "/conciliacoes/{conciliacao}",
    auth=LER,
    summary="O que diverge, página a página",
    url_name="conciliacao_ver",
    response=dict[str, Any],
)
def conciliacao_ver(
    request: HttpRequest, conciliacao: int, apos: int = 0, limite: int = DIVERGENCIAS_POR_PAGINA
) -> dict[str, Any]:
    """Até 1.000 por página; `proxima` é o valor de `apos` da página seguinte, ou nulo."""
    achada = _do_credor(request, conciliacao)
    return documento_da_conciliacao(achada, apos=apos, limite=min(max(limite, 1), DIVERGENCIAS_POR_PAGINA))


@rotas.get("/conciliacoes/{conciliacao}/movimentos.jsonl", auth=LER, summary="Os movimentos que a lista do credor pede")
def conciliacao_movimentos(request: HttpRequest, conciliacao: int) -> HttpResponse:
    """No leiaute padrão, um por linha, prontos para enviar; enviar de novo é repetição."""
    achada = _do_credor(request, conciliacao)
    linhas = (json.dumps(um, ensure_ascii=False) + "\n" for um in movimentos_propostos(achada))
    resposta = HttpResponse("".join(linhas), content_type="application/jsonl; charset=utf-8")
    resposta["Content-Disposition"] = f'attachment; filename="conciliacao-{achada.pk}.jsonl"'
    return resposta


def _do_credor(request: HttpRequest, numero: int) -> Conciliacao:
    achada = Conciliacao.objects.filter(pk=numero, credor=chamada_de(request).credor).first()
    if achada is None:
        raise ConciliacaoDesconhecida(conciliacao=numero)
    return achada
