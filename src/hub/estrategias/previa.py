"""A prévia: o que uma régua nova enviaria e quando, ao lado da que vale, sobre as dívidas do próprio credor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import ClassVar

from hub.credores.models import Carteira
from hub.credores.vigencias import versao_no_dia
from hub.dividas.models import CDA
from hub.estrategias.conector import Conector, Destino, Regua
from hub.estrategias.registro import CANAIS

#: Daqui a quantos dias se olha.
HORIZONTES = (0, 7, 30, 90)
#: CDAs mostradas de cada sorte.
AMOSTRA = 6


@dataclass(frozen=True, kw_only=True)
class Conta:
    cdas: int = 0
    #: soma dos saldos, em reais
    valor: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Dia:
    """Um dia da prévia: o que iria se tudo o que pode ir fosse só nele, com as dívidas como estão hoje."""

    dia: date
    daqui_a: int
    #: pela régua em vigor nesse dia, e pela nova
    antes: Conta
    depois: Conta
    #: passam a ir, e deixam de ir
    entram: Conta
    saem: Conta
    #: motivo de ficar → quantas pela régua em vigor e pela nova, as mais numerosas primeiro
    retidas: list[tuple[str, int, int]]

    @property
    def rotulo(self) -> str:
        return f"Em {self.daqui_a} dias" if self.daqui_a else "Hoje"

    @property
    def contas(self) -> list[tuple[str, Conta]]:
        """As quatro contas, com o nome da coluna."""
        nomes = ("Em vigor", "Nova", "Passam a ir", "Deixam de ir")
        return list(zip(nomes, (self.antes, self.depois, self.entram, self.saem), strict=True))


@dataclass(frozen=True, kw_only=True)
class PreviaDaEstrategia:
    estrategia: str
    titulo: str
    dias: list[Dia]
    #: exemplos das que entram, das que saem e das que vão, no primeiro dia em que há alguma
    entram: list[CDA]
    saem: list[CDA]
    vao: list[CDA]

    #: como o gráfico chama cada barra
    nomes: ClassVar[tuple[str, str]] = ("em vigor", "nova")

    @property
    def no_grafico(self) -> list[tuple[str, int, int]]:
        return [(dia.rotulo, dia.antes.cdas, dia.depois.cdas) for dia in self.dias]

    @property
    def amostras(self) -> list[tuple[str, list[CDA]]]:
        titulos = ("Exemplos das que passam a ir", "Exemplos das que deixam de ir", "Exemplos das que vão pela nova")
        return list(zip(titulos, (self.entram, self.saem, self.vao), strict=True))


def regua_prever(
    *, carteira: Carteira, regua: Regua, desde: date, ate: date | None = None, hoje: date
) -> list[PreviaDaEstrategia]:
    """Por estratégia que a régua em vigor ou a nova usa, o que iria hoje e adiante. Só lê.

    `regua`: a nova, na forma de `hub.estrategias.etapas`; nos dias fora de `desde` a `ate` vale a que já vale.
    """
    dias = [hoje + timedelta(days=daqui_a) for daqui_a in HORIZONTES]
    pares = [
        (em_vigor, regua if _alcanca(dia, desde, ate) else em_vigor) for dia, em_vigor in _em_vigor(carteira, dias)
    ]
    usadas = {etapa["estrategia"] for par in pares for lado in par for etapa in lado}
    return [_da_estrategia(canal, carteira, dias, pares) for nome, canal in CANAIS.items() if nome in usadas]


def _alcanca(dia: date, desde: date, ate: date | None) -> bool:
    return desde <= dia and (ate is None or dia <= ate)


def _em_vigor(carteira: Carteira, dias: Sequence[date]) -> Iterator[tuple[date, Regua]]:
    """Cada dia com a régua que vale nele, pelo que já está salvo."""
    versoes = list(carteira.versoes.all()) if carteira.pk else []
    for dia in dias:
        vale = versao_no_dia(versoes, dia)
        yield dia, vale.regua if vale else []


def _da_estrategia(
    canal: Conector, carteira: Carteira, dias: Sequence[date], pares: Sequence[tuple[Regua, Regua]]
) -> PreviaDaEstrategia:
    destinos = _destinos(canal, carteira, dias, pares) if carteira.pk else []
    return PreviaDaEstrategia(
        estrategia=canal.nome,
        titulo=canal.titulo,
        dias=[_dia(dia, numero, [d for d in destinos if d.dia == numero]) for numero, dia in enumerate(dias)],
        entram=_exemplos(carteira, destinos, _entra),
        saem=_exemplos(carteira, destinos, _sai),
        vao=_exemplos(carteira, destinos, _vai),
    )


def _destinos(
    canal: Conector, carteira: Carteira, dias: Sequence[date], pares: Sequence[tuple[Regua, Regua]]
) -> list[Destino]:
    """Uma consulta por par de réguas: quase sempre uma só, para os quatro dias."""
    destinos = []
    for (antes, depois), juntos in groupby(range(len(dias)), key=lambda numero: pares[numero]):
        numeros = list(juntos)
        achados = canal.previa(carteira=carteira, antes=antes, depois=depois, dias=[dias[n] for n in numeros])
        destinos += [replace(destino, dia=numeros[destino.dia]) for destino in achados]
    return destinos


def _entra(destino: Destino) -> bool:
    return destino.antes is not None and destino.depois is None


def _sai(destino: Destino) -> bool:
    return destino.antes is None and destino.depois is not None


def _vai(destino: Destino) -> bool:
    return destino.depois is None


def _dia(dia: date, numero: int, destinos: Sequence[Destino]) -> Dia:
    antes: Counter[str] = Counter()
    depois: Counter[str] = Counter()
    for destino in destinos:
        antes[destino.antes or ""] += destino.cdas
        depois[destino.depois or ""] += destino.cdas
    motivos = sorted((antes | depois).keys() - {""}, key=lambda motivo: (-depois[motivo], -antes[motivo], motivo))
    return Dia(
        dia=dia,
        daqui_a=HORIZONTES[numero],
        antes=_conta(destinos, lambda destino: destino.antes is None),
        depois=_conta(destinos, _vai),
        entram=_conta(destinos, _entra),
        saem=_conta(destinos, _sai),
        retidas=[(motivo, antes[motivo], depois[motivo]) for motivo in motivos],
    )


def _conta(destinos: Sequence[Destino], serve: Callable[[Destino], bool]) -> Conta:
    servem = [destino for destino in destinos if serve(destino)]
    return Conta(cdas=sum(d.cdas for d in servem), valor=sum((d.valor for d in servem), Decimal(0)))


def _exemplos(carteira: Carteira, destinos: Sequence[Destino], serve: Callable[[Destino], bool]) -> list[CDA]:
    """Algumas CDAs da sorte pedida, do primeiro dia em que há alguma."""
    servem = [destino for destino in destinos if serve(destino)]
    primeiro = min((destino.dia for destino in servem), default=0)
    achados = {um for destino in servem if destino.dia == primeiro for um in destino.exemplos}
    ids = sorted(achados)[:: max(1, len(achados) // AMOSTRA)][:AMOSTRA]
    return list(CDA.objects.filter(credor=carteira.credor, pk__in=ids).order_by("pk"))
