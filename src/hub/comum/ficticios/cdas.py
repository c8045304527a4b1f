"""CDAs fictícias no leiaute padronizado, versão 1: as mesmas para a mesma semente, em qualquer máquina."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from hub.comum.dinheiro import centavos_para_texto
from hub.comum.ficticios.colunas import CDA
from hub.comum.ficticios.datas import sortear_datas
from hub.comum.ficticios.defeitos import estragar
from hub.comum.ficticios.devedores import cnj_pontuado, devedores, municipio_do_codigo, tabela_de_ufs
from hub.comum.ficticios.erros import NumeracaoEsgotada
from hub.comum.ficticios.palavras import palavras
from hub.comum.ficticios.sorteio import Inteiros, Sim, Sorteio, escolher, so_onde
from hub.comum.ficticios.tributos import sortear_tributos, sortear_valores
from hub.comum.municipios import Municipio
from hub.comum.numeros_ficticios import cnjs_ficticios

#: O número da CDA leva sete algarismos, para o título caber nos onze do protesto com o ano.
NUMERO_MAXIMO = 9_999_999
#: CDAs por devedor, em média; a cauda é longa: uns poucos devem milhares, a maioria deve uma.
CDAS_POR_DEVEDOR = 2
#: Partes ajuizada (só município e estado), suspensa e com título próprio.
AJUIZADAS, SUSPENSAS, COM_TITULO = 0.10, 0.01, 0.5
_LINHAS_DO_LIVRO = 300


def cdas_ficticias(
    *,
    semente: int,
    quantidade: int,
    municipio_ibge: str,
    em: date,
    defeitos: float = 0.03,
    tipo: str = "MUNICIPIO",
    primeiro: int = 1,
    marcar: bool = False,
) -> pl.DataFrame:
    """Quadro de texto com todas as colunas da tabela `cda` do leiaute, uma CDA por linha, sem a coluna `linha`.

    `municipio_ibge`: sede do credor. `em`: nenhuma data passa dela, e nenhuma dívida prescreveu nela. `defeitos`: parte
    das linhas que leva um defeito de planilha (`hub.comum.ficticios.defeitos`); `marcar` acrescenta a coluna
    `defeito`, nula nas boas. `tipo`: MUNICIPIO, ESTADO ou CONSELHO. `primeiro`: número da primeira CDA; para gerar em
    fatias, repita a semente e avance o número: os devedores são os mesmos.

    Levanta `MunicipioDesconhecido`, `TipoSemTributos` e `NumeracaoEsgotada`.
    """
    if primeiro < 1 or primeiro + quantidade - 1 > NUMERO_MAXIMO:
        raise NumeracaoEsgotada(maximo=NUMERO_MAXIMO, quantidade=quantidade, primeiro=primeiro)
    municipio, sorteio = municipio_do_codigo(municipio_ibge), Sorteio(semente, 0, primeiro)
    tributos = sortear_tributos(sorteio, quantidade, tipo)
    datas = sortear_datas(sorteio, tributos, em)
    numero = pl.Series("numero", range(primeiro, primeiro + quantidade), dtype=pl.Int64)
    quadro = pl.concat(
        [
            _identificacao(sorteio, numero, tributos, datas),
            _textos_das_datas(datas),
            _textos_dos_valores(sorteio, tributos, datas),
            _cobranca(sorteio, tributos, municipio, tipo, em),
            _devedores(sorteio, semente, tributos, municipio, tipo),
        ],
        how="horizontal",
    )
    estragado = estragar(quadro, sorteio, fracao=defeitos, em=em)
    return estragado.select(*CDA, *(["defeito"] if marcar else []))


def _identificacao(sorteio: Sorteio, numero: pl.Series, tributos: pl.DataFrame, datas: pl.DataFrame) -> pl.DataFrame:
    inscrito, exercicio = datas["data_inscricao"].dt.year(), datas["exercicio"]
    com_zeros = numero.cast(pl.String).str.zfill(7)
    junto = inscrito.cast(pl.String) + com_zeros
    referencia = _referencias(sorteio, len(numero))
    quadro = pl.DataFrame(
        {
            "operacao": pl.repeat("I", len(numero), eager=True),
            "numero_cda": inscrito.cast(pl.String) + "/" + com_zeros,
            "numero_inscricao": junto,
            "numero_titulo": so_onde(sorteio.sim("titulo", len(numero), COM_TITULO), junto),
            "livro": (numero // _LINHAS_DO_LIVRO + 1).cast(pl.String),
            "folha": (numero % _LINHAS_DO_LIVRO + 1).cast(pl.String),
            "processo_administrativo": exercicio.cast(pl.String)
            + "."
            + com_zeros
            + "-"
            + (numero % 10).cast(pl.String),
            "tributo": tributos["tributo"],
            "exercicio": exercicio.cast(pl.String),
            "fundamento_legal": tributos["fundamento"],
            "encargos_fundamento": tributos["encargos_fundamento"],
            "indice_correcao": tributos["indice"],
            "juros_forma": tributos["juros"],
            "o": tributos["origem"],
            "r": tributos["referencia"],
            "n": referencia,
        }
    )
    partes = pl.format("{} {}, {} {}", "o", "exercicio", "r", "n")
    return quadro.with_columns(origem=partes, identificador_credor=pl.format("{}-{}", "tributo", "n")).drop(
        "o", "r", "n"
    )


def _referencias(sorteio: Sorteio, quantas: int) -> pl.Series:
    """Inscrição imobiliária, mercantil, auto…: quatro grupos de algarismos."""
    grupos = (("setor", 1, 60, 2), ("quadra", 1, 99, 2), ("face", 1, 400, 3), ("unidade", 1, 9999, 4))
    textos = [
        pl.Series(sorteio.inteiros(nome, quantas, de, ate)).cast(pl.String).str.zfill(largura)
        for nome, de, ate, largura in grupos
    ]
    return textos[0] + "." + textos[1] + "." + textos[2] + "." + textos[3]


def _textos_das_datas(datas: pl.DataFrame) -> pl.DataFrame:
    vencimento = datas["data_vencimento"]
    todas = datas.drop("exercicio").with_columns(
        correcao_termo_inicial=vencimento, juros_termo_inicial=vencimento.dt.offset_by("1d")
    )
    return todas.select(pl.all().dt.to_string("%Y-%m-%d"))


def _textos_dos_valores(sorteio: Sorteio, tributos: pl.DataFrame, datas: pl.DataFrame) -> pl.DataFrame:
    dias = (datas["data_consolidacao"] - datas["data_vencimento"]).dt.total_days().to_numpy()
    return sortear_valores(sorteio, tributos, dias // 30).select(centavos_para_texto(pl.all()))


def _cobranca(sorteio: Sorteio, tributos: pl.DataFrame, municipio: Municipio, tipo: str, em: date) -> pl.DataFrame:
    quantas = tributos.height
    # O gerador de números CNJ só faz os da Justiça Estadual; conselho executa na Federal.
    ajuizada = sorteio.sim("ajuizada", quantas, 0 if tipo == "CONSELHO" else AJUIZADAS)
    suspensa = sorteio.sim("suspensa", quantas, SUSPENSAS)
    motivos = sorteio.palavras("motivo", quantas, palavras("motivos_de_suspensao"))
    lote = pl.Series(sorteio.inteiros("lote", quantas, 1, 99)).cast(pl.String)
    vazio = pl.repeat(None, quantas, dtype=pl.String, eager=True)
    return pl.DataFrame(
        {
            "ajuizada": np.where(ajuizada, "S", "N"),
            "numero_cnj": _numeros_cnj(sorteio, ajuizada, municipio, em),
            "exigibilidade": np.where(suspensa, "SUSPENSA", "EXIGIVEL"),
            "motivo_suspensao": so_onde(suspensa, motivos),
            "metadados": so_onde(sorteio.sim("metadados", quantas, 0.1), '{"lote_interno":"' + lote + '"}'),
            **dict.fromkeys(("carteira", "estrategias", "vigente_a_partir_de", "link_regularizacao"), vazio),
        }
    )


def _numeros_cnj(sorteio: Sorteio, ajuizada: Sim, municipio: Municipio, em: date) -> pl.Series:
    """Pontuados, só nas ajuizadas; o processo é deste ano ou do passado."""
    tribunal = tabela_de_ufs().filter(pl.col("uf") == municipio.uf)["tribunal"].item()
    semente = int(sorteio.de("cnj").integers(0, 10**6))
    quantos = int(ajuizada.sum())
    numeros = cnjs_ficticios(semente, quantos, ano=em.year - 1, tribunal=tribunal)
    posicao = np.cumsum(ajuizada) - 1
    pontuados = numeros.to_frame("n").select(cnj_pontuado(pl.col("n"))).to_series()
    return escolher(pontuados, np.where(ajuizada, posicao, -1))


def _devedores(sorteio: Sorteio, semente: int, tributos: pl.DataFrame, municipio: Municipio, tipo: str) -> pl.DataFrame:
    empresa = sorteio.fracoes("empresa", tributos.height) * 100 < tributos["pj"].to_numpy()
    empresas, pessoas = (max(1, int(quem.sum()) // CDAS_POR_DEVEDOR) for quem in (empresa, ~empresa))
    todos = devedores(semente=semente, pessoas=pessoas, empresas=empresas, municipio=municipio, tipo=tipo)
    # Ao quadrado, a chance do devedor i cai com a raiz de i: poucos grandes devedores e uma cauda longa.
    sorte = sorteio.fracoes("devedor", tributos.height) ** 2
    quem: Inteiros = np.where(
        empresa, pessoas + (sorte * empresas).astype(np.int64), (sorte * pessoas).astype(np.int64)
    )
    return todos[quem]
