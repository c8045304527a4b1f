"""Nomes de arquivo e sequenciais, reservados antes de os arquivos existirem.

O sequencial do header é contínuo por apresentante e município (a CRA recusa repetição, mensagem 2117); o nome é
`BCCCDDMM.AAS`, com até nove por dia. O que não cabe no dia volta a esperar um plano.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from django.db import connection

from hub.dividas.gravacao import quadro_ler
from hub.dividas.models import Remessa, RemessaArquivo, RemessaLote
from hub.estrategias.protesto.limites import (
    ARQUIVOS_POR_DIA,
    BYTES_POR_ARQUIVO,
    BYTES_POR_LINHA,
    BYTES_POR_LINHA_EM_XML,
    PEDIDOS_POR_ARQUIVO,
)
from hub.estrategias.protesto.opcoes import Opcoes, opcoes_do
from hub.estrategias.protesto.plano import consulta
from hub.leiautes.montagem import MAXIMO_POR_LOTE
from hub.leiautes.nomes import montar

LINHAS_POR_ARQUIVO = BYTES_POR_ARQUIVO // BYTES_POR_LINHA
#: O limite do serviço é do XML, que é maior.
LINHAS_PELO_SERVICO = BYTES_POR_ARQUIVO // BYTES_POR_LINHA_EM_XML


#: Um lote de município: a faixa de acionamentos que ele leva e o que ocupa no arquivo.
ESQUEMA_DO_LOTE = {
    "praca": pl.String,
    "primeiro": pl.Int64,
    "ultimo": pl.Int64,
    "titulos": pl.Int64,
    "linhas": pl.Int64,
    "centavos": pl.Int64,
}


def reservar_remessa(remessa: Remessa) -> None:
    """Divide os acionamentos em lotes de município e arquivos; devolve ao plano seguinte o que passar do dia."""
    pracas = quadro_ler(consulta("titulos_por_praca"), {"remessa": remessa.pk}, ESQUEMA_DO_LOTE)
    if pracas.is_empty():
        return
    inteiras = pl.col("linhas") <= MAXIMO_POR_LOTE
    divididas = em_lotes(_titulos_das(remessa, pracas.filter(~inteiras)["praca"].to_list()))
    opcoes = opcoes_do(remessa.credor)
    cabem_no_arquivo = LINHAS_PELO_SERVICO if opcoes.entrega == "servico" else LINHAS_POR_ARQUIVO
    todos = pl.concat([pracas.filter(inteiras).with_columns(lote=pl.lit(0, pl.Int64)), divididas])
    lotes = em_arquivos(todos, linhas=cabem_no_arquivo)
    nomes = nomes_livres(remessa, "B", opcoes)
    cabem = lotes.filter(pl.col("arquivo") < len(nomes))
    _devolver(remessa, lotes.filter(pl.col("arquivo") >= len(nomes)))
    _gravar(remessa, cabem, nomes)


def _titulos_das(remessa: Remessa, pracas: list[str]) -> pl.DataFrame:
    """Título a título, só as praças que não cabem num lote."""
    esquema = {"id": pl.Int64, "praca": pl.String, "centavos": pl.Int64, "linhas": pl.Int32}
    if not pracas:
        return pl.DataFrame(schema=esquema)
    return quadro_ler(consulta("titulos_por_lote"), {"remessa": remessa.pk, "pracas": pracas}, esquema)


def em_lotes(titulos: pl.DataFrame) -> pl.DataFrame:
    """Agrupa títulos (`id`, `praca`, `centavos`, `linhas`) em lotes: as colunas de `ESQUEMA_DO_LOTE` e `lote`.

    Um título e seus codevedores nunca se separam.
    """
    ordenados = titulos.sort("praca", "id").with_columns(acumulado=pl.col("linhas").cum_sum().over("praca"))
    # A folga é o maior título: o que cruza a borda vai inteiro para o lote seguinte.
    cabem = max(1, MAXIMO_POR_LOTE - int(titulos["linhas"].max() or 1) + 1)  # type: ignore[arg-type]
    em_lote = ordenados.with_columns(lote=((pl.col("acumulado") - 1) // cabem).cast(pl.Int64))
    return (
        em_lote.group_by("praca", "lote", maintain_order=True)
        .agg(
            pl.col("id").min().alias("primeiro"),
            pl.col("id").max().alias("ultimo"),
            pl.len().cast(pl.Int64).alias("titulos"),
            pl.col("linhas").sum().cast(pl.Int64),
            pl.col("centavos").sum(),
        )
        .select(*ESQUEMA_DO_LOTE, "lote")
    )


def em_arquivos(lotes: pl.DataFrame, *, linhas: int = LINHAS_POR_ARQUIVO) -> pl.DataFrame:
    """Acrescenta `arquivo`, a partir de zero; cada um tem no máximo um lote por município, e até `linhas` linhas."""
    # O n-ésimo lote de um município vai na n-ésima camada de arquivos; dentro da camada, o tamanho divide.
    com_envelope = lotes.sort("lote", "praca").with_columns(ate_aqui=(pl.col("linhas") + 2).cum_sum().over("lote"))
    camada = (pl.col("ate_aqui") - 1) // linhas
    return com_envelope.with_columns(
        arquivo=pl.struct("lote", camada.alias("camada")).rank("dense").cast(pl.Int64) - 1
    ).drop("ate_aqui")


def nomes_livres(remessa: Remessa, tipo: str, opcoes: Opcoes) -> list[str]:
    """Os nomes que ainda restam ao credor nesse dia, para esse tipo de arquivo."""
    codigo = opcoes.codigo_portador or opcoes.codigo_curto
    todos = [
        str(montar(tipo=tipo, codigo=codigo, data=remessa.em, sequencia=vez)) for vez in range(1, ARQUIVOS_POR_DIA + 1)
    ]
    usados = set(RemessaArquivo.objects.filter(credor=remessa.credor, nome__in=todos).values_list("nome", flat=True))
    return [nome for nome in todos if nome not in usados]


def _devolver(remessa: Remessa, lotes: pl.DataFrame) -> None:
    if lotes.is_empty():
        return
    faixas = lotes.select("praca", "primeiro", "ultimo").rows()
    with connection.cursor() as cursor:
        cursor.executemany(
            "delete from acionamento where remessa_id = %s and praca = %s and id between %s and %s",
            [(remessa.pk, *faixa) for faixa in faixas],
        )
    sobra = int(lotes["titulos"].sum())
    remessa.inclusoes -= sobra
    remessa.retidas = {**remessa.retidas, "limite_do_dia": remessa.retidas.get("limite_do_dia", 0) + sobra}


def _gravar(remessa: Remessa, lotes: pl.DataFrame, nomes: list[str]) -> None:
    sequenciais = _ultimos_sequenciais(remessa)
    for (indice,), do_arquivo in lotes.group_by("arquivo", maintain_order=True):
        arquivo = RemessaArquivo.objects.create(
            credor=remessa.credor,
            remessa=remessa,
            tipo="B",
            nome=nomes[int(str(indice))],
            titulos=int(do_arquivo["titulos"].sum()),
            valor=Decimal(int(do_arquivo["centavos"].sum())) / 100,
        )
        novos = []
        for lote in do_arquivo.sort("praca").iter_rows(named=True):
            sequenciais[lote["praca"]] = sequenciais.get(lote["praca"], 0) + 1
            novos.append(
                RemessaLote(
                    credor=remessa.credor,
                    arquivo=arquivo,
                    praca=lote["praca"],
                    sequencial=sequenciais[lote["praca"]],
                    titulos=lote["titulos"],
                    primeiro=lote["primeiro"],
                    ultimo=lote["ultimo"],
                )
            )
        RemessaLote.objects.bulk_create(novos)


def _ultimos_sequenciais(remessa: Remessa) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select praca, max(sequencial) from remessa_lote where credor_id = %s group by praca", [remessa.credor_id]
        )
        return dict(cursor.fetchall())


def reservar_pedidos(remessa: Remessa) -> None:
    """Um arquivo por tipo de pedido (DP, AD, CP, AC), dividido se passar do que um arquivo numera."""
    opcoes = opcoes_do(remessa.credor)
    with connection.cursor() as cursor:
        cursor.execute(consulta("pedidos_por_tipo"), {"remessa": remessa.pk})
        por_tipo = cursor.fetchall()
    for tipo, titulos, valor in por_tipo:
        livres = nomes_livres(remessa, tipo, opcoes)
        if titulos > PEDIDOS_POR_ARQUIVO or not livres:
            _devolver_pedidos(remessa, tipo, manter=PEDIDOS_POR_ARQUIVO if livres else 0)
        if livres:
            RemessaArquivo.objects.create(
                credor=remessa.credor,
                remessa=remessa,
                tipo=tipo,
                nome=livres[0],
                titulos=min(titulos, PEDIDOS_POR_ARQUIVO),
                valor=valor,
            )


def _devolver_pedidos(remessa: Remessa, tipo: str, *, manter: int) -> None:
    pedidos = remessa.baixas_planejadas.filter(tipo=tipo).order_by("acionamento")
    sobra = list(pedidos.values_list("pk", flat=True)[manter:])
    remessa.baixas_planejadas.filter(pk__in=sobra).delete()
    remessa.baixas -= len(sobra)
    remessa.retidas = {**remessa.retidas, "limite_do_dia": remessa.retidas.get("limite_do_dia", 0) + len(sobra)}
