"""Escrita: um quadro → as linhas de largura fixa de um registro, e o arquivo inteiro."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Final

import polars as pl

from hub.leiautes.erros import LeiauteSoDeLeitura, TextoLongoDemais, TipoDeColuna, ValorForaDaFaixa
from hub.leiautes.motor.leitura import DESCONHECIDO
from hub.leiautes.motor.texto import ascii_maiusculo
from hub.leiautes.tabelas import Campo, Leiaute, Registro, leiaute

#: Terminador de linha observado nos arquivos das CRAs.
CRLF: Final = "\r\n"


def escrever_coluna(nome: str, registro: str, quadro: pl.DataFrame) -> pl.Series:
    """As linhas de um registro, uma por linha do quadro, cada uma do tamanho exato do leiaute (sem terminador).

    Colunas: os campos da tabela, no tipo que `ler_registros` dá (texto e código String; quantidade inteiro; dinheiro
    Int64 em centavos; data Date, ou String com as oito posições). `<data>_cru` vale onde a data é nula. Coluna que
    falta leva a constante do leiaute ou, sem ela, zeros (numérico) ou brancos; nulo leva zeros ou brancos. Texto sai em
    ASCII maiúsculo; campo descritivo (`excesso` = corta) é cortado, os outros não.

    Levanta `TextoLongoDemais`, `ValorForaDaFaixa`, `TipoDeColuna`, `LeiauteSoDeLeitura`, `LeiauteDesconhecido` ou
    `RegistroDesconhecido`.
    """
    tabela = leiaute_de_escrita(nome)
    desenho = tabela.registro(registro)
    if quadro.is_empty():
        return pl.Series(registro, [], dtype=pl.String)
    iguais = _constantes(desenho, quadro)
    prontos = _preparar(tabela, desenho, quadro.drop(iguais))
    fixos = _preparar(tabela, desenho, quadro.head(1).select(iguais))
    for parte in (prontos, fixos):
        _conferir(tabela, desenho, parte)
    partes = [pl.lit(p) if isinstance(p, str) else p for p in _partes(desenho, prontos, fixos)]
    linhas = prontos.select(pl.concat_str(partes).alias(registro)).to_series()
    return linhas if linhas.len() == quadro.height else pl.repeat(linhas[0], quadro.height, eager=True).alias(registro)


def escrever_registros(nome: str, registros: Mapping[str, pl.DataFrame], *, terminador: str = CRLF) -> bytes:
    """O arquivo inteiro, na ordem da coluna `linha` dos quadros (como `ler_registros` os dá).

    O quadro `desconhecido` volta como veio. Recusas: as de `escrever_coluna`.
    """
    linhas = _em_ordem(nome, registros)
    return b"" if linhas.is_empty() else em_bytes(linhas, terminador=terminador)


def gravar_registros(nome: str, registros: Mapping[str, pl.DataFrame], saida: IO[bytes]) -> None:
    """Escreve em `saida` o mesmo que `escrever_registros` devolve, sem o juntar antes na memória."""
    linhas = _em_ordem(nome, registros)
    if DESCONHECIDO in registros:
        # Só o que voltou como veio pode não ser ASCII.
        saida.write(em_bytes(linhas, terminador=CRLF))
    elif not linhas.is_empty():
        linhas.to_frame("texto").write_csv(saida, include_header=False, quote_style="never", line_terminator=CRLF)


def _em_ordem(nome: str, registros: Mapping[str, pl.DataFrame]) -> pl.Series:
    leiaute_de_escrita(nome)
    blocos = [
        quadro.select(pl.col("linha").cast(pl.UInt32)).with_columns(escrever_coluna(nome, chave, quadro).alias("texto"))
        for chave, quadro in registros.items()
        if chave != DESCONHECIDO and quadro.height
    ]
    sobra = registros.get(DESCONHECIDO)
    if sobra is not None and sobra.height:
        blocos.append(sobra.select(pl.col("linha").cast(pl.UInt32), pl.col("conteudo").alias("texto")))
    return pl.concat(blocos).sort("linha")["texto"] if blocos else pl.Series("texto", [], dtype=pl.String)


def em_bytes(linhas: pl.Series, *, terminador: str = CRLF) -> bytes:
    """As linhas juntas num só conteúdo, cada uma com o terminador, em ISO-8859-1."""
    saida = BytesIO()
    linhas.to_frame("texto").write_csv(saida, include_header=False, quote_style="never", line_terminator=terminador)
    conteudo = saida.getvalue()
    return conteudo if conteudo.isascii() else conteudo.decode("utf-8").encode("iso-8859-1", "replace")


def leiaute_de_escrita(nome: str) -> Leiaute:
    """O leiaute, se o hub escreve nele; `LeiauteSoDeLeitura` se é inferido."""
    tabela = leiaute(nome)
    if not tabela.escreve:
        raise LeiauteSoDeLeitura(nome=nome, alternativa="protesto/remessa")
    return tabela


def _constantes(desenho: Registro, quadro: pl.DataFrame) -> list[str]:
    """Os campos de mesmo valor em todas as linhas: tratados uma vez só, o que corta o tempo pela metade."""
    nomes = [campo.nome for campo in desenho.campos if campo.nome in quadro.columns]
    nomes = [nome for nome in nomes if f"{nome}_cru" not in quadro.columns]
    iguais = quadro.select(pl.col(nome).eq_missing(pl.col(nome).first()).all() for nome in nomes)
    return [nome for nome in nomes if iguais.item(0, nome)]


def _preparar(tabela: Leiaute, desenho: Registro, quadro: pl.DataFrame) -> pl.DataFrame:
    """Cada campo presente como texto limpo, ainda sem enchimento."""
    presentes = [campo for campo in desenho.campos if campo.nome in quadro.columns]
    for campo in presentes:
        _conferir_tipo(tabela, campo, quadro.schema[campo.nome])
    nomes = [nome for c in presentes for nome in (c.nome, f"{c.nome}_cru") if quadro.schema.get(nome) == pl.String]
    limpo = quadro.with_columns(ascii_maiusculo(quadro[nome]) for nome in nomes)
    return limpo.select(_sem_enchimento(campo, limpo) for campo in presentes)


def _conferir_tipo(tabela: Leiaute, campo: Campo, tipo: pl.DataType) -> None:
    esperado = {"quantidade": "inteiro", "dinheiro": "Int64 em centavos", "data": "Date ou String"}
    serve = {
        "quantidade": tipo.is_integer(),
        "dinheiro": tipo.is_integer(),
        "data": tipo in (pl.Date, pl.String),
    }.get(campo.natureza, tipo == pl.String or tipo.is_integer())
    if not serve and tipo != pl.Null:
        querido = esperado.get(campo.natureza, "String")
        raise TipoDeColuna(campo=campo.nome, leiaute=tabela.nome, natureza=campo.natureza, tipo=tipo, esperado=querido)


def _sem_enchimento(campo: Campo, quadro: pl.DataFrame) -> pl.Expr:
    coluna = pl.col(campo.nome)
    if campo.natureza == "data":
        data = quadro.schema[campo.nome] == pl.Date
        texto = coluna.dt.strftime(campo.forma_da_data) if data else coluna.cast(pl.String)
        if f"{campo.nome}_cru" in quadro.columns:
            texto = pl.coalesce(texto, pl.col(f"{campo.nome}_cru"))
    else:
        texto = coluna.cast(pl.String)
    return texto.fill_null("").alias(campo.nome)


def _conferir(tabela: Leiaute, desenho: Registro, prontos: pl.DataFrame) -> None:
    """Recusa o que não cabe e não pode ser cortado, e os números negativos."""
    campos = [campo for campo in desenho.campos if campo.nome in prontos.columns]
    longos = [pl.col(c.nome).str.len_bytes().max().alias(c.nome) for c in campos if c.excesso == "recusa"]
    numeros = [c for c in campos if c.natureza in {"quantidade", "dinheiro"}]
    negativos = [pl.col(c.nome).str.starts_with("-").any().alias(f"-{c.nome}") for c in numeros]
    if not longos and not negativos:
        return
    medidas = prontos.select(*longos, *negativos).row(0, named=True)
    for campo in campos:
        if (medidas.get(campo.nome) or 0) > campo.tamanho or medidas.get(f"-{campo.nome}"):
            _recusar(tabela, campo, prontos[campo.nome])


def _recusar(tabela: Leiaute, campo: Campo, coluna: pl.Series) -> None:
    ruim = (coluna.str.len_bytes() > campo.tamanho) | coluna.str.starts_with("-")
    posicao = ruim.arg_true()[0]
    valor = coluna[posicao]
    onde = f"Registro {posicao + 1}"
    if campo.natureza in {"quantidade", "dinheiro"}:
        raise ValorForaDaFaixa(onde=onde, campo=campo.nome, valor=valor, limite=campo.tamanho, leiaute=tabela.nome)
    raise TextoLongoDemais(
        onde=onde,
        campo=campo.nome,
        valor=valor[:80],
        tamanho=len(valor),
        limite=campo.tamanho,
        leiaute=tabela.nome,
    )


def _partes(desenho: Registro, prontos: pl.DataFrame, fixos: pl.DataFrame) -> list[pl.Expr | str]:
    """Os campos com enchimento, na ordem; os vizinhos constantes viram um literal só."""
    partes: list[pl.Expr | str] = [""]
    for campo in desenho.campos:
        if campo.nome in prontos.columns:
            partes.append(com_enchimento(campo, prontos[campo.nome]))
            continue
        fixo = campo.constante or campo.vazio
        if campo.nome in fixos.columns:
            fixo = str(fixos.select(com_enchimento(campo, fixos[campo.nome])).item())
        if isinstance(partes[-1], str):
            partes[-1] += fixo
        else:
            partes.append(fixo)
    return partes


def com_enchimento(campo: Campo, coluna: pl.Series) -> pl.Expr:
    """O campo no tamanho exato: número à direita com zeros, texto à esquerda com brancos."""
    valor, tamanhos = pl.col(campo.nome), coluna.str.len_bytes()
    # Documento, data, CEP, número: quase sempre do tamanho exato; o que se mede uma vez não se refaz linha a linha.
    if campo.excesso == "corta" and int(tamanhos.max() or 0) > campo.tamanho:  # type: ignore[arg-type]
        valor = valor.str.slice(0, campo.tamanho)
    if int(tamanhos.min() or 0) >= campo.tamanho:  # type: ignore[arg-type]
        return valor
    if campo.tipo != "N" and campo.natureza != "codigo":
        return valor.str.pad_end(campo.tamanho)
    if campo.tipo != "N":
        # Código num campo alfanumérico: zeros à esquerda se vem, brancos se não vem.
        return pl.when(valor != "").then(valor.str.pad_start(campo.tamanho, "0")).otherwise(pl.lit(campo.vazio))
    if campo.natureza != "codigo" or not coluna.str.contains(r"[^0-9]").any():
        return valor.str.pad_start(campo.tamanho, "0")
    com_letra = valor.str.contains(r"[^0-9]")
    return pl.when(com_letra).then(valor.str.pad_end(campo.tamanho)).otherwise(valor.str.pad_start(campo.tamanho, "0"))


def fatias(tabela: Leiaute, desenho: Registro, quadro: pl.DataFrame, *, conferir: bool) -> pl.DataFrame:
    """Uma coluna por campo do registro, já no tamanho do leiaute. Com `conferir`, recusa o que não cabe."""
    prontos = _preparar(tabela, desenho, quadro)
    if conferir:
        _conferir(tabela, desenho, prontos)
    vazios = [
        pl.lit(campo.constante or campo.vazio).alias(campo.nome)
        for campo in desenho.campos
        if campo.nome not in prontos.columns
    ]
    cheios = [com_enchimento(campo, prontos[campo.nome]) for campo in desenho.campos if campo.nome in prontos.columns]
    base = pl.select(pl.int_range(quadro.height).alias("~n")).hstack(prontos)
    return base.select("~n", *cheios, *vazios).select(campo.nome for campo in desenho.campos)
