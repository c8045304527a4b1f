"""Quem entrou: as informações do id_token, que vêm de vários jeitos, num só."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from hub.acesso.cpf import cpf_limpar
from hub.acesso.erros import CPFInvalido
from hub.acesso.govbr.erros import RespostaInvalida
from hub.acesso.nivel import Nivel
from hub.comum.documentos import documento_examinar
from hub.comum.textos import texto_guardavel

#: Nível como o gov.br o diz → o do hub.
NIVEIS: Final = {"bronze": Nivel.BRONZE, "silver": Nivel.PRATA, "gold": Nivel.OURO}
#: Caracteres do nome e do e-mail que se guardam.
NOME_MAXIMO: Final = 150
EMAIL_MAXIMO: Final = 254


@dataclass(frozen=True, kw_only=True)
class Identidade:
    """A pessoa, como o hub a usa."""

    cpf: str = field(repr=False)
    #: o social, se há; vazio se a pessoa não autorizou o nome
    nome: str
    #: só o verificado; serve de contato, nunca para achar a pessoa
    email: str = field(repr=False)
    nivel: Nivel
    selos: tuple[str, ...]
    amr: frozenset[str]
    #: CNPJ de quem entrou com certificado de empresa; vazio nos outros
    cnpj: str
    #: quando a pessoa se identificou no gov.br
    auth_time: datetime | None
    #: o que veio diferente do documentado e não impede de entrar
    alertas: tuple[str, ...]

    @property
    def mfa(self) -> bool:
        """Se houve segundo fator no gov.br."""
        return "mfa" in self.amr


def identidade_de(informacoes: Mapping[str, Any]) -> Identidade:
    """A identidade das informações já conferidas. Levanta `RespostaInvalida` se não há CPF que sirva."""
    try:
        cpf = cpf_limpar(_texto(informacoes.get("sub")))
    except CPFInvalido:
        raise RespostaInvalida("sub não é CPF") from None
    nivel, alertas = _nivel(informacoes.get("reliability_info"))
    verificado = _sim(informacoes.get("email_verified"))
    return Identidade(
        cpf=cpf,
        nome=_texto(informacoes.get("social_name")) or _texto(informacoes.get("name")),
        email=_texto(informacoes.get("email"))[:EMAIL_MAXIMO] if verificado else "",
        nivel=nivel,
        selos=_selos(informacoes.get("reliability_info")),
        amr=frozenset(str(modo) for modo in _lista(informacoes.get("amr"))),
        cnpj=cnpj_limpar(informacoes.get("cnpj")),
        auth_time=_instante(informacoes.get("auth_time")),
        alertas=alertas,
    )


def cnpj_limpar(dito: Any) -> str:
    """Os catorze caracteres, em maiúsculas; vazio se não é CNPJ. Número que perdeu zeros à esquerda os recupera."""
    numero = isinstance(dito, int) and not isinstance(dito, bool)
    exame = documento_examinar(str(dito).zfill(14) if numero else _texto(dito), "CNPJ")
    return str(exame["normalizado"]) if exame["valido"] else ""


def _nivel(confiabilidade: Any) -> tuple[Nivel, tuple[str, ...]]:
    """O nível dito; o que falta ou não se conhece vale bronze, com alerta."""
    dito = confiabilidade.get("level") if isinstance(confiabilidade, dict) else None
    if isinstance(dito, str) and dito in NIVEIS:
        return NIVEIS[dito], ()
    return Nivel.BRONZE, ("sem nível" if dito is None else "nível desconhecido",)


def _selos(confiabilidade: Any) -> tuple[str, ...]:
    ditos = _lista(confiabilidade.get("reliabilities")) if isinstance(confiabilidade, dict) else []
    return tuple(str(selo["id"]) for selo in ditos if isinstance(selo, dict) and "id" in selo)


def _sim(dito: Any) -> bool:
    """No id_token vem texto, no userinfo booleano; qualquer outra coisa é não."""
    return dito is True or dito == "true"


def _lista(dito: Any) -> list[Any]:
    return dito if isinstance(dito, list) else []


def _texto(dito: Any) -> str:
    """Uma linha que se guarda e se imprime."""
    if not isinstance(dito, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in texto_guardavel(dito)).split())[:NOME_MAXIMO]


def _instante(dito: Any) -> datetime | None:
    if isinstance(dito, bool) or not isinstance(dito, int | float):
        return None
    try:
        return datetime.fromtimestamp(dito, UTC)
    except (OverflowError, OSError, ValueError):
        return None
