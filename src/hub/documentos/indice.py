"""O índice de um pedaço: para a gráfica achar cada documento e escrever o endereço de quem o recebe."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence

from hub.documentos.codigo import codigo_formatar
from hub.documentos.models import Documento, Formato, LoteDeDocumentos, PedacoDoLote

COLUNAS = (
    "arquivo",
    "pagina",
    "paginas",
    "codigo",
    "numero_cda",
    "destinatario",
    "logradouro",
    "numero",
    "complemento",
    "bairro",
    "municipio",
    "uf",
    "cep",
)
#: O índice do pacote que um canal manda à gráfica: a primeira coluna é o número que volta na resposta dela.
DAS_CARTAS = (
    *("nosso_numero", "arquivo", "codigo", "numero_cda", "nome", "logradouro", "numero", "complemento", "bairro"),
    *("municipio", "uf", "cep"),
)
_NOMES = {"nosso_numero": "carta", "nome": "destinatario"}
#: Começo que planilha lê como fórmula.
_FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")


def arquivo_do_pedaco(ordem: int) -> str:
    return f"documentos-{ordem:04d}.pdf"


def indice_em_csv(pedaco: PedacoDoLote, lote: LoteDeDocumentos, documentos: Sequence[Documento]) -> bytes:
    """UTF-8 com BOM e ponto e vírgula, um documento por linha, na ordem do arquivo."""
    saida = io.StringIO()
    escritor = csv.writer(saida, delimiter=";", lineterminator="\r\n")
    escritor.writerow(COLUNAS)
    for documento in documentos:
        arquivo = arquivo_do_pedaco(pedaco.ordem) if lote.formato == Formato.JUNTADO else f"{documento.codigo}.pdf"
        escritor.writerow(map(sem_formula, (arquivo, *_partes(documento))))
    return BOM_UTF8 + saida.getvalue().encode()


def indice_de_cartas(linhas: Iterable[Mapping[str, str | None]]) -> bytes:
    """O mesmo, de cartas que um canal escolheu: cada linha traz as colunas de `DAS_CARTAS`, menos `arquivo`."""
    saida = io.StringIO()
    escritor = csv.writer(saida, delimiter=";", lineterminator="\r\n")
    escritor.writerow(_NOMES.get(coluna, coluna) for coluna in DAS_CARTAS)
    for linha in linhas:
        partes = {**linha, "arquivo": f"{linha['nosso_numero']}.pdf", "codigo": codigo_formatar(linha["codigo"] or "")}
        escritor.writerow(sem_formula(partes[coluna] or "") for coluna in DAS_CARTAS)
    return BOM_UTF8 + saida.getvalue().encode()


def _partes(documento: Documento) -> tuple[str, ...]:
    cda = documento.cda
    endereco = ("logradouro", "numero", "complemento", "bairro", "municipio", "uf", "cep")
    return (
        str(documento.pagina),
        str(documento.paginas),
        codigo_formatar(documento.codigo),
        cda.numero_cda,
        cda.devedor_nome or "",
        *((getattr(cda, f"devedor_{campo}") or "") for campo in endereco),
    )


def sem_formula(texto: str) -> str:
    """Numa linha só, e com apóstrofo se planilha o leria como fórmula."""
    linha = " ".join(texto.split())
    return f"'{linha}" if _FORMULA.match(linha) else linha
