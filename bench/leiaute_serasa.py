"""Leiaute da Serasa: um milhão de detalhes PEFIN, do quadro ao arquivo e do arquivo aos campos do retorno, sem banco.

Nossa: `montar_pefin` (tipos, texto em ASCII maiúsculo, o que não cabe é recusado, sequência) e `ler_pefin` com os
campos do retorno (detecção, codificação, linhas de tamanho errado, campos tipados).
Base: as mesmas linhas de 600 posições, concatenadas por uma expressão Polars escrita à mão só para estas colunas, sem
conferir nada; e o Polars que lê as linhas e corta delas os mesmos campos.
Cada corrida é um processo novo; o tempo é só o do trabalho, sem importar nem gerar.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from carteira import EM
from comparacao import contar, falta_corrida
from cronometro import cronometro
from hub.comum.documentos import cpfs_ficticios
from hub.leiautes.serasa.leitura import DO_RETORNO, Pefin, ler_pefin
from hub.leiautes.serasa.montagem import POR_PARTE, montar_pefin
from hub.leiautes.tabelas import leiaute
from promessa import Promessa

ESCRITA = Promessa(
    nome="leiaute_serasa_escrita",
    base="as mesmas linhas concatenadas por uma expressão Polars à mão, sem conferir",
    deve=2.0,
    alvo=1.2,
)
LEITURA = Promessa(
    nome="leiaute_serasa_leitura",
    base="o Polars lê as linhas e corta delas os mesmos campos",
    deve=2.0,
    alvo=1.2,
)
_CABECALHO = {
    "cnpj_instituicao_informante": "099001001",
    "data_movimento": EM,
    "ddd_contato": "0081",
    "telefone_contato": "33550000",
    "nome_contato": "DIVIDA ATIVA DO BENCH",
    "numero_remessa": 1,
    "codigo_envio": "E",
}
#: Bytes de uma linha com o terminador.
_LINHA = 602


def medir(tamanho: int = ESCRITA.tamanho) -> list[dict[str, Any]]:
    """Mede a escrita e a leitura e devolve uma linha do relatório de cada."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as pasta:
        contar(f"leiaute_serasa {tamanho}: preparando")
        detalhes(tamanho).write_parquet(Path(pasta) / "detalhes.parquet")
        return [_comparar(ESCRITA, "escrever", tamanho, pasta), _comparar(LEITURA, "ler", tamanho, pasta)]


def _comparar(promessa: Promessa, ato: str, tamanho: int, pasta: str) -> dict[str, Any]:
    nossas: list[dict[str, Any]] = []
    bases: list[dict[str, Any]] = []
    while falta_corrida(nossas, bases):
        nossas.append(_correr(ato, tamanho, pasta))
        bases.append(_correr(f"base_{ato}", tamanho, pasta))
    return promessa.linha(tamanho, nossas, bases, bytes=nossas[0]["bytes"])


