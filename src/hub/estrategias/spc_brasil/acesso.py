"""Em nome de quem se fala com o SPC Brasil."""

from __future__ import annotations

from datetime import date

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.estrategias.chamadas.enderecos import ambiente_conferir
from hub.estrategias.chamadas.erros import AmbienteErrado
from hub.estrategias.chamadas.segredos import credencial_do_canal, tem_segredo
from hub.estrategias.models import Ambiente, ListaDoCanal
from hub.estrategias.spc_brasil.cliente import Acesso
from hub.estrategias.spc_brasil.opcoes import LISTAS, NOME, Opcoes, faltam, opcoes_do_spc


class SemEndereco(Recusa):
    """Falta o endereço do SPC Brasil para {credor}, ou dizer se é de produção. Diga-os com `hub canal configurar

    --estrategia spc_brasil endereco=… ambiente=producao`.
    """

    status = 409


def ligacao_do(credor: Credor, *, em: date) -> Acesso:
    """A ligação que vale na data. Levanta `SemEndereco`, `AmbienteErrado`, `SegredoAusente` e `SegredoIlegivel`."""
    opcoes = opcoes_do_spc(credor)
    if not (opcoes.endereco and opcoes.ambiente):
        raise SemEndereco(credor=credor.nome)
    _ambiente_conferir(credor, opcoes, em)
    return Acesso(endereco=opcoes.endereco, credencial=credencial_do_canal(credor, NOME))


def falta_para_o_servico(credor: Credor, *, em: date) -> list[str]:
    """O que falta para registrar, e como."""
    opcoes = opcoes_do_spc(credor)
    faltas = faltam(credor, opcoes)
    if opcoes.endereco and opcoes.ambiente:
        try:
            _ambiente_conferir(credor, opcoes, em)
        except AmbienteErrado as recusa:
            faltas.append(recusa.mensagem)
    if not tem_segredo(credor, NOME):
        faltas.append(
            "Falta o operador e a senha do credor no SPC Brasil. O operador do hub os guarda com `hub canal segredo`."
        )
    return faltas


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


def _ambiente_conferir(credor: Credor, opcoes: Opcoes, em: date) -> None:
    trocar = "ponha o endereço de {} com `hub canal configurar`"
    ambiente_conferir(credor, opcoes.ambiente, em, servico="O endereço do SPC Brasil", trocar=trocar)
