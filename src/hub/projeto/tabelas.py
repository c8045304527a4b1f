"""Tabelas do terminal: o que as telas mostram, para quem está na linha de comando."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from hub.comum.dinheiro import reais_escrever
from hub.comum.textos import nome_guardavel

#: Contas de um lote, com o nome que têm no terminal.
CONTAS_DO_LOTE = {
    **{conta: conta for conta in ("recebidas", "aceitas", "em_consulta", "recusadas", "repetidas", "alteradas")},
    "movimentos_recebidos": "movimentos recebidos",
    "movimentos": "movimentos aplicados",
    **{f"movimentos_{como}": f"movimentos {como}" for como in ("repetidos", "recusados")},
}
#: Achados mostrados no terminal; o JSON e o portal trazem os outros.
NA_TELA = 20


def numero(valor: int) -> str:
    """1234567 → 1.234.567."""
    return f"{valor:,}".replace(",", ".")


def literal(texto: str) -> Text:
    """Texto de fora como veio: colchete não vira estilo e caractere de controle não chega ao terminal."""
    return Text(nome_guardavel(texto))


def em_reais(texto: str) -> str:
    """De `1673.93` a `R$ 1.673,93`."""
    return reais_escrever(Decimal(texto))


def tabela_do_lote(documento: dict[str, Any]) -> Table:
    """As contas de um lote, uma por linha."""
    nome = "Ensaio (nada foi gravado)" if documento.get("ensaio") else f"Lote {documento['lote']}"
    tabela = _vertical(nome)
    for conta, nome_da_conta in CONTAS_DO_LOTE.items():
        if documento[conta] or conta == "recebidas":
            tabela.add_row(nome_da_conta.replace("_", " "), numero(documento[conta]))
    tabela.add_row("valor aceito", em_reais(documento["valor_aceito"]))
    return tabela


def tabela_de_achados(achados: list[dict[str, Any]], total: int) -> Table:
    """Os primeiros achados, com o que fazer."""
    tabela = Table(title=f"Achados: {numero(total)}", title_justify="left", box=SIMPLE)
    tabela.add_column("efeito")
    tabela.add_column("o quê, onde, como resolver")
    for achado in achados[:NA_TELA]:
        texto = f"{achado['mensagem']} {achado['como_resolver'] or ''}".strip()
        tabela.add_row(achado["efeito"].replace("_", " "), literal(texto))
    return tabela


def tabela_dos_resultados(documento: dict[str, Any]) -> Table:
    """O relatório por estratégia: uma coluna por estratégia, uma linha por número."""
    estrategias = documento["por_estrategia"]
    tabela = _vertical("Resultados", *(linha["estrategia"] for linha in estrategias))
    desfechos = ("em_andamento", "devolvidas", "pagas", "protestadas", "registradas", "entregues", "baixadas")
    for conta in ("enviadas", "confirmadas", *desfechos):
        tabela.add_row(conta.replace("_", " "), *(numero(linha[conta]) for linha in estrategias))
    for valor in ("valor_enviado", "valor_recuperado", "valor_pago_ao_credor"):
        tabela.add_row(valor.replace("_", " "), *(em_reais(linha[valor]) for linha in estrategias))
    return tabela


def _vertical(titulo: str, *colunas: str) -> Table:
    tabela = Table(title=titulo, title_justify="left", box=SIMPLE, show_header=bool(colunas))
    tabela.add_column("")
    for coluna in colunas or ("",):
        tabela.add_column(coluna, justify="right", style="bold")
    return tabela
