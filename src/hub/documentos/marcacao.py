"""O texto de um modelo: Markdown restrito e marcadores travados, lidos em árvore.

Nós de bloco: `{"t": "p", "c": […]}` parágrafo, `{"t": "h", "n": 1 a 3, "c": […]}` título, `{"t": "ul" | "ol", "i":
[[blocos]…]}` lista e `{"t": "q", "m": código}` quadro. Nós de linha: `{"t": "s", "x": texto}`, `{"t": "m", "m":
código}` marcador, `{"t": "b" | "i", "c": […]}` negrito e itálico, `{"t": "br"}` quebra. A árvore é dado: quem a
desenha (Typst, página) nunca a lê como código, e o valor de um marcador entra nela como texto, uma vez só.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from hub.documentos.erros import MarcadorDesconhecido, QuadroForaDoLugar, TextoGrandeDemais, TituloFundo
from hub.documentos.marcadores import marcadores

No = dict[str, Any]
#: Caracteres de um bloco.
TAMANHO_DO_BLOCO = 10_000
#: Níveis de título, listas dentro de listas e de ênfase que se desenham.
NIVEIS, FUNDO = 3, 8
#: Começo da faixa de uso privado do Unicode: cada marcador vira um caractere dela enquanto se lê o Markdown.
_PRIVADO = 0xE000
_ESCRITO = re.compile(r"\{\{(.*?)\}\}|\{\{|\}\}", re.DOTALL)
_ENFASE = {"strong": "b", "em": "i"}
_LISTAS = {"bullet_list": "ul", "ordered_list": "ol"}
_REGRAS = ("heading", "list", "emphasis", "newline", "escape")


def texto_ler(texto: str) -> list[No]:
    """A árvore de um bloco.

    Levanta `MarcadorDesconhecido`, `QuadroForaDoLugar`, `TituloFundo` e `TextoGrandeDemais`.
    """
    if len(texto) > TAMANHO_DO_BLOCO:
        raise TextoGrandeDemais(limite=TAMANHO_DO_BLOCO)
    leitor = MarkdownIt("zero", {"maxNesting": FUNDO * 3}).enable(list(_REGRAS))
    raiz = SyntaxTreeNode(leitor.parse(_ESCRITO.sub(_trocar, _sem_invisiveis(texto))))
    return [_bloco(no) for no in raiz.children]


def _sem_invisiveis(texto: str) -> str:
    """Sem controles nem caracteres de uso privado, que se confundiriam com um marcador."""
    linhas = texto.replace("\r\n", "\n").replace("\t", "    ")
    return "".join(letra for letra in linhas if letra == "\n" or letra.isprintable())


def _trocar(achado: re.Match[str]) -> str:
    codigo, conhecidos = (achado[1] or "").strip(), list(marcadores())
    if codigo not in conhecidos:
        parecidos = difflib.get_close_matches(codigo, conhecidos, n=1, cutoff=0.5) or ["devedor_nome"]
        raise MarcadorDesconhecido(escrito=achado[0][:60], sugestao="{{" + parecidos[0] + "}}")
    return chr(_PRIVADO + conhecidos.index(codigo))


def _bloco(no: SyntaxTreeNode) -> No:
    if no.type in _LISTAS:
        return {"t": _LISTAS[no.type], "i": [[_bloco(filho) for filho in item.children] for item in no.children]}
    linha = list(_linha(no.children[0].children if no.children else []))
    quadros = [parte["m"] for parte in linha if parte["t"] == "m" and marcadores()[parte["m"]].e_quadro]
    if no.type == "heading":
        if int(no.tag[1]) > NIVEIS:
            raise TituloFundo(niveis=NIVEIS)
        bloco = {"t": "h", "n": int(no.tag[1]), "c": linha}
    else:
        bloco = {"t": "p", "c": linha}
    if not quadros:
        return bloco
    if bloco["t"] == "p" and len(linha) == 1:
        return {"t": "q", "m": quadros[0]}
    raise QuadroForaDoLugar(marcador="{{" + quadros[0] + "}}")


def _linha(nos: Iterable[SyntaxTreeNode]) -> Iterator[No]:
    for no in nos:
        if no.type in _ENFASE:
            dentro = list(_linha(no.children))
            if quadro := next((parte for parte in dentro if parte["t"] == "m" and _e_quadro(parte["m"])), None):
                raise QuadroForaDoLugar(marcador="{{" + quadro["m"] + "}}")
            yield {"t": _ENFASE[no.type], "c": dentro}
        elif no.type == "hardbreak":
            yield {"t": "br"}
        elif no.type == "softbreak":
            yield {"t": "s", "x": " "}
        else:
            yield from _pedacos(no.content)


def _e_quadro(codigo: str) -> bool:
    return marcadores()[codigo].e_quadro


def _pedacos(texto: str) -> Iterator[No]:
    """Texto e marcadores, na ordem."""
    conhecidos = list(marcadores())
    for parte in re.split(f"([{chr(_PRIVADO)}-{chr(_PRIVADO + len(conhecidos) - 1)}])", texto):
        if len(parte) == 1 and 0 <= (posicao := ord(parte) - _PRIVADO) < len(conhecidos):
            yield {"t": "m", "m": conhecidos[posicao]}
        elif parte:
            yield {"t": "s", "x": parte}


def textos_da(arvore: Iterable[No]) -> Iterator[str]:
    """Cada pedaço de texto da árvore, sem os marcadores."""
    for no in arvore:
        if "x" in no:
            yield no["x"]
        yield from textos_da(no.get("c", []))
        for item in no.get("i", []):
            yield from textos_da(item)


def marcadores_da(arvore: Iterable[No]) -> frozenset[str]:
    """Os códigos dos marcadores que a árvore usa, quadros incluídos."""
    achados: set[str] = set()
    for no in arvore:
        if "m" in no:
            achados.add(no["m"])
        achados |= marcadores_da(no.get("c", []))
        for item in no.get("i", []):
            achados |= marcadores_da(item)
    return frozenset(achados)
