"""Grava no livro o que as regras julgaram, e no lote as contas e os achados; de uma entrega ou de várias juntas."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import Relato, eventos_registrar
from hub.comum.dinheiro import de_centavos
from hub.dividas.cdas import cdas_alterar, cdas_incluir
from hub.dividas.gravacao import quadro_copiar
from hub.dividas.models import Lote
from hub.dividas.movimentos import movimentos_aplicar
from hub.recepcao.comparacao import VALOR_ACEITO, fatia_comparar
from hub.recepcao.limites import AVISOS_POR_LOTE, LINHAS_POR_ENTREGA
from hub.recepcao.preparo import Contexto, Julgada
from hub.regras.achados import ESQUEMA, VAZIO, achados_do_livro

#: Rodadas de números repetidos numa fatia; da última em diante, a linha a mais é recusada (REC-005).
RODADAS = 4

CONTAS = ("recebidas", "aceitas", "em_consulta", "recusadas", "repetidas", "alteradas")
CONTAS_DE_MOVIMENTO = ("movimentos_recebidos", "movimentos", "movimentos_recusados", "movimentos_repetidos")

#: As contas em que entra uma linha perdida de cada tabela.
DA_PERDIDA = {"cda": ("recebidas", "recusadas"), "movimento": ("movimentos_recebidos", "movimentos_recusados")}


@dataclass(kw_only=True)
class Resultado:
    """O que se fez de uma fatia: contas por lote (com `VALOR_ACEITO`, em centavos) e achados."""

    contas: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    achados: list[pl.DataFrame] = field(default_factory=list)

    def achados_dos(self, lotes: Sequence[Lote]) -> list[pl.DataFrame]:
        """Os achados de cada lote, no esquema de `hub.regras.achados`, com a linha contada no envio dele."""
        presentes = [achados for achados in self.achados if achados.height]
        juntos = pl.concat(presentes) if presentes else VAZIO
        if len(lotes) == 1 or juntos.is_empty():
            return [juntos] * len(lotes)
        por_faixa = juntos.with_columns(
            pl.col("linha") % LINHAS_POR_ENTREGA, faixa=pl.col("linha") // LINHAS_POR_ENTREGA
        )
        partes = por_faixa.partition_by("faixa", as_dict=True, include_key=False, maintain_order=True)
        return [partes.get((faixa,), VAZIO) for faixa in range(len(lotes))]


def julgada_gravar(*, lotes: Sequence[Lote], contexto: Contexto, julgada: Julgada) -> Resultado:
    """Grava uma fatia julgada (CDAs com o que lhes pertence, depois movimentos), na transação corrente.

    Vários `lotes`: os números de um não estão em outro, nenhum traz movimentos, e a linha diz de qual é
    (`LINHAS_POR_ENTREGA`).
    """
    resultado = Resultado()
    credor, agora = contexto.credor, timezone.now()
    for rodada in _rodadas(julgada.cdas.hstack(_lote_das_linhas(lotes, julgada.cdas["linha"])), resultado):
        fatia = fatia_comparar(contexto, rodada, julgada.achados)
        if fatia.novas is not None:
            cdas_incluir(credor=credor, novas=fatia.novas, filhos=julgada.filhos)
        if fatia.alteradas is not None:
            cdas_alterar(credor=credor, alteradas=fatia.alteradas, filhos=julgada.filhos, em=agora)
        for lote, contas in fatia.contas.items():
            resultado.contas[lote].update(contas)
        resultado.achados.extend(fatia.achados)
    _perdidas_contar(lotes, julgada, resultado)
    if julgada.movimentos.height:
        (unico,) = lotes
        _movimentos_gravar(unico, julgada, resultado)
    return resultado


def _perdidas_contar(lotes: Sequence[Lote], julgada: Julgada, resultado: Resultado) -> None:
    """Os achados da leitura, e nas contas as linhas que ela recusou antes de virarem registro."""
    if julgada.da_leitura.is_empty():
        return
    resultado.achados.append(julgada.da_leitura)
    for tabela, contas in DA_PERDIDA.items():
        dos_lotes = _lote_das_linhas(lotes, julgada.perdidas(tabela))
        for lote, quantas in dos_lotes["lote_id"].value_counts().iter_rows():
            resultado.contas[lote].update(dict.fromkeys(contas, quantas))


def _lote_das_linhas(lotes: Sequence[Lote], linhas: pl.Series) -> pl.DataFrame:
    """O lote de cada linha: `lote_id` e `chegou_em`, o dia dele."""
    de_cada = pl.DataFrame(
        {"lote_id": [lote.pk for lote in lotes], "chegou_em": [lote.em for lote in lotes]},
        schema={"lote_id": pl.Int64, "chegou_em": pl.Date},
    )
    quais = pl.repeat(0, len(linhas), eager=True) if len(lotes) == 1 else linhas // LINHAS_POR_ENTREGA
    return de_cada[quais]


def _rodadas(cdas: pl.DataFrame, resultado: Resultado) -> list[pl.DataFrame]:
    """Separa números repetidos: em cada rodada um número aparece uma vez, na ordem das linhas."""
    if cdas["numero_cda"].n_unique() == cdas.height:
        return [cdas] if cdas.height else []
    numeradas = cdas.with_columns(vez=pl.int_range(pl.len()).over("numero_cda"))
    sobra = numeradas.filter((pl.col("vez") >= RODADAS) & pl.col("numero_cda").is_not_null())
    resultado.achados.append(achados_do_livro(sobra, regra="REC-005"))
    for lote, quantas in sobra["lote_id"].value_counts().iter_rows():
        resultado.contas[lote].update(recebidas=quantas, recusadas=quantas)
    primeiras = numeradas.filter((pl.col("vez") < RODADAS) & pl.col("numero_cda").is_not_null())
    sem_numero = cdas.filter(pl.col("numero_cda").is_null())
    rodadas = [r.drop("vez") for r in primeiras.partition_by("vez", maintain_order=True)]
    return [*rodadas, *([sem_numero] if sem_numero.height else [])]


def _movimentos_gravar(lote: Lote, julgada: Julgada, resultado: Resultado) -> None:
    bons = julgada.movimentos.filter(pl.col("resultado") != "recusada")
    feito = movimentos_aplicar(lote=lote, quadro=bons, em=timezone.now())
    resultado.achados.append(julgada.achados.filter(pl.col("tabela") == "movimento"))
    for (regra,), linhas in feito.recusados.group_by("regra"):
        resultado.achados.append(achados_do_livro(linhas, regra=str(regra), tabela="movimento"))
    total = julgada.movimentos.height
    resultado.contas[lote.pk].update(
        movimentos_recebidos=total,
        movimentos=feito.aplicados,
        movimentos_repetidos=feito.repetidos,
        movimentos_recusados=total - feito.aplicados - feito.repetidos,
    )


def lotes_somar(*, lotes: Sequence[Lote], resultado: Resultado) -> list[pl.DataFrame]:
    """Soma as contas de uma fatia às dos lotes e guarda os achados, que devolve; as contas, o banco confere."""
    de_cada = resultado.achados_dos(lotes)
    guardados = [_somar(lote, resultado.contas[lote.pk], achados) for lote, achados in zip(lotes, de_cada, strict=True)]
    presentes = [quadro for quadro in guardados if quadro is not None]
    if presentes:
        quadro_copiar("achado", pl.concat(presentes))
    return de_cada


def _somar(lote: Lote, contas: Counter[str], achados: pl.DataFrame) -> pl.DataFrame | None:
    """Soma ao lote; devolve o que dos achados se guarda."""
    for conta in (*CONTAS, *CONTAS_DE_MOVIMENTO):
        setattr(lote, conta, getattr(lote, conta) + contas[conta])
    lote.valor_aceito += de_centavos(contas[VALOR_ACEITO])
    return _achados_somar(lote, achados) if achados.height else None


def _achados_somar(lote: Lote, achados: pl.DataFrame) -> pl.DataFrame:
    aviso = pl.col("efeito") == "aviso"
    avisos = achados.filter(aviso).head(max(0, AVISOS_POR_LOTE - lote.avisos_guardados))
    guardados = pl.concat([achados.filter(~aviso), avisos]).sort("linha", maintain_order=True)
    por_regra = Counter(lote.achados_por_regra)
    por_regra.update(dict(achados["regra"].value_counts().iter_rows()))
    lote.achados_por_regra = dict(por_regra)
    lote.achados_total += achados.height
    lote.avisos_guardados += avisos.height
    return guardados.select(pl.lit(lote.credor_id).alias("credor_id"), pl.lit(lote.pk).alias("lote_id"), *ESQUEMA)


def lotes_incluir(lotes: Sequence[Lote]) -> None:
    """Grava lotes novos, que já têm número, num só comando."""
    # O ORM prepara campo a campo, e em cada chamada da API isso pesava mais que o comando.
    campos = [(campo.column, campo.attname) for campo in Lote._meta.concrete_fields]
    linhas = [{coluna: getattr(lote, atributo) for coluna, atributo in campos} for lote in lotes]
    with connection.cursor() as cursor:
        cursor.execute(_INCLUIR, [json.dumps(linhas, cls=DjangoJSONEncoder)])


_INCLUIR = "insert into lote select * from jsonb_populate_recordset(null::lote, %s)"


def lotes_registrar(lotes: Sequence[Lote]) -> None:
    """Os eventos que contam os lotes concluídos."""
    agora = timezone.now()
    eventos_registrar([_relato_do_lote(lote) for lote in lotes], em=agora)


def _relato_do_lote(lote: Lote) -> Relato:
    contas: dict[str, Any] = {conta: getattr(lote, conta) for conta in (*CONTAS, "movimentos")}
    chaves = {"lote": lote.pk, "porta": lote.porta, "sha256": lote.sha256, "valor_aceito": lote.valor_aceito, **contas}
    return Relato(etiqueta=Etiqueta.LOTE_RECEBIDO, ator=lote.ator, credor=lote.credor, chaves=chaves)


def achados_do_lote(lote: Lote, *, limite: int = 10_000, numero_cda: str | None = None) -> pl.DataFrame:
    """Os primeiros achados guardados do lote (ou de uma CDA dele), no esquema de `hub.regras.achados`."""
    consulta = lote.achados.filter(numero_cda=numero_cda) if numero_cda else lote.achados.all()
    return pl.DataFrame(list(consulta.order_by("id").values_list(*ESQUEMA)[:limite]), schema=ESQUEMA, orient="row")
