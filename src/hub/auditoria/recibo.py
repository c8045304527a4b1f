"""Confere, sem o hub e sem rede, um recibo que o hub emitiu: `python -m hub.auditoria.recibo RECIBO.json`.

Este arquivo se basta: precisa só do Python e da biblioteca `cryptography`, e pode ser copiado para outra máquina.
O recibo traz o evento, a posição e o caminho dele na árvore de Merkle (RFC 9162 §2.1), o selo que assina a raiz da
árvore e a assinatura Ed25519 do selo. Confere-se, nesta ordem: a forma; o evento sobe pelo caminho até a raiz do selo;
a assinatura do selo; e, se pedidos, a chave publicada pelo hub (`--chave`) e o arquivo enviado (`--arquivo`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMATO = "hub-cobranca/recibo/1"
#: O que o recibo e as partes dele trazem, nem mais nem menos.
CAMPOS = frozenset({"formato", "evento", "posicao", "caminho", "selo", "assinatura"})
CAMPOS_DO_EVENTO = frozenset({"id", "em", "etiqueta", "ator", "credor", "chaves"})
CAMPOS_DO_SELO = frozenset({"selo", "em", "tamanho", "ultimo_evento", "raiz", "anterior", "chave_publica"})
#: Antecede o selo na assinatura, para que ela não valha para outra coisa.
ASSUNTO = b"hub-cobranca/selo/1\n"

_CODIFICAR = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


class ReciboFalso(Exception):
    """O recibo não prova o que diz; a mensagem diz onde."""


def canonico(valor: Any) -> bytes:
    """JSON de um só jeito: chaves em ordem, sem espaços, UTF-8 (RFC 8785, sem números fracionários)."""
    return _CODIFICAR(valor).encode()


def folha(evento: Mapping[str, Any]) -> bytes:
    """A folha da árvore: SHA-256 de 0x00 e do evento canônico."""
    return hashlib.sha256(b"\x00" + canonico(evento)).digest()


def no(esquerda: bytes, direita: bytes) -> bytes:
    """O nó da árvore: SHA-256 de 0x01 e dos dois filhos."""
    return hashlib.sha256(b"\x01" + esquerda + direita).digest()


def raiz_pelo_caminho(resumo: bytes, *, posicao: int, tamanho: int, caminho: Iterable[bytes]) -> bytes:
    """A raiz a que a folha chega pelo caminho (RFC 9162 §2.1.3.2). Levanta `ReciboFalso`."""
    if not 0 <= posicao < tamanho:
        raise ReciboFalso(f"a posição {posicao} não existe numa árvore de {tamanho} eventos")
    aqui, ultimo = posicao, tamanho - 1
    for vizinho in caminho:
        if not ultimo:
            raise ReciboFalso("o caminho é mais longo do que a árvore")
        if aqui & 1 or aqui == ultimo:
            resumo = no(vizinho, resumo)
            while not aqui & 1 and aqui:
                aqui, ultimo = aqui >> 1, ultimo >> 1
        else:
            resumo = no(resumo, vizinho)
        aqui, ultimo = aqui >> 1, ultimo >> 1
    if ultimo:
        raise ReciboFalso("o caminho é mais curto do que a árvore")
    return resumo


def conferir_recibo(recibo: Any, *, chave: str | None = None, arquivo: Path | None = None) -> None:
    """Não devolve nada se o recibo prova o que diz. Levanta `ReciboFalso`.

    `chave`: a chave pública que o hub publicou, 64 algarismos hexadecimais; sem ela, confia-se na do recibo.
    `arquivo`: o arquivo que o credor enviou, cujo SHA-256 o evento deve trazer.
    """
    _conferir_forma(recibo)
    evento, selo = recibo["evento"], recibo["selo"]
    caminho = [_bytes(passo, 32) for passo in recibo["caminho"]]
    raiz = raiz_pelo_caminho(folha(evento), posicao=recibo["posicao"], tamanho=selo["tamanho"], caminho=caminho)
    if raiz != _bytes(selo["raiz"], 32):
        raise ReciboFalso("o evento não leva à raiz do selo: o evento, a posição ou o caminho foi alterado")
    publica = Ed25519PublicKey.from_public_bytes(_bytes(selo["chave_publica"], 32))
    try:
        publica.verify(_bytes(recibo["assinatura"], 64), ASSUNTO + canonico(selo))
    except InvalidSignature:
        raise ReciboFalso("a assinatura do selo não confere: o selo ou a assinatura foi alterado") from None
    if chave is not None and selo["chave_publica"] != chave.lower():
        raise ReciboFalso(f"o selo foi assinado por outra chave, {selo['chave_publica']}")
    if arquivo is not None and _sha256(arquivo) != evento["chaves"].get("sha256"):
        raise ReciboFalso(f"o arquivo {arquivo} não é o do recibo: o SHA-256 é outro")


def _conferir_forma(recibo: Any) -> None:
    if not isinstance(recibo, dict) or recibo.get("formato") != FORMATO:
        raise ReciboFalso(f"não é um recibo no formato {FORMATO}")
    partes = ((recibo, CAMPOS), (recibo.get("evento"), CAMPOS_DO_EVENTO), (recibo.get("selo"), CAMPOS_DO_SELO))
    for parte, campos in partes:
        if not isinstance(parte, dict) or parte.keys() != campos:
            raise ReciboFalso(f"o recibo não traz exatamente os campos {', '.join(sorted(campos))}")
    inteiros = (recibo["posicao"], recibo["selo"]["tamanho"])
    listas = isinstance(recibo["caminho"], list) and isinstance(recibo["evento"]["chaves"], dict)
    if not listas or any(type(numero) is not int for numero in inteiros):
        raise ReciboFalso("a posição, o tamanho, o caminho ou as chaves não têm a forma do recibo")


def _bytes(texto: Any, tamanho: int) -> bytes:
    # bytes.fromhex aceita maiúsculas e espaços; aqui só há um jeito de escrever.
    if not isinstance(texto, str) or len(texto) != 2 * tamanho or set(texto) - set("0123456789abcdef"):
        raise ReciboFalso(f"era esperado um texto de {2 * tamanho} algarismos hexadecimais minúsculos")
    return bytes.fromhex(texto)


def _sha256(arquivo: Path) -> str:
    with arquivo.open("rb") as conteudo:
        return hashlib.file_digest(conteudo, "sha256").hexdigest()


def _ler(texto: str) -> Any:
    def sem_repetir(pares: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pares)) != len(pares):
            raise ReciboFalso("um campo aparece duas vezes")
        return dict(pares)

    def sem_fracao(numero: str) -> Any:
        raise ReciboFalso(f"o número {numero} não existe num recibo: só há inteiros")

    try:
        return json.loads(texto, object_pairs_hook=sem_repetir, parse_float=sem_fracao, parse_constant=sem_fracao)
    except json.JSONDecodeError as erro:
        raise ReciboFalso(f"não é JSON: linha {erro.lineno}, coluna {erro.colno}") from None


def _dizer(recibo: Any) -> str:
    evento, selo = recibo["evento"], recibo["selo"]
    chaves = ", ".join(f"{nome} {canonico(valor).decode()}" for nome, valor in sorted(evento["chaves"].items()))
    return (
        f"Recibo íntegro. O evento {evento['id']} ({evento['etiqueta']}), de {evento['ator']}, em {evento['em']}, diz: "
        f"{chaves}.\nEstá no selo {selo['selo']}, de {selo['em']}, que cobre {selo['tamanho']} eventos, assinado pela "
        f"chave {selo['chave_publica']}.\nConfira se essa é a chave que o hub publica.\n"
    )


def principal(argumentos: list[str] | None = None) -> int:
    """Linha de comando: 0 se o recibo confere, 1 se não confere ou não pôde ser lido, 2 em uso errado."""
    leitor = argparse.ArgumentParser(
        prog="python -m hub.auditoria.recibo", description="Confere um recibo do HUB Cobrança sem o hub e sem rede."
    )
    leitor.add_argument("recibo", type=Path, help="o arquivo do recibo")
    leitor.add_argument("--chave", help="a chave pública que o hub publica; outra é recusada")
    leitor.add_argument("--arquivo", type=Path, help="o arquivo enviado, para conferir o SHA-256")
    opcoes = leitor.parse_args(argumentos)
    try:
        recibo = _ler(opcoes.recibo.read_text(encoding="utf-8"))
        conferir_recibo(recibo, chave=opcoes.chave, arquivo=opcoes.arquivo)
    except RecursionError:
        sys.stderr.write(f"O recibo {opcoes.recibo} não confere: traz listas ou objetos aninhados demais.\n")
        return 1
    except (ReciboFalso, OSError, UnicodeError) as erro:
        sys.stderr.write(f"O recibo {opcoes.recibo} não confere: {erro}.\n")
        return 1
    sys.stdout.write(_dizer(recibo))
    return 0


if __name__ == "__main__":
    raise SystemExit(principal())
