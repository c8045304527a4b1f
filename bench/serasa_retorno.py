"""Retorno da Serasa: o que ela devolve de cada registro, do arquivo PEFIN à situação de cada um.

Nossa: `retornos_aplicar` (SHA-256, detecção, leitura, conferência do leiaute, casamento com o registro, transição
permitida, passagem, contas e evento).
Base: COPY das mesmas linhas para uma tabela provisória e um UPDATE dos acionamentos, sem passagem nem conferência.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

import retorno
from comparacao import comparar
from promessa import Promessa
from protesto import SEGUNDA, arrumar, planejar
from serasa import livro_da_serasa

PROMESSA = Promessa(
    nome="serasa_retorno", base="COPY para tabela provisória e um UPDATE dos mesmos acionamentos", deve=2.0, alvo=1.2
)
#: De cada tantos registros, um volta com o código de erro que o leiaute dá ao CEP.
_COM_ERRO, _CODIGO = 20, "029"
_TABELA = """
create temp table desfecho (
    nosso_numero text, situacao text, data_ocorrencia date, irregularidade text
) on commit drop
"""
_UPDATE = """
update acionamento a
   set situacao = d.situacao, ocorrencia = '', data_ocorrencia = d.data_ocorrencia,
       irregularidade = coalesce(d.irregularidade, '')
  from desfecho d where a.nosso_numero = d.nosso_numero
"""


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro com tudo enviado, o arquivo que a Serasa devolveria e as mesmas linhas prontas para a base."""
    from hub.estrategias.servicos import remessa_liberar  # noqa: PLC0415 - precisa do Django pronto

    plano = planejar(livro_da_serasa(tamanho, pasta), "serasa")
    (enviado,) = remessa_liberar(remessa=plano, saida=pasta / "saida", ator=SEGUNDA)
    caminho = pasta / "saida" / enviado.nome
    _responder(caminho.read_bytes(), pasta)
    caminho.unlink()
    arrumar()
    return {}


def _responder(enviado: bytes, pasta: Path) -> None:
    """Os mesmos detalhes, com o código de erro de um em cada vinte; e, ao lado, o que a base grava."""
    from hub.leiautes.serasa.leitura import ler_pefin  # noqa: PLC0415 - precisa do Django pronto
    from hub.leiautes.serasa.montagem import montar_pefin  # noqa: PLC0415 - idem

    lido = ler_pefin(enviado)
    campos = lido.tabela.registros["1-detalhe"].por_nome
    erro = pl.when(pl.col("linha") % _COM_ERRO == 0).then(pl.lit(_CODIGO))
    partes = (parte.with_columns(codigos_erro=erro).drop("linha", "lote") for parte in lido.partes(campos))
    cabecalho = {**lido.cabecalho, "codigo_envio": "R"}
    (pasta / "retornos").mkdir()
    with (pasta / "retornos" / "PEFIN.RET").open("wb") as saida:
        for parte in montar_pefin(cabecalho=cabecalho, detalhes=partes):
            saida.write(parte)
    _linhas_guardar((pasta / "retornos" / "PEFIN.RET").read_bytes(), pasta / "desfechos.csv")


def _linhas_guardar(devolvido: bytes, destino: Path) -> None:
    """O que o UPDATE da base grava: as colunas de `desfecho`, na ordem."""
    from hub.estrategias.serasa.leitura import ler  # noqa: PLC0415 - precisa do Django pronto

    with destino.open("wb") as saida:
        for titulos in ler(devolvido, "PEFIN.RET").titulos:
            colunas = titulos.select("nosso_numero", "situacao", "data_ocorrencia", "irregularidade")
            colunas.write_csv(saida, include_header=False)


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Aplica o arquivo, como `hub retorno` faz."""
    return retorno.aplicar("serasa", tamanho, pasta)


def base(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Só o banco: um COPY e um UPDATE, numa transação."""
    return retorno.copiar_e_mudar(_TABELA, _UPDATE, tamanho, pasta)
