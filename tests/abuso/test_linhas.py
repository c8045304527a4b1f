"""A segurança por linha: o que o banco nega ao portal, mesmo que o código peça."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from abuso.atacante import Alvo
from hub.acesso.models import Usuario
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.credores.models import Credor
from hub.projeto.postgresql.seguranca import ALCANCES, alcances

pytestmark = pytest.mark.django_db

#: As tabelas cujas linhas são de uma pessoa, e não de um credor.
DE_PESSOA = {"vinculo_pgfn"}
#: As tabelas com linhas de credor, na ordem do nome.
DE_CREDOR = [tabela for tabela, alcance in alcances().items() if alcance.por_linha and tabela not in DE_PESSOA]
#: A condição que acha as linhas de um credor.
DELE = {"credor": "id = %s"}


def contar(tabela: str, credor: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {tabela} where {DELE.get(tabela, 'credor_id = %s')}", [credor])
        return int(cursor.fetchone()[0])


def tentar(comando: str, *parametros: object) -> int:
    """Quantas linhas o comando alcança; zero se o banco o nega."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(comando, parametros)
            return int(cursor.rowcount)
    except DatabaseError as erro:
        if isinstance(erro.__cause__, psycopg.errors.InsufficientPrivilege):
            return 0
        raise


def gravaveis(tabela: str) -> list[str]:
    """As colunas que não é o banco quem escreve."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select quote_ident(column_name) from information_schema.columns"
            " where table_name = %s and table_schema = 'public' and is_generated = 'NEVER'",
            [tabela],
        )
        return [coluna for (coluna,) in cursor.fetchall()]


def linha_de(tabela: str, credor: int) -> str | None:
    with connection.cursor() as cursor:
        onde = DELE.get(tabela, "credor_id = %s")
        cursor.execute(f"select to_jsonb(t)::text from {tabela} t where {onde} limit 1", [credor])
        linha = cursor.fetchone()
    return linha[0] if linha else None


def test_toda_tabela_do_banco_tem_alcance_e_as_de_credor_estao_trancadas(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        )
        trancadas = dict(cursor.fetchall())
        cursor.execute(
            "select table_name from information_schema.columns"
            " where table_schema = 'public' and column_name = 'credor_id'"
        )
        com_credor = {nome for (nome,) in cursor.fetchall()}
    assert trancadas == {tabela: alcance.por_linha for tabela, alcance in alcances().items()}
    assert com_credor <= set(DE_CREDOR)
    assert set(ALCANCES) <= set(alcances())


def test_a_vizinha_nao_le_nao_muda_nao_apaga_e_nao_planta(alvo: Alvo, olinda: Credor) -> None:
    dona = alvo.cda.credor_id
    antes = {tabela: contar(tabela, dona) for tabela in DE_CREDOR}
    presentes = [tabela for tabela in DE_CREDOR if antes[tabela]]
    # O alvo enche o que um ataque procuraria.
    assert {"cda", "lote", "acionamento", "remessa", "retorno", "passagem", "evento", "credor"} <= set(presentes)
    copias = {tabela: linha_de(tabela, dona) for tabela in presentes}
    with inquilino.como(Papel.WEB, credor=olinda.pk):
        for tabela in presentes:
            onde = DELE.get(tabela, "credor_id = %s")
            coluna = "id" if tabela == "credor" else "credor_id"
            assert contar(tabela, dona) == 0, tabela
            assert tentar(f"update {tabela} set {coluna} = {coluna} where {onde}", dona) == 0, tabela
            assert tentar(f"delete from {tabela} where {onde}", dona) == 0, tabela
            colunas = ", ".join(gravaveis(tabela))
            planta = f"insert into {tabela} ({colunas}) select {colunas} from jsonb_populate_record(null::{tabela}, %s)"
            assert tentar(planta, copias[tabela]) == 0, tabela
    assert {tabela: contar(tabela, dona) for tabela in DE_CREDOR} == antes


def test_a_vizinha_nao_passa_as_suas_linhas_a_outro_nem_toma_as_dele(alvo: Alvo, olinda: Credor) -> None:
    with inquilino.como(Papel.WEB, credor=olinda.pk):
        assert tentar("update carteira set credor_id = %s", alvo.cda.credor_id) == 0
        assert tentar("select id from carteira") == 1


def test_quem_nao_disse_o_credor_nao_ve_linha_de_nenhum(alvo: Alvo) -> None:
    with inquilino.como(Papel.WEB):
        for tabela in DE_CREDOR:
            assert contar(tabela, alvo.cda.credor_id) == 0, tabela


def test_a_pessoa_ve_os_seus_credores_e_nada_deles(alvo: Alvo, ana: Usuario, olinda: Credor) -> None:
    with inquilino.como(Papel.WEB, pessoa=ana.pk), connection.cursor() as cursor:
        cursor.execute("select id from credor")
        assert cursor.fetchall() == [(alvo.cda.credor_id,)]
        assert contar("cda", alvo.cda.credor_id) == 0


def test_a_pgfn_cuida_do_convenio_e_nao_ve_divida(alvo: Alvo) -> None:
    with inquilino.como(Papel.PGFN):
        assert contar("convenio", alvo.cda.credor_id) == 1
        for tabela in ("cda", "item", "corresponsavel", "movimento", "acionamento", "lote", "remessa", "retorno"):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"select from {tabela}")


def test_o_que_se_desfaz_com_a_transacao_se_diz_de_novo(alvo: Alvo, olinda: Credor) -> None:
    """Dito dentro da transação, o banco esquece ao desfazê-la; a conexão não pode achar que ele ainda sabe."""
    with inquilino.como(Papel.WEB, credor=alvo.cda.credor_id):
        with transaction.atomic():
            with inquilino.como(Papel.WEB, credor=olinda.pk):
                assert contar("cda", alvo.cda.credor_id) == 0
            transaction.set_rollback(True)
        assert contar("cda", alvo.cda.credor_id) > 0
    with inquilino.como(Papel.WEB, credor=olinda.pk), transaction.atomic():
        with transaction.atomic():
            assert contar("cda", alvo.cda.credor_id) == 0
            transaction.set_rollback(True)
        assert contar("cda", alvo.cda.credor_id) == 0


@pytest.fixture
def como_portal(db: None) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Uma conexão com o usuário com que o processo web entra no banco."""
    ajustes = connection.settings_dict
    with psycopg.connect(host=ajustes["HOST"], dbname=ajustes["NAME"], user=str(Papel.WEB), autocommit=True) as conexao:
        yield conexao


