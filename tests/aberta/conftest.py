"""Dívidas de recife na lista pública, pelo livro: o registro e cada mudança deixam a passagem que o hub deixaria."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Corresponsavel
from hub.dividas.movimentos import movimentos_aplicar
from hub.estrategias.divida_aberta.guarda import GUARDA
from hub.estrategias.divida_aberta.models import DividaPublicada
from hub.estrategias.divida_aberta.publicacao import Trocadas
from hub.estrategias.divida_aberta.servicos import aberta_atualizar

sys.path.append(str(Path(__file__).parents[1] / "portal"))
from fabrica_do_livro import CNPJ, CPF, Fabrica

#: Empresário individual cujo nome traz o CPF.
MEI = "JOÃO DA SILVA 529.982.247-25"
_numeros = count(900_000)


@dataclass(kw_only=True)
class Publicador(Fabrica):
    """A fábrica do livro, que também registra na lista pública."""

    def divida(self, numero: str = "", *, registrar: bool = True, **campos: object) -> CDA:
        """Uma CDA do credor, já registrada na estratégia."""
        padrao = {"devedor_municipio_ibge": "2611606", "data_inscricao": date(2024, 3, 15)}
        cda = self.cda(numero, **{**padrao, **campos})
        if registrar:
            self.registrar(cda)
        return cda

    def registrar(self, cda: CDA, *, devedor: int = 0, documento: str | None = None) -> Acionamento:
        remessa = self.credor.remessas.filter(estrategia="divida_aberta").first()
        acionamento = Acionamento.objects.create(
            credor=self.credor,
            cda=cda,
            remessa=remessa or self.remessa(estrategia="divida_aberta"),
            estrategia="divida_aberta",
            devedor=devedor,
            documento=documento or cda.devedor_documento,
            tentativa=cda.acionamentos.filter(estrategia="divida_aberta", devedor=devedor).count() + 1,
            situacao=Situacao.REGISTRADA,
            valor=cda.valor_consolidado,
            praca="2611606",
            nosso_numero=f"A{next(_numeros)}",
            numero_titulo=None,
        )
        self.passar(acionamento, Situacao.ENVIADA, Situacao.REGISTRADA, "remessa:1", timezone.now())
        return acionamento

    def codevedor(self, cda: CDA, nome: str, documento: str, *, papel: str = "SOLIDARIO") -> Corresponsavel:
        """Um codevedor, já registrado."""
        ordem = cda.corresponsaveis.count() + 2
        feito = Corresponsavel.objects.create(
            credor=self.credor, cda=cda, ordem=ordem, papel=papel, nome=nome, documento=documento, uf="PE"
        )
        self.registrar(cda, devedor=ordem, documento=documento)
        return feito

    def mover(self, cda: CDA, tipo: str, valor: int | None = None) -> None:
        """O movimento que o credor mandaria; `valor` em centavos."""
        lote = self.lote()
        quadro = pl.DataFrame(
            {
                "linha": [1],
                "numero_cda": [cda.numero_cda],
                "tipo": [tipo],
                "data": [date(2026, 3, 2)],
                "valor": [valor],
                "motivo": ["Decisão judicial"],
                "numero_cnj": [None],
                "identificador_credor": [f"m{next(_numeros)}"],
            },
            schema_overrides={"valor": pl.Int64, "numero_cnj": pl.String, "linha": pl.Int64},
        )
        feito = movimentos_aplicar(lote=lote, quadro=quadro, em=timezone.now())
        assert feito.aplicados == 1, feito.recusados

    def retirar(self, acionamento: Acionamento, para: Situacao = Situacao.EXCLUIDA) -> None:
        Acionamento.objects.filter(pk=acionamento.pk).update(situacao=para)
        self.passar(acionamento, Situacao.REGISTRADA, para, "remessa:2", timezone.now())


@pytest.fixture(autouse=True)
def paginas_novas() -> Iterator[None]:
    """Cada cenário vê o seu banco, e não a página que o anterior deixou na memória."""
    GUARDA.esvaziar()
    yield
    GUARDA.esvaziar()


@pytest.fixture
def de_recife(recife: Credor) -> Publicador:
    return Publicador(credor=recife)


@pytest.fixture
def de_olinda(olinda: Credor) -> Publicador:
    return Publicador(credor=olinda)


@pytest.fixture
def leitor() -> Client:
    """Alguém que não entrou em lugar nenhum."""
    return Client()


@pytest.fixture
def tres(de_recife: Publicador) -> dict[str, Any]:
    """Uma pessoa, um empresário individual cujo nome traz o CPF, e um nome com ponto e vírgula e aspas."""
    cdas = {
        "pessoa": de_recife.divida("1"),
        "mei": de_recife.divida("2", devedor_nome=MEI, devedor_documento=CNPJ, devedor_municipio_ibge=None),
        "aspas": de_recife.divida(
            "3", devedor_nome='LOJA "A"; B', devedor_documento="12345678000195", data_inscricao=None
        ),
    }
    atualizar()
    return cdas


def nomes(resposta: HttpResponse) -> list[str]:
    """Os devedores da página, na ordem."""
    partes = resposta.content.decode().split('<td data-th="Devedor"><a href="')[1:]
    return [parte.partition(">")[2].partition("<")[0] for parte in partes]


def procurar(leitor: Client, **campos: object) -> HttpResponse:
    GUARDA.esvaziar()
    return leitor.get("/divida-aberta/busca", {nome: str(valor) for nome, valor in campos.items()})


@pytest.fixture
def lista(de_recife: Publicador, de_olinda: Publicador) -> None:
    """Gente parecida, em lugares e credores diferentes."""
    de_recife.divida("1", devedor_nome="MARIA JOSÉ DA SILVA", valor_consolidado=Decimal("900.00"))
    de_recife.divida(
        "2",
        devedor_nome="MARIA JOSÉ DA SILVA",
        devedor_documento="11144477735",
        devedor_municipio_ibge="3550308",
        devedor_uf="SP",
        valor_consolidado=Decimal("5000.00"),
    )
    de_recife.divida(
        "3",
        devedor_nome="PADARIA DA MARIA LTDA",
        devedor_documento=CNPJ,
        tributo="MADM",
        valor_consolidado=Decimal("50000.00"),
    )
    de_olinda.divida(
        "4", devedor_nome="JOSÉ D'ÁVILA", devedor_documento="12345678909", valor_consolidado=Decimal(2_000_000)
    )
    atualizar()


def atualizar() -> Trocadas:
    GUARDA.esvaziar()
    return aberta_atualizar(agora=timezone.now())


def na_lista() -> list[tuple[str, str, Decimal]]:
    return list(DividaPublicada.objects.order_by("cda", "devedor").values_list("numero_cda", "documento", "valor"))


def contas(feitas: Trocadas) -> tuple[int, int, int]:
    return feitas.incluidas, feitas.alteradas, feitas.retiradas


__all__ = ["CNPJ", "CPF", "Publicador", "atualizar", "contas", "na_lista", "nomes", "procurar"]
