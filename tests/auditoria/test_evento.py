"""Registrar: chaves exatas, valores exatos, e a frase que cada etiqueta dá."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from eventos_de_teste import AGORA, receber_lote, registrar

from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.erros import ChavesErradas
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.frases import frase
from hub.auditoria.models import Evento
from hub.auditoria.servicos import Relato, evento_registrar, eventos_registrar

#: Um valor de cada chave que existe.
VALORES: dict[str, Any] = {
    "anterior_ate": "2026-03-04T12:00:00+00:00",
    "arquivos": [{"nome": "B9990203.261", "sha256": "ab" * 32, "titulos": 2, "valor": "1234.50"}],
    "ate": "2026-12-31",
    "campos": ["endereco", "nome"],
    "cnpj": "99001001000118",
    "data": "2026-03-01",
    "de": [{"estrategia": "protesto"}],
    "desde": "2026-03-01",
    "dia": "2026-03-02",
    "escopos": ["cdas:ler"],
    "especie": "CDA",
    "opcoes": ["codigo_portador=901"],
    "para": [{"estrategia": "protesto"}, {"estrategia": "scpc"}],
    "porta": "arquivo",
    "redes": ["192.0.2.0/24"],
    "tipo": "MUNICIPIO",
    "valida_ate": "2027-03-01",
    "validade": "2027-03-01",
    "valor": "1234.50",
    "valor_aceito": "0.00",
    "vigencia_inicio": "2026-01-01",
    "vigente_ate": "2026-12-31",
    "vigente_desde": "2026-01-01",
    "mudou": ["regua"],
    "inicio": "2026-03-02T12:30:00+00:00",
    "fim": "2026-03-02T13:30:00+00:00",
    "fim_previsto": "2026-03-02T13:30:00+00:00",
    "causa": "motivo",
}

#: Onde a mesma chave quer dizer outra coisa.
_DA_CHAVE = {"especie": "parar_canal", "desde": "2026-03-02T12:30:00+00:00"}
OUTROS: dict[Etiqueta, dict[str, Any]] = {
    Etiqueta.ADESAO_PASSOU: {"de": "pedida", "para": "em_analise"},
    Etiqueta.OPERACAO_LIGADA: _DA_CHAVE,
    Etiqueta.OPERACAO_DESLIGADA: _DA_CHAVE,
}


def _chaves(etiqueta: Etiqueta) -> dict[str, Any]:
    contas = {
        "titulos",
        "acionamentos",
        "aplicados",
        "inclusoes",
        "baixas",
        "recebidas",
        "aceitas",
        "recusadas",
        "repetidas",
    }
    contas |= {"em_consulta", "alteradas", "movimentos", "repetidos", "desconhecidos", "sobram"}
    contas |= {"pedidos", "emitidos", "recusados"}
    contas |= {"novas", "completadas", "capacidade", "divergencias", "quantas", "quantos"}
    contas |= {"incluidas", "retiradas", "cdas", "divergentes", "lugares", "linhas"}
    comuns = {chave: 1 if chave in contas else VALORES.get(chave, chave) for chave in etiqueta.chaves}
    return comuns | OUTROS.get(etiqueta, {})


@pytest.mark.parametrize("etiqueta", list(Etiqueta))
def test_toda_etiqueta_tem_frase_que_so_usa_as_suas_chaves(etiqueta: Etiqueta) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z_]+:[a-z_]+", etiqueta)
    usadas = {campo for _, campo, _, _ in Formatter().parse(etiqueta.frase) if campo is not None}
    assert usadas <= etiqueta.chaves | {"ator", "credor"}
    lida = frase(etiqueta.value, ator="Ana", credor="Recife", chaves=_chaves(etiqueta))
    assert "Ana" in lida
    assert lida.endswith((".", "motivo"))


def test_frase_do_lote_conta_o_que_aconteceu(recife: Any) -> None:
    evento = receber_lote(12, credor=recife)
    assert frase_do_evento(evento) == (
        "Ana recebeu o lote 12 de Município do Recife por arquivo: 5.000 linhas, 4.812 aceitas (R$ 1.234.567,89), "
        "100 em consulta, 80 recusadas, 7 repetidas, 1 alterada e 0 movimentos."
    )


def test_frase_sem_credor_fala_do_hub() -> None:
    lida = frase("hub:chave:criada", ator="{credor}", credor=None, chaves={"chave": 1, "nome": "{ator}"})
    assert lida == "{credor} criou a chave de integração {ator} de HUB Cobrança."


@pytest.mark.parametrize(
    ("vigencia", "dito"),
    [
        (("1900-01-01", None), "desde sempre"),
        (("2026-12-01", None), "desde 01/12/2026"),
        (("2026-12-01", "2026-12-31"), "desde 01/12/2026 até 31/12/2026"),
    ],
)
def test_frase_da_versao_diz_quando_vale(vigencia: tuple[str, str | None], dito: str) -> None:
    chaves = {"carteira": "IPTU", "versao": 2, "mudou": ["regua", "contato"]}
    chaves |= dict(zip(("vigente_desde", "vigente_ate"), vigencia, strict=True))
    lida = frase("credor:carteira:versao_salva", ator="Ana", credor="Recife", chaves=chaves)
    assert lida == f"Ana salvou a versão 2 da carteira IPTU de Recife, que vale {dito}; mudou: régua, contato."


def test_frase_da_regua_e_dos_arquivos() -> None:
    chaves = _chaves(Etiqueta.REGUA_TROCADA) | {"carteira": "IPTU"}
    lida = frase("credor:carteira:regua_trocada", ator="Ana", credor="Recife", chaves=chaves)
    assert lida == "Ana trocou a régua da carteira IPTU de Recife de protesto para protesto → SCPC."
    lida = frase("hub:remessa:liberada", ator="Ana", credor="Recife", chaves=_chaves(Etiqueta.REMESSA_LIBERADA))
    assert lida.endswith("1 inclusão e 1 baixa em 1 arquivo (2 títulos, R$ 1.234,50).")


@pytest.mark.parametrize("troca", [{"a_mais": 1}, {"nome": ...}])
def test_chave_a_mais_ou_a_menos_levanta(troca: dict[str, Any]) -> None:
    chaves = {"chave": 1, "nome": "ERP", **troca}
    if chaves["nome"] is ...:
        del chaves["nome"]
    with pytest.raises(ChavesErradas, match="hub:chave:criada"):
        evento_registrar(Etiqueta.CHAVE_CRIADA, ator="Ana", em=AGORA, **chaves)


@pytest.mark.parametrize("valor", [0.1, [1.0], {"a": float("nan")}, b"x", {1}, Decimal("NaN")])
def test_valor_que_o_json_nao_guarda_exato_levanta(valor: object) -> None:
    with pytest.raises(ChavesErradas):
        registrar(chave=valor)


def test_dinheiro_e_data_viram_texto(recife: Any) -> None:
    instante = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=-3)))
    valores = [Decimal("1E+3"), Decimal("10.50"), date(2026, 3, 2), instante, {"ok": True, "nada": None}]
    evento = registrar(chave=valores, credor=recife)
    evento.refresh_from_db()
    esperado = ["1000", "10.50", "2026-03-02", "2026-03-02T12:30:00+00:00", {"ok": True, "nada": None}]
    assert evento.chaves == {"chave": esperado, "nome": "retorno.ret"}
    assert evento.credor == recife


def test_texto_que_o_banco_nao_guarda_nao_derruba_o_ato(db: None) -> None:
    evento = registrar("arquivo\0de\udce3.csv", ator="a" * 400)
    evento.refresh_from_db()
    assert evento.chaves["nome"] == "arquivo\N{REPLACEMENT CHARACTER}de?.csv"
    assert evento.ator == "a" * 150


def test_muitos_eventos_sao_um_comando_so_e_ficam_na_ordem(recife: Any, django_assert_num_queries: Any) -> None:
    nomes = ["zê", 'a"spa', "contra\\barra", "{chave}", "x" * 3000]
    relatos = [
        Relato(etiqueta=Etiqueta.CHAVE_CRIADA, ator="Ana", credor=recife, chaves={"chave": vez, "nome": nome})
        for vez, nome in enumerate(nomes)
    ]
    with django_assert_num_queries(1):
        eventos_registrar(relatos, em=AGORA)
    assert [evento.chaves["nome"] for evento in Evento.objects.filter(ator="Ana").order_by("pk")] == nomes


@pytest.mark.parametrize(
    "comando",
    [
        "update evento set ator = 'outro'",
        "delete from evento",
        "update selo set tamanho = 1",
        "delete from selo",
        "delete from evento where false",
    ],
)
def test_o_banco_recusa_mudar_evento_e_selo(db: None, comando: str) -> None:
    registrar()
    with pytest.raises(DatabaseError, match="só cresce"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(comando)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local session_replication_role = replica; {comando}")
    assert Evento.objects.get().ator == "Ana"


@pytest.mark.parametrize("tabela", ["evento", "selo"])
def test_o_banco_recusa_esvaziar(db: None, tabela: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {tabela} enable always trigger {tabela}_nao_se_esvazia")
    with pytest.raises(DatabaseError, match="só cresce"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"truncate {tabela} cascade")