def _correr(papel: str, tamanho: int, pasta: str) -> dict[str, Any]:
    comando = [sys.executable, __file__, papel, pasta]
    saida = subprocess.run(comando, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - comando nosso
    corrida: dict[str, Any] = json.loads(saida)
    assert corrida.pop("linhas") == tamanho
    contar(f"leiaute_serasa {tamanho}: {papel} {corrida['segundos']:.2f} s, {corrida['memoria_mb']} MB")
    return corrida


def detalhes(quantos: int) -> pl.DataFrame:
    """Inclusões de pessoas físicas, com o que o leiaute pede."""
    n = pl.int_range(quantos, dtype=pl.Int64)
    fixos = {"codigo_operacao": "I", "filial_digito_cnpj_contratante": "000118", "natureza_operacao": "XX"}
    pessoa = {"tipo_pessoa_principal": "F", "tipo_documento_principal": "2", "uf": "PE"}
    vencimento = pl.lit(EM).dt.offset_by(pl.concat_str(pl.lit("-"), n % 1500 + 10, pl.lit("d")))
    return pl.DataFrame({"documento_principal": cpfs_ficticios(1, quantos).str.zfill(15)}).with_columns(
        **{nome: pl.lit(valor) for nome, valor in (fixos | pessoa).items()},
        data_ocorrencia=vencimento,
        data_termino_contrato=vencimento,
        nome_devedor=pl.concat_str(pl.lit("FULANA FICTICIA DO BENCH "), n),
        endereco=pl.concat_str(pl.lit("RUA DA AURORA, "), n % 2000),
        bairro=pl.concat_str(pl.lit("BAIRRO "), n % 94),
        municipio=pl.concat_str(pl.lit("MUNICIPIO "), n % 185),
        cep=(50_000_000 + n % 9_999).cast(pl.String),
        valor=n * 37 % 9_000_000 + 100,
        numero_contrato=pl.concat_str(pl.lit("2026/"), n.cast(pl.String).str.zfill(9)),
    )


def escrever(pasta: Path) -> dict[str, Any]:
    """O nosso arquivo."""
    quadro = pl.read_parquet(pasta / "detalhes.parquet")
    with cronometro() as medida, (pasta / "pefin.txt").open("wb") as saida:
        for parte in montar_pefin(cabecalho=_CABECALHO, detalhes=quadro):
            saida.write(parte)
    return medida.com(linhas=quadro.height, bytes=(pasta / "pefin.txt").stat().st_size)


def base_escrever(pasta: Path) -> dict[str, Any]:
    """Os mesmos detalhes, por uma expressão."""
    quadro = pl.read_parquet(pasta / "detalhes.parquet")
    with cronometro() as medida, (pasta / "base.txt").open("wb") as saida:
        for vez, parte in enumerate(quadro.iter_slices(POR_PARTE)):
            linhas = parte.select(pl.concat_str(_linha_a_mao(vez * POR_PARTE)))
            linhas.write_csv(saida, include_header=False, quote_style="never", line_terminator="\r\n")
    assert (pasta / "base.txt").stat().st_size == quadro.height * _LINHA
    return medida.com(linhas=quadro.height)


def _linha_a_mao(antes: int) -> list[pl.Expr]:
    """A linha de quem só tem estas colunas."""
    data = pl.col("data_ocorrencia").dt.strftime("%Y%m%d")
    numero = pl.int_range(antes + 2, antes + 2 + pl.len()).cast(pl.String).str.zfill(7)
    return [
        *(pl.lit("1I000118"), data, data, pl.lit("XX     F2"), pl.col("documento_principal")),
        *(pl.lit(" " * 57), pl.col("nome_devedor").str.pad_end(70), pl.lit("0" * 8 + " " * 140)),
        *(pl.col("endereco").str.pad_end(45), pl.col("bairro").str.pad_end(20), pl.col("municipio").str.pad_end(25)),
        *(pl.lit("PE"), pl.col("cep"), pl.col("valor").cast(pl.String).str.zfill(15)),
        *(pl.col("numero_contrato").str.pad_end(16), pl.lit("0" * 9 + " " * 25 + "0" * 36 + " " * 69), numero),
    ]


def ler(pasta: Path) -> dict[str, Any]:
    """Os campos do retorno, parte a parte."""
    with cronometro() as medida:
        lido = ler_pefin((pasta / "pefin.txt").read_bytes())
        assert isinstance(lido, Pefin)
        linhas = sum(parte.height for parte in lido.partes())
    return medida.com(linhas=linhas, bytes=(pasta / "pefin.txt").stat().st_size)


def base_ler(pasta: Path) -> dict[str, Any]:
    """As linhas e os mesmos cortes."""
    campos = [campo for campo in leiaute("serasa/pefin").registros["1-detalhe"].campos if campo.nome in DO_RETORNO]
    with cronometro() as medida:
        conteudo = (pasta / "pefin.txt").read_bytes()
        texto = pl.read_csv(conteudo, has_header=False, schema={"texto": pl.String}, separator="\x01", quote_char=None)
        cortes = [pl.col("texto").str.slice(c.inicio - 1, c.tamanho).str.strip_chars().alias(c.nome) for c in campos]
        lidos = texto.filter(pl.col("texto").str.starts_with("1")).select(cortes)
    return medida.com(linhas=lidos.height)


if __name__ == "__main__":
    papeis = {"escrever": escrever, "base_escrever": base_escrever, "ler": ler, "base_ler": base_ler}
    sys.stdout.write(json.dumps(papeis[sys.argv[1]](Path(sys.argv[2]))))
