"""O que pede a atenção de quem acabou de entrar."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from hub.acesso.telas import Acesso
from hub.dividas.consultas import em_consulta
from hub.estrategias.consultas import remessas_a_liberar, remessas_sem_retorno
from hub.recepcao.consultas import lotes_com_recusadas, lotes_em_processamento


@dataclass(frozen=True, kw_only=True)
class Tarefa:
    quantidade: int
    #: o que são, no singular e no plural
    um: str
    varios: str
    #: o que fazer
    acao: str
    endereco: str
    icone: str


def tarefas_do(acesso: Acesso) -> list[Tarefa]:
    """As tarefas com algo a fazer, na ordem de urgência."""
    credor = acesso.credor
    todas = (
        Tarefa(
            quantidade=remessas_a_liberar(credor),
            um="remessa planejada espera liberação",
            varios="remessas planejadas esperam liberação",
            acao="Conferir e liberar",
            endereco=f"{reverse('remessas')}?situacao=planejada",
            icone="fa-paper-plane",
        ),
        Tarefa(
            quantidade=lotes_com_recusadas(credor),
            um="lote dos últimos 30 dias tem linhas recusadas",
            varios="lotes dos últimos 30 dias têm linhas recusadas",
            acao="Ver os achados e corrigir",
            endereco=f"{reverse('lotes')}?com=recusadas",
            icone="fa-exclamation-triangle",
        ),
        Tarefa(
            quantidade=em_consulta(credor),
            um="CDA está em consulta",
            varios="CDAs estão em consulta",
            acao="Corrigir ou justificar no prazo do convênio",
            endereco=f"{reverse('cdas')}?situacao=em_consulta",
            icone="fa-question-circle",
        ),
        Tarefa(
            quantidade=remessas_sem_retorno(credor),
            um="remessa liberada ainda não tem retorno lido",
            varios="remessas liberadas ainda não têm retorno lido",
            acao="Enviar o arquivo que o canal devolveu",
            endereco=reverse("retornos"),
            icone="fa-reply",
        ),
        Tarefa(
            quantidade=lotes_em_processamento(credor),
            um="arquivo está sendo processado",
            varios="arquivos estão sendo processados",
            acao="Acompanhar",
            endereco=f"{reverse('lotes')}?com=em_processamento",
            icone="fa-hourglass-half",
        ),
    )
    return [tarefa for tarefa in todas if tarefa.quantidade]
