"""As opções da comunicação prévia: quem a faz e quanto se espera dela, iguais em todos os cadastros que as têm."""

from __future__ import annotations

from typing import Final, Protocol

from hub.estrategias.cadastro.plano import DoCredor
from hub.estrategias.opcoes import Forma

#: Quem comunica o devedor antes do registro.
CREDOR, BIRO = "credor", "biro"
#: As opções `quem_comunica` e `espera_dias`.
FORMAS: Final = {
    "quem_comunica": Forma(expressao=rf"{CREDOR}|{BIRO}", aceita=f"{CREDOR} ou {BIRO}"),
    "espera_dias": Forma(expressao=r"[0-9]{1,3}|", aceita="de 0 a 999 dias, ou vazio para os da UF ou da lei"),
}


class DaComunicacao(Protocol):
    """As opções de um cadastro que falam da comunicação."""

    @property
    def quem_comunica(self) -> str: ...

    @property
    def espera_dias(self) -> str: ...


def do_credor(opcoes: DaComunicacao, *, configurado: bool) -> DoCredor:
    """O que o plano precisa saber."""
    return DoCredor(
        configurado=configurado,
        credor_comunica=opcoes.quem_comunica == CREDOR,
        espera=int(opcoes.espera_dias) if opcoes.espera_dias else None,
    )
