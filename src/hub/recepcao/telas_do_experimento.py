"""Experimentar um acordo na tela: um arquivo de amostra e as cláusulas propostas; nada se grava."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hub.acesso.telas import PedidoDePessoa, tela_de_pessoa
from hub.comum.erros import Recusa
from hub.comum.textos import nome_guardavel
from hub.credores.clausulas_escritas import PADRAO, clausulas_ler, documento_do_formulario
from hub.credores.formulario_de_clausulas import NOMES, campos_das_clausulas
from hub.credores.models import TipoDeCredor
from hub.recepcao.consultas import EFEITOS
from hub.recepcao.erros import ArquivoNaoVeio
from hub.recepcao.experimento import DESTINOS, Experimento, convenio_experimentar
from hub.recepcao.formatos.erros import ArquivoGrandeDemais
from hub.recepcao.formatos.limites import por_extenso
from hub.recepcao.limites import AMOSTRA
from hub.recepcao.mensagens import com_mensagens
from hub.regras.tabela import por_codigo

#: Achados mostrados.
ACHADOS = 50


@require_http_methods(["GET", "POST"])
@tela_de_pessoa
def experimentar(pedido: PedidoDePessoa) -> HttpResponse:
    """O formulário; com arquivo, também o que ele daria. `levar`: as cláusulas vêm de outra página, sem arquivo."""
    digitado = pedido.POST if pedido.method == "POST" else None
    tipo = (pedido.POST if digitado is not None else pedido.GET).get("tipo", "")
    tipo = tipo if tipo in TipoDeCredor.values else TipoDeCredor.MUNICIPIO.value
    recusa, feito = None, None
    if digitado is not None and "levar" not in digitado:
        try:
            feito = _experimentar(pedido, tipo)
        except Recusa as dita:
            recusa = dita
    contexto = {
        "campos": campos_das_clausulas(PADRAO, tipo=tipo, digitado=digitado),
        "tipo": tipo,
        "tipos": TipoDeCredor.choices,
        "limite": por_extenso(AMOSTRA),
        "recusa": recusa,
        **(_mostrar(feito) if feito else {}),
    }
    return render(pedido, "recepcao/experimentar.html", contexto, status=recusa.status if recusa else 200)


def _experimentar(pedido: PedidoDePessoa, tipo: str) -> Experimento:
    clausulas = clausulas_ler(documento_do_formulario(pedido.POST, dict(pedido.POST.lists())))
    veio = pedido.FILES.get("arquivo")
    if veio is None or not veio.size or veio.file is None:
        raise ArquivoNaoVeio
    nome = nome_guardavel(Path(veio.name or "amostra").name)
    if veio.size > AMOSTRA:
        raise ArquivoGrandeDemais(arquivo=nome, tamanho=por_extenso(veio.size), limite=por_extenso(AMOSTRA))
    with TemporaryDirectory(prefix="hub-amostra-") as pasta:
        caminho = Path(pasta) / "amostra"
        with caminho.open("wb") as saida:
            shutil.copyfileobj(veio.file, saida)
        return convenio_experimentar(
            caminho, nome=nome, em=timezone.localdate(), tipo_de_credor=tipo, clausulas=clausulas
        )


def _mostrar(feito: Experimento) -> dict[str, Any]:
    achados = feito.validacao.achados
    return {
        "contas": feito.validacao.contas,
        "regras": [(codigo, _titulo(codigo), quantas) for codigo, quantas in feito.por_regra],
        "estrategias": [
            (
                NOMES[conta.estrategia],
                conta.valor,
                [(DESTINOS[destino], conta.destinos[destino]) for destino in DESTINOS if conta.destinos[destino]],
            )
            for conta in feito.por_estrategia
        ],
        "achados": com_mensagens(achados.head(ACHADOS)).to_dicts(),
        "achados_total": feito.validacao.achados_total,
        "efeitos": EFEITOS,
        "feito": True,
    }


def _titulo(codigo: str) -> str:
    linhas = por_codigo().get(codigo)
    return linhas[-1].titulo if linhas else "Leitura do arquivo"
