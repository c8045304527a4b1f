"""As séries oficiais de índices, em arquivos datados com manifesto.

Cada série é um CSV `periodo,valor,fonte` e uma linha de `manifesto.csv` com nome, fonte, cobertura e sha256. O nome do
arquivo traz o último período: série que cresce ganha arquivo novo, e o antigo continua lá para refazer contas antigas.
Período que não está no arquivo não foi publicado: pedir por ele é recusa, nunca zero.

Só a biblioteca padrão: os cálculos de uma linha começam em milissegundos.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hub.comum.erros import Recusa

MANIFESTO = "manifesto.csv"
#: As séries que vêm com o hub.
PASTA_DO_HUB = Path(__file__).parent / "dados"

_CABECALHO = ["periodo", "valor", "fonte"]


class SerieDesconhecida(Recusa):
    """A série {serie} não está no manifesto de {pasta}. As que há: {series}."""


class SerieAdulterada(Recusa):
    """O arquivo {arquivo} não confere com o manifesto de {pasta}: foi mudado à mão ou está incompleto.

    Devolva o arquivo publicado com o hub ou refaça a pasta de índices.
    """

    status = 500


class PeriodoNaoPublicado(Recusa):
    """{rotulo} não tem {periodo}: a série guardada vai de {primeiro} a {ultimo}.

    Atualize os índices ou calcule dentro da cobertura; o hub nunca supõe índice não publicado.
    """

    codigo = "MES_NAO_PUBLICADO"
    status = 422


@dataclass(frozen=True, kw_only=True)
class Ficha:
    """Uma linha do manifesto."""

    #: Como o código a chama, ex.: `ipca`.
    nome: str
    #: Como as pessoas a chamam, com o órgão que a publica.
    rotulo: str
    #: O que é o valor: `% no mês`, `% ao dia` ou `dez/1993 = 100`.
    unidade: str
    #: `mes` (período AAAA-MM) ou `dia` (período AAAA-MM-DD).
    passo: str
    #: Casas decimais com que o órgão publica.
    casas: int
    #: De onde vêm os períodos novos: `sgs_CODIGO` ou `sidra_TABELA_VARIAVEL`.
    fonte: str
    #: `S` se o órgão publica o mês ainda em curso (IPCA-E); `N` se só o mês fechado vale.
    mes_corrente: str
    #: O arquivo vigente, na mesma pasta.
    arquivo: str
    #: Primeiro e último períodos do arquivo.
    primeiro: str
    ultimo: str
    linhas: int
    #: Resumo SHA-256 do arquivo.
    sha256: str
    #: Dia em que o arquivo foi colhido.
    coletado_em: str

    @property
    def versao(self) -> str:
        """Identifica o conteúdo: último período e começo do sha256."""
        return f"{self.ultimo}/{self.sha256[:12]}"


@dataclass(frozen=True, kw_only=True)
class Serie:
    """Uma série lida: a ficha e, por período, o valor e a fonte da linha."""

    ficha: Ficha
    valores: Mapping[str, Decimal]
    fontes: Mapping[str, str]

    def valor(self, periodo: str) -> Decimal:
        """O valor do período, na unidade da ficha; se não foi publicado, recusa (`PeriodoNaoPublicado`)."""
        if periodo not in self.valores:
            raise self.nao_publicado(periodo)
        return self.valores[periodo]

    def nao_publicado(self, periodo: str) -> PeriodoNaoPublicado:
        """A recusa pronta para levantar, com a cobertura da série."""
        ficha = self.ficha
        return PeriodoNaoPublicado(
            rotulo=ficha.rotulo,
            periodo=periodo,
            primeiro=ficha.primeiro,
            ultimo=ficha.ultimo,
        )


def pasta_das_series() -> Path:
    """A pasta em uso: a de `HUB_INDICES`, se definida (séries atualizadas na máquina), ou a que vem com o hub."""
    return Path(os.environ.get("HUB_INDICES") or PASTA_DO_HUB)


def serie(nome: str, pasta: Path | None = None) -> Serie:
    """A série do manifesto; lida uma vez, e de novo quando o manifesto muda. Recusa a que não confere com o sha256."""
    pasta = pasta or pasta_das_series()
    manifesto = (pasta / MANIFESTO).stat()
    return _serie(nome, pasta, (manifesto.st_mtime_ns, manifesto.st_ino))


def fichas(pasta: Path | None = None) -> dict[str, Ficha]:
    """O manifesto da pasta, por nome de série."""
    texto = ((pasta or pasta_das_series()) / MANIFESTO).read_text(encoding="utf-8")
    return {linha["nome"]: _ficha(linha) for linha in csv.DictReader(io.StringIO(texto))}


def serie_escrever(valores: Mapping[str, Decimal], fontes: Mapping[str, str]) -> str:
    """O texto do arquivo de uma série, em ordem de período."""
    return _csv_escrever(_CABECALHO, ([p, f"{valores[p]:f}", fontes[p]] for p in sorted(valores)))


def manifesto_escrever(fichas_: Iterable[Ficha]) -> str:
    """O texto do manifesto."""
    return _csv_escrever([campo.name for campo in fields(Ficha)], (list(asdict(f).values()) for f in fichas_))


def sha256_do_texto(texto: str) -> str:
    """O resumo com que o manifesto prende o arquivo."""
    return hashlib.sha256(texto.encode()).hexdigest()


@lru_cache(maxsize=64)
def _serie(nome: str, pasta: Path, _mudanca: tuple[int, int]) -> Serie:
    todas = fichas(pasta)
    if nome not in todas:
        raise SerieDesconhecida(serie=nome, pasta=pasta, series=", ".join(todas))
    ficha = todas[nome]
    conteudo = (pasta / ficha.arquivo).read_bytes()
    if hashlib.sha256(conteudo).hexdigest() != ficha.sha256:
        raise SerieAdulterada(arquivo=ficha.arquivo, pasta=pasta)
    linhas = list(csv.reader(io.StringIO(conteudo.decode())))[1:]
    return Serie(
        ficha=ficha,
        valores=MappingProxyType({periodo: Decimal(valor) for periodo, valor, _ in linhas}),
        fontes=MappingProxyType({periodo: fonte for periodo, _, fonte in linhas}),
    )


def _ficha(linha: dict[str, Any]) -> Ficha:
    return Ficha(**{**linha, "casas": int(linha["casas"]), "linhas": int(linha["linhas"])})


def _csv_escrever(cabecalho: list[str], linhas: Iterable[list[object]]) -> str:
    saida = io.StringIO()
    escritor = csv.writer(saida, lineterminator="\n")
    escritor.writerow(cabecalho)
    escritor.writerows(linhas)
    return saida.getvalue()
