"""Como cada credor usa um canal que fala por contrato."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from hub.credores.models import Credor
from hub.estrategias.cadastro import comunicacao
from hub.estrategias.chamadas import ligacao
from hub.estrategias.contrato.forma import Contrato, contrato_ler
from hub.estrategias.contrato.servicos import contrato_em
from hub.estrategias.models import Ambiente
from hub.estrategias.opcoes import Forma, opcoes_do, opcoes_ler
from hub.estrategias.por_registro.servico import Ato


@dataclass(frozen=True, kw_only=True)
class Opcoes:
    #: endereço do serviço, a que se junta o caminho de cada operação
    endereco: str = ""
    #: se ele é de produção ou de homologação
    ambiente: str = ""
    #: onde se pede o token, quando o contrato se autentica assim
    endereco_do_token: str = ""
    #: o que o contrato pede de cada credor, como `instituicao=123,natureza=7`
    codigos: str = ""
    #: número e data do convênio que deixa o credor registrar, onde a lei o pede
    convenio: str = ""
    #: quem comunica o devedor antes do registro: `credor`, com a prova registrada no hub, ou `biro`, se o acordo o diz
    quem_comunica: str = comunicacao.CREDOR
    #: dias entre a comunicação e o registro; vazio = os da lei, ou os da UF
    espera_dias: str = ""


FORMAS: Final = {
    **ligacao.FORMAS,
    "endereco_do_token": ligacao.ENDERECO,
    "codigos": Forma(
        expressao=r"([a-z_]+=[\w./-]{1,40}(,[a-z_]+=[\w./-]{1,40})*)?", aceita="pares como instituicao=123, ou vazio"
    ),
    "convenio": Forma(expressao=r"[^\n]{0,100}", aceita="até 100 caracteres"),
    **comunicacao.FORMAS,
}


def ler(ditas: Mapping[str, str]) -> dict[str, str | bool]:
    """As opções escritas como texto, conferidas. Levanta `OpcaoErrada`."""
    lidas = opcoes_ler(Opcoes, FORMAS, ditas)
    ligacao.enderecos_conferir(lidas, "endereco", "endereco_do_token")
    return lidas


def opcoes_de(credor: Credor, estrategia: str) -> Opcoes:
    """As opções do credor no canal, com os padrões no que ele não disse."""
    return opcoes_do(Opcoes, credor, estrategia)


def codigos_de(opcoes: Opcoes) -> dict[str, str]:
    return dict(par.split("=") for par in opcoes.codigos.split(",") if par)


def contrato_lido(credor: Credor, estrategia: str, em: date, *, exige: tuple[Ato, ...]) -> Contrato | None:
    """O contrato que vale na data, conferido; nulo se não há."""
    guardado = contrato_em(credor, estrategia, em)
    return contrato_ler(guardado.documento, exige=exige) if guardado else None


def faltam(credor: Credor, estrategia: str, titulo: str, *, exige: tuple[Ato, ...]) -> list[str]:
    """O que falta dizer antes de planejar, e como."""
    opcoes = opcoes_de(credor, estrategia)
    contrato = contrato_lido(credor, estrategia, timezone.localdate(), exige=exige)
    faltas = []
    if contrato is None:
        faltas.append(
            f"Falta o contrato do serviço: o formato de {titulo} não é público. Peça-o a quem atende o credor, e o "
            "operador do hub o grava com `hub canal contrato`."
        )
    if not (opcoes.endereco and opcoes.ambiente):
        faltas.append("Falta o endereço do serviço e se é de produção: `hub canal configurar endereco=… ambiente=…`.")
    if contrato and contrato.autenticacao == "token" and not opcoes.endereco_do_token:
        faltas.append("O contrato pede um token: diga onde, com `hub canal configurar endereco_do_token=…`.")
    if contrato and (sem := sorted(set(contrato.codigos()) - set(codigos_de(opcoes)))):
        faltas.append(f"O contrato pede os códigos {', '.join(sem)}: `hub canal configurar codigos={sem[0]}=…`.")
    return faltas


def falta_para_o_servico(credor: Credor, estrategia: str, titulo: str, *, exige: tuple[Ato, ...]) -> list[str]:
    """O que falta para chamar: o que falta dizer, o ambiente do momento e a senha."""
    opcoes, em = opcoes_de(credor, estrategia), timezone.localdate()
    do_contrato = faltam(credor, estrategia, titulo, exige=exige)
    return [*do_contrato, *ligacao.falta_para_ligar(credor, estrategia, opcoes, titulo=titulo, em=em)]


def descrever(credor: Credor, estrategia: str, em: date) -> list[tuple[str, str]]:
    """Nome e valor do que se sabe do serviço, para mostrar; vazio antes de se dizer o endereço."""
    opcoes, contrato = opcoes_de(credor, estrategia), contrato_em(credor, estrategia, em)
    if not (opcoes.endereco and opcoes.ambiente):
        return []
    do_contrato = [("Contrato", f"{contrato.fonte} (vale desde {contrato.desde:%d/%m/%Y})")] if contrato else []
    ditos = [("Códigos", opcoes.codigos), ("Convênio", opcoes.convenio)]
    return [
        ("Ambiente", str(Ambiente(opcoes.ambiente).label).lower()),
        ("Endereço", opcoes.endereco),
        *do_contrato,
        *((nome, valor) for nome, valor in ditos if valor),
    ]
