"""Remessa à Serasa: do plano aprovado ao arquivo PEFIN no disco, com a situação de cada registro gravada.

Nossa: `remessa_liberar` (confere o plano, reserva nome e número, escreve o arquivo de 600 posições com fsync, grava o
envio e as passagens, deixa o evento, copia para a pasta de saída).
Base: `COPY (SELECT as mesmas colunas) TO STDOUT`, sem guardar nada.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import remessa
from comparacao import comparar
from promessa import Promessa
from protesto import arrumar
from remessa import copiar_para_fora
from serasa import livro_da_serasa

PROMESSA = Promessa(nome="serasa_remessa", base="COPY (SELECT as mesmas colunas) TO STDOUT", deve=4.0, alvo=2.0)
#: As colunas de um registro no arquivo, como `inclusoes.sql` as dá.
_COLUNAS = """
select left(a.nosso_numero, 16), a.documento, c.devedor_nome, a.vencimento, (a.valor * 100)::bigint,
       c.devedor_logradouro, c.devedor_numero, c.devedor_complemento, c.devedor_bairro, c.devedor_municipio,
       c.devedor_municipio_ibge, c.devedor_uf, c.devedor_cep
  from acionamento a join cda c on c.id = a.cda_id where a.remessa_id = {remessa}
"""


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório, com `planejar_segundos` à parte."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro cheio e o plano aprovado por uma pessoa."""
    credor = livro_da_serasa(tamanho, pasta)
    arrumar()
    return remessa.planejar_medindo(credor, tamanho, "serasa")


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Libera o plano; a segunda aprovação é a que solta."""
    return remessa.nossa(tamanho, pasta)


def base(_tamanho: int, _pasta: Path) -> dict[str, Any]:
    """Só o banco: as mesmas colunas, lidas e jogadas fora."""
    return copiar_para_fora(_COLUNAS)
