"""A base da Serasa simulada: quem está incluído, e o que cada detalhe muda nela."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simuladores.biro.criticas import DE_OUTRO, JA_ESTA, NAO_ESTA, SEM_PRINCIPAL
from simuladores.biro.desfechos import desfecho_de

#: O registro sai da base cinco anos depois do vencimento (STJ, Súmula 323), com o motivo 97, decurso do prazo.
PERMANENCIA, DECURSO = 5, "97"


@dataclass(frozen=True, kw_only=True)
class Balcao:
    """Atende os detalhes de um arquivo, na ordem, dentro da transação de quem o recebeu."""

    base: sqlite3.Connection
    informante: str
    recebimento: int
    em: date

    def atender(self, detalhe: Mapping[str, Any], codigos: list[str]) -> list[str]:
        """Muda a base, agenda o retorno e o que virá depois; devolve os códigos de erro do registro."""
        desfecho = desfecho_de(detalhe["documento_coobrigado"] or detalhe["documento_principal"] or "")
        inclui = detalhe["codigo_operacao"] != "E"
        if not codigos and inclui and detalhe["codigo_operacao"] == "I":
            codigos = self._incluir(detalhe, desfecho)
        elif not codigos and not inclui:
            codigos = self._excluir(detalhe, desfecho)
        dias, variante = (desfecho["dias"], desfecho["variante"]) if inclui else (desfecho["na_exclusao"], "")
        if dias:
            self._agendar(detalhe["linha"], int(dias), variante=variante, codigos="".join(codigos))
        if variante == "truncado":
            self._agendar(detalhe["linha"], int(dias) + 1, codigos="".join(codigos))
        return codigos

    def _incluir(self, detalhe: Mapping[str, Any], desfecho: Mapping[str, str]) -> list[str]:
        contrato, principal, coobrigado = _chave(detalhe)
        dono = self._dono(contrato)
        if coobrigado and dono != principal:
            return [SEM_PRINCIPAL]
        if not coobrigado and dono not in {None, principal}:
            return [DE_OUTRO]
        if self._ativo(contrato, principal, coobrigado):
            return [JA_ESTA]
        if desfecho["codigo"]:
            return [desfecho["codigo"]]
        self.base.execute(
            "insert or replace into registro values (?, ?, ?, ?, 1, ?, ?)",
            [self.informante, contrato, principal, coobrigado, self.recebimento, detalhe["linha"]],
        )
        self._agendar_o_que_vem_depois(detalhe, desfecho)
        return []

    def _agendar_o_que_vem_depois(self, detalhe: Mapping[str, Any], desfecho: Mapping[str, str]) -> None:
        if desfecho["operacao"]:
            dias, motivo = int(desfecho["dias_depois"]), desfecho["motivo"] or None
            self._agendar(detalhe["linha"], dias, operacao=desfecho["operacao"], motivo=motivo)
        fim = _anos_depois(detalhe["data_ocorrencia"], PERMANENCIA)
        self._agendar(detalhe["linha"], (fim - self.em).days, operacao="E", motivo=DECURSO)

    def _excluir(self, detalhe: Mapping[str, Any], desfecho: Mapping[str, str]) -> list[str]:
        contrato, principal, coobrigado = _chave(detalhe)
        if not self._ativo(contrato, principal, coobrigado):
            return [NAO_ESTA]
        if desfecho["codigo_da_exclusao"]:
            return [desfecho["codigo_da_exclusao"]]
        tirar(self.base, self.informante, contrato, principal, coobrigado)
        return []

    def _dono(self, contrato: str) -> str | None:
        """O principal que está na base com o contrato."""
        achado = self.base.execute(
            "select principal from registro where informante = ? and contrato = ? and coobrigado = '' and ativo",
            [self.informante, contrato],
        ).fetchone()
        return achado["principal"] if achado else None

    def _ativo(self, contrato: str, principal: str, coobrigado: str) -> bool:
        """Verdadeiro se o registro está na base."""
        achado = self.base.execute(
            "select 1 from registro"
            " where informante = ? and contrato = ? and principal = ? and coobrigado = ? and ativo",
            [self.informante, contrato, principal, coobrigado],
        ).fetchone()
        return achado is not None

    def _agendar(
        self,
        linha: int,
        dias: int,
        *,
        variante: str = "",
        codigos: str = "",
        operacao: str | None = None,
        motivo: str | None = None,
    ) -> None:
        quando = (self.em + timedelta(days=dias)).isoformat()
        valores = [quando, self.recebimento, linha, operacao is not None, operacao, motivo, codigos, variante]
        colunas = "data, recebimento, linha, tardio, operacao, motivo, codigos, variante"
        self.base.execute(f"insert into evento ({colunas}) values (?, ?, ?, ?, ?, ?, ?, ?)", valores)


def _anos_depois(dia: date, anos: int) -> date:
    """O mesmo dia, anos depois; o de 29 de fevereiro cai no 28."""
    bissexto = (dia.month, dia.day) == (2, 29)
    return dia.replace(year=dia.year + anos, day=28 if bissexto else dia.day)


def _chave(detalhe: Mapping[str, Any]) -> tuple[str, str, str]:
    """Contrato, principal e coobrigado (vazio no registro do principal)."""
    return (
        detalhe["numero_contrato"] or "",
        (detalhe["documento_principal"] or "").zfill(15),
        (detalhe["documento_coobrigado"] or "").strip().zfill(15) if detalhe["documento_coobrigado"] else "",
    )


def tirar(base: sqlite3.Connection, informante: str, contrato: str, principal: str, coobrigado: str) -> None:
    """Tira o registro da base; com o principal saem os coobrigados."""
    base.execute(
        "update registro set ativo = 0"
        " where informante = ? and contrato = ? and principal = ? and ? in (coobrigado, '')",
        [informante, contrato, principal, coobrigado],
    )
