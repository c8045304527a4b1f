"""Como o devedor regulariza o que deve: o que o credor escreve por carteira, conferido antes de se guardar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from hub.comum.pix import PixMalformado, pix_conferir
from hub.comum.textos import TELEFONE
from hub.credores.erros import ContatoErrado

#: Endereços da web por carteira, e o tamanho de cada texto.
LINKS_NO_MAXIMO, TEXTO_MAXIMO, ENDERECO_MAXIMO = 5, 80, 300
#: Caracteres de cada texto livre.
TAMANHOS: Mapping[str, int] = {"telefone": 40, "endereco": 200, "horario": 120}
#: No lugar do que não é texto: nenhuma conferência o aceita.
_ILEGIVEL = "\0"
_HOST = r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+"


@dataclass(frozen=True, kw_only=True)
class Link:
    #: o que se lê
    texto: str
    #: https://…
    endereco: str


@dataclass(frozen=True, kw_only=True)
class Contato:
    """O que cartas, certidões e páginas mostram a quem quer pagar; vazio onde o credor nada disse."""

    links: tuple[Link, ...] = ()
    #: texto do Pix copia e cola, com os dígitos conferidos
    pix: str = ""
    telefone: str = ""
    #: onde se atende
    endereco: str = ""
    horario: str = ""

    def __bool__(self) -> bool:
        return self != Contato()


@dataclass(frozen=True, kw_only=True)
class DefeitoDoContato:
    #: `pix`, `telefone`, `endereco`, `horario`, `links` ou, num link, `link-0-endereco`
    campo: str
    motivo: str


def contato_de(guardado: Mapping[str, Any]) -> Contato:
    """O contato como o banco o guarda, na forma em que se usa."""
    links = tuple(Link(**link) for link in guardado.get("links", ()))
    return Contato(links=links, **{nome: guardado.get(nome, "") for nome in ("pix", *TAMANHOS)})


def contato_ler(documento: object) -> dict[str, Any]:
    """O contato escrito em JSON, conferido e na forma em que se guarda (só o que tem algo). Levanta `ContatoErrado`."""
    contato, defeitos = contato_examinar(documento)
    if defeitos:
        raise ContatoErrado(campo=defeitos[0].campo, motivo=defeitos[0].motivo)
    return contato


def contato_examinar(documento: object) -> tuple[dict[str, Any], list[DefeitoDoContato]]:
    """O contato na forma em que se guarda, e tudo o que há de errado nele.

    `links` (lista de `texto` e `endereco`), `pix`, `telefone`, `endereco` e `horario`.
    """
    conhecidos = {"links", "pix", *TAMANHOS}
    if not isinstance(documento, dict) or (estranhos := sorted(set(documento) - conhecidos)):
        dito = f"há o que não se conhece ({', '.join(estranhos)})" if isinstance(documento, dict) else "não é um objeto"
        return {}, [DefeitoDoContato(campo="contato", motivo=f"{dito}; os campos são {', '.join(sorted(conhecidos))}")]
    textos = {nome: _aparado(documento.get(nome, "")) for nome in TAMANHOS}
    # No Pix um espaço a mais também é do texto: muda o tamanho dos campos e a conferência.
    pix = documento.get("pix", "")
    textos["pix"] = pix.strip() if isinstance(pix, str) else _ILEGIVEL
    links = documento.get("links", [])
    if not _sao_links(links):
        return {}, [DefeitoDoContato(campo="links", motivo="é uma lista de objetos com texto e endereco")]
    escritos = [{nome: _aparado(link.get(nome, "")) for nome in ("texto", "endereco")} for link in links]
    cheios = [link for link in escritos if any(link.values())]
    defeitos = [*_defeitos_dos_textos(textos), *_defeitos_dos_links(escritos)]
    guardado = {"links": cheios, **textos}
    return {nome: valor for nome, valor in guardado.items() if valor}, defeitos


def _sao_links(links: object) -> bool:
    return isinstance(links, list) and all(isinstance(um, dict) and set(um) <= {"texto", "endereco"} for um in links)


def _aparado(valor: object) -> str:
    return " ".join(valor.split()) if isinstance(valor, str) else _ILEGIVEL


def _defeitos_dos_textos(textos: Mapping[str, str]) -> Iterator[DefeitoDoContato]:
    for nome, tamanho in TAMANHOS.items():
        if len(textos[nome]) > tamanho or not textos[nome].isprintable():
            yield DefeitoDoContato(campo=nome, motivo=f"é um texto de até {tamanho} caracteres que se imprimem")
    if textos["telefone"] and not re.fullmatch(TELEFONE, textos["telefone"]):
        yield DefeitoDoContato(campo="telefone", motivo="um telefone tem de 8 a 15 algarismos, como (81) 3355-9000")
    if textos["pix"]:
        try:
            pix_conferir(textos["pix"])
        except PixMalformado as recusa:
            yield DefeitoDoContato(campo="pix", motivo=recusa.mensagem)


def _defeitos_dos_links(links: list[dict[str, str]]) -> Iterator[DefeitoDoContato]:
    if sum(any(link.values()) for link in links) > LINKS_NO_MAXIMO:
        yield DefeitoDoContato(campo="links", motivo=f"são até {LINKS_NO_MAXIMO} endereços")
    for numero, link in enumerate(links):
        if not any(link.values()):
            continue
        if not 1 <= len(link["texto"]) <= TEXTO_MAXIMO or not link["texto"].isprintable():
            motivo = f"diga em até {TEXTO_MAXIMO} caracteres o que o endereço é"
            yield DefeitoDoContato(campo=f"link-{numero}-texto", motivo=motivo)
        if not _e_https(link["endereco"]):
            motivo = "o endereço começa com https:// e traz um domínio público, como https://iptu.recife.pe.gov.br"
            yield DefeitoDoContato(campo=f"link-{numero}-endereco", motivo=motivo)


def _e_https(endereco: str) -> bool:
    """Só https, sem usuário no endereço (que imita outro domínio) e com domínio em letras comuns."""
    if len(endereco) > ENDERECO_MAXIMO or not re.fullmatch(r"[!-~]+", endereco) or re.search(r"[<>\"'\\]", endereco):
        return False
    try:
        partes = urlsplit(endereco)
        porta = partes.port
    except ValueError:
        return False
    host = partes.hostname or ""
    so_numeros = host.replace(".", "").isdigit()
    return (
        partes.scheme == "https"
        and "@" not in partes.netloc
        and porta != 0
        and not so_numeros
        and bool(re.fullmatch(_HOST, host))
    )
