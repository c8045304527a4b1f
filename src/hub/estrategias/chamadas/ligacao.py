"""O que todo serviço de um endereço por credor pede antes de se chamar: endereço, ambiente do momento e senha."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Protocol

from hub.credores.models import Credor
from hub.estrategias.chamadas.enderecos import ambiente_conferir, endereco_ler
from hub.estrategias.chamadas.erros import AmbienteErrado, SemEndereco
from hub.estrategias.chamadas.segredos import Credencial, credencial_do_canal, tem_segredo
from hub.estrategias.erros import OpcaoErrada
from hub.estrategias.models import Ambiente
from hub.estrategias.opcoes import Forma

ENDERECO: Final = Forma(
    expressao=r"\S{1,300}", aceita="o endereço https do serviço, sem ?wsdl, usuário, senha nem pergunta"
)
#: As opções `endereco` e `ambiente`, de quem as tem.
FORMAS: Final = {
    "endereco": ENDERECO,
    "ambiente": Forma(expressao="|".join(Ambiente.values), aceita=" ou ".join(Ambiente.values)),
}


class DoServico(Protocol):
    """As opções de um canal que dizem aonde chamar."""

    @property
    def endereco(self) -> str: ...

    @property
    def ambiente(self) -> str: ...


def enderecos_conferir(lidas: Mapping[str, str | bool], *nomes: str) -> None:
    """Se as opções de endereço, das que se leram, são endereços que se chamam. Levanta `OpcaoErrada`."""
    for nome in lidas.keys() & set(nomes):
        try:
            endereco_ler(str(lidas[nome]))
        except ValueError:
            raise OpcaoErrada(opcao=nome, valor=str(lidas[nome]), aceita=f"que aceita {ENDERECO.aceita}") from None


def credencial_para_ligar(credor: Credor, canal: str, opcoes: DoServico, *, titulo: str, em: date) -> Credencial:
    """Com que chamar na data. Levanta `SemEndereco`, `AmbienteErrado`, `SegredoAusente` e `SegredoIlegivel`."""
    if not (opcoes.endereco and opcoes.ambiente):
        raise SemEndereco(canal=canal, credor=credor.nome)
    _do_momento(credor, opcoes, titulo, em)
    return credencial_do_canal(credor, canal)


def falta_para_ligar(credor: Credor, canal: str, opcoes: DoServico, *, titulo: str, em: date) -> list[str]:
    """O ambiente que não é o do momento e a senha que não se guardou, e o que fazer."""
    faltas = []
    if opcoes.ambiente:
        try:
            _do_momento(credor, opcoes, titulo, em)
        except AmbienteErrado as recusa:
            faltas.append(recusa.mensagem)
    if not tem_segredo(credor, canal):
        faltas.append(
            f"Falta o usuário e a senha do credor no serviço de {titulo}. O operador do hub os guarda com `hub canal "
            "segredo`."
        )
    return faltas


def _do_momento(credor: Credor, opcoes: DoServico, titulo: str, em: date) -> None:
    trocar = "ponha o endereço de {} com `hub canal configurar`"
    ambiente_conferir(credor, opcoes.ambiente, em, servico=f"O endereço de {titulo}", trocar=trocar)
