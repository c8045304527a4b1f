"""Correção, juros e multa: as cinco operações de `hub calcular atualizacao`.

Cada quantia é arredondada ao centavo uma vez, no fim (meia unidade para cima); fatores são usados inteiros e mostrados
com 12 casas. Taxas são os percentuais publicados, com duas casas, somados ou multiplicados exatamente.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

from hub.comum.calculos.entrada import Entrada
from hub.comum.calendario import competencia, competencia_somar, competencias, dia_util_bancario, proximo_dia_util
from hub.comum.dinheiro import CONTEXTO, arredondar, dinheiro_escrever
from hub.comum.erros import Recusa
from hub.comum.indices import Serie, serie
from hub.comum.parametros import Parametro, parametro

INDICES = {"IPCA": "ipca", "INPC": "inpc", "IPCA-E": "ipca_e"}

_CASAS_DO_FATOR = 12
_PRAZO_MAXIMO = 3650
_CEM = Decimal(100)

Resposta = dict[str, object]
Memoria = list[dict[str, str]]


class OperacaoDesconhecida(Recusa):
    """A operação {operacao} não existe em atualizacao. Use uma destas: {operacoes}."""


class IndiceDesconhecido(Recusa):
    """O índice {indice} não é dos que o hub guarda. Use um destes: {indices}."""


class DatasInvertidas(Recusa):
    """O campo {depois} ({fim}) vem antes de {antes} ({inicio}). Confira as duas datas."""


@dataclass(frozen=True, kw_only=True)
class Juros:
    """Juros de mora pela Selic."""

    #: Soma das taxas mensais, em %.
    taxa: Decimal
    #: Em reais, arredondados.
    juros: Decimal
    #: Uma linha por mês somado.
    memoria: Memoria
    #: O 1 % do mês do pagamento; None quando não há juros.
    parametro: Parametro | None


def atualizacao(entrada: Entrada) -> Resposta:
    """Faz a operação do campo `operacao`."""
    operacao = entrada.texto("operacao")
    if operacao not in OPERACOES:
        raise OperacaoDesconhecida(operacao=operacao, operacoes=", ".join(OPERACOES))
    return OPERACOES[operacao](entrada)


def indice(entrada: Entrada) -> Resposta:
    """Campos `indice` (IPCA, INPC ou IPCA-E), `valor`, `de` e `ate` (meses, os dois incluídos).

    Produto dos fatores mensais, como a Calculadora do Cidadão do Banco Central; meses de deflação entram.
    Responde `fator`, `valor_atualizado`, `memoria`, `serie` e `versao`.
    """
    nome = entrada.texto("indice")
    if nome.upper() not in INDICES:
        raise IndiceDesconhecido(indice=nome, indices=", ".join(INDICES))
    valor, de, ate = entrada.dinheiro("valor"), entrada.mes("de"), entrada.mes("ate")
    _em_ordem(("de", de), ("ate", ate))
    usada = serie(INDICES[nome.upper()])
    fator = _fator(usada.valor(mes) for mes in competencias(de, ate))
    return {
        "fator": _fator_escrever(fator),
        "valor_atualizado": dinheiro_escrever(_parte(valor, fator)),
        "memoria": _memoria(usada, competencias(de, ate)),
        **_procedencia(usada),
    }


def selic_mora(entrada: Entrada) -> Resposta:
    """Campos `valor`, `mes_base` (o do vencimento) e `mes_pagamento`; responde `taxa_percentual`, `juros` e `total`.

    Lei 9.430/1996, art. 61, § 3º, e Lei 10.522/2002, art. 13: ver `juros_selic`.
    """
    valor = entrada.dinheiro("valor")
    conta = juros_selic(valor, entrada.mes("mes_base"), entrada.mes("mes_pagamento"))
    return {
        "taxa_percentual": _taxa_escrever(conta.taxa),
        "juros": dinheiro_escrever(conta.juros),
        "total": dinheiro_escrever(valor + conta.juros),
        "memoria": conta.memoria,
        **_procedencia(serie("selic_mora")),
    }


def juros_selic(valor: Decimal, mes_base: str, mes_pagamento: str) -> Juros:
    """Soma simples da Selic dos meses entre o do vencimento e o do pagamento, sem os dois, mais 1 % no do pagamento.

    Pago até o fim do mês do vencimento, não há juros. Mês sem Selic publicada é recusa (`PeriodoNaoPublicado`).
    """
    if mes_pagamento <= mes_base:
        return Juros(taxa=Decimal(0), juros=Decimal(0), memoria=[], parametro=None)
    usada = serie("selic_mora")
    meses = competencias(competencia_somar(mes_base, 1), competencia_somar(mes_pagamento, -1))
    do_pagamento = parametro("juros_mora.mes_do_pagamento", em=date.fromisoformat(f"{mes_pagamento}-01"))
    taxa = sum((usada.valor(mes) for mes in meses), do_pagamento.valor)
    ultima = {"competencia": mes_pagamento, "variacao": str(do_pagamento.valor), "fonte": do_pagamento.lei}
    memoria = [{**linha, "fonte": usada.fontes[linha["competencia"]]} for linha in _memoria(usada, meses)]
    return Juros(
        taxa=taxa,
        juros=_parte(valor, taxa / _CEM),
        memoria=[*memoria, ultima],
        parametro=do_pagamento,
    )


def selic_composta(entrada: Entrada) -> Resposta:
    """Campos `valor`, `data_inicial` (incluída) e `data_final` (excluída); responde `fator` e `valor_corrigido`.

    Produto dos fatores diários, como a "Correção pela Selic" da Calculadora do Cidadão. Outro regime: nunca serve para
    os juros de mora da lei, que são soma simples.
    """
    valor, inicio, fim = entrada.dinheiro("valor"), entrada.data("data_inicial"), entrada.data("data_final")
    _em_ordem(("data_inicial", inicio), ("data_final", fim))
    usada = serie("selic_diaria")
    _exigir_publicados(usada, inicio, fim)
    dias = [dia for dia in usada.valores if inicio.isoformat() <= dia < fim.isoformat()]
    fator = _fator(usada.valor(dia) for dia in dias)
    return {
        "fator": _fator_escrever(fator),
        "valor_corrigido": dinheiro_escrever(_parte(valor, fator)),
        "memoria": {
            "dias_uteis": len(dias),
            "primeiro": dias[0] if dias else None,
            "ultimo": dias[-1] if dias else None,
        },
        **_procedencia(usada),
    }


def multa_mora(entrada: Entrada) -> Resposta:
    """Campos `valor`, `vencimento`, `pagamento` e, se quiser feriados estaduais, `uf`.

    Responde `dias`, `percentual` e `multa`. Lei 9.430/1996, art. 61: um percentual por dia até o teto. O primeiro dia
    contado é o primeiro dia útil depois do vencimento; dali ao pagamento contam-se todos, os dois incluídos.
    """
    valor, vencimento, pagamento = entrada.dinheiro("valor"), entrada.data("vencimento"), entrada.data("pagamento")
    inicio = proximo_dia_util(vencimento, entrada.texto("uf") if entrada.tem("uf") else None)
    por_dia, teto = (parametro(f"multa_mora.{nome}", em=vencimento) for nome in ("por_dia", "teto"))
    dias = max(0, (pagamento - inicio).days + 1)
    percentual = min(dias * por_dia.valor, teto.valor)
    return {
        "dias": dias,
        "percentual": _taxa_escrever(percentual),
        "multa": dinheiro_escrever(_parte(valor, percentual / _CEM)),
        "memoria": {"primeiro_dia_contado": inicio.isoformat(), "parametros": [por_dia.como_dict(), teto.como_dict()]},
    }


def inss(entrada: Entrada) -> Resposta:
    """Débito de contrato do INSS (IN PRES/INSS 177/2024, art. 6º): IPCA até a notificação, depois Selic de mora.

    Campos `valor`, `data_fato`, `data_notificacao`, `prazo_dias` (se faltar, o da norma) e `data_pagamento`. O IPCA vai
    do mês do fato ao anterior ao da notificação, incluídos (convenção do hub: é o último publicado no dia); a Selic
    corre sobre o valor corrigido desde o vencimento, sem multa de mora.
    """
    valor, fato, notificacao = entrada.dinheiro("valor"), entrada.data("data_fato"), entrada.data("data_notificacao")
    pagamento, prazo = entrada.data("data_pagamento"), _prazo_do_inss(entrada, notificacao)
    _em_ordem(("data_fato", fato), ("data_notificacao", notificacao))
    _em_ordem(("data_notificacao", notificacao), ("data_pagamento", pagamento))
    ipca, meses = serie("ipca"), competencias(competencia(fato), competencia_somar(competencia(notificacao), -1))
    minimo = parametro("inss.fator_minimo", em=notificacao)
    fator = max(minimo.valor, _fator(ipca.valor(mes) for mes in meses))
    atualizado, vencimento = _parte(valor, fator), notificacao + timedelta(days=prazo)
    conta = juros_selic(atualizado, competencia(vencimento), competencia(pagamento))
    return {
        "fator_ipca": _fator_escrever(fator),
        "valor_atualizado": dinheiro_escrever(atualizado),
        "vencimento": vencimento.isoformat(),
        "taxa_selic_percentual": _taxa_escrever(conta.taxa),
        "juros": dinheiro_escrever(conta.juros),
        "total": dinheiro_escrever(atualizado + conta.juros),
        "memoria": _memoria_do_inss(ipca, meses, prazo, conta, minimo),
    }


def _memoria_do_inss(ipca: Serie, meses: list[str], prazo: int, conta: Juros, minimo: Parametro) -> Resposta:
    return {
        "ipca": _memoria(ipca, meses),
        "selic": conta.memoria,
        "prazo_dias": prazo,
        "series": [_procedencia(ipca), _procedencia(serie("selic_mora"))],
        "parametros": [p.como_dict() for p in (minimo, conta.parametro) if p],
        "arredondamento": "meia unidade para cima, ao centavo, no fim de cada quantia",
    }


def _prazo_do_inss(entrada: Entrada, notificacao: date) -> int:
    if entrada.tem("prazo_dias"):
        return entrada.inteiro("prazo_dias", maximo=_PRAZO_MAXIMO)
    return int(parametro("inss.prazo_da_notificacao", em=notificacao).valor)


def _exigir_publicados(diaria: Serie, inicio: date, fim: date) -> None:
    """Recusa se algum dia útil de [inicio, fim) estiver fora da cobertura da série."""
    if inicio < fim and inicio.isoformat() < diaria.ficha.primeiro:
        raise diaria.nao_publicado(inicio.isoformat())
    seguinte = max(inicio, date.fromisoformat(diaria.ficha.ultimo) + timedelta(days=1))
    while seguinte < fim and not dia_util_bancario(seguinte):
        seguinte += timedelta(days=1)
    if seguinte < fim:
        raise diaria.nao_publicado(seguinte.isoformat())


def _em_ordem(antes: tuple[str, str | date], depois: tuple[str, str | date]) -> None:
    if str(antes[1]) > str(depois[1]):
        raise DatasInvertidas(antes=antes[0], inicio=antes[1], depois=depois[0], fim=depois[1])


def _fator(percentuais: Iterable[Decimal]) -> Decimal:
    fator = Decimal(1)
    with localcontext(CONTEXTO):
        for percentual in percentuais:
            fator *= 1 + percentual / _CEM
    return fator


def _parte(valor: Decimal, fator: Decimal) -> Decimal:
    return arredondar(CONTEXTO.multiply(valor, fator))


def _memoria(usada: Serie, meses: list[str]) -> Memoria:
    return [{"competencia": mes, "variacao": str(usada.valor(mes))} for mes in meses]


def _procedencia(usada: Serie) -> dict[str, str]:
    return {"serie": usada.ficha.rotulo, "versao": usada.ficha.versao}


def _fator_escrever(fator: Decimal) -> str:
    return f"{arredondar(fator, _CASAS_DO_FATOR):f}"


def _taxa_escrever(taxa: Decimal) -> str:
    return f"{arredondar(taxa):f}"


OPERACOES: dict[str, Callable[[Entrada], Resposta]] = {
    "indice": indice,
    "selic_mora": selic_mora,
    "selic_composta": selic_composta,
    "multa_mora": multa_mora,
    "inss": inss,
}
