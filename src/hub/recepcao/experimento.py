"""Experimentar um acordo antes de o assinar: o que um arquivo daria com as cláusulas propostas. Nada se grava."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl

from hub.comum.dinheiro import de_centavos, em_centavos
from hub.credores.clausulas import ESTRATEGIAS, ClausulasDoConvenio, convenio_proposto, limites_da
from hub.recepcao.preparo import Julgada, parametros_do_convenio
from hub.recepcao.validacao import Validacao, arquivo_validar
from hub.regras.limites import Limites, casos_do_limite

#: Por que uma CDA aceita não segue a uma estratégia, além dos limites do convênio.
NAO_ESCOLHEU, EM_CONSULTA, SUSPENSA = "nao_escolheu", "em_consulta", "suspensa"
SEGUE = "segue"
#: O que cada destino quer dizer, na ordem em que se mostra.
DESTINOS: Final = {
    SEGUE: "Podem seguir",
    EM_CONSULTA: "Seguem depois de justificadas",
    SUSPENSA: "Estão suspensas",
    NAO_ESCOLHEU: "Escolheram outras estratégias",
    "abaixo_do_convenio": "Abaixo do mínimo do convênio",
    "acima_do_convenio": "Acima do máximo do convênio",
    "velha_para_o_convenio": "Mais antigas do que o convênio aceita",
}
_CASOS = casos_do_limite(
    saldo="valor_consolidado",
    minimo="minimo",
    maximo="maximo",
    vencimento="data_vencimento",
    mais_antiga="mais_antiga",
)


@dataclass(kw_only=True)
class DaEstrategia:
    """O que aconteceria numa estratégia com as CDAs que não se recusaram."""

    estrategia: str
    #: quantas CDAs por destino (`DESTINOS`)
    destinos: Counter[str] = field(default_factory=Counter)
    #: soma dos consolidados das que seguem, em centavos
    centavos: int = 0

    @property
    def valor(self) -> Decimal:
        """Das que seguem, em reais."""
        return de_centavos(self.centavos)


@dataclass(frozen=True, kw_only=True)
class Experimento:
    validacao: Validacao
    #: regra e quantas vezes foi descumprida, as mais frequentes primeiro
    por_regra: list[tuple[str, int]]
    por_estrategia: list[DaEstrategia]


def convenio_experimentar(
    caminho: Path, *, nome: str, em: date, tipo_de_credor: str, clausulas: ClausulasDoConvenio
) -> Experimento:
    """O que o arquivo daria a um credor do tipo com essas cláusulas, no dia; certificado, em vigor e sem livro.

    Levanta o que `convenio_proposto` levanta e a `Recusa` do arquivo que não pode ser lido.
    """
    proposto = convenio_proposto(clausulas)
    limites = {estrategia: limites_da(proposto, estrategia, em=em) for estrategia in ESTRATEGIAS}
    contas = {estrategia: DaEstrategia(estrategia=estrategia) for estrategia in ESTRATEGIAS}
    regras: Counter[str] = Counter()

    def olhar(julgada: Julgada) -> None:
        for achados in (julgada.achados, julgada.da_leitura):
            regras.update(dict(achados["regra"].value_counts().iter_rows()))
        aceitas = julgada.cdas.filter(pl.col("resultado") != "recusada")
        for estrategia, conta in contas.items():
            _contar(conta, aceitas, limites[estrategia])

    parametros = parametros_do_convenio(proposto, tipo_de_credor=tipo_de_credor)
    validacao = arquivo_validar(caminho, nome=nome, em=em, parametros=parametros, olhar=olhar)
    return Experimento(
        validacao=validacao,
        por_regra=sorted(regras.items(), key=lambda par: (-par[1], par[0])),
        por_estrategia=list(contas.values()),
    )


def _contar(conta: DaEstrategia, aceitas: pl.DataFrame, limites: Limites) -> None:
    destinos = aceitas.with_columns(
        minimo=pl.lit(_centavos(limites.minimo), pl.Int64),
        maximo=pl.lit(_centavos(limites.maximo), pl.Int64),
        mais_antiga=pl.lit(limites.mais_antiga, pl.Date),
    ).select("valor_consolidado", destino=_destino(conta.estrategia))
    for destino, quantas, centavos in (
        destinos.group_by("destino").agg(pl.len(), pl.sum("valor_consolidado")).iter_rows()
    ):
        conta.destinos[destino] += quantas
        conta.centavos += centavos if destino == SEGUE else 0


def _destino(estrategia: str) -> pl.Expr:
    escolheu = pl.col("estrategias").str.split("+").list.contains(estrategia.upper()).fill_null(value=True)
    return (
        pl.when(~escolheu)
        .then(pl.lit(NAO_ESCOLHEU))
        .when((pl.col("exigibilidade") == "SUSPENSA").fill_null(value=False))
        .then(pl.lit(SUSPENSA))
        .otherwise(pl.coalesce(pl.sql_expr(f"case {_CASOS} end"), _ressalvada()))
    )


def _ressalvada() -> pl.Expr:
    return pl.when(pl.col("resultado") == "em_consulta").then(pl.lit(EM_CONSULTA)).otherwise(pl.lit(SEGUE))


def _centavos(valor: Decimal | None) -> int | None:
    return None if valor is None else em_centavos(valor)


def documento_do_experimento(feito: Experimento) -> dict[str, Any]:
    """`{"recebidas", "aceitas", "em_consulta", "recusadas", …, "por_regra", "por_estrategia"}`."""
    contas = feito.validacao.contas
    return {
        "recebidas": contas["recebidas"],
        "aceitas": contas["aceita"],
        "em_consulta": contas["em_consulta"],
        "recusadas": contas["recusada"],
        "movimentos": contas["movimentos"],
        "movimentos_recusados": contas["movimentos_recusados"],
        "achados_total": feito.validacao.achados_total,
        "por_regra": dict(feito.por_regra),
        "por_estrategia": [
            {
                "estrategia": conta.estrategia,
                "seguem": conta.destinos[SEGUE],
                "valor": str(conta.valor),
                "retidas": {destino: quantas for destino, quantas in conta.destinos.items() if destino != SEGUE},
            }
            for conta in feito.por_estrategia
        ],
    }
