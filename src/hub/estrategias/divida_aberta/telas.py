"""O site aberto: a busca, o devedor, os lugares. Sem entrada, sem cookie e sem JavaScript."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hub.comum.documentos import documento_examinar
from hub.estrategias.divida_aberta import consultas
from hub.estrategias.divida_aberta.freio import leitura_contar
from hub.estrategias.divida_aberta.guarda import Montada
from hub.estrategias.divida_aberta.limites import FAIXAS, LETRAS_DO_COMECO
from hub.estrategias.divida_aberta.lugares import lugares_contexto
from hub.estrategias.divida_aberta.mascara import codigo_do, documento_limpo
from hub.estrategias.divida_aberta.pesquisa import ORDENS, UFS, Pesquisa, pesquisa_ler
from hub.estrategias.divida_aberta.respostas import DEMAIS, de_espera, montar, pagina_publica
from hub.estrategias.divida_aberta.tipos import tipos_de_divida

#: O que cada página pode pedir em `apos` para seguir adiante.
_SO_DO_DEVEDOR = ("apos",)


@require_safe
def inicio(pedido: HttpRequest) -> HttpResponseBase:
    """A porta da lista: as buscas e o que se publica."""
    return pagina_publica(
        pedido,
        "inicio",
        lambda: montar("busca", _formulario(Pesquisa()), reservada=False),
        agora=timezone.now(),
    )


@require_safe
def busca(pedido: HttpRequest) -> HttpResponseBase:
    """O que se acha; sem nada procurado, todas."""
    agora, pesquisa = timezone.now(), pesquisa_ler(pedido.GET.dict())
    dia = timezone.localtime(agora).date()

    def fazer() -> Montada:
        contexto = _formulario(pesquisa)
        if not pesquisa.erros:
            pagina = consultas.buscar(pesquisa, dia=dia)
            proxima = pesquisa.endereco(apos=pagina.apos) if pagina.apos else ""
            contexto |= {"pagina": pagina, "proxima": proxima, "comeco": pesquisa.endereco(apos=None)}
        return montar("busca", contexto, situacao=422 if pesquisa.erros else 200)

    # A página que aponta um erro repete o que veio, e só serve a quem errou igual.
    errada = urlencode({**pesquisa.erros, **pesquisa.digitado}) if pesquisa.erros else ""
    return pagina_publica(pedido, f"busca?{pesquisa.endereco()}#{errada}", fazer, agora=agora)


@csrf_exempt  # só lê, e um cookie impediria os caches
@require_http_methods(["GET", "HEAD", "POST"])
def documento(pedido: HttpRequest) -> HttpResponseBase:
    """Leva do CPF ou CNPJ à página do devedor. Vem no corpo, e não no endereço, que os servidores anotam."""
    if pedido.method != "POST":
        return redirect("aberta")
    agora = timezone.now()
    try:
        leitura_contar(pedido, agora=agora)
    except DEMAIS as recusa:
        return de_espera(recusa)
    limpo = documento_limpo(pedido.POST.get("documento", ""))
    exame = documento_examinar(limpo)
    pessoa = codigo_do(limpo)
    if exame["tipo"] not in {"CPF", "CNPJ"} or not exame["valido"]:
        return _sem_guardar({"erro_do_documento": "Confira o número: CPF tem 11 algarismos e CNPJ, 14."}, 422)
    if not consultas.dividas_do_devedor(pessoa, apos=None, dia=timezone.localtime(agora).date()).dividas:
        return _sem_guardar({"sem_documento": True}, 200)
    resposta = redirect("aberta_devedor", devedor=pessoa)
    resposta.status_code = 303
    resposta["Cache-Control"] = "no-store"
    return resposta


@require_safe
def devedor(pedido: HttpRequest, devedor: str) -> HttpResponseBase:
    """As dívidas de um devedor e como regularizar. O que não há e o que já não se mostra são a mesma página."""
    agora = timezone.now()
    pesquisa = pesquisa_ler({nome: pedido.GET.get(nome, "") for nome in _SO_DO_DEVEDOR})
    dia = timezone.localtime(agora).date()

    def fazer() -> Montada:
        pagina = consultas.dividas_do_devedor(devedor, apos=pesquisa.apos, dia=dia)
        if not pagina.dividas:
            return montar("sem_nada", {}, situacao=404)
        totais = consultas.totais_do_devedor(devedor, dia=dia)
        contexto = {
            "devedor": pagina.dividas[0],
            "dividas": pagina.dividas,
            "totais": totais,
            "soma": sum(total.valor for total in totais),
            "quantas": sum(total.dividas for total in totais),
            "credores": _como_regularizar(pagina.dividas, dia=dia),
            "adiante": pesquisa.apos is not None,
            "proxima": Pesquisa(apos=pagina.apos).endereco() if pagina.apos else "",
        }
        return montar("devedor", contexto)

    return pagina_publica(pedido, f"devedor:{devedor}?{pesquisa.endereco()}", fazer, agora=agora)


@require_safe
def lugares(pedido: HttpRequest) -> HttpResponseBase:
    """Quantas dívidas há em cada UF ou, escolhida uma, em cada município dela."""
    uf = pedido.GET.get("uf", "").upper()
    uf = uf if uf in UFS else ""
    return pagina_publica(
        pedido,
        f"lugares:{uf}",
        lambda: montar("lugares", lugares_contexto(uf), reservada=False),
        agora=timezone.now(),
    )


@require_safe
def robos(pedido: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a assinatura é do Django
    """O que os buscadores podem visitar: a porta, os lugares e a página dos dados; nunca pessoas nem buscas."""
    visitaveis = ("/divida-aberta/$", "/divida-aberta/lugares$", "/divida-aberta/dados/$")
    linhas = ("User-agent: *", *(f"Allow: {pagina}" for pagina in visitaveis), "Disallow: /")
    resposta = HttpResponse("\n".join(linhas) + "\n", content_type="text/plain; charset=utf-8")
    resposta["Cache-Control"] = "public, max-age=3600"
    return resposta


def _formulario(pesquisa: Pesquisa) -> dict[str, Any]:
    """O que o formulário da busca mostra."""
    municipio = pesquisa.municipio
    return {
        "pesquisa": pesquisa,
        "nome": " ".join(pesquisa.nome) or pesquisa.digitado.get("nome", ""),
        "municipio": municipio.nome if municipio else pesquisa.digitado.get("municipio", ""),
        "uf": municipio.uf if municipio else pesquisa.uf,
        "ufs": UFS,
        "tipos": tipos_de_divida().items(),
        "faixas": [(codigo, rotulo) for codigo, (rotulo, _, _) in FAIXAS.items()],
        "credores": consultas.entes_que_publicam(),
        "ordens": ORDENS.items(),
        "letras": LETRAS_DO_COMECO,
        "erros": pesquisa.erros,
    }


def _como_regularizar(dividas: list[consultas.Divida], *, dia: date) -> list[dict[str, Any]]:
    """Um por carteira das dívidas da página: o credor e o contato que ele escreveu."""
    contatos = consultas.contatos_das(dividas, dia=dia)
    carteiras = {divida.carteira: divida for divida in dividas}
    return [
        {"nome": divida.credor, "cnpj": divida.cnpj, "contato": contatos.get(carteira)}
        for carteira, divida in sorted(carteiras.items(), key=lambda par: (par[1].credor, par[0]))
    ]


def _sem_guardar(contexto: dict[str, Any], situacao: int) -> HttpResponse:
    """A resposta à procura por documento, que não se guarda em lugar nenhum."""
    pagina = montar("busca", _formulario(Pesquisa()) | contexto, situacao=situacao)
    resposta = HttpResponse(pagina.corpo, status=pagina.situacao)
    resposta["Cache-Control"] = "no-store"
    return resposta
