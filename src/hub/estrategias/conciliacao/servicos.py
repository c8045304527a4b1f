"""Comparar, olhar, aplicar."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.situacoes import EM_ABERTO, NO_CADASTRO, SE_ESTA_NO_CADASTRO, SE_NAO_ESTA_NO_CADASTRO, Causa
from hub.comum.textos import a_mesma_pessoa
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_copiar
from hub.estrategias.cadastro.conector import ConectorDeCadastro
from hub.estrategias.conciliacao.erros import (
    CanalSemLista,
    ConciliacaoFechada,
    FreioDaConciliacao,
    NadaAComparar,
)
from hub.estrategias.conciliacao.listas import do_canal_ler, do_credor_ler
from hub.estrategias.limites import FREIO_FRACAO, FREIO_MINIMO
from hub.estrategias.models import Conciliacao, Divergencia, SituacaoDaConciliacao
from hub.estrategias.registro import CANAIS, canal

#: Tabelas provisórias das listas, com as colunas delas.
_TABELAS: Final = {
    "lista_do_credor": "linha bigint, numero_cda text, situacao text, saldo numeric(15,2)",
    "lista_do_canal": "linha bigint, chave text, valor numeric(15,2)",
}


@dataclass(frozen=True, kw_only=True)
class Listas:
    """O que se compara com o hub; nula = não veio."""

    do_credor: bytes | None = None
    do_canal: bytes | None = None


@cache
def tipos() -> dict[str, dict[str, str]]:
    """Tipo de divergência → `texto` e `como_resolver`."""
    with files("hub.estrategias.conciliacao").joinpath("tipos.csv").open(encoding="utf-8") as arquivo:
        return {linha["tipo"]: linha for linha in csv.DictReader(arquivo)}


@transaction.atomic
def conciliacao_planejar(*, credor: Credor, listas: Listas, em: date, ator: str, estrategia: str = "") -> Conciliacao:
    """Compara as listas com o hub e grava as divergências; nada muda.

    `em`: o dia das listas, que são inteiras: o que não está nelas não há. `estrategia`: o cadastro da lista do canal.
    Levanta `NadaAComparar`, `CanalSemLista`, `EstrategiaDesconhecida` e o que `lista_ler` levanta.
    """
    if listas.do_credor is None and listas.do_canal is None:
        raise NadaAComparar
    nome = _cadastro(estrategia) if listas.do_canal is not None else ""
    conciliacao = Conciliacao.objects.create(
        credor=credor,
        estrategia=nome,
        em=em,
        situacao=SituacaoDaConciliacao.ABERTA,
        lista_do_credor=_resumo(listas.do_credor),
        lista_do_canal=_resumo(listas.do_canal),
        criada_por=ator,
        criada_em=timezone.now(),
    )
    linhas = {}
    if listas.do_credor is not None:
        linhas["do_credor"] = _comparar(conciliacao, "credor", do_credor_ler(listas.do_credor))
    if listas.do_canal is not None:
        linhas["do_canal"] = _comparar(conciliacao, "canal", do_canal_ler(listas.do_canal))
    _contar(conciliacao, linhas)
    _registrar(Etiqueta.CONCILIACAO_PLANEJADA, conciliacao, ator, divergencias=conciliacao.contas["divergencias"])
    return conciliacao


def _cadastro(estrategia: str) -> str:
    conector = canal(estrategia)
    if not isinstance(conector, ConectorDeCadastro):
        cadastros = ", ".join(nome for nome, um in CANAIS.items() if isinstance(um, ConectorDeCadastro))
        raise CanalSemLista(estrategia=conector.nome, cadastros=cadastros)
    return conector.nome


def _resumo(lista: bytes | None) -> str:
    return "" if lista is None else hashlib.sha256(lista).hexdigest()


def _comparar(conciliacao: Conciliacao, com: str, lida: pl.DataFrame) -> int:
    """Compara uma lista; a linha que não se entende é divergência, e o que ela quer dizer não se supõe."""
    tabela, dinheiro = f"lista_do_{com}", "saldo" if com == "credor" else "valor"
    boas = lida.filter(~pl.col("ruim")).drop("ruim")
    with connection.cursor() as cursor:
        cursor.execute(f"create temp table {tabela} ({_TABELAS[tabela]}) on commit drop")
        quadro_copiar(tabela, boas, dinheiro=(dinheiro,))
        cursor.execute(f"analyze {tabela}")
        cursor.execute(_texto(f"com_o_{com}"), _parametros(conciliacao))
        cursor.execute(f"drop table {tabela}")
    chave = "numero_cda" if com == "credor" else "chave"
    Divergencia.objects.bulk_create(
        Divergencia(
            credor=conciliacao.credor, conciliacao=conciliacao, tipo="linha_ilegivel", chave=f"linha {linha}: {valor}"
        )
        for linha, valor in lida.filter(pl.col("ruim")).select("linha", pl.col(chave).fill_null("")).iter_rows()
    )
    return lida.height


def _parametros(conciliacao: Conciliacao) -> dict[str, Any]:
    esta, nao_esta = SE_ESTA_NO_CADASTRO, SE_NAO_ESTA_NO_CADASTRO
    return {
        "credor": conciliacao.credor_id,
        "conciliacao": conciliacao.pk,
        "estrategia": conciliacao.estrategia,
        "em": conciliacao.em,
        "em_aberto": [posicao.value for posicao in EM_ABERTO],
        "suspensa": int(Causa.SUSPENSA),
        "parcelada": int(Causa.PARCELADA),
        "no_cadastro": [situacao.value for situacao in NO_CADASTRO],
        "esta_de": [de.value for de in esta],
        "esta_para": [para.value for para in esta.values()],
        "nao_esta_de": [de.value for de in nao_esta],
        "nao_esta_para": [para.value for para in nao_esta.values()],
    }


def _contar(conciliacao: Conciliacao, linhas: dict[str, int]) -> None:
    """As contas e o freio: mais de 30 % das dívidas em aberto, e ao menos dez, pede segunda pessoa."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tipo, count(*), count(*) filter (where acao <> '') from divergencia"
            " where conciliacao_id = %s and credor_id = %s group by tipo order by tipo",
            [conciliacao.pk, conciliacao.credor_id],
        )
        por_tipo = cursor.fetchall()
        cursor.execute(
            "select count(*) from cda where credor_id = %s and posicao = any(%s)",
            [conciliacao.credor_id, [posicao.value for posicao in EM_ABERTO]],
        )
        (abertas,) = cursor.fetchone()
    mexe = sum(com_acao for *_, com_acao in por_tipo)
    conciliacao.contas = {
        "linhas": linhas,
        "divergencias": sum(quantas for _, quantas, _ in por_tipo),
        "a_aplicar": mexe,
        "por_tipo": {tipo: quantas for tipo, quantas, _ in por_tipo},
    }
    if mexe >= FREIO_MINIMO and mexe > FREIO_FRACAO * Decimal(max(abertas, mexe)):
        conciliacao.freio = f"Mexe em {mexe} dívidas, mais que {FREIO_FRACAO:.0%} das {abertas} em aberto."
    conciliacao.save(update_fields=["contas", "freio"])


