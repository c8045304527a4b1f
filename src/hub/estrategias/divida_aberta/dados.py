"""A fotografia do dia: a lista inteira em CSV e em Parquet, escrita à parte e posta no lugar da de antes.

Só a última se oferece, e a de antes se apaga: quem pagou não pode continuar à vista num arquivo velho.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.pastas import pasta_fechada
from hub.dividas.gravacao import quadro_ler
from hub.estrategias.divida_aberta.limites import LINHAS_POR_PARTE
from hub.estrategias.divida_aberta.linhas_abertas import EXPRESSOES, NOMES
from hub.estrategias.divida_aberta.models import Diferenca
from hub.estrategias.divida_aberta.publicacao import TRAVA
from hub.estrategias.divida_aberta.servicos import ATOR

MANIFESTO = "manifesto.json"
#: Onde se escreve o que ainda não está pronto.
_A_PARTE = "parcial"
#: Bytes lidos por vez ao calcular o resumo.
_BLOCO = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Arquivo:
    nome: str
    bytes: int
    #: em hexadecimal
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Fotografia:
    """O que se oferece."""

    #: dia de Brasília, e instante em ISO
    dia: str
    gerada_em: str
    linhas: int
    #: de que diferença em diante se atualiza
    desde: int
    arquivos: tuple[Arquivo, ...]


def dados_pasta() -> Path:
    return pasta_fechada(Path(settings.PASTA_DE_TRABALHO), "divida-aberta")


def fotografia_atual() -> Fotografia | None:
    """A que se oferece; nula se ainda não houve nenhuma."""
    try:
        lido: dict[str, Any] = json.loads((dados_pasta() / MANIFESTO).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Fotografia(**{**lido, "arquivos": tuple(Arquivo(**um) for um in lido["arquivos"])})


def dados_gerar(*, agora: datetime) -> Fotografia | None:
    """Escreve a fotografia, põe-na no lugar da de antes e apaga o que já não se oferece.

    Nula se outro processo já a está escrevendo. Interrompida, a seguinte recomeça, e a de antes continua oferecida.
    """
    with _vez() as minha:
        if not minha:
            return None
        parcial = dados_pasta() / _A_PARTE
        shutil.rmtree(parcial, ignore_errors=True)
        parcial.mkdir(mode=0o700)
        foto = _escrever(parcial, agora)
        for arquivo in foto.arquivos:
            (parcial / arquivo.nome).replace(dados_pasta() / arquivo.nome)
        _oferecer(foto, parcial)
    sha256 = {arquivo.nome.rpartition(".")[2]: arquivo.sha256 for arquivo in foto.arquivos}
    evento_registrar(
        Etiqueta.ABERTA_FOTOGRAFADA,
        ator=ATOR,
        em=agora,
        dia=foto.dia,
        linhas=foto.linhas,
        sha256_csv=sha256["csv"],
        sha256_parquet=sha256["parquet"],
    )
    return foto


def _escrever(pasta: Path, agora: datetime) -> Fotografia:
    local = timezone.localtime(agora)
    # O que mudar enquanto se escreve vem de novo nas diferenças: aplicar duas vezes não muda nada.
    desde = Diferenca.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    em_csv = pasta / f"divida-aberta-{local:%Y%m%d-%H%M%S}.csv"
    linhas = 0
    with em_csv.open("wb") as saida:
        saida.write((";".join(NOMES) + "\n").encode())
        for parte in _partes(agora):
            # O que falta é um campo vazio, sem aspas, venha nulo ou vazio do banco.
            parte.with_columns(pl.all().replace("", None)).write_csv(saida, separator=";", include_header=False)
            linhas += parte.height
        saida.flush()
        os.fsync(saida.fileno())
    em_parquet = em_csv.with_suffix(".parquet")
    _em_parquet(em_csv, em_parquet)
    return Fotografia(
        dia=local.date().isoformat(),
        gerada_em=agora.isoformat(),
        linhas=linhas,
        desde=desde,
        arquivos=(_arquivo(em_csv), _arquivo(em_parquet)),
    )


def _partes(agora: datetime) -> Iterator[pl.DataFrame]:
    """A lista em partes, na ordem do identificador, só com o que o livro sustenta."""
    dia, apos = timezone.localtime(agora).date(), 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ATE_ONDE, {"apos": apos, "limite": LINHAS_POR_PARTE})
            (ate,) = cursor.fetchone()
        if ate is None:
            return
        yield quadro_ler(_PARTE, {"apos": apos, "ate": ate, "dia": dia}, dict.fromkeys(NOMES, pl.String))
        apos = ate


def _em_parquet(em_csv: Path, em_parquet: Path) -> None:
    """O mesmo conteúdo, com os tipos de `colunas.csv`, sem pôr o arquivo inteiro na memória."""
    quadro = pl.scan_csv(em_csv, separator=";", schema=dict.fromkeys(NOMES, pl.String)).with_columns(
        pl.all().fill_null("")
    )
    tipado = quadro.with_columns(
        pl.col("inscrita_em").replace("", None).str.to_date("%Y-%m-%d"),
        pl.col("valor").cast(pl.Decimal(15, 2)),
        pl.col("publicada_em").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC"),
    )
    tipado.sink_parquet(em_parquet, compression="zstd")


def _arquivo(caminho: Path) -> Arquivo:
    resumo = hashlib.sha256()
    with caminho.open("rb") as lido:
        while bloco := lido.read(_BLOCO):
            resumo.update(bloco)
    return Arquivo(nome=caminho.name, bytes=caminho.stat().st_size, sha256=resumo.hexdigest())


def _oferecer(foto: Fotografia, parcial: Path) -> None:
    """Troca o manifesto de uma vez, e só depois apaga o que ele já não diz: nunca se oferece o que não há."""
    novo = parcial / MANIFESTO
    novo.write_text(json.dumps(asdict(foto), ensure_ascii=False), encoding="utf-8")
    novo.replace(dados_pasta() / MANIFESTO)
    ficam = {MANIFESTO, *(arquivo.nome for arquivo in foto.arquivos)}
    for outro in dados_pasta().iterdir():
        if outro.is_file() and outro.name not in ficam:
            outro.unlink(missing_ok=True)
    shutil.rmtree(parcial, ignore_errors=True)


@contextmanager
def _vez() -> Iterator[bool]:
    """Se é este processo que escreve; a trava é da sessão e se solta com ela."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, 1)", [TRAVA])
        (minha,) = cursor.fetchone()
        try:
            yield bool(minha)
        finally:
            if minha:
                cursor.execute("select pg_advisory_unlock(%s, 1)", [TRAVA])


_ATE_ONDE = """
select max(id) from (select id from divida_publicada where id > %(apos)s order by id limit %(limite)s) x
"""
_PARTE = f"""
select {EXPRESSOES}
  from divida_publicada p
  join ente_publicado e on e.id = p.ente
  join hub_seguro.aberta_conferir(
      array(select id from divida_publicada where id > %(apos)s and id <= %(ate)s), %(dia)s::date
  ) c on c.publicada = p.id
 where p.id > %(apos)s and p.id <= %(ate)s
 order by p.id
"""
