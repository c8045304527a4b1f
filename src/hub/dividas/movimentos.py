"""O que o credor conta de uma CDA já enviada: pagamento, suspensão, cancelamento, reabertura…

Vários movimentos da mesma CDA no mesmo envio valem na ordem da data e, no mesmo dia, na da linha.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import product

import polars as pl
from django.db import connection

from hub.comum.dinheiro import CENTAVOS_MAXIMO
from hub.comum.situacoes import Causa, Posicao, TipoDeMovimento, mover
from hub.dividas.chaves import cdas_do_livro
from hub.dividas.gravacao import quadro_copiar
from hub.dividas.models import Lote

#: Movimentos da mesma CDA num envio; acima disso o arquivo tem outro problema.
POR_CDA = 50

#: O que cada movimento exige e faz, como quadro: uma linha por tipo, posição e causas de que pode partir.
REGRAS_DE_MOVIMENTO = pl.DataFrame(
    [
        (tipo.value, posicao.value, causas, depois[0].value, int(depois[1]), True)
        for tipo, posicao, causas in product(TipoDeMovimento, Posicao, range(sum(Causa) + 1))
        if (depois := mover(tipo, posicao, Causa(causas)))
    ],
    schema={
        "tipo": pl.String,
        "posicao": pl.String,
        "causas": pl.Int64,
        "para": pl.String,
        "causas_depois": pl.Int64,
        "pode": pl.Boolean,
    },
    orient="row",
)


@dataclass(frozen=True, kw_only=True)
class Aplicados:
    """O que se fez de uma fatia de movimentos."""

    #: gravados, com ou sem mudança de posição
    aplicados: int
    #: já conhecidos
    repetidos: int
    #: linhas recusadas, com `linha`, `numero_cda`, `tipo`, `posicao` e `regra` (MOV-D01 a MOV-D05)
    recusados: pl.DataFrame


def movimentos_aplicar(*, lote: Lote, quadro: pl.DataFrame, em: datetime) -> Aplicados:
    """Aplica movimentos normalizados e já julgados; repetir (mesmo identificador) não muda nada."""
    livro = cdas_do_livro(credor=lote.credor, numeros=quadro["numero_cda"], travar=True)
    preparados = _preparar(quadro, livro)
    desconhecidos = preparados.filter(pl.col("cda_id").is_null()).with_columns(regra=pl.lit("MOV-D01"))
    chave = ["cda_id", "identificador"]
    conhecidos = preparados.filter(pl.col("cda_id").is_not_null())
    conhecidos = conhecidos.join(_ja_gravados(livro), on=chave, how="left", maintain_order="left")
    # O primeiro com o identificador, no livro ou no envio, diz o que ele é.
    igual = pl.col("conteudo") == pl.coalesce("gravado", pl.col("conteudo").first().over(chave))
    divergentes = conhecidos.filter(~igual).with_columns(regra=pl.lit("MOV-D05"))
    iguais = conhecidos.filter(igual)
    ineditos = iguais.filter(pl.col("gravado").is_null()).unique(chave, keep="first", maintain_order=True)
    feitos, negados = _percorrer(ineditos)
    _gravar(lote, feitos, em)
    recusados = pl.concat([desconhecidos, divergentes, negados], how="diagonal_relaxed")
    return Aplicados(
        aplicados=feitos.height,
        repetidos=iguais.height - ineditos.height,
        recusados=recusados.rename({"posicao_no_livro": "posicao"}),
    )


#: O que distingue um movimento de outro da mesma CDA; sem identificador do credor, é o dele.
_CONTEUDO = pl.concat_str(
    ["tipo", "data", pl.col("valor").cast(pl.String), "numero_cnj"], separator=":", ignore_nulls=True
)


def _preparar(quadro: pl.DataFrame, livro: pl.DataFrame) -> pl.DataFrame:
    return (
        quadro.with_columns(conteudo=_CONTEUDO, identificador=pl.coalesce("identificador_credor", _CONTEUDO))
        .join(livro.drop("resumo_no_livro", "valor_no_livro"), on="numero_cda", how="left", maintain_order="left")
        .sort("data", "linha", maintain_order=True)
    )


def _ja_gravados(livro: pl.DataFrame) -> pl.DataFrame:
    """Os movimentos das CDAs que o livro já tem: `cda_id`, `identificador` e, em `gravado`, o conteúdo."""
    esquema = {
        "cda_id": pl.Int64,
        "identificador": pl.String,
        "tipo": pl.String,
        "data": pl.Date,
        "valor": pl.Int64,
        "numero_cnj": pl.String,
    }
    consulta = (
        "select cda_id, identificador, tipo, data, (valor * 100)::bigint, numero_cnj"
        " from movimento where cda_id = any(%s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(consulta, [livro["cda_id"].to_list()])
        gravados = pl.DataFrame(cursor.fetchall(), schema=esquema, orient="row")
    return gravados.select("cda_id", "identificador", gravado=_CONTEUDO)


def _percorrer(ineditos: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leva cada CDA pelos seus movimentos, o n-ésimo de todas de cada vez."""
    estado = ineditos.select("cda_id", posicao="posicao_no_livro", causas="causas_no_livro").unique("cda_id")
    estado = estado.join(_ja_pago(ineditos), on="cda_id", how="left")
    feitos, negados = [], []
    for rodada in ineditos.with_columns(vez=pl.int_range(pl.len()).over("cda_id")).partition_by("vez"):
        desta = (
            rodada.join(estado, on="cda_id", how="left", maintain_order="left")
            .join(REGRAS_DE_MOVIMENTO, on=["tipo", "posicao", "causas"], how="left", maintain_order="left")
            .with_columns(pago=pl.col("pago") + _PAGO_EM_PARTE)
            .with_columns(regra=_REGRA_QUE_NEGA)
        )
        feitos.append(desta.filter(pl.col("regra").is_null()))
        negados.append(desta.filter(pl.col("regra").is_not_null()).with_columns(posicao_no_livro="posicao"))
        depois = feitos[-1].select("cda_id", "pago", posicao="para", causas="causas_depois")
        estado = estado.update(depois, on="cda_id")
    vazio = ineditos.head(0).with_columns(posicao=pl.lit(""), para=pl.lit(""), causas_depois=pl.lit(0, pl.Int64))
    do_estado = {*REGRAS_DE_MOVIMENTO.columns, "pago"} - set(ineditos.columns)
    sem_estado = [negado.drop(do_estado) for negado in negados] or [ineditos.head(0)]
    return pl.concat([vazio, *feitos], how="diagonal_relaxed"), pl.concat(sem_estado, how="diagonal_relaxed")


