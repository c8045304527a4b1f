"""Conciliar pela tela: comparar, olhar, aplicar; e o que a vizinha, o leitor e o freio não deixam."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from fabrica_do_livro import pessoa_de
from procrastinate.contrib.django.models import ProcrastinateJob

from cenarios.iptu import IPTU
from cenarios.portas import por_arquivo
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA, Lote
from hub.estrategias.models import Conciliacao
from hub.recepcao.arquivos import lote_processar
from portal.conftest import Entrar

pytestmark = pytest.mark.django_db


@pytest.fixture
def dividas(recife: Credor) -> list[CDA]:
    for n in range(3):
        por_arquivo(recife, IPTU | {"numero_cda": f"2024/{n}"})
    return list(CDA.objects.filter(credor=recife).order_by("numero_cda"))


def comparar(cliente: Client, texto: str, **mais: str) -> Conciliacao | str:
    """A conciliação feita, ou a página com o motivo."""
    lista = SimpleUploadedFile("lista.csv", texto.encode()) if texto else ""
    resposta = cliente.post("/conciliacoes/comparar", {"do_credor": lista, **mais})
    if resposta.status_code == 302:
        return Conciliacao.objects.latest("pk")
    return " ".join(resposta.content.decode().split())


def pagina(cliente: Client, endereco: str) -> str:
    return " ".join(cliente.get(endereco).content.decode().split())


LISTA = "numero_cda;situacao;saldo\n2024/0;PAGA;\n2024/1;ATIVA;1673,93\n2024/2;ATIVA;1.673,93\nX/9;ATIVA;10,00\n"


def test_do_arquivo_as_divergencias_e_delas_ao_lote(dividas: list[CDA], ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    feita = comparar(cliente, LISTA, em="02/03/2026")
    assert isinstance(feita, Conciliacao)
    assert feita.contas["por_tipo"] == {"paga_no_credor": 1, "so_no_credor": 1}
    texto = pagina(cliente, f"/conciliacoes/{feita.pk}")
    for fica in (
        "O credor a diz paga e o hub não.",
        "X/9",
        "ativa, R$ 1.673,93",
        "Envie a CDA.",
        "<dt>Mudam se aplicar</dt><dd>1</dd>",
    ):
        assert fica in texto
    so_uma = pagina(cliente, f"/conciliacoes/{feita.pk}?tipo=so_no_credor")
    assert 'href="/cdas/' not in so_uma.split("Uma a uma")[1].split("Páginas")[0]
    planilha = cliente.get(f"/conciliacoes/{feita.pk}.csv").content.decode("utf-8-sig").splitlines()
    assert planilha[0].startswith("tipo;chave;no_credor")
    assert len(planilha) == 3
    resposta = cliente.post(f"/conciliacoes/{feita.pk}/aplicar")
    lote = Lote.objects.latest("pk")
    assert resposta["Location"] == f"/lotes/{lote.pk}"
    assert ProcrastinateJob.objects.filter(args__lote=lote.pk).exists()
    lote_processar(lote=lote)
    dividas[0].refresh_from_db()
    assert dividas[0].posicao == "paga"
    # Aplicada, não se aplica outra vez.
    de_novo = cliente.post(f"/conciliacoes/{feita.pk}/aplicar", follow=True).content.decode()
    assert "já foi aplicada" in de_novo
    assert "aplicada em" in pagina(cliente, f"/conciliacoes/{feita.pk}")


def test_listas_iguais_dizem_que_nada_diverge(dividas: list[CDA], ana: Usuario, entrar: Entrar) -> None:
    iguais = "numero_cda;situacao;saldo\n" + "".join(f"{um.numero_cda};ATIVA;1673,93\n" for um in dividas)
    feita = comparar(entrar(ana), iguais)
    assert isinstance(feita, Conciliacao)
    texto = pagina(entrar(ana), f"/conciliacoes/{feita.pk}")
    assert "Os três dizem o mesmo." in texto
    assert ">Aplicar<" not in texto


@pytest.mark.parametrize(
    ("lista", "mais", "motivo"),
    [
        ("", {}, "Falta com que comparar"),
        ("a;b\n1;2\n", {}, "Faltam colunas na lista: numero_cda, situacao"),
        ("numero_cda;situacao\n", {}, "só tem o cabeçalho"),
        (LISTA, {"em": "31/02/2026"}, "31/02/2026"),
    ],
)
def test_a_lista_que_nao_serve_volta_com_o_motivo(
    lista: str, mais: dict[str, str], motivo: str, dividas: list[CDA], ana: Usuario, entrar: Entrar
) -> None:
    resposta = comparar(entrar(ana), lista, **mais)
    assert isinstance(resposta, str)
    assert motivo in resposta
    assert Conciliacao.objects.count() == 0


def test_o_freio_pede_outra_pessoa(recife: Credor, ana: Usuario, entrar: Entrar) -> None:
    for n in range(12):
        por_arquivo(recife, IPTU | {"numero_cda": f"2024/{n}"})
    feita = comparar(entrar(ana), "numero_cda;situacao\nX/1;ATIVA\n")
    assert isinstance(feita, Conciliacao)
    endereco = f"/conciliacoes/{feita.pk}/aplicar"
    assert "Sua aprovação ficou registrada." in entrar(ana).post(endereco, follow=True).content.decode()
    feita.refresh_from_db()
    assert (feita.situacao, feita.aprovada_por) == ("aberta", ["ana"])
    entrar(pessoa_de("bia", recife, "gestor")).post(endereco)
    feita.refresh_from_db()
    assert feita.situacao == "aplicada"


def test_quem_so_consulta_olha_e_a_vizinha_nem_isso(
    dividas: list[CDA], ana: Usuario, beto: Usuario, otavio: Usuario, entrar: Entrar
) -> None:
    feita = comparar(entrar(ana), LISTA)
    assert isinstance(feita, Conciliacao)
    de_beto = entrar(beto)
    assert "Comparar listas" not in pagina(de_beto, "/conciliacoes")
    assert de_beto.post("/conciliacoes/comparar").status_code == 403
    assert de_beto.post(f"/conciliacoes/{feita.pk}/aplicar").status_code == 403
    assert "Quem aplica é a pessoa de perfil Gestor." in pagina(de_beto, f"/conciliacoes/{feita.pk}")
    for endereco in (f"/conciliacoes/{feita.pk}", f"/conciliacoes/{feita.pk}.csv"):
        assert entrar(otavio).get(endereco).status_code == 404
    assert entrar(otavio).post(f"/conciliacoes/{feita.pk}/aplicar").status_code == 404
    assert "2024/0" not in pagina(entrar(otavio), "/conciliacoes")


def test_quem_nao_compara_ha_mais_de_um_mes_e_avisado(dividas: list[CDA], ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    assert "atrasada" not in pagina(cliente, "/conciliacoes")
    for dias, avisa in ((32, True), (31, False)):
        comparar(cliente, LISTA, em=f"{timezone.localdate() - timedelta(days=dias):%d/%m/%Y}")
        assert ("Conciliação atrasada." in pagina(cliente, "/conciliacoes")) is avisa
