"""A fotografia do dia e as diferenças: quem pagou só deixa a chave."""

from __future__ import annotations

import csv
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

from aberta.conftest import CNPJ, CPF, Publicador, atualizar
from cenarios.queda import comando
from hub.auditoria.models import Evento
from hub.credores import inquilino
from hub.credores.models import Credor
from hub.credores.vigencia import convenio_reativar, convenio_suspender
from hub.estrategias.divida_aberta.dados import dados_gerar, dados_pasta, fotografia_atual
from hub.estrategias.divida_aberta.guarda import GUARDA
from hub.estrategias.divida_aberta.linhas_abertas import NOMES
from hub.estrategias.divida_aberta.models import Diferenca, DividaPublicada, MarcaDaAberta
from hub.estrategias.divida_aberta.servicos import aberta_conferir

pytestmark = pytest.mark.django_db

MEI = "JOÃO DA SILVA 529.982.247-25"


def corpo(resposta: Any) -> bytes:
    """O corpo inteiro; o que se escreve aos poucos fala como o portal até o fim, e depois o cenário fala por si."""
    lido = b"".join(resposta.streaming_content) if resposta.streaming else resposta.content
    inquilino.trocar(None)
    return lido


def linhas(conteudo: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(conteudo.decode()), delimiter=";"))


def diferencas(leitor: Client, desde: int = 0, **campos: object) -> dict[str, Any]:
    GUARDA.esvaziar()
    return json.loads(leitor.get("/api/v1/aberta/diferencas", {"desde": desde, **campos}).content)


@pytest.fixture
def lista(de_recife: Publicador) -> dict[str, Any]:
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


def test_a_fotografia_em_csv_e_em_parquet_e_a_mesma_lista(lista: dict[str, Any], leitor: Client) -> None:
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


def test_a_pagina_explica_cada_coluna(lista: dict[str, Any], leitor: Client) -> None:
    foto = dados_gerar(agora=timezone.now())
    pagina = leitor.get("/divida-aberta/dados/").content.decode()
    for dito in (*NOMES, *(arquivo.sha256 for arquivo in foto.arquivos), *(arquivo.nome for arquivo in foto.arquivos)):
        assert dito in pagina


def test_so_a_ultima_fotografia_existe_e_nela_quem_pagou_nao_esta(
    lista: dict[str, Any], de_recife: Publicador, leitor: Client
) -> None:
    agora = timezone.now()
    primeira = dados_gerar(agora=agora)
    de_recife.mover(lista["pessoa"], "PAGAMENTO_TOTAL")
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
def test_so_se_baixa_o_que_se_oferece(lista: dict[str, Any], leitor: Client, nome: str) -> None:
    dados_gerar(agora=timezone.now())
    assert leitor.get(f"/divida-aberta/dados/{nome}").status_code == 404


def test_a_lista_vazia_tambem_se_fotografa(db: None) -> None:
    foto = dados_gerar(agora=timezone.now())
    assert foto.linhas == 0
    assert pl.read_parquet(dados_pasta() / foto.arquivos[1].nome).height == 0


