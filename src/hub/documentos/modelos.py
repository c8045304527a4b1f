"""Atos sobre modelos de documento: criar, e gravar versões que não mudam mais."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.recibo import canonico
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Credor
from hub.documentos.brasao import brasao_conferir
from hub.documentos.elementos import faltas_do_modelo
from hub.documentos.erros import ModeloRecusado, VersaoMudou
from hub.documentos.marcacao import marcadores_da, texto_ler, textos_da
from hub.documentos.models import Especie, ModeloDeDocumento, VersaoDoModelo
from hub.documentos.oficina import DESENHADOS, tem_desenho

#: Blocos e signatários que cabem num modelo; caracteres de nome e cargo.
BLOCOS, SIGNATARIOS, NOME = 20, 4, 100


@dataclass(frozen=True, kw_only=True)
class Redacao:
    """O que uma pessoa escreveu para uma versão."""

    #: Markdown restrito, um por bloco
    textos: list[str]
    #: `{"nome", "cargo"}` de quem assina
    signatarios: list[dict[str, str]] = field(default_factory=list)
    #: livro e folha podem faltar: o registro é eletrônico
    registro_eletronico: bool = False
    #: PNG ou JPEG; vazio = sem brasão
    brasao: bytes = b""
    #: None = desde hoje
    vigente_desde: date | None = None


@transaction.atomic
def modelo_salvar(
    *, credor: Credor, especie: str, codigo: str, nome: str, redacao: Redacao, ator: str, agora: datetime
) -> VersaoDoModelo:
    """Cria o modelo com a primeira versão. Levanta `CadastroErrado`, `ModeloRecusado` e `BrasaoRecusado`."""
    modelo = ModeloDeDocumento(credor=credor, especie=especie, codigo=codigo, nome=nome)
    cadastro_conferir(modelo)
    modelo.save()
    return versao_salvar(modelo=modelo, redacao=redacao, base=0, ator=ator, agora=agora)


@transaction.atomic
def versao_salvar(
    *, modelo: ModeloDeDocumento, redacao: Redacao, base: int, ator: str, agora: datetime
) -> VersaoDoModelo:
    """Grava uma versão nova; a mesma redação não grava outra. `base`: a versão que a pessoa tinha aberta.

    Levanta `ModeloRecusado`, dizendo cada elemento da lei que falta, `BrasaoRecusado` e `VersaoMudou`.
    """
    ModeloDeDocumento.objects.select_for_update().get(pk=modelo.pk)
    anterior = modelo.versoes.order_by("-versao").first()
    conteudo = _conferido(Especie(modelo.especie), redacao)
    resumo = hashlib.sha256(canonico(conteudo)).hexdigest()
    desde = redacao.vigente_desde or localdate(agora)
    if anterior and anterior.resumo == resumo and (not redacao.vigente_desde or anterior.vigente_desde == desde):
        return anterior
    if anterior and anterior.versao != base:
        raise VersaoMudou(versao=anterior.versao)
    versao = VersaoDoModelo.objects.create(
        credor=modelo.credor,
        modelo=modelo,
        versao=base + 1,
        brasao=redacao.brasao,
        resumo=resumo,
        criada_por=ator,
        em=agora,
        vigente_desde=desde,
        **{nome: valor for nome, valor in conteudo.items() if nome != "especie"},
    )
    evento_registrar(
        Etiqueta.MODELO_SALVO,
        ator=ator,
        credor=modelo.credor,
        em=agora,
        modelo=modelo.pk,
        codigo=modelo.codigo,
        versao=versao.versao,
        resumo=resumo,
    )
    return versao


def versao_por_salvar(*, modelo: ModeloDeDocumento, redacao: Redacao) -> VersaoDoModelo:
    """A versão como ficaria, para a prévia; nada se grava. Levanta como `versao_salvar`."""
    conteudo = _conferido(Especie(modelo.especie), redacao)
    partes = {nome: valor for nome, valor in conteudo.items() if nome != "especie"}
    return VersaoDoModelo(credor=modelo.credor, modelo=modelo, brasao=redacao.brasao, **partes)


def _conferido(especie: Especie, redacao: Redacao) -> dict[str, Any]:
    """O que a versão guarda, conferido: blocos em árvore, signatários e o resumo do brasão."""
    achados: list[str] = []
    blocos = _blocos(redacao.textos, achados)
    signatarios = _signatarios(redacao.signatarios, achados)
    if not blocos:
        achados.append("O modelo não tem texto: escreva ao menos um bloco.")
    achados.extend(_sem_desenho(blocos, signatarios))
    if especie == Especie.CDA and not achados:
        usados = marcadores_da([no for bloco in blocos for no in bloco["arvore"]])
        achados.extend(faltas_do_modelo(usados=usados, signatarios=len(signatarios)))
    if achados:
        raise ModeloRecusado(achados=" ".join(achados))
    return {
        "especie": str(especie),
        "blocos": blocos,
        "signatarios": signatarios,
        "registro_eletronico": redacao.registro_eletronico,
        "brasao_sha256": brasao_conferir(redacao.brasao) if redacao.brasao else "",
    }


def _sem_desenho(blocos: list[dict[str, Any]], signatarios: list[dict[str, str]]) -> Iterator[str]:
    """O que a letra do documento não desenha, em cada bloco e nos signatários."""
    lugares = [(f"Bloco {n}", textos_da(bloco["arvore"])) for n, bloco in enumerate(blocos, start=1)]
    for onde, textos in [*lugares, ("Signatários", (texto for quem in signatarios for texto in quem.values()))]:
        estranhas = sorted(letra for letra in set("".join(textos)) - DESENHADOS if not tem_desenho(letra))
        if estranhas:
            yield f"{onde}: a letra do documento não desenha {' '.join(estranhas[:5])}. Tire do texto."


def _blocos(textos: list[str], achados: list[str]) -> list[dict[str, Any]]:
    blocos = []
    for numero, texto in enumerate(textos, start=1):
        try:
            if texto.strip():
                blocos.append({"texto": texto.strip(), "arvore": texto_ler(texto.strip())})
        except Recusa as recusa:
            achados.append(f"Bloco {numero}: {recusa.mensagem}")
    if len(blocos) > BLOCOS:
        achados.append(f"São {len(blocos)} blocos, e cabem {BLOCOS}. Junte alguns.")
    return blocos


def _signatarios(ditos: list[dict[str, str]], achados: list[str]) -> list[dict[str, str]]:
    """Os que têm cargo; o nome pode ficar para quem assina à mão."""
    signatarios = [
        {parte: " ".join(dito.get(parte, "").split()) for parte in ("nome", "cargo")}
        for dito in ditos
        if "".join(dito.values()).strip()
    ]
    for numero, signatario in enumerate(signatarios, start=1):
        if not signatario["cargo"]:
            achados.append(f"Signatário {numero}: diga o cargo.")
        if max(map(len, signatario.values())) > NOME:
            achados.append(f"Signatário {numero}: nome e cargo têm até {NOME} caracteres cada um.")
    if len(signatarios) > SIGNATARIOS:
        achados.append(f"São {len(signatarios)} signatários, e cabem {SIGNATARIOS}.")
    return signatarios
