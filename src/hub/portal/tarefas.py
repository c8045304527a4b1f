"""O que pede a atenção de quem acabou de entrar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from hub.acesso.telas import Acesso
from hub.credores.models import Credor
from hub.dividas.consultas import em_consulta
from hub.estrategias.consultas import remessas_a_liberar, remessas_sem_retorno
from hub.estrategias.relogio.consultas import baixas_vencidas
from hub.estrategias.silencio.consultas import sem_resposta
from hub.recepcao.consultas import lotes_com_recusadas, lotes_em_processamento


@dataclass(frozen=True, kw_only=True)
class Especie:
    """O que pode pedir atenção, e como se diz."""

    contar: Callable[[Credor], int]
    #: o que são, no singular e no plural
    um: str
    varios: str
    #: o que fazer
    acao: str
    #: nome da rota e o filtro que a página recebe
    rota: str
    filtro: str = ""
    icone: str


@dataclass(frozen=True, kw_only=True)
class Tarefa:
    especie: Especie
    quantidade: int

    @property
    def endereco(self) -> str:
        return reverse(self.especie.rota) + self.especie.filtro


#: Na ordem de urgência.
ESPECIES = (
    Especie(
        contar=baixas_vencidas,
        um="baixa passou do prazo",
        varios="baixas passaram do prazo",
        acao="Planejar e liberar o que solta quem pagou",
        rota="baixas",
        icone="fa-stopwatch",
    ),
    Especie(
        contar=sem_resposta,
        um="título espera um canal além do prazo",
        varios="títulos esperam um canal além do prazo",
        acao="Ver quais são e perguntar por eles",
        rota="sem_resposta",
        icone="fa-hourglass-end",
    ),
    Especie(
        contar=remessas_a_liberar,
        um="remessa planejada espera liberação",
        varios="remessas planejadas esperam liberação",
        acao="Conferir e liberar",
        rota="remessas",
        filtro="?situacao=planejada",
        icone="fa-paper-plane",
    ),
    Especie(
        contar=lotes_com_recusadas,
        um="lote dos últimos 30 dias tem linhas recusadas",
        varios="lotes dos últimos 30 dias têm linhas recusadas",
        acao="Ver os achados e corrigir",
        rota="lotes",
        filtro="?com=recusadas",
        icone="fa-exclamation-triangle",
    ),
    Especie(
        contar=em_consulta,
        um="CDA está em consulta",
        varios="CDAs estão em consulta",
        acao="Corrigir ou justificar no prazo do convênio",
        rota="cdas",
        filtro="?situacao=em_consulta",
        icone="fa-question-circle",
    ),
    Especie(
        contar=remessas_sem_retorno,
        um="remessa liberada espera a resposta do canal",
        varios="remessas liberadas esperam a resposta do canal",
        acao="Enviar o arquivo que o canal devolveu",
        rota="retornos",
        icone="fa-reply",
    ),
    Especie(
        contar=lotes_em_processamento,
        um="arquivo está sendo processado",
        varios="arquivos estão sendo processados",
        acao="Acompanhar",
        rota="lotes",
        filtro="?com=em_processamento",
        icone="fa-hourglass-half",
    ),
)


def tarefas_do(acesso: Acesso) -> list[Tarefa]:
    """As tarefas com algo a fazer."""
    contadas = [Tarefa(especie=especie, quantidade=especie.contar(acesso.credor)) for especie in ESPECIES]
    return [tarefa for tarefa in contadas if tarefa.quantidade]
