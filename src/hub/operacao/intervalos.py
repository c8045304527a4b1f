"""Quando cada componente não funcionou: o que se mediu, o que não se mediu e o que a operação parou por decisão."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from hub.operacao.componentes import DO_CANAL, MEDIDOS, canal_como_componente
from hub.operacao.medidas import NAO_MEDIDO, TOLERANCIA
from hub.operacao.models import ChaveDeOperacao, EspecieDeChave, Indisponibilidade, Medicao


class Origem(StrEnum):
    """Como se sabe do intervalo."""

    #: uma medida falhou
    MEDIDA = "medida"
    #: ninguém mediu; a causa não se conhece
    SEM_MEDIDA = "sem_medida"
    #: a operação parou, por uma chave
    DECISAO = "decisao"


@dataclass(frozen=True, kw_only=True)
class Fora:
    """Um intervalo em que um componente não funcionou."""

    componente: str
    inicio: datetime
    #: nulo = continua
    fim: datetime | None
    causa: str
    origem: Origem

    def dentro_de(self, de: datetime, ate: datetime) -> tuple[datetime, datetime] | None:
        """A parte dele nesse período; nula se nenhuma."""
        inicio, fim = max(self.inicio, de), min(self.fim or ate, ate)
        return (inicio, fim) if inicio < fim else None


def indisponivel_em(componente: str, intervalo: tuple[datetime, datetime], *, agora: datetime) -> list[Fora]:
    """Os intervalos em que o componente não funcionou que tocam esse período, em ordem de início.

    É por aqui que um prazo pode perguntar se o hub estava fora do ar; nenhum prazo muda por isso.
    """
    de, ate = intervalo
    achados = [fora for fora in fora_do_ar(desde=de, agora=agora) if fora.componente == componente]
    return [fora for fora in achados if fora.dentro_de(de, ate)]


def fora_do_ar(*, desde: datetime, agora: datetime) -> list[Fora]:
    """Os de todos os componentes que passam de `desde`, em ordem de início. Só entra parada que é de todos."""
    todos = [*_medidos(desde), *_calados(agora), *_parados(desde, agora)]
    return sorted(todos, key=lambda fora: (fora.inicio, fora.componente))


def _medidos(desde: datetime) -> Iterator[Fora]:
    passam = Indisponibilidade.objects.filter(Q(fim__isnull=True) | Q(fim__gt=desde))
    for linha in passam:
        origem = Origem.MEDIDA if linha.medida else Origem.SEM_MEDIDA
        yield Fora(componente=linha.componente, inicio=linha.inicio, fim=linha.fim, causa=linha.causa, origem=origem)


def _calados(agora: datetime) -> Iterator[Fora]:
    """O que não se mede agora: o medidor, quando voltar, gravará o mesmo. O que se deixou de medir não conta."""
    medicoes = list(Medicao.objects.filter(componente__in=MEDIDOS))
    ultima = max((medicao.medido_em for medicao in medicoes), default=agora)
    for medicao in medicoes:
        if agora - ultima <= TOLERANCIA or ultima - medicao.medido_em > TOLERANCIA:
            continue
        yield Fora(
            componente=medicao.componente,
            inicio=medicao.medido_em,
            fim=None,
            causa=NAO_MEDIDO,
            origem=Origem.SEM_MEDIDA,
        )


def _parados(desde: datetime, agora: datetime) -> Iterator[Fora]:
    de_todos = ChaveDeOperacao.objects.filter(
        Q(desligada_em__isnull=True) | Q(desligada_em__gt=desde), credor__isnull=True, desde__lte=agora
    )
    for chave in de_todos.exclude(especie=EspecieDeChave.AVISO):
        # Marcada e desligada antes da hora, não parou nada.
        if chave.desligada_em is not None and chave.desligada_em <= chave.desde:
            continue
        yield Fora(
            componente=canal_como_componente(chave.canal) if chave.canal else "recepcao",
            inicio=chave.desde,
            fim=chave.desligada_em,
            causa=chave.motivo,
            origem=Origem.DECISAO,
        )


def medido_desde() -> dict[str, datetime]:
    """De quando há medida de cada componente."""
    return dict(Medicao.objects.values_list("componente", "medido_desde"))


def se_mede(componente: str) -> bool:
    """Se o componente se mede; o canal só para por decisão, e dela há registro desde sempre."""
    return not componente.startswith(DO_CANAL)


def segundos_fora(foras: Iterable[Fora], *, de: datetime, ate: datetime) -> int:
    """Quantos segundos do período os intervalos cobrem; o que se sobrepõe conta uma vez."""
    partes = sorted(parte for fora in foras if (parte := fora.dentro_de(de, ate)))
    return int(sum((fim - inicio).total_seconds() for inicio, fim in juntar(partes)))


def juntar(partes: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Os mesmos instantes sem sobreposição; `partes` em ordem de início."""
    juntas: list[tuple[datetime, datetime]] = []
    for inicio, fim in partes:
        if juntas and inicio <= juntas[-1][1]:
            juntas[-1] = (juntas[-1][0], max(juntas[-1][1], fim))
        else:
            juntas.append((inicio, fim))
    return juntas
