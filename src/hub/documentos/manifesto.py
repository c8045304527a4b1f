"""O manifesto de um lote: o resumo de cada arquivo e documento, assinado de uma vez.

Assinar cem mil PDFs um a um leva horas; assinado o manifesto, cada arquivo se prova pelo resumo que está nele.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hub.auditoria.recibo import canonico
from hub.comum.erros import Recusa
from hub.documentos.arquivos import arquivo_guardar
from hub.documentos.assinatura import assinador_do, assinatura_de, manifesto_assinar
from hub.documentos.codigo import codigo_formatar
from hub.documentos.indice import arquivo_do_pedaco
from hub.documentos.models import Documento, Formato, LoteDeDocumentos, PedacoDoLote

#: Documentos lidos do banco por vez.
POR_VEZ = 2_000


def manifesto_fechar(lote: LoteDeDocumentos) -> None:
    """Escreve o manifesto e, se o credor tem certificado, assina-o; o resumo e a assinatura ficam no lote."""
    conteudo = canonico(manifesto_do(lote))
    lote.manifesto_sha256 = arquivo_guardar(lote.credor, conteudo)
    try:
        if assinador := assinador_do(lote.credor):
            assinada = manifesto_assinar(conteudo, assinador)
            lote.assinatura = assinatura_de(assinador) | {"arquivo": arquivo_guardar(lote.credor, assinada)}
    except Recusa as recusa:
        # O certificado venceu enquanto o lote corria: os documentos valem, e o lote diz por que não foi assinado.
        lote.assinatura = {"motivo": recusa.mensagem}


def manifesto_do(lote: LoteDeDocumentos) -> dict[str, Any]:
    """O que o manifesto diz."""
    versao = lote.versao
    return {
        "lote": lote.pk,
        "credor": {"cnpj": lote.credor.cnpj, "nome": lote.credor.nome},
        "modelo": {"codigo": versao.modelo.codigo, "versao": versao.versao, "sha256": versao.resumo},
        "pedido_por": lote.criado_por,
        "pedido_em": lote.criado_em.isoformat(),
        "emitidos": lote.emitidos,
        "arquivos": [_arquivo(pedaco, lote) for pedaco in lote.pedacos.order_by("ordem") if pedaco.sha256],
    }


def _arquivo(pedaco: PedacoDoLote, lote: LoteDeDocumentos) -> dict[str, Any]:
    juntado = lote.formato == Formato.JUNTADO
    nome = arquivo_do_pedaco(pedaco.ordem) if juntado else f"documentos-{pedaco.ordem:04d}.zip"
    return {
        "nome": nome,
        "sha256": pedaco.sha256,
        "indice_sha256": pedaco.indice_sha256,
        "documentos": [_documento(*linha, juntado=juntado) for linha in _linhas(pedaco, lote)],
    }


def _linhas(pedaco: PedacoDoLote, lote: LoteDeDocumentos) -> Iterator[tuple[Any, ...]]:
    documentos = Documento.objects.filter(pedaco=pedaco, credor=lote.credor).order_by("pk")
    colunas = ("codigo", "cda__numero_cda", "resumo", "pagina", "paginas", "sha256")
    return documentos.values_list(*colunas).iterator(chunk_size=POR_VEZ)


def _documento(
    codigo: str, numero_cda: str, resumo: str, pagina: int, paginas: int, sha256: str, *, juntado: bool
) -> dict[str, Any]:
    onde = {"pagina": pagina, "paginas": paginas} if juntado else {"sha256": sha256}
    return {"codigo": codigo_formatar(codigo), "numero_cda": numero_cda, "conteudo_sha256": resumo, **onde}
