"""Planejar, olhar, liberar: o caminho de uma remessa por qualquer canal."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.pastas import pasta_fechada
from hub.comum.textos import a_mesma_pessoa
from hub.credores.consultas import vigor_em
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Remessa, RemessaArquivo, SituacaoDaRemessa
from hub.estrategias.capacidade import capacidade_restante
from hub.estrategias.erros import (
    ArquivoDeOutraRemessa,
    ArquivoForaDaRemessa,
    ArquivoJaRespondido,
    ConvenioSemVigor,
    Freio,
    LiberacaoEmCurso,
    PlanoDescartado,
    PlanoJaLiberado,
    PlanoVazio,
    SemPessoa,
)
from hub.estrategias.freio import pessoas_que_liberam, por_que_duas_pessoas
from hub.estrategias.paradas import baixas_segurar, devolvendo_o_que_parou, parada_conferir
from hub.estrategias.registro import canal

#: Espaço de nomes das travas consultivas de remessa no PostgreSQL.
TRAVA_DE_REMESSA = 0x4E3


@transaction.atomic
def remessa_planejar(*, credor: Credor, estrategia: str, em: date, ator: str, so_baixas: bool = False) -> Remessa:
    """Monta o plano do que incluir e baixar na estratégia, na data. Nada sai; um plano anterior é descartado.

    Inclui até a capacidade que a agenda do canal dá à semana; com `so_baixas`, nada inclui.
    Levanta `EstrategiaDesconhecida` e `LiberacaoEmCurso`.
    """
    conector = canal(estrategia)
    Credor.objects.select_for_update().get(pk=credor.pk)
    for anterior in Remessa.objects.filter(credor=credor, estrategia=conector.nome):
        if anterior.situacao == SituacaoDaRemessa.LIBERANDO:
            raise LiberacaoEmCurso(plano=anterior.pk)
        if anterior.situacao == SituacaoDaRemessa.PLANEJADA:
            remessa_descartar(remessa=anterior, ator=ator)
    remessa = Remessa.objects.create(
        credor=credor,
        estrategia=conector.nome,
        em=em,
        situacao=SituacaoDaRemessa.PLANEJADA,
        criada_por=ator,
        capacidade=0 if so_baixas else capacidade_restante(credor, conector.nome, em),
    )
    planejado = conector.planejar(remessa)
    remessa.inclusoes, remessa.baixas = planejado.inclusoes, planejado.baixas
    remessa.retidas = {} if so_baixas else planejado.retidas
    baixas_segurar(remessa)
    remessa.freio = por_que_duas_pessoas(remessa, planejado.por_carteira)
    remessa.save()
    _registrar(Etiqueta.REMESSA_PLANEJADA, remessa, ator, inclusoes=remessa.inclusoes, baixas=remessa.baixas)
    return remessa


@transaction.atomic
def remessa_descartar(*, remessa: Remessa, ator: str) -> None:
    """Desfaz um plano que ninguém liberou; as CDAs voltam a poder ser planejadas.

    Levanta `PlanoDescartado`, `LiberacaoEmCurso` e `PlanoJaLiberado`.
    """
    remessa.refresh_from_db(from_queryset=Remessa.objects.select_for_update())
    _conferir_que_vale(remessa)
    if remessa.situacao == SituacaoDaRemessa.LIBERANDO:
        raise LiberacaoEmCurso(plano=remessa.pk)
    if remessa.situacao != SituacaoDaRemessa.PLANEJADA:
        raise PlanoJaLiberado(plano=remessa.pk)
    Acionamento.objects.filter(remessa=remessa).delete()
    remessa.baixas_planejadas.all().delete()
    remessa.situacao = SituacaoDaRemessa.DESCARTADA
    remessa.save(update_fields=["situacao"])
    _registrar(Etiqueta.REMESSA_DESCARTADA, remessa, ator)


def remessa_liberar(
    *, remessa: Remessa, saida: Path | None, ator: str, contar: Callable[[], None] = lambda: None
) -> list[RemessaArquivo]:
    """Escreve os arquivos do plano e grava o envio. Repetir não envia de novo: entrega os mesmos arquivos em `saida`

    (nula = ficam só guardados, para baixar pela tela ou ir pelo serviço).

    Três passos, cada um retomável: reservar numeração; preparar o que demora; escrever os arquivos e gravar o envio.
    Duas liberações ao mesmo tempo se esperam. Levanta `ConvenioSemVigor`, `Freio` quando falta pessoa, `SemPessoa`,
    `PlanoVazio`, `PlanoDescartado`, `CanalParado` e, com a remessa já liberada, `ArquivoDeOutraRemessa`. `contar`:
    chamada a cada pedaço do que demora.
    """
    # Antes de tudo: pasta onde não se pode escrever não deixa a remessa liberada sem entregar os arquivos.
    if saida is not None:
        saida.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=saida).close()
    with _trava(remessa):
        _comecar(remessa, ator)
        guardados = _pasta_da_remessa(remessa)
        if remessa.situacao == SituacaoDaRemessa.LIBERANDO:
            canal(remessa.estrategia).preparar(remessa, contar)
            with devolvendo_o_que_parou(remessa):
                _concluir(remessa, guardados, ator)
    arquivos = list(remessa.arquivos.order_by("id"))
    if saida is not None:
        _entregar_todos(arquivos, guardados, saida)
    return arquivos


def liberacao_comecar(*, remessa: Remessa, ator: str) -> None:
    """Aprova e reserva, sem escrever nada: o que demora faz-se depois, e `remessa_liberar` termina.

    A que já começou não se espera: outro processo tem a trava até o fim. Levanta o que `remessa_liberar` levanta até
    aí.
    """
    remessa.refresh_from_db(fields=["situacao"])
    if remessa.situacao == SituacaoDaRemessa.LIBERANDO:
        return
    with _trava(remessa):
        _comecar(remessa, ator)


def _comecar(remessa: Remessa, ator: str) -> None:
    _aprovar(remessa, ator)
    if remessa.situacao == SituacaoDaRemessa.PLANEJADA:
        _reservar(remessa)


def _entregar_todos(arquivos: Sequence[RemessaArquivo], guardados: Path, saida: Path) -> None:
    with ThreadPoolExecutor(thread_name_prefix="copia") as copias:
        list(copias.map(lambda arquivo: _entregar(arquivo, guardados, saida), arquivos))


def _entregar(arquivo: RemessaArquivo, guardados: Path, saida: Path) -> None:
    """Copia um arquivo, que só ganha o nome inteiro; o de outra remessa com o mesmo nome fica como está."""
    destino = saida / arquivo.nome
    if destino.exists():
        with destino.open("rb") as existente:
            if hashlib.file_digest(existente, "sha256").hexdigest() != arquivo.sha256:
                raise ArquivoDeOutraRemessa(pasta=saida, arquivo=arquivo.nome, plano=arquivo.remessa_id)
        return
    provisorio = saida / f".{arquivo.nome}.{os.getpid()}.parcial"
    try:
        shutil.copyfile(guardados / arquivo.nome, provisorio)
        provisorio.replace(destino)
    finally:
        provisorio.unlink(missing_ok=True)


@transaction.atomic
def arquivo_recusado(*, remessa: Remessa, nome: str, motivo: str, ator: str) -> int:
    """Registra que o canal recusou inteiro um arquivo da remessa: o que ele levava volta a poder ir no plano seguinte.

    Devolve quantos acionamentos voltaram. Levanta `ArquivoForaDaRemessa` e `ArquivoJaRespondido`.
    """
    remessa.refresh_from_db(from_queryset=Remessa.objects.select_for_update())
    arquivos = {arquivo.nome: arquivo for arquivo in remessa.arquivos.all()}
    if nome not in arquivos or remessa.situacao != SituacaoDaRemessa.LIBERADA:
        raise ArquivoForaDaRemessa(plano=remessa.pk, arquivo=nome, arquivos=", ".join(sorted(arquivos)) or "nenhum")
    voltaram = canal(remessa.estrategia).recusar(arquivos[nome])
    if not voltaram:
        raise ArquivoJaRespondido(arquivo=nome)
    _registrar(Etiqueta.ARQUIVO_RECUSADO, remessa, ator, arquivo=nome, acionamentos=voltaram, motivo=motivo)
    return voltaram


@contextmanager
def _trava(remessa: Remessa) -> Iterator[None]:
    """Uma liberação por vez de cada plano. A trava é da sessão: se o processo morre, o banco a solta."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s, %s)", [TRAVA_DE_REMESSA, remessa.pk])
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [TRAVA_DE_REMESSA, remessa.pk])


