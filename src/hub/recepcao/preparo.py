"""Prepara uma fatia: normaliza, julga e compara com o livro. Não grava nada."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import blake2b

import polars as pl

from hub.comum.dinheiro import em_centavos
from hub.comum.situacoes import ENCERRADAS, Posicao
from hub.credores.consultas import clausulas_em
from hub.credores.models import Convenio, Credor
from hub.credores.servicos import CARTEIRA_GERAL
from hub.dividas.cdas import Quadros
from hub.dividas.chaves import cdas_do_livro
from hub.leiautes.padrao import Tabela, normalizar, resumo
from hub.regras.achados import VAZIO
from hub.regras.julgamento import julgar
from hub.regras.parametros import Parametros

TABELAS: tuple[Tabela, ...] = ("cda", "devedor", "item", "movimento")
#: Tabelas do que pertence a uma CDA e vai com ela.
FILHAS: tuple[Tabela, ...] = ("devedor", "item")
#: Entre as contas, a soma dos consolidados das CDAs novas, em centavos.
VALOR_ACEITO = "valor_aceito"


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


@dataclass(frozen=True, kw_only=True)
class Fatia:
    """CDAs de números distintos, comparadas com o livro e prontas para gravar."""

    #: CDAs a incluir, com `lote_id`, `resumo`, `carteira_id`, `posicao` e `resultado`; nulo = nenhuma
    novas: pl.DataFrame | None
    #: CDAs a substituir, com `cda_id`; nulo = nenhuma
    alteradas: pl.DataFrame | None
    #: achados das linhas que não são repetição
    achados: list[pl.DataFrame]
    #: por lote: `recebidas`, `aceitas`, `em_consulta`, `recusadas`, `repetidas`, `alteradas` e `VALOR_ACEITO`
    contas: dict[int, Counter[str]]


def contexto_do(credor: Credor, *, em: date, origem: str = "hub") -> Contexto:
    """As cláusulas do convênio e as carteiras do credor na data; sem convênio em vigor, ensaia-se sem limites."""
    clausulas = clausulas_em(credor, em)
    return Contexto(
        credor=credor,
        parametros=_parametros(credor, clausulas.convenio, origem),
        em=em,
        carteiras=clausulas.carteiras,
        por_tributo=clausulas.por_tributo,
    )


def _parametros(credor: Credor, convenio: Convenio | None, origem: str) -> Parametros:
    if convenio is None:
        return Parametros(tipo_de_credor=credor.tipo, origem=origem)
    return Parametros(
        valor_minimo=_centavos(convenio.valor_minimo),
        valor_maximo=_centavos(convenio.valor_maximo),
        idade_maxima_anos=convenio.idade_maxima_anos,
        tributos_aceitos=frozenset(convenio.tributos),
        tipo_de_credor=credor.tipo,
        prazo_consulta_dias=convenio.prazo_consulta_dias,
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

    `da_leitura`: achados de quem leu o arquivo; os que recusam uma linha do quadro a recusam aqui.
    """
    filhos: dict[str, pl.DataFrame] = {tabela: normais[tabela] for tabela in FILHAS if tabela in normais}
    cdas, movimentos = normais.get("cda", vazio("cda")), normais.get("movimento", vazio("movimento"))
    das_cdas = julgar(cdas, parametros=parametros, em=em, itens=filhos.get("item"), devedores=filhos.get("devedor"))
    dos_movimentos = julgar(movimentos, tabela="movimento", parametros=parametros, em=em)
    achados = [julgado.achados for julgado in (das_cdas, dos_movimentos) if julgado.achados.height]
    return Julgada(
        cdas=_recusar_lidas(das_cdas.quadro, "cda", da_leitura),
        filhos=filhos,
        movimentos=_recusar_lidas(dos_movimentos.quadro, "movimento", da_leitura),
        achados=pl.concat(achados) if achados else VAZIO,
        da_leitura=pl.concat([da_leitura, *_orfaos(cdas, filhos)]) if filhos else da_leitura,
    )


def _orfaos(cdas: pl.DataFrame, filhos: Quadros) -> list[pl.DataFrame]:
    """Codevedores e itens de CDA que não está no envio: não se guardam, e o credor fica sabendo."""
    return [
        achados_de(filho.join(cdas, on="numero_cda", how="anti"), regra="REC-006", campo="numero_cda", tabela=tabela)
        for tabela, filho in filhos.items()
    ]


@cache
def vazio(tabela: Tabela) -> pl.DataFrame:
    """Um quadro normalizado da tabela, sem linhas."""
    return normalizar(pl.DataFrame(), tabela=tabela)


def _recusar_lidas(quadro: pl.DataFrame, tabela: str, da_leitura: pl.DataFrame) -> pl.DataFrame:
    if da_leitura.is_empty():
        return quadro
    recusam = da_leitura.filter((pl.col("tabela") == tabela) & (pl.col("efeito") == "recusada"))
    if recusam.is_empty():
        return quadro
    atingida = pl.col("linha").is_in(recusam["linha"].implode())
    return quadro.with_columns(resultado=pl.when(atingida).then(pl.lit("recusada")).otherwise("resultado"))


#: Achados que dependem do livro e o campo que cada um aponta.
DO_LIVRO = {"REC-001": "numero_cda", "REC-002": "numero_cda", "REC-003": "numero_cda", "REC-004": "carteira"}


