"""Lê confirmação, retorno e andamento e diz a que situação cada título vai."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise

import polars as pl

from hub.comum.situacoes import Situacao
from hub.estrategias.conector import Dito, Lido
from hub.estrategias.erros import RetornoIlegivel
from hub.leiautes.achados import Achado
from hub.leiautes.conferencia import campos_conferidos, conferir
from hub.leiautes.conferencia_das_linhas import conferir_linhas
from hub.leiautes.deteccao import Deteccao, detectar
from hub.leiautes.motor.leitura import alguma, ler_campos
from hub.leiautes.motor.linhas import com_lote, linhas_de
from hub.leiautes.tabelas import Leiaute, Registro, leiaute
from hub.leiautes.xml import ler_quadros

#: Linhas do arquivo que se leem por vez: enquanto o banco aplica umas, as seguintes se leem. A primeira parte é menor,
#: que por ela o banco espera.
LINHAS_DA_PRIMEIRA, LINHAS_POR_PARTE = 20_000, 50_000
#: Leiautes que o canal devolve.
DE_VOLTA = ("protesto/confirmacao", "protesto/retorno", "protesto/andamento")
#: Custas que um título pode trazer: cartório, distribuidor, gravação da CRA e demais despesas.
CUSTAS = ("custas_cartorio", "custas_distribuidor", "valor_gravacao_eletronica", "demais_despesas")

#: Campos da transação de que os títulos são feitos.
USADOS = (
    *("nosso_numero", "numero_controle_devedor", "codigo_cartorio", "numero_protocolo", "data_protocolo"),
    *("tipo_ocorrencia", "data_ocorrencia", "codigo_irregularidade", "complemento_irregularidade", "saldo_titulo"),
    *CUSTAS,
)


@cache
def ocorrencias() -> dict[str, dict[str, str]]:
    """Por código de ocorrência do Anexo 2 do Layout Único: `situacao` e `frase`."""
    with files("hub.estrategias.protesto").joinpath("ocorrencias.csv").open(encoding="utf-8") as arquivo:
        return {linha["ocorrencia"]: linha for linha in csv.DictReader(arquivo)}


def ler(conteudo: bytes, nome: str) -> Lido:
    """Interpreta um arquivo da CRA, posicional ou XML. Levanta `RetornoIlegivel`."""
    detectado = detectar(conteudo, nome)
    if detectado.leiaute in DE_VOLTA and detectado.formato != "xml":
        return _do_posicional(detectado, detectado.leiaute)
    qual, achados = detectado.leiaute, list[Achado]()
    quadros: dict[str, pl.DataFrame] = {}
    if detectado.formato == "xml":
        qual, quadros, achados = ler_quadros(detectado.conteudo, nome)
    if qual not in DE_VOLTA:
        raise RetornoIlegivel(nome=nome, detalhe=_por_que_nao(qual, [*achados, *detectado.achados]))
    return Lido(leiaute=qual, titulos=iter([titulos(qual, quadros)]), conferir=partial(_ditos, detectado, achados))


def _por_que_nao(qual: str | None, achados: Sequence[Achado]) -> str:
    if qual:
        return f"é {qual}, que não volta do canal. Confira se é o arquivo que a CRA devolveu."
    return next((achado.mensagem for achado in achados), "não se reconhece o que é. Confira o arquivo.")


def _do_posicional(detectado: Deteccao, qual: str) -> Lido:
    tabela = leiaute(qual)
    cruas, codificacao = linhas_de(detectado.conteudo, tabela.tamanho)
    linhas, so_ascii = com_lote(tabela, cruas), codificacao == "ascii"

    def conferidos() -> list[Dito]:
        quadros = {
            nome: ler_campos(tabela, registro, linhas, _a_conferir(registro), so_ascii=so_ascii)
            for nome, registro in tabela.registros.items()
        }
        lidas = sum(quadro.height for quadro in quadros.values())
        tudo_lido = lidas == linhas.height and b"\0" not in detectado.conteudo
        estranhas = [] if tudo_lido else _linhas_estranhas(detectado, tabela, linhas)
        return _ditos(detectado, [*estranhas, *conferir(tabela, quadros)])

    return Lido(leiaute=qual, titulos=_em_partes(tabela, linhas, so_ascii=so_ascii), conferir=conferidos)


def _linhas_estranhas(detectado: Deteccao, tabela: Leiaute, linhas: pl.DataFrame) -> list[Achado]:
    """As linhas que não são de registro nenhum, que não se leem, e as que trazem o caractere nulo."""
    estranha = ~alguma(tabela)
    if b"\0" in detectado.conteudo:
        estranha |= pl.col("texto").str.contains("\0", literal=True)
    return conferir_linhas(tabela, linhas.filter(estranha), "ascii")


def _em_partes(tabela: Leiaute, linhas: pl.DataFrame, *, so_ascii: bool) -> Iterator[pl.DataFrame]:
    """Os títulos, tantas linhas por vez; o header de um lote pode ter ficado numa parte anterior."""
    ler_as = partial(ler_campos, tabela, so_ascii=so_ascii)
    headers = ler_as(tabela.abertura, linhas, {"codigo_municipio_praca"})
    cortes = [0, *range(LINHAS_DA_PRIMEIRA, linhas.height, LINHAS_POR_PARTE), linhas.height]
    for comeco, fim in pairwise(cortes):
        parte = linhas[comeco:fim]
        transacoes = ler_as(tabela.registros["transacao"], parte, USADOS)
        yield titulos(tabela.nome, {"header": headers, "transacao": transacoes})


def _ditos(detectado: Deteccao, achados: Sequence[Achado]) -> list[Dito]:
    return [achado.como_dict() for achado in (*detectado.achados, *achados)]


def _a_conferir(registro: Registro) -> Collection[str]:
    """Da transação, que se repete, só o que se confere; dos outros registros, tudo."""
    return campos_conferidos(registro) if registro.nome == "transacao" else registro.por_nome


def titulos(qual: str, quadros: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Uma linha por título, na forma de `Lido.titulos`, do quadro de transações e dos headers."""
    transacoes = quadros["transacao"]
    if qual == "protesto/confirmacao":
        # As linhas dos codevedores repetem o título.
        transacoes = transacoes.filter(pl.col("numero_controle_devedor").fill_null(1).cast(pl.Int32) == 1)
    headers = (
        quadros["header"].select("lote", pl.col("codigo_municipio_praca").alias("praca")).unique("lote", keep="first")
    )
    return transacoes.join(headers, on="lote", how="left", maintain_order="left").select(
        "linha",
        "nosso_numero",
        "praca",
        pl.col("codigo_cartorio").alias("cartorio"),
        pl.col("numero_protocolo").alias("protocolo"),
        "data_protocolo",
        _situacao(qual).alias("situacao"),
        _ocorrencia(qual).alias("ocorrencia"),
        "data_ocorrencia",
        _irregularidade(qual).alias("irregularidade"),
        pl.col("saldo_titulo").alias("saldo"),
        pl.sum_horizontal(CUSTAS).replace(0, None).alias("custas"),
    )


