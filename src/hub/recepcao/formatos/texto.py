"""Codificação de arquivos de texto: como se descobre e como se lê em fluxo, sem perder byte."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

#: Quanto se lê por vez ao procurar a codificação.
_PASSO: Final = 1 << 20
#: Quanto se olha no fim de um trecho à procura de um fim de linha.
_OLHAR: Final = 64 << 10
#: Linhas não ASCII que se olham para decidir entre UTF-8 e Windows-1252.
_LINHAS_DE_PROVA: Final = 2_000
_ORDENS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BOM_UTF8: Final = b"\xef\xbb\xbf"


def _tabela_cp1252() -> str:
    """Windows-1252, com os cinco códigos que ela não define valendo como em Latin-1."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))


_CP1252: Final = _tabela_cp1252()
#: Nome do tratador de erro que lê como Windows-1252 só os bytes que não são UTF-8.
SALVA_CP1252: Final = "hub-cp1252"


def _salvar(erro: UnicodeError) -> tuple[str, int]:
    if not isinstance(erro, UnicodeDecodeError):
        raise erro
    trecho = erro.object[erro.start : erro.end]
    return codecs.charmap_decode(trecho, "strict", _CP1252)[0], erro.end


codecs.register_error(SALVA_CP1252, _salvar)


@dataclass(frozen=True, kw_only=True)
class Codificacao:
    """Como os bytes de um arquivo viram texto."""

    #: `utf-8`, `cp1252`, `utf-16-le` ou `utf-16-be`
    nome: str
    #: bytes da marca de ordem no começo
    bom: int = 0

    @property
    def larga(self) -> bool:
        """UTF-16: precisa virar UTF-8 antes de procurar fins de linha."""
        return self.nome.startswith("utf-16")

    def decodificar(self, dados: bytes) -> str:
        """Texto de um trecho já em UTF-8 ou Windows-1252 (nunca falha: byte estranho vale Windows-1252)."""
        if self.nome == "cp1252":
            return codecs.charmap_decode(dados, "strict", _CP1252)[0]
        return dados.decode("utf-8", SALVA_CP1252)

    def em_utf8(self, dados: bytes) -> bytes:
        """O mesmo trecho em UTF-8; em arquivo UTF-8 devolve o próprio, sem conferir."""
        if self.nome != "cp1252" or dados.isascii():
            return dados
        if ((np.frombuffer(dados, np.uint8) & 0xE0) == 0x80).any():  # noqa: PLR2004 - faixa 0x80-0x9F
            return self.decodificar(dados).encode()
        return dados.decode("latin-1").encode()


def codificacao_detectar(caminho: Path) -> Codificacao:
    """Pela marca de ordem; sem ela, UTF-8, ou Windows-1252 se as linhas com acento não forem UTF-8."""
    with caminho.open("rb") as arquivo:
        inicio = arquivo.read(3)
        if inicio[:2] in _ORDENS:
            return Codificacao(nome=_ORDENS[inicio[:2]], bom=2)
        if inicio == _BOM_UTF8:
            return Codificacao(nome="utf-8", bom=3)
        arquivo.seek(0)
        while trecho := arquivo.read(_PASSO):
            if not trecho.isascii():
                final = b"" if trecho.endswith(b"\n") else arquivo.readline(_PASSO)
                return Codificacao(nome=_a_das_linhas(trecho + final))
    return Codificacao(nome="utf-8")


def _a_das_linhas(dados: bytes) -> str:
    provas = [linha for linha in dados.splitlines() if not linha.isascii()][:_LINHAS_DE_PROVA]
    boas = sum(_em_utf8(linha) for linha in provas)
    return "utf-8" if 2 * boas >= len(provas) else "cp1252"


def _em_utf8(linha: bytes) -> bool:
    try:
        linha.decode()
    except UnicodeDecodeError:
        return False
    return True


def trechos(caminho: Path, codificacao: Codificacao, *, tamanho: int) -> Iterator[tuple[bytes, int]]:
    """O arquivo em trechos de bytes UTF-8 ou Windows-1252 (UTF-16 já convertido), com os bytes lidos até ali.

    Se há um fim de linha perto do fim do trecho, o trecho acaba nele: quem corta em linhas não precisa copiar.
    """
    with caminho.open("rb") as arquivo:
        arquivo.seek(codificacao.bom)
        if codificacao.larga:
            yield from _convertidos(arquivo, codificacao, tamanho)
            return
        while bruto := arquivo.read(_ate_fim_de_linha(arquivo, tamanho)):
            yield bruto, arquivo.tell()


def _ate_fim_de_linha(arquivo: BinaryIO, tamanho: int) -> int:
    """Quantos bytes ler para parar depois do último fim de linha dentro de `tamanho`."""
    aqui = arquivo.tell()
    olhar = min(_OLHAR, tamanho)
    arquivo.seek(aqui + tamanho - olhar)
    achado = arquivo.read(olhar).rfind(b"\n") + 1
    arquivo.seek(aqui)
    return tamanho - olhar + achado if achado else tamanho


def _convertidos(arquivo: BinaryIO, codificacao: Codificacao, tamanho: int) -> Iterator[tuple[bytes, int]]:
    decodificador = codecs.getincrementaldecoder(codificacao.nome)("replace")
    while bruto := arquivo.read(tamanho):
        yield decodificador.decode(bruto).encode(), arquivo.tell()
    if resto := decodificador.decode(b"", final=True):
        yield resto.encode(), arquivo.tell()


def textos(caminho: Path, codificacao: Codificacao, *, tamanho: int) -> Iterator[tuple[str, int]]:
    """O arquivo em trechos de texto, com os bytes lidos até ali."""
    if codificacao.nome == "cp1252" or codificacao.larga:
        for bruto, lidos in trechos(caminho, codificacao, tamanho=tamanho):
            yield (codificacao.decodificar(bruto) if not codificacao.larga else bruto.decode()), lidos
        return
    decodificador = codecs.getincrementaldecoder("utf-8")(SALVA_CP1252)
    for bruto, lidos in trechos(caminho, codificacao, tamanho=tamanho):
        yield decodificador.decode(bruto), lidos
    if resto := decodificador.decode(b"", final=True):
        yield resto, caminho.stat().st_size
