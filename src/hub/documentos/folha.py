"""A folha: tudo o que a oficina precisa para compor um documento ou quinhentos, como dados.

`{"titulo", "credor": {"nome", "linha"}, "brasao"?, "arvore", "signatarios", "conferencia", "emitido_em", "previa",
"documentos": [{"valores", "escrito", "qr"}]}`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from hub.auditoria.recibo import canonico
from hub.comum.documentos import documento_formatar
from hub.dividas.models import CDA
from hub.documentos.codigo import codigo_formatar, codigo_sortear
from hub.documentos.elementos import cda_conferir
from hub.documentos.erros import SemDesenho
from hub.documentos.marcadores import marcadores
from hub.documentos.models import Especie, VersaoDoModelo
from hub.documentos.oficina import DESENHADOS, brasao_por, tem_desenho
from hub.documentos.qr import qrs_em_png
from hub.documentos.valores import Emissao, Valor, credor_endereco, devedor_mascarado, valores_da


@dataclass(frozen=True, kw_only=True)
class Preparado:
    """Um documento por compor."""

    cda: CDA
    codigo: str
    valores: dict[str, Valor]
    mascarado: str
    #: SHA-256 da versão do modelo e dos valores
    resumo: str


def endereco_de_conferencia() -> str:
    return f"{settings.ENDERECO_PUBLICO}/conferir"


def preparar(cda: CDA, versao: VersaoDoModelo, emissao: Emissao) -> Preparado:
    """Confere a dívida e lê os valores. Levanta `DadoObrigatorioFalta` e `SemDesenho`."""
    if versao.modelo.especie == Especie.CDA:
        cda_conferir(cda, registro_eletronico=versao.registro_eletronico)
    valores = valores_da(cda, emissao)
    for marcador, valor in valores.items():
        _conferir_desenho(cda, marcador, valor)
    return Preparado(
        cda=cda,
        codigo=codigo_sortear(),
        valores=valores,
        mascarado=devedor_mascarado(cda, emissao),
        resumo=hashlib.sha256(canonico({"versao": versao.resumo, "valores": valores})).hexdigest(),
    )


def _conferir_desenho(cda: CDA, marcador: str, valor: Valor) -> None:
    for texto in _textos(valor):
        for letra in set(texto) - DESENHADOS:
            if not tem_desenho(letra):
                raise SemDesenho(
                    numero_cda=cda.numero_cda,
                    marcador=marcadores()[marcador].rotulo,
                    caractere=letra,
                    ponto=f"U+{ord(letra):04X}",
                )


def _textos(valor: Valor) -> Iterable[str]:
    if isinstance(valor, str):
        return (valor,)
    return (celula for linha in valor["linhas"] for celula in linha)


def folha_montar(
    versao: VersaoDoModelo, preparados: Sequence[Preparado], *, em: datetime, previa: bool = False
) -> dict[str, Any]:
    """A folha dos documentos; a prévia sai sem código e marcada como sem valor."""
    credor = versao.credor
    codigos = [preparado.codigo for preparado in preparados]
    qrs = [] if previa else qrs_em_png(endereco_de_conferencia() + "/", codigos)
    documentos: list[dict[str, Any]] = [{"valores": preparado.valores} for preparado in preparados]
    for documento, codigo, qr in zip(documentos, codigos, qrs, strict=not previa):
        documento.update(escrito=codigo_formatar(codigo), qr=list(qr))
    so_um = f" {preparados[0].cda.numero_cda}" if len(preparados) == 1 else ""
    return {
        "titulo": f"{versao.modelo.nome}{so_um}",
        "credor": {
            "nome": credor.nome,
            "linha": ", ".join(filter(None, (f"CNPJ {documento_formatar(credor.cnpj)}", credor_endereco(credor)))),
        },
        **({"brasao": brasao_por(bytes(versao.brasao), versao.brasao_sha256)} if versao.brasao_sha256 else {}),
        "arvore": [no for bloco in versao.blocos for no in bloco["arvore"]],
        "signatarios": versao.signatarios,
        "conferencia": endereco_de_conferencia().removeprefix("https://").removeprefix("http://"),
        "emitido_em": f"{localtime(em):%d/%m/%Y %H:%M}",
        "previa": previa,
        "documentos": documentos,
    }
