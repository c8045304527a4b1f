"""A fila que leva e lê, os comandos e as páginas do canal."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from mesa_do_spc import SENHA, Mesa

from entradas import entrar_por
from hub.acesso.models import Usuario
from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.estrategias.models import Chamada, ListaDoCanal
from hub.estrategias.por_registro import fila
from hub.estrategias.por_registro.tarefas import entregar_na_fila, listas_de_todos, listas_na_fila, retomar

pytestmark = pytest.mark.django_db(transaction=True)


def canal(ato: str, credor: Credor, *mais: str, estrategia: str = "spc_brasil") -> dict[str, Any]:
    saida = io.StringIO()
    try:
        argumentos = (ato, "--credor", credor.cnpj, "--estrategia", estrategia, "--json")
        call_command("canal", *argumentos, *mais, stdout=saida)
    except SystemExit as saiu:
        return {"saida": saiu.code, **json.loads(saida.getvalue() or "{}")}
    return dict(json.loads(saida.getvalue()))


def na_fila(tarefa: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = %s and status = 'todo'", [tarefa])
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()]


def esvaziar() -> None:
    """Esvaziar as tabelas entre testes não alcança as da fila, que o Django não administra."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


@pytest.fixture(autouse=True)
def fila_vazia(transactional_db: None) -> None:
    esvaziar()


def test_a_liberacao_enfileira_e_a_fila_leva(mesa: Mesa) -> None:
    mesa.cda()
    mesa.liberar()
    assert na_fila(fila.ENTREGAR) == [{"estrategia": "spc_brasil", "credor": mesa.credor.pk}]
    entregar_na_fila("spc_brasil", mesa.credor.pk)
    assert mesa.situacoes() == [Situacao.REGISTRADA]


def test_o_que_falhou_volta_a_fila_quando_a_espera_acaba(mesa: Mesa) -> None:
    mesa.cda()
    mesa.falhar("503")
    mesa.liberar()
    entregar_na_fila("spc_brasil", mesa.credor.pk)
    esvaziar()
    retomar(0)
    assert (mesa.situacoes(), na_fila(fila.ENTREGAR)) == ([Situacao.ENVIADA], [])
    Chamada.objects.filter(operacao="incluirSpc").update(proxima_em=timezone.now())
    retomar(0)
    assert na_fila(fila.ENTREGAR) == [{"estrategia": "spc_brasil", "credor": mesa.credor.pk}]
    entregar_na_fila("spc_brasil", mesa.credor.pk)
    assert mesa.situacoes() == [Situacao.REGISTRADA]


def test_toda_segunda_leem_se_as_listas(mesa: Mesa) -> None:
    ListaDoCanal.objects.all().delete()
    listas_de_todos(0)
    assert na_fila(fila.LISTAR) == [{"estrategia": "spc_brasil", "credor": mesa.credor.pk}]
    listas_na_fila("spc_brasil", mesa.credor.pk)
    assert set(ListaDoCanal.objects.values_list("lista", flat=True)) == {"natureza", "motivo", "tipo_devedor"}


def test_os_comandos_leem_entregam_e_dizem(mesa: Mesa) -> None:
    listas = canal("listas", mesa.credor)
    assert listas["listas"]["tipo_devedor"]["C"] == "COMPRADOR"
    assert [chamada["situacao"] for chamada in listas["chamadas"]] == ["feita"] * 3
    mesa.cda()
    mesa.liberar()
    mesa.falhar("503")
    falhou = canal("entregar", mesa.credor)
    assert falhou["saida"] == 1
    assert falhou["chamadas"][0]["codigo"] == "HTTP_503"
    feito = canal("entregar", mesa.credor)
    assert feito["chamadas"][0]["situacao"] == "feita"
    assert canal("mostrar", mesa.credor)["falta"] == []


def test_canal_sem_servico_ou_sem_listas_diz_quais_tem(recife: Credor, capsys: pytest.CaptureFixture[str]) -> None:
    for ato, estrategia in (("entregar", "serasa"), ("listas", "protesto")):
        with pytest.raises(SystemExit):
            call_command("canal", ato, "--credor", recife.cnpj, "--estrategia", estrategia)
        assert "por serviço, ou ele não tem o que se pediu. Com serviço, são:" in " ".join(
            capsys.readouterr().err.split()
        )


def test_a_pagina_dos_canais_mostra_o_servico_e_nunca_a_senha(mesa: Mesa, ana: Usuario, client: Client) -> None:
    mesa.cda("ja_existe")
    mesa.mandar()
    entrar_por(client, ana)
    pagina = client.get("/canais").content.decode()
    assert "SPC Brasil" in pagina
    assert "104, ATRASO DE PAGAMENTO" in pagina
    assert "sem que o hub tivesse chamado antes" in pagina
    assert SENHA not in pagina
    assert mesa.servidor.soap in pagina


def test_a_pagina_da_remessa_mostra_quantos_blocos_foram(
    mesa: Mesa, ana: Usuario, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fila, "BLOCO", 1)
    mesa.cda()
    mesa.cda()
    mesa.falhar("nada", "503")
    remessa = mesa.liberar()
    mesa.entregar(remessa)
    entrar_por(client, ana)
    pagina = client.get(f"/remessas/{remessa.pk}").content.decode()
    assert "Na fila: 1 de 2 blocos" in pagina
    assert "<progress" in pagina
