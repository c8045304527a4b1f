"""Cartas: de um lote pedido aos PDFs no disco, com código, QR, página, resumo e linha de cada uma.

Nossa: `pedaco_emitir`, o que cada tarefa da fila faz: lê quinhentas CDAs, troca os marcadores, sorteia códigos, faz
os QR, compõe um PDF/A-2a marcado, acha as páginas, grava arquivo (com fsync), índice, linhas e contas; no fim, escreve
o manifesto.
Base: o Typst compila as mesmas folhas, já prontas em JSON, com o mesmo modelo, e o que sai se joga fora.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa
from protesto import arrumar, livro_encher

PROMESSA = Promessa(
    nome="cartas",
    base="Typst compila as mesmas folhas prontas, em lote",
    deve=0.8,
    alvo=0.9,
    melhor="maior",
    tamanho=5_000,
    memoria_mb=1_000,
)
AGORA = datetime(2026, 3, 2, 13, 15, tzinfo=UTC)


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro cheio, o lote pedido, e as folhas dele prontas para a base."""
    import json  # noqa: PLC0415 - só aqui

    from hub.dividas.consultas import Filtro  # noqa: PLC0415 - precisa do Django pronto
    from hub.documentos.folha import folha_montar  # noqa: PLC0415
    from hub.documentos.lotes import lote_pedir  # noqa: PLC0415
    from hub.documentos.models import Formato, VersaoDoModelo  # noqa: PLC0415
    from hub.documentos.pedacos import _por_fazer, _preparados  # noqa: PLC0415

    credor = livro_encher(tamanho, pasta)
    versoes = VersaoDoModelo.objects.select_related("modelo", "credor")
    versao = versoes.get(credor=credor, modelo__codigo="CARTA-PADRAO")
    lote = lote_pedir(credor=credor, versao=versao, filtro=Filtro(), formato=Formato.JUNTADO, ator="bench", agora=AGORA)
    for pedaco in lote.pedacos.all():
        preparados = _preparados(_por_fazer(pedaco, lote), pedaco, lote, AGORA)
        folha = folha_montar(versao, preparados, em=AGORA)
        (pasta / f"folha-{pedaco.ordem:04d}.json").write_text(json.dumps(folha, ensure_ascii=False))
    arrumar()
    return {}


def nossa(tamanho: int, _pasta: Path) -> dict[str, Any]:
    """Todos os pedaços, um depois do outro, como um processo da fila os pega."""
    from hub.documentos.lotes import pedaco_emitir  # noqa: PLC0415
    from hub.documentos.models import Documento, LoteDeDocumentos, PedacoDoLote  # noqa: PLC0415

    with cronometro() as medida:
        for pedaco in PedacoDoLote.objects.order_by("ordem"):
            pedaco_emitir(pedaco=pedaco, agora=AGORA)
    lote = LoteDeDocumentos.objects.get()
    assert (lote.situacao, lote.emitidos) == ("pronto", tamanho), f"{lote.emitidos} de {tamanho}"
    assert Documento.objects.count() == tamanho
    return medida.com(bytes=sum(PedacoDoLote.objects.values_list("bytes", flat=True)))


def base(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Só o Typst, com o compilador já aberto."""
    from hub.documentos import oficina  # noqa: PLC0415

    folhas = [arquivo.read_text() for arquivo in sorted(pasta.glob("folha-*.json"))]
    compilador = oficina._compilador(str(oficina._pasta()))  # noqa: SLF001 - é a base: o compilador sem o resto
    paginas = 0
    with cronometro() as medida:
        for folha in folhas:
            pdf = compilador.compile(
                sys_inputs={"folha": folha},
                format="pdf",
                pdf_standards=oficina.NORMA,
                timestamp=int(AGORA.timestamp()),
            )
            assert isinstance(pdf, bytes)
            paginas += pdf.count(b"/Type/PageLabel/")
    assert paginas >= tamanho
    return medida.com()