@pytest.mark.parametrize("papel", [Papel.SERVICO, "postgres"])
def test_o_processo_web_nao_vira_outro(papel: str, como_portal: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        como_portal.execute(sql.SQL("set role {}").format(sql.Identifier(papel)))


@pytest.mark.parametrize(
    "comando",
    [
        "alter table cda disable row level security",
        "drop policy do_portal on cda",
        "create table outra (x integer)",
        "truncate cda",
        "update evento set ator = 'outro'",
        "delete from evento",
        "select from selo",
        "delete from comunicacao",
        "update rodada_da_regua set situacao = 'liberada'",
        "insert into conciliacao default values",
        "delete from divergencia",
        "set session_replication_role = replica",
        "copy cda (credor_id, numero_cda) from '/etc/passwd'",
        "create function hub_seguro.minha() returns void language sql as 'select'",
    ],
)
def test_o_processo_web_nao_desmonta_a_tranca(
    comando: str, como_portal: psycopg.Connection[tuple[object, ...]]
) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)):
        como_portal.execute(comando)  # type: ignore[call-overload]


def test_sem_dizer_nada_o_processo_web_nao_ve_nada(como_portal: psycopg.Connection[tuple[object, ...]]) -> None:
    for tabela in [*DE_CREDOR, *DE_PESSOA]:
        assert como_portal.execute(f"select count(*) from {tabela}").fetchone() == (0,)  # type: ignore[call-overload]
