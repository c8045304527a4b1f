"""Escreve e lê os arquivos da e-Carta, pelas tabelas desta pasta.

Nenhum documento oficial do formato é público: as tabelas dizem de cada campo de onde ele veio, e a marca de todos é
`inferido`. O que os sistemas conhecidos fazem de modo diferente é opção de quem chama.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, Literal

import polars as pl

from hub.leiautes.erros import ECartaIlegivel, ECartaNaoCabe
from hub.leiautes.tabelas import PASTA, ler_tabela

#: Bytes de texto que se leem de um ZIP: cem mil linhas cabem muitas vezes, e um ZIP que cresce sem fim não.
MAXIMO_DE_TEXTO: Final = 64 * 2**20
#: Bytes do maior ZIP que um sistema conhecido manda.
MAXIMO_DO_ZIP: Final = 200_000_000
#: Maior número de lote: cinco algarismos.
ULTIMO_LOTE: Final = 99_999
SEPARADOR: Final = "|"
_COMECO_DE_ZIP: Final = b"PK"
Codificacao = Literal["utf-8", "iso-8859-1"]
#: Onde o nome do PDF leva o código do objeto: os sistemas conhecidos não concordam.
NomeDoPDF = Literal["objeto_1", "1_objeto"]


class Arquivo(StrEnum):
    """O que os Correios devolvem."""

    RECIBO = "recibo"
    INCONSISTENCIA = "inconsistencia"
    POSTADO = "postado"
    FINALIZADOR = "finalizador"
    DEVOLUCAO_AR = "devolucao_ar"


#: Pedaço do nome que diz que arquivo é, e a tabela de campos dele.
_PELO_NOME: Final[Mapping[str, tuple[Arquivo, str]]] = {
    "_recibo.": (Arquivo.RECIBO, "recibo"),
    "_inconsistencia.": (Arquivo.INCONSISTENCIA, "inconsistencia"),
    "_postado": (Arquivo.POSTADO, "rastreamento"),
    "_finalizador": (Arquivo.FINALIZADOR, "rastreamento"),
    "devolucaoar": (Arquivo.DEVOLUCAO_AR, "devolucao_ar"),
}


@dataclass(frozen=True, kw_only=True)
class ECarta:
    """Um arquivo dos Correios lido."""

    arquivo: Arquivo
    #: `linha` e os campos da tabela do arquivo, em texto aparado; vazio é nulo
    linhas: pl.DataFrame
    #: linhas do arquivo que têm menos campos do que os que se exigem
    curtas: list[int]


@cache
def campos(arquivo: str) -> tuple[dict[str, str], ...]:
    """Os campos de um arquivo (`ecarta.csv`), na ordem."""
    return tuple(c for c in ler_tabela(PASTA / "correios" / "ecarta.csv") if c["arquivo"] == arquivo)


@cache
def baixas() -> Mapping[str, dict[str, str]]:
    """Código da baixa → texto, resultado (entregue ou devolvida) e o que ele diz do endereço (chega, volta ou nada)."""
    return {linha["codigo"]: linha for linha in ler_tabela(PASTA / "correios" / "baixas.csv")}


@cache
def inconsistencias() -> Mapping[str, dict[str, str]]:
    """Código da inconsistência → `texto`, `efeito` e `de_quem`.

    Efeito: `aviso` (o objeto segue), `objeto` ou `arquivo` (recusado). De quem é o que se corrige, no objeto recusado:
    da `cda` ou do `credor` (o contrato, o arquivo), como o texto do código deixa supor.
    """
    return {linha["codigo"]: linha for linha in ler_tabela(PASTA / "correios" / "inconsistencias.csv")}


def nome_do_servico(matriz: str, lote: int, *, extensao: str = "zip") -> str:
    return f"e-Carta_{matriz}_{lote}_servico.{extensao}"


def nome_da_resposta(matriz: str, lote: int, quando: str, *, extensao: str = "zip") -> str:
    """`quando`: DDMMAAAAHHMMSS."""
    return f"e-Carta_{matriz}_{lote}_Resposta{quando}.{extensao}"


def nome_da_carta(matriz: str, lote: int, objeto: str, *, forma: NomeDoPDF) -> str:
    """O PDF de um objeto dentro do ZIP do serviço."""
    meio = {"objeto_1": f"{objeto}_1", "1_objeto": f"1_{objeto}"}[forma]
    return f"e-Carta_{matriz}_{lote}_{meio}_complementar.pdf"


def resposta(lote: int, *, autoriza: bool) -> str:
    """A linha com que o cliente manda produzir o lote, ou o recusa."""
    return f"1{SEPARADOR}{lote}{SEPARADOR}{'A' if autoriza else 'R'}"


def servico_escrever(quadro: pl.DataFrame, *, com_remetente: bool, codificacao: Codificacao) -> bytes:
    """O texto do serviço: uma linha por objeto, os campos separados e um separador no fim.

    `quadro`: as colunas dos campos de `servico` (e de `remetente`, se ele vai), em texto; nulo é vazio. O separador e
    as quebras que um valor traga viram espaço; o que a codificação não escreve, interrogação. Levanta `ECartaNaoCabe`
    se um valor passa do tamanho do campo.
    """
    todos = [*campos("servico"), *(campos("remetente") if com_remetente else ())]
    limpo = quadro.select(_limpo(campo["nome"]) for campo in todos)
    for campo in todos:
        maior = limpo[campo["nome"]].str.len_chars().max()
        if isinstance(maior, int) and maior > int(campo["tamanho"]):
            raise ECartaNaoCabe(campo=campo["nome"], tem=maior, cabem=campo["tamanho"])
    linhas = limpo.select(pl.concat_str(pl.all(), separator=SEPARADOR)).to_series()
    return "".join(f"{linha}{SEPARADOR}\n" for linha in linhas).encode(codificacao, errors="replace")


def _limpo(nome: str) -> pl.Expr:
    sem_controles = pl.col(nome).cast(pl.String).fill_null("").str.replace_all(r"[\p{Cc}|]", " ")
    return sem_controles.str.replace_all(r" {2,}", " ").str.strip_chars()


def ecarta_ler(conteudo: bytes, nome: str) -> ECarta:
    """Um ZIP dos Correios, ou o texto de dentro dele, reconhecido pelo nome. Levanta `ECartaIlegivel`."""
    minusculo = nome.lower()
    achado = next((quais for pedaco, quais in _PELO_NOME.items() if pedaco in minusculo), None)
    if achado is None:
        nomes = "Recibo, Inconsistencia, Postado, Finalizador ou DevolucaoAR"
        raise ECartaIlegivel(nome=nome, detalhe=f"o nome não diz o que é: tem de trazer {nomes}")
    arquivo, tabela = achado
    texto = _texto(conteudo, nome)
    nomes_dos_campos = [campo["nome"] for campo in campos(tabela)]
    precisa = max(int(campo["ordem"]) for campo in campos(tabela) if campo["obrigatorio"] == "S")
    cheias = [(n, linha.split(SEPARADOR)) for n, linha in enumerate(texto.splitlines(), 1) if linha.strip()]
    curtas = [n for n, partes in cheias if len(partes) < precisa]
    inteiras = [(n, partes) for n, partes in cheias if len(partes) >= precisa]
    colunas = {
        campo: [partes[posicao] if posicao < len(partes) else None for _, partes in inteiras]
        for posicao, campo in enumerate(nomes_dos_campos)
    }
    quadro = pl.DataFrame(
        {"linha": [n for n, _ in inteiras], **colunas},
        schema={"linha": pl.Int64, **dict.fromkeys(nomes_dos_campos, pl.String)},
    )
    aparado = quadro.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    return ECarta(arquivo=arquivo, linhas=aparado, curtas=curtas)


def _texto(conteudo: bytes, nome: str) -> str:
    """O texto, em UTF-8 ou ISO 8859-1; de um ZIP, o do primeiro `.txt`."""
    bruto = _do_zip(conteudo, nome) if conteudo.startswith(_COMECO_DE_ZIP) else conteudo
    if len(bruto) > MAXIMO_DE_TEXTO:
        raise ECartaIlegivel(nome=nome, detalhe=f"o texto passa de {MAXIMO_DE_TEXTO // 2**20} MB")
    try:
        return bruto.decode("utf-8-sig")
    except UnicodeDecodeError:
        return bruto.decode("iso-8859-1")


def _do_zip(conteudo: bytes, nome: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(conteudo)) as pacote:
            textos = [membro for membro in pacote.infolist() if membro.filename.lower().endswith(".txt")]
            if len(textos) != 1:
                detalhe = f"o ZIP tem {len(textos)} arquivos .txt, e teria de ter um"
                raise ECartaIlegivel(nome=nome, detalhe=detalhe)
            with pacote.open(textos[0]) as membro:
                return membro.read(MAXIMO_DE_TEXTO + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as erro:
        raise ECartaIlegivel(nome=nome, detalhe="o ZIP está incompleto, corrompido ou com senha") from erro
