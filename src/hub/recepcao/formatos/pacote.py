"""Arquivos ZIP (e planilhas, que são ZIPs por dentro): abre medindo o que sai, sem acreditar no que o ZIP diz de si."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hub.recepcao.formatos.erros import (
    ArquivoComSenha,
    ArquivoIlegivel,
    ArquivoVazio,
    DescompressaoDemais,
    MembroComCaminho,
    MembroRepetido,
    MembrosDemais,
)
from hub.recepcao.formatos.limites import MIB, Limites, por_extenso

#: O que a biblioteca levanta diante de um ZIP incompleto, corrompido ou de compressão que não conhece.
ZIP_RUIM: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_TRECHO: Final = MIB
#: O que os sistemas juntam sozinhos ao ZIP e não é do credor.
_DO_SISTEMA: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_CIFRADO: Final = 0x1


def maximo_que_sai(comprimido: int, limites: Limites) -> int:
    """Até quantos bytes se tiram de um arquivo com tantos bytes comprimidos."""
    return min(limites.descomprimido, max(comprimido * limites.razao, limites.razao_a_partir_de))


class Medidor:
    """Soma o que sai de um ZIP e recusa quando passa do limite ou cresce demais."""

    def __init__(self, *, arquivo: str, comprimido: int, limites: Limites) -> None:
        self._arquivo = arquivo
        self._maximo = maximo_que_sai(comprimido, limites)
        self._saiu = 0

    def ler(self, pacote: zipfile.ZipFile, membro: zipfile.ZipInfo) -> Iterator[bytes]:
        """O conteúdo de um membro, aos trechos. Levanta `DescompressaoDemais` ou `ArquivoIlegivel`."""
        try:
            with pacote.open(membro) as conteudo:
                while trecho := conteudo.read(_TRECHO):
                    self._saiu += len(trecho)
                    if self._saiu > self._maximo:
                        raise DescompressaoDemais(arquivo=self._arquivo, limite=por_extenso(self._maximo))
                    yield trecho
        except ZIP_RUIM as erro:
            detalhe = f"o conteúdo de “{membro.filename}” está incompleto, corrompido ou em compressão desconhecida"
            raise ArquivoIlegivel(arquivo=self._arquivo, formato="um ZIP", detalhe=detalhe) from erro


def membros_do_zip(pacote: zipfile.ZipFile, *, arquivo: str, limites: Limites) -> list[zipfile.ZipInfo]:
    """Os membros que são do credor, conferidos: quantos, sem caminho, sem repetição, sem senha."""
    membros = [m for m in pacote.infolist() if not _do_sistema(m.filename)]
    if not membros:
        raise ArquivoVazio(arquivo=arquivo, detalhe="o ZIP não tem arquivos")
    if len(membros) > limites.membros:
        raise MembrosDemais(arquivo=arquivo, quantidade=len(membros), limite=limites.membros)
    for membro in membros:
        if "/" in membro.filename or "\\" in membro.filename or membro.filename in {".", "..", ""}:
            raise MembroComCaminho(arquivo=arquivo, membro=f"“{membro.filename}”")
        if membro.flag_bits & _CIFRADO:
            raise ArquivoComSenha(arquivo=arquivo)
    nome, vezes = Counter(membro.filename.lower() for membro in membros).most_common(1)[0]
    if vezes > 1:
        raise MembroRepetido(arquivo=arquivo, membro=nome)
    return membros


def _do_sistema(nome: str) -> bool:
    return nome.startswith(_DO_SISTEMA) or nome.rpartition("/")[2] in _DO_SISTEMA


def descomprimir(caminho: Path, pasta: Path, *, arquivo: str, limites: Limites) -> list[tuple[str, Path]]:
    """Os membros do ZIP gravados em `pasta`, com o nome de cada um; o limite é medido em fluxo."""
    medidor = Medidor(arquivo=arquivo, comprimido=caminho.stat().st_size, limites=limites)
    saidos = []
    with zipfile.ZipFile(caminho) as pacote:
        for ordem, membro in enumerate(membros_do_zip(pacote, arquivo=arquivo, limites=limites)):
            destino = pasta / f"membro-{ordem}"
            with destino.open("wb") as saida:
                for trecho in medidor.ler(pacote, membro):
                    saida.write(trecho)
            saidos.append((membro.filename, destino))
    return saidos
