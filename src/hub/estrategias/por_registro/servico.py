"""O que distingue um serviço que atende um registro por vez."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

import httpx

from hub.comum.situacoes import Situacao
from hub.credores.models import Credor


class Ato(StrEnum):
    """O que se pede de um registro."""

    INCLUIR = "incluir"
    EXCLUIR = "excluir"
    SUSPENDER = "suspender"
    REATIVAR = "reativar"


class Passo(NamedTuple):
    """As situações de um ato."""

    #: de quem espera que se chame
    pedida: Situacao
    feita: Situacao
    recusada: Situacao


PASSOS: Final[Mapping[Ato, Passo]] = {
    Ato.INCLUIR: Passo(Situacao.ENVIADA, Situacao.REGISTRADA, Situacao.RECUSADA),
    Ato.EXCLUIR: Passo(Situacao.EXCLUSAO_PEDIDA, Situacao.EXCLUIDA, Situacao.EXCLUSAO_RECUSADA),
    Ato.SUSPENDER: Passo(Situacao.SUSPENSAO_PEDIDA, Situacao.REGISTRO_SUSPENSO, Situacao.REGISTRADA),
    Ato.REATIVAR: Passo(Situacao.REATIVACAO_PEDIDA, Situacao.REGISTRADA, Situacao.REGISTRO_SUSPENSO),
}
#: Ato → tipo na `remessa_baixa`, na ordem do arquivo; a inclusão vem depois, dos acionamentos da remessa.
TIPOS: Final[Mapping[Ato, str]] = {Ato.EXCLUIR: "EX", Ato.SUSPENDER: "SU", Ato.REATIVAR: "RE"}
#: Os que fazem a dívida pesar ao devedor: seguram-se onde as inclusões se seguram.
PESAM: Final = frozenset({Ato.INCLUIR, Ato.REATIVAR})


class Sentido(StrEnum):
    """O que uma resposta quer dizer do registro."""

    FEITO = "feito"
    #: já está, ou já não está: é o que se pedia
    JA_ESTAVA = "ja_estava"
    RECUSA = "recusa"


@dataclass(frozen=True, kw_only=True)
class Entendido:
    """Uma resposta, entendida."""

    sentido: Sentido
    #: o que o serviço disse ao recusar
    texto: str = ""
    #: o que o serviço deu ao registro; vazio onde não dá
    identificador: str = ""


class Chamar(Protocol):
    """Chama um registro e devolve a resposta crua; não toca o banco. Levanta `FalhaDoCanal`."""

    def __call__(self, registro: Mapping[str, Any], rede: httpx.Client, /) -> bytes: ...


class Ligar(Protocol):
    """Como chamar em nome do credor, na data. Levanta o que impede a ligação."""

    def __call__(self, credor: Credor, /, *, em: date) -> Chamar: ...


class Entender(Protocol):
    """Uma resposta crua, entendida. Levanta `FalhaDoCanal` se não é uma."""

    def __call__(self, operacao: str, corpo: bytes, /) -> Entendido: ...


@dataclass(frozen=True, kw_only=True)
class Servico:
    """Um serviço que atende um registro por vez."""

    #: nome do canal
    nome: str
    #: como as frases o chamam, com artigo
    quem: str
    #: operação do serviço → o que ela faz
    atos: Mapping[str, Ato]
    ligar: Ligar
    entender: Entender

    @property
    def leiaute(self) -> str:
        """Das respostas que se aplicam."""
        return f"{self.nome}.respostas"

    def operacao(self, ato: Ato) -> str:
        return next(operacao for operacao, qual in self.atos.items() if qual == ato)
