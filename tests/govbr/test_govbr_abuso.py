"""O atacante na entrada pelo gov.br: state alheio, código repetido, emissor trocado, destino e sessão forjados."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from navegador_do_govbr import SAIDA, VOLTA, Abrir, Navegador

from govbr_no_ar import CLIENTE, SEGREDO, cliente_do, no_ar
from hub.acesso.govbr import rede
from hub.acesso.govbr.transacao import VALIDADE
from hub.acesso.models import TransacaoGovBr, Usuario
from hub.auditoria.models import Evento
from simuladores.govbr import PERSONAS, Estado, Parametros, Servidor

pytestmark = pytest.mark.django_db
DESTINOS = ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)", "cdas", "/\t/example.com"]


def _recusada(navegador: Navegador, endereco: str) -> None:
    assert navegador.voltar(endereco)["Location"] == "/entrar"
    assert not navegador.dentro
    assert "venceu, já foi usada ou começou em outro navegador" in navegador.pedir("/entrar").content.decode()


def test_a_mesma_volta_nao_serve_duas_vezes(navegador: Navegador) -> None:
    volta = navegador.ate_a_volta("prata")
    assert navegador.voltar(volta)["Location"] == "/"
    navegador.hub.post("/sair")
    _recusada(navegador, volta)


def test_o_state_de_outro_navegador_nao_serve_e_nao_se_gasta(abrir: Abrir) -> None:
    vitima, atacante = abrir(), abrir()
    do_atacante = atacante.ate_a_volta("ouro")
    vitima.pedir("/entrar/govbr")
    _recusada(vitima, do_atacante)
    assert atacante.voltar(do_atacante)["Location"] == "/"


def test_volta_sem_biscoito_ou_com_state_inventado_nao_serve(abrir: Abrir) -> None:
    volta = abrir().ate_a_volta("prata")
    _recusada(abrir(), volta)
    _recusada(abrir(), f"{VOLTA}?code=x&state=inventado")
    _recusada(abrir(), f"{VOLTA}?code=x")
    _recusada(abrir(), f"{VOLTA}?state={'9' * 20_000}&code=x")
    assert not Evento.objects.exists()


def test_o_state_vence_em_dez_minutos(navegador: Navegador) -> None:
    volta = navegador.ate_a_volta("prata")
    TransacaoGovBr.objects.update(criada_em=timezone.now() - VALIDADE - timedelta(seconds=1))
    _recusada(navegador, volta)


def test_as_idas_vencidas_se_apagam(abrir: Abrir) -> None:
    abrir().pedir("/entrar/govbr")
    TransacaoGovBr.objects.update(criada_em=timezone.now() - VALIDADE - timedelta(seconds=1))
    abrir().pedir("/entrar/govbr")
    assert TransacaoGovBr.objects.count() == 1


def test_duas_abas_entram_as_duas(navegador: Navegador) -> None:
    authorizes = [navegador.pedir(f"/entrar/govbr?next=/{aba}")["Location"] for aba in ("cdas", "lotes")]
    voltas = [navegador.no_govbr(authorize, "prata") for authorize in authorizes]
    assert [navegador.voltar(volta)["Location"] for volta in reversed(voltas)] == ["/lotes", "/cdas"]
    assert navegador.dentro


def test_o_banco_nao_guarda_o_que_a_volta_traz(navegador: Navegador) -> None:
    authorize = parse_qs(urlsplit(navegador.pedir("/entrar/govbr")["Location"]).query)
    linha = str(TransacaoGovBr.objects.values().get())
    assert authorize["state"][0] not in linha
    assert authorize["code_challenge_method"] == ["S256"]
    assert navegador.hub.cookies["entrada_govbr"].value not in linha
    marca = navegador.hub.cookies["entrada_govbr"]
    assert (marca["httponly"], marca["samesite"], marca["max-age"]) == (True, "Lax", "")
    assert not Session.objects.exists()


def test_com_https_a_marca_so_viaja_por_ele(navegador: Navegador, settings: object) -> None:
    settings.SESSION_COOKIE_SECURE = True
    settings.GOVBR = settings.GOVBR | {
        "GOVBR_REDIRECT_URI": VOLTA.replace("http", "https"),
        "GOVBR_POST_LOGOUT_URI": SAIDA.replace("http", "https"),
    }
    navegador.pedir("/entrar/govbr")
    assert navegador.hub.cookies["__Host-entrada_govbr"]["secure"]


def test_o_emissor_da_volta_tem_de_ser_o_da_ida(navegador: Navegador, govbr: Servidor) -> None:
    volta = navegador.ate_a_volta("prata")
    assert navegador.voltar(f"{volta}&{urlencode({'iss': 'https://sso.exemplo.invalid/'})}")["Location"] == "/entrar"
    assert not navegador.dentro
    volta = navegador.ate_a_volta("prata")
    assert navegador.voltar(f"{volta}&{urlencode({'iss': f'{govbr.endereco}/'})}")["Location"] == "/"


def test_codigo_de_outro_govbr_nao_serve(abrir: Abrir, govbr: Servidor, settings: object, navegador: Navegador) -> None:
    """O atacante tem um gov.br seu, registrado no hub por outro ambiente, e mistura as voltas (mix-up)."""
    honesto = dict(settings.GOVBR)
    with no_ar(Estado(parametros=Parametros(clientes={CLIENTE: cliente_do()}))) as outro:
        ida_honesta = navegador.pedir("/entrar/govbr")["Location"]
        settings.GOVBR = honesto | {"GOVBR_SSO_BASE": outro.endereco, "GOVBR_API_BASE": outro.endereco}
        volta_do_outro = navegador.ate_a_volta("ouro")
        settings.GOVBR = honesto
        _recusada(navegador, volta_do_outro)
        state = parse_qs(urlsplit(ida_honesta).query)["state"][0]
        codigo = parse_qs(urlsplit(volta_do_outro).query)["code"][0]
        misturada = f"{VOLTA}?{urlencode({'code': codigo, 'state': state})}"
        assert navegador.voltar(misturada)["Location"] == "/entrar/govbr"
        assert not navegador.dentro


@pytest.mark.parametrize("destino", DESTINOS)
def test_depois_de_entrar_nao_se_vai_para_fora(destino: str, navegador: Navegador) -> None:
    assert navegador.entrar("prata", f"/entrar/govbr?{urlencode({'next': destino})}")["Location"] == "/"


def test_a_sessao_plantada_nao_vale_depois(navegador: Navegador, ana: Usuario) -> None:
    atacante = Client()
    plantada = atacante.session
    plantada["credor"] = 1
    plantada.save()
    navegador.hub.cookies["sessionid"] = atacante.cookies["sessionid"] = plantada.session_key
    navegador.entrar("prata")
    assert navegador.hub.cookies["sessionid"].value != plantada.session_key
    assert "credor" not in navegador.hub.session
    assert not Session.objects.filter(session_key=plantada.session_key).exists()
    assert atacante.get("/cdas")["Location"].startswith("/entrar")


def test_entrar_por_cima_de_outra_pessoa_nao_herda_nada(navegador: Navegador, ana: Usuario) -> None:
    navegador.hub.force_login(ana)
    sessao = navegador.hub.session
    sessao["credor"] = ana.vinculos.get().credor_id
    sessao.save()
    navegador.entrar("bronze")
    assert int(navegador.hub.session["_auth_user_id"]) != ana.pk
    assert "credor" not in navegador.hub.session
    assert navegador.pedir("/cdas").status_code == 403


@pytest.mark.parametrize("persona", ["ouro", "ecnpj", "recusa"])
@pytest.mark.parametrize("falha", ["", "nonce_errado", "token:500", "cpf_errado", "token:cortada"])
def test_o_registro_nao_traz_cpf_codigo_state_nonce_nem_token(
    persona: str,
    falha: str,
    navegador: Navegador,
    govbr: Servidor,
    settings: object,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.GOVBR = settings.GOVBR | {"GOVBR_EMPRESAS": "1"}
    tokens: list[rede.Tokens] = []
    trocar = rede.codigo_trocar

    def espiar(*posicionais: object, **nomeados: object) -> rede.Tokens:
        tokens.append(trocar(*posicionais, **nomeados))
        return tokens[-1]

    monkeypatch.setattr("hub.acesso.govbr.entrada.codigo_trocar", espiar)
    caplog.set_level(logging.DEBUG)
    volta = navegador.ate_a_volta(persona)
    govbr.estado.falhas.extend([falha] if falha else [])
    navegador.voltar(volta)
    navegador.pedir("/conta")
    navegador.hub.post("/sair")
    cpf = PERSONAS[persona].cpf
    segredos = {cpf, f"{cpf[:9]}-{cpf[9:]}", SEGREDO, *navegador.segredos}
    segredos |= {texto for par in tokens for texto in (par.id_token, par.access_token)}
    assert len(segredos) >= 5
    dito = "\n".join(registro.getMessage() + str(registro.exc_info or "") for registro in _do_hub(caplog.records))
    guardado = f"{list(Evento.objects.values())} {list(Usuario.objects.values())} {_sessoes()}"
    for segredo in segredos:
        assert segredo not in dito
        assert segredo not in guardado


def _do_hub(registros: list[logging.LogRecord]) -> list[logging.LogRecord]:
    """Tudo, menos o que o próprio navegador de teste e a depuração do SQL escreveram."""
    return [r for r in registros if r.name != "django.db.backends"]


def _sessoes() -> list[object]:
    return [sessao.get_decoded() for sessao in Session.objects.all()]


@pytest.mark.django_db(transaction=True)
def test_com_o_govbr_se_fala_sem_transacao_aberta(
    navegador: Navegador, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GOVBR = settings.GOVBR | {"GOVBR_EMPRESAS": "1"}
    abertas: list[tuple[str, bool]] = []
    pedir = rede._pedir

    def espiar(metodo: str, endereco: str, **opcoes: object) -> object:
        situacao = connection.connection.info.transaction_status.name if connection.connection else "IDLE"
        abertas.append((urlsplit(endereco).path.split("/")[1], connection.in_atomic_block or situacao != "IDLE"))
        return pedir(metodo, endereco, **opcoes)

    monkeypatch.setattr(rede, "_pedir", espiar)
    navegador.entrar("socio")
    assert navegador.dentro
    assert abertas == [("token", False), ("jwk", False), ("empresas", False), ("empresas", False), ("empresas", False)]