@transaction.atomic
def conciliacao_aplicar(*, conciliacao: Conciliacao, ator: str) -> int:
    """Leva ao hub o que o canal mostra, com passagem; devolve quantos acionamentos mudaram.

    Os movimentos que divergem do credor não são daqui: `movimentos_propostos` os dá, e entram pela porta de todos.
    Repetir não muda nada. Levanta `ConciliacaoFechada`.
    """
    _travar_aberta(conciliacao)
    with connection.cursor() as cursor:
        parametros: dict[str, Any] = {
            "conciliacao": conciliacao.pk,
            "credor": conciliacao.credor_id,
            "em": timezone.now(),
        }
        cursor.execute(_texto("aplicar"), parametros)
        mudados = int(cursor.rowcount)
    conciliacao.situacao, conciliacao.aplicada_em = SituacaoDaConciliacao.APLICADA, timezone.now()
    conciliacao.save(update_fields=["situacao", "aplicada_em"])
    _registrar(Etiqueta.CONCILIACAO_APLICADA, conciliacao, ator, acionamentos=mudados)
    return mudados


@transaction.atomic
def conciliacao_aprovar(*, conciliacao: Conciliacao, ator: str) -> bool:
    """Anota quem mandou aplicar; falso quando o freio pede ainda outra pessoa. Levanta `ConciliacaoFechada`."""
    _travar_aberta(conciliacao)
    pessoa = " ".join(ator.split())
    if not any(a_mesma_pessoa(pessoa, outra) for outra in conciliacao.aprovada_por):
        conciliacao.aprovada_por = [*conciliacao.aprovada_por, pessoa]
        conciliacao.save(update_fields=["aprovada_por"])
    return not conciliacao.freio or len(conciliacao.aprovada_por) > 1


def freio_da(conciliacao: Conciliacao) -> FreioDaConciliacao:
    """A recusa de quem aprovou sozinho."""
    return FreioDaConciliacao(
        motivo=conciliacao.freio, conciliacao=conciliacao.pk, aprovaram=" e ".join(conciliacao.aprovada_por)
    )


def _travar_aberta(conciliacao: Conciliacao) -> None:
    conciliacao.refresh_from_db(from_queryset=Conciliacao.objects.select_for_update())
    if conciliacao.situacao != SituacaoDaConciliacao.ABERTA:
        raise ConciliacaoFechada(conciliacao=conciliacao.pk, situacao=conciliacao.situacao)


def movimentos_propostos(conciliacao: Conciliacao) -> list[dict[str, str]]:
    """Os movimentos que a lista do credor pede, no leiaute padrão, prontos para enviar por qualquer porta.

    O identificador é da conciliação e da divergência: enviar de novo é repetição.
    """
    propostos = conciliacao.divergencias.filter(acionamento__isnull=True, cda__isnull=False).exclude(acao="")
    return [
        {
            "numero_cda": um.chave,
            "tipo": um.acao,
            "data": conciliacao.em.isoformat(),
            **({"valor": str(um.valor)} if um.valor is not None else {}),
            "motivo": f"conciliação {conciliacao.pk}: {tipos()[um.tipo]['texto']}"[:200],
            "identificador_credor": f"conciliacao-{conciliacao.pk}-{um.pk}",
        }
        for um in propostos.order_by("pk")
    ]


def _registrar(etiqueta: Etiqueta, conciliacao: Conciliacao, ator: str, **chaves: Any) -> None:
    evento_registrar(
        etiqueta,
        ator=ator,
        credor=conciliacao.credor,
        em=timezone.now(),
        conciliacao=conciliacao.pk,
        estrategia=conciliacao.estrategia,
        **chaves,
    )


def _texto(nome: str) -> str:
    return files("hub.estrategias.conciliacao").joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")
