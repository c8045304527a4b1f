"""A agenda de um canal: quando a régua roda sozinha, quanto inclui por semana e o que sai sem ninguém olhar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.utils import timezone

from hub.acesso.equipe import podem
from hub.acesso.models import Usuario
from hub.acesso.permissoes import Ato
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.calendario import dia_util, somar_anos
from hub.credores.models import Credor
from hub.estrategias.models import AgendaDoCanal, Libera
from hub.estrategias.registro import canal
from hub.estrategias.rodada.erros import AgendaErrada

#: Os dias da semana, de segunda a domingo, como se dizem.
DIAS: Final = ("seg", "ter", "qua", "qui", "sex", "sab", "dom")
#: Anos que uma aprovação permanente pode valer.
APROVACAO_MAXIMA: Final = 1
CAPACIDADE_MAXIMA: Final = 100_000_000


@dataclass(frozen=True, kw_only=True)
class Proposta:
    """Uma agenda como se propõe."""

    #: de 0 (segunda) a 6 (domingo); vazia = a régua não roda sozinha
    dias_da_semana: Sequence[int] = (0, 1, 2, 3, 4)
    das: time = time(8)
    ate: time = time(18)
    #: CDAs incluídas por semana; nula = sem limite
    capacidade_semanal: int | None = None
    libera: Libera = Libera.NADA
    #: último dia da aprovação permanente, quando algo sai sem ninguém olhar
    aprovada_ate: date | None = None


@transaction.atomic
def agenda_definir(*, credor: Credor, estrategia: str, proposta: Proposta, ator: str, hoje: date) -> AgendaDoCanal:
    """Troca a agenda do canal; a mesma, de novo, não muda nada.

    Quem define uma agenda que libera sozinha é quem aprova, até o dia que disser. Levanta `EstrategiaDesconhecida` e
    `AgendaErrada`.
    """
    nome = canal(estrategia).nome
    _conferir(nome, proposta, hoje)
    Credor.objects.select_for_update().get(pk=credor.pk)
    agenda = AgendaDoCanal.objects.filter(credor=credor, estrategia=nome).first()
    if agenda and _como_proposta(agenda) == proposta:
        return agenda
    agenda = agenda or AgendaDoCanal(credor=credor, estrategia=nome)
    agenda.dias_da_semana = sorted(set(proposta.dias_da_semana))
    agenda.das, agenda.ate, agenda.capacidade_semanal = proposta.das, proposta.ate, proposta.capacidade_semanal
    agenda.libera, agenda.aprovada_ate = proposta.libera, proposta.aprovada_ate
    agenda.aprovada_por = ator if proposta.libera != Libera.NADA else ""
    agenda.mudada_em = timezone.now()
    agenda.save()
    evento_registrar(
        Etiqueta.AGENDA_DEFINIDA,
        ator=ator,
        credor=credor,
        em=agenda.mudada_em,
        estrategia=nome,
        quando=quando_roda(agenda),
        capacidade=proposta.capacidade_semanal or 0,
        libera=Libera(proposta.libera).label,
        ate=proposta.aprovada_ate,
    )
    return agenda


def _como_proposta(agenda: AgendaDoCanal) -> Proposta:
    return Proposta(
        dias_da_semana=tuple(agenda.dias_da_semana),
        das=agenda.das,
        ate=agenda.ate,
        capacidade_semanal=agenda.capacidade_semanal,
        libera=Libera(agenda.libera),
        aprovada_ate=agenda.aprovada_ate,
    )


def _conferir(estrategia: str, proposta: Proposta, hoje: date) -> None:
    def errar(campo: str, motivo: str) -> None:
        raise AgendaErrada(estrategia=estrategia, campo=campo, motivo=motivo)

    if not set(proposta.dias_da_semana) <= set(range(len(DIAS))):
        errar("os dias da semana", f"use {', '.join(DIAS)}")
    if proposta.das >= proposta.ate:
        errar("o horário", f"começa às {proposta.das:%H:%M} e acaba às {proposta.ate:%H:%M}: ponha o começo antes")
    if proposta.capacidade_semanal is not None and not 0 <= proposta.capacidade_semanal <= CAPACIDADE_MAXIMA:
        errar("a capacidade", f"vai de 0 a {CAPACIDADE_MAXIMA} CDAs por semana, ou fica em branco, sem limite")
    aprovada_ate, ultimo = proposta.aprovada_ate, somar_anos(hoje, APROVACAO_MAXIMA)
    if proposta.libera == Libera.NADA:
        if aprovada_ate is not None:
            errar("a aprovação permanente", "só vale quando algo sai sem ninguém olhar: tire a data, ou diga o que sai")
    elif aprovada_ate is None or not hoje <= aprovada_ate <= ultimo:
        errar("a aprovação permanente", f"diga até quando vale, de {hoje:%d/%m/%Y} a {ultimo:%d/%m/%Y}")


def roda_em(agenda: AgendaDoCanal, agora: datetime) -> bool:
    """Se o instante, no horário local, está na agenda: dia da semana, nenhum feriado da UF do credor, horário."""
    aqui = timezone.localtime(agora)
    no_dia = aqui.weekday() in agenda.dias_da_semana and not _feriado(aqui.date(), agenda.credor.uf)
    return no_dia and agenda.das <= aqui.time() < agenda.ate


def _feriado(dia: date, uf: str) -> bool:
    """Sábado e domingo quem diz é a agenda."""
    fim_de_semana = 5
    return dia.weekday() < fim_de_semana and not dia_util(dia, uf or None)


def aprovada_em(agenda: AgendaDoCanal, dia: date) -> bool:
    """Se a aprovação permanente vale no dia: no prazo, e de quem ainda pode liberar."""
    no_prazo = agenda.libera != Libera.NADA and agenda.aprovada_ate is not None and dia <= agenda.aprovada_ate
    return no_prazo and _ainda_pode(agenda, dia)


def _ainda_pode(agenda: AgendaDoCanal, dia: date) -> bool:
    """Se quem aprovou continua na equipe, com perfil que libera. O nome sem conta é o de quem opera o servidor."""
    if not Usuario.objects.filter(username=agenda.aprovada_por).exists():
        return True
    liberam = podem(Ato.REMESSA_LIBERAR, credor=agenda.credor, hoje=dia)
    return liberam.filter(usuario__username=agenda.aprovada_por).exists()


def quando_roda(agenda: AgendaDoCanal) -> str:
    """A agenda em palavras."""
    if not agenda.dias_da_semana:
        return "nunca sozinha"
    dias = ", ".join(DIAS[dia] for dia in agenda.dias_da_semana)
    return f"{dias}, das {agenda.das:%H:%M} às {agenda.ate:%H:%M}"
