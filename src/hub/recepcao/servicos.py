"""A recepção: uma função para as três portas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.cdas import Quadros
from hub.dividas.models import Lote, Porta, SituacaoDoLote
from hub.recepcao.erros import ChaveDeIdempotenciaInvalida, IdempotenciaDivergente, LoteVazio, ValorForaDoAlcance
from hub.recepcao.gravacao import achados_do_lote, julgada_gravar, lotes_incluir, lotes_registrar, lotes_somar
from hub.recepcao.limites import CHAVE_DE_IDEMPOTENCIA, LINHAS_POR_ENTREGA
from hub.recepcao.preparo import com_resumo, contexto_do, fatia_julgar, fatia_normalizar
from hub.regras.achados import VAZIO
from hub.regras.julgamento import versao_das_regras

#: Tentativas quando outro envio inclui a mesma CDA ao mesmo tempo: o banco decide, a porta repete.
TENTATIVAS = 3
#: Como o banco diz que outro envio chegou antes, ou que dois esperavam um pelo outro.
DISPUTAS = (IntegrityError, OperationalError)


@dataclass(frozen=True, kw_only=True)
class Entrega:
    """Quem entrega, por que porta e quando: o que vira um lote. Levanta `ChaveDeIdempotenciaInvalida`."""

    credor: Credor
    porta: Porta
    ator: str
    #: o dia em que as regras julgam
    em: date
    #: de quem é a forma dos dados: `hub` (leiaute padrão) ou a de outro sistema
    origem: str = "hub"
    chave_idempotencia: str | None = None
    #: SHA-256 do que chegou, em hexadecimal
    resumo: str = ""

    def __post_init__(self) -> None:
        chave = self.chave_idempotencia
        if chave is not None and not (
            0 < len(chave.strip()) <= len(chave) <= CHAVE_DE_IDEMPOTENCIA and chave.isprintable()
        ):
            raise ChaveDeIdempotenciaInvalida(limite=CHAVE_DE_IDEMPOTENCIA)


@dataclass(frozen=True, kw_only=True)
class Recibo:
    """O que a porta responde."""

    lote: Lote
    #: achados no esquema de `hub.regras.achados`; em arquivo, os primeiros
    achados: pl.DataFrame


def receber(entrega: Entrega, quadros: Quadros, *, da_leitura: pl.DataFrame = VAZIO, ensaio: bool = False) -> Recibo:
    """Recebe CDAs e movimentos em quadros de texto, venham de que porta vierem; repetir não muda nada.

    `quadros`: por tabela (`cda`, `devedor`, `item`, `movimento`). Tudo ou nada: uma transação só. `da_leitura`:
    achados de quem leu o envio. `ensaio`: diz o que aconteceria e não grava. Levanta `LoteVazio`,
    `IdempotenciaDivergente` e `ValorForaDoAlcance`.
    """
    (resposta,) = receber_juntas([entrega], quadros, da_leitura=da_leitura, ensaio=ensaio)
    if isinstance(resposta, Recusa):
        raise resposta
    return resposta


def receber_juntas(
    entregas: Sequence[Entrega], quadros: Quadros, *, da_leitura: pl.DataFrame = VAZIO, ensaio: bool = False
) -> list[Recibo | Recusa]:
    """O que `receber` faria de cada entrega, numa transação só; a chave usada com outro conteúdo só recusa a sua.

    Mais de uma: a linha dos quadros e dos achados diz de qual é (`LINHAS_POR_ENTREGA`); todas são do mesmo credor, dia
    e origem, têm as mesmas tabelas e nenhum movimento, e nenhum número de CDA nem chave de idempotência está em duas.
    Levanta `LoteVazio` e `ValorForaDoAlcance`: nada, então, se gravou.
    """
    veio = any(quadro.height for tabela, quadro in quadros.items() if tabela in {"cda", "movimento"})
    if not veio and "recusada" not in da_leitura["efeito"]:
        raise LoteVazio
    for tentativa in range(1, TENTATIVAS + 1):
        try:
            with transaction.atomic():
                respostas = _receber(entregas, quadros, da_leitura)
                transaction.set_rollback(ensaio)
                return respostas
        except DataError as erro:
            raise ValorForaDoAlcance from erro
        except DISPUTAS:
            if tentativa == TENTATIVAS:
                raise
    raise AssertionError("inalcançável")


def _receber(entregas: Sequence[Entrega], quadros: Quadros, da_leitura: pl.DataFrame) -> list[Recibo | Recusa]:
    ja_vieram = [_mesma_chamada(entrega) for entrega in entregas]
    novas = [vez for vez, anterior in enumerate(ja_vieram) if anterior is None]
    if 0 < len(novas) < len(entregas):
        quadros = {tabela: _so_das(novas, quadro) for tabela, quadro in quadros.items()}
        da_leitura = _so_das(novas, da_leitura)
    recibos = iter(_novas_receber([entregas[vez] for vez in novas], quadros, da_leitura) if novas else ())
    return [anterior or next(recibos) for anterior in ja_vieram]


def _so_das(entregas: Sequence[int], quadro: pl.DataFrame) -> pl.DataFrame:
    """As linhas dessas entregas, renumeradas como se as outras não houvesse."""
    dela, linha = pl.col("linha") // LINHAS_POR_ENTREGA, pl.col("linha") % LINHAS_POR_ENTREGA
    ordem = dela.replace_strict(entregas, range(len(entregas)), return_dtype=pl.UInt32)
    return quadro.filter(dela.is_in(entregas)).with_columns(linha=linha + ordem * LINHAS_POR_ENTREGA)


def _mesma_chamada(entrega: Entrega) -> Recibo | Recusa | None:
    chave = entrega.chave_idempotencia
    if chave is None:
        return None
    anterior = Lote.objects.filter(credor=entrega.credor, chave_idempotencia=chave).first()
    if anterior is None:
        return None
    if anterior.sha256 != entrega.resumo:
        return IdempotenciaDivergente(chave=chave)
    return Recibo(lote=anterior, achados=achados_do_lote(anterior))


def _novas_receber(entregas: Sequence[Entrega], quadros: Quadros, da_leitura: pl.DataFrame) -> list[Recibo]:
    comum = entregas[0]
    contexto = contexto_do(comum.credor, em=comum.em, origem=comum.origem)
    normais = com_resumo(fatia_normalizar(quadros))
    julgada = fatia_julgar(normais, parametros=contexto.parametros, em=comum.em, da_leitura=da_leitura)
    numeros = _numeros_novos(len(entregas))
    lotes = [_lote_da(entrega, numero) for entrega, numero in zip(entregas, numeros, strict=True)]
    resultado = julgada_gravar(lotes=lotes, contexto=contexto, julgada=julgada)
    achados = lotes_somar(lotes=lotes, resultado=resultado)
    lotes_incluir(lotes)
    lotes_registrar(lotes)
    return [Recibo(lote=lote, achados=deste) for lote, deste in zip(lotes, achados, strict=True)]


def _numeros_novos(quantos: int) -> list[int]:
    """Os números dos próximos lotes: o lote de uma chamada só se grava uma vez, com as contas já feitas."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('lote', 'id')) from generate_series(1, %s)", [quantos])
        return [int(numero) for (numero,) in cursor.fetchall()]


def _lote_da(entrega: Entrega, numero: int) -> Lote:
    agora = timezone.now()
    return Lote(
        pk=numero,
        credor=entrega.credor,
        porta=entrega.porta,
        ator=entrega.ator,
        origem=entrega.origem,
        em=entrega.em,
        sha256=entrega.resumo,
        situacao=SituacaoDoLote.CONCLUIDO,
        progresso=100,
        recebido_em=agora,
        concluido_em=agora,
        versao_das_regras=versao_das_regras(),
        chave_idempotencia=entrega.chave_idempotencia,
    )