def caminho_do_arquivo(arquivo: RemessaArquivo) -> Path:
    """Onde está o arquivo de uma remessa liberada."""
    return _pasta_da_remessa(arquivo.remessa) / arquivo.nome


def _pasta_da_remessa(remessa: Remessa) -> Path:
    return pasta_fechada(Path(settings.PASTA_DE_TRABALHO), "remessas", str(remessa.credor_id), str(remessa.pk))


@transaction.atomic
def _aprovar(remessa: Remessa, ator: str) -> None:
    """Anota quem mandou liberar; com o freio, exige duas pessoas diferentes. A aprovação fica mesmo se faltar gente."""
    remessa.refresh_from_db(from_queryset=Remessa.objects.select_for_update())
    _conferir_que_vale(remessa)
    pessoa = " ".join(ator.split())
    if not pessoa:
        raise SemPessoa(plano=remessa.pk)
    if remessa.situacao != SituacaoDaRemessa.PLANEJADA:
        return
    if not remessa.inclusoes + remessa.baixas:
        raise PlanoVazio(plano=remessa.pk)
    if not any(a_mesma_pessoa(pessoa, outra) for outra in remessa.aprovada_por):
        remessa.aprovada_por = [*remessa.aprovada_por, pessoa]
        remessa.save(update_fields=["aprovada_por"])
        _registrar(Etiqueta.REMESSA_APROVADA, remessa, ator)


