"""A lista de CDAs e a página de uma CDA."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from hub.acesso.permissoes import Ato
from hub.acesso.telas import Pedido, tela
from hub.comum.dinheiro import ValorMalformado, reais_ler
from hub.comum.documentos import documentos_mascarar
from hub.comum.municipios import UF_POR_PREFIXO
from hub.credores.models import Credor
from hub.dividas.certidao import grupos_da_certidao
from hub.dividas.consultas import Filtro, cdas_listar
from hub.dividas.enderecos import enderecos_da
from hub.dividas.historia import historia_da
from hub.dividas.models import CDA, Achado, EnderecoDoDevedor, Qualidade
from hub.dividas.situacao import POR_CODIGO, SITUACOES, situacoes_das
from hub.dividas.trava import trava_do_pagamento
from hub.regras.achados import ESQUEMA
from hub.regras.dominios import ESFERAS, TRIBUTOS
from hub.regras.mensagens import com_mensagens

#: Achados na página de uma CDA; uma linha tem poucos.
ACHADOS_MOSTRADOS = 50


@require_GET
@tela(Ato.CONSULTAR)
def lista(pedido: Pedido) -> HttpResponse:
    filtro, erros = ler_filtro(pedido.GET)
    pagina = cdas_listar(credor=pedido.acesso.credor, filtro=filtro, apos=_texto(pedido.GET, "apos"))
    mascarados = documentos_mascarar(cda.devedor_documento for cda, _ in pagina.linhas)
    contexto = {
        "linhas": [(*linha, mascarado) for linha, mascarado in zip(pagina.linhas, mascarados, strict=True)],
        "proxima": pagina.proxima,
        "filtro": filtro,
        "digitado": {nome: _texto(pedido.GET, nome) for nome in ("valor_minimo", "valor_maximo", "lote")},
        "erros": erros,
        "situacoes": SITUACOES,
        "filtrada": not filtro.vazio,
        "adiante": bool(_texto(pedido.GET, "apos")),
        **_opcoes(pedido.acesso.credor),
    }
    modelo = "resultados/_cdas.html" if pedido.headers.get("HX-Target") == "lista-de-cdas" else "resultados/cdas.html"
    return render(pedido, modelo, contexto)


@require_GET
@tela(Ato.CONSULTAR)
def pagina(pedido: Pedido, cda: int) -> HttpResponse:
    credor = pedido.acesso.credor
    achada = get_object_or_404(CDA.objects.select_related("carteira"), pk=cda, credor=credor)
    contexto = {
        "cda": achada,
        "situacao": situacoes_das(credor=credor, cdas=[achada.pk])[achada.pk],
        "grupos": grupos_da_certidao(achada),
        "codevedores": achada.corresponsaveis.order_by("ordem"),
        "itens": achada.itens.order_by("sequencia"),
        "historia": historia_da(achada),
        "trava": trava_do_pagamento(achada),
        "voltam": [(f"{um.get_tipo_display()} que volta.", _por_que_volta(um)) for um in _que_voltam(achada)],
        "achados": _achados(achada),
    }
    return render(pedido, "resultados/cda.html", contexto)


def _que_voltam(cda: CDA) -> QuerySet[EnderecoDoDevedor]:
    return enderecos_da(cda).filter(qualidade=Qualidade.VOLTA)


def _por_que_volta(endereco: EnderecoDoDevedor) -> str:
    return (
        f"Em {endereco.em:%d/%m/%Y} o que se mandou a {endereco.endereco} voltou ({endereco.motivo}). "
        "Corrija-o em Alterar: nenhuma carta vai a ele de novo."
    )


def _achados(cda: CDA) -> list[dict[str, object]]:
    """O que as regras disseram da CDA no lote que trouxe a versão atual."""
    linhas = Achado.objects.filter(lote=cda.lote_id, numero_cda=cda.numero_cda).order_by("pk")[:ACHADOS_MOSTRADOS]
    quadro = pl.DataFrame(list(linhas.values_list(*ESQUEMA)), schema=ESQUEMA, orient="row")
    return com_mensagens(quadro).to_dicts()


def ler_filtro(consulta: QueryDict) -> tuple[Filtro, dict[str, str]]:
    """O filtro que o endereço pede, e o que dele não se entendeu, por campo."""
    erros: dict[str, str] = {}
    situacao = _texto(consulta, "situacao")
    if situacao and situacao not in POR_CODIGO:
        erros["situacao"] = f"{situacao} não é uma situação: mostramos todas. Escolha uma da lista."
    filtro = Filtro(
        busca=_texto(consulta, "q"),
        situacao=situacao if situacao in POR_CODIGO else "",
        carteira=_texto(consulta, "carteira"),
        tributo=_texto(consulta, "tributo"),
        uf=_texto(consulta, "uf"),
        valor_minimo=_reais(consulta, "valor_minimo", erros),
        valor_maximo=_reais(consulta, "valor_maximo", erros),
        lote=_numero(consulta, "lote", erros),
    )
    return filtro, erros


def _texto(consulta: QueryDict, nome: str) -> str:
    # O caractere nulo não existe em texto do PostgreSQL.
    return consulta.get(nome, "").replace("\0", "").strip()[:150]


def _reais(consulta: QueryDict, nome: str, erros: dict[str, str]) -> Decimal | None:
    texto = _texto(consulta, nome)
    if not texto:
        return None
    try:
        return reais_ler(texto, campo=nome)
    except ValorMalformado:
        erros[nome] = f"{texto} não é um valor em reais. Escreva como 1.234,56."
        return None


def _numero(consulta: QueryDict, nome: str, erros: dict[str, str]) -> int | None:
    texto = _texto(consulta, nome)
    if not texto:
        return None
    if re.fullmatch(r"[0-9]{1,18}", texto):
        return int(texto)
    erros[nome] = f"{texto} não é um número de lote. Escreva só os algarismos, como 12."
    return None


def _opcoes(credor: Credor) -> dict[str, object]:
    """O que as listas do filtro oferecem."""
    esferas = ESFERAS.get(credor.tipo, frozenset())
    return {
        "carteiras": credor.carteiras.order_by("codigo"),
        "ufs": sorted(UF_POR_PREFIXO.values()),
        "tributos": [tributo for tributo in TRIBUTOS.values() if tributo.ente in esferas],
    }
