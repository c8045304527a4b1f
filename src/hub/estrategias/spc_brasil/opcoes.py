"""Como cada credor usa o SPC Brasil. Os códigos são os das listas que o serviço dá: nenhum tem padrão."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from hub.credores.models import Credor
from hub.estrategias.cadastro import comunicacao
from hub.estrategias.cadastro.exclusoes import MOTIVOS
from hub.estrategias.cadastro.plano import DoCredor
from hub.estrategias.chamadas import ligacao
from hub.estrategias.chamadas.ligacao import enderecos_conferir
from hub.estrategias.erros import OpcaoErrada
from hub.estrategias.models import Ambiente, ListaDoCanal
from hub.estrategias.opcoes import Forma, opcoes_do, opcoes_ler

NOME: Final = "spc_brasil"
#: Lista do serviço → o que ela traz, como a frase o diz.
LISTAS: Final = {
    "natureza": "a natureza da inclusão",
    "motivo": "o motivo da exclusão",
    "tipo_devedor": "o tipo do corresponsável",
}


@dataclass(frozen=True, kw_only=True)
class Opcoes:
    #: endereço do serviço; os que se conhecem estão em `ambientes.csv`, e só se mostram
    endereco: str = ""
    #: se o endereço é de produção ou de treinamento
    ambiente: str = ""
    #: código do associado na entidade (campo 18); vazio onde a entidade não o pede
    codigo_associado: str = ""
    #: código da natureza da dívida ativa, da lista do serviço (campo 24)
    natureza: str = ""
    #: código do tipo do corresponsável, da lista do serviço (campo 21)
    tipo_corresponsavel: str = ""
    #: código do motivo da exclusão, da lista do serviço: vale no que `baixas` não diz
    motivo_exclusao: str = ""
    #: códigos de motivos em particular, como `pagamento=1,suspensao=3`
    baixas: str = ""
    #: quem comunica o devedor (CDC art. 43 § 2º): `credor`, com a prova registrada no hub, ou `biro`, se o acordo o diz
    quem_comunica: str = comunicacao.CREDOR
    #: dias entre a comunicação e o registro; vazio = os da UF (`cadastro/esperas.csv`)
    espera_dias: str = ""


_CODIGO: Final = Forma(expressao=r"[A-Za-z0-9]{1,10}|", aceita="o código que a lista do serviço dá")
FORMAS: Final = {
    **ligacao.FORMAS,
    "codigo_associado": Forma(expressao=r"[0-9A-Za-z]{1,20}|", aceita="até 20 letras ou algarismos, ou vazio"),
    "natureza": Forma(expressao=r"[0-9]{1,9}|", aceita="o número que a lista do serviço dá"),
    "tipo_corresponsavel": _CODIGO,
    "motivo_exclusao": Forma(expressao=r"[0-9]{1,9}|", aceita="o número que a lista do serviço dá"),
    "baixas": Forma(
        expressao=r"([a-z]+=[0-9]{1,9}(,[a-z]+=[0-9]{1,9})*)?",
        aceita="pares como pagamento=1,suspensao=3, ou vazio",
    ),
    **comunicacao.FORMAS,
}


def ler(ditas: Mapping[str, str]) -> dict[str, str | bool]:
    """As opções escritas como texto, conferidas. Levanta `OpcaoErrada`."""
    lidas = opcoes_ler(Opcoes, FORMAS, ditas)
    if estranhos := {par.split("=")[0] for par in str(lidas.get("baixas", "")).split(",") if par} - set(MOTIVOS):
        valor, aceita = ditas["baixas"], f"que só tem os motivos {', '.join(MOTIVOS)}, e não {min(estranhos)}"
        raise OpcaoErrada(opcao="baixas", valor=valor, aceita=aceita)
    enderecos_conferir(lidas, "endereco")
    return lidas


def opcoes_do_spc(credor: Credor) -> Opcoes:
    """As opções do credor, com os padrões no que ele não disse."""
    return opcoes_do(Opcoes, credor, NOME)


def baixas_do(opcoes: Opcoes) -> dict[str, str]:
    """Motivo do hub → código da exclusão deste credor."""
    combinadas = dict(par.split("=") for par in opcoes.baixas.split(",") if par)
    return dict.fromkeys(MOTIVOS, opcoes.motivo_exclusao) | combinadas


@cache
def sugestoes() -> dict[str, str]:
    """Ambiente → o endereço que se conhece. Só para mostrar a quem vai perguntar ao SPC Brasil."""
    with files("hub.estrategias.spc_brasil").joinpath("ambientes.csv").open(encoding="utf-8") as arquivo:
        return {linha["ambiente"]: linha["endereco"] for linha in csv.DictReader(arquivo)}


def faltam(credor: Credor, opcoes: Opcoes) -> list[str]:
    """O que o SPC Brasil exige e o credor ainda não disse, ou disse com um código que o serviço não tem."""
    faltas = []
    if not opcoes.endereco:
        conhecidos = "; ".join(f"{Ambiente(qual).label.lower()}, {onde}" for qual, onde in sugestoes().items())
        faltas.append(
            f"Falta o endereço do serviço. Confirme-o com o SPC Brasil (os que se conhecem: {conhecidos}) e diga-o com "
            "`hub canal configurar endereco=… ambiente=…`."
        )
    elif not opcoes.ambiente:
        faltas.append("Falta dizer se o endereço é de produção ou de homologação: `hub canal configurar ambiente=…`.")
    return [*faltas, *_dos_codigos(credor, opcoes)]


def _dos_codigos(credor: Credor, opcoes: Opcoes) -> list[str]:
    listas = {lista.lista: lista for lista in ListaDoCanal.objects.filter(credor=credor, estrategia=NOME)}
    if sem := [dita for lista, dita in LISTAS.items() if lista not in listas]:
        return [f"Faltam as listas de códigos do serviço ({', '.join(sem)}): o hub as lê dele com `hub canal listas`."]
    usados = {
        "natureza": {opcoes.natureza},
        "tipo_devedor": {opcoes.tipo_corresponsavel},
        "motivo": set(baixas_do(opcoes).values()),
    }
    faltas = []
    for lista, codigos in usados.items():
        itens = listas[lista].itens
        if errados := sorted(codigos - set(itens)):
            dito = "não foi dito" if errados == [""] else f"foi dito {', '.join(filter(None, errados))}, que não há"
            faltas.append(
                f"{LISTAS[lista].capitalize()} {dito}. Os códigos do serviço são: "
                f"{'; '.join(f'{codigo}, {nome}' for codigo, nome in itens.items())}."
            )
    return faltas


def do_credor(credor: Credor) -> DoCredor:
    """O que o plano precisa saber."""
    opcoes = opcoes_do_spc(credor)
    return comunicacao.do_credor(opcoes, configurado=not faltam(credor, opcoes))
