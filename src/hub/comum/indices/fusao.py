"""Junta a uma série o que o órgão publicou depois, sem confiar na resposta.

Aceita a resposta CSV do SGS do Banco Central (`"data";"valor"`, dd/mm/aaaa, vírgula decimal) e a resposta JSON do SIDRA
do IBGE (lista com a linha de títulos primeiro). Recusa, sem mudar nada, a que não é isso, a que deixa buraco e a que
contradiz o que já está guardado. Mês que a resposta não traz não passa a existir.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from hub.comum.calendario import competencias, dia_util_bancario
from hub.comum.erros import Recusa
from hub.comum.indices.series import Ficha, Serie, serie_escrever, sha256_do_texto

_MOSTRA = 5
_SEM_DADO = {"...", ".."}


class RespostaNaoReconhecida(Recusa):
    """A resposta para {rotulo} não serve: {problema}. Nada foi mudado; confira o endereço e tente mais tarde."""

    status = 502


class BuracoNaSerie(Recusa):
    """A resposta para {rotulo} pula {quantos} período(s): {periodos}.

    Nada foi mudado; se o órgão de fato não publicou, espere a publicação.
    """

    status = 502


class SerieDivergente(Recusa):
    """A resposta para {rotulo} contradiz {quantos} período(s) já guardado(s): {periodos}.

    Nada foi mudado; confira com o órgão se houve retificação antes de trocar a série.
    """

    status = 502


def fundir(atual: Serie, texto: str, *, ate: str | None = None) -> Serie:
    """A série com os períodos novos da resposta, ou a própria `atual` se não houver nenhum.

    `ate` é o último período que pode entrar (o mês em curso ainda não fechou); o que vier depois fica de fora.
    Recusas: `RespostaNaoReconhecida`, `SerieDivergente`, `BuracoNaSerie`.
    """
    ficha = atual.ficha
    lidos = {
        periodo: valor
        for periodo, valor in _ler(texto, ficha).items()
        if periodo >= ficha.primeiro and (ate is None or periodo <= ate)
    }
    _conferir_divergencia(atual, lidos)
    _conferir_buracos(atual, lidos)
    novos = {periodo: valor for periodo, valor in lidos.items() if periodo > ficha.ultimo}
    return _crescida(atual, novos) if novos else atual


def _crescida(atual: Serie, novos: dict[str, Decimal]) -> Serie:
    valores = {**atual.valores, **novos}
    fontes = {**atual.fontes, **dict.fromkeys(novos, atual.ficha.fonte)}
    ultimo = max(novos)
    ficha = replace(
        atual.ficha,
        arquivo=f"{atual.ficha.nome}-{ultimo}.csv",
        ultimo=ultimo,
        linhas=len(valores),
        sha256=sha256_do_texto(serie_escrever(valores, fontes)),
    )
    return Serie(ficha=ficha, valores=MappingProxyType(valores), fontes=MappingProxyType(fontes))


def _conferir_divergencia(atual: Serie, lidos: dict[str, Decimal]) -> None:
    divergem = [
        f"{periodo} (guardado {atual.valores.get(periodo, 'sem valor')}, resposta {valor})"
        for periodo, valor in sorted(lidos.items())
        if periodo <= atual.ficha.ultimo and atual.valores.get(periodo) != valor
    ]
    if divergem:
        raise SerieDivergente(rotulo=atual.ficha.rotulo, quantos=len(divergem), periodos=_lista(divergem))


def _conferir_buracos(atual: Serie, lidos: dict[str, Decimal]) -> None:
    if not lidos:
        return
    ultimo = atual.ficha.ultimo
    # Dentro da cobertura quem diz quais períodos existem é a série; depois dela, o calendário.
    conhecidos = [p for p in atual.valores if min(lidos) <= p <= max(lidos)]
    seguintes = [p for p in _periodos(atual.ficha.passo, ultimo, max(lidos)) if p > ultimo]
    faltam = [p for p in (*conhecidos, *seguintes) if p not in lidos]
    if faltam:
        raise BuracoNaSerie(rotulo=atual.ficha.rotulo, quantos=len(faltam), periodos=_lista(faltam))


def _periodos(passo: str, de: str, ate: str) -> list[str]:
    if passo == "mes":
        return competencias(de, ate)
    inicio, dias = date.fromisoformat(de), (date.fromisoformat(ate) - date.fromisoformat(de)).days
    corridos = (inicio + timedelta(days=n) for n in range(dias + 1))
    return [dia.isoformat() for dia in corridos if dia_util_bancario(dia)]


def _lista(itens: list[str]) -> str:
    return ", ".join(itens[:_MOSTRA]) + (f" e mais {len(itens) - _MOSTRA}" if len(itens) > _MOSTRA else "")


def _ler(texto: str, ficha: Ficha) -> dict[str, Decimal]:
    """Os períodos da resposta; recusa o que não for inteiramente compreendido."""
    corpo = texto.lstrip("\ufeff \r\n\t")
    if corpo.startswith("["):
        pares = _pares_sidra(corpo, ficha)
    elif re.match(r'"?data"?;"?valor"?\s', corpo, re.IGNORECASE):
        pares = _pares_sgs(corpo, ficha)
    else:
        raise _nao_reconhecida(ficha, f"era esperada uma tabela, e ela começa com {corpo[:60]!r}")
    lidos: dict[str, Decimal] = {}
    for periodo, valor in pares:
        if lidos.setdefault(periodo, valor) != valor:
            raise _nao_reconhecida(ficha, f"traz dois valores para {periodo}")
    if not lidos:
        raise _nao_reconhecida(ficha, "não traz nenhum período")
    return lidos


def _pares_sgs(corpo: str, ficha: Ficha) -> Iterator[tuple[str, Decimal]]:
    linhas = csv.reader(io.StringIO(corpo), delimiter=";")
    next(linhas)
    for numero, linha in enumerate(linhas, start=2):
        try:
            dia, valor = linha
            data = datetime.strptime(dia, "%d/%m/%Y").date()  # noqa: DTZ007 -- é data civil, sem hora
        except ValueError:
            raise _nao_reconhecida(ficha, f"não se entende a linha {numero}: {';'.join(linha)!r}") from None
        if ficha.passo == "mes" and data.day != 1:
            raise _nao_reconhecida(ficha, f"a linha {numero} é do dia {dia}, e a série é mensal")
        periodo = data.isoformat() if ficha.passo == "dia" else f"{data:%Y-%m}"
        yield periodo, _numero(valor, periodo, ficha, separador=",")


def _pares_sidra(corpo: str, ficha: Ficha) -> Iterator[tuple[str, Decimal]]:
    try:
        titulos, *linhas = json.loads(corpo)
        mes = next(chave for chave, titulo in titulos.items() if titulo == "Mês (Código)")
        pares = [(str(linha[mes]), str(linha["V"])) for linha in linhas]
    except (ValueError, AttributeError, KeyError, TypeError, StopIteration):
        raise _nao_reconhecida(ficha, f"não é uma tabela do SIDRA por mês: {corpo[:60]!r}") from None
    for codigo, valor in pares:
        if not re.fullmatch(r"[0-9]{4}(0[1-9]|1[0-2])", codigo):
            raise _nao_reconhecida(ficha, f"o mês {codigo!r} não tem a forma AAAAMM")
        if valor not in _SEM_DADO:
            yield f"{codigo[:4]}-{codigo[4:]}", _numero(valor, codigo, ficha, separador=".")


def _numero(texto: str, periodo: str, ficha: Ficha, *, separador: str) -> Decimal:
    if not re.fullmatch(rf"-?[0-9]+([{separador}][0-9]{{1,{ficha.casas}}})?", texto):
        forma = f"um número com até {ficha.casas} casas depois de {separador!r}"
        raise _nao_reconhecida(ficha, f"o valor de {periodo}, {texto!r}, não é {forma}")
    return Decimal(texto.replace(",", ".")).quantize(Decimal(1).scaleb(-ficha.casas))


def _nao_reconhecida(ficha: Ficha, problema: str) -> RespostaNaoReconhecida:
    return RespostaNaoReconhecida(rotulo=ficha.rotulo, problema=problema)
