"""Lê o que volta das cartas: os arquivos da e-Carta e a lista em CSV da gráfica, ou de quem guarda os avisos."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl
from django.utils.timezone import localdate

from hub.comum.erros import Recusa
from hub.comum.situacoes import Situacao
from hub.comum.textos import nome_guardavel
from hub.dividas.listas import aparado, data_lida, lista_ler
from hub.estrategias.carta.plano import PASTA
from hub.estrategias.conector import COLUNAS, Dito, Lido
from hub.estrategias.erros import RetornoIlegivel
from hub.estrategias.plano import consulta
from hub.leiautes.correios.ecarta import Arquivo, ECarta, baixas, ecarta_ler, inconsistencias
from hub.leiautes.erros import ECartaIlegivel

#: Colunas da lista em CSV, na ordem do modelo; as três primeiras se exigem.
DA_LISTA: Final = ("carta", "situacao", "data", "motivo", "etiqueta")
EXIGIDAS: Final = DA_LISTA[:3]
#: O que a lista conta.
SITUACOES: Final = (Situacao.POSTADA, Situacao.ENTREGUE, Situacao.DEVOLVIDA, Situacao.RECUSADA)
#: A primeira letra do nosso número, que o código do objeto não leva.
LETRA: Final = "T"
#: O que se faz com os números dos Correios antes de aplicar; em dois comandos, para que o segundo veja o que o primeiro
#: guardou.
_ANTES: Final = (consulta(PASTA, "guardar_etiqueta"), consulta(PASTA, "trocar_etiqueta"))
_ETIQUETA: Final = r"^[A-Z]{2}[0-9]{9}[A-Z]{2}$"
_CARTA: Final = r"^T?[0-9]{15}$"


def ler(conteudo: bytes, nome: str) -> Lido:
    """Interpreta um arquivo da e-Carta, pelo nome, ou uma lista em CSV. Levanta `RetornoIlegivel`."""
    try:
        if nome.lower().endswith(".csv"):
            return _da_lista(conteudo, hoje=localdate())
        return _da_ecarta(ecarta_ler(conteudo, nome), hoje=localdate())
    except ECartaIlegivel as recusa:
        raise RetornoIlegivel(nome=nome_guardavel(nome), detalhe=str(recusa.campos["detalhe"])) from recusa
    except Recusa as recusa:
        if isinstance(recusa, RetornoIlegivel):
            raise
        raise RetornoIlegivel(nome=nome_guardavel(nome), detalhe=recusa.mensagem) from recusa


def _da_ecarta(lida: ECarta, *, hoje: date) -> Lido:
    achados = [_achado("CAR-01", linha) for linha in lida.curtas]
    linhas = _ate_hoje(lida.linhas, achados, hoje) if "data" in lida.linhas.columns else lida.linhas
    titulos = _LEITORES[lida.arquivo](linhas, achados)
    return Lido(
        leiaute=f"correios/{lida.arquivo}",
        titulos=iter([titulos] if titulos.height else []),
        antes=_ANTES,
        conferir=lambda: achados,
    )


def _recibo(linhas: pl.DataFrame, achados: list[Dito]) -> pl.DataFrame:
    del achados
    aceitas = linhas.select(
        "linha", nosso_numero=_nosso(), protocolo="etiqueta", situacao=pl.lit(Situacao.CONFIRMADA.value)
    )
    return _titulos(aceitas)


def _inconsistencia(linhas: pl.DataFrame, achados: list[Dito]) -> pl.DataFrame:
    """Só o objeto recusado muda; o aviso se conta, e a recusa do arquivo inteiro é uma pessoa que registra."""
    for linha in linhas.filter(pl.col("tipo_registro") == "0").to_dicts():
        dita = inconsistencias().get(linha["codigo"], {}).get("texto", linha["mensagem"] or linha["codigo"])
        detalhe = (
            f"os Correios recusaram o lote {linha['objeto']} inteiro ({dita}). Corrija, e registre com "
            "`hub remessa recusada`: as cartas voltam ao plano"
        )
        raise RetornoIlegivel(nome="a inconsistência", detalhe=detalhe)
    efeitos = pl.DataFrame(
        [{nome: linha[nome] for nome in ("codigo", "efeito", "texto")} for linha in inconsistencias().values()]
    )
    julgadas = linhas.with_columns(pl.col("codigo").str.strip_chars_start("0")).join(
        efeitos, on="codigo", how="left", maintain_order="left"
    )
    avisos = julgadas.filter(pl.col("efeito") == "aviso")
    achados.extend(_achado("CAR-03", linha, texto) for linha, texto in avisos.select("linha", "texto").iter_rows())
    recusadas = julgadas.filter((pl.col("efeito") != "aviso").fill_null(value=True))
    return _titulos(
        recusadas.select(
            "linha",
            nosso_numero=_nosso(),
            situacao=pl.lit(Situacao.RECUSADA.value),
            irregularidade=pl.col("codigo").str.slice(0, 60),
        )
    )


def _postado(linhas: pl.DataFrame, achados: list[Dito]) -> pl.DataFrame:
    com_dia = _datadas(linhas, achados)
    return _titulos(
        com_dia.select(
            "linha",
            nosso_numero="etiqueta",
            protocolo="etiqueta",
            situacao=pl.lit(Situacao.POSTADA.value),
            data_ocorrencia="dia",
        )
    )


def _finalizador(linhas: pl.DataFrame, achados: list[Dito]) -> pl.DataFrame:
    com_dia = _baixadas(_datadas(linhas, achados), "codigo_evento", achados)
    return _titulos(
        com_dia.select(
            "linha",
            nosso_numero="etiqueta",
            protocolo="etiqueta",
            situacao="resultado",
            ocorrencia="baixa",
            data_ocorrencia="dia",
        )
    )


def _devolucao_ar(linhas: pl.DataFrame, achados: list[Dito]) -> pl.DataFrame:
    """O aviso não traz o dia: vale o de quando o hub o leu, se o rastreamento não o disse antes."""
    baixadas = _baixadas(linhas, "codigo_baixa", achados)
    return _titulos(
        baixadas.select("linha", nosso_numero=_nosso(), protocolo="etiqueta", situacao="resultado", ocorrencia="baixa")
    )


_LEITORES: Final = {
    Arquivo.RECIBO: _recibo,
    Arquivo.INCONSISTENCIA: _inconsistencia,
    Arquivo.POSTADO: _postado,
    Arquivo.FINALIZADOR: _finalizador,
    Arquivo.DEVOLUCAO_AR: _devolucao_ar,
}


def _nosso() -> pl.Expr:
    return LETRA + pl.col("objeto").str.zfill(15)


def _ate_hoje(linhas: pl.DataFrame, achados: list[Dito], hoje: date) -> pl.DataFrame:
    """O fato que ainda não aconteceu não se aplica: passaria por mais novo que os que acontecerem antes dele."""
    adiante = (data_lida("data") > hoje).fill_null(value=False)
    ditas = linhas.filter(adiante).select("linha", "data").iter_rows()
    achados.extend(_achado("CAR-08", linha, data) for linha, data in ditas)
    return linhas.filter(~adiante)


def _datadas(linhas: pl.DataFrame, achados: list[Dito]) -> pl.DataFrame:
    com_dia = linhas.with_columns(dia=data_lida("data"))
    sem = com_dia.filter(pl.col("dia").is_null())
    achados.extend(_achado("CAR-04", linha, data or "vazio") for linha, data in sem.select("linha", "data").iter_rows())
    return com_dia.filter(pl.col("dia").is_not_null())


def _baixadas(linhas: pl.DataFrame, campo: str, achados: list[Dito]) -> pl.DataFrame:
    """As linhas cuja baixa se conhece, com `baixa` e `resultado`."""
    resultados = {codigo: baixa["resultado"] for codigo, baixa in baixas().items()}
    com_baixa = linhas.with_columns(baixa=pl.col(campo).str.strip_chars_start("0")).with_columns(
        resultado=pl.col("baixa").replace_strict(resultados, default=None, return_dtype=pl.String)
    )
    estranhas = com_baixa.filter(pl.col("resultado").is_null())
    achados.extend(
        _achado("CAR-02", linha, codigo or "vazio") for linha, codigo in estranhas.select("linha", campo).iter_rows()
    )
    return com_baixa.filter(pl.col("resultado").is_not_null())


def _da_lista(conteudo: bytes, *, hoje: date) -> Lido:
    """A lista que uma pessoa faz: uma linha por carta, pelo número dela ou pela etiqueta dos Correios."""
    lidas = aparado(lista_ler(conteudo, colunas=DA_LISTA, exigidas=EXIGIDAS), DA_LISTA)
    julgadas = lidas.with_columns(
        pl.col("carta", "etiqueta").str.to_uppercase().str.replace_all(" ", ""),
        pl.col("situacao").str.to_lowercase(),
        dia=data_lida("data"),
        baixa=pl.col("motivo").str.to_lowercase().replace_strict(_motivos(), default=None, return_dtype=pl.String),
    ).with_columns(pela_etiqueta=pl.col("carta").str.contains(_ETIQUETA))
    julgadas, achados = _as_que_servem(julgadas, hoje)
    devolvida = pl.col("situacao") == Situacao.DEVOLVIDA.value
    numero = pl.when("pela_etiqueta").then("carta").otherwise(LETRA + pl.col("carta").str.strip_prefix(LETRA))
    titulos = _titulos(
        julgadas.select(
            "linha",
            nosso_numero=numero,
            protocolo=pl.when("pela_etiqueta").then("carta").otherwise("etiqueta"),
            situacao="situacao",
            ocorrencia=pl.when(devolvida).then("baixa"),
            data_ocorrencia="dia",
            irregularidade=pl.when(pl.col("situacao") == Situacao.RECUSADA.value).then(
                pl.col("motivo").fill_null("sem motivo").str.replace_all(":", " ").str.slice(0, 60)
            ),
        )
    )
    return Lido(
        leiaute="cartas/lista",
        titulos=iter([titulos] if titulos.height else []),
        antes=_ANTES,
        conferir=lambda: sorted(achados, key=lambda dito: int(dito["linha"] or 0)),
    )


def _as_que_servem(julgadas: pl.DataFrame, hoje: date) -> tuple[pl.DataFrame, list[Dito]]:
    """As linhas que se entendem, e o achado da primeira coisa errada de cada uma das outras."""
    achados: list[Dito] = []
    devolvida = pl.col("situacao") == Situacao.DEVOLVIDA.value
    casos = (
        ("CAR-07", "carta", ~(pl.col("carta").str.contains(_CARTA) | pl.col("pela_etiqueta")).fill_null(value=False)),
        ("CAR-05", "situacao", ~pl.col("situacao").is_in([s.value for s in SITUACOES]).fill_null(value=False)),
        ("CAR-04", "data", pl.col("dia").is_null()),
        ("CAR-08", "data", pl.col("dia") > hoje),
        ("CAR-06", "motivo", (devolvida & pl.col("baixa").is_null()).fill_null(value=False)),
        ("CAR-09", "etiqueta", (~pl.col("etiqueta").str.contains(_ETIQUETA)).fill_null(value=False)),
    )
    for codigo, campo, ruim in casos:
        conhecidos = ", ".join(sorted({texto for texto in _motivos() if not texto.isdecimal()}))
        achados.extend(
            _achado(codigo, linha, valor or "vazio", conhecidos=conhecidos)
            for linha, valor in julgadas.filter(ruim).select("linha", campo).iter_rows()
        )
        julgadas = julgadas.filter(~ruim)
    return julgadas, achados


def _titulos(quadro: pl.DataFrame) -> pl.DataFrame:
    """Na forma de `Lido.titulos`: o que o canal não diz é nulo, e a ocorrência e a irregularidade, vazias."""
    faltam = [pl.lit(None, dtype=tipo).alias(nome) for nome, tipo in COLUNAS.items() if nome not in quadro.columns]
    cheio = quadro.with_columns(faltam).with_columns(pl.col("ocorrencia", "irregularidade").fill_null(""))
    return cheio.select(pl.col(nome).cast(tipo) for nome, tipo in COLUNAS.items())


@cache
def _motivos() -> dict[str, str]:
    """Texto ou código do motivo de devolução → código da baixa; do texto repetido vale o primeiro código."""
    voltam = {codigo: baixa["texto"] for codigo, baixa in baixas().items() if baixa["resultado"] == "devolvida"}
    pelo_texto = {texto: codigo for codigo, texto in reversed(voltam.items())}
    return {**pelo_texto, **{codigo: codigo for codigo in voltam}}


@cache
def _mensagens() -> dict[str, dict[str, str]]:
    with files(PASTA).joinpath("retornos.csv").open(encoding="utf-8") as arquivo:
        return {linha["codigo"]: linha for linha in csv.DictReader(arquivo)}


def _achado(codigo: str, linha: int, valor: str = "", *, conhecidos: str = "") -> Dito:
    dita = _mensagens()[codigo]
    mensagem = f"Linha {linha}: {dita['mensagem'].format(valor=valor, conhecidos=conhecidos)}"
    return {"linha": linha, "campo": dita["campo"], "codigo": codigo, "mensagem": mensagem}
