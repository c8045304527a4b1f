"""A fotografia do dia: a lista inteira em dois formatos, e só a última."""

from __future__ import annotations

import hashlib
import io
import json
import signal
import threading
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from aberta.conftest import CPF, Publicador, atualizar
from aberta.publicadas import corpo, linhas
from cenarios.queda import comando
from hub.auditoria.models import Evento
from hub.estrategias.divida_aberta.dados import dados_gerar, dados_pasta, fotografia_atual
from hub.estrategias.divida_aberta.linhas_abertas import NOMES

pytestmark = pytest.mark.django_db


def test_a_fotografia_em_csv_e_em_parquet_e_a_mesma_lista(tres: dict[str, Any], leitor: Client) -> None:
    foto = dados_gerar(agora=timezone.now())
    assert foto is not None
    conteudos = {}
    for arquivo in foto.arquivos:
        resposta = leitor.get(f"/divida-aberta/dados/{arquivo.nome}")
        conteudo = corpo(resposta)
        assert hashlib.sha256(conteudo).hexdigest() == arquivo.sha256
        assert len(conteudo) == arquivo.bytes
        assert resposta["ETag"] == f'"{arquivo.sha256}"'
        assert resposta["Content-Disposition"] == f'attachment; filename="{arquivo.nome}"'
        assert not resposta.cookies
        igual = leitor.get(f"/divida-aberta/dados/{arquivo.nome}", headers={"If-None-Match": resposta["ETag"]})
        assert igual.status_code == 304
        conteudos[arquivo.nome.rpartition(".")[2]] = conteudo
    em_csv = linhas(conteudos["csv"])
    assert list(em_csv[0]) == list(NOMES)
    assert [linha["nome"] for linha in em_csv] == ["MARIA DO EXEMPLO", "JOÃO DA SILVA ***.982.247-**", 'LOJA "A"; B']
    assert [linha["valor"] for linha in em_csv] == ["1000.00"] * 3
    assert em_csv[0]["inscrita_em"] == "2024-03-15"
    assert em_csv[2]["inscrita_em"] == em_csv[1]["municipio"] == ""
    assert b'""' not in conteudos["csv"].replace(b'""A""', b"")
    quadro = pl.read_parquet(io.BytesIO(conteudos["parquet"]))
    assert quadro.columns == list(NOMES)
    assert quadro.schema["valor"] == pl.Decimal(15, 2)
    assert quadro["inscrita_em"].to_list() == [date(2024, 3, 15), date(2024, 3, 15), None]
    assert quadro["nome"].to_list() == [linha["nome"] for linha in em_csv]
    assert quadro["municipio"].to_list() == ["Recife", "", "Recife"]
    assert quadro["valor"].sum() == Decimal("3000.00")
    for texto in (conteudos["csv"].decode(), str(quadro.rows()), conteudos["parquet"].decode("latin-1")):
        assert CPF not in texto
        assert "529.982.247-25" not in texto


def test_a_pagina_explica_cada_coluna(tres: dict[str, Any], leitor: Client) -> None:
    foto = dados_gerar(agora=timezone.now())
    pagina = leitor.get("/divida-aberta/dados/").content.decode()
    for dito in (*NOMES, *(arquivo.sha256 for arquivo in foto.arquivos), *(arquivo.nome for arquivo in foto.arquivos)):
        assert dito in pagina


def test_so_a_ultima_fotografia_existe_e_nela_quem_pagou_nao_esta(
    tres: dict[str, Any], de_recife: Publicador, leitor: Client
) -> None:
    agora = timezone.now()
    primeira = dados_gerar(agora=agora)
    de_recife.mover(tres["pessoa"], "PAGAMENTO_TOTAL")
    # Nem é preciso que a lista já saiba: a fotografia se confere no livro.
    segunda = dados_gerar(agora=agora + timedelta(days=1))
    assert fotografia_atual() == segunda
    nomes = {arquivo.nome for arquivo in segunda.arquivos}
    assert {caminho.name for caminho in dados_pasta().iterdir()} == nomes | {"manifesto.json"}
    for arquivo in primeira.arquivos:
        assert leitor.get(f"/divida-aberta/dados/{arquivo.nome}").status_code == 404
    (em_csv,) = (nome for nome in nomes if nome.endswith("csv"))
    assert b"MARIA" not in corpo(leitor.get(f"/divida-aberta/dados/{em_csv}"))
    assert segunda.linhas == 2
    evento = Evento.objects.filter(etiqueta="hub:aberta:fotografada").latest("pk")
    assert evento.chaves["linhas"] == 2


