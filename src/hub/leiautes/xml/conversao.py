"""Do arquivo posicional para o XML de envio: os mesmos registros, arrumados como a CRA21 os quer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hub.leiautes.documento import RegistroLido
from hub.leiautes.tabelas import leiaute as leiaute_de
from hub.leiautes.xml.escrita import escrever_xml
from hub.leiautes.xml.tabelas import ARQUIVO, elementos
from hub.leiautes.xml.valores import Dinheiro


def converter_para_xml(
    leiaute: str, registros: Iterable[RegistroLido], *, nome_arquivo: str | None = None, dinheiro: Dinheiro = "decimal"
) -> bytes:
    """O XML de envio de um arquivo posicional lido: uma `comarca` por município; pedidos por comarca e cartório.

    A CRA21 recebe nos serviços web só XML. `nome_arquivo` vai dentro da remessa, da confirmação e do retorno. Recusas:
    as de `escrever_xml`.
    """
    if leiaute_de(leiaute).de_pedidos:
        convertidos = [RegistroLido(registro=ARQUIVO, linha=0, campos={}), *_pedidos(leiaute, registros)]
    else:
        campos = {} if nome_arquivo is None else {"nome_arquivo": nome_arquivo}
        convertidos = [RegistroLido(registro=ARQUIVO, linha=0, campos=campos), *_lotes(registros)]
    return escrever_xml(leiaute, convertidos, dinheiro=dinheiro)


def _lotes(registros: Iterable[RegistroLido]) -> Iterator[RegistroLido]:
    municipio: object = None
    for registro in registros:
        if registro.registro == "header" and registro.campos.get("codigo_municipio_praca") != municipio:
            municipio = registro.campos.get("codigo_municipio_praca")
            yield _comarca(registro, "codigo_municipio_praca")
        yield registro


def _pedidos(leiaute: str, registros: Iterable[RegistroLido]) -> Iterator[RegistroLido]:
    aceitos = {um.campo.nome for um in elementos("pedido", leiaute)["titulo"].campos}
    municipio: object = None
    for registro in registros:
        if registro.registro == "1_header_cartorio":
            if registro.campos.get("codigo_municipio") != municipio:
                municipio = registro.campos.get("codigo_municipio")
                yield _comarca(registro, "codigo_municipio")
            yield replace(registro, campos={"codigo_cartorio": registro.campos.get("codigo_cartorio")})
        elif registro.registro == "2_pedido":
            campos = {nome: valor for nome, valor in registro.campos.items() if nome in aceitos}
            yield replace(registro, campos=campos)


def _comarca(registro: RegistroLido, campo: str) -> RegistroLido:
    return RegistroLido(
        registro="comarca", linha=registro.linha, campos={"codigo_municipio": registro.campos.get(campo)}
    )
