"""Os documentos de um pedido: guardados sob o SHA-256 do conteúdo, nunca sob o nome que veio."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, NamedTuple

from django.conf import settings
from django.db import transaction

from hub.adesao.erros import AnexoDeOutroTipo, AnexoDesconhecido, AnexoGrandeDemais, AnexoNaoVeio, AnexosDemais
from hub.adesao.models import Adesao, AnexoDaAdesao
from hub.adesao.servicos import adesao_aberta
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.pastas import pasta_fechada
from hub.comum.textos import nome_guardavel

#: Megabytes de um documento, e documentos de um pedido.
MEGABYTES: Final = 10
QUANTOS: Final = 20
#: Caracteres do nome que se mostra.
NOME: Final = 150
#: Bytes em que o fim de um PDF tem de aparecer.
_FIM_DO_PDF: Final = 1024


class _Tipo(NamedTuple):
    """Um tipo de documento aceito."""

    nome: str
    #: bytes com que o conteúdo começa
    comeca: bytes
    #: o que tem de haver nos últimos bytes
    termina: bytes


_PNG = _Tipo("PNG", b"\x89PNG\r\n\x1a\n", b"IEND")
_JPEG = _Tipo("JPEG", b"\xff\xd8\xff", b"\xff\xd9")
_PDF = _Tipo("PDF", b"%PDF-", b"%%EOF")
_TIPOS: Final = {"application/pdf": _PDF, "image/png": _PNG, "image/jpeg": _JPEG}
#: Fim do nome → tipo que o conteúdo tem de ter.
_EXTENSOES: Final = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


@transaction.atomic
def anexo_juntar(*, adesao: Adesao, fluxo: BinaryIO, nome: str, ator: str, agora: datetime) -> AnexoDaAdesao:
    """Junta um documento ao pedido aberto; o mesmo conteúdo de novo não muda nada.

    Levanta `PedidoFechado`, `AnexoNaoVeio`, `AnexoGrandeDemais`, `AnexoDeOutroTipo` e `AnexosDemais`.
    """
    travada = adesao_aberta(adesao)
    nome = _so_o_nome(nome)
    with tempfile.NamedTemporaryFile(dir=_pasta(travada), prefix="chegando-", delete=False) as saida:
        provisorio = Path(saida.name)
        try:
            sha256, tamanho, tipo = _copiar(fluxo, saida, nome)
            feito = travada.anexos.filter(sha256=sha256, retirado_em__isnull=True).first()
            if feito is not None:
                return feito
            if travada.anexos.filter(retirado_em__isnull=True).count() >= QUANTOS:
                raise AnexosDemais(limite=QUANTOS)
            os.fsync(saida.fileno())
            provisorio.replace(_pasta(travada) / sha256)
        finally:
            provisorio.unlink(missing_ok=True)
    feito = AnexoDaAdesao.objects.create(
        adesao=travada,
        credor=travada.credor,
        nome=nome,
        tipo=tipo,
        bytes=tamanho,
        sha256=sha256,
        enviado_por=ator,
        enviado_em=agora,
    )
    _registrar(Etiqueta.ADESAO_ANEXADA, feito, ator, agora)
    return feito


@transaction.atomic
def anexo_retirar(*, adesao: Adesao, anexo: int, ator: str, agora: datetime) -> None:
    """Tira do pedido aberto o documento; a linha e o conteúdo ficam, para a auditoria.

    Levanta `PedidoFechado` e `AnexoDesconhecido`.
    """
    travada = adesao_aberta(adesao)
    feito = anexo_do(travada, anexo)
    feito.retirado_em = agora
    feito.save(update_fields=["retirado_em"])
    _registrar(Etiqueta.ADESAO_DESANEXADA, feito, ator, agora)


def anexo_do(adesao: Adesao, anexo: int) -> AnexoDaAdesao:
    """O documento que está no pedido. Levanta `AnexoDesconhecido`."""
    if feito := adesao.anexos.filter(pk=anexo, retirado_em__isnull=True).first():
        return feito
    raise AnexoDesconhecido(anexo=anexo)


def caminho_do_anexo(anexo: AnexoDaAdesao) -> Path:
    """Onde está o conteúdo."""
    return _pasta(anexo.adesao) / anexo.sha256


def _pasta(adesao: Adesao) -> Path:
    return pasta_fechada(Path(settings.PASTA_DE_TRABALHO), "adesoes", str(adesao.pk))


def _so_o_nome(nome: str) -> str:
    """O nome sem caminho, seja de que sistema for, numa linha só."""
    ultimo = PurePosixPath(nome.replace("\\", "/")).name.strip()
    return nome_guardavel(ultimo)[-NOME:] or "documento"


def _copiar(fluxo: BinaryIO, saida: object, nome: str) -> tuple[str, int, str]:
    """Grava o conteúdo, com o limite cobrado enquanto chega; devolve o resumo, o tamanho e o tipo."""
    resumo, tamanho, comeco, fim = hashlib.sha256(), 0, b"", b""
    while bloco := fluxo.read(1 << 16):
        tamanho += len(bloco)
        if tamanho > MEGABYTES << 20:
            raise AnexoGrandeDemais(nome=nome, limite=MEGABYTES)
        comeco = comeco or bloco[:_FIM_DO_PDF]
        fim = (fim + bloco)[-_FIM_DO_PDF:]
        resumo.update(bloco)
        saida.write(bloco)  # type: ignore[attr-defined] # o arquivo provisório, que a biblioteca não tipa
    if not tamanho:
        raise AnexoNaoVeio
    saida.flush()  # type: ignore[attr-defined] # idem
    return resumo.hexdigest(), tamanho, _tipo_conferir(nome, comeco, fim)


def _tipo_conferir(nome: str, comeco: bytes, fim: bytes) -> str:
    """O tipo que o nome diz, se o conteúdo o confirma. Levanta `AnexoDeOutroTipo`."""
    pelo_nome = _EXTENSOES.get(PurePosixPath(nome).suffix.lower(), "")
    tipo = _TIPOS.get(pelo_nome)
    if tipo is None:
        raise AnexoDeOutroTipo(nome=nome, esperado="PDF, PNG nem JPEG")
    if not comeco.startswith(tipo.comeca) or tipo.termina not in fim:
        raise AnexoDeOutroTipo(nome=nome, esperado=tipo.nome)
    return pelo_nome


def _registrar(etiqueta: Etiqueta, anexo: AnexoDaAdesao, ator: str, em: datetime) -> None:
    evento_registrar(
        etiqueta,
        ator=ator,
        credor=anexo.credor,
        em=em,
        adesao=anexo.adesao_id,
        anexo=anexo.pk,
        nome=anexo.nome,
        sha256=anexo.sha256,
    )
