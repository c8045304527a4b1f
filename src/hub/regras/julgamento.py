"""O julgamento: todas as regras vigentes, num só passo, sobre uma linha ou um milhão."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from hub.leiautes.padrao import Tabela
from hub.regras import cda, devedor, item, movimento
from hub.regras.achados import VAZIO, achados_da
from hub.regras.conjuntos import SOMAS, com_soma_dos_itens
from hub.regras.contexto import Contexto
from hub.regras.parametros import Parametros
from hub.regras.registro import FUNCOES, BastaUma, Exigencia
from hub.regras.tabela import EFEITOS, Regra, vigentes

__all__ = ["ASSUNTOS", "Julgado", "julgar", "versao_das_regras"]

#: Importar estes módulos é o que liga as funções às linhas da tabela.
ASSUNTOS: Final = (cda, devedor, item, movimento)
#: Até tantas linhas, avaliar as outras alternativas no quadro inteiro, todas de uma vez, é mais barato.
POUCAS: Final = 200
#: O resultado de cada gravidade, na ordem de `EFEITOS`: aviso não muda nada.
_RESULTADOS: Final = pl.Series("resultado", ["aceita", "em_consulta", "recusada"])
_NENHUMA: Final[frozenset[str]] = frozenset()

Gravidade = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Julgado:
    """O que as regras disseram de um quadro."""

    #: o quadro recebido, mais `resultado`: `aceita`, `em_consulta` ou `recusada`
    quadro: pl.DataFrame
    #: os achados, no esquema `hub.regras.achados.ESQUEMA`: os da tabela julgada, depois os dos itens e codevedores
    achados: pl.DataFrame
    #: identifica a tabela de regras e o código que julgaram
    versao_das_regras: str


@dataclass(frozen=True)
class _Plano:
    """As regras de uma tabela numa data e num convênio, prontas para avaliar de uma vez."""

    regras: Sequence[Regra]
    exigencias: Sequence[Exigencia]
    #: uma coluna por regra: verdadeira onde a regra é descumprida
    descumpre: Sequence[pl.Expr]


def julgar(
    quadro: pl.DataFrame,
    *,
    tabela: Tabela = "cda",
    parametros: Parametros,
    em: date,
    itens: pl.DataFrame | None = None,
    devedores: pl.DataFrame | None = None,
) -> Julgado:
    """Julga um quadro normalizado por `hub.leiautes.padrao.normalizar` com as regras vigentes em `em`.

    `itens` e `devedores` (normalizados) são das CDAs do quadro: os achados deles vêm junto, o mais grave conta também
    para a CDA a que pertencem, e as somas dos itens são conferidas com as rubricas da CDA. Colunas a mais no quadro
    voltam como vieram. Não levanta por causa do conteúdo.
    """
    contexto = Contexto(em, parametros)
    com_itens = tabela == "cda" and itens is not None and not itens.is_empty()
    completo = com_soma_dos_itens(quadro, itens) if com_itens and itens is not None else quadro
    achados, gravidade = _aplicar(completo, _plano(tabela, contexto, SOMAS if com_itens else _NENHUMA))
    for filhos, nome in ((devedores, "devedor"), (itens, "item")):
        if filhos is not None and not filhos.is_empty():
            dos_filhos, _ = _aplicar(filhos, _plano(nome, contexto, _NENHUMA))
            _agravar(gravidade, quadro["numero_cda"], dos_filhos)
            achados = pl.concat([achados, dos_filhos])
    return Julgado(quadro.hstack([_RESULTADOS[pl.Series(gravidade)]]), achados, versao_das_regras())


@lru_cache(maxsize=128)
def _plano(tabela: str, contexto: Contexto, extras: frozenset[str]) -> _Plano:
    regras, exigencias = [], []
    for regra in vigentes(tabela, origem=contexto.parametros.origem, em=contexto.em):
        funcao = FUNCOES[regra.codigo]
        exigencia = funcao.exigencia(contexto) if funcao.precisa <= extras else None
        if exigencia is not None:
            regras.append(_no_convenio(regra, contexto))
            exigencias.append(exigencia)
    cumpre = [e if isinstance(e, pl.Expr) else e.cumpre for e in exigencias]
    return _Plano(regras, exigencias, [(~e).alias(r.codigo) for e, r in zip(cumpre, regras, strict=True)])


def _no_convenio(regra: Regra, contexto: Contexto) -> Regra:
    """O convênio pode mandar à consulta o que a regra só avisaria; nunca abranda."""
    sobe = regra.efeito == "aviso" and regra.codigo in contexto.parametros.avisos_em_consulta
    return replace(regra, efeito="em_consulta") if sobe else regra


def _aplicar(quadro: pl.DataFrame, plano: _Plano) -> tuple[pl.DataFrame, Gravidade]:
    gravidade = np.zeros(quadro.height, dtype=np.uint32)
    partes: list[pl.DataFrame] = []
    for regra, exigencia, onde in _descumprimentos(quadro, plano):
        nivel = np.uint32(EFEITOS.index(regra.efeito))
        linhas = onde.to_numpy()
        gravidade[linhas] = np.maximum(gravidade[linhas], nivel)
        partes.extend(achados_da(regra, exigencia, quadro, onde))
    achados = pl.concat(partes) if partes else VAZIO
    return (achados.sort("linha", maintain_order=True) if len(partes) > 1 else achados), gravidade


def _descumprimentos(quadro: pl.DataFrame, plano: _Plano) -> Iterator[tuple[Regra, Exigencia, pl.Series]]:
    """As regras descumpridas, na ordem da tabela, e as posições das linhas que descumprem cada uma."""
    if quadro.is_empty():
        return
    marcas = quadro.select(plano.descumpre)
    falhas = [
        (regra, exigencia, marca)
        for regra, exigencia, marca in zip(plano.regras, plano.exigencias, marcas, strict=True)
        if marca.any()
    ]
    a_confirmar = [(regra, exigencia) for regra, exigencia, _ in falhas if isinstance(exigencia, BastaUma)]
    outras = {regra.codigo: exigencia.outras for regra, exigencia in a_confirmar}
    salvas = quadro.select(**outras) if outras and quadro.height <= POUCAS else None
    for regra, exigencia, marca in falhas:
        onde = marca.arg_true()
        if isinstance(exigencia, BastaUma):
            salva = _salvas(exigencia, quadro, onde) if salvas is None else salvas[regra.codigo][onde]
            onde = onde.filter(~salva)
        if not onde.is_empty():
            yield regra, exigencia, onde


def _salvas(exigencia: BastaUma, quadro: pl.DataFrame, falhou: pl.Series) -> pl.Series:
    """Se alguma das outras alternativas vale, nas linhas em que a primeira falhou."""
    return quadro[falhou, exigencia.colunas].select(exigencia.outras).to_series()


def _agravar(gravidade: Gravidade, numeros: pl.Series, achados: pl.DataFrame) -> None:
    """O achado de um item ou codevedor pesa na CDA."""
    for nivel, efeito in enumerate(EFEITOS):
        deste = achados.filter(pl.col("efeito") == efeito)["numero_cda"].drop_nulls()
        if nivel and not deste.is_empty():
            atingida = numeros.is_in(deste.unique().implode()).fill_null(value=False).to_numpy()
            np.maximum(gravidade, np.uint32(nivel), out=gravidade, where=atingida)


@cache
def versao_das_regras() -> str:
    """16 algarismos hexadecimais que mudam quando muda uma linha da tabela, do leiaute ou do código das regras."""
    resumo = sha256()
    for pasta in ("hub.regras", "hub.regras.cda", "hub.regras.dominios", "hub.leiautes", "hub.leiautes.hub"):
        for arquivo in sorted(files(pasta).iterdir(), key=lambda a: a.name):
            interessa = pasta.startswith("hub.regras") or arquivo.name.startswith(("padrao", "cda-v1"))
            if interessa and arquivo.name.endswith((".py", ".csv")):
                resumo.update(arquivo.name.encode() + b"\0" + arquivo.read_bytes() + b"\0")
    return resumo.hexdigest()[:16]
