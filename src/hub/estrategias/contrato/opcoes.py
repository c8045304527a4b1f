"""Como cada credor usa um canal que fala por contrato."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from hub.credores.models import Credor
from hub.estrategias.cadastro.plano import DoCredor
from hub.estrategias.chamadas.enderecos import ambiente_conferir, endereco_ler
from hub.estrategias.chamadas.erros import AmbienteErrado
from hub.estrategias.chamadas.segredos import tem_segredo
from hub.estrategias.contrato.forma import Contrato, contrato_ler
from hub.estrategias.contrato.servicos import contrato_em
from hub.estrategias.erros import OpcaoErrada
from hub.estrategias.models import Ambiente
from hub.estrategias.opcoes import Forma, opcoes_do, opcoes_ler
from hub.estrategias.por_registro.servico import Ato

CREDOR, BIRO = "credor", "biro"


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
    quem_comunica: str = CREDOR
    #: dias entre a comunicação e o registro; vazio = os da lei, ou os da UF
    espera_dias: str = ""


_ENDERECO: Final = Forma(expressao=r"\S{1,300}", aceita="um endereço https, sem usuário, senha nem pergunta")
FORMAS: Final = {
    "endereco": _ENDERECO,
    "endereco_do_token": _ENDERECO,
    "ambiente": Forma(expressao="|".join(Ambiente.values), aceita=" ou ".join(Ambiente.values)),
    "codigos": Forma(
        expressao=r"([a-z_]+=[\w./-]{1,40}(,[a-z_]+=[\w./-]{1,40})*)?", aceita="pares como instituicao=123, ou vazio"
    ),
    "convenio": Forma(expressao=r"[^\n]{0,100}", aceita="até 100 caracteres"),
    "quem_comunica": Forma(expressao=rf"{CREDOR}|{BIRO}", aceita=f"{CREDOR} ou {BIRO}"),
    "espera_dias": Forma(expressao=r"[0-9]{1,3}|", aceita="de 0 a 999 dias, ou vazio"),
}


def ler(ditas: Mapping[str, str]) -> dict[str, str | bool]:
    """As opções escritas como texto, conferidas. Levanta `OpcaoErrada`."""
    lidas = opcoes_ler(Opcoes, FORMAS, ditas)
    for nome in ("endereco", "endereco_do_token"):
        if nome in lidas:
            try:
                endereco_ler(str(lidas[nome]))
            except ValueError:
                raise OpcaoErrada(opcao=nome, valor=ditas[nome], aceita=f"que aceita {_ENDERECO.aceita}") from None
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
    faltas = faltam(credor, estrategia, titulo, exige=exige)
    opcoes = opcoes_de(credor, estrategia)
    if opcoes.ambiente:
        try:
            do_momento(credor, opcoes, titulo, timezone.localdate())
        except AmbienteErrado as recusa:
            faltas.append(recusa.mensagem)
    if not tem_segredo(credor, estrategia):
        faltas.append("Falta o usuário e a senha do serviço. O operador do hub os guarda com `hub canal segredo`.")
    return faltas


def do_momento(credor: Credor, opcoes: Opcoes, titulo: str, em: date) -> None:
    """Levanta `AmbienteErrado`."""
    trocar = "ponha o endereço de {} com `hub canal configurar`"
    ambiente_conferir(credor, opcoes.ambiente, em, servico=f"O endereço de {titulo}", trocar=trocar)


def do_credor(opcoes: Opcoes, faltas: list[str]) -> DoCredor:
    """O que o plano precisa saber."""
    return DoCredor(
        configurado=not faltas,
        credor_comunica=opcoes.quem_comunica == CREDOR,
        espera=int(opcoes.espera_dias) if opcoes.espera_dias else None,
    )


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
