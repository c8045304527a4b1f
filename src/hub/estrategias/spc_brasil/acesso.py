"""Em nome de quem se fala com o SPC Brasil."""

from __future__ import annotations

from datetime import date
from typing import Final

from hub.credores.models import Credor
from hub.estrategias.chamadas.ligacao import credencial_para_ligar, falta_para_ligar
from hub.estrategias.models import Ambiente, ListaDoCanal
from hub.estrategias.spc_brasil.cliente import Acesso
from hub.estrategias.spc_brasil.opcoes import LISTAS, NOME, faltam, opcoes_do_spc

TITULO: Final = "SPC Brasil"


def ligacao_do(credor: Credor, *, em: date) -> Acesso:
    """A ligação que vale na data. Levanta `SemEndereco`, `AmbienteErrado`, `SegredoAusente` e `SegredoIlegivel`."""
    opcoes = opcoes_do_spc(credor)
    credencial = credencial_para_ligar(credor, NOME, opcoes, titulo=TITULO, em=em)
    return Acesso(endereco=opcoes.endereco, credencial=credencial)


def falta_para_o_servico(credor: Credor, *, em: date) -> list[str]:
    """O que falta para registrar, e como."""
    opcoes = opcoes_do_spc(credor)
    return [*faltam(credor, opcoes), *falta_para_ligar(credor, NOME, opcoes, titulo=TITULO, em=em)]


def servico_descrito(credor: Credor, em: date) -> list[tuple[str, str]]:
    """Nome e valor do que se sabe do serviço do credor, para mostrar; vazio antes de se dizer o endereço."""
    del em
    opcoes = opcoes_do_spc(credor)
    if not (opcoes.endereco and opcoes.ambiente):
        return []
    listas = ListaDoCanal.objects.filter(credor=credor, estrategia=NOME).order_by("lista")
    return [
        ("Ambiente", str(Ambiente(opcoes.ambiente).label).lower()),
        ("Endereço", opcoes.endereco),
        *(
            (
                f"Códigos: {LISTAS[lista.lista]}",
                "; ".join(f"{codigo}, {nome}" if nome else codigo for codigo, nome in lista.itens.items()),
            )
            for lista in listas
        ),
    ]