#: O que o movimento soma ao pago da CDA, em centavos.
_PAGO_EM_PARTE = pl.when(pl.col("tipo") == "PAGAMENTO_PARCIAL").then("valor").otherwise(0)
#: A primeira regra que o movimento descumpre; nula quando cabe.
_REGRA_QUE_NEGA = (
    pl.when(pl.col("vez") >= POR_CDA)
    .then(pl.lit("MOV-D03"))
    .when(~pl.col("pode").fill_null(value=False))
    .then(pl.lit("MOV-D02"))
    .when(pl.col("pago") > CENTAVOS_MAXIMO)
    .then(pl.lit("MOV-D04"))
)


def _ja_pago(ineditos: pl.DataFrame) -> pl.DataFrame:
    """O que o livro tem como pago em parte de cada CDA: `cda_id` e `pago`, em centavos."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, (valor_pago * 100)::bigint from cda where id = any(%s)", [ineditos["cda_id"].unique().to_list()]
        )
        return pl.DataFrame(cursor.fetchall(), schema={"cda_id": pl.Int64, "pago": pl.Int64}, orient="row")


def _gravar(lote: Lote, feitos: pl.DataFrame, em: datetime) -> None:
    if feitos.is_empty():
        return
    comuns = (pl.lit(lote.credor_id).alias("credor_id"), "cda_id")
    instante = pl.lit(em.isoformat())
    quadro_copiar(
        "movimento",
        feitos.select(
            *comuns,
            pl.lit(lote.pk).alias("lote_id"),
            *("tipo", "data", "valor", "motivo", "numero_cnj", "identificador"),
            instante.alias("registrado_em"),
        ),
        dinheiro=("valor",),
    )
    passaram = feitos.filter(pl.col("posicao") != pl.col("para"))
    motivo = pl.concat_str(pl.lit("movimento:"), "tipo").alias("motivo")
    quadro_copiar(
        "passagem",
        passaram.select(*comuns, pl.col("posicao").alias("de"), "para", motivo, instante.alias("em")),
    )
    _atualizar_cdas(feitos)


def _atualizar_cdas(feitos: pl.DataFrame) -> None:
    """Uma linha por CDA, com o resultado de todos os movimentos dela."""
    por_cda = feitos.group_by("cda_id", maintain_order=True).agg(
        pl.col("para").last(),
        pl.col("causas_depois").last().alias("causas"),
        _PAGO_EM_PARTE.sum().alias("pago"),
        pl.col("numero_cnj").filter(pl.col("tipo") == "AJUIZAMENTO").last(),
        pl.col("motivo").filter(pl.col("tipo") == "SUSPENSAO").last(),
        (pl.col("tipo") == "FIM_SUSPENSAO").any().alias("acabou"),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "create temp table movida (cda_id bigint, para text, causas smallint, pago numeric(15,2), numero_cnj text,"
            " motivo text, acabou boolean) on commit drop"
        )
        quadro_copiar("movida", por_cda, dinheiro=("pago",))
        cursor.execute(_ATUALIZA)
        cursor.execute("drop table movida")


_ATUALIZA = f"""
update cda c
   set posicao = m.para,
       causas = m.causas,
       valor_pago = c.valor_pago + m.pago,
       ajuizada = c.ajuizada or m.numero_cnj is not null,
       numero_cnj = coalesce(m.numero_cnj, c.numero_cnj),
       motivo_suspensao = case
           when m.causas & {int(Causa.SUSPENSA)} = 0 and m.acabou then null
           else coalesce(m.motivo, c.motivo_suspensao)
       end
  from movida m where m.cda_id = c.id
"""
