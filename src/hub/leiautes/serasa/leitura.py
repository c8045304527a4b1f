"""Lê um arquivo PEFIN em partes, só com os campos pedidos: enquanto o banco aplica umas, as seguintes se leem."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import polars as pl

from hub.leiautes.achados import Achado
from hub.leiautes.conferencia import campos_conferidos, conferir
from hub.leiautes.conferencia_das_linhas import conferir_conversao, conferir_linhas
from hub.leiautes.deteccao import Deteccao, detectar
from hub.leiautes.motor.leitura import alguma, cruas, do_registro, ler_campos, tipadas
from hub.leiautes.motor.linhas import com_lote, linhas_de
from hub.leiautes.serasa.limites import POSICOES_DO_CODIGO
from hub.leiautes.serasa.montagem import PEFIN
from hub.leiautes.tabelas import Leiaute, leiaute

#: Linhas da primeira parte, por que o banco espera, e das outras.
LINHAS_DA_PRIMEIRA, LINHAS_POR_PARTE = 20_000, 50_000
#: O ASCII que se vê, e os terminadores.
_COMUNS: Final = bytes(range(0x20, 0x7F)) + b"\r\n"
#: O que um retorno diz de cada registro: de quem é, o que se pediu, o que a Serasa respondeu.
DO_RETORNO: Final = (
    *("codigo_operacao", "data_ocorrencia", "documento_principal", "motivo_baixa", "documento_coobrigado"),
    *("valor", "numero_contrato", "codigos_erro", "sequencia_registro"),
)


@dataclass(frozen=True, kw_only=True)
class Pefin:
    """Um arquivo PEFIN com as linhas separadas e os campos por ler."""

    detectado: Deteccao
    linhas: pl.DataFrame
    #: ascii, utf-8 ou iso-8859-1.
    codificacao: str

    @property
    def tabela(self) -> Leiaute:
        """O leiaute."""
        return leiaute(PEFIN)

    @cached_property
    def cabecalho(self) -> Mapping[str, Any] | None:
        """Os campos do primeiro header, tipados, com `codigos_erro`; nulo se o arquivo não tem nenhum."""
        headers = self._inteiro("0-header")
        return headers.row(0, named=True) if headers.height else None

    @property
    def retorno(self) -> bool:
        """Verdadeiro no arquivo que a Serasa devolve (`codigo_envio` R)."""
        return self.cabecalho is not None and self.cabecalho["codigo_envio"] == "R"

    def partes(self, campos: Collection[str] = DO_RETORNO) -> Iterator[pl.DataFrame]:
        """Os detalhes na ordem do arquivo, tantas linhas por vez: `linha`, `lote` e os campos pedidos, tipados."""
        detalhe, so_ascii = self.tabela.registros["1-detalhe"], self.codificacao == "ascii"
        cortes = [0, *range(LINHAS_DA_PRIMEIRA, self.linhas.height, LINHAS_POR_PARTE), self.linhas.height]
        for comeco, fim in pairwise(cortes):
            yield ler_campos(self.tabela, detalhe, self.linhas[comeco:fim], campos, so_ascii=so_ascii)

    def conferir(self) -> list[Achado]:
        """Os achados de `hub leiaute ler`; num retorno, dos detalhes só se lê o que a Serasa escreve neles."""
        achados = [*self.detectado.achados, *conferir_linhas(self.tabela, self._estranhas(), self.codificacao)]
        quadros = {nome: self._a_conferir(nome) for nome in self.tabela.registros}
        return [*achados, *conferir(self.tabela, quadros), *self._conversao()]

    def _estranhas(self) -> pl.DataFrame:
        """As linhas que não são de registro nenhum e as que têm caractere estranho."""
        estranha, conteudo = ~alguma(self.tabela), self.detectado.conteudo
        # Procurar nos bytes todos de uma vez custa muito menos que em cada linha.
        if conteudo.translate(None, _COMUNS) or conteudo.count(b"\r") != conteudo.count(b"\r\n"):
            estranha |= pl.col("texto").str.contains(r"[^\x20-\x7e]")
        return self.linhas.filter(estranha)

    def _a_conferir(self, nome: str) -> pl.DataFrame:
        if nome != "1-detalhe" or not self.retorno:
            return self._inteiro(nome)
        registro = self.tabela.registros[nome]
        so_ascii = self.codificacao == "ascii"
        return ler_campos(self.tabela, registro, self.linhas, campos_conferidos(registro), so_ascii=so_ascii)

    def _cru(self, nome: str) -> pl.DataFrame:
        registro = self.tabela.registros[nome]
        suas = self.linhas.filter(do_registro(self.tabela, registro))
        return cruas(registro, suas, so_ascii=self.codificacao == "ascii")

    def _inteiro(self, nome: str) -> pl.DataFrame:
        return tipadas(self.tabela.registros[nome], self._cru(nome))

    def _conversao(self) -> Iterator[Achado]:
        """Campos que não são do tipo do leiaute; num retorno, os do detalhe são os que se mandaram."""
        for nome, registro in self.tabela.registros.items():
            if nome != "1-detalhe" or not self.retorno:
                crus = self._cru(nome)
                yield from conferir_conversao(registro, tipadas(registro, crus), crus)


def ler_pefin(conteudo: bytes, nome: str | None = None) -> Pefin | Deteccao:
    """O arquivo pronto para ler; a detecção, com os achados que dizem por que não, se não é um PEFIN."""
    detectado = detectar(conteudo, nome)
    if detectado.leiaute != PEFIN:
        return detectado
    cruas_, codificacao = linhas_de(detectado.conteudo, leiaute(PEFIN).tamanho)
    linhas = com_lote(leiaute(PEFIN), cruas_)
    return Pefin(detectado=detectado, linhas=linhas, codificacao=detectado.codificacao or codificacao)


def codigos_de_erro(campo: str = "codigos_erro") -> pl.Expr:
    """A lista dos códigos de três posições do campo; vazia = aceito. O significado deles a Serasa não publica."""
    return (
        pl.col(campo)
        .fill_null("")
        .str.extract_all(f".{{1,{POSICOES_DO_CODIGO}}}")
        .list.eval(pl.element().str.strip_chars(" ").filter(pl.element().str.strip_chars(" ") != ""))
    )
