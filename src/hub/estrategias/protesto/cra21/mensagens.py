"""As operações do apresentante e o que cada código de resposta quer dizer, das tabelas do leiaute."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from hub.leiautes.tabelas import linhas_do_dominio

CERTO: Final = "0000"
#: Não se entra: senha errada ou instituição inativa. Vale em qualquer serviço.
SEM_ACESSO: Final = frozenset({"0001", "0009"})
#: O que se mandou já estava lá: numa repetição, foi a primeira vez que chegou (referência de protesto, §7). A 2116 não
#: está na tabela do apresentante, mas circula.
JA_ENVIADO: Final = frozenset({"1001", "2116", "2117"})
#: O pedido (DP, CP, AC) já está feito na CRA: é o que se queria.
JA_PEDIDO: Final = frozenset({"2014", "2016", "2017"})
#: Nada há na data; o manual usa os três, sem se entender consigo mesmo. Não é erro.
SEM_DADOS: Final = frozenset({"0005", "0004", "0003"})

#: Operação de envio de cada tipo de arquivo, e de busca.
ENVIO_DO_TIPO: Final[Mapping[str, str]] = {
    "B": "Remessa",
    "DP": "Desistencia",
    "CP": "Cancelamento",
    "AC": "Autoriza_Cancelamento",
    "AD": "Autoriza_Desistencia",
}
BUSCA_DO_TIPO: Final[Mapping[str, str]] = {"C": "Confirmacao", "M": "Andamento", "R": "Retorno"}
#: Serviço de cada tipo, na tabela de mensagens; a do andamento não existe, e vale a do retorno.
SERVICO_DO_TIPO: Final[Mapping[str, str]] = {
    "B": "remessa",
    **dict.fromkeys(("DP", "CP", "AC", "AD"), "desistencia_cancelamento_autorizacao"),
    "C": "confirmacao",
    "R": "retorno",
    "M": "retorno",
}
_VAZIO: Final = re.compile(r"\s*[({]*\{\}[^,.;]*")


@dataclass(frozen=True, kw_only=True)
class Operacao:
    """Uma operação do apresentante na CRA21."""

    nome: str
    #: nomes dos parâmetros, como o WSDL os escreve
    parametros: tuple[str, ...]


@cache
def operacoes() -> Mapping[str, Operacao]:
    """Por nome, as que o apresentante tem na CRA21."""
    linhas = [
        linha
        for linha in linhas_do_dominio("operacoes_webservice")
        if (linha["implementacao"], linha["perfil"]) == ("CRA21", "apresentante")
    ]
    return {
        linha["operacao"]: Operacao(
            nome=linha["operacao"],
            parametros=tuple(nome.strip() for nome in linha["parametros"].split(";") if nome.strip()),
        )
        for linha in linhas
    }


def mensagem(servico: str, codigo: str) -> str:
    """O texto da tabela, sem os lugares que a CRA preenche; vazio se o código não está nela."""
    for linha in linhas_do_dominio("mensagens_cra21_apresentante"):
        if (linha["servico"], linha["codigo"]) == (servico, codigo):
            return _VAZIO.sub("", linha["descricao"]).strip()
    return ""
