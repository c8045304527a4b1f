"""Dias úteis, prazos e competências; toda data entra como argumento, nada aqui lê o relógio.

Feriados nacionais e estaduais vêm da biblioteca `holidays`; ponto facultativo (Carnaval, Corpus Christi, véspera de
Natal…) não é feriado, salvo onde a lei do estado o declara. Feriado municipal não entra.
Competência é o mês no texto `AAAA-MM`, que se compara e ordena como texto.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from hub.comum.erros import Recusa

#: As siglas em que há feriados estaduais a considerar.
UFS = (
    "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA",
    "PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
)  # fmt: skip

_SABADO = 5
_MESES_DO_ANO = 12
# Res. CMN 4.880/2020: sem operações no mercado financeiro, embora não sejam feriados nacionais.
_SEM_BANCO = ("Carnaval", "Corpus Christi")


class UFDesconhecida(Recusa):
    """A UF {uf} não existe. Use a sigla de um estado ou do Distrito Federal, como PE."""

    codigo = "UF_DESCONHECIDA"


class CompetenciaMalformada(Recusa):
    """O campo {campo} traz {valor}, que não é um mês. Use AAAA-MM, como 2024-05."""


class DataMalformada(Recusa):
    """O campo {campo} traz {valor}, que não é uma data de 1900 a 2199. Use AAAA-MM-DD, como 2024-05-31."""


class DiaMalformado(Recusa):
    """{valor} não é uma data. Escreva dia/mês/ano, como 02/03/2026."""


def dia_util(data: date, uf: str | None = None) -> bool:
    """Segunda a sexta que não é feriado nacional nem, com `uf`, feriado daquele estado."""
    return data.weekday() < _SABADO and data not in feriados(data.year, uf)


def dia_util_bancario(data: date) -> bool:
    """Dia útil com mercado financeiro aberto: fora feriados nacionais, Carnaval e Corpus Christi (Res. CMN 4.880/2020).

    É o calendário da Selic diária desde 2000; antes, a Quinta-feira Santa e dias de eleição também fecharam.
    """
    return dia_util(data) and data not in _dias_sem_banco(data.year)


def proximo_dia_util(data: date, uf: str | None = None) -> date:
    """O primeiro dia útil depois de `data`, que nunca é a própria."""
    return somar_dias_uteis(data, 1, uf)


def somar_dias_uteis(data: date, dias: int, uf: str | None = None) -> date:
    """O enésimo dia útil depois de `data`, ou antes se `dias` for negativo; com zero, a própria data, útil ou não."""
    passo = timedelta(days=1 if dias > 0 else -1)
    faltam = abs(dias)
    while faltam:
        data += passo
        faltam -= dia_util(data, uf)
    return data


def somar_anos(data: date, anos: int) -> date:
    """O mesmo dia e mês, `anos` depois (ou antes, se negativo); 29/02 em ano comum vira 01/03."""
    try:
        return data.replace(year=data.year + anos)
    except ValueError:
        return date(data.year + anos, 3, 1)


def somar_meses(data: date, meses: int) -> date:
    """O mesmo dia `meses` depois; se o mês de chegada não o tem, o dia 1º seguinte (CC art. 132 §3)."""
    ano, mes = divmod(data.year * _MESES_DO_ANO + data.month - 1 + meses, _MESES_DO_ANO)
    try:
        return data.replace(year=ano, month=mes + 1)
    except ValueError:
        return somar_meses(data.replace(day=1), meses + 1)


def data_ler(texto: str, *, campo: str = "data") -> date:
    """A data de um texto `AAAA-MM-DD`, de 1900 a 2199. Levanta `DataMalformada`, com o campo."""
    try:
        if re.fullmatch(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", texto):
            return date.fromisoformat(texto)
    except ValueError:
        pass
    raise DataMalformada(campo=campo, valor=repr(texto))


def dia_ler(texto: str) -> date:
    """A data de um texto `DD/MM/AAAA`, como se digita numa tela. Levanta `DiaMalformado`."""
    try:
        return datetime.strptime(texto, "%d/%m/%Y").date()  # noqa: DTZ007 - só o dia
    except ValueError:
        raise DiaMalformado(valor=texto) from None


def competencia(data: date) -> str:
    """O mês da data: 2024-05-31 → "2024-05"."""
    return f"{data:%Y-%m}"


def competencia_ler(texto: str, *, campo: str = "competencia") -> str:
    """O texto, se for um mês `AAAA-MM` de 1900 a 2199; senão, recusa (`CompetenciaMalformada`, com o campo)."""
    if not re.fullmatch(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])", texto):
        raise CompetenciaMalformada(campo=campo, valor=repr(texto))
    return texto


def competencia_somar(mes: str, meses: int) -> str:
    """O mês que vem `meses` depois (ou antes, se negativo): ("2024-12", 1) → "2025-01"."""
    ano, mes_do_ano = divmod(int(mes[:4]) * _MESES_DO_ANO + int(mes[5:]) - 1 + meses, _MESES_DO_ANO)
    return f"{ano:04d}-{mes_do_ano + 1:02d}"


def competencias(de: str, ate: str) -> list[str]:
    """Os meses de `de` a `ate`, os dois incluídos, em ordem; vazia se `de` vem depois de `ate`."""
    meses = []
    while de <= ate:
        meses.append(de)
        de = competencia_somar(de, 1)
    return meses


@lru_cache(maxsize=512)
def feriados(ano: int, uf: str | None = None) -> Mapping[date, str]:
    """Os feriados nacionais do ano e, com `uf`, também os daquele estado, com o nome de cada um."""
    if uf is not None and uf not in UFS:
        raise UFDesconhecida(uf=uf)
    return _da_biblioteca(ano, uf, ("public",))


@lru_cache(maxsize=128)
def _dias_sem_banco(ano: int) -> frozenset[date]:
    return frozenset(dia for dia, nome in _da_biblioteca(ano, None, ("optional",)).items() if nome in _SEM_BANCO)


def _da_biblioteca(ano: int, uf: str | None, categorias: tuple[str, ...]) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415 -- só quem conta dias úteis paga os 50 ms desta importação

    dias = holidays.country_holidays("BR", subdiv=uf, years=ano, categories=categorias, language="pt_BR")
    return MappingProxyType(dict(dias))
