"""A régua: o que é devido numa data, e por que o resto não é. Nada se envia daqui.

A etapa de uma carteira vira uma linha de parâmetros, e o que ela diz de cada CDA é uma expressão só (`sql/etapa.sql` e
`sql/quando.sql`), que os canais juntam à consulta deles: a mesma para uma CDA, para um plano e para a prévia.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hub.credores.clausulas import limites_da
from hub.credores.consultas import convenio_em, versoes_em, vigor_em
from hub.credores.models import Credor
from hub.regras.limites import Limites, casos_do_limite
from hub.regras.prazos import mais_antiga

#: As colunas de uma linha de parâmetros, e o tipo de cada uma.
_COLUNAS: Final = {
    "carteira_id": "bigint",
    "sem_etapa": "boolean",
    "valor_minimo": "numeric",
    "valor_maximo": "numeric",
    "tributos": "text[]",
    "ufs": "text[]",
    "pessoa": "text",
    "idade_desde": "text",
    "dias_seguintes": "date[]",
    "chegou_tarde": "date[]",
    "nova_demais": "date[]",
    "no_prazo": "date[]",
}
_UM_DIA = timedelta(days=1)


def regua_sql(linhas: Sequence[Mapping[str, Any]], r: str = "r") -> tuple[str, dict[str, Any]]:
    """As linhas de parâmetros como tabela `r`, e os valores delas; sem linha, uma que não é de carteira nenhuma.

    Uma linha só, que é o comum, o planejador troca por constantes: o que a etapa não diz não se avalia CDA por CDA.
    """
    valores: dict[str, Any] = {}
    tuplas = []
    for vez, linha in enumerate(linhas or [{}]):
        nomes = {coluna: f"{r}_{coluna}_{vez}" for coluna in _COLUNAS}
        valores |= {nome: linha.get(coluna) for coluna, nome in nomes.items()}
        tuplas.append(", ".join(f"%({nome})s::{_COLUNAS[coluna]}" for coluna, nome in nomes.items()))
    juntas = ", ".join(f"({tupla})" for tupla in tuplas)
    return f"(values {juntas}) as {r}({', '.join(_COLUNAS)})", valores


@cache
def etapa_sql(r: str = "r") -> str:
    """O que a etapa da linha `r` diz da CDA `c`, para um `lateral`."""
    return _texto("etapa").replace("{r}", r)


@cache
def quando_sql(dia: str = "0", e: str = "e.") -> str:
    """O motivo de não ir no dia de posição `dia`, das colunas de `etapa_sql` com o prefixo `e`."""
    return _texto("quando").replace("{dia}", dia).replace("{e}", e)


def carteiras_sem(credor: Credor, estrategia: str, em: date) -> list[str]:
    """As carteiras do credor cuja régua, na data, não tem a estratégia."""
    com = {v.carteira_id for v in versoes_em(credor, em) if _etapa(v.regua, estrategia)}
    return [carteira.codigo for carteira in credor.carteiras.order_by("codigo") if carteira.pk not in com]


def etapas_em(*, credor: Credor, estrategia: str, em: date) -> list[dict[str, Any]]:
    """A etapa da estratégia em cada carteira, pela versão que vale na data: as linhas da tabela `r` das consultas."""
    linhas = [linha_da_etapa(v.carteira_id, v.regua, estrategia, [em]) for v in versoes_em(credor, em)]
    return [linha for linha in linhas if not linha["sem_etapa"]]


def linha_da_etapa(
    carteira: int, regua: Sequence[Mapping[str, Any]], estrategia: str, dias: Sequence[date]
) -> dict[str, Any]:
    """Os parâmetros de uma etapa para os dias pedidos, em ordem; sem ela na régua, só `sem_etapa`.

    A espera de uma etapa soma as das anteriores: conta-se da entrada da CDA no hub, em dias corridos.
    """
    comum = {"carteira_id": carteira, "dias_seguintes": [_seguinte(dia) for dia in dias]}
    achada = _etapa(regua, estrategia)
    if achada is None:
        return {**comum, "sem_etapa": True}
    espera, condicao = achada
    minima, maxima = condicao.get("idade_minima"), condicao.get("idade_maxima")
    simples = ("valor_minimo", "valor_maximo", "tributos", "ufs", "pessoa", "idade_desde")
    return {
        **comum,
        "sem_etapa": False,
        **{nome: condicao[nome] for nome in simples if nome in condicao},
        # Cada limite é o primeiro dia que já não serve (ou, na idade máxima, o primeiro que serve).
        "chegou_tarde": [dia - timedelta(days=espera - 1) for dia in dias] if espera else None,
        "nova_demais": [_seguinte(mais_nova(dia, **minima)) for dia in dias] if minima else None,
        "no_prazo": [mais_antiga_com(dia, **maxima) for dia in dias] if maxima else None,
    }


def _seguinte(dia: date) -> date:
    """O dia depois; o último que há é o seguinte de si mesmo."""
    return dia if dia == date.max else dia + _UM_DIA


def convenio_nos_dias(*, credor: Credor, estrategia: str, dias: Sequence[date]) -> tuple[list[str], dict[str, Any]]:
    """Por dia, a expressão com o motivo por que o convênio deixa fora a CDA `c`, nulo = cabe; e os parâmetros delas.

    O convênio em vigor na data limita valor e idade por estratégia do leiaute; suspenso ou encerrado, nada se inclui.
    """
    casos: list[str] = []
    parametros: dict[str, Any] = {}
    for vez, dia in enumerate(dias):
        vigor, limites = vigor_em(credor, dia), limites_da(convenio_em(credor, dia), estrategia, em=dia)
        if vigor.so_reduz:
            casos.append(f"'convenio_{vigor}'")
        elif limites == Limites():
            casos.append("null")
        else:
            nomes = {campo: f"convenio_{campo}_{vez}" for campo in ("minimo", "maximo", "mais_antiga")}
            parametros |= {nome: getattr(limites, campo) for campo, nome in nomes.items()}
            casos.append(f"case {_casos_do_convenio(nomes)} end")
    return casos, parametros


def _casos_do_convenio(nomes: Mapping[str, str]) -> str:
    return casos_do_limite(
        saldo="(c.valor_consolidado - c.valor_pago)",
        minimo=f"%({nomes['minimo']})s::numeric",
        maximo=f"%({nomes['maximo']})s::numeric",
        vencimento="c.data_vencimento",
        mais_antiga=f"%({nomes['mais_antiga']})s::date",
    )


def mais_nova(em: date, *, anos: int = 0, dias: int = 0) -> date:
    """A data mais nova que em `em` já completou a idade; nascida em 29/02, aniversaria em 1º/03 do ano sem 29/02."""
    fim = em - timedelta(days=dias)
    try:
        return fim.replace(year=fim.year - anos)
    except ValueError:
        return date(fim.year - anos, 2, 28)


def mais_antiga_com(em: date, *, anos: int = 0, dias: int = 0) -> date:
    """A data mais antiga que em `em` ainda não passou da idade: o dia do aniversário conta."""
    return mais_antiga(em, anos=anos, dias=dias)


def _etapa(regua: Sequence[Mapping[str, Any]], estrategia: str) -> tuple[int, Mapping[str, Any]] | None:
    """A espera somada e a condição da etapa da estratégia."""
    espera = 0
    for etapa in regua:
        espera += int(etapa.get("espera_dias", 0))
        if etapa["estrategia"] == estrategia:
            return espera, etapa.get("condicao", {})
    return None


def _texto(nome: str) -> str:
    return files("hub.estrategias").joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")
