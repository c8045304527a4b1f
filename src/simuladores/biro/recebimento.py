"""Receber o arquivo de entrada do dia: criticar o header e os detalhes, mudar a base e agendar o retorno."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from hub.leiautes.deteccao import Deteccao
from hub.leiautes.motor import ler_registros
from hub.leiautes.serasa.leitura import Pefin, ler_pefin
from hub.leiautes.serasa.montagem import PEFIN
from simuladores.biro.balcao import Balcao
from simuladores.biro.criticas import NAO_E_ENTRADA, REMESSA_REPETIDA, traduzir
from simuladores.biro.estado import Estado

#: O retorno do arquivo recusado por inteiro é do dia seguinte: a linha 0 é o próprio arquivo.
DIAS_DO_RETORNO, DO_ARQUIVO = 1, 0


@dataclass(frozen=True, kw_only=True)
class Recebido:
    """O que o birô fez de um arquivo."""

    nome: str
    #: Detalhes sem código de erro.
    aceitos: int
    #: Por que o arquivo inteiro foi recusado: códigos inventados (X…) ou, se nem é PEFIN, o achado da detecção.
    codigos: tuple[str, ...] = ()
    #: Linha do detalhe → códigos inventados.
    recusados: Mapping[int, list[str]] = field(default_factory=dict)

    def como_dict(self) -> dict[str, Any]:
        """A forma do recibo em JSON."""
        recusados = {str(linha): codigos for linha, codigos in self.recusados.items()}
        return {"nome": self.nome, "aceitos": self.aceitos, "codigos": list(self.codigos), "recusados": recusados}


def receber(nome: str, conteudo: bytes, *, estado: Estado, em: date) -> Recebido:
    """Recebe um arquivo. O mesmo nome com os mesmos bytes dá o mesmo recibo, sem receber de novo."""
    resumo = hashlib.sha256(conteudo).hexdigest()
    with estado.transacao() as base:
        antes = base.execute("select * from recebimento where nome = ? and sha256 = ?", [nome, resumo]).fetchone()
        if antes is not None:
            return _de_antes(antes)
        lido = ler_pefin(conteudo, nome)
        if isinstance(lido, Deteccao) or lido.cabecalho is None:
            codigos = tuple(achado.codigo for achado in lido.achados) if isinstance(lido, Deteccao) else ("X02",)
            return Recebido(nome=nome, aceitos=0, codigos=codigos)
        return _Recebimento(nome=nome, resumo=resumo, lido=lido, estado=estado, base=base, em=em).fazer()


def _de_antes(linha: sqlite3.Row) -> Recebido:
    recusados = {int(numero): codigos for numero, codigos in json.loads(linha["recusados"]).items()}
    codigos = tuple(linha["codigos"].split())
    return Recebido(nome=linha["nome"], aceitos=linha["aceitos"], codigos=codigos, recusados=recusados)


@dataclass(frozen=True, kw_only=True)
class _Recebimento:
    nome: str
    resumo: str
    lido: Pefin
    estado: Estado
    base: sqlite3.Connection
    em: date

    def fazer(self) -> Recebido:
        quadros = ler_registros(PEFIN, self.lido.detectado.conteudo)
        detalhes, cabecalho = quadros["1-detalhe"], self._cabecalho()
        do_arquivo, das_linhas = traduzir(self.lido.conferir(), set(detalhes["linha"].to_list()))
        do_arquivo += self._do_negocio(cabecalho)
        quem = [cabecalho["cnpj_instituicao_informante"] or "", cabecalho["diferencial_remessa"] or ""]
        dados = [self.nome, self.resumo, *quem, cabecalho["numero_remessa"] or 0, self.em.isoformat()]
        colunas = "nome, sha256, informante, diferencial, numero, em"
        feito = self.base.execute(f"insert into recebimento ({colunas}) values (?, ?, ?, ?, ?, ?)", dados)
        recebimento = int(feito.lastrowid or 0)
        self.estado.guardar(recebimento, "cabecalho", quadros["0-header"].head(1))
        self.estado.guardar(recebimento, "detalhes", detalhes)
        if do_arquivo:
            self._recusar(recebimento, do_arquivo)
            recusados: dict[int, list[str]] = {}
        else:
            self.base.execute("insert into remessa values (?, ?, ?)", dados[2:5])
            balcao = Balcao(base=self.base, informante=quem[0], recebimento=recebimento, em=self.em)
            recusados = _atender(balcao, detalhes, das_linhas)
        return self._fechar(recebimento, do_arquivo, recusados, detalhes.height)

    def _cabecalho(self) -> Mapping[str, Any]:
        return self.lido.cabecalho or {}

    def _do_negocio(self, cabecalho: Mapping[str, Any]) -> list[str]:
        """O que só a memória do birô critica: o envio e o número da remessa, que nunca se repete nem volta."""
        if cabecalho["codigo_envio"] != "E":
            return [NAO_E_ENTRADA]
        ultimo = self.base.execute(
            "select max(numero) as numero from remessa where informante = ? and diferencial = ?",
            [cabecalho["cnpj_instituicao_informante"] or "", cabecalho["diferencial_remessa"] or ""],
        ).fetchone()["numero"]
        return [REMESSA_REPETIDA] if (cabecalho["numero_remessa"] or 0) <= (ultimo or 0) else []

    def _recusar(self, recebimento: int, codigos: list[str]) -> None:
        """O arquivo volta só com o header e o trailer: nada dele valeu, e o número da remessa continua livre."""
        quando = (self.em + timedelta(days=DIAS_DO_RETORNO)).isoformat()
        self.base.execute(
            "insert into evento (data, recebimento, linha, tardio, codigos) values (?, ?, ?, 0, ?)",
            [quando, recebimento, DO_ARQUIVO, "".join(codigos)],
        )

    def _fechar(self, recebimento: int, do_arquivo: list[str], recusados: dict[int, list[str]], total: int) -> Recebido:
        aceitos = 0 if do_arquivo else total - len(recusados)
        self.base.execute(
            "update recebimento set aceitos = ?, codigos = ?, recusados = ? where id = ?",
            [aceitos, " ".join(do_arquivo), json.dumps(recusados), recebimento],
        )
        return Recebido(nome=self.nome, aceitos=aceitos, codigos=tuple(do_arquivo), recusados=recusados)


_DO_BALCAO: Final = (
    *("linha", "codigo_operacao", "numero_contrato", "documento_principal", "documento_coobrigado", "data_ocorrencia"),
)


def _atender(balcao: Balcao, detalhes: pl.DataFrame, das_linhas: Mapping[int, list[str]]) -> dict[int, list[str]]:
    recusados = {}
    for detalhe in detalhes.select(_DO_BALCAO).iter_rows(named=True):
        codigos = balcao.atender(detalhe, das_linhas.get(detalhe["linha"], []))
        if codigos:
            recusados[detalhe["linha"]] = codigos
    return recusados
