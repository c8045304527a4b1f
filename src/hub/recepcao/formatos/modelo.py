"""O modelo que o credor baixa: os nomes dos campos na primeira linha e um exemplo na segunda."""

from __future__ import annotations

import csv
import io
from typing import Final, Literal

import xlsxwriter

from hub.recepcao.formatos.campos import CAMPOS, TABELAS

#: Largura das colunas da planilha, em caracteres.
_LARGURA: Final = 24
#: A marca de ordem que faz o Excel abrir o CSV como UTF-8.
_BOM: Final = "\ufeff"


def escrever_modelo(formato: Literal["xlsx", "csv"], *, tabela: str = "cda") -> bytes:
    """O arquivo pronto para baixar: a planilha com uma folha por tabela, ou o CSV (`;`, UTF-8) de uma `tabela`.

    Toda célula é texto, para que a planilha não apague zeros nem troque datas; campo obrigatório vem em negrito.
    """
    if formato == "xlsx":
        return _planilha()
    texto = io.StringIO()
    escritor = csv.writer(texto, delimiter=";", lineterminator="\r\n")
    escritor.writerow(CAMPOS[tabela])
    escritor.writerow(campo.exemplo for campo in CAMPOS[tabela].values())
    return (_BOM + texto.getvalue()).encode()


def _planilha() -> bytes:
    saida = io.BytesIO()
    livro = xlsxwriter.Workbook(saida, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    como_texto = livro.add_format({"num_format": "@"})
    titulos = {obrigatorio: livro.add_format({"num_format": "@", "bold": obrigatorio}) for obrigatorio in (True, False)}
    for tabela in TABELAS:
        folha = livro.add_worksheet(tabela)
        campos = list(CAMPOS[tabela].values())
        folha.set_column(0, len(campos) - 1, _LARGURA, como_texto)
        folha.freeze_panes(1, 0)
        for posicao, campo in enumerate(campos):
            folha.write_string(0, posicao, campo.campo, titulos[campo.obrigatorio])
            if campo.descricao:
                folha.write_comment(0, posicao, campo.descricao)
            folha.write_string(1, posicao, campo.exemplo, como_texto)
    livro.close()
    return saida.getvalue()
