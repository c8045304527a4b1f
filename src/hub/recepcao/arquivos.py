"""Arquivos: guardar, enfileirar e processar em fatias que se retomam de onde pararam."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import DataError, connection, transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.adiantamento import adiantar
from hub.comum.erros import Recusa
from hub.comum.pastas import pasta_fechada
from hub.comum.textos import nome_guardavel
from hub.credores.models import Credor
from hub.dividas.models import Lote, Porta, SituacaoDoLote
from hub.recepcao.erros import EnsaioGrandeDemais, LoteEmUso, ValorForaDoAlcance
from hub.recepcao.fatias import FatiaDoArquivo, fatias_do_envio
from hub.recepcao.formatos import DE_ARQUIVO, abrir
from hub.recepcao.formatos.erros import ArquivoGrandeDemais, OrigemDivergente
from hub.recepcao.formatos.limites import por_extenso
from hub.recepcao.gravacao import achados_do_lote, julgada_gravar, lotes_registrar, lotes_somar
from hub.recepcao.preparo import Contexto, Julgada, com_resumo, contexto_do, fatia_julgar, fatia_normalizar
from hub.recepcao.servicos import DISPUTAS, TENTATIVAS, Recibo
from hub.regras.julgamento import versao_das_regras

#: Espaço de nomes das travas consultivas de lote no PostgreSQL.
TRAVA_DE_LOTE = 0x10E

Avanco = Callable[[Lote], None]


def arquivo_guardar(
    *, credor: Credor, fluxo: BinaryIO, nome: str, ator: str, em: date, origem: str = "hub", retomar: bool = False
) -> Lote:
    """Guarda o original, byte a byte, e cria o lote que o processará.

    `retomar`: se um lote do mesmo conteúdo ficou no meio, devolve esse. Levanta `ArquivoGrandeDemais`.
    """
    sha256, tamanho = _guardar(credor, fluxo, nome)
    if retomar:
        parado = credor.lotes.filter(
            sha256=sha256, origem=origem, situacao__in=(SituacaoDoLote.RECEBIDO, SituacaoDoLote.PROCESSANDO)
        ).first()
        if parado:
            return parado
    return _lote_novo(credor=credor, nome=nome, sha256=sha256, bytes=tamanho, ator=ator, em=em, origem=origem)


def _lote_novo(*, nome: str, **campos: Any) -> Lote:
    return Lote.objects.create(
        porta=Porta.ARQUIVO,
        nome=nome_guardavel(Path(nome).name)[:255],
        situacao=SituacaoDoLote.RECEBIDO,
        **campos,
    )


def caminho_do_original(lote: Lote) -> Path:
    """Onde está o arquivo como chegou."""
    return _pasta_do_credor(lote.credor) / lote.sha256


def _pasta_do_credor(credor: Credor) -> Path:
    return pasta_fechada(Path(settings.PASTA_DE_TRABALHO), "recebidos", str(credor.pk))


def _guardar(credor: Credor, fluxo: BinaryIO, nome: str) -> tuple[str, int]:
    """Grava o conteúdo com o nome do seu SHA-256; o limite de tamanho se cobra enquanto chega."""
    pasta = _pasta_do_credor(credor)
    _conferir_tamanho(_tamanho_sabido(fluxo), nome)
    resumo, tamanho = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=pasta, prefix="chegando-", delete=False) as saida:
        try:
            while bloco := fluxo.read(1 << 20):
                tamanho += len(bloco)
                _conferir_tamanho(tamanho, nome)
                resumo.update(bloco)
                saida.write(bloco)
            saida.flush()
            os.fsync(saida.fileno())
        except BaseException:
            Path(saida.name).unlink()
            raise
    Path(saida.name).replace(pasta / resumo.hexdigest())
    return resumo.hexdigest(), tamanho


def _tamanho_sabido(fluxo: BinaryIO) -> int:
    """O tamanho de um arquivo em disco, para recusar sem ler; zero quando só se saberá lendo."""
    try:
        return os.fstat(fluxo.fileno()).st_size
    except (OSError, AttributeError):
        return 0


def _conferir_tamanho(tamanho: int, nome: str) -> None:
    limite = DE_ARQUIVO.arquivo
    if tamanho > limite:
        raise ArquivoGrandeDemais(arquivo=nome, tamanho=f"mais de {por_extenso(limite)}", limite=por_extenso(limite))


def lote_processar(*, lote: Lote, ao_avancar: Avanco | None = None, original: Path | None = None) -> Recibo:
    """Processa o arquivo do lote, fatia por fatia, cada uma numa transação; interrompido, recomeça da seguinte.

    `original`: onde o arquivo está, se não é entre os recebidos. Levanta a `Recusa` do arquivo que não pode ser lido.
    """
    with _trava(lote), tempfile.TemporaryDirectory(prefix="hub-fatias-") as provisoria:
        if lote.situacao == SituacaoDoLote.CONCLUIDO:
            return Recibo(lote=lote, achados=achados_do_lote(lote))
        contexto = contexto_do(lote.credor, em=lote.em, origem=lote.origem)
        Lote.objects.filter(pk=lote.pk).update(situacao=SituacaoDoLote.PROCESSANDO)
        try:
            _fatias_gravar(lote, contexto, original or caminho_do_original(lote), Path(provisoria), ao_avancar)
        except Recusa as objecao:
            _objetar(lote, objecao)
            raise
        _concluir(lote)
        return Recibo(lote=lote, achados=achados_do_lote(lote))


def _fatias_gravar(lote: Lote, contexto: Contexto, original: Path, provisoria: Path, ao_avancar: Avanco | None) -> None:
    with abrir(original, nome=lote.nome) as envio:
        if lote.origem not in {"hub", envio.origem}:
            raise OrigemDivergente(arquivo=lote.nome, origem=lote.origem)
        if envio.origem and envio.origem != lote.origem:
            lote.origem = envio.origem
            contexto = replace(contexto, parametros=replace(contexto.parametros, origem=envio.origem))
        fatias = fatias_do_envio(envio, provisoria=provisoria, feitas=dict(lote.fatias))
        for fatia, julgada in adiantar(_julgadas(contexto, fatias)):
            fatia_gravar(lote=lote, contexto=contexto, fatia=fatia, julgada=julgada)
            if ao_avancar:
                ao_avancar(lote)


def _julgadas(contexto: Contexto, fatias: Iterator[FatiaDoArquivo]) -> Iterator[tuple[FatiaDoArquivo, Julgada]]:
    for fatia in fatias:
        normais = com_resumo(fatia_normalizar(fatia.quadros))
        julgada = fatia_julgar(normais, parametros=contexto.parametros, em=contexto.em, da_leitura=fatia.achados)
        yield fatia, julgada


def fatia_gravar(*, lote: Lote, contexto: Contexto, fatia: FatiaDoArquivo, julgada: Julgada) -> None:
    """Uma fatia, uma transação: o livro, as contas do lote e o ponto de retomada mudam juntos."""
    for tentativa in range(1, TENTATIVAS + 1):
        try:
            with transaction.atomic():
                resultado = julgada_gravar(lotes=[lote], contexto=contexto, julgada=julgada)
                lotes_somar(lotes=[lote], resultado=resultado)
                lote.fatias[fatia.tabela] = fatia.indice + 1
                lote.progresso = max(lote.progresso, fatia.progresso)
                lote.situacao = SituacaoDoLote.PROCESSANDO
                lote.save()
        except DataError as erro:
            raise ValorForaDoAlcance from erro
        except DISPUTAS:
            lote.refresh_from_db()
            if tentativa == TENTATIVAS:
                raise
        else:
            return


def _concluir(lote: Lote) -> None:
    with transaction.atomic():
        lote.situacao = SituacaoDoLote.CONCLUIDO
        lote.progresso = 100
        lote.concluido_em = timezone.now()
        lote.versao_das_regras = versao_das_regras()
        lote.save()
        lotes_registrar([lote])


def _objetar(lote: Lote, objecao: Recusa) -> None:
    """O arquivo não pôde ser lido; se parte dele já está no livro, o lote conta as duas coisas."""
    with transaction.atomic():
        lote.refresh_from_db()
        lote.objecao = objecao.como_dict()
        lote.situacao = SituacaoDoLote.RECUSADO
        lote.concluido_em = timezone.now()
        lote.save()
        evento_registrar(
            Etiqueta.LOTE_RECUSADO,
            ator=lote.ator,
            credor=lote.credor,
            em=timezone.now(),
            lote=lote.pk,
            sha256=lote.sha256,
            nome=lote.nome,
            motivo=objecao.mensagem,
        )


@contextmanager
def _trava(lote: Lote) -> Iterator[None]:
    """Um processo por lote. A trava é da sessão: se o processo morre, o banco a solta."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [TRAVA_DE_LOTE, lote.pk])
        if not cursor.fetchone()[0]:
            raise LoteEmUso(lote=lote.pk)
        try:
            lote.refresh_from_db()
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [TRAVA_DE_LOTE, lote.pk])


def arquivo_ensaiar(
    *, credor: Credor, caminho: Path, nome: str, ator: str, em: date, origem: str = "hub", linhas: int | None = None
) -> Recibo:
    """O que aconteceria com o arquivo, sem gravar nada, nem cópia dele.

    `linhas`: até quantas. Levanta `ArquivoGrandeDemais`, `EnsaioGrandeDemais` e a `Recusa` do arquivo que não se lê.
    """
    _conferir_tamanho(caminho.stat().st_size, nome)

    def cabe(lote: Lote) -> None:
        if linhas is not None and lote.recebidas + lote.movimentos_recebidos > linhas:
            raise EnsaioGrandeDemais(limite=f"{linhas:,} linhas".replace(",", "."))

    with transaction.atomic(), caminho.open("rb") as fluxo:
        sha256 = hashlib.file_digest(fluxo, "sha256").hexdigest()
        try:
            lote = _lote_novo(
                credor=credor, nome=nome, sha256=sha256, bytes=caminho.stat().st_size, ator=ator, em=em, origem=origem
            )
            return lote_processar(lote=lote, ao_avancar=cabe, original=caminho)
        finally:
            transaction.set_rollback(True)
