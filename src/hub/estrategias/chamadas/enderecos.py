"""O endereço de um serviço de fora: o que se aceita, e se ele é o do momento do credor."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlsplit

from hub.credores.consultas import Vigor, vigor_em
from hub.credores.models import Credor
from hub.estrategias.chamadas.erros import AmbienteErrado
from hub.estrategias.models import Ambiente

#: Os únicos servidores com que se fala às claras.
DA_MAQUINA: Final = frozenset({"127.0.0.1", "localhost", "::1"})
#: Caracteres de um endereço.
ENDERECO_MAXIMO: Final = 300


def endereco_ler(texto: str) -> str:
    """O endereço https de um serviço, sem usuário, senha nem pergunta. Levanta `ValueError`."""
    partes = urlsplit(texto)
    servidor = partes.hostname or ""
    sem_cifra = partes.scheme == "http" and servidor in DA_MAQUINA
    limpo = not (partes.username or partes.password or partes.query or partes.fragment)
    if not (servidor and limpo and (partes.scheme == "https" or sem_cifra) and texto.isprintable()):
        raise ValueError(texto)
    if len(texto) > ENDERECO_MAXIMO or " " in texto or partes.port == 0:
        raise ValueError(texto)
    return texto


def ambiente_conferir(credor: Credor, ambiente: str, em: date, *, servico: str, trocar: str) -> None:
    """O que é de verdade vai à produção; o ensaio, à homologação. Levanta `AmbienteErrado`.

    `servico`: de quem é o ambiente, como a frase o diz; `trocar`: como se troca,
    com `{}` no lugar do ambiente certo.
    """
    ensaia = vigor_em(credor, em) == Vigor.ENSAIO
    if ensaia and ambiente == Ambiente.PRODUCAO:
        situacao = "ainda não tem convênio em vigor"
        fazer = f"Nada de ensaio chega à produção: espere o convênio, ou {trocar.format('homologação')}."
    elif not ensaia and ambiente == Ambiente.HOMOLOGACAO:
        situacao = "já tem convênio"
        fazer = f"O que vale não se manda à homologação: {trocar.format('produção')}."
    else:
        return
    dito = Ambiente(ambiente).label.lower()
    raise AmbienteErrado(servico=servico, ambiente=dito, credor=credor.nome, situacao=situacao, fazer=fazer)
