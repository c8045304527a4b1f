"""A forma de um contrato de serviço: lida de JSON e conferida por inteiro antes de se gravar."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lxml import etree

from hub.estrategias.cadastro.exclusoes import MOTIVOS
from hub.estrategias.contrato.erros import ContratoErrado
from hub.estrategias.por_registro.servico import Ato

FORMATOS: Final = ("json", "xml")
#: Como se prova quem é: HTTP Basic, a senha como Bearer, token por credenciais de cliente (RFC 6749, 4.4), ou no corpo.
AUTENTICACOES: Final = ("basic", "bearer", "token", "corpo")
METODOS: Final = ("POST", "PUT", "PATCH", "DELETE")
#: `{campo}` ou `{campo:forma}`; `{codigo.nome}` é o que o credor disse na opção `codigos`.
MARCADOR: Final = re.compile(r"\{(codigo\.[a-z_]+|[a-z_]+)(?::([A-Za-z/:-]+))?\}")
FORMAS_DE_DATA: Final = {
    "": "{ano}-{mes}-{dia}",
    "DD/MM/AAAA": "{dia}/{mes}/{ano}",
    "AAAAMMDD": "{ano}{mes}{dia}",
    "DDMMAAAA": "{dia}{mes}{ano}",
    "AAAA-MM-DDTHH:MM:SS": "{ano}-{mes}-{dia}T00:00:00",
}
#: Formas de cada natureza de campo; `numero` sai sem aspas, e só em JSON.
FORMAS: Final[Mapping[str, tuple[str, ...]]] = {
    "texto": ("",),
    "data": tuple(FORMAS_DE_DATA),
    "dinheiro": ("", "numero", "centavos", "virgula"),
}
_DO_CORPO: Final = frozenset({"usuario", "senha"})
#: Cabeçalhos que o hub escreve.
_RESERVADOS: Final = frozenset({"authorization", "host", "content-length", "accept-encoding", "connection", "cookie"})
_CHAVES: Final = frozenset({"formato", "autenticacao", "cabecalhos", "motivos", "operacoes"})
_DA_OPERACAO: Final = frozenset(
    {
        *("metodo", "caminho", "corpo", "feito", "onde", "vale", "recusado", "identificador", "codigo", "texto"),
        *("ja_estava", "passageira", "sem_acesso"),
    }
)
_LUGARES: Final = ("onde", "identificador", "codigo", "texto")
_LISTAS: Final = ("vale", "ja_estava", "passageira", "sem_acesso")
_TAMANHO: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Operacao:
    """Como se pede um ato, e o que a resposta quer dizer."""

    metodo: str
    caminho: str
    #: a estrutura (JSON) ou o texto (XML); nulo = nada se manda
    corpo: Any
    #: situações HTTP em que a operação pode ter sido feita
    feito: frozenset[int]
    #: onde a resposta diz que se fez, e os valores que o dizem; vazios = basta a situação
    onde: str
    vale: frozenset[str]
    #: situações HTTP em que o serviço recusa o registro
    recusado: frozenset[int]
    #: onde a resposta traz o identificador, o código e o texto; vazio = não traz
    identificador: str
    codigo: str
    texto: str
    #: códigos que querem dizer outra coisa
    ja_estava: frozenset[str]
    passageira: frozenset[str]
    sem_acesso: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Contrato:
    """O contrato de um serviço, conferido."""

    formato: str
    autenticacao: str
    cabecalhos: Mapping[str, str]
    #: motivo do hub → código do serviço
    motivos: Mapping[str, str]
    operacoes: Mapping[str, Operacao]

    def codigos(self) -> list[str]:
        """Os que o credor tem de dizer na opção `codigos`."""
        partes = [(um.caminho, um.corpo) for um in self.operacoes.values()]
        achados = {nome for parte in partes for nome, _ in marcadores(parte) if nome.startswith("codigo.")}
        return sorted(nome.removeprefix("codigo.") for nome in achados)


@cache
def campos() -> Mapping[str, str]:
    """Campo → natureza (`campos.csv`)."""
    with files("hub.estrategias.contrato").joinpath("campos.csv").open(encoding="utf-8") as arquivo:
        return {linha["campo"]: linha["natureza"] for linha in csv.DictReader(arquivo)}


def marcadores(parte: Any) -> Iterator[tuple[str, str]]:
    """Campo e forma de cada marcador de um texto, ou de uma estrutura com textos."""
    if isinstance(parte, str):
        yield from ((nome, forma or "") for nome, forma in MARCADOR.findall(parte))
    elif isinstance(parte, Mapping):
        for valor in parte.values():
            yield from marcadores(valor)
    elif isinstance(parte, list | tuple):
        for valor in parte:
            yield from marcadores(valor)


def contrato_ler(documento: Any, *, exige: tuple[Ato, ...]) -> Contrato:
    """O contrato de um JSON já aberto. `exige`: os atos de que o canal precisa. Levanta `ContratoErrado`."""
    _so_as_chaves(documento, _CHAVES, "documento")
    formato = _um_de(documento.get("formato"), FORMATOS, "formato")
    autenticacao = _um_de(documento.get("autenticacao", "basic"), AUTENTICACOES, "autenticacao")
    operacoes = documento.get("operacoes")
    _so_as_chaves(operacoes, frozenset(ato.value for ato in exige), "operacoes")
    if faltam := [ato.value for ato in exige if ato.value not in operacoes]:
        raise ContratoErrado(onde="operacoes", defeito=f"faltam {', '.join(faltam)}")
    return Contrato(
        formato=formato,
        autenticacao=autenticacao,
        cabecalhos=_cabecalhos(documento.get("cabecalhos", {})),
        motivos=_motivos(documento.get("motivos", {})),
        operacoes={
            nome: _operacao(dita, f"operacoes.{nome}", formato, autenticacao) for nome, dita in operacoes.items()
        },
    )


def _operacao(dita: Any, onde: str, formato: str, autenticacao: str) -> Operacao:
    _so_as_chaves(dita, _DA_OPERACAO, onde)
    caminho = _texto(dita.get("caminho", ""), f"{onde}.caminho")
    if not re.fullmatch(r"(/[\w.~%{}:-]+)*/?(\?[\w.~%{}:=&-]*)?", caminho):
        raise ContratoErrado(onde=f"{onde}.caminho", defeito=f"{caminho!r} não é caminho, como /x/{{contrato}}")
    corpo = dita.get("corpo")
    _corpo_conferir(corpo, onde, formato)
    for lugar, parte in (("caminho", caminho), ("corpo", corpo)):
        _marcadores_conferir(parte, f"{onde}.{lugar}", formato, no_corpo=lugar == "corpo" and autenticacao == "corpo")
    lugares = {nome: _texto(dita.get(nome, ""), f"{onde}.{nome}") for nome in _LUGARES}
    codigos = {nome: _codigos(dita.get(nome, []), f"{onde}.{nome}") for nome in _LISTAS}
    if bool(lugares["onde"]) != bool(codigos["vale"]):
        raise ContratoErrado(onde=onde, defeito="`onde` e `vale` vão juntos: onde se olha, e o que lá diz sim")
    return Operacao(
        metodo=_um_de(dita.get("metodo", "POST"), METODOS, f"{onde}.metodo"),
        caminho=caminho,
        corpo=corpo,
        feito=_situacoes(dita.get("feito", [200]), f"{onde}.feito"),
        recusado=_situacoes(dita.get("recusado", []), f"{onde}.recusado"),
        onde=lugares["onde"],
        identificador=lugares["identificador"],
        codigo=lugares["codigo"],
        texto=lugares["texto"],
        vale=codigos["vale"],
        ja_estava=codigos["ja_estava"],
        passageira=codigos["passageira"],
        sem_acesso=codigos["sem_acesso"],
    )


def _corpo_conferir(corpo: Any, onde: str, formato: str) -> None:
    if corpo is None:
        return
    if formato == "json" and not isinstance(corpo, Mapping | list):
        raise ContratoErrado(onde=f"{onde}.corpo", defeito="em JSON é objeto ou lista, com os marcadores nos textos")
    if formato == "xml":
        texto = _texto(corpo, f"{onde}.corpo")
        try:
            raiz = etree.fromstring(
                MARCADOR.sub("1", texto).encode(), etree.XMLParser(resolve_entities=False, no_network=True)
            )
        except etree.XMLSyntaxError as erro:
            raise ContratoErrado(onde=f"{onde}.corpo", defeito=f"o XML não se lê: {erro.msg}") from None
        if raiz.getroottree().docinfo.internalDTD is not None:
            raise ContratoErrado(onde=f"{onde}.corpo", defeito="traz DTD, que não se aceita")
    if len(str(corpo)) > _TAMANHO:
        raise ContratoErrado(onde=f"{onde}.corpo", defeito=f"passa de {_TAMANHO} caracteres")


def _marcadores_conferir(parte: Any, onde: str, formato: str, *, no_corpo: bool) -> None:
    for nome, forma in marcadores(parte):
        if nome.startswith("codigo."):
            natureza = "texto"
        elif nome not in campos():
            raise ContratoErrado(onde=onde, defeito=f"não há o campo {{{nome}}}; os que há são {', '.join(campos())}")
        else:
            natureza = campos()[nome]
        if nome in _DO_CORPO and not no_corpo:
            raise ContratoErrado(onde=onde, defeito=f"{{{nome}}} só vai no corpo, com autenticacao corpo")
        formas = [uma for uma in FORMAS[natureza] if uma != "numero" or formato == "json"]
        if forma not in formas:
            aceitas = ", ".join(filter(None, formas)) or "nenhuma"
            raise ContratoErrado(onde=onde, defeito=f"{{{nome}:{forma}}} não serve; as formas de {nome} são: {aceitas}")


def _cabecalhos(ditos: Any) -> dict[str, str]:
    if not isinstance(ditos, Mapping):
        raise ContratoErrado(onde="cabecalhos", defeito="é um objeto, de nome e valor")
    for nome, valor in ditos.items():
        limpo = isinstance(valor, str) and valor.isascii() and valor.isprintable()
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", str(nome)) or str(nome).casefold() in _RESERVADOS or not limpo:
            raise ContratoErrado(onde=f"cabecalhos.{nome}", defeito="não é um cabeçalho que o contrato possa escrever")
    return {str(nome): str(valor) for nome, valor in ditos.items()}


def _motivos(ditos: Any) -> dict[str, str]:
    _so_as_chaves(ditos, frozenset(MOTIVOS), "motivos")
    return {nome: _texto(codigo, f"motivos.{nome}") for nome, codigo in ditos.items()}


def _so_as_chaves(dito: Any, conhecidas: frozenset[str], onde: str) -> None:
    if not isinstance(dito, Mapping):
        raise ContratoErrado(onde=onde, defeito="falta, ou não é um objeto")
    if estranhas := sorted(set(map(str, dito)) - conhecidas):
        raise ContratoErrado(onde=onde, defeito=f"não há {', '.join(estranhas)}; há {', '.join(sorted(conhecidas))}")


def _um_de(dito: Any, aceitos: tuple[str, ...], onde: str) -> str:
    if dito not in aceitos:
        raise ContratoErrado(onde=onde, defeito=f"é um destes: {', '.join(aceitos)}")
    return str(dito)


def _texto(dito: Any, onde: str) -> str:
    if not isinstance(dito, str):
        raise ContratoErrado(onde=onde, defeito="é um texto")
    return dito


def _codigos(ditos: Any, onde: str) -> frozenset[str]:
    if not isinstance(ditos, list) or not all(isinstance(um, str) for um in ditos):
        raise ContratoErrado(onde=onde, defeito="é uma lista de textos")
    return frozenset(ditos)


def _situacoes(ditas: Any, onde: str) -> frozenset[int]:
    if not isinstance(ditas, list) or not all(type(um) is int and 200 <= um < 600 for um in ditas):  # noqa: PLR2004
        raise ContratoErrado(onde=onde, defeito="é uma lista de situações HTTP, como [200, 201]")
    return frozenset(ditas)
