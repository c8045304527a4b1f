"""Do registro ao pedido, como o contrato manda."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from hub.comum.textos import SUBSTITUTO, texto_de_xml
from hub.estrategias.contrato.forma import FORMAS_DE_DATA, MARCADOR, Contrato, Operacao, campos, marcadores

#: Marca de um número, que em JSON perde as aspas.
_NUMERO: Final = "\x00"
_COM_MARCA: Final = re.compile(r'"\\u0000(-?[0-9]+(?:\.[0-9]+)?)"')
Valores = Mapping[str, str | None]


def caminho_de(operacao: Operacao, valores: Valores) -> str | None:
    """O caminho; nulo quando falta nele um valor, e não há o que chamar."""
    if any(not valores.get(nome) for nome, _ in marcadores(operacao.caminho)):
        return None
    return MARCADOR.sub(lambda casado: quote(_um(casado, valores), safe=""), operacao.caminho)


def corpo_de(contrato: Contrato, operacao: Operacao, valores: Valores) -> bytes:
    """O corpo; vazio quando o contrato não manda nada."""
    if operacao.corpo is None:
        return b""
    if contrato.formato == "xml":
        return MARCADOR.sub(lambda casado: _escapado(_um(casado, valores)), operacao.corpo).encode()
    texto = json.dumps(_cheio(operacao.corpo, valores), ensure_ascii=False)
    return _COM_MARCA.sub(r"\1", texto).encode()


def _escapado(valor: str) -> str:
    return escape(texto_de_xml(valor), {'"': "&quot;"})


def _cheio(parte: Any, valores: Valores) -> Any:
    """A estrutura com os valores no lugar; a chave cujo valor é só um marcador vazio não vai."""
    if isinstance(parte, str):
        return MARCADOR.sub(lambda casado: _um(casado, valores), parte)
    if isinstance(parte, Mapping):
        return {chave: _cheio(valor, valores) for chave, valor in parte.items() if not _vazio(valor, valores)}
    if isinstance(parte, list):
        return [_cheio(valor, valores) for valor in parte]
    return parte


def _vazio(valor: Any, valores: Valores) -> bool:
    casado = MARCADOR.fullmatch(valor) if isinstance(valor, str) else None
    return casado is not None and valores.get(casado.group(1)) in {None, ""}


def _um(casado: re.Match[str], valores: Valores) -> str:
    nome, forma = casado.group(1), casado.group(2) or ""
    valor = valores.get(nome) or ""
    natureza = campos().get(nome, "texto")
    if natureza == "data" and valor:
        ano, mes, dia = valor.split("-")
        return FORMAS_DE_DATA[forma].format(ano=ano, mes=mes, dia=dia)
    if natureza == "dinheiro":
        return {
            "": valor,
            "numero": _NUMERO + valor,
            "centavos": valor.replace(".", "").lstrip("0") or "0",
            "virgula": valor.replace(".", ","),
        }[forma]
    return valor.replace(_NUMERO, SUBSTITUTO)
