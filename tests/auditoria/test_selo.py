"""Selar sem pular evento, e conferir achando o que foi mexido."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from eventos_de_teste import AGORA, registrar

from hub.auditoria import selagem
from hub.auditoria.assinatura import chave_privada
from hub.auditoria.conferencia import conferir
from hub.auditoria.consultas import corpo_do_selo
from hub.auditoria.models import Evento, Selo
from hub.auditoria.recibo import ASSUNTO, canonico
from hub.auditoria.selagem import selar

_EVENTO = "insert into evento (em, etiqueta, ator, chaves) values (now(), 'hub:chave:criada', 'Outra', %s) returning id"
_CHAVES = '{"chave": 9, "nome": "outra conexão"}'


def _por_sql(comando: str, *valores: object) -> None:
    """Mexe por baixo, como quem tem a senha do banco e desliga os gatilhos."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for tabela in ("evento", "selo"):
            cursor.execute(f"alter table {tabela} disable trigger {tabela}_nao_muda")
        cursor.execute(comando, valores)


@pytest.fixture
def selos(db: None) -> list[Selo]:
    """Três selos, de 4 eventos cada um (três atos e o de selar)."""
    feitos = []
    for vez in range(3):
        for i in range(3):
            registrar(f"chave {vez}.{i}")
        selo = selar(AGORA + timedelta(hours=vez))
        assert selo is not None
        feitos.append(selo)
    return feitos


def test_sem_evento_nao_ha_o_que_selar(db: None) -> None:
    assert selar(AGORA) is None
    assert conferir() == {"eventos": 0, "selos": 0, "nao_selados": 0, "integra": True}


def test_selar_cobre_tudo_inclusive_o_proprio_ato(db: None) -> None:
    registrar()
    selo = selar(AGORA)
    assert selo is not None
    assert (selo.pk, selo.tamanho) == (1, 2)
    assert list(Evento.objects.order_by("id").values_list("etiqueta", flat=True))[-1] == "hub:auditoria:selada"
    assert conferir() == {"eventos": 2, "selos": 1, "nao_selados": 0, "integra": True}


def test_selar_de_novo_nao_muda_nada(selos: list[Selo]) -> None:
    assert selar(AGORA) is None
    assert Selo.objects.count() == 3
    registrar()
    assert conferir() == {"eventos": 13, "selos": 3, "nao_selados": 1, "integra": True}


def test_o_que_se_acumulou_vira_varios_selos(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selagem, "EVENTOS_POR_SELO", 7)
    for i in range(24):
        registrar(str(i))
    ultimo = selar(AGORA)
    assert ultimo is not None
    assert [selo.tamanho for selo in Selo.objects.order_by("id")] == [7, 14, 21, 25]
    assert conferir()["integra"]


def test_a_chave_nasce_uma_vez_e_so_o_dono_a_le(pasta_do_hub: Path) -> None:
    primeira = chave_privada().private_bytes_raw()
    assert chave_privada().private_bytes_raw() == primeira
    arquivo = pasta_do_hub / "selo/privada.pem"
    assert arquivo.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in arquivo.parent.iterdir()] == ["privada.pem"]


@pytest.mark.parametrize(
    ("comando", "mensagem"),
    [
        ("update evento set ator = 'Beto' where id = %s", "Há evento alterado"),
        ("update evento set em = em + interval '1 microsecond' where id = %s", "Há evento alterado"),
        ("update evento set chaves = jsonb_set(chaves, '{nome}', '\"x\"') where id = %s", "Há evento alterado"),
        ("update evento set etiqueta = 'hub:chave:revogada' where id = %s", "Há evento alterado"),
        ("delete from evento where id = %s", "Sumiram 1"),
        ("update evento set id = id + 1000000 where id = %s", "Sumiram 1"),
    ],
)
def test_evento_mexido_aparece_no_selo_que_o_cobre(selos: list[Selo], comando: str, mensagem: str) -> None:
    alvo = Evento.objects.filter(pk__gt=selos[0].ultimo_evento).order_by("id")[1].pk
    _por_sql(comando, alvo)
    resposta = conferir()
    assert not resposta["integra"]
    assert resposta["primeira_falha"]["selo"] == 2
    assert resposta["primeira_falha"]["mensagem"].startswith(mensagem)


def test_evento_posto_no_meio_aparece(selos: list[Selo]) -> None:
    vago = selos[0].ultimo_evento + 1
    _por_sql("update evento set id = id + 1000000 where id >= %s", vago)
    _por_sql("insert into evento select %s, em, etiqueta, 'Intruso', chaves, credor_id from evento limit 1", vago)
    _por_sql("update evento set id = id - 1000000 where id > 1000000 and id <> %s", vago + 1_000_000)
    resposta = conferir()
    assert resposta["primeira_falha"]["selo"] == 2


def test_evento_a_mais_antes_do_primeiro_aparece(selos: list[Selo]) -> None:
    _por_sql("insert into evento select 0, em, etiqueta, 'Intruso', chaves, credor_id from evento limit 1")
    resposta = conferir()
    assert resposta["primeira_falha"]["selo"] == 1
    assert resposta["primeira_falha"]["mensagem"].startswith("Apareceram 1")


