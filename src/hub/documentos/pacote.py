"""O pacote de um lote pronto, para a gráfica: os PDFs, o índice com os endereços e o manifesto, num ZIP só.

Sai aos pedaços, sem se montar em disco: um lote de cem mil cartas passa de meio gigabyte.
"""

from __future__ import annotations

import io
import zipfile
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.indice import arquivo_do_pedaco
from hub.documentos.models import Formato, LoteDeDocumentos, PedacoDoLote

if TYPE_CHECKING:
    from typing_extensions import Buffer  # na biblioteca padrão só a partir do 3.12

#: Bytes que se juntam antes de mandar.
BLOCO = 256 * 1024


class _Fluxo(io.RawIOBase):
    """Onde o ZIP escreve, sem poder voltar atrás; quem lê leva o que já saiu."""

    def __init__(self) -> None:
        self._saiu = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, dados: Buffer, /) -> int:
        self._saiu += dados
        return memoryview(dados).nbytes

    def levar(self, minimo: int = 1) -> bytes:
        if len(self._saiu) < minimo:
            return b""
        levado = bytes(self._saiu)
        self._saiu.clear()
        return levado


def pacote_do_lote(lote: LoteDeDocumentos) -> Iterator[bytes]:
    """O ZIP, em blocos."""
    fluxo = _Fluxo()
    with zipfile.ZipFile(fluxo, "w", zipfile.ZIP_STORED) as pacote:
        for nome, conteudo in _entradas(lote):
            pacote.writestr(zipfile.ZipInfo(nome, lote.criado_em.timetuple()[:6]), conteudo)
            if bloco := fluxo.levar(BLOCO):
                yield bloco
    yield fluxo.levar()


def _entradas(lote: LoteDeDocumentos) -> Iterator[tuple[str, bytes]]:
    """Cada arquivo do pacote, com o nome que tem nele."""
    yield "manifesto.json", arquivo_guardado(lote.credor, lote.manifesto_sha256).read_bytes()
    if assinatura := lote.assinatura.get("arquivo"):
        yield "manifesto.json.p7s", arquivo_guardado(lote.credor, assinatura).read_bytes()
    pedacos = list(lote.pedacos.exclude(sha256="").order_by("ordem"))
    yield "indice.csv", b"".join(_indices(lote, pedacos))
    for pedaco in pedacos:
        guardado = arquivo_guardado(lote.credor, pedaco.sha256)
        if lote.formato == Formato.JUNTADO:
            yield arquivo_do_pedaco(pedaco.ordem), guardado.read_bytes()
            continue
        with zipfile.ZipFile(guardado) as interno:
            for nome in interno.namelist():
                yield nome, interno.read(nome)


def _indices(lote: LoteDeDocumentos, pedacos: list[PedacoDoLote]) -> Iterator[bytes]:
    """Os índices dos pedaços como um só: o cabeçalho é do primeiro."""
    for n, pedaco in enumerate(pedacos):
        indice = arquivo_guardado(lote.credor, pedaco.indice_sha256).read_bytes()
        yield indice if n == 0 else indice.removeprefix(BOM_UTF8).split(b"\r\n", 1)[1]
