"""Aplica o que o canal devolveu: sempre para a frente, nunca duas vezes, e título desconhecido é achado."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, islice
from typing import Any

import polars as pl
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.adiantamento import adiantar
from hub.comum.erros import Recusa
from hub.comum.situacoes import PODE, Situacao
from hub.comum.textos import nome_guardavel, texto_guardavel
from hub.credores.models import Credor
from hub.dividas.gravacao import blocos_copiar, blocos_do_quadro
from hub.dividas.models import Retorno
from hub.estrategias.conector import COLUNAS, Conector, Dito, Lido
from hub.estrategias.erros import RetornoForaDoAlcance, TituloRepetidoDemais
from hub.estrategias.limites import VEZES_POR_TITULO
from hub.estrategias.registro import canal

#: Achados guardados por retorno; as contas são sempre do total.
ACHADOS_POR_RETORNO = 1_000

#: Das colunas, as que dizem o desfecho: repetem-se de título em título, e vão ao banco uma vez por rodada.
DO_DESFECHO = ["cartorio", "data_protocolo", "situacao", "ocorrencia", "data_ocorrencia", "irregularidade"]

#: O que fazer de um título, pela situação em que está e a que o arquivo o leva (`retorno_aplicar.sql` diz o resto).
PASSOS = [
    *((de.value, para.value, "aplicado") for de, destinos in PODE.items() for para in sorted(destinos)),
    (Situacao.EM_ANDAMENTO.value, Situacao.EM_ANDAMENTO.value, "andamento"),
    *(
        (de.value, Situacao.CONFIRMADA.value, "completado")
        for de in Situacao
        if Situacao.CONFIRMADA not in PODE.get(de, ())
    ),
]


@dataclass(frozen=True, kw_only=True)
class _Rodada:
    """Títulos distintos, já no texto com que vão ao banco."""

    titulos: int
    #: as praças que eles dizem; nulo quando não dizem nenhuma
    pracas: list[str] | None
    #: se algum veio sem o nosso número, e se procura pelo protocolo
    sem_numero: bool
    #: por tabela provisória, as colunas e o texto
    tabelas: dict[str, tuple[list[str], list[bytes]]]


@dataclass(frozen=True, kw_only=True)
class _Aberto:
    """Um arquivo reconhecido, com a primeira rodada lida, ou o motivo de não o ser."""

    nome: str
    sha256: str
    lido: Lido | Recusa
    rodadas: Iterator[_Rodada]


def retorno_aplicar(*, estrategia: str, conteudo: bytes, nome: str, ator: str, credor: Credor | None = None) -> Retorno:
    """O que `retornos_aplicar` faz, de um arquivo só."""
    arquivos = [(nome, lambda: conteudo)]
    (retorno,) = retornos_aplicar(estrategia=estrategia, arquivos=arquivos, ator=ator, credor=credor)
    return retorno


def retornos_aplicar(
    *, estrategia: str, arquivos: Iterable[tuple[str, Callable[[], bytes]]], ator: str, credor: Credor | None = None
) -> Iterator[Retorno]:
    """Lê e aplica arquivos do canal, na ordem, cada um por si. O mesmo, de novo, dá o registro da primeira vez.

    `arquivos`: nome e quem dá o conteúdo; enquanto o banco aplica um, o seguinte se lê. `credor`: quando quem envia é
    um credor, só os títulos dele são alcançados; os outros são desconhecidos. Sem credor, é o operador, e o arquivo
    pode trazer títulos de vários. Levanta `RetornoIlegivel`, `TituloRepetidoDemais` e
    `RetornoForaDoAlcance` na vez do arquivo; os anteriores ficam aplicados.
    """
    conector = canal(estrategia)
    for aberto in adiantar(_abrir(conector, nome, conteudo()) for nome, conteudo in arquivos):
        yield _aplicar_aberto(aberto, conector.nome, ator, credor)


def _abrir(conector: Conector, nome: str, conteudo: bytes) -> _Aberto:
    sha256 = hashlib.sha256(conteudo).hexdigest()
    try:
        lido = conector.ler(conteudo, nome)
    except Recusa as recusa:
        # O que já se aplicou não precisa ser reconhecido de novo: quem aplica é que a levanta.
        return _Aberto(nome=nome, sha256=sha256, lido=recusa, rodadas=iter(()))
    partes = (lidos.select(list(COLUNAS)) for lidos in lido.titulos)
    rodadas = (_rodada(titulos) for parte in partes for titulos in _sem_repetir(nome, parte))
    primeira = list(islice(rodadas, 1))
    return _Aberto(nome=nome, sha256=sha256, lido=lido, rodadas=chain(primeira, rodadas))


def _sem_repetir(nome: str, titulos: pl.DataFrame) -> list[pl.DataFrame]:
    """Os títulos em quadros de títulos distintos; quase sempre são um só. Levanta `TituloRepetidoDemais`.

    Os sem número vão à parte, depois: o protocolo pode levar a um título que também veio pelo número.
    """
    numero, protocolo = pl.col("nosso_numero"), pl.col("protocolo")
    if titulos["nosso_numero"].n_unique() == titulos.height and not titulos["nosso_numero"].null_count():
        return [titulos] if titulos.height else []
    quadros = []
    for quais, chave in (
        (numero.is_not_null(), ["nosso_numero"]),
        (numero.is_null() & protocolo.is_not_null(), ["praca", "cartorio", "protocolo", "data_protocolo"]),
    ):
        destes = titulos.filter(quais).with_columns(vez=pl.int_range(pl.len()).over(chave))
        demais = destes.filter(pl.col("vez") >= VEZES_POR_TITULO).select(pl.coalesce(numero, protocolo)).to_series()
        if len(demais):
            raise TituloRepetidoDemais(nome=nome_guardavel(nome), titulo=demais[0], limite=VEZES_POR_TITULO)
        quadros.extend(destes.partition_by("vez", maintain_order=True, include_key=False))
    # Nem número nem protocolo: nenhum casa, e não há o que separar.
    sobra = titulos.filter(numero.is_null() & protocolo.is_null())
    return [*quadros, *([sobra] if sobra.height else [])]


def _rodada(titulos: pl.DataFrame) -> _Rodada:
    sem_numero = titulos["nosso_numero"].null_count() > 0
    desfechos = titulos.select(DO_DESFECHO).unique().with_columns(desfecho=pl.int_range(pl.len()).cast(pl.String))
    linhas = titulos.join(desfechos, on=DO_DESFECHO, how="left", nulls_equal=True, maintain_order="left")
    # Sem procura por protocolo, ninguém lê a praça da linha.
    fora = DO_DESFECHO if sem_numero else [*DO_DESFECHO, "praca"]
    quadros = {"retorno_desfecho": (desfechos, ()), "retorno_linha": (linhas.drop(fora), ("saldo", "custas"))}
    return _Rodada(
        titulos=titulos.height,
        pracas=[texto_guardavel(praca) for praca in titulos["praca"].drop_nulls().unique()] or None,
        sem_numero=sem_numero,
        tabelas={
            tabela: (quadro.columns, list(blocos_do_quadro(quadro, dinheiro=dinheiro)))
            for tabela, (quadro, dinheiro) in quadros.items()
        },
    )


def _aplicar_aberto(aberto: _Aberto, estrategia: str, ator: str, credor: Credor | None) -> Retorno:
    anterior = _ja_lido(credor, aberto)
    if isinstance(aberto.lido, Recusa):
        if anterior:
            return anterior
        raise aberto.lido
    if anterior:
        return _de_novo(anterior, aberto.lido, aberto.rodadas, ator)
    retorno = Retorno(
        credor=credor,
        estrategia=estrategia,
        nome=nome_guardavel(aberto.nome)[:255],
        sha256=aberto.sha256,
        leiaute=aberto.lido.leiaute,
    )
    try:
        _gravar(retorno, aberto.lido, aberto.rodadas, ator)
    except DataError as erro:
        raise RetornoForaDoAlcance(nome=retorno.nome) from erro
    except IntegrityError:
        # O mesmo arquivo, enviado ao mesmo tempo: vale o que entrou primeiro.
        if anterior := _ja_lido(credor, aberto):
            return anterior
        raise
    return retorno


def _ja_lido(credor: Credor | None, aberto: _Aberto) -> Retorno | None:
    anterior = Retorno.objects.filter(credor=credor, sha256=aberto.sha256).first()
    if anterior:
        anterior.ja_lido = True
    return anterior


@transaction.atomic
def _de_novo(anterior: Retorno, lido: Lido, rodadas: Iterator[_Rodada], ator: str) -> Retorno:
    """O que o arquivo já fez fica feito. Onde o número é do canal, o que não se conhecia pode ser conhecido agora."""
    if not (lido.antes and anterior.desconhecidos):
        return anterior
    feitos = anterior.aplicados
    anterior.titulos = anterior.aplicados = anterior.repetidos = anterior.desconhecidos = 0
    _aplicar(anterior, lido, rodadas)
    agora = anterior.aplicados
    anterior.aplicados, anterior.repetidos = feitos + agora, max(anterior.repetidos - feitos, 0)
    anterior.save()
    if agora:
        anterior.ja_lido = False
        _registrar(anterior, ator)
    return anterior


@transaction.atomic
def _gravar(retorno: Retorno, lido: Lido, rodadas: Iterator[_Rodada], ator: str) -> None:
    retorno.save(force_insert=True)
    _aplicar(retorno, lido, rodadas)
    retorno.save()
    _registrar(retorno, ator)


def _registrar(retorno: Retorno, ator: str) -> None:
    contas = {conta: getattr(retorno, conta) for conta in ("titulos", "aplicados", "repetidos", "desconhecidos")}
    evento_registrar(
        Etiqueta.RETORNO_APLICADO,
        ator=ator,
        credor=retorno.credor,
        em=timezone.now(),
        retorno=retorno.pk,
        nome=retorno.nome,
        sha256=retorno.sha256,
        **contas,
    )


def _aplicar(retorno: Retorno, lido: Lido, rodadas: Iterator[_Rodada]) -> None:
    sobras: list[Dito] = []
    achados: list[Dito] = []

    def e_conferir() -> Iterator[_Rodada]:
        yield from rodadas
        achados.extend(lido.conferir())

    with connection.cursor() as cursor:
        cursor.execute(_texto("retorno_linha"))
        # Enquanto o banco aplica uma rodada, a seguinte se lê; e, na última, confere-se o arquivo.
        for rodada in adiantar(e_conferir()):
            retorno.titulos += rodada.titulos
            _aplicar_rodada(retorno, rodada, sobras, cursor, lido.antes)
            cursor.execute("truncate retorno_linha, retorno_espera, retorno_desfecho, retorno_sobra")
        cursor.execute("drop table retorno_linha, retorno_espera, retorno_desfecho, retorno_sobra")
    retorno.achados = [
        {nome: texto_guardavel(valor) if isinstance(valor, str) else valor for nome, valor in achado.items()}
        for achado in [*achados, *sobras][:ACHADOS_POR_RETORNO]
    ]


def _aplicar_rodada(retorno: Retorno, rodada: _Rodada, sobras: list[Dito], cursor: Any, antes: Sequence[str]) -> None:
    """Casa, muda o que pode mudar e conta o resto."""
    parametros = _parametros(retorno)
    for tabela, (colunas, blocos) in rodada.tabelas.items():
        blocos_copiar(tabela, colunas, blocos)
    for comando in antes:
        cursor.execute(comando, {"credor": retorno.credor_id})
    cursor.execute("analyze retorno_linha (nosso_numero)")
    if rodada.sem_numero:
        cursor.execute(_texto("retorno_por_protocolo"), parametros)
    if not antes:
        _aplicar_linhas(retorno, rodada.titulos, {**parametros, "pracas": rodada.pracas}, sobras, cursor)
        return
    # Pelo número do canal e pelo nosso, duas linhas podem ser do mesmo título: uma de cada vez, na ordem do arquivo.
    faltam = rodada.titulos
    while faltam:
        cursor.execute(_texto("retorno_apartar"))
        esperam = cursor.rowcount
        _aplicar_linhas(retorno, faltam - esperam, {**parametros, "pracas": rodada.pracas}, sobras, cursor)
        cursor.execute(_texto("retorno_seguintes"))
        faltam = esperam


def _aplicar_linhas(retorno: Retorno, linhas: int, parametros: dict[str, Any], sobras: list[Dito], cursor: Any) -> None:
    """As linhas que estão em `retorno_linha`, de títulos distintos."""
    cursor.execute(_texto("retorno_aplicar"), {**parametros, **_faixa(cursor, parametros), "linhas": linhas})
    retorno.aplicados += linhas - cursor.rowcount
    if cursor.rowcount:
        cursor.execute(_texto("retorno_de_fora"))
        if de_fora := linhas - cursor.rowcount:
            de_todas = {**parametros, "pracas": None}
            cursor.execute(_texto("retorno_aplicar"), {**de_todas, **_faixa(cursor, de_todas), "linhas": de_fora})
            retorno.aplicados += de_fora - cursor.rowcount
        _contar_sobras(retorno, cursor, sobras)


def _faixa(cursor: Any, parametros: dict[str, Any]) -> dict[str, str | None]:
    """O menor e o maior número das linhas, onde elas não dizem a praça.

    O canal responde na ordem em que se enviou, e o banco só lê os acionamentos daquele trecho.
    """
    if parametros["pracas"] is not None:
        return {"menor": None, "maior": None}
    cursor.execute("select min(nosso_numero), max(nosso_numero) from retorno_linha")
    menor, maior = cursor.fetchone()
    return {"menor": menor, "maior": maior}


def _contar_sobras(retorno: Retorno, cursor: Any, achados: list[Dito]) -> None:
    cursor.execute("select resultado, count(*) from retorno_sobra group by resultado")
    contas = Counter(dict(cursor.fetchall()))
    retorno.desconhecidos += contas["desconhecido"]
    retorno.repetidos += contas["repetido"]
    cursor.execute(_texto("retorno_sobras"), {"limite": ACHADOS_POR_RETORNO})
    achados.extend(_achado(*sobra) for sobra in cursor.fetchall())


def _parametros(retorno: Retorno) -> dict[str, Any]:
    de, para, resultado = (list(coluna) for coluna in zip(*PASSOS, strict=True))
    return {
        "credor": retorno.credor_id,
        "de": de,
        "para": para,
        "resultado": resultado,
        "motivo": f"retorno:{retorno.pk}",
        "em": timezone.now(),
    }


def _achado(linha: int, nosso_numero: str, resultado: str, de: str | None, para: str) -> Dito:
    if resultado == "desconhecido":
        mensagem = f"Linha {linha}: o título {nosso_numero} não é de nenhuma remessa. Confira de quem é o arquivo."
        return {"linha": linha, "campo": "nosso_numero", "codigo": "TITULO_DESCONHECIDO", "mensagem": mensagem}
    mensagem = (
        f"Linha {linha}: o título {nosso_numero} está em '{de}' e o arquivo o leva a '{para}', o que não cabe. "
        "A situação ficou como estava; confira com o canal."
    )
    return {"linha": linha, "campo": "tipo_ocorrencia", "codigo": "PASSAGEM_NAO_PREVISTA", "mensagem": mensagem}


def _texto(nome: str) -> str:
    return files("hub.estrategias").joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")
