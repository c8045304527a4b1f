"""Ler e escrever um arquivo inteiro, de protesto ou da Serasa, sem que conteúdo nenhum derrube a leitura."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from hub.leiautes.achados import ordenar
from hub.leiautes.deteccao import Deteccao, detectar
from hub.leiautes.documento import CRLF, Documento, RegistroLido
from hub.leiautes.erros import LinhaJSONInvalida, SemRegistros
from hub.leiautes.motor.escrita import leiaute_de_escrita
from hub.leiautes.posicional import escrever_posicional, ler_posicional
from hub.leiautes.tabelas import leiaute as leiaute_de
from hub.leiautes.xml import escrever_xml, ler_xml
from hub.leiautes.xml.tabelas import ARQUIVO, RESPOSTA

#: Chaves de preservação dos registros de XML.
_DE_XML: Final = ("antes", "xml", "resumo", "depois")


def ler(conteudo: bytes, nome: str | None = None) -> Documento:
    """Lê um arquivo de protesto ou da Serasa, reconhecendo o tipo pelo conteúdo (o nome só desempata).

    Nunca levanta erro por causa do conteúdo: arquivo vazio, cortado, corrompido ou de outra coisa vira achado.
    """
    deteccao = detectar(conteudo, nome)
    if deteccao.formato == "posicional" and deteccao.leiaute:
        return _ler_posicional(deteccao, deteccao.leiaute)
    if deteccao.formato == "xml":
        return _ler_xml(deteccao, nome)
    codificacao = deteccao.codificacao or ("ascii" if conteudo.isascii() else "iso-8859-1")
    return Documento(leiaute=None, formato=None, encoding=codificacao, registros=(), achados=deteccao.achados)


def _ler_posicional(deteccao: Deteccao, nome: str) -> Documento:
    registros, achados, codificacao = ler_posicional(leiaute_de(nome), deteccao.conteudo)
    return Documento(
        leiaute=nome,
        formato="posicional",
        encoding=deteccao.codificacao or codificacao,
        registros=tuple(registros),
        achados=(*deteccao.achados, *ordenar(achados)),
    )


def _ler_xml(deteccao: Deteccao, nome: str | None) -> Documento:
    lido = ler_xml(deteccao.conteudo, nome)
    return Documento(
        leiaute=lido.leiaute,
        formato="xml" if lido.leiaute else None,
        encoding=deteccao.codificacao or lido.encoding,
        registros=tuple(lido.registros),
        achados=(*deteccao.achados, *ordenar(lido.achados)),
    )


def escrever(registros: Sequence[RegistroLido], leiaute: str) -> bytes:
    """O inverso de `ler`: o arquivo dos registros dados, na ordem, no leiaute de nome dado.

    Com um registro `arquivo` (que só os XML têm) escreve no dialeto XML; sem ele, em largura fixa. Levanta as recusas
    de `hub.leiautes.erros`, com a linha e o campo.
    """
    if leiaute != RESPOSTA:
        leiaute_de_escrita(leiaute)
    if leiaute == RESPOSTA or any(registro.registro == ARQUIVO for registro in registros):
        return escrever_xml(leiaute, registros)
    return escrever_posicional(leiaute, registros)


def leiaute_ler_json(conteudo: bytes, nome: str | None = None) -> dict[str, Any]:
    """O documento na forma do contrato de `hub leiaute ler … --json`."""
    return ler(conteudo, nome).como_dict()


def leiaute_escrever_json(linhas: Iterable[bytes | str], leiaute: str) -> bytes:
    """O arquivo de `hub leiaute escrever`: uma linha de JSON, em UTF-8, por registro, como `leiaute_ler_json` os dá.

    Levanta `LinhaJSONInvalida` e `SemRegistros`.
    """
    registros = [_registro(numero, linha) for numero, linha in enumerate(linhas, 1) if linha.strip()]
    if not registros:
        raise SemRegistros(leiaute=leiaute)
    return escrever(registros, leiaute)


def _registro(numero: int, linha: bytes | str) -> RegistroLido:
    try:
        dados = json.loads(linha)
    except UnicodeDecodeError:
        raise LinhaJSONInvalida(linha=numero, motivo="não está em UTF-8") from None
    except RecursionError:
        raise LinhaJSONInvalida(linha=numero, motivo="traz listas ou objetos aninhados demais") from None
    except ValueError as erro:
        raise LinhaJSONInvalida(linha=numero, motivo=f"não é JSON ({erro})") from None
    if not isinstance(dados, dict) or not isinstance(dados.get("campos"), dict) or "registro" not in dados:
        raise LinhaJSONInvalida(linha=numero, motivo='faltam as chaves "registro" e "campos"')
    cru = dados.get("cru")
    return RegistroLido(
        registro=str(dados["registro"]),
        linha=numero,
        campos=dados["campos"],
        terminador=str(dados.get("terminador", CRLF)),
        cru=cru if isinstance(cru, dict) else {},
        **{chave: dados[chave] for chave in _DE_XML if isinstance(dados.get(chave), str)},
    )
