"""Tabelas do terminal: o que as telas mostram, para quem está na linha de comando."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rich.table import Table

from hub.comum.dinheiro import reais_escrever

#: Achados mostrados no terminal; o JSON e o portal trazem os outros.
NA_TELA = 20


def numero(valor: int) -> str:
    """1234567 → 1.234.567."""
    return f"{valor:,}".replace(",", ".")


def em_reais(texto: str) -> str:
    """De `1673.93` a `R$ 1.673,93`."""
    return reais_escrever(Decimal(texto))


def tabela_do_lote(documento: dict[str, Any]) -> Table:
    """As contas de um lote."""
    nome = "Ensaio (nada foi gravado)" if documento.get("ensaio") else f"Lote {documento['lote']}"
    tabela = Table(title=nome, title_justify="left")
    contas = ("recebidas", "aceitas", "em_consulta", "recusadas", "repetidas", "alteradas", "movimentos")
    for conta in contas:
        tabela.add_column(conta.replace("_", " "), justify="right")
    tabela.add_column("valor aceito", justify="right")
    tabela.add_row(*(numero(documento[c]) for c in contas), em_reais(documento["valor_aceito"]))
    return tabela


def tabela_de_achados(achados: list[dict[str, Any]], total: int) -> Table:
    """Os primeiros achados, com o que fazer."""
    tabela = Table(title=f"Achados: {numero(total)}", title_justify="left")
    for coluna in ("linha", "campo", "efeito", "mensagem"):
        tabela.add_column(coluna, justify="right" if coluna == "linha" else "left")
    for achado in achados[:NA_TELA]:
        texto = f"{achado['mensagem']} {achado['como_resolver'] or ''}".strip()
        tabela.add_row(str(achado["linha"]), achado["campo"], achado["efeito"].replace("_", " "), texto)
    return tabela


def tabela_dos_resultados(documento: dict[str, Any]) -> Table:
    """O relatório por estratégia."""
    tabela = Table(title="Resultados por estratégia", title_justify="left")
    contas = ("enviadas", "confirmadas", "em_andamento", "devolvidas", "pagas", "protestadas", "baixadas")
    tabela.add_column("estratégia")
    for conta in (*contas, "valor enviado", "valor recuperado"):
        tabela.add_column(conta.replace("_", " "), justify="right")
    for linha in documento["por_estrategia"]:
        valores = (em_reais(linha["valor_enviado"]), em_reais(linha["valor_recuperado"]))
        tabela.add_row(linha["estrategia"], *(numero(linha[c]) for c in contas), *valores)
    return tabela
