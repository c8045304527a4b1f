"""Registra comunicações feitas fora do hub, com as provas; repetir não muda nada, e prova registrada não se troca."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.documentos import limpar
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_copiar
from hub.dividas.listas import aparado, data_lida, lista_ler
from hub.dividas.models import Finalidade, Meio

#: Colunas da lista, na ordem do modelo; as três primeiras e a prova do envio se exigem.
COLUNAS: Final = (
    *("numero_cda", "documento", "finalidade", "meio", "enviada_em", "prova_de_envio"),
    *("entregue_em", "prova_de_entrega", "devolvida_em", "motivo_da_devolucao"),
)
EXIGIDAS: Final = ("numero_cda", "finalidade", "meio", "enviada_em", "prova_de_envio")
DATAS: Final = ("enviada_em", "entregue_em", "devolvida_em")
#: Letras de uma prova.
TAMANHO_DA_PROVA: Final = 200
#: Achados devolvidos; as contas são sempre do total.
ACHADOS_LISTADOS: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class Registradas:
    """recebidas = novas + completadas + repetidas + recusadas, sempre."""

    recebidas: int
    novas: int
    #: ganharam a entrega ou a devolução que não tinham
    completadas: int
    repetidas: int
    recusadas: int
    #: `linha`, `campo`, `codigo` e `mensagem`, até `ACHADOS_LISTADOS`
    achados: list[dict[str, Any]]


def comunicacoes_ler(conteudo: bytes) -> pl.DataFrame:
    """Uma lista em CSV como `comunicacoes_registrar` a quer. Levanta o que `lista_ler` levanta."""
    return lista_ler(conteudo, colunas=COLUNAS, exigidas=EXIGIDAS)


@transaction.atomic
def comunicacoes_registrar(*, credor: Credor, quadro: pl.DataFrame, ator: str, hoje: date) -> Registradas:
    """Registra as comunicações do quadro (`COLUNAS`, em texto, e `linha`).

    Uma comunicação é da CDA, do devedor, da finalidade, do meio e do dia do envio: a mesma, de novo, só acrescenta a
    entrega ou a devolução. `hoje`: nenhuma data pode passar dele.
    """
    lidas = _julgar(_normalizar(quadro), hoje)
    aceitaveis = lidas.filter(pl.col("codigo").is_null())
    agora = timezone.now()
    with connection.cursor() as cursor:
        novas, completadas, negadas = _gravar(cursor, credor, aceitaveis, ator, agora)
    recusadas = pl.concat([lidas.filter(pl.col("codigo").is_not_null()).select("linha", "codigo", "valor"), negadas])
    feitas = Registradas(
        recebidas=lidas.height,
        novas=novas,
        completadas=completadas,
        repetidas=lidas.height - recusadas.height - novas - completadas,
        recusadas=recusadas.height,
        achados=[_achado(**linha) for linha in recusadas.sort("linha").head(ACHADOS_LISTADOS).to_dicts()],
    )
    contas = {
        conta: getattr(feitas, conta) for conta in ("recebidas", "novas", "completadas", "repetidas", "recusadas")
    }
    evento_registrar(Etiqueta.COMUNICACOES_REGISTRADAS, ator=ator, credor=credor, em=agora, **contas)
    return feitas


def _normalizar(quadro: pl.DataFrame) -> pl.DataFrame:
    """Todas as colunas, aparadas, vazio como nulo; datas lidas, com o texto guardado em `texto_…`."""
    textos = aparado(quadro, COLUNAS)
    return textos.with_columns(
        limpar(pl.col("documento")).alias("documento"),
        pl.col("finalidade", "meio").str.to_lowercase(),
        *(pl.col(nome).alias(f"texto_{nome}") for nome in DATAS),
        *(data_lida(nome).alias(nome) for nome in DATAS),
    )


def _julgar(lidas: pl.DataFrame, hoje: date) -> pl.DataFrame:
    """Acrescenta `codigo` da primeira regra que a linha descumpre (nulo = nenhuma) e o `valor` que ela tinha."""
    envio = pl.col("enviada_em")
    casos: Sequence[tuple[str, str, pl.Expr]] = (
        ("COM-01", "numero_cda", pl.col("numero_cda").is_null()),
        ("COM-02", "finalidade", ~pl.col("finalidade").is_in(Finalidade.values).fill_null(value=False)),
        ("COM-03", "meio", ~pl.col("meio").is_in(Meio.values).fill_null(value=False)),
        ("COM-04", "texto_enviada_em", envio.is_null() | (envio > hoje)),
        ("COM-05", "prova_de_envio", ~_cabe("prova_de_envio")),
        ("COM-06", "texto_entregue_em", _fora("entregue_em", hoje)),
        ("COM-07", "prova_de_entrega", pl.col("entregue_em").is_not_null() & ~_cabe("prova_de_entrega")),
        ("COM-08", "texto_devolvida_em", _fora("devolvida_em", hoje)),
    )
    codigo, valor = pl.lit(None, dtype=pl.String), pl.lit(None, dtype=pl.String)
    for nome, campo, descumpre in reversed(casos):
        codigo = pl.when(descumpre).then(pl.lit(nome)).otherwise(codigo)
        valor = pl.when(descumpre).then(pl.col(campo)).otherwise(valor)
    return lidas.with_columns(codigo=codigo, valor=valor)


def _cabe(nome: str) -> pl.Expr:
    return (pl.col(nome).str.len_chars() <= TAMANHO_DA_PROVA).fill_null(value=False)


def _fora(nome: str, hoje: date) -> pl.Expr:
    """Há texto e ele não é data, ou ela é antes do envio ou depois de hoje."""
    dia = pl.col(nome)
    errada = dia.is_null() | (dia > hoje) | (dia < pl.col("enviada_em"))
    return pl.col(f"texto_{nome}").is_not_null() & errada.fill_null(value=True)


def _gravar(
    cursor: Any, credor: Credor, aceitaveis: pl.DataFrame, ator: str, em: datetime
) -> tuple[int, int, pl.DataFrame]:
    """Quantas nasceram, quantas se completaram e as negadas pelo livro (`linha`, `codigo` e `valor`)."""
    cursor.execute(_LIDA)
    quadro_copiar(
        "comunicacao_lida",
        aceitaveis.select("linha", *COLUNAS).with_columns(pl.col("motivo_da_devolucao").str.slice(0, TAMANHO_DA_PROVA)),
    )
    cursor.execute(_texto("casar"), {"credor": credor.pk})
    cursor.execute(_NEGADAS)
    negadas = pl.DataFrame(cursor.fetchall(), schema=_ESQUEMA_DA_NEGADA, orient="row")
    cursor.execute(_texto("gravar"), {"credor": credor.pk, "ator": ator, "em": em})
    novas, completadas = cursor.fetchone()
    cursor.execute("drop table comunicacao_lida")
    return novas, completadas, negadas


_LIDA = """
create temp table comunicacao_lida (
    linha bigint, numero_cda text, documento text, finalidade text, meio text, enviada_em date, prova_de_envio text,
    entregue_em date, prova_de_entrega text, devolvida_em date, motivo_da_devolucao text,
    cda_id bigint, devedor integer, diverge boolean
) on commit drop
"""
#: As que não se gravam saem da tabela. A repetida na mesma lista vale a última linha, que sabe mais.
_NEGADAS = """
with negada as (
    delete from comunicacao_lida
     where cda_id is null or devedor is null or diverge
 returning linha,
           case when cda_id is null then 'COM-09' when devedor is null then 'COM-10' else 'COM-11' end as codigo,
           case when cda_id is null then numero_cda when devedor is null then documento end as valor
), antiga as (
    delete from comunicacao_lida l using comunicacao_lida m
     where m.cda_id = l.cda_id and m.devedor = l.devedor and m.finalidade = l.finalidade and m.meio = l.meio
       and m.enviada_em = l.enviada_em and m.linha > l.linha and not l.diverge and not m.diverge
)
select linha, codigo, valor from negada
"""
_ESQUEMA_DA_NEGADA = {"linha": pl.Int64, "codigo": pl.String, "valor": pl.String}


@cache
def _mensagens() -> dict[str, dict[str, str]]:
    with files("hub.dividas.comunicacoes").joinpath("achados.csv").open(encoding="utf-8") as arquivo:
        return {linha["codigo"]: linha for linha in csv.DictReader(arquivo)}


def _achado(*, linha: int, codigo: str, valor: str | None) -> dict[str, Any]:
    dita = _mensagens()[codigo]
    mensagem = f"Linha {linha}, coluna {dita['campo']}: {dita['mensagem'].format(valor=valor or 'vazio')}"
    return {"linha": linha, "campo": dita["campo"], "codigo": codigo, "mensagem": mensagem}


def _texto(nome: str) -> str:
    return files("hub.dividas.comunicacoes").joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")
