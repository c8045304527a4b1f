"""As folhas de uma planilha, lidas num processo à parte e guardadas em disco, linha por linha."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from hub.recepcao.formatos.erros import (
    ArquivoComSenha,
    ArquivoIlegivel,
    DescompressaoDemais,
    FolhasDemais,
    PlanilhaPesada,
)
from hub.recepcao.formatos.isolado import LeitorMorreu, limite_por_extenso, rodar
from hub.recepcao.formatos.json_exato import Numero
from hub.recepcao.formatos.limites import PESO_POR_VEZ, Limites, por_extenso
from hub.recepcao.formatos.pacote import maximo_que_sai

_LEITOR: Final = Path(__file__).with_name("leitor_de_planilha.py")
_DECODIFICADOR: Final = json.JSONDecoder(parse_float=Numero)

#: Número da linha na folha e as células: str, bool, `Numero`, int ou `{"data": …}`; vazia é "".
Linha = tuple[int, list[Any]]


@dataclass(frozen=True, kw_only=True)
class Folha:
    """Uma folha já lida."""

    nome: str
    #: linhas não vazias, com o cabeçalho
    linhas: int
    #: índice da primeira coluna com dado
    coluna: int
    guardada: Path

    def cabecalho(self) -> Linha:
        """A primeira linha não vazia."""
        with self.guardada.open(encoding="utf-8") as guardada:
            numero, celulas = _DECODIFICADOR.decode(next(guardada))
        return numero, celulas

    def lotes(self, quantas: int) -> Iterator[list[Linha]]:
        """As linhas depois do cabeçalho, em lotes de até `quantas`, ou menos se são longas."""
        lote, caracteres = list[Linha](), 0
        with self.guardada.open(encoding="utf-8") as guardada:
            for linha in islice(guardada, 1, None):
                numero, celulas = _DECODIFICADOR.decode(linha)
                lote.append((numero, celulas))
                caracteres += len(linha)
                if len(lote) >= quantas or caracteres >= PESO_POR_VEZ:
                    yield lote
                    lote, caracteres = [], 0
        if lote:
            yield lote


def folhas_ler(caminho: Path, pasta: Path, *, nome: str, limites: Limites) -> list[Folha]:
    """Lê a planilha inteira para `pasta`, com memória, tempo e tamanho limitados.

    Levanta `ArquivoComSenha`, `ArquivoIlegivel`, `DescompressaoDemais`, `FolhasDemais` ou `PlanilhaPesada`.
    """
    maximo = maximo_que_sai(caminho.stat().st_size, limites)
    medidas = (str(limites.folhas), str(maximo), str(limites.registro))
    try:
        lido = rodar(_LEITOR, str(caminho), str(pasta), *medidas, limites=limites)
    except LeitorMorreu as morte:
        lido = {"erro": "pesada" if morte.por_falta else "ilegivel"}
    if lido.get("erro") == "demais":
        raise DescompressaoDemais(arquivo=nome, limite=por_extenso(maximo))
    return _conferidas(lido, pasta, nome=nome, limites=limites)


def _conferidas(lido: dict[str, Any], pasta: Path, *, nome: str, limites: Limites) -> list[Folha]:
    match lido.get("erro"):
        case "senha":
            raise ArquivoComSenha(arquivo=nome)
        case "folhas":
            raise FolhasDemais(arquivo=nome, quantidade=lido["quantidade"], limite=limites.folhas)
        case "pesada":
            raise PlanilhaPesada(arquivo=nome, limite=limite_por_extenso(limites))
        case "ilegivel":
            detalhe = "o conteúdo não segue o formato"
            raise ArquivoIlegivel(arquivo=nome, formato="uma planilha", detalhe=detalhe)
    return [
        Folha(nome=folha["nome"], linhas=folha["linhas"], coluna=folha["coluna"], guardada=pasta / f"{ordem}.jsonl")
        for ordem, folha in enumerate(lido["folhas"])
    ]
