"""Os resultados em CSV e em planilha."""

from __future__ import annotations

import csv
import io
from typing import Any

import xlsxwriter

from hub.dividas.situacao import POR_CODIGO
from hub.resultados.consultas import CONTAS, VALORES

#: Título de cada coluna, na ordem em que se lê.
TITULOS = {
    "estrategia": "Estratégia",
    "enviadas": "Enviadas",
    "confirmadas": "Confirmadas",
    "devolvidas": "Devolvidas",
    "em_andamento": "Em andamento",
    "pagas": "Pagas",
    "protestadas": "Protestadas",
    "registradas": "Registradas",
    "entregues": "Entregues",
    "baixadas": "Baixadas",
    "valor_enviado": "Valor enviado (R$)",
    "valor_recuperado": "Valor recuperado (R$)",
    "valor_pago_ao_credor": "Dele, pago ao credor (R$)",
}


def resultados_em_csv(dados: dict[str, Any]) -> str:
    """Uma linha por estratégia; separador ponto e vírgula e vírgula decimal, como as planilhas daqui abrem."""
    saida = io.StringIO()
    escritor = csv.writer(saida, delimiter=";", lineterminator="\r\n")
    escritor.writerow(TITULOS.values())
    for linha in dados["por_estrategia"]:
        escritor.writerow(str(linha[c]).replace(".", ",") if c in VALORES else linha[c] for c in TITULOS)
    return saida.getvalue()


def resultados_em_xlsx(dados: dict[str, Any], *, credor: str) -> bytes:
    """Duas folhas: por estratégia e por situação; números como números."""
    saida = io.BytesIO()
    with xlsxwriter.Workbook(saida, {"in_memory": True, "strings_to_formulas": False}) as livro:
        forte, reais, inteiro = (
            livro.add_format({"bold": True}),
            livro.add_format({"num_format": "#,##0.00"}),
            livro.add_format({"num_format": "#,##0"}),
        )
        folha = livro.add_worksheet("Por estratégia")
        folha.write_string(0, 0, f"Resultados de {credor}", forte)
        folha.write_row(2, 0, TITULOS.values(), forte)
        for numero, linha in enumerate(dados["por_estrategia"], start=3):
            folha.write_string(numero, 0, linha["estrategia"])
            for coluna, nome in enumerate((*CONTAS, *VALORES), start=1):
                formato = reais if nome in VALORES else inteiro
                folha.write_number(numero, coluna, float(linha[nome]), formato)  # a planilha só tem ponto flutuante
        folha.set_column(0, len(TITULOS), 18)
        situacoes = livro.add_worksheet("Por situação")
        situacoes.write_row(0, 0, ("Situação", "CDAs"), forte)
        for numero, (codigo, quantas) in enumerate(dados["cdas"]["por_situacao"].items(), start=1):
            situacoes.write_string(numero, 0, POR_CODIGO[codigo].rotulo)
            situacoes.write_number(numero, 1, quantas, inteiro)
        situacoes.set_column(0, 1, 18)
    return saida.getvalue()
