"""Os canais com que o hub fala por serviço: entregar o que se liberou, descrever a ligação, ler as listas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Final, Protocol, TypeVar

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.models import Remessa
from hub.estrategias.cadin.servico import SERVICO as CADIN
from hub.estrategias.contrato.opcoes import descrever
from hub.estrategias.models import Chamada
from hub.estrategias.por_registro.entrega import remessa_entregar as entregar_por_registro
from hub.estrategias.por_registro.servico import Ato, Servico
from hub.estrategias.protesto.acesso import servico_descrito as descrever_a_cra
from hub.estrategias.protesto.entrega import remessa_entregar as entregar_na_cra
from hub.estrategias.registro import CANAIS, canal
from hub.estrategias.scpc.servico import SERVICO as SCPC
from hub.estrategias.spc_brasil.acesso import servico_descrito as descrever_o_spc
from hub.estrategias.spc_brasil.listas import listas_ler as listas_do_spc
from hub.estrategias.spc_brasil.servico import SERVICO as SPC_BRASIL


class CanalSemServico(Recusa):
    """O hub não fala com {estrategia} por serviço, ou ele não tem o que se pediu. Com serviço, são: {conhecidos}."""

    status = 409


class Entregar(Protocol):
    """Leva uma remessa liberada ao serviço do canal e aplica o que ele responde; repetir não manda de novo."""

    def __call__(self, *, remessa: Remessa, ator: str, insistir: bool = False) -> list[Chamada]: ...


class LerListas(Protocol):
    """Lê do serviço as listas de códigos do canal e as guarda."""

    def __call__(self, *, credor: Credor, ator: str, agora: datetime) -> list[Chamada]: ...


Qual = TypeVar("Qual")
#: Os que falam por contrato.
POR_CONTRATO: Final[Mapping[str, Servico]] = {servico.nome: servico for servico in (SCPC, CADIN)}


def _descrever_o_contrato(nome: str, credor: Credor, em: date) -> list[tuple[str, str]]:
    return descrever(credor, nome, em)


#: Os que atendem um registro por vez.
POR_REGISTRO: Final[Mapping[str, Servico]] = {servico.nome: servico for servico in (SPC_BRASIL, SCPC, CADIN)}
ENTREGAM: Final[Mapping[str, Entregar]] = {
    "protesto": entregar_na_cra,
    **{nome: partial(entregar_por_registro, servico) for nome, servico in POR_REGISTRO.items()},
}
TEM_LISTAS: Final[Mapping[str, LerListas]] = {SPC_BRASIL.nome: listas_do_spc}
#: Como cada canal descreve a ligação do credor com o serviço dele: nome e valor, para mostrar.
DESCREVEM: Final[Mapping[str, Callable[[Credor, date], list[tuple[str, str]]]]] = {
    "protesto": descrever_a_cra,
    SPC_BRASIL.nome: descrever_o_spc,
    **{nome: partial(_descrever_o_contrato, nome) for nome in POR_CONTRATO},
}


def atos_por_contrato(estrategia: str) -> tuple[Ato, ...]:
    """Os atos que o contrato do canal tem de dizer. Levanta `CanalSemServico` e o que `canal` levanta."""
    return tuple(_do(POR_CONTRATO, estrategia).atos.values())


def entregar_por(estrategia: str) -> Entregar:
    """Levanta `CanalSemServico` e o que `canal` levanta."""
    return _do(ENTREGAM, estrategia)


def listas_por(estrategia: str) -> LerListas:
    """Levanta `CanalSemServico` e o que `canal` levanta."""
    return _do(TEM_LISTAS, estrategia)


def _do(quais: Mapping[str, Qual], estrategia: str) -> Qual:
    nome = canal(estrategia).nome
    if nome not in quais:
        raise CanalSemServico(estrategia=CANAIS[nome].titulo, conhecidos=", ".join(quais))
    return quais[nome]
