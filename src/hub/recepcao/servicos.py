"""A recepção: uma função para as três portas."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.dinheiro import de_centavos
from hub.credores.models import Credor
from hub.dividas.cdas import Quadros, cdas_alterar, cdas_incluir
from hub.dividas.gravacao import quadro_copiar
from hub.dividas.models import Lote, Porta, SituacaoDoLote
from hub.dividas.movimentos import movimentos_aplicar
from hub.recepcao.erros import ChaveDeIdempotenciaInvalida, IdempotenciaDivergente, LoteVazio, ValorForaDoAlcance
from hub.recepcao.limites import AVISOS_POR_LOTE, CHAVE_DE_IDEMPOTENCIA
from hub.recepcao.preparo import Contexto, Julgada, achados_de, contexto_do, fatia_comparar, fatia_julgar
from hub.regras.achados import ESQUEMA, VAZIO
from hub.regras.julgamento import versao_das_regras

#: Rodadas de números repetidos numa fatia; da última em diante, a linha a mais é recusada (REC-005).
RODADAS = 4
#: Tentativas quando outro envio inclui a mesma CDA ao mesmo tempo: o banco decide, a porta repete.
TENTATIVAS = 3
#: Como o banco diz que outro envio chegou antes, ou que dois esperavam um pelo outro.
DISPUTAS = (IntegrityError, OperationalError)

CONTAS = ("recebidas", "aceitas", "em_consulta", "recusadas", "repetidas", "alteradas")
CONTAS_DE_MOVIMENTO = ("movimentos_recebidos", "movimentos", "movimentos_recusados", "movimentos_repetidos")


@dataclass(kw_only=True)
class Resultado:
    """O que se fez de um conjunto de quadros: contas, valor aceito (centavos) e achados."""

    contas: Counter[str] = field(default_factory=Counter)
    valor_aceito: int = 0
    achados: list[pl.DataFrame] = field(default_factory=list)

    def quadro_de_achados(self) -> pl.DataFrame:
        """Todos juntos, no esquema de `hub.regras.achados`."""
        presentes = [achados for achados in self.achados if achados.height]
        return pl.concat(presentes) if presentes else VAZIO


@dataclass(frozen=True, kw_only=True)
class Recibo:
    """O que a porta responde."""

    lote: Lote
    #: achados no esquema de `hub.regras.achados`; em arquivo, os primeiros
    achados: pl.DataFrame


def receber(
    *,
    credor: Credor,
    quadros: Quadros,
    porta: Porta,
    ator: str,
    em: date,
    origem: str = "hub",
    ensaio: bool = False,
    chave_idempotencia: str | None = None,
    resumo_do_envio: str = "",
    da_leitura: pl.DataFrame = VAZIO,
) -> Recibo:
    """Recebe CDAs e movimentos em quadros de texto, venham de que porta vierem; repetir não muda nada.

    `quadros`: por tabela (`cda`, `devedor`, `item`, `movimento`). Tudo ou nada: uma transação só.
    `da_leitura`: achados de quem leu o envio. `ensaio`: diz o que aconteceria e não grava.
    Levanta `LoteVazio`, `ChaveDeIdempotenciaInvalida`, `IdempotenciaDivergente` e `ValorForaDoAlcance`.
    """
    if not any(quadro.height for tabela, quadro in quadros.items() if tabela in {"cda", "movimento"}):
        raise LoteVazio
    _conferir_chave(chave_idempotencia)
    for tentativa in range(1, TENTATIVAS + 1):
        try:
            with transaction.atomic():
                if anterior := _mesma_chamada(credor, chave_idempotencia, resumo_do_envio):
                    return anterior
                lote = Lote(
                    pk=lote_numero_novo(),
                    credor=credor,
                    porta=porta,
                    ator=ator,
                    origem=origem,
                    em=em,
                    sha256=resumo_do_envio,
                    situacao=SituacaoDoLote.CONCLUIDO,
                    progresso=100,
                    concluido_em=timezone.now(),
                    chave_idempotencia=chave_idempotencia,
                )
                contexto = contexto_do(credor, em=em, origem=origem)
                julgada = fatia_julgar(quadros, parametros=contexto.parametros, em=em, da_leitura=da_leitura)
                resultado = julgada_gravar(lote=lote, contexto=contexto, julgada=julgada)
                lote_concluir(lote=lote, resultado=resultado)
                transaction.set_rollback(ensaio)
                return Recibo(lote=lote, achados=resultado.quadro_de_achados())
        except DataError as erro:
            raise ValorForaDoAlcance from erro
        except DISPUTAS:
            if tentativa == TENTATIVAS:
                raise
    raise AssertionError("inalcançável")


def _conferir_chave(chave: str | None) -> None:
    if chave is not None and not (
        0 < len(chave.strip()) <= len(chave) <= CHAVE_DE_IDEMPOTENCIA and chave.isprintable()
    ):
        raise ChaveDeIdempotenciaInvalida(limite=CHAVE_DE_IDEMPOTENCIA)


def _mesma_chamada(credor: Credor, chave: str | None, resumo: str) -> Recibo | None:
    if chave is None:
        return None
    anterior = Lote.objects.filter(credor=credor, chave_idempotencia=chave).first()
    if anterior is None:
        return None
    if anterior.sha256 != resumo:
        raise IdempotenciaDivergente(chave=chave)
    return Recibo(lote=anterior, achados=achados_do_lote(anterior))


def julgada_gravar(*, lote: Lote, contexto: Contexto, julgada: Julgada) -> Resultado:
    """Grava uma fatia julgada (CDAs com o que lhes pertence, depois movimentos), na transação corrente."""
    resultado = Resultado()
    for rodada in _rodadas(julgada.cdas, resultado):
        fatia = fatia_comparar(contexto, rodada, julgada.achados)
        if fatia.novas is not None:
            cdas_incluir(lote=lote, novas=fatia.novas, filhos=julgada.filhos)
        if fatia.alteradas is not None:
            cdas_alterar(lote=lote, alteradas=fatia.alteradas, filhos=julgada.filhos, em=timezone.now())
        resultado.contas.update(fatia.contas)
        resultado.valor_aceito += fatia.valor_aceito
        resultado.achados.extend(fatia.achados)
    resultado.achados.append(julgada.da_leitura)
    if julgada.movimentos.height:
        _movimentos_gravar(lote, julgada, resultado)
    return resultado


def _rodadas(cdas: pl.DataFrame, resultado: Resultado) -> list[pl.DataFrame]:
    """Separa números repetidos: em cada rodada um número aparece uma vez, na ordem das linhas."""
    if cdas["numero_cda"].n_unique() == cdas.height:
        return [cdas] if cdas.height else []
    numeradas = cdas.with_columns(vez=pl.int_range(pl.len()).over("numero_cda"))
    sobra = numeradas.filter((pl.col("vez") >= RODADAS) & pl.col("numero_cda").is_not_null())
    resultado.achados.append(achados_de(sobra, regra="REC-005", campo="numero_cda"))
    resultado.contas.update(recebidas=sobra.height, recusadas=sobra.height)
    primeiras = numeradas.filter((pl.col("vez") < RODADAS) & pl.col("numero_cda").is_not_null())
    sem_numero = cdas.filter(pl.col("numero_cda").is_null())
    rodadas = [r.drop("vez") for r in primeiras.partition_by("vez", maintain_order=True)]
    return [*rodadas, *([sem_numero] if sem_numero.height else [])]


def _movimentos_gravar(lote: Lote, julgada: Julgada, resultado: Resultado) -> None:
    bons = julgada.movimentos.filter(pl.col("resultado") != "recusada")
    feito = movimentos_aplicar(lote=lote, quadro=bons, em=timezone.now())
    resultado.achados.append(julgada.achados.filter(pl.col("tabela") == "movimento"))
    for (regra,), linhas in feito.recusados.group_by("regra"):
        resultado.achados.append(achados_de(linhas, regra=str(regra), campo="tipo", tabela="movimento"))
    total = julgada.movimentos.height
    resultado.contas.update(
        movimentos_recebidos=total,
        movimentos=feito.aplicados,
        movimentos_repetidos=feito.repetidos,
        movimentos_recusados=total - feito.aplicados - feito.repetidos,
    )


def lote_somar(*, lote: Lote, resultado: Resultado) -> None:
    """Soma as contas de uma fatia às do lote e guarda os achados; que fecham, o banco confere (restrição)."""
    achados = resultado.quadro_de_achados()
    if achados.height:
        _achados_somar(lote, achados)
    for conta in (*CONTAS, *CONTAS_DE_MOVIMENTO):
        setattr(lote, conta, getattr(lote, conta) + resultado.contas[conta])
    lote.valor_aceito += de_centavos(resultado.valor_aceito)


def _achados_somar(lote: Lote, achados: pl.DataFrame) -> None:
    aviso = pl.col("efeito") == "aviso"
    avisos = achados.filter(aviso).head(max(0, AVISOS_POR_LOTE - lote.avisos_guardados))
    guardados = pl.concat([achados.filter(~aviso), avisos]).sort("linha", maintain_order=True)
    quadro_copiar("achado", guardados.select(pl.lit(lote.pk).alias("lote_id"), *ESQUEMA))
    por_regra = Counter(lote.achados_por_regra)
    por_regra.update(dict(achados["regra"].value_counts().iter_rows()))
    lote.achados_por_regra = dict(por_regra)
    lote.achados_total += achados.height
    lote.avisos_guardados += avisos.height


def lote_numero_novo() -> int:
    """O número do próximo lote: o lote de uma chamada só se grava uma vez, com as contas já feitas."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('lote', 'id'))")
        return int(cursor.fetchone()[0])


