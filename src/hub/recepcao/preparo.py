"""Prepara uma fatia: normaliza, resume e julga, com o que se sabe do credor. Não olha o livro."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import blake2b

import polars as pl

from hub.comum.dinheiro import em_centavos
from hub.credores.consultas import Clausulas, clausulas_em
from hub.credores.models import Convenio, Credor
from hub.dividas.cdas import Quadros
from hub.leiautes.padrao import Tabela, normalizar, resumo
from hub.operacao.vigentes import credor_parado
from hub.recepcao.formatos import LINHA_PERDIDA
from hub.regras.achados import VAZIO, achados_do_livro
from hub.regras.julgamento import julgar
from hub.regras.parametros import Parametros

TABELAS: tuple[Tabela, ...] = ("cda", "devedor", "item", "movimento")
#: Tabelas do que pertence a uma CDA e vai com ela.
FILHAS: tuple[Tabela, ...] = ("devedor", "item")


@dataclass(frozen=True, kw_only=True)
class Contexto:
    """O que não muda de uma fatia para outra."""

    credor: Credor
    parametros: Parametros
    em: date
    #: código e id de cada carteira
    carteiras: tuple[tuple[str, int], ...]
    #: tributo e carteira dele
    por_tributo: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Julgada:
    """Uma fatia normalizada e julgada, ainda sem olhar o livro."""

    #: CDAs normalizadas, com `resultado`, e com `resumo` (hex) se foram julgadas com ele
    cdas: pl.DataFrame
    #: codevedores e itens normalizados, por tabela
    filhos: Quadros
    #: movimentos normalizados, com `resultado`
    movimentos: pl.DataFrame
    #: achados das regras em todas as tabelas, no esquema de `hub.regras.achados`
    achados: pl.DataFrame
    #: achados da leitura do arquivo, que valem mesmo para linha repetida
    da_leitura: pl.DataFrame

    def perdidas(self, tabela: str) -> pl.Series:
        """As linhas da tabela que a leitura recusou antes de virarem registro; contam como recusadas."""
        return self.da_leitura.filter(pl.col("tabela") == tabela, pl.col("regra").is_in(list(LINHA_PERDIDA)))["linha"]


def contexto_do(credor: Credor, *, em: date, origem: str = "hub") -> Contexto:
    """As cláusulas do convênio e as carteiras do credor na data; sem convênio em vigor, ensaia-se sem limites."""
    clausulas = clausulas_em(credor, em)
    return Contexto(
        credor=credor,
        parametros=_parametros(credor, clausulas, origem),
        em=em,
        carteiras=clausulas.carteiras,
        por_tributo=clausulas.por_tributo,
    )


def _parametros(credor: Credor, clausulas: Clausulas, origem: str) -> Parametros:
    em_vigor = not clausulas.vigor.so_reduz
    parado = credor_parado(credor.pk) is not None
    if clausulas.convenio is None:
        return Parametros(tipo_de_credor=credor.tipo, em_vigor=em_vigor, parado=parado, origem=origem)
    return replace(
        parametros_do_convenio(clausulas.convenio, tipo_de_credor=credor.tipo, origem=origem),
        certificado=clausulas.certificado,
        em_vigor=em_vigor,
        parado=parado,
    )


def parametros_do_convenio(convenio: Convenio, *, tipo_de_credor: str, origem: str = "hub") -> Parametros:
    """As cláusulas como as regras as leem, de um convênio gravado ou só proposto."""
    return Parametros(
        valor_minimo=_centavos(convenio.valor_minimo),
        valor_maximo=_centavos(convenio.valor_maximo),
        idade_maxima_anos=convenio.idade_maxima_anos,
        tributos_aceitos=frozenset(convenio.tributos),
        tipo_de_credor=tipo_de_credor,
        prazo_consulta_dias=convenio.prazo_consulta_dias,
        avisos_em_consulta=frozenset(convenio.avisos_em_consulta),
        origem=origem,
    )


def _centavos(valor: Decimal | None) -> int | None:
    return None if valor is None else em_centavos(valor)


def fatia_normalizar(quadros: Quadros) -> Quadros:
    """Dá tipo aos quadros de texto de uma fatia. Pura: pode correr adiantada, em outra linha de execução."""
    return {tabela: normalizar(quadros[tabela], tabela=tabela) for tabela in TABELAS if tabela in quadros}


def com_resumo(normais: Quadros) -> Quadros:
    """As CDAs de uma fatia normalizada com o `resumo` (hex) do conteúdo, que é o que se compara com o livro."""
    cdas = normais.get("cda", vazio("cda"))
    return {**normais, "cda": cdas.hstack([_resumo_com_filhos(cdas, normais)])}


def fatia_julgar(normais: Quadros, *, parametros: Parametros, em: date, da_leitura: pl.DataFrame = VAZIO) -> Julgada:
    """Julga uma fatia normalizada, com ou sem o resumo. Pura, como `fatia_normalizar`.

    `da_leitura`: achados de quem leu o arquivo; os que recusam uma CDA a recusam aqui.
    """
    filhos: dict[str, pl.DataFrame] = {tabela: normais[tabela] for tabela in FILHAS if tabela in normais}
    cdas, movimentos = normais.get("cda", vazio("cda")), normais.get("movimento", vazio("movimento"))
    das_cdas = julgar(cdas, parametros=parametros, em=em, itens=filhos.get("item"), devedores=filhos.get("devedor"))
    dos_movimentos = julgar(movimentos, tabela="movimento", parametros=parametros, em=em)
    achados = [julgado.achados for julgado in (das_cdas, dos_movimentos) if julgado.achados.height]
    return Julgada(
        cdas=_recusar_lidas(das_cdas.quadro, da_leitura),
        filhos=filhos,
        movimentos=dos_movimentos.quadro,
        achados=_sem_os_lidos(pl.concat(achados), da_leitura) if achados else VAZIO,
        da_leitura=pl.concat([da_leitura, *_orfaos(cdas, filhos)]) if filhos else da_leitura,
    )


def _sem_os_lidos(achados: pl.DataFrame, da_leitura: pl.DataFrame) -> pl.DataFrame:
    """Do campo da CDA que a leitura já recusou só ela fala: as regras só veriam que não converteu."""
    # A linha perdida não virou registro: dela as regras nada disseram.
    perdida = pl.col("regra").is_in(list(LINHA_PERDIDA))
    lidos = da_leitura.filter((pl.col("tabela") == "cda") & (pl.col("efeito") == "recusada") & ~perdida)
    onde = ["linha", "tabela", "campo"]
    return achados.join(lidos.select(onde), on=onde, how="anti", maintain_order="left") if lidos.height else achados


def _orfaos(cdas: pl.DataFrame, filhos: Quadros) -> list[pl.DataFrame]:
    """Codevedores e itens de CDA que não está no envio: não se guardam, e o credor fica sabendo."""
    return [
        achados_do_livro(filho.join(cdas, on="numero_cda", how="anti"), regra="REC-006", tabela=tabela)
        for tabela, filho in filhos.items()
    ]


@cache
def vazio(tabela: Tabela) -> pl.DataFrame:
    """Um quadro normalizado da tabela, sem linhas."""
    return normalizar(pl.DataFrame(), tabela=tabela)


def _recusar_lidas(quadro: pl.DataFrame, da_leitura: pl.DataFrame) -> pl.DataFrame:
    """Recusa as CDAs que a leitura recusou, ainda que não por um campo.

    O movimento ela só recusa por um campo, que assim não converte e a regra recusa; a linha dele pode ser a de outros.
    """
    if da_leitura.is_empty():
        return quadro
    recusam = da_leitura.filter((pl.col("tabela") == "cda") & (pl.col("efeito") == "recusada"))
    if recusam.is_empty():
        return quadro
    atingida = pl.col("linha").is_in(recusam["linha"].implode())
    return quadro.with_columns(resultado=pl.when(atingida).then(pl.lit("recusada")).otherwise("resultado"))


def _resumo_com_filhos(quadro: pl.DataFrame, filhos: Quadros) -> pl.Series:
    """O resumo da CDA inclui codevedores e itens: mudar um deles é mudar a CDA."""
    proprio = resumo(quadro).alias("resumo")
    presentes = [
        filhos[tabela].select("numero_cda", resumo(filhos[tabela], tabela=tabela).alias("filho"))
        for tabela in FILHAS
        if tabela in filhos and not filhos[tabela].is_empty()
    ]
    if not presentes:
        return proprio
    dos_filhos = pl.concat(presentes).group_by("numero_cda").agg(pl.col("filho").sort().str.join("+"))
    juntos = (
        quadro.select("numero_cda")
        .with_columns(proprio)
        .join(dos_filhos, on="numero_cda", how="left", maintain_order="left")
    )
    return juntos.select(
        pl.when(pl.col("filho").is_null()).then("resumo").otherwise(_resumir(juntos)).alias("resumo")
    ).to_series()


def _resumir(juntos: pl.DataFrame) -> pl.Series:
    textos = (juntos["resumo"] + "+" + juntos["filho"]).to_list()
    return pl.Series(
        [None if t is None else blake2b(t.encode(), digest_size=16).hexdigest() for t in textos], dtype=pl.String
    )
