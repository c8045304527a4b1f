"""A oficina: do modelo e dos valores ao PDF, pelo Typst, sem rede e sem arquivo de fora da pasta dela.

O que o credor escreve e o que a CDA traz entram como dados (JSON em `sys.inputs`); o único código Typst é
`documento.typ`. As letras são as que vêm dentro do pacote `typst`, travado com ele: as da máquina não se usam.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.conf import settings

from hub.comum.pastas import pasta_fechada
from hub.documentos.brasao import extensao_do

#: PDF/A-2a: arquivável, com a estrutura marcada para leitores de tela.
NORMA = "a-2a"
#: Pontos por polegada da imagem da prévia.
PONTOS = 110
#: Faixas que a letra desenha inteiras (ASCII, latim comum e estendido A): o resto se pergunta a `tem_desenho`.
DESENHADOS = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x180))))
#: Documentos de uma vez a partir dos quais se esquece o que foi desenhado, e vezes que o Typst o guarda.
MUITOS, GUARDADAS = 100, 10
#: Uma folha sem texto.
SEM_NADA: dict[str, Any] = {
    "titulo": "",
    "credor": {"nome": "", "linha": ""},
    "arvore": [],
    "documentos": [{"valores": {}}],
}
#: O compilador não atende duas linhas de execução ao mesmo tempo, e já usa todos os núcleos.
_VEZ = Lock()


def pdf_compor(folha: dict[str, Any], *, em: datetime) -> bytes:
    """O PDF/A-2a dos documentos da folha. A mesma folha, no mesmo instante, dá os mesmos bytes."""
    pdf = _compor(folha, em=em, format="pdf", pdf_standards=NORMA)[0]
    if len(folha["documentos"]) >= MUITOS:
        _esquecer(em)
    return pdf


def _esquecer(em: datetime) -> None:
    """O Typst guarda o que desenhou nas últimas dez vezes: num lote, gigabytes de cartas que não voltam."""
    for vez in range(GUARDADAS + 1):
        _compor(SEM_NADA | {"vez": vez}, em=em, format="pdf")


def paginas_compor(folha: dict[str, Any], *, em: datetime) -> list[bytes]:
    """Uma imagem PNG por página."""
    return _compor(folha, em=em, format="png", ppi=PONTOS)


def _compor(folha: dict[str, Any], *, em: datetime, **opcoes: Any) -> list[bytes]:
    with _VEZ:
        feito: bytes | list[bytes] = _compilador(str(_pasta())).compile(
            sys_inputs={"folha": json.dumps(folha, ensure_ascii=False, separators=(",", ":"))},
            timestamp=int(em.timestamp()),
            **opcoes,
        )  # type: ignore[assignment]  # sem arquivo de saída, volta sempre o conteúdo
    return feito if isinstance(feito, list) else [feito]


@lru_cache(maxsize=2)
def _compilador(pasta: str) -> typst.Compiler:
    vazia = str(pasta_fechada(Path(pasta), "sem-pacotes"))
    return typst.Compiler(
        str(Path(pasta, "documento.typ")),
        root=pasta,
        ignore_system_fonts=True,
        package_path=vazia,
        package_cache_path=vazia,
    )


def _pasta() -> Path:
    """A raiz do Typst: o modelo desta versão do hub e os brasões. Nada fora dela se lê."""
    fonte, resumo = _fonte()
    pasta = pasta_fechada(Path(settings.PASTA_DE_TRABALHO), "oficina", resumo)
    if not (pasta / "documento.typ").exists():
        _gravar(pasta / "documento.typ", fonte)
    return pasta


@cache
def _fonte() -> tuple[bytes, str]:
    fonte = files("hub.documentos.oficina").joinpath("documento.typ").read_bytes()
    return fonte, hashlib.sha256(fonte).hexdigest()[:16]


def brasao_por(conteudo: bytes, sha256: str) -> str:
    """Põe o brasão na pasta da oficina e dá o caminho dele lá: o nome é o do resumo, nunca o que alguém disse."""
    pasta = pasta_fechada(_pasta(), "brasoes")
    nome = f"{sha256}.{extensao_do(conteudo)}"
    if not (pasta / nome).exists():
        _gravar(pasta / nome, conteudo)
    return f"brasoes/{nome}"


def _gravar(caminho: Path, conteudo: bytes) -> None:
    """Aparece inteiro ou não aparece."""
    with tempfile.NamedTemporaryFile(dir=caminho.parent, prefix=".chegando-", delete=False) as saida:
        saida.write(conteudo)
        saida.flush()
        os.fsync(saida.fileno())
    Path(saida.name).replace(caminho)


@cache
def tem_desenho(caractere: str) -> bool:
    """Se a letra do documento desenha o caractere; em PDF/A, o que não se desenha é erro."""
    arvore = [{"t": "p", "c": [{"t": "s", "x": caractere}]}]
    try:
        pdf_compor(SEM_NADA | {"arvore": arvore}, em=datetime.fromtimestamp(0, UTC))
    except typst.TypstError as erro:
        if "could not be displayed" in str(erro):
            return False
        raise
    return True
