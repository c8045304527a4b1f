"""Confere, sem o hub e sem rede, uma certidão de indisponibilidade: `python -m hub.operacao.certidao CERTIDAO.json`.

Este arquivo se basta: precisa só do Python e da biblioteca `cryptography`, e pode ser copiado para outra máquina.
A certidão traz o componente, o período, cada intervalo em que ele não funcionou, com a origem (`medida`, `sem_medida`
ou `decisao`) e a causa, e a assinatura Ed25519 de tudo isso, com a mesma chave dos selos da auditoria. Conferem-se a
forma, as contas, a assinatura e, se pedida, a chave publicada pelo hub (`--chave`).
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMATO = "hub-cobranca/certidao-de-indisponibilidade/1"
#: Antecede o corpo na assinatura, para que ela não valha para outra coisa.
ASSUNTO = b"hub-cobranca/certidao-de-indisponibilidade/1\n"
CAMPOS = frozenset({"formato", "corpo", "chave_publica", "assinatura"})
CAMPOS_DO_CORPO = frozenset(
    {
        "componente",
        "titulo",
        "de",
        "ate",
        "emitida_em",
        "medido_desde",
        "intervalo_das_medidas",
        "intervalos",
        "segundos_fora",
        "segundos_sem_medida",
    }
)
CAMPOS_DO_INTERVALO = frozenset({"inicio", "fim", "origem", "causa"})
ORIGENS = {
    "medida": "medido fora do ar",
    "sem_medida": "não medido, causa desconhecida",
    "decisao": "parado pela operação",
}

_CODIFICAR = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


class CertidaoFalsa(Exception):
    """A certidão não prova o que diz; a mensagem diz onde."""


def canonico(valor: Any) -> bytes:
    """JSON de um só jeito: chaves em ordem, sem espaços, UTF-8 (RFC 8785, sem números fracionários)."""
    return _CODIFICAR(valor).encode()


def certidao_conferir(certidao: Any, *, chave: str | None = None) -> None:
    """Não devolve nada se a certidão prova o que diz. Levanta `CertidaoFalsa`.

    `chave`: a chave pública que o hub publicou, 64 algarismos hexadecimais; sem ela, confia-se na da certidão.
    """
    _conferir_forma(certidao)
    publica = Ed25519PublicKey.from_public_bytes(_bytes(certidao["chave_publica"], 32))
    try:
        publica.verify(_bytes(certidao["assinatura"], 64), ASSUNTO + canonico(certidao["corpo"]))
    except InvalidSignature:
        raise CertidaoFalsa("a assinatura não confere: a certidão ou a assinatura foi alterada") from None
    if chave is not None and certidao["chave_publica"] != chave.lower():
        raise CertidaoFalsa(f"foi assinada por outra chave, {certidao['chave_publica']}")
    corpo = certidao["corpo"]
    sem_medida = [um for um in corpo["intervalos"] if um["origem"] == "sem_medida"]
    contas = (segundos_dos(corpo["intervalos"]), segundos_dos(sem_medida))
    if contas != (corpo["segundos_fora"], corpo["segundos_sem_medida"]):
        raise CertidaoFalsa("a soma dos intervalos não é a que ela diz")


def segundos_dos(intervalos: list[dict[str, str]]) -> int:
    """Quantos segundos os intervalos cobrem; o que se sobrepõe conta uma vez."""
    total, ate = 0.0, None
    for inicio, fim in sorted(
        (datetime.fromisoformat(um["inicio"]), datetime.fromisoformat(um["fim"])) for um in intervalos
    ):
        comeca = inicio if ate is None or inicio > ate else ate
        if fim > comeca:
            total += (fim - comeca).total_seconds()
            ate = fim
    return int(total)


def _conferir_forma(certidao: Any) -> None:
    if not isinstance(certidao, dict) or certidao.get("formato") != FORMATO:
        raise CertidaoFalsa(f"não é uma certidão no formato {FORMATO}")
    corpo: Any = certidao.get("corpo")
    partes = [(certidao, CAMPOS), (corpo, CAMPOS_DO_CORPO)]
    intervalos = corpo.get("intervalos") if isinstance(corpo, dict) else None
    partes += [(um, CAMPOS_DO_INTERVALO) for um in intervalos] if isinstance(intervalos, list) else [(None, CAMPOS)]
    for parte, campos in partes:
        if not isinstance(parte, dict) or parte.keys() != campos:
            raise CertidaoFalsa(f"não traz exatamente os campos {', '.join(sorted(campos))}")
    if any(um["origem"] not in ORIGENS for um in corpo["intervalos"]):
        raise CertidaoFalsa("traz um intervalo de origem desconhecida")
    _conferir_instantes(corpo)


def _conferir_instantes(corpo: dict[str, Any]) -> None:
    instantes = [corpo["de"], corpo["ate"], *(um[campo] for um in corpo["intervalos"] for campo in ("inicio", "fim"))]
    try:
        lidos = [datetime.fromisoformat(instante) for instante in instantes]
    except (TypeError, ValueError):
        raise CertidaoFalsa("traz um instante que não se lê") from None
    if any(instante.tzinfo is None for instante in lidos):
        raise CertidaoFalsa("traz um instante sem fuso")
    if any(not lidos[0] <= instante <= lidos[1] for instante in lidos):
        raise CertidaoFalsa("traz um intervalo fora do período")


def _bytes(texto: Any, tamanho: int) -> bytes:
    # bytes.fromhex aceita maiúsculas e espaços; aqui só há um jeito de escrever.
    if not isinstance(texto, str) or len(texto) != 2 * tamanho or set(texto) - set("0123456789abcdef"):
        raise CertidaoFalsa(f"era esperado um texto de {2 * tamanho} algarismos hexadecimais minúsculos")
    return bytes.fromhex(texto)


def _ler(texto: str) -> Any:
    def sem_repetir(pares: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pares)) != len(pares):
            raise CertidaoFalsa("um campo aparece duas vezes")
        return dict(pares)

    def sem_fracao(numero: str) -> Any:
        raise CertidaoFalsa(f"o número {numero} não existe numa certidão: só há inteiros")

    try:
        return json.loads(texto, object_pairs_hook=sem_repetir, parse_float=sem_fracao, parse_constant=sem_fracao)
    except json.JSONDecodeError as erro:
        raise CertidaoFalsa(f"não é JSON: linha {erro.lineno}, coluna {erro.colno}") from None


def _dizer(certidao: Any) -> str:
    corpo = certidao["corpo"]
    diz = f"Certidão íntegra. {corpo['titulo']} ({corpo['componente']}), de {corpo['de']} a {corpo['ate']}: fora do ar "
    diz += f"por {corpo['segundos_fora']} segundos, dos quais {corpo['segundos_sem_medida']} sem medida."
    linhas = [diz]
    linhas += [
        f"  de {um['inicio']} a {um['fim']}: {ORIGENS[um['origem']]}; {um['causa']}" for um in corpo["intervalos"]
    ]
    linhas.append(f"Assinada em {corpo['emitida_em']} pela chave {certidao['chave_publica']}.")
    linhas.append("Confira se essa é a chave que o hub publica.")
    return "\n".join(linhas) + "\n"


def principal(argumentos: list[str] | None = None) -> int:
    """Linha de comando: 0 se a certidão confere, 1 se não confere ou não pôde ser lida, 2 em uso errado."""
    leitor = argparse.ArgumentParser(
        prog="python -m hub.operacao.certidao", description="Confere uma certidão do HUB Cobrança sem o hub e sem rede."
    )
    leitor.add_argument("certidao", type=Path, help="o arquivo da certidão")
    leitor.add_argument("--chave", help="a chave pública que o hub publica; outra é recusada")
    opcoes = leitor.parse_args(argumentos)
    try:
        certidao = _ler(opcoes.certidao.read_text(encoding="utf-8"))
        certidao_conferir(certidao, chave=opcoes.chave)
    except RecursionError:
        sys.stderr.write(f"A certidão {opcoes.certidao} não confere: traz listas ou objetos aninhados demais.\n")
        return 1
    except (CertidaoFalsa, OSError, UnicodeError) as erro:
        sys.stderr.write(f"A certidão {opcoes.certidao} não confere: {erro}.\n")
        return 1
    sys.stdout.write(_dizer(certidao))
    return 0


if __name__ == "__main__":
    raise SystemExit(principal())
