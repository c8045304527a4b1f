"""Chaves e segredos que se trocam, e a credencial de cada credor, que nunca serve a outro."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from navegador_do_govbr import Abrir, Navegador

from govbr_no_ar import CLIENTE, SEGREDO
from hub.acesso.cpf import cpf_atribuir
from hub.acesso.govbr.configuracao import configuracao_do
from hub.acesso.govbr.credenciais import credencial_encerrar_troca, credencial_salvar
from hub.acesso.govbr.erros import GovBrMalConfigurado
from hub.acesso.models import CredencialGovBr, Usuario, Vinculo
from hub.auditoria.models import Evento
from hub.credores.conferencia import CadastroErrado
from hub.credores.models import Credor
from simuladores.govbr import Cliente, Servidor
from simuladores.govbr.chaves import Chaves

pytestmark = pytest.mark.django_db
DE_RECIFE, DE_OLINDA = "divida.recife.exemplo:8000", "divida.olinda.exemplo:8000"


def _registrar(govbr: Servidor, client_id: str, servidor: str, *segredos: str) -> None:
    """Registra a credencial no gov.br simulado."""
    cliente = Cliente(
        segredos=frozenset(segredos),
        voltas=frozenset({f"http://{servidor}/entrar/govbr/volta"}),
        saidas=frozenset({f"http://{servidor}/ate-logo"}),
    )
    estado = govbr.estado
    estado.parametros = replace(estado.parametros, clientes={**estado.parametros.clientes, client_id: cliente})


def _salvar(credor: Credor, servidor: str, segredo: str, client_id: str = "") -> CredencialGovBr:
    return credencial_salvar(
        credor=credor,
        client_id=client_id or servidor.split(":", maxsplit=1)[0],
        segredo=segredo,
        volta=f"http://{servidor}/entrar/govbr/volta",
        saida=f"http://{servidor}/ate-logo",
        ator="teste",
        agora=timezone.now(),
    )


@pytest.fixture
def recife_e_olinda(govbr: Servidor, recife: Credor, olinda: Credor) -> Servidor:
    """Cada um com a sua credencial, no seu servidor."""
    for credor, servidor in ((recife, DE_RECIFE), (olinda, DE_OLINDA)):
        _registrar(govbr, servidor.split(":")[0], servidor, f"segredo-de-{credor.pk}")
        _salvar(credor, servidor, f"segredo-de-{credor.pk}")
    return govbr


@pytest.mark.parametrize("manter", [True, False])
def test_a_chave_do_govbr_gira_sem_que_se_perca_a_entrada(manter: bool, abrir: Abrir, govbr: Servidor) -> None:  # noqa: FBT001 - é o caso
    govbr.estado.chaves = Chaves()
    assert abrir().entrar("prata")["Location"] == "/"
    govbr.estado.chaves.girar(manter=manter)
    assert abrir().entrar("ouro")["Location"] == "/"


def test_as_chaves_guardadas_servem_sem_se_pedirem_de_novo(abrir: Abrir, govbr: Servidor) -> None:
    abrir().entrar("prata")
    govbr.estado.falhas.append("jwk:500")
    assert abrir().entrar("ouro")["Location"] == "/"
    assert list(govbr.estado.falhas) == ["jwk:500"]


def test_o_segredo_se_troca_em_dois_tempos(abrir: Abrir, govbr: Servidor, settings: object) -> None:
    settings.GOVBR = settings.GOVBR | {"GOVBR_CLIENT_SECRET": "novo", "GOVBR_CLIENT_SECRET_ANTERIOR": SEGREDO}
    assert abrir().entrar("prata")["Location"] == "/"
    cliente = replace(govbr.estado.parametros.clientes[CLIENTE], segredos=frozenset({"novo"}))
    govbr.estado.parametros = replace(govbr.estado.parametros, clientes={CLIENTE: cliente})
    assert abrir().entrar("prata")["Location"] == "/"
    settings.GOVBR = settings.GOVBR | {"GOVBR_CLIENT_SECRET": SEGREDO, "GOVBR_CLIENT_SECRET_ANTERIOR": ""}
    assert abrir().entrar("prata")["Location"] == "/entrar"


def test_o_segredo_do_credor_tambem(abrir: Abrir, recife_e_olinda: Servidor, recife: Credor) -> None:
    antigo = f"segredo-de-{recife.pk}"
    credencial = _salvar(recife, DE_RECIFE, "novo")
    assert configuracao_do(DE_RECIFE).segredos == ("novo", antigo)
    assert _por(abrir, DE_RECIFE).entrar("prata")["Location"] == "/"
    credencial_encerrar_troca(credencial=credencial, ator="teste", agora=timezone.now())
    credencial_encerrar_troca(credencial=credencial, ator="teste", agora=timezone.now())
    assert configuracao_do(DE_RECIFE).segredos == ("novo",)
    assert _por(abrir, DE_RECIFE).entrar("prata")["Location"] == "/entrar"
    assert Evento.objects.filter(etiqueta="hub:govbr:troca_encerrada").count() == 1
    assert _salvar(recife, DE_RECIFE, "novo").segredo_anterior == ""


def test_cada_servidor_usa_a_sua_credencial_e_so_ela(
    abrir: Abrir, recife_e_olinda: Servidor, recife: Credor, olinda: Credor
) -> None:
    de_recife, de_olinda, do_hub = _por(abrir, DE_RECIFE), _por(abrir, DE_OLINDA), abrir()
    assert "client_id=divida.recife.exemplo&" in de_recife.pedir("/entrar/govbr")["Location"]
    assert "client_id=divida.olinda.exemplo&" in de_olinda.pedir("/entrar/govbr")["Location"]
    assert f"client_id={CLIENTE}&" in do_hub.pedir("/entrar/govbr")["Location"]


def test_a_ida_por_um_credor_nao_volta_por_outro(abrir: Abrir, recife_e_olinda: Servidor) -> None:
    navegador = _por(abrir, DE_RECIFE)
    volta = navegador.ate_a_volta("ouro")
    navegador.nome = DE_OLINDA
    assert navegador.voltar(volta)["Location"] == "/entrar"
    assert not navegador.dentro


def test_quem_entra_pelo_servidor_de_um_credor_so_age_por_ele(
    abrir: Abrir, recife_e_olinda: Servidor, recife: Credor, olinda: Credor, ana: Usuario
) -> None:
    Vinculo.objects.create(usuario=ana, credor=olinda, perfil="gestor")
    cpf_atribuir(pessoa=ana, cpf="11144477735", ator="teste", agora=timezone.now())
    navegador = _por(abrir, DE_RECIFE)
    navegador.entrar("prata")
    pagina = navegador.pedir("/").content.decode()
    assert "Município do Recife" in pagina
    assert "trocar" not in pagina
    assert "Olinda" not in navegador.pedir("/credor").content.decode()
    assert navegador.hub.post("/credor", {"credor": olinda.pk}, headers={"Host": DE_RECIFE}).status_code == 400
    Vinculo.objects.filter(credor=recife).delete()
    assert navegador.pedir("/cdas").status_code == 403
    do_hub = abrir()
    do_hub.entrar("prata")
    assert "Município de Olinda" in do_hub.pedir("/").content.decode()


def test_o_servidor_de_um_credor_outro_nao_toma(recife_e_olinda: Servidor, olinda: Credor) -> None:
    with pytest.raises(GovBrMalConfigurado, match="já é de outro credor"):
        _salvar(olinda, DE_RECIFE, "novo")


def test_o_segredo_se_guarda_cifrado(recife_e_olinda: Servidor, recife: Credor) -> None:
    assert f"segredo-de-{recife.pk}" not in str(list(CredencialGovBr.objects.values()))
    assert f"segredo-de-{recife.pk}" not in repr(configuracao_do(DE_RECIFE))
    assert f"segredo-de-{recife.pk}" not in str(list(Evento.objects.values()))


@pytest.mark.parametrize("volta", ["", "nao-e-endereco", "http://a b/volta"])
def test_credencial_sem_endereco_que_sirva_se_recusa(volta: str, govbr: Servidor, recife: Credor) -> None:
    with pytest.raises(CadastroErrado):
        credencial_salvar(
            credor=recife, client_id="x", segredo="y", volta=volta, saida=volta, ator="t", agora=timezone.now()
        )
    assert not CredencialGovBr.objects.exists()


def test_o_disjuntor_descansa_e_tenta_de_novo() -> None:
    from hub.acesso.govbr.disjuntor import DESCANSO, LIMITE, Disjuntor

    agora = [0.0]
    disjuntor = Disjuntor(lambda: agora[0])
    for vez in range(LIMITE):
        assert not disjuntor.aberto("sso"), vez
        disjuntor.falhou("sso")
    assert disjuntor.aberto("sso")
    assert not disjuntor.aberto("outro")
    agora[0] += DESCANSO
    assert not disjuntor.aberto("sso")
    disjuntor.falhou("sso")
    assert disjuntor.aberto("sso")
    disjuntor.respondeu("sso")
    assert not disjuntor.aberto("sso")


def _por(abrir: Abrir, servidor: str) -> Navegador:
    navegador = abrir()
    navegador.nome = servidor
    return navegador


def test_o_codigo_vence_em_um_minuto(navegador: Navegador, relogio: object) -> None:
    volta = navegador.ate_a_volta("prata")
    relogio.desvio = timedelta(seconds=61)
    assert navegador.voltar(volta)["Location"] == "/entrar/govbr"