def fatia_comparar(contexto: Contexto, cdas: pl.DataFrame, achados: pl.DataFrame) -> Fatia:
    """Compara CDAs julgadas, com `lote_id` e números sem repetição, com o livro.

    Conteúdo que já está lá é repetição e não se julga.
    """
    livro = cdas_do_livro(credor=contexto.credor, numeros=cdas["numero_cda"])
    com_livro = cdas.join(livro, on="numero_cda", how="left", maintain_order="left")
    destinadas = com_livro.with_columns(_destinos(contexto.carteiras, contexto.por_tributo))
    partes = {str(destino): parte for (destino,), parte in destinadas.partition_by("destino", as_dict=True).items()}
    repetidas, novas, alteradas = (partes.get(destino) for destino in ("repetida", "nova", "alterada"))
    return Fatia(
        novas=novas,
        alteradas=alteradas,
        achados=[
            *_achados_das(repetidas, achados),
            *(
                achados_de(partes[regra], regra=regra, campo=campo)
                for regra, campo in DO_LIVRO.items()
                if regra in partes
            ),
        ],
        contas=_contas(destinadas),
    )


#: A conta de cada destino; nos demais, a CDA foi recusada.
_CONTA = {"nova": "aceitas", "repetida": "repetidas", "alterada": "alteradas"}


def _contas(destinadas: pl.DataFrame) -> dict[int, Counter[str]]:
    grupos = destinadas.group_by("lote_id", "destino", "resultado").agg(pl.len(), pl.col("valor_consolidado").sum())
    contas: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for lote, destino, resultado, quantas, valor in grupos.iter_rows():
        conta = "em_consulta" if (destino, resultado) == ("nova", "em_consulta") else _CONTA.get(destino, "recusadas")
        contas[lote].update({"recebidas": quantas, conta: quantas, VALOR_ACEITO: valor if destino == "nova" else 0})
    return contas


@lru_cache(maxsize=1024)
def _destinos(carteiras: tuple[tuple[str, int], ...], por_tributo: tuple[tuple[str, str], ...]) -> tuple[pl.Expr, ...]:
    """As colunas `destino`, `carteira_id` e `posicao`, das CDAs de um credor com essas carteiras."""
    return _destino(dict(carteiras)), _carteira_id(dict(carteiras), dict(por_tributo)), _posicao()


def _destino(carteiras: dict[str, int]) -> pl.Expr:
    """Para onde vai cada CDA, pela primeira condição que vale."""
    altera = (pl.col("operacao") == "A").fill_null(value=False)
    existe = pl.col("cda_id").is_not_null()
    encerrada = pl.col("posicao_no_livro").is_in([posicao.value for posicao in ENCERRADAS])
    sem_carteira = pl.col("carteira").is_not_null() & ~pl.col("carteira").is_in(list(carteiras))
    casos = {
        "repetida": pl.col("resumo") == pl.col("resumo_no_livro"),
        "recusada": pl.col("resultado") == "recusada",
        "REC-001": existe & ~altera,
        "REC-002": ~existe & altera,
        "REC-003": existe & encerrada,
        "REC-004": sem_carteira,
        "alterada": existe,
    }
    destino = pl.lit("nova")
    for nome, condicao in reversed(casos.items()):
        destino = pl.when(condicao).then(pl.lit(nome)).otherwise(destino)
    return destino.alias("destino")


def _achados_das(repetidas: pl.DataFrame | None, achados: pl.DataFrame) -> list[pl.DataFrame]:
    """Os achados das CDAs e do que pertence a elas, menos os de linhas repetidas."""
    if achados.is_empty():
        return []
    das_cdas = achados.filter(pl.col("tabela") != "movimento")
    if repetidas is None:
        return [das_cdas]
    da_cda = pl.col("tabela") == "cda"
    return [
        das_cdas.filter(da_cda).join(repetidas, on="linha", how="anti"),
        das_cdas.filter(~da_cda).join(repetidas, on="numero_cda", how="anti"),
    ]


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


def achados_de(
    quadro: pl.DataFrame, *, regra: str, campo: str, tabela: str = "cda", efeito: str = "recusada"
) -> pl.DataFrame:
    """Um achado por linha do quadro, no esquema de `hub.regras.achados`."""
    return quadro.select(
        pl.col("linha").cast(pl.UInt32),
        pl.lit(tabela).alias("tabela"),
        pl.col("numero_cda"),
        pl.lit(campo).alias("campo"),
        pl.col(campo).cast(pl.String).alias("valor"),
        pl.lit(regra).alias("regra"),
        pl.lit(efeito).alias("efeito"),
    )


def _carteira_id(carteiras: dict[str, int], por_tributo: dict[str, str]) -> pl.Expr:
    pelo_tributo = (
        pl.col("tributo").replace_strict(por_tributo, default=CARTEIRA_GERAL, return_dtype=pl.String)
        if por_tributo
        else pl.lit(CARTEIRA_GERAL)
    )
    codigo = pl.coalesce("carteira", pelo_tributo)
    return codigo.replace_strict(carteiras, default=None, return_dtype=pl.Int64).alias("carteira_id")


def _posicao() -> pl.Expr:
    return (
        pl.when(pl.col("exigibilidade") == "SUSPENSA")
        .then(pl.lit(Posicao.SUSPENSA.value))
        .when(pl.col("resultado") == "em_consulta")
        .then(pl.lit(Posicao.EM_CONSULTA.value))
        .otherwise(pl.lit(Posicao.ATIVA.value))
        .alias("posicao")
    )
