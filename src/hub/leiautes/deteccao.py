"""Que arquivo é este: o leiaute e o formato, pelo conteúdo antes do nome."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from hub.leiautes.achados import Achado, achar
from hub.leiautes.documento import Formato
from hub.leiautes.nomes import leiaute_do_nome

#: Leiaute de cada transacao_tipo do header (posições 59 a 61).
DO_TIPO: Final = {
    "TPR": "protesto/remessa",
    "CRT": "protesto/confirmacao",
    "RTP": "protesto/retorno",
    "AND": "protesto/andamento",
}
#: Leiaute de cada letra de solicitação (posição 90), quando o nome do arquivo não diz.
DA_LETRA: Final = {
    "S": "protesto/desistencia",
    "C": "protesto/cancelamento",
    "A": "protesto/autorizacao_cancelamento",
}
PEDIDOS: Final = frozenset({*DA_LETRA.values(), "protesto/autorizacao_desistencia"})
#: Posições por linha: títulos, pedidos e a variante inferida.
DE_TITULOS, DE_PEDIDOS, DE_INFERIDO = 600, 127, 1000
TAMANHOS: Final = (DE_TITULOS, DE_PEDIDOS, DE_INFERIDO)
_HTML: Final = re.compile(r"\s*<(head|body|title|h1|pre|center)\b|[^\0]*?<(!doctype\s+html|html)\b", re.IGNORECASE)
_TITULO: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MARCAS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
#: Header de 600 posições truncado: portador, nome e data nos lugares.
_CABECA: Final = re.compile(r"0.{3}.{40}\d{8}(BFO|SDT)|0.{3}.{45}\d{18}")
#: Onde cada header da Serasa diz o que é.
PEFIN, REFIN = (104, "SERASA-CONVEM04"), (18, "SERASA-CONVEM01")
#: Detalhe da Serasa, para o arquivo que perdeu o header: a operação e, onde o protesto tem brancos, sete algarismos.
_DETALHE: Final = re.compile(r"1[IEC].{591}\d{7}(?!.)")
#: O valor do REFIN, com vírgula, onde o PEFIN tem o município, a UF e o CEP.
_VALOR_DO_REFIN: Final = re.compile(r".{407}(?=.{0,12}\d,\d\d)[\d, ]{15}")
#: Linhas olhadas para saber o tipo.
_AMOSTRA: Final = 200


@dataclass(frozen=True, kw_only=True)
class Deteccao:
    """O que se reconheceu, e o conteúdo pronto para ler (sem marca de ordem de bytes, UTF-16 já em UTF-8)."""

    leiaute: str | None
    formato: Formato | None
    conteudo: bytes
    #: Codificação, quando já se sabe (marca ou UTF-16); nula nos outros casos.
    codificacao: str | None = None
    achados: tuple[Achado, ...] = field(default=())


def detectar(conteudo: bytes, nome: str | None = None) -> Deteccao:
    """Reconhece o arquivo pelo conteúdo; o nome desempata o que o conteúdo não diz."""
    if not conteudo:
        return Deteccao(leiaute=None, formato=None, conteudo=b"", achados=(achar("ARQUIVO_VAZIO"),))
    limpo, codificacao = _sem_marca(conteudo)
    marca = (achar("CODIFICACAO", codificacao=f"{codificacao} com marca"),) if codificacao else ()
    inicio = limpo[:4096].decode("iso-8859-1").lstrip()
    if inicio.startswith("<"):
        achado = _html(inicio)
        formato: Formato | None = None if achado else "xml"
        achados = marca + ((achado,) if achado else ())
        return Deteccao(leiaute=None, formato=formato, conteudo=limpo, codificacao=codificacao, achados=achados)
    leiaute, achados_ = _posicional(limpo, nome)
    return Deteccao(
        leiaute=leiaute,
        formato="posicional" if leiaute else None,
        conteudo=limpo,
        codificacao=codificacao,
        achados=marca + achados_,
    )


def _sem_marca(conteudo: bytes) -> tuple[bytes, str | None]:
    for marca, codificacao in _MARCAS.items():
        if conteudo.startswith(marca):
            if codificacao == "utf-8":
                return conteudo[len(marca) :], codificacao
            return conteudo.decode("utf-16", "replace").encode("utf-8"), codificacao
    return conteudo, None


def _html(inicio: str) -> Achado | None:
    if not _HTML.match(inicio):
        return None
    titulo = _TITULO.search(inicio)
    return achar("HTML_NO_LUGAR", titulo=f' ("{" ".join(titulo.group(1).split())}")' if titulo else "")


def _posicional(conteudo: bytes, nome: str | None) -> tuple[str | None, tuple[Achado, ...]]:
    linhas = _amostra(conteudo)
    if da_serasa := _da_serasa(linhas):
        return (None, (achar("REFIN"),)) if da_serasa == REFIN else ("serasa/pefin", ())
    tamanho = _tamanho(linhas, len(conteudo))
    if tamanho is None:
        return None, (achar("FORMATO_DESCONHECIDO"),)
    do_nome = leiaute_do_nome(nome)
    if tamanho == DE_INFERIDO:
        return "protesto/remessa_v050", (achar("LEIAUTE_INFERIDO", leiaute="protesto/remessa_v050"),)
    leiaute, achados = _de_127(linhas, do_nome) if tamanho == DE_PEDIDOS else _de_600(linhas, do_nome)
    if do_nome and do_nome != leiaute:
        achados = (*achados, achar("TIPO_DIVERGE_DO_NOME", nome=nome, esperado=do_nome, leiaute=leiaute))
    return leiaute, achados


def _da_serasa(linhas: list[str]) -> tuple[int, str] | None:
    """O que o header diz ser ou, sem header, o que os detalhes parecem."""
    for linha in linhas:
        if linha[0] == "0":
            if linha[58:61] in DO_TIPO:
                return None
            for qual in (PEFIN, REFIN):
                if any(texto.startswith(qual[1], qual[0]) for texto in (linha, _em_utf8(linha))):
                    return qual
        elif _DETALHE.match(linha):
            return REFIN if _VALOR_DO_REFIN.match(linha) else PEFIN
    return None


def _em_utf8(linha: str) -> str:
    """A linha como o UTF-8 a dá, se ela é UTF-8 lido como ISO-8859-1."""
    try:
        return linha.encode("iso-8859-1").decode("utf-8")
    except UnicodeDecodeError:
        return linha


def _amostra(conteudo: bytes) -> list[str]:
    texto = conteudo[: 1000 * _AMOSTRA].decode("iso-8859-1")
    linhas = [linha for linha in re.split(r"\r\n|\n|\r", texto) if linha.strip("\x1a ")]
    return linhas[:_AMOSTRA]


def _tamanho(linhas: list[str], total: int) -> int | None:
    """O tamanho da maioria das linhas; sem nenhuma certa, o que a primeira parece ser."""
    contagem = {tamanho: sum(_tem(linha, tamanho) for linha in linhas) for tamanho in TAMANHOS}
    melhor = max(contagem, key=lambda tamanho: contagem[tamanho])
    if contagem[melhor]:
        return melhor
    if not linhas:
        return None
    primeira = linhas[0]
    if len(linhas) == 1 and primeira[0] in "01":
        multiplos = [tamanho for tamanho in TAMANHOS if total > tamanho and total % tamanho == 0]
        if multiplos:
            return multiplos[0]
    casado = _CABECA.match(primeira)
    if casado:
        return DE_TITULOS if casado.group(1) else DE_PEDIDOS
    return None


def _tem(linha: str, tamanho: int) -> bool:
    """A linha começa como registro e tem o tamanho, em bytes ou, se for UTF-8, em caracteres."""
    if linha[0] not in "01289":
        return False
    return tamanho in {len(linha), len(_em_utf8(linha))}


def _de_600(linhas: list[str], do_nome: str | None) -> tuple[str, tuple[Achado, ...]]:
    for linha in linhas:
        if linha[0] == "0" and linha[58:61] in DO_TIPO:
            return DO_TIPO[linha[58:61]], ()
    if do_nome and do_nome not in PEDIDOS:
        return do_nome, (achar("TIPO_INFERIDO", leiaute=do_nome, indicio="nome do arquivo"),)
    leiaute = _pelas_transacoes([linha for linha in linhas if linha[0] == "1"])
    return leiaute, (achar("TIPO_INFERIDO", leiaute=leiaute, indicio="conteúdo das transações"),)


def _pelas_transacoes(transacoes: list[str]) -> str:
    """Ocorrência 0 é andamento, outra é retorno (ou devolução na confirmação); só protocolo é confirmação."""
    ocorrencias = {linha[457:458].strip() for linha in transacoes} - {""}
    if ocorrencias == {"0"}:
        return "protesto/andamento"
    com_protocolo = [linha for linha in transacoes if linha[447:457].strip(" 0")]
    if not ocorrencias:
        return "protesto/confirmacao" if com_protocolo else "protesto/remessa"
    return "protesto/retorno"


def _de_127(linhas: list[str], do_nome: str | None) -> tuple[str, tuple[Achado, ...]]:
    """O nome decide entre os pedidos (a letra muda de CRA para CRA); sem nome, a letra."""
    if do_nome in PEDIDOS and do_nome is not None:
        return do_nome, ()
    letras = [linha[89:90] for linha in linhas if linha[0] == "2" and linha[89:90] in DA_LETRA]
    if letras:
        return DA_LETRA[max(set(letras), key=letras.count)], ()
    leiaute = "protesto/desistencia"
    return leiaute, (achar("TIPO_INFERIDO", leiaute=leiaute, indicio="tamanho das linhas"),)