@pytest.mark.parametrize(
    "comando",
    [
        "update selo set tamanho = tamanho + 100 where id = 3",
        "update selo set ultimo_evento = ultimo_evento - 1 where id = 2",
        "update selo set raiz = sha256('x') where id = 2",
        "update selo set topos = topos || sha256('x') where id = 2",
        "update selo set anterior = sha256('x') where id = 2",
        "update selo set assinatura = sha512('x') where id = 2",
        "update selo set assinatura = 'curta' where id = 2",
        "update selo set em = em - interval '1 day' where id = 2",
        "update selo set chave_publica = sha256('x') where id = 2",
        "delete from selo where id = 1",
        "delete from selo where id = 2",
        "update selo set id = 9 where id = 3",
    ],
)
def test_selo_mexido_aparece(selos: list[Selo], comando: str) -> None:
    _por_sql(comando)
    resposta = conferir()
    assert not resposta["integra"]
    assert "selo" in resposta["primeira_falha"]["mensagem"]


def test_quem_refaz_a_cadeia_com_outra_chave_e_desmascarado(selos: list[Selo], pasta_do_hub: Path) -> None:
    arquivo = pasta_do_hub / "selo/privada.pem"
    nossa = arquivo.read_bytes()
    arquivo.unlink()
    _por_sql("delete from selo")
    falso = selar(AGORA)
    assert falso is not None
    arquivo.write_bytes(nossa)
    assert "desconhecida aqui" in conferir()["primeira_falha"]["mensagem"]
    arquivo.with_name("publicas.txt").write_text(bytes(falso.chave_publica).hex() + "\n")
    assert conferir()["integra"]


def test_selo_de_uma_cadeia_paralela_com_a_mesma_chave_aparece(selos: list[Selo]) -> None:
    selo = selos[1]
    selo.anterior = b"\0" * 32
    assinado = chave_privada().sign(ASSUNTO + canonico(corpo_do_selo(selo)))
    _por_sql("update selo set anterior = %s, assinatura = %s where id = 2", selo.anterior, assinado)
    assert "não continua o anterior" in conferir()["primeira_falha"]["mensagem"]


@pytest.mark.django_db(transaction=True)
def test_apagar_o_fim_da_cadeia_aparece_pela_ancora() -> None:
    registrar()
    primeiro = selar(AGORA)
    registrar()
    ultimo = selar(AGORA)
    assert primeiro is not None
    assert ultimo is not None
    assert conferir()["integra"]
    _por_sql("delete from selo where id = %s", ultimo.pk)
    _por_sql("delete from evento where id > %s", primeiro.ultimo_evento)
    registrar("depois")
    selar(AGORA)  # selar por cima não esconde a falta
    resposta = conferir()
    assert resposta["primeira_falha"]["selo"] == 2
    assert "sumiu do banco ou é outro" in resposta["primeira_falha"]["mensagem"]


@pytest.fixture
def outra_conexao(transactional_db: None) -> Iterator[psycopg.Connection[tuple[int]]]:
    parametros = connection.get_connection_params()
    endereco = {nome: parametros[nome] for nome in ("host", "dbname", "user")}
    with psycopg.connect(**endereco) as conexao:
        yield conexao


def _em_outra(conexao: psycopg.Connection[tuple[int]]) -> int:
    linha = conexao.execute(_EVENTO, [_CHAVES]).fetchone()
    assert linha is not None
    return linha[0]


def test_nao_se_sela_por_cima_de_transacao_aberta(outra_conexao: psycopg.Connection[tuple[int]]) -> None:
    atrasado = _em_outra(outra_conexao)
    adiantado = registrar()
    assert adiantado.pk > atrasado
    assert selar(AGORA, espera=0.05) is None
    assert not Evento.objects.filter(etiqueta="hub:auditoria:selada").exists()
    outra_conexao.commit()
    selo = selar(AGORA)
    assert selo is not None
    assert selo.tamanho == 3
    assert conferir()["integra"]


def test_transacao_desfeita_nao_prende_o_selo(outra_conexao: psycopg.Connection[tuple[int]]) -> None:
    _em_outra(outra_conexao)
    registrar()
    outra_conexao.rollback()
    selo = selar(AGORA)
    assert selo is not None
    assert selo.tamanho == 2
    assert conferir()["integra"]


def test_quem_sela_espera_a_transacao_que_ja_registrou(outra_conexao: psycopg.Connection[tuple[int]]) -> None:
    atrasado = _em_outra(outra_conexao)
    registrar()

    def terminar() -> None:
        time.sleep(0.1)
        outra_conexao.commit()

    linha = threading.Thread(target=terminar)
    linha.start()
    selo = selar(AGORA, espera=5)
    linha.join()
    assert selo is not None
    assert selo.tamanho == 3
    assert atrasado < selo.ultimo_evento
    assert conferir()["integra"]


def test_quem_so_le_ou_ja_esta_em_outra_tabela_nao_prende(outra_conexao: psycopg.Connection[tuple[int]]) -> None:
    outra_conexao.execute("select count(*) from evento")
    outra_conexao.execute("update credor set nome = nome")
    registrar()
    assert selar(AGORA, espera=0) is not None


def test_duas_selagens_ao_mesmo_tempo_fazem_uma(outra_conexao: psycopg.Connection[tuple[int]]) -> None:
    registrar()
    outra_conexao.execute("select pg_advisory_xact_lock(%s)", [selagem.TRAVA_DA_SELAGEM])
    assert selar(AGORA) is None
    outra_conexao.commit()
    assert selar(AGORA) is not None