def _conferir_que_vale(remessa: Remessa) -> None:
    if remessa.situacao == SituacaoDaRemessa.DESCARTADA:
        raise PlanoDescartado(plano=remessa.pk)


def _conferir_convenio(remessa: Remessa) -> None:
    """Com o convênio suspenso ou encerrado, no dia do plano ou no da liberação, só saem baixas."""
    vigor = vigor_em(remessa.credor, max(remessa.em, timezone.localdate()))
    if vigor.so_reduz and remessa.inclusoes:
        raise ConvenioSemVigor(credor=remessa.credor.nome, vigor=vigor, plano=remessa.pk, inclusoes=remessa.inclusoes)


@transaction.atomic
def _reservar(remessa: Remessa) -> None:
    remessa.refresh_from_db(from_queryset=Remessa.objects.select_for_update())
    _conferir_que_vale(remessa)
    _conferir_convenio(remessa)
    parada_conferir(remessa)
    precisa = pessoas_que_liberam(remessa)
    if len(remessa.aprovada_por) < precisa:
        raise Freio(
            motivo=remessa.freio,
            plano=remessa.pk,
            precisa_de=precisa,
            aprovaram=" e ".join(remessa.aprovada_por) or "ninguém",
        )
    if remessa.situacao == SituacaoDaRemessa.PLANEJADA:
        canal(remessa.estrategia).reservar(remessa)
        remessa.situacao = SituacaoDaRemessa.LIBERANDO
        remessa.save()


@transaction.atomic
def _concluir(remessa: Remessa, pasta: Path, ator: str) -> None:
    """Uma transação, que só se confirma com os arquivos em disco e com nada, até aí, parado pela operação."""
    for arquivo in canal(remessa.estrategia).enviar(remessa, pasta):
        arquivo.save(update_fields=["sha256"])
    remessa.situacao = SituacaoDaRemessa.LIBERADA
    remessa.liberada_em = timezone.now()
    remessa.save()
    parada_conferir(remessa)
    _registrar(
        Etiqueta.REMESSA_LIBERADA,
        remessa,
        ator,
        inclusoes=remessa.inclusoes,
        baixas=remessa.baixas,
        arquivos=[
            {"nome": a.nome, "sha256": a.sha256, "titulos": a.titulos, "valor": str(a.valor)}
            for a in remessa.arquivos.order_by("id")
        ],
    )


def _registrar(etiqueta: Etiqueta, remessa: Remessa, ator: str, **chaves: Any) -> None:
    evento_registrar(
        etiqueta,
        ator=ator,
        credor=remessa.credor,
        em=timezone.now(),
        remessa=remessa.pk,
        estrategia=remessa.estrategia,
        **chaves,
    )
