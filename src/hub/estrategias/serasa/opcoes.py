"""Como cada credor usa a Serasa. O que nenhuma fonte pública estabelece é opção sem padrão, que o acordo diz."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from hub.credores.models import Credor
from hub.estrategias.cadastro import comunicacao
from hub.estrategias.cadastro.plano import DoCredor
from hub.estrategias.opcoes import Forma, opcoes_do

NOME: Final = "serasa"


@dataclass(frozen=True, kw_only=True)
class Opcoes:
    #: código da natureza da operação (campo 6); a tabela da Serasa não é pública: o acordo diz qual é a da dívida ativa
    natureza: str = ""
    #: logon Serasa (campo 13 do header), do leiaute mais novo; vazio no de 2013
    logon: str = ""
    #: DDD, telefone e nome de quem a Serasa procura
    ddd: str = ""
    telefone: str = ""
    contato: str = ""
    #: tipo de comunicado (campo 41): vazio = carta simples; B = com boleto; C = contas públicas (código de terceiros)
    tipo_comunicado: str = ""
    #: quem comunica o devedor (CDC art. 43 § 2º): `credor`, com a prova registrada no hub, ou `biro`, se o acordo o diz
    quem_comunica: str = comunicacao.CREDOR
    #: dias entre a comunicação e o registro; vazio = os da UF (`cadastro/esperas.csv`)
    espera_dias: str = ""
    #: códigos de baixa combinados com a Serasa, como `suspensao=04,cancelamento=03`; vazio = `motivos_da_baixa.csv`
    baixas: str = ""


FORMAS: Final = {
    "natureza": Forma(
        expressao=r"[A-Z0-9]{1,3}|", aceita="de 1 a 3 letras maiúsculas ou algarismos, como o acordo diz"
    ),
    "logon": Forma(expressao=r"[A-Z0-9]{1,8}|", aceita="até 8 letras maiúsculas ou algarismos, ou vazio"),
    "ddd": Forma(expressao=r"[1-9][0-9]|", aceita="dois algarismos, como 81"),
    "telefone": Forma(expressao=r"[0-9]{8}|", aceita="oito algarismos, como 33550000: o campo não leva nove"),
    "contato": Forma(expressao=r"[^\W\d_][\w .'-]{1,69}|", aceita="um nome de até 70 letras"),
    "tipo_comunicado": Forma(expressao=r"[BC]|", aceita="B, C ou vazio"),
    **comunicacao.FORMAS,
    "baixas": Forma(
        expressao=r"([a-z]+=[0-9]{2}(,[a-z]+=[0-9]{2})*)?", aceita="pares como suspensao=04,cancelamento=03, ou vazio"
    ),
}
#: O que a Serasa exige e não tem padrão: opção → o que dizer.
EXIGIDAS: Final = {
    "natureza": "a natureza da operação, que o acordo com a Serasa diz (a tabela dela não é pública)",
    "ddd": "o DDD de quem a Serasa procura",
    "telefone": "o telefone de quem a Serasa procura",
    "contato": "o nome de quem a Serasa procura",
}


@cache
def baixas_padrao() -> dict[str, str]:
    """Motivo do hub → código de baixa (`motivos_da_baixa.csv`, com a marca e a fonte)."""
    with files("hub.estrategias.serasa").joinpath("motivos_da_baixa.csv").open(encoding="utf-8") as arquivo:
        return {linha["motivo"]: linha["codigo"] for linha in csv.DictReader(arquivo)}


def baixas_do(opcoes: Opcoes) -> dict[str, str]:
    """Motivo do hub → código de baixa deste credor."""
    combinadas = dict(par.split("=") for par in opcoes.baixas.split(",") if par)
    return {**baixas_padrao(), **combinadas}


def opcoes_da_serasa(credor: Credor) -> Opcoes:
    """As opções do credor, com os padrões no que ele não disse."""
    return opcoes_do(Opcoes, credor, NOME)


def faltam(opcoes: Opcoes) -> list[str]:
    """O que a Serasa exige e o credor ainda não disse."""
    return [dita for nome, dita in EXIGIDAS.items() if not getattr(opcoes, nome)]


def do_credor(credor: Credor) -> DoCredor:
    """O que o plano precisa saber."""
    opcoes = opcoes_da_serasa(credor)
    return comunicacao.do_credor(opcoes, configurado=not faltam(opcoes))
