"""Receber uma remessa: criticar, aceitar por município, protocolar e agendar o que virá."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Final

import polars as pl

from hub.leiautes.erros import NomeDeArquivoInvalido
from hub.leiautes.nomes import interpretar
from simuladores.cra.agenda import agendar
from simuladores.cra.criticas import Critico
from simuladores.cra.desfechos import finais
from simuladores.cra.estado import Estado
from simuladores.cra.lido import Lido, ler_enviado
from simuladores.cra.parametros import Parametros
from simuladores.cra.relatorio import Critica, Resposta, de_arquivo, de_municipios, descricao

_REMESSA: Final = "protesto/remessa"
#: Colunas de trabalho do motor, que não são do título.
_DO_MOTOR: Final = (
    "linha",
    "malformado",
    "telefone_devedor",
    "email_devedor",
    "linha_digitavel_1",
    "linha_digitavel_2",
)
#: O que o cartório dá ao título.
_DO_CARTORIO: Final = ("codigo_cartorio", "numero_protocolo", "data_protocolo")


def receber_remessa(
    nome: str, conteudo: bytes, *, estado: Estado, parametros: Parametros, desfechos: pl.DataFrame, em: date
) -> Resposta:
    """Critica e, do que passar, protocola e agenda. Nada muda se o arquivo for recusado por inteiro."""
    do_arquivo = _do_arquivo(nome, estado)
    if do_arquivo is not None:
        return _recusa(nome, do_arquivo, em=em)
    lido = ler_enviado(conteudo, nome)
    if lido.leiaute != _REMESSA:
        return _recusa(nome, "0004" if conteudo.lstrip()[:1] == b"<" else "1101", em=em)
    critico = Critico(lido=lido, parametros=parametros, sequenciais=estado.controle["sequenciais"])
    criticas = critico.criticar()
    bons = _lotes_aceitos(critico, criticas)
    aceitos = _contar(critico, lido, bons)
    if bons:
        _aceitar(nome, lido, bons, estado=estado, parametros=parametros, desfechos=desfechos, em=em)
        estado.controle["arquivos"][nome] = {"em": em.isoformat(), "sha256": hashlib.sha256(conteudo).hexdigest()}
        estado.gravar()
    xml = de_municipios(nome, em=em, aceitos=aceitos, criticas=criticas)
    return Resposta(nome=nome, xml=xml, aceitos=aceitos, criticas=criticas)


def _do_arquivo(nome: str, estado: Estado) -> str | None:
    """O erro que se vê sem abrir o arquivo: nome fora do padrão (0002) ou já transmitido (1001)."""
    try:
        tipo = interpretar(nome).tipo
    except NomeDeArquivoInvalido:
        return "0002"
    if tipo != "B":
        return "0002"
    return "1001" if nome in estado.controle["arquivos"] else None


def _recusa(nome: str, codigo: str, *, em: date) -> Resposta:
    texto = descricao("remessa", codigo)
    critica = Critica(codigo=codigo, descricao=texto, completa=True)
    return Resposta(nome=nome, xml=de_arquivo(nome, em=em, codigo=codigo, texto=texto), aceitos={}, criticas=(critica,))


def _lotes_aceitos(critico: Critico, criticas: list[Critica]) -> list[int]:
    """Os lotes dos municípios sem crítica; nenhum, se alguma crítica recusa o arquivo inteiro."""
    if any(critica.completa or critica.municipio is None for critica in criticas):
        return []
    recusados = {critica.municipio for critica in criticas}
    return [lote for lote, municipio in critico.municipios().items() if municipio not in recusados]


def _contar(critico: Critico, lido: Lido, bons: list[int]) -> dict[str, int]:
    por_lote = dict(lido.quadros["transacao"].group_by("lote").len().iter_rows())
    total: dict[str, int] = {}
    for lote, municipio in critico.municipios().items():
        total[municipio] = total.get(municipio, 0) + (por_lote.get(lote, 0) if lote in bons else 0)
    return total


def _aceitar(
    nome: str,
    lido: Lido,
    bons: list[int],
    *,
    estado: Estado,
    parametros: Parametros,
    desfechos: pl.DataFrame,
    em: date,
) -> None:
    cabecalhos = lido.quadros["header"].filter(pl.col("lote").is_in(bons)).drop("linha", "malformado")
    chaves = cabecalhos.select("codigo_portador", "codigo_municipio_praca", "sequencial_remessa")
    for portador, municipio, sequencial in chaves.iter_rows():
        estado.controle["sequenciais"].setdefault(f"{portador}|{municipio}", []).append(sequencial)
    titulos = _titulos(lido.quadros["transacao"].filter(pl.col("lote").is_in(bons)), cabecalhos)
    primeiros = titulos.unique("titulo", keep="first", maintain_order=True)
    primeiros = primeiros.with_columns(finais(primeiros, desfechos)).join(
        desfechos.select("final", "confirma_em", "na_confirmacao"), on="final", maintain_order="left"
    )
    primeiros = _protocolar(primeiros, estado=estado, cartorios=parametros.cartorios, em=em)
    do_titulo = primeiros.select("titulo", "final", *_DO_CARTORIO)
    estado.guardar("titulos", nome, titulos.join(do_titulo, on="titulo", maintain_order="left"))
    estado.guardar("cabecalhos", nome, cabecalhos)
    estado.guardar("eventos", nome, agendar(primeiros, desfechos, em=em, andamento=parametros.andamento))


def _titulos(transacoes: pl.DataFrame, cabecalhos: pl.DataFrame) -> pl.DataFrame:
    """As transações com o município do lote e o número do título, que os co-devedores repetem."""
    praca = cabecalhos.select("lote", pl.col("codigo_municipio_praca").alias("municipio"))
    titulos = transacoes.drop(*_DO_MOTOR, *_DO_CARTORIO, strict=False).join(praca, on="lote", maintain_order="left")
    return titulos.with_columns(titulo=(pl.col("numero_controle_devedor") == 1).cum_sum().cast(pl.UInt32))


def _protocolar(titulos: pl.DataFrame, *, estado: Estado, cartorios: int, em: date) -> pl.DataFrame:
    """Cartório por rodízio no município; protocolo de dez algarismos, ano e sequencial do cartório.

    O título recusado na confirmação ou nunca respondido não é protocolado.
    """
    vez = pl.int_range(pl.len()).over("municipio") % cartorios + 1
    titulos = titulos.with_columns(codigo_cartorio=vez.cast(pl.String).str.zfill(2))
    protocola = pl.col("na_confirmacao").is_null() & pl.col("confirma_em").is_not_null()
    grupo = ["municipio", "codigo_cartorio"]
    ordem = protocola.cast(pl.Int64).cum_sum().over(grupo)
    titulos = titulos.with_columns(ordem.alias("~ordem"))
    quantos = titulos.group_by(grupo, maintain_order=True).agg(pl.col("~ordem").max().alias("~total"))
    primeiros = [
        estado.saltar(f"protocolo|{municipio}|{cartorio}|{em:%y}", total)
        for municipio, cartorio, total in quantos.rows()
    ]
    titulos = titulos.join(quantos.with_columns(pl.Series("~primeiro", primeiros)), on=grupo, maintain_order="left")
    numero = (pl.col("~primeiro") + pl.col("~ordem") - 1).cast(pl.String).str.zfill(8)
    dia = pl.lit(em).dt.offset_by(pl.concat_str("confirma_em", pl.lit("d")))
    return titulos.with_columns(
        numero_protocolo=pl.when(protocola).then(pl.lit(f"{em:%y}") + numero),
        data_protocolo=pl.when(protocola).then(dia),
    )
