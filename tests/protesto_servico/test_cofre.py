"""O segredo de um canal: cifrado, de um credor só, e nunca mostrado."""

from __future__ import annotations

import base64
import io
import json
import stat
from pathlib import Path

import pytest
from balcao_da_cra import AGORA, SENHA
from django.core.management import call_command
from django.db import connection

from hub.acesso.cofre import ChaveDoCofreErrada, SegredoIlegivel, cofre_abrir, cofre_guardar
from hub.auditoria.models import Evento
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.credores.models import Credor
from hub.estrategias.chamadas.erros import SegredoMalDito
from hub.estrategias.chamadas.segredos import Credencial, credencial_do_canal, segredo_guardar, tem_segredo
from hub.estrategias.models import SegredoDoCanal

pytestmark = pytest.mark.django_db


def guardar(credor: Credor, senha: str = SENHA, usuario: str = "recife") -> SegredoDoCanal:
    return segredo_guardar(credor=credor, estrategia="protesto", usuario=usuario, senha=senha, ator="ana", agora=AGORA)


def chave(letra: bytes) -> str:
    return base64.urlsafe_b64encode(letra * 32).decode()


def test_o_que_esta_no_banco_nao_e_a_senha(recife: Credor, pasta_de_trabalho: Path) -> None:
    guardado = guardar(recife)
    assert SENHA.encode() not in bytes(guardado.cifrado)
    assert credencial_do_canal(recife, "protesto") == Credencial(usuario="recife", senha=SENHA)
    arquivo = pasta_de_trabalho / "cofre" / "chave"
    assert stat.S_IMODE(arquivo.stat().st_mode) == 0o600
    assert stat.S_IMODE(arquivo.parent.stat().st_mode) == 0o700


def test_a_credencial_nao_se_mostra_por_engano(recife: Credor) -> None:
    guardar(recife)
    assert SENHA not in repr(credencial_do_canal(recife, "protesto"))


def test_copiado_para_a_vizinha_nao_se_abre(recife: Credor, olinda: Credor) -> None:
    dela = guardar(olinda, senha="outra")
    SegredoDoCanal.objects.filter(pk=dela.pk).update(cifrado=bytes(guardar(recife).cifrado))
    with pytest.raises(SegredoIlegivel, match="hub canal segredo"):
        credencial_do_canal(olinda, "protesto")


def test_trocar_a_chave_do_cofre_em_dois_tempos(recife: Credor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_COFRE", chave(b"a"))
    guardar(recife)
    monkeypatch.setenv("HUB_COFRE", f"{chave(b'b')} {chave(b'a')}")
    assert credencial_do_canal(recife, "protesto").senha == SENHA
    guardar(recife)
    monkeypatch.setenv("HUB_COFRE", chave(b"b"))
    assert credencial_do_canal(recife, "protesto").senha == SENHA
    monkeypatch.setenv("HUB_COFRE", chave(b"c"))
    with pytest.raises(SegredoIlegivel):
        credencial_do_canal(recife, "protesto")


@pytest.mark.parametrize("errada", ["curta", "é", "AAAA", base64.urlsafe_b64encode(b"k" * 31).decode()])
def test_chave_que_nao_serve_se_explica(errada: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_COFRE", errada)
    with pytest.raises(ChaveDoCofreErrada, match="HUB_COFRE") as recusa:
        cofre_guardar("x", assunto="a")
    assert errada not in recusa.value.mensagem or errada == "curta"


def test_a_chave_nasce_uma_vez(pasta_de_trabalho: Path) -> None:
    cifrado = cofre_guardar("x", assunto="a")
    antes = (pasta_de_trabalho / "cofre" / "chave").read_bytes()
    assert cofre_abrir(cifrado, assunto="a") == "x"
    assert (pasta_de_trabalho / "cofre" / "chave").read_bytes() == antes
    with pytest.raises(SegredoIlegivel):
        cofre_abrir(cifrado, assunto="b")


@pytest.mark.parametrize(
    ("usuario", "senha"),
    [("", "x"), ("a:b", "x"), ("a", ""), ("a", " "), ("a", "x" * 501), ("a", "x\ny"), ("a" * 151, "x"), ("a\0", "x")],
)
def test_segredo_que_nao_serve_se_recusa_sem_repetir_a_senha(recife: Credor, usuario: str, senha: str) -> None:
    with pytest.raises(SegredoMalDito) as recusa:
        guardar(recife, senha=senha, usuario=usuario)
    assert senha.strip() in {"", "x"} or senha not in recusa.value.mensagem
    assert not tem_segredo(recife, "protesto")


def test_por_comando_a_senha_vem_da_entrada_e_nao_sai_mais(
    recife: Credor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SENHA}\n"))
    do_canal = ("--credor", recife.cnpj, "--estrategia", "protesto", "--json")
    call_command("canal", "segredo", *do_canal, "--usuario", "recife", "--por", "ana")
    assert json.loads(capsys.readouterr().out) == {
        "credor": recife.cnpj,
        "estrategia": "protesto",
        "usuario": "recife",
    }
    assert credencial_do_canal(recife, "protesto").senha == SENHA
    call_command("canal", "mostrar", *do_canal)
    mostrado = capsys.readouterr().out
    assert json.loads(mostrado)["servico"]["usuario"] == "recife"
    assert SENHA not in mostrado
    evento = Evento.objects.get(etiqueta="hub:canal:segredo_guardado")
    assert evento.chaves == {"estrategia": "protesto", "usuario": "recife"}


def test_o_portal_da_vizinha_nao_ve_nem_muda(recife: Credor, olinda: Credor) -> None:
    guardar(recife)
    with inquilino.como(Papel.WEB, credor=olinda.pk):
        assert not SegredoDoCanal.objects.exists()
    with inquilino.como(Papel.WEB, credor=recife.pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from segredo_do_canal")
        assert cursor.fetchone() == (1,)
        cursor.execute(
            "select bool_or(has_table_privilege('hub_web', 'segredo_do_canal', ato))"
            " from unnest(array['insert', 'update', 'delete']) ato"
        )
        assert cursor.fetchone() == (False,)