def _situacao(qual: str) -> pl.Expr:
    """Branco na confirmação é aceite; no andamento, a situação é a etapa; ocorrência desconhecida não muda nada."""
    if qual == "protesto/andamento":
        return pl.lit(Situacao.EM_ANDAMENTO.value)
    da_tabela = {codigo: linha["situacao"] for codigo, linha in ocorrencias().items()}
    pela_ocorrencia = pl.col("tipo_ocorrencia").replace_strict(da_tabela, default=None, return_dtype=pl.String)
    if qual == "protesto/retorno":
        return pela_ocorrencia.fill_null(pl.lit(""))
    vazia = pl.col("tipo_ocorrencia").is_null() | (pl.col("tipo_ocorrencia") == "0")
    return pl.when(vazia).then(pl.lit(Situacao.CONFIRMADA.value)).otherwise(pela_ocorrencia.fill_null(pl.lit("")))


def _ocorrencia(qual: str) -> pl.Expr:
    """No andamento, a etapa vem no campo da irregularidade."""
    return pl.col("codigo_irregularidade" if qual == "protesto/andamento" else "tipo_ocorrencia").fill_null(pl.lit(""))


def _irregularidade(qual: str) -> pl.Expr:
    """O código do campo 38 e os adicionais do campo 47, juntos."""
    if qual == "protesto/andamento":
        return pl.lit(None, dtype=pl.String)
    codigos = pl.concat_str("codigo_irregularidade", "complemento_irregularidade", ignore_nulls=True)
    return pl.when(codigos != "").then(codigos)
