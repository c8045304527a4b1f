"""O estado público do hub: o do banco e, se ele não responde, o último que este processo ou o medidor guardou em disco.

Só traz o que é de todos: a parada de um credor não aparece a mais ninguém.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any, Final

from django.db import DatabaseError
from django.utils import timezone

from hub.operacao import copia
from hub.operacao.componentes import DO_CANAL, MEDIDOS, SEM_O_BANCO, canal_como_componente, titulo_do
from hub.operacao.intervalos import Fora, Origem, fora_do_ar, segundos_fora
from hub.operacao.models import EspecieDeChave, Medicao
from hub.operacao.vigentes import Chave, agora_mesmo

#: Dias que a história alcança, com o de hoje; e intervalos listados, os mais novos.
DIAS: Final = 90
LISTADOS: Final = 50
#: Segundos que um processo repete a resposta: a página é aberta, e não se pergunta ao banco a cada visita.
VALIDADE: Final = 5.0
#: Segundos depois dos quais a leitura que não volta quer dizer que o banco não responde.
MUDO: Final = 15.0
#: O que se diz quando o banco não responde a quem pergunta.
BANCO_MUDO: Final = "o banco de dados não responde"

Estado = dict[str, Any]
#: O que as alas acrescentam ao estado, lido do banco junto dele.
Acrescimo = Callable[[], Mapping[str, Any]]


class _Memoria:
    def __init__(self) -> None:
        self.trava = Lock()
        self.vale_ate = 0.0
        self.estado: Estado | None = None


_MEMORIA = _Memoria()


def estado_ler(*, canais: Mapping[str, str], acrescimo: Acrescimo) -> Estado:
    """O estado agora, com até `VALIDADE` segundos de atraso. `canais`: nome e título dos instalados. Nunca levanta."""
    guardado = _MEMORIA.estado
    if guardado is not None and monotonic() < _MEMORIA.vale_ate:
        return guardado
    # Se outro pedido já está lendo, vale o guardado: com o banco mudo, todos esperariam por ele.
    if not _MEMORIA.trava.acquire(timeout=MUDO if guardado is None else 0):
        mudo = guardado is None or monotonic() >= _MEMORIA.vale_ate + MUDO
        return _sem_banco(canais, timezone.now()) if mudo or guardado is None else guardado
    try:
        if _MEMORIA.estado is None or monotonic() >= _MEMORIA.vale_ate:
            _MEMORIA.estado = _ler(canais, acrescimo, timezone.now())
            _MEMORIA.vale_ate = monotonic() + VALIDADE
        return _MEMORIA.estado
    finally:
        _MEMORIA.trava.release()


def esquecer() -> None:
    """A leitura seguinte deste processo vai ao banco."""
    with _MEMORIA.trava:
        _MEMORIA.estado, _MEMORIA.vale_ate = None, 0.0


def _ler(canais: Mapping[str, str], acrescimo: Acrescimo, agora: datetime) -> Estado:
    try:
        estado = estado_do_banco(canais=canais, acrescimo=acrescimo, agora=agora)
    except DatabaseError:
        return _sem_banco(canais, agora)
    copia.guardar(estado)
    return estado


def estado_do_banco(*, canais: Mapping[str, str], acrescimo: Acrescimo, agora: datetime) -> Estado:
    """O estado como o banco o tem. Levanta `DatabaseError`."""
    desde = _meia_noite(timezone.localdate(agora) - timedelta(days=DIAS - 1))
    medicoes = Medicao.objects.in_bulk()
    foras = fora_do_ar(desde=desde, agora=agora)
    de_todos = [chave for chave in agora_mesmo() if chave.credor is None]
    nomes = [*(nome for nome in MEDIDOS if nome in medicoes or nome != "govbr"), *map(canal_como_componente, canais)]
    componentes = [
        _componente(nome, titulo_do(nome, canais), medicoes.get(nome), [f for f in foras if f.componente == nome])
        for nome in nomes
    ]
    return {
        "em": agora.isoformat(),
        "ao_vivo": True,
        "situacao": _situacao_geral(componentes),
        "componentes": componentes,
        **_das_chaves(de_todos, agora),
        "historico": {"desde": timezone.localdate(desde).isoformat(), "dias": DIAS},
        "indisponibilidades": [_documento(fora, canais) for fora in sorted(foras, key=_mais_novo)[:LISTADOS]],
        "indisponibilidades_total": len(foras),
        **acrescimo(),
    }


def _mais_novo(fora: Fora) -> float:
    return -fora.inicio.timestamp()


def _componente(nome: str, titulo: str, medicao: Medicao | None, foras: Sequence[Fora]) -> Estado:
    abertas = [fora for fora in foras if fora.fim is None]
    # O que se parou por decisão se diz antes do que se mediu: é o que explica o resto.
    atual = min(abertas, key=lambda fora: fora.origem != Origem.DECISAO, default=None)
    de_quando = medicao.medido_desde if medicao else None
    return {
        "componente": nome,
        "titulo": titulo,
        "situacao": _situacao(nome, medicao, atual),
        "desde": atual.inicio.isoformat() if atual else None,
        "motivo": atual.causa if atual else "",
        "medido_em": medicao.medido_em.isoformat() if medicao else None,
        "medido_desde": de_quando.isoformat() if de_quando else None,
        "dias": list(_dias(foras, de_quando, sempre=nome.startswith(DO_CANAL))),
    }


def _situacao(nome: str, medicao: Medicao | None, atual: Fora | None) -> str:
    """`funciona`, `parado` (por decisão), `fora_do_ar`, ou `sem_medida` quando não se sabe."""
    if atual is not None:
        return {Origem.DECISAO: "parado", Origem.MEDIDA: "fora_do_ar", Origem.SEM_MEDIDA: "sem_medida"}[atual.origem]
    return "funciona" if medicao is not None or nome.startswith(DO_CANAL) else "sem_medida"


def _situacao_geral(componentes: Iterable[Mapping[str, Any]]) -> str:
    """A pior das situações; o que nunca se mediu só pesa se nada pior há."""
    presentes = {componente["situacao"] for componente in componentes}
    return next(
        pior for pior in ("fora_do_ar", "parado", "sem_medida", "funciona") if pior in presentes or pior == "funciona"
    )


def _dias(foras: Sequence[Fora], medido_desde: datetime | None, *, sempre: bool) -> Iterator[int | None]:
    """Segundos fora do ar em cada dia, do mais velho ao de hoje; nulo no dia em que ainda não se media."""
    hoje = timezone.localdate()
    for atras in range(DIAS - 1, -1, -1):
        dia = hoje - timedelta(days=atras)
        de, ate = _meia_noite(dia), min(_meia_noite(dia + timedelta(days=1)), timezone.now())
        media = sempre or (medido_desde is not None and medido_desde < ate)
        yield segundos_fora(foras, de=de, ate=ate) if media else None


def _meia_noite(dia: date) -> datetime:
    return timezone.make_aware(datetime.combine(dia, datetime.min.time()))


def _das_chaves(chaves: Sequence[Chave], agora: datetime) -> Estado:
    valem = [chave for chave in chaves if chave.desde <= agora]
    aviso = EspecieDeChave.AVISO
    return {
        "mensagens": [_da_chave(chave) for chave in valem if chave.especie == aviso],
        "paradas": [_da_chave(chave) for chave in valem if chave.especie != aviso],
        "manutencoes": [_da_chave(chave) for chave in chaves if chave.desde > agora],
    }


def _da_chave(chave: Chave) -> Estado:
    return {
        "especie": chave.especie.value,
        "titulo": chave.especie.label,
        "canal": chave.canal,
        "inclusive_baixas": chave.inclusive_baixas,
        "motivo": chave.motivo,
        "desde": chave.desde.isoformat(),
        "fim_previsto": chave.fim_previsto.isoformat() if chave.fim_previsto else None,
    }


def _documento(fora: Fora, canais: Mapping[str, str]) -> Estado:
    return {
        "componente": fora.componente,
        "titulo": titulo_do(fora.componente, canais),
        "inicio": fora.inicio.isoformat(),
        "fim": fora.fim.isoformat() if fora.fim else None,
        "causa": fora.causa,
        "origem": fora.origem.value,
    }


def _sem_banco(canais: Mapping[str, str], agora: datetime) -> Estado:
    """O último estado conhecido, com o que sem o banco não funciona marcado como fora do ar."""
    guardado = copia.ler() or _vazio(canais, agora)
    componentes = [
        {**um, "situacao": "fora_do_ar", "desde": um["desde"] or guardado["em"], "motivo": BANCO_MUDO}
        if um["componente"] in SEM_O_BANCO
        else {**um, "situacao": "sem_medida" if um["situacao"] == "funciona" else um["situacao"]}
        for um in guardado["componentes"]
    ]
    return {**guardado, "ao_vivo": False, "situacao": "fora_do_ar", "componentes": componentes}


def _vazio(canais: Mapping[str, str], agora: datetime) -> Estado:
    """O de quem nunca leu nenhum."""
    nomes = [*MEDIDOS, *map(canal_como_componente, canais)]
    return {
        "em": agora.isoformat(),
        "componentes": [_componente(nome, titulo_do(nome, canais), None, []) for nome in nomes],
        "mensagens": [],
        "paradas": [],
        "manutencoes": [],
        "historico": {"desde": (timezone.localdate(agora) - timedelta(days=DIAS - 1)).isoformat(), "dias": DIAS},
        "indisponibilidades": [],
        "indisponibilidades_total": 0,
    }
