"""O que muda de um gov.br simulado para outro, e a recusa de rodar onde haja produção."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: Variáveis que, com "1", dizem que a máquina é de produção.
SINAIS_DE_PRODUCAO: Final = ("HUB_HTTPS", "HUB_PRODUCAO")

#: O cliente que a linha de comando registra; nada disto vale fora do simulador.
CLIENTE_PADRAO: Final = "h-hub-cobranca.gov.br"
SEGREDO_PADRAO: Final = "segredo-do-simulador"


class ProducaoRecusada(RuntimeError):
    """Há sinal de produção: aqui não se finge ser o gov.br."""


@dataclass(frozen=True, kw_only=True)
class Cliente:
    """Uma credencial registrada no gov.br."""

    #: os segredos que valem; dois durante uma troca
    segredos: frozenset[str]
    #: endereços de volta registrados, comparados byte a byte
    voltas: frozenset[str]
    #: endereços de volta da saída, idem
    saidas: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Parametros:
    """Como este gov.br simulado se porta."""

    #: `client_id` → credencial
    clientes: Mapping[str, Cliente] = field(default_factory=dict)
    #: validade do id_token: 60 no texto do roteiro, 600 no exemplo dele
    id_token_segundos: int = 60
    #: validade do código; não publicada, e a suposição é curta
    codigo_segundos: int = 60
    #: código da persona que entra sozinha, sem página; só para testes
    automatico: str = ""
    #: segundos que dura a falha `lento`
    demora: float = 15.0


def recusar_producao(ambiente: Mapping[str, str]) -> None:
    """Levanta `ProducaoRecusada` se o ambiente diz ser de produção."""
    for sinal in SINAIS_DE_PRODUCAO:
        if ambiente.get(sinal) == "1":
            raise ProducaoRecusada(f"{sinal}=1: o gov.br simulado não roda em produção. Aponte GOVBR_* para o real.")
