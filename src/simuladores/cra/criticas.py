"""As críticas da CRA21 a uma remessa: as do leiaute, traduzidas de `criticas.csv`, e as do negócio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from hub.comum.documentos import documento_valido
from hub.comum.municipios import municipios
from hub.leiautes.achados import Achado
from hub.leiautes.tabelas import ler_tabela
from simuladores.cra.lido import Lido
from simuladores.cra.parametros import Parametros
from simuladores.cra.relatorio import Critica, completa, descricao

_TABELA: Final = Path(__file__).with_name("criticas.csv")
#: Municípios virtuais do Banco do Brasil.
_VIRTUAL: Final = "39"
_CPF: Final = "002"


@cache
def traducoes() -> Mapping[tuple[str, str], str]:
    """(achado, campo ou registro) → código da CRA; campo vazio vale para todos."""
    return {(linha["achado"], linha["campo"]): linha["codigo"] for linha in ler_tabela(_TABELA)}


@dataclass(frozen=True, kw_only=True)
class Critico:
    """Critica uma remessa lida, com a memória da CRA."""

    lido: Lido
    parametros: Parametros
    #: `portador|município` → sequenciais já enviados.
    sequenciais: Mapping[str, list[int]]

    def criticar(self) -> list[Critica]:
        """Todas as críticas, na ordem do arquivo."""
        achadas = [*self._do_leiaute(), *self._da_forma(), *self._dos_lotes(), *self._dos_titulos()]
        return sorted(achadas, key=lambda critica: critica.linha or 0)

    def municipios(self) -> dict[int, str]:
        """Lote → município do header."""
        cabecas = self.lido.quadros["header"].select("lote", pl.col("codigo_municipio_praca").fill_null(""))
        return dict(cabecas.iter_rows())

    def _critica(self, codigo: str, linha: int | None, lote: int | None, *dados: object) -> Critica:
        return Critica(
            codigo=codigo,
            descricao=descricao("remessa", codigo, *dados),
            completa=completa(codigo),
            municipio=self.municipios().get(lote) if lote is not None else None,
            linha=linha,
        )

    def _do_leiaute(self) -> Iterator[Critica]:
        onde = {linha: (lote, registro) for linha, lote, registro in self._linhas_dos_achados()}
        for achado in self.lido.achados:
            lote, registro = onde.get(achado.linha or 0, (None, ""))
            codigo = _traduzir(achado, registro)
            if codigo is not None:
                yield self._critica(codigo, achado.linha, lote, *_dados(codigo, achado))

    def _linhas_dos_achados(self) -> list[Any]:
        linhas = [achado.linha for achado in self.lido.achados if achado.linha is not None]
        return self.lido.linhas.filter(pl.col("linha").is_in(linhas)).rows()

    def _da_forma(self) -> Iterator[Critica]:
        """A última linha é trailler e a anterior é transação (2231 e 2229)."""
        registros = self.lido.linhas["registro"].to_list()
        if not registros:
            return
        total = len(registros)
        lote = self.lido.linhas["lote"][-1]
        if registros[-1] != "trailler":
            yield self._critica("2231", total, lote)
        elif total > 1 and registros[-2] != "transacao":
            yield self._critica("2229", total - 1, lote)

    def _dos_lotes(self) -> Iterator[Critica]:
        """Município e sequencial de cada header (2103, 2105, 2106, 2117, 1102)."""
        vistos: dict[str, set[int]] = {}
        for cabeca in self.lido.quadros["header"].iter_rows(named=True):
            municipio = cabeca["codigo_municipio_praca"] or ""
            linha, lote = cabeca["linha"], cabeca["lote"]
            if not cabeca["codigo_portador"]:
                yield self._critica("1102", linha, lote)
            for codigo, recusa in self._recusas_do_municipio(municipio):
                yield self._critica(codigo, linha, lote, *recusa)
            chave = f"{cabeca['codigo_portador']}|{municipio}"
            enviados = vistos.setdefault(chave, set(self.sequenciais.get(chave, [])))
            sequencial = cabeca["sequencial_remessa"]
            if sequencial in enviados:
                yield self._critica("2117", linha, lote, municipio, _nome(municipio), sequencial, max(enviados))
            enviados.add(sequencial)

    def _recusas_do_municipio(self, municipio: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        nome = (municipio, _nome(municipio))
        if municipio not in municipios() and not municipio.startswith(_VIRTUAL):
            yield "2103", (municipio,)
        elif municipio in self.parametros.nao_autorizados:
            yield "2105", nome
        elif municipio in self.parametros.inativos:
            yield "2106", nome

    def _dos_titulos(self) -> Iterator[Critica]:
        """Uma passada por transação, em quadro: cada regra é uma expressão."""
        transacoes = self.lido.quadros["transacao"]
        for codigo, ruim in self._regras().items():
            for linha, lote, saldo, numero, especie in transacoes.filter(ruim).select(_CITADOS).iter_rows():
                dados = _citar(codigo, linha=linha, saldo=saldo, numero=numero, especie=especie, minimo=self.parametros)
                yield self._critica(codigo, linha, lote, *dados)

    def _regras(self) -> dict[str, pl.Expr]:
        documento = pl.col("numero_documento_devedor").fill_null("")
        sem_documento = (documento.str.strip_chars("0") == "") & pl.col("documento_devedor_outro").is_null()
        limpo = pl.when(pl.col("tipo_documento_devedor") == _CPF).then(documento.str.tail(11)).otherwise(documento)
        invalido = ~documento_valido(limpo).fill_null(value=False) & (documento.str.strip_chars("0") != "")
        saldo = pl.col("saldo_titulo").fill_null(0)
        minimo, maximo = self.parametros.saldo_minimo, self.parametros.saldo_maximo
        return {
            "1211": pl.col("nosso_numero").is_null(),
            "1212": pl.col("especie_titulo").is_null(),
            "2137": pl.col("nome_cedente").is_null(),
            "2111": pl.col("numero_controle_devedor").fill_null(0) == 0,
            "2112": pl.col("nome_devedor").is_null(),
            "2113": sem_documento,
            "2305": invalido & pl.lit(self.parametros.confere_documento),
            "1238": pl.col("codigo_irregularidade").is_not_null(),
            "2219": saldo < minimo,
            "1253": (saldo > maximo) & pl.lit(maximo > 0),
        }


_CITADOS: Final = ("linha", "lote", "saldo_titulo", "numero_titulo", "especie_titulo")


def _citar(codigo: str, **dados: Any) -> tuple[object, ...]:
    """Os dados que a mensagem cita."""
    reais = f"{(dados['saldo'] or 0) / 100:.2f}"
    return {
        "2137": ("NOME DO CEDENTE",),
        "2111": (0,),
        "2219": (dados["minimo"].saldo_minimo / 100, dados["especie"], reais, dados["numero"], dados["linha"]),
    }.get(codigo, ())


def _traduzir(achado: Achado, registro: str) -> str | None:
    for campo in (achado.campo or "", registro, ""):
        codigo = traducoes().get((achado.codigo, campo))
        if codigo is not None:
            return codigo
    return None


def _dados(codigo: str, achado: Achado) -> tuple[object, ...]:
    if codigo == "2137":
        return (achado.campo,)
    return ("", achado.linha) if codigo == "2102" else (achado.linha, "") if codigo == "2101" else ()


def _nome(municipio: str) -> str:
    conhecido = municipios().get(municipio)
    return conhecido.nome if conhecido else "DESCONHECIDO"
