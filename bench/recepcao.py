"""Recepção: um arquivo CSV do credor, do disco ao livro.

Nossa: o caminho inteiro que `hub receber` faz (guarda o original com SHA-256, lê, normaliza, julga com todas as regras,
compara com o livro, grava CDAs e achados, fecha as contas e deixa o evento). 3 % das linhas trazem defeitos.
Base: um COPY cru das mesmas linhas, já prontas, na mesma tabela `cda` com os índices dela.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from carteira import ATOR, EM, credor_do_bench, gravar_csv
from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa

PROMESSA = Promessa(
    nome="recepcao",
    base="COPY cru das mesmas linhas na mesma tabela, com os índices dela",
    deve=2.0,
    alvo=1.2,
    memoria_mb=1_500,
)
DEFEITOS = 0.03
_BLOCO = 1 << 20


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O arquivo e o credor."""
    credor_do_bench()
    return {"bytes": gravar_csv(pasta / "cdas.csv", tamanho, defeitos=DEFEITOS).stat().st_size}


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Recebe o arquivo; na primeira vez, deixa as linhas gravadas para a base repetir."""
    from hub.recepcao import arquivos  # noqa: F401, PLC0415 - importar não é receber: fica fora da medida

    credor = credor_do_bench()
    with cronometro() as medida:
        lote = arquivo_receber(credor, pasta / "cdas.csv")
    assert lote.recebidas == tamanho
    if not (pasta / "linhas.csv").exists():
        _linhas_guardar(pasta / "linhas.csv")
    contas = ("recebidas", "aceitas", "em_consulta", "recusadas", "repetidas", "alteradas", "achados_total")
    return medida.com(**{conta: getattr(lote, conta) for conta in contas})


def arquivo_receber(credor: Any, caminho: Path) -> Any:
    """O lote de um arquivo, como `hub receber` o processa."""
    from hub.recepcao.arquivos import arquivo_guardar, lote_processar  # noqa: PLC0415 - precisa do Django pronto

    with caminho.open("rb") as fluxo:
        lote = arquivo_guardar(credor=credor, fluxo=fluxo, nome=caminho.name, ator=ATOR, em=EM)
    return lote_processar(lote=lote).lote


def _colunas() -> str:
    from hub.dividas.models import CDA  # noqa: PLC0415

    return ", ".join(
        campo.column for campo in CDA._meta.concrete_fields if campo.column != "id" and not campo.generated
    )


def _linhas_guardar(destino: Path) -> None:
    from django.db import connection  # noqa: PLC0415

    consulta = f"copy (select {_colunas()} from cda order by id) to stdout (format csv)"
    with destino.open("wb") as saida, connection.cursor() as cursor, cursor.copy(consulta) as copia:
        for bloco in copia:
            saida.write(bloco)


def base(_tamanho: int, pasta: Path) -> dict[str, Any]:
    """Só o banco: um COPY, uma transação."""
    from django.db import connection  # noqa: PLC0415

    comando = f"copy cda ({_colunas()}) from stdin (format csv)"
    connection.ensure_connection()
    with (pasta / "linhas.csv").open("rb") as linhas, cronometro() as medida, connection.cursor() as cursor:
        copiar(cursor, comando, linhas)
    return medida.com()


def copiar(cursor: Any, comando: str, linhas: BinaryIO) -> None:
    """Um COPY do arquivo inteiro."""
    with cursor.copy(comando) as copia:
        while bloco := linhas.read(_BLOCO):
            copia.write(bloco)