def lote_concluir(*, lote: Lote, resultado: Resultado) -> None:
    """Grava um lote de uma fatia só, com as contas e o evento."""
    lote_somar(lote=lote, resultado=resultado)
    lote.versao_das_regras = versao_das_regras()
    lote.save(force_insert=True)
    lote_registrar(lote)


def lote_registrar(lote: Lote) -> None:
    """O evento que conta o lote concluído."""
    contas: dict[str, Any] = {conta: getattr(lote, conta) for conta in (*CONTAS, "movimentos")}
    evento_registrar(
        Etiqueta.LOTE_RECEBIDO,
        ator=lote.ator,
        credor=lote.credor,
        em=timezone.now(),
        lote=lote.pk,
        porta=lote.porta,
        sha256=lote.sha256,
        valor_aceito=lote.valor_aceito,
        **contas,
    )


def achados_do_lote(lote: Lote, *, limite: int = 10_000, numero_cda: str | None = None) -> pl.DataFrame:
    """Os primeiros achados guardados do lote (ou de uma CDA dele), no esquema de `hub.regras.achados`."""
    consulta = lote.achados.filter(numero_cda=numero_cda) if numero_cda else lote.achados.all()
    return pl.DataFrame(list(consulta.order_by("id").values_list(*ESQUEMA)[:limite]), schema=ESQUEMA, orient="row")
