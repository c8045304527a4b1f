"""Aplica o que o canal devolveu: sempre para a frente, nunca duas vezes, e título desconhecido é achado."""

from __future__ import annotations

import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from queue import SimpleQueue
from typing import Any

import polars as pl
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.situacoes import PODE, Situacao
from hub.comum.textos import nome_guardavel, texto_guardavel
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_copiar
from hub.dividas.models import Retorno
from hub.estrategias.conector import Lido
from hub.estrategias.registro import canal

#: Achados guardados por retorno; as contas são sempre do total.
ACHADOS_POR_RETORNO = 1_000

#: Colunas de `Lido.titulos`, na ordem da tabela provisória.
COLUNAS = {
    "linha": pl.Int64,
    "nosso_numero": pl.String,
    "praca": pl.String,
    "cartorio": pl.String,
    "protocolo": pl.String,
    "data_protocolo": pl.Date,
    "situacao": pl.String,
    "ocorrencia": pl.String,
    "data_ocorrencia": pl.Date,
    "irregularidade": pl.String,
    "saldo": pl.Int64,
    "custas": pl.Int64,
}

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


def retorno_aplicar(*, estrategia: str, conteudo: bytes, nome: str, ator: str, credor: Credor | None = None) -> Retorno:
    """Lê e aplica um arquivo do canal. O mesmo arquivo, de novo, devolve o registro da primeira vez.

    `credor`: quando quem envia é um credor, só os títulos dele são alcançados; os outros são desconhecidos. Sem
    credor, é o operador, e o arquivo pode trazer títulos de vários. Levanta `RetornoIlegivel`.
    """
    conector = canal(estrategia)
    with ThreadPoolExecutor(1, thread_name_prefix="retorno") as ao_lado:
        leitura = ao_lado.submit(conector.ler, conteudo, nome)
        sha256 = hashlib.sha256(conteudo).hexdigest()
        do_mesmo_conteudo = Retorno.objects.filter(credor=credor, sha256=sha256)
        if anterior := do_mesmo_conteudo.first():
            return anterior
        lido = leitura.result()
    retorno = Retorno(
        credor=credor,
        estrategia=conector.nome,
        nome=nome_guardavel(nome)[:255],
        sha256=sha256,
        leiaute=lido.leiaute,
    )
    try:
        _gravar(retorno, lido, ator)
    except IntegrityError:
        # O mesmo arquivo, enviado ao mesmo tempo: vale o que entrou primeiro.
        if anterior := do_mesmo_conteudo.first():
            return anterior
        raise
    return retorno


@transaction.atomic
def _gravar(retorno: Retorno, lido: Lido, ator: str) -> None:
    retorno.save(force_insert=True)
    _aplicar(retorno, lido)
    retorno.save()
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


def _aplicar(retorno: Retorno, lido: Lido) -> None:
    sobras: list[dict[str, str | int | None]] = []
    # Sem limite: o que espera cabe no que um arquivo pode ter.
    fila: SimpleQueue[pl.DataFrame | None] = SimpleQueue()
    with ThreadPoolExecutor(1, thread_name_prefix="retorno") as ao_lado:
        conferencia = ao_lado.submit(_ler, lido, fila)
        while (titulos := fila.get()) is not None:
            retorno.titulos += titulos.height
            for rodada in _rodadas(titulos):
                _aplicar_rodada(retorno, rodada, sobras)
        achados = [*conferencia.result(), *sobras]
    retorno.achados = [
        {nome: texto_guardavel(valor) if isinstance(valor, str) else valor for nome, valor in achado.items()}
        for achado in achados[:ACHADOS_POR_RETORNO]
    ]


def _ler(lido: Lido, fila: SimpleQueue[pl.DataFrame | None]) -> list[dict[str, str | int | None]]:
    """Noutra linha de execução: enquanto o banco aplica uns títulos, leem-se os seguintes e confere-se o arquivo."""
    try:
        for titulos in lido.titulos:
            fila.put(titulos.select(list(COLUNAS)))
    finally:
        fila.put(None)
    return lido.conferir()


def _rodadas(titulos: pl.DataFrame) -> list[pl.DataFrame]:
    """Os títulos em rodadas de títulos distintos; quase sempre são uma só."""
    if titulos["nosso_numero"].n_unique() == titulos.height:
        return [titulos] if titulos.height else []
    vezes = titulos.with_columns(vez=pl.int_range(pl.len()).over("nosso_numero", "protocolo"))
    return vezes.partition_by("vez", maintain_order=True, include_key=False)


def _aplicar_rodada(retorno: Retorno, rodada: pl.DataFrame, achados: list[dict[str, str | int | None]]) -> None:
    """Casa, muda o que pode mudar e conta o resto."""
    parametros = _parametros(retorno)
    pracas = [texto_guardavel(praca) for praca in rodada["praca"].drop_nulls().unique()] or None
    with connection.cursor() as cursor:
        cursor.execute(_texto("retorno_linha"))
        quadro_copiar("retorno_linha", rodada, dinheiro=("saldo", "custas"))
        cursor.execute("analyze retorno_linha (nosso_numero)")
        if rodada["nosso_numero"].null_count():
            cursor.execute(_texto("retorno_por_protocolo"), parametros)
        cursor.execute(_texto("retorno_aplicar"), {**parametros, "linhas": rodada.height, "pracas": pracas})
        retorno.aplicados += rodada.height - cursor.rowcount
        if cursor.rowcount:
            cursor.execute(_texto("retorno_de_fora"))
            if de_fora := rodada.height - cursor.rowcount:
                cursor.execute(_texto("retorno_aplicar"), {**parametros, "linhas": de_fora, "pracas": None})
                retorno.aplicados += de_fora - cursor.rowcount
            _contar_sobras(retorno, cursor, achados)
        cursor.execute("drop table retorno_linha, retorno_sobra")


def _contar_sobras(retorno: Retorno, cursor: Any, achados: list[dict[str, str | int | None]]) -> None:
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


def _achado(linha: int, nosso_numero: str, resultado: str, de: str | None, para: str) -> dict[str, str | int | None]:
    if resultado == "desconhecido":
        mensagem = (
            f"Linha {linha}: o título {nosso_numero} não é de nenhuma remessa. Confira o apresentante do arquivo."
        )
        return {"linha": linha, "campo": "nosso_numero", "codigo": "TITULO_DESCONHECIDO", "mensagem": mensagem}
    mensagem = (
        f"Linha {linha}: o título {nosso_numero} está em '{de}' e o arquivo o leva a '{para}', o que não cabe. "
        "A situação ficou como estava; confira com a CRA."
    )
    return {"linha": linha, "campo": "tipo_ocorrencia", "codigo": "PASSAGEM_NAO_PREVISTA", "mensagem": mensagem}


def _texto(nome: str) -> str:
    return files("hub.estrategias").joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")
