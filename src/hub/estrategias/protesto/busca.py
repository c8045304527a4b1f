"""Buscar no serviço da CRA as confirmações, os andamentos e os retornos, dia a dia, e aplicá-los.

O nome do arquivo é a pergunta: `C5820203.261` são as confirmações que os cartórios mandaram em 02/03/2026, de que
remessa forem. Pergunta-se de novo pelos dias que passaram, porque um cartório pode responder tarde, e o que já se
aplicou não muda nada.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.utils import timezone

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.dividas.models import Retorno
from hub.estrategias.chamadas.erros import CanalDesligado
from hub.estrategias.chamadas.execucao import (
    FEITAS,
    Feito,
    chamada_fazer,
    chamada_reabrir,
    chamada_registrar,
)
from hub.estrategias.models import Chamada, SituacaoDaChamada
from hub.estrategias.protesto.acesso import CANAL, Ligacao, ligacao_do
from hub.estrategias.protesto.cra21.cliente import chamar, retorno_do, sem_acesso
from hub.estrategias.protesto.cra21.mensagens import BUSCA_DO_TIPO, SEM_DADOS, SERVICO_DO_TIPO, mensagem
from hub.estrategias.protesto.cra21.relatorio import e_relatorio, relatorio_ler
from hub.estrategias.protesto.perfil import ja_liberou
from hub.estrategias.retornos import retorno_aplicar
from hub.leiautes.nomes import montar

#: A ordem de um dia: o protocolo antes da etapa, a etapa antes do desfecho.
ORDEM: Final = ("C", "M", "R")


class DataPorVir(Recusa):
    """Não se buscam respostas de {em}, que ainda não chegou. Use a data de hoje ou uma anterior."""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Busca:
    """O que se buscou."""

    chamadas: tuple[Chamada, ...]
    #: por que se parou antes do fim; vazio = foi até o fim
    parou: str
    #: se as respostas do último dia ainda não se podem pedir
    por_liberar: bool


def respostas_buscar(*, credor: Credor, em: date, ator: str, agora: datetime, so_o_que_falta: bool = False) -> Busca:
    """Pergunta por cada dia da janela até `em`, em ordem, e aplica o que vier. Repetir não aplica de novo.

    `so_o_que_falta`: dos dias passados, só os que hoje ainda não se perguntaram. Numa falha da rede para-se: o resto
    daria no mesmo. Levanta `DataPorVir`, o que impede a ligação (`ligacao_do`), `ChamadaEmCurso` e `CanalDesligado`.
    """
    hoje = timezone.localdate(agora)
    if em > hoje:
        raise DataPorVir(em=f"{em:%d/%m/%Y}")
    ligacao = ligacao_do(credor, em=hoje)
    feitas: list[Chamada] = []
    parou = ""
    for dia, tipo in _perguntas(ligacao, em=em, agora=agora):
        try:
            chamada = _perguntar(credor, ligacao, tipo=tipo, dia=dia, hoje=hoje, ator=ator, poupar=so_o_que_falta)
        except CanalDesligado as recusa:
            if not feitas:
                raise
            parou = recusa.mensagem
            break
        feitas.append(chamada)
        # A que parou de vez espera uma pessoa; as outras perguntas não esperam por ela.
        if chamada.situacao == SituacaoDaChamada.NA_FILA:
            parou = chamada.mensagem
            break
    por_liberar = not ja_liberou(ligacao.perfil, dia=em, agora=agora)
    return Busca(chamadas=tuple(feitas), parou=parou, por_liberar=por_liberar)


def _perguntas(ligacao: Ligacao, *, em: date, agora: datetime) -> Iterator[tuple[date, str]]:
    """Os dias da janela, do mais velho ao mais novo, e em cada um os tipos na ordem do cartório."""
    tipos = [tipo for tipo in ORDEM if tipo != "M" or ligacao.perfil.andamento]
    for antes in range(ligacao.perfil.janela, -1, -1):
        dia = em - timedelta(days=antes)
        if ja_liberou(ligacao.perfil, dia=dia, agora=agora):
            yield from ((dia, tipo) for tipo in tipos)


def _perguntar(
    credor: Credor, ligacao: Ligacao, *, tipo: str, dia: date, hoje: date, ator: str, poupar: bool
) -> Chamada:
    operacao = BUSCA_DO_TIPO[tipo]
    nome = str(montar(tipo=tipo, codigo=ligacao.opcoes.codigo_portador, data=dia, sequencia=1))
    chamada = chamada_registrar(credor=credor, estrategia=CANAL, operacao=operacao, chave=nome, ator=ator)
    if chamada.situacao in FEITAS:
        ja_hoje = chamada.terminou_em is not None and timezone.localdate(chamada.terminou_em) == hoje
        if poupar and dia < hoje and ja_hoje:
            return chamada
        chamada_reabrir(chamada)
    return chamada_fazer(
        chamada=chamada,
        fazer=partial(chamar, ligacao.acesso, operacao, {"userArq": nome}),
        aplicar=partial(_aplicar, tipo, nome, ator),
        insistir=not poupar,
    )


def _aplicar(tipo: str, nome: str, ator: str, chamada: Chamada, corpo: bytes) -> Feito:
    texto = retorno_do(corpo)
    if e_relatorio(texto):
        return _do_relatorio(tipo, texto)
    conteudo = texto.encode("iso-8859-1", "xmlcharrefreplace")
    retorno = retorno_aplicar(estrategia=CANAL, conteudo=conteudo, nome=nome, ator=ator, credor=chamada.credor)
    return _do_retorno(retorno)


def _do_relatorio(tipo: str, texto: str) -> Feito:
    """Não há nada na data, ou a CRA não entendeu a pergunta. Levanta `FalhaDoCanal` se ela não deixou entrar."""
    relatorio = relatorio_ler(texto)
    if falha := sem_acesso(relatorio.codigo):
        raise falha
    if relatorio.codigo in SEM_DADOS:
        return Feito(codigo=relatorio.codigo, mensagem="Nada nesta data.")
    dita = relatorio.descricao or mensagem(SERVICO_DO_TIPO[tipo], relatorio.codigo) or "sem dizer por quê"
    texto = f"A CRA respondeu {relatorio.codigo or 'sem código'}, {dita.rstrip('.')}. Confira o código do apresentante."
    return Feito(codigo=relatorio.codigo, mensagem=texto, conferir=True)


def _do_retorno(retorno: Retorno) -> Feito:
    if retorno.ja_lido:
        return Feito(codigo="0000", mensagem=f"O mesmo de antes, já aplicado no retorno {retorno.pk}.")
    contas = f"{retorno.titulos} títulos, {retorno.aplicados} aplicados, {retorno.desconhecidos} desconhecidos"
    achados = len(retorno.achados)
    resto = f" Veja os {achados} achados nele." if achados else ""
    return Feito(codigo="0000", mensagem=f"Aplicado no retorno {retorno.pk}: {contas}.{resto}", conferir=bool(achados))
