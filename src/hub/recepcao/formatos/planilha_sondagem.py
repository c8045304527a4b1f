"""O que se olha dentro de uma planilha antes de abri-la: quanto cresce, que calendário usa, que células têm erro."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lxml import etree

from hub.recepcao.formatos.deteccao import Formato
from hub.recepcao.formatos.erros import ArquivoComSenha
from hub.recepcao.formatos.limites import MIB, Limites
from hub.recepcao.formatos.pacote import ZIP_RUIM, Medidor

#: Uma célula com erro de fórmula, no XML de uma folha; sem volta atrás, que num arquivo hostil não acabaria.
_CELULA_COM_ERRO: Final = re.compile(rb'<(?:\w++:)?c\b(?=[^<>]*?\bt="e")[^<>]*+>')
_REFERENCIA: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_MARCA_NO_XLSX: Final = b't="e"'
_MARCA_NO_ODS: Final = b'calcext:value-type="error"'
#: O que se guarda do fim de um trecho, para não partir uma marca ao meio.
_EMENDA: Final = 512
_XML_PEQUENO: Final = 4 * MIB
_NS: Final = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(kw_only=True)
class Sondagem:
    """O que o leitor de planilhas não conta."""

    #: dias contados de 1904, e não de 1900
    calendario_1904: bool = False
    #: por folha do XLSX, as células com erro: (linha, coluna em letras)
    erros: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    #: células com erro numa planilha ODS, que não se sabe onde estão
    erros_sem_lugar: int = 0


def sondar(caminho: Path, formato: Formato, *, nome: str, limites: Limites) -> Sondagem:
    """Descomprime a planilha medindo, sem guardar.

    Levanta `DescompressaoDemais`, `ArquivoComSenha` ou `ArquivoIlegivel`.
    """
    medidor = Medidor(arquivo=nome, comprimido=caminho.stat().st_size, limites=limites)
    sondagem = Sondagem()
    with zipfile.ZipFile(caminho) as pacote:
        if any(membro.flag_bits & 1 for membro in pacote.infolist()):
            raise ArquivoComSenha(arquivo=nome)
        folhas = _folhas(pacote, sondagem) if formato is Formato.XLSX else {}
        for membro in pacote.infolist():
            trechos = _emendados(medidor.ler(pacote, membro))
            if membro.filename in folhas:
                sondagem.erros[folhas[membro.filename]] = _com_erro(trechos)
                continue
            marcas = sum((fim + trecho).count(_MARCA_NO_ODS) - fim.count(_MARCA_NO_ODS) for fim, trecho in trechos)
            sondagem.erros_sem_lugar += marcas if formato is Formato.ODS else 0
    return sondagem


def _emendados(trechos: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Cada trecho com o fim do anterior, para que nenhuma marca se perca na emenda."""
    fim = b""
    for trecho in trechos:
        yield fim, trecho
        fim = (fim + trecho)[-_EMENDA:]


def _com_erro(trechos: Iterator[tuple[bytes, bytes]]) -> list[tuple[int, str]]:
    achadas: dict[tuple[int, str], None] = {}
    for fim, trecho in trechos:
        junto = fim + trecho
        for celula in _CELULA_COM_ERRO.findall(junto) if _MARCA_NO_XLSX in junto else ():
            if referencia := _REFERENCIA.search(celula):
                achadas[int(referencia[2]), referencia[1].decode()] = None
    return list(achadas)


def _folhas(pacote: zipfile.ZipFile, sondagem: Sondagem) -> dict[str, str]:
    """O caminho de cada folha dentro do XLSX e o nome dela; anota o calendário."""
    livro = _xml(pacote, "xl/workbook.xml")
    relacoes = _xml(pacote, "xl/_rels/workbook.xml.rels")
    if livro is None or relacoes is None:
        return {}
    propriedades = livro.find("m:workbookPr", _NS)
    sondagem.calendario_1904 = propriedades is not None and propriedades.get("date1904") in {"1", "true"}
    alvos = {relacao.get("Id"): relacao.get("Target", "") for relacao in relacoes}
    return {
        posixpath.normpath(posixpath.join("xl", alvos.get(folha.get(_REL), ""))).lstrip("/"): folha.get("name", "")
        for folha in livro.findall("m:sheets/m:sheet", _NS)
    }


def _xml(pacote: zipfile.ZipFile, membro: str) -> etree._Element | None:
    """Um XML pequeno de dentro da planilha, sem entidades nem rede; None se não está lá ou não se entende."""
    if membro not in pacote.namelist():
        return None
    leitor = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        with pacote.open(membro) as conteudo:
            return etree.fromstring(conteudo.read(_XML_PEQUENO), leitor)
    except (etree.XMLSyntaxError, *ZIP_RUIM):
        return None


def indice_da_coluna(letras: str) -> int:
    """`"A"` → 0, `"AB"` → 27."""
    indice = 0
    for letra in letras:
        indice = indice * 26 + ord(letra) - ord("A") + 1
    return indice - 1
