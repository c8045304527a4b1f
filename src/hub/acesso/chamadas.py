"""O que se lê da credencial antes de se saber de que credor é: só pelas funções de `hub_seguro`, numa ida ao banco."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from hub.acesso.limites import CHAMADAS_POR_MINUTO
from hub.acesso.models import CredencialDeApi, Especie
from hub.credores.models import Credor


@dataclass(frozen=True, kw_only=True)
class Chamada:
    """Uma chamada da API cujo token vale."""

    credencial: CredencialDeApi
    #: os do token
    escopos: frozenset[str]
    #: chamadas da credencial neste minuto, o limite delas e os segundos até o minuto seguinte
    feitas: int
    limite: int
    reinicia: int

    @property
    def credor(self) -> Credor:
        return self.credencial.credor

    @property
    def ator(self) -> str:
        """Quem age, como os serviços registram."""
        return self.credencial.nome

    @property
    def ensaio(self) -> bool:
        """Se nada do que a chamada fizer se grava."""
        return self.credencial.especie == Especie.ENSAIO

    @property
    def restam(self) -> int:
        return max(0, self.limite - self.feitas)


def chamada_contar(*, resumo: str, rota: str, endereco: str, conta: bool) -> Chamada | None:
    """A chamada, já contada, se o token do resumo vale; `conta`: se pesa no limite por minuto."""
    linha = _chamar("chamada_contar", _DA_CHAMADA, resumo, rota, endereco, conta, CHAMADAS_POR_MINUTO)
    if linha is None:
        return None
    credencial, (escopos, feitas, limite, reinicia) = _credencial(linha)
    return Chamada(credencial=credencial, escopos=frozenset(escopos), feitas=feitas, limite=limite, reinicia=reinicia)


def credencial_do_cliente(client_id: str) -> tuple[CredencialDeApi, list[str]] | None:
    """A credencial, valha ou não, e os resumos dos segredos dela que valem."""
    linha = _chamar("credencial_do_cliente", _DO_CLIENTE, client_id)
    if linha is None:
        return None
    credencial, (segredos,) = _credencial(linha)
    return credencial, segredos


#: O que cada função devolve além da credencial e do credor.
_DA_CHAMADA = ("escopos", "chamadas", "limite", "reinicia")
_DO_CLIENTE = ("segredos",)


def _chamar(funcao: str, colunas: tuple[str, ...], *parametros: str | bool | int) -> Sequence[Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(_comando(funcao, colunas, len(parametros)), parametros)
        linha: Sequence[Any] | None = cursor.fetchone()
        return linha


def _credencial(linha: Sequence[Any]) -> tuple[CredencialDeApi, Sequence[Any]]:
    da_credencial, do_credor = _colunas(CredencialDeApi), _colunas(Credor)
    fim = len(da_credencial) + len(do_credor)
    credencial = CredencialDeApi.from_db(connection.alias, da_credencial, linha[: len(da_credencial)])
    credencial.credor = Credor.from_db(connection.alias, do_credor, linha[len(da_credencial) : fim])
    return credencial, linha[fim:]


@cache
def _comando(funcao: str, outras: tuple[str, ...], parametros: int) -> str:
    """Escrito à mão porque cada chamada da API o faz, e o ORM levava mais tempo a montá-lo que o banco a responder."""
    colunas = [f"(r.credencial).{coluna}" for coluna in _colunas(CredencialDeApi)]
    colunas += [f"(r.dono).{coluna}" for coluna in _colunas(Credor)]
    colunas += [f"r.{coluna}" for coluna in outras]
    marcas = ", ".join(["%s"] * parametros)
    return f"select {', '.join(colunas)} from hub_seguro.{funcao}({marcas}) r"


@cache
def _colunas(modelo: type[Model]) -> list[str]:
    return [str(campo.attname) for campo in modelo._meta.concrete_fields]