@pytest.mark.parametrize("nome", ["manifesto.json", "..%2fsegredo", "parcial", "divida-aberta-20200101-000000.csv"])
def test_so_se_baixa_o_que_se_oferece(tres: dict[str, Any], leitor: Client, nome: str) -> None:
    dados_gerar(agora=timezone.now())
    assert leitor.get(f"/divida-aberta/dados/{nome}").status_code == 404


def test_a_lista_vazia_tambem_se_fotografa(db: None) -> None:
    foto = dados_gerar(agora=timezone.now())
    assert foto.linhas == 0
    assert pl.read_parquet(dados_pasta() / foto.arquivos[1].nome).height == 0


def test_em_partes_e_o_mesmo_que_de_uma_vez(tres: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    inteira = dados_gerar(agora=timezone.now())
    monkeypatch.setattr("hub.estrategias.divida_aberta.dados.LINHAS_POR_PARTE", 1)
    em_partes = dados_gerar(agora=timezone.now())
    assert [arquivo.sha256 for arquivo in em_partes.arquivos] == [arquivo.sha256 for arquivo in inteira.arquivos]


@pytest.mark.django_db(transaction=True)
def test_duas_fotografias_ao_mesmo_tempo_sao_uma(de_recife: Publicador, monkeypatch: pytest.MonkeyPatch) -> None:
    de_recife.divida()
    atualizar()
    escrevendo, pode = threading.Event(), threading.Event()
    original = pl.LazyFrame.sink_parquet

    def devagar(quadro: pl.LazyFrame, *args: Any, **resto: Any) -> Any:
        escrevendo.set()
        pode.wait(30)
        return original(quadro, *args, **resto)

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", devagar)
    feitas: list[Any] = []

    def fotografar() -> None:
        feitas.append(dados_gerar(agora=timezone.now()))
        connections.close_all()

    linha = threading.Thread(target=fotografar)
    linha.start()
    assert escrevendo.wait(30)
    assert dados_gerar(agora=timezone.now()) is None
    pode.set()
    linha.join()
    assert fotografia_atual() == feitas[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("alvo", "vez", "antes"),
    [
        ("hub.estrategias.divida_aberta.dados:_em_parquet", 1, True),
        ("hub.estrategias.divida_aberta.dados:_oferecer", 1, True),
        ("hub.estrategias.divida_aberta.dados:evento_registrar", 1, True),
    ],
)
def test_a_fotografia_que_caiu_nao_tira_a_de_antes(
    de_recife: Publicador,
    pasta_de_trabalho: Path,
    alvo: str,
    vez: int,
    antes: bool,  # noqa: FBT001
) -> None:
    de_recife.divida()
    atualizar()
    anterior = dados_gerar(agora=datetime.fromisoformat("2026-01-01T07:00:00+00:00"))
    morta = comando("aberta", "dados", pasta=pasta_de_trabalho, alvo=alvo, vez=vez, antes=antes)
    assert morta.returncode == -signal.SIGKILL, morta.stderr
    oferecida = fotografia_atual()
    assert all((dados_pasta() / arquivo.nome).is_file() for arquivo in oferecida.arquivos)
    assert (oferecida == anterior) == (alvo != "hub.estrategias.divida_aberta.dados:evento_registrar")
    feito = comando("aberta", "dados", pasta=pasta_de_trabalho)
    assert feito.returncode == 0, feito.stderr
    assert json.loads(feito.stdout)["linhas"] == 1
    nomes = {arquivo.nome for arquivo in fotografia_atual().arquivos}
    assert {caminho.name for caminho in dados_pasta().iterdir()} == nomes | {"manifesto.json"}
