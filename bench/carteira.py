"""As CDAs do bench: fictícias, em CSV, geradas em partes, e o credor que as manda."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from hub.comum.ficticios import cdas_ficticias
from hub.comum.ficticios.devedores import tabela_de_ufs
from hub.comum.municipios import quadro_de_municipios
from hub.comum.numeros_ficticios import cnpjs_ficticios

#: O dia em que tudo acontece.
EM = date(2026, 3, 2)
ATOR = "bench"
#: Sede do credor: Recife.
SEDE = "2611606"
#: Os estados por onde se espalham os títulos: um lote de protesto leva 9.997 por município, e há nove arquivos por dia.
ESPALHADAS = ("PE", "BA", "MG")
_PARTE = 100_000
_SEMENTE = 2026


def gravar_csv(caminho: Path, linhas: int, *, defeitos: float, espalhar: bool = False, primeiro: int = 1) -> Path:
    """Escreve o CSV do leiaute padronizado, com as CDAs numeradas de `primeiro` em diante.

    `espalhar`: devedores em todos os municípios de PE, BA e MG, e nada suspenso, para que toda CDA possa ir a protesto.
    """
    with caminho.open("wb") as arquivo:
        for feitas in range(0, linhas, _PARTE):
            parte = cdas_ficticias(
                semente=_SEMENTE,
                quantidade=min(_PARTE, linhas - feitas),
                municipio_ibge=SEDE,
                em=EM,
                defeitos=defeitos,
                primeiro=primeiro + feitas,
            )
            pronta = _espalhar(parte) if espalhar else parte
            pronta.write_csv(arquivo, separator=";", include_header=feitas == 0)
    return caminho


def _espalhar(cdas: pl.DataFrame) -> pl.DataFrame:
    """Cada CDA num município, em rodízio; o CEP é da faixa do estado."""
    lugares = quadro_de_municipios().join(tabela_de_ufs(), on="uf").filter(pl.col("uf").is_in(ESPALHADAS))
    onde = lugares[pl.Series(range(cdas.height)) % lugares.height]
    cep = onde.select(pl.format("{}-000", "cep_de")).to_series()
    return cdas.with_columns(
        onde["ibge"].alias("devedor_municipio_ibge"),
        onde["nome"].alias("devedor_municipio"),
        onde["uf"].alias("devedor_uf"),
        cep.alias("devedor_cep"),
        pl.lit("EXIGIVEL").alias("exigibilidade"),
        pl.lit(None, dtype=pl.String).alias("motivo_suspensao"),
    )


def credor_do_bench() -> object:
    """O credor, com convênio em vigor; criado na primeira vez."""
    from hub.credores.servicos import convenio_assinar, credor_criar  # noqa: PLC0415 - precisa do Django pronto

    credor = credor_criar(
        cnpj=cnpjs_ficticios(_SEMENTE, 1)[0],
        nome="Município do Bench",
        tipo="MUNICIPIO",
        municipio_ibge=SEDE,
        uf="PE",
        municipio="Recife",
        endereco="Praça do Exemplo, 1",
        cep="50000000",
        ator=ATOR,
    )
    if not credor.convenios.exists():
        convenio_assinar(credor=credor, assinado_por="Prefeita", vigencia_inicio=date(2020, 1, 1), ator=ATOR)
    return credor


def regua_trocar(credor: Any, etapas: list[dict[str, Any]]) -> None:
    """Outra versão da carteira, com a régua dada."""
    from django.utils import timezone  # noqa: PLC0415 - precisa do Django pronto

    from hub.credores.models import DESDE_SEMPRE, VersaoDaCarteira  # noqa: PLC0415 - idem

    carteira = credor.carteiras.get()
    VersaoDaCarteira.objects.create(
        credor=credor,
        carteira=carteira,
        versao=carteira.versoes.count() + 1,
        vigente_desde=DESDE_SEMPRE,
        regua=etapas,
        criada_por=ATOR,
        em=timezone.now(),
    )
