"""Conferência de cada detalhe de um arquivo de entrada: devedor, vencimento, motivo e contrato."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import polars as pl

from hub.comum.documentos import documento_valido
from hub.leiautes.achados import Achado, achar
from hub.leiautes.serasa.limites import FORMA_DO_CONTRATO, MAIORIDADE, janela
from hub.leiautes.serasa.obrigatorios import campos_vazios
from hub.leiautes.tabelas import Registro, linhas_do_dominio

_INCLUSAO: Final = pl.col("codigo_operacao") == "I"
_EXCLUSAO: Final = pl.col("codigo_operacao") == "E"
_TIPOS: Final = {"1": "CNPJ", "2": "CPF"}
#: Algarismos de cada documento, no fim do campo de 15 posições.
_ALGARISMOS: Final = {"CNPJ": 14, "CPF": 11}
_CAMPO: Final = 15
_TIPO_DA_PESSOA: Final = {"F": "2", "J": "1"}
_PAPEIS: Final = ("principal", "coobrigado")


def conferir_detalhes(desenho: Registro, detalhes: pl.DataFrame) -> list[Achado]:
    """Os achados dos detalhes; `detalhes` traz também o CNPJ do informante e a data do movimento, do header."""
    achados = [*campos_vazios(desenho, detalhes), *_filiais(detalhes)]
    for papel in _PAPEIS:
        achados += [*_documentos(detalhes, papel), *_pessoas(detalhes, papel)]
    return [*achados, *_datas(detalhes), *_motivos(detalhes), *_contratos(detalhes), *_codigos(detalhes)]


def motivos_do_informante() -> list[str]:
    """Os motivos de baixa que um informante pode dar."""
    return [linha["codigo"] for linha in linhas_do_dominio("motivo_baixa") if linha["uso"] == "informante"]


def _filiais(detalhes: pl.DataFrame) -> Iterator[Achado]:
    """A raiz do header com a filial e os dígitos do detalhe tem de dar um CNPJ."""
    campo = "filial_digito_cnpj_contratante"
    cnpj = pl.col("cnpj_instituicao_informante").str.zfill(9) + pl.col(campo).str.zfill(6)
    ruins = detalhes.filter((pl.col(campo).str.strip_chars("0") != "") & ~_e(cnpj, "CNPJ"))
    for linha, valor, inteiro in ruins.select("linha", campo, cnpj.str.tail(14).alias("cnpj")).iter_rows():
        yield achar("FILIAL_NAO_CONFERE", linha=linha, campo=campo, valor=valor, cnpj=inteiro)


def _documentos(detalhes: pl.DataFrame, papel: str) -> Iterator[Achado]:
    """Os dígitos do documento, do tipo que a linha diz; sem tipo, serve CPF ou CNPJ."""
    campo, tipo = f"documento_{papel}", pl.col(f"tipo_documento_{papel}")
    completo = pl.col(campo).str.zfill(_CAMPO)
    certo = {nome: _e(completo, nome) for nome in _ALGARISMOS}
    do_tipo = pl.when(tipo == "1").then(certo["CNPJ"]).when(tipo == "2").then(certo["CPF"])
    bom = do_tipo.otherwise(certo["CNPJ"] | certo["CPF"])
    preenchido = pl.col(campo).str.strip_chars("0") != ""
    for linha, valor, dito in detalhes.filter(preenchido & ~bom).select("linha", campo, tipo).iter_rows():
        esperado = _TIPOS.get(dito, "CPF nem CNPJ")
        yield achar("DOCUMENTO_INVALIDO", linha=linha, campo=campo, valor=valor, esperado=esperado)


def _e(completo: pl.Expr, tipo: str) -> pl.Expr:
    """O campo é numérico no leiaute: CNPJ com letras reprova."""
    tamanho = _ALGARISMOS[tipo]
    cheio = completo.str.contains(f"^0{{{_CAMPO - tamanho}}}[0-9]{{{tamanho}}}$")
    return cheio & documento_valido(completo.str.tail(tamanho)).fill_null(value=False)


def _pessoas(detalhes: pl.DataFrame, papel: str) -> Iterator[Achado]:
    campo, pessoa = f"tipo_documento_{papel}", f"tipo_pessoa_{papel}"
    esperado = pl.col(pessoa).replace_strict(_TIPO_DA_PESSOA, default=None, return_dtype=pl.String)
    ruins = detalhes.filter(pl.col(campo).is_in(list(_TIPOS)) & (pl.col(campo) != esperado))
    for linha, valor, dita in ruins.select("linha", campo, pessoa).iter_rows():
        yield achar("PESSOA_DIVERGE_DO_DOCUMENTO", linha=linha, campo=campo, valor=valor, pessoa=dita)


def _datas(detalhes: pl.DataFrame) -> Iterator[Achado]:
    """O vencimento dentro da janela do movimento, e o devedor maior de idade."""
    desde, ate = janela(pl.col("data_movimento"))
    vencimento, nascimento = pl.col("data_ocorrencia"), pl.col("data_nascimento")
    fora = detalhes.filter(_INCLUSAO & ~vencimento.is_between(desde, ate))
    for linha, valor, *limites in fora.select("linha", vencimento, desde.alias("desde"), ate.alias("ate")).iter_rows():
        do_dia, ao_dia = map(_escrita, limites)
        dados = {"valor": _escrita(valor), "desde": do_dia, "ate": ao_dia}
        yield achar("VENCIMENTO_FORA_DA_JANELA", linha=linha, campo="data_ocorrencia", **dados)
    menor = detalhes.filter(_INCLUSAO & (nascimento.dt.offset_by(MAIORIDADE) > pl.col("data_movimento")))
    for linha, valor in menor.select("linha", nascimento).iter_rows():
        yield achar("MENOR_DE_IDADE", linha=linha, campo="data_nascimento", valor=_escrita(valor))


def _escrita(data: date) -> str:
    return f"{data:%d/%m/%Y}"


def _motivos(detalhes: pl.DataFrame) -> Iterator[Achado]:
    motivo = pl.col("motivo_baixa")
    alheio = detalhes.filter(_EXCLUSAO & motivo.is_not_null() & ~motivo.is_in(motivos_do_informante()))
    for linha, valor in alheio.select("linha", motivo).iter_rows():
        yield achar("MOTIVO_NAO_E_DO_INFORMANTE", linha=linha, campo="motivo_baixa", valor=valor)
    for linha, valor in detalhes.filter(_INCLUSAO & motivo.is_not_null()).select("linha", motivo).iter_rows():
        yield achar("MOTIVO_SEM_EXCLUSAO", linha=linha, campo="motivo_baixa", valor=valor)


def _contratos(detalhes: pl.DataFrame) -> Iterator[Achado]:
    """A forma do contrato, a unidade dele e a repetição do mesmo registro no arquivo."""
    contrato = pl.col("numero_contrato")
    for linha, valor in (
        detalhes.filter(~contrato.str.contains(FORMA_DO_CONTRATO)).select("linha", contrato).iter_rows()
    ):
        yield achar("CONTRATO_COM_CARACTERE", linha=linha, campo="numero_contrato", valor=valor)
    com = detalhes.filter(contrato.is_not_null())
    deles, antes = ["lote", "numero_contrato"], pl.col("linha").first()
    primeiro = pl.col("documento_principal").first().over(deles)
    incluidos = com.filter(_INCLUSAO).with_columns(antes.over(deles).alias("antes"), primeiro.alias("primeiro"))
    alheios = incluidos.filter(pl.col("documento_principal") != pl.col("primeiro"))
    do_registro = [*deles, "codigo_operacao", "documento_principal", "documento_coobrigado"]
    repetidos = com.with_columns(antes.over(do_registro).alias("antes")).filter(pl.col("linha") != pl.col("antes"))
    for codigo, ruins in (("CONTRATO_DE_OUTRO_DEVEDOR", alheios), ("REGISTRO_REPETIDO", repetidos)):
        for linha, valor, qual in ruins.select("linha", contrato, "antes").iter_rows():
            yield achar(codigo, linha=linha, campo="numero_contrato", valor=valor, antes=qual)


def _codigos(detalhes: pl.DataFrame) -> Iterator[Achado]:
    com_codigo = detalhes.filter(pl.col("codigos_erro").is_not_null()).select("linha", "codigos_erro")
    for linha, valor in com_codigo.iter_rows():
        yield achar("CODIGOS_NA_ENTRADA", linha=linha, campo="codigos_erro", valor=valor)