def test_em_partes_e_o_mesmo_que_de_uma_vez(lista: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    inteira = dados_gerar(agora=timezone.now())
    monkeypatch.setattr("hub.estrategias.divida_aberta.dados.LINHAS_POR_PARTE", 1)
    em_partes = dados_gerar(agora=timezone.now())
    assert [arquivo.sha256 for arquivo in em_partes.arquivos] == [arquivo.sha256 for arquivo in inteira.arquivos]


def test_as_diferencas_contam_o_que_entrou_mudou_e_saiu(
    lista: dict[str, Any], de_recife: Publicador, leitor: Client
) -> None:
    inicio = diferencas(leitor)
    assert [d["operacao"] for d in inicio["diferencas"]] == ["inclusao"] * 3
    assert inicio["ha_mais"] is False
    assert set(inicio["diferencas"][0]["divida"]) == set(NOMES)
    chave = inicio["diferencas"][0]["chave"]
    de_recife.mover(lista["pessoa"], "PAGAMENTO_PARCIAL", 10_000)
    atualizar()
    mudou = diferencas(leitor, inicio["proxima"])["diferencas"]
    assert [(d["operacao"], d["chave"], d["divida"]["valor"]) for d in mudou] == [("alteracao", chave, "900.00")]
    de_recife.mover(lista["pessoa"], "PAGAMENTO_TOTAL")
    atualizar()
    saiu = diferencas(leitor, mudou[0]["sequencia"])
    assert saiu["diferencas"] == [{"sequencia": saiu["proxima"], "operacao": "remocao", "chave": chave}]
    # Quem recomeça do zero já não recebe o dado de quem pagou, só que saiu.
    tudo = diferencas(leitor)
    assert "MARIA DO EXEMPLO" not in str(tudo)
    assert [d["operacao"] for d in tudo["diferencas"]] == ["inclusao", "inclusao", "remocao"]
    assert CPF not in str(tudo)
    assert diferencas(leitor, tudo["proxima"])["diferencas"] == []


def test_o_cursor_anda_em_pedacos(lista: dict[str, Any], leitor: Client) -> None:
    vistas, desde, ha_mais = [], 0, True
    while ha_mais:
        pedaco = diferencas(leitor, desde, limite=2)
        vistas += [d["chave"] for d in pedaco["diferencas"]]
        desde, ha_mais = pedaco["proxima"], pedaco["ha_mais"]
    assert vistas == [str(chave) for chave in DividaPublicada.objects.order_by("pk").values_list("chave", flat=True)]


def test_com_a_tarefa_parada_as_diferencas_param_antes_de_quem_pagou(
    lista: dict[str, Any], de_recife: Publicador, recife: Credor, leitor: Client
) -> None:
    de_recife.mover(lista["mei"], "PAGAMENTO_TOTAL")
    parada = diferencas(leitor)
    assert [d["divida"]["nome"] for d in parada["diferencas"]] == ["MARIA DO EXEMPLO"]
    assert parada["ha_mais"] is True
    atualizar()
    seguinte = diferencas(leitor, parada["proxima"])
    assert [d["operacao"] for d in seguinte["diferencas"]] == ["inclusao", "remocao"]
    # Suspenso e reativado antes de a tarefa passar: ninguém perdeu nada.
    convenio_suspender(credor=recife, motivo="apuração", em=timezone.localdate(), ator="pgfn")
    assert diferencas(leitor)["diferencas"] == []
    convenio_reativar(credor=recife, motivo="apurado", em=timezone.localdate(), ator="pgfn")
    assert len(diferencas(leitor)["diferencas"]) == 3


def test_o_arquivo_do_dia_so_tem_a_ultima_diferenca_de_cada_chave(
    lista: dict[str, Any], de_recife: Publicador, leitor: Client
) -> None:
    de_recife.mover(lista["mei"], "PAGAMENTO_PARCIAL", 100)
    atualizar()
    de_recife.mover(lista["pessoa"], "PAGAMENTO_TOTAL")
    atualizar()
    hoje = timezone.localdate()
    endereco = f"/divida-aberta/dados/diferencas/{hoje.isoformat()}.csv"
    assert endereco in leitor.get("/divida-aberta/dados/").content.decode()
    resposta = leitor.get(endereco)
    conteudo = corpo(resposta)
    achadas = {linha["operacao"]: linha for linha in linhas(conteudo)}
    assert sorted(achadas) == ["alteracao", "inclusao", "remocao"]
    saiu = achadas["remocao"]
    assert saiu.pop("chave")
    assert saiu.pop("operacao")
    assert set(saiu.values()) == {""}
    assert achadas["alteracao"]["valor"] == "999.00"
    assert b"MARIA" not in conteudo
    assert CPF.encode() not in conteudo
    assert leitor.get(endereco, headers={"If-None-Match": resposta["ETag"]}).status_code == 304
    # O que sai depois sai também dos arquivos dos dias que o tinham incluído, e a etiqueta muda.
    de_recife.mover(lista["aspas"], "SUSPENSAO")
    GUARDA.esvaziar()
    outra = leitor.get(endereco)
    assert b"LOJA" not in corpo(outra)
    atualizar()
    depois = leitor.get(endereco)
    assert depois["ETag"] != resposta["ETag"]
    assert b"LOJA" not in corpo(depois)


@pytest.mark.parametrize("dia", ["2020-01-01", "ontem", "2026-02-31", "9999-12-31"])
def test_dia_sem_diferencas_nao_ha(lista: dict[str, Any], leitor: Client, dia: str) -> None:
    assert leitor.get(f"/divida-aberta/dados/diferencas/{dia}.csv").status_code == 404


def test_diferenca_velha_se_apaga_e_o_cursor_velho_recebe_410(lista: dict[str, Any], leitor: Client) -> None:
    Diferenca.objects.update(em=timezone.now() - timedelta(days=31))
    aberta_conferir(agora=timezone.now())
    assert Diferenca.objects.count() == 0
    ultima = MarcaDaAberta.objects.get().podada_ate
    GUARDA.esvaziar()
    velha = leitor.get("/api/v1/aberta/diferencas?desde=0")
    assert velha.status_code == 410
    assert velha["Content-Type"] == "application/problem+json"
    assert "30 dias" in velha.content.decode()
    assert diferencas(leitor, ultima)["diferencas"] == []


@pytest.mark.parametrize("desde", ["-1", "x", "1.5", "9" * 20, "²"])
def test_cursor_errado_diz_o_que_e(db: None, leitor: Client, desde: str) -> None:
    resposta = leitor.get("/api/v1/aberta/diferencas", {"desde": desde})
    assert resposta.status_code == 422
    assert "proxima" in resposta.content.decode()


def test_cursor_adiante_de_tudo_e_vazio(lista: dict[str, Any], leitor: Client) -> None:
    assert diferencas(leitor, 9_223_372_036_854_775_807)["diferencas"] == []
    assert len(diferencas(leitor, 0, limite=0)["diferencas"]) == 1


def test_a_api_e_aberta_e_esta_na_descricao(lista: dict[str, Any], leitor: Client) -> None:
    rota = json.loads(leitor.get("/api/v1/openapi.json").content)["paths"]["/api/v1/aberta/diferencas"]["get"]
    assert "security" not in rota
    resposta = leitor.get("/api/v1/aberta/diferencas")
    assert resposta["Cache-Control"].startswith("public")


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
