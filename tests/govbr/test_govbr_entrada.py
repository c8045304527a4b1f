"""Entrar pelo gov.br, com HTTP de verdade contra o simulador: cada nível, cada pessoa, cada defeito do outro lado."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from navegador_do_govbr import Abrir, Navegador, Relogio

from hub.acesso.cpf import cpf_atribuir, cpf_de, pessoa_do_cpf
from hub.acesso.models import Usuario
from hub.acesso.nivel import Nivel
from hub.acesso.sessao import AMR, AUTH_TIME, MODO, NIVEL
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from simuladores.govbr import PERSONAS, Servidor

pytestmark = pytest.mark.django_db

#: Falha do simulador → o que o registro diz. Em todas a pessoa fica de fora.
RECUSADAS = {
    "adiantado": "id_token: invalid_claim iat",
    "atrasado": "id_token: expired_token",
    "kid_desconhecido": "kid desconhecido",
    "sem_kid": "id_token: sem kid",
    "alg_none": "id_token: ",
    "hs256": "id_token: ",
    "assinatura_errada": "id_token: bad_signature",
    "aud_errado": "id_token: invalid_claim aud",
    "aud_lista": "aud com mais de um destinatário",
    "nonce_errado": "id_token: invalid_claim nonce",
    "sem_nonce": "id_token: missing_claim nonce",
    "iss_errado": "id_token: invalid_claim iss",
    "iss_sem_barra": "id_token: invalid_claim iss",
    "cpf_errado": "sub não é CPF",
    "sub_trocado": "access_token: sub de outra pessoa",
    "sem_sub": "id_token: missing_claim sub",
    "sem_id_token": "token: falta id_token ou access_token",
    "segredo_velho": "token: 401 sem corpo",
    "token:500": "situação 500 500",
    "token:503": "situação 503 sem corpo",
    "token:429": "situação 429 429",
    "token:html": "a resposta não é JSON",
    "token:cortada": "RemoteProtocolError",
    "jwk:500": "situação 500 500",
    "jwk:html": "a resposta não é JSON",
    "jwk:cortada": "RemoteProtocolError",
}
#: Falha que se tolera → o nível com que se entra.
TOLERADAS = {
    "sub_pontuado": Nivel.PRATA,
    "amr_desconhecido": Nivel.PRATA,
    "sem_nivel": Nivel.BRONZE,
    "nivel_desconhecido": Nivel.BRONZE,
    "escopo_menor": Nivel.BRONZE,
}


@pytest.mark.parametrize(("persona", "nivel"), [("bronze", 1), ("prata", 2), ("ouro", 3)])
def test_cada_nivel_entra_com_o_seu(persona: str, nivel: int, navegador: Navegador) -> None:
    volta = navegador.entrar(persona)
    assert (volta.status_code, volta["Location"]) == (303, "/")
    sessao = navegador.hub.session
    assert (sessao[MODO], sessao[NIVEL], sessao[AMR]) == ("govbr", nivel, sorted(PERSONAS[persona].amr))
    assert sessao[AUTH_TIME]
    pessoa = pessoa_do_cpf(PERSONAS[persona].cpf)
    assert pessoa is not None
    assert int(sessao["_auth_user_id"]) == pessoa.pk
    assert not pessoa.has_usable_password()


def test_o_nome_social_vale_e_o_nome_de_acesso_nao_traz_documento(navegador: Navegador) -> None:
    navegador.entrar("ouro")
    pessoa = Usuario.objects.get()
    assert pessoa.first_name == "Olívia Ouro do Exemplo"
    assert pessoa.username.startswith("olivia-ouro-do-exemplo-")
    assert not any(c.isdigit() for c in pessoa.username)
    assert cpf_de(pessoa) == "12345678909"
    linha = str(Usuario.objects.values().get())
    assert "12345678909" not in linha
    assert "Olívia Ouro do Exemplo" in navegador.pedir("/conta").content.decode()


def test_a_auditoria_conta_a_entrada_sem_o_cpf(navegador: Navegador) -> None:
    navegador.entrar("ouro")
    pessoa = Usuario.objects.get()
    assert [frase_do_evento(evento) for evento in Evento.objects.order_by("pk")] == [
        f"{pessoa.username} entrou pela primeira vez, como Olívia Ouro do Exemplo, ainda sem acesso a credor algum.",
        f"{pessoa.username} entrou no portal pelo gov.br, com conta ouro, do endereço 127.0.0.1.",
    ]
    assert "12345678909" not in str(list(Evento.objects.values()))


def test_quem_nunca_veio_ve_os_caminhos_que_tem(navegador: Navegador) -> None:
    navegador.entrar("prata")
    pagina = navegador.pedir("/cdas")
    texto = " ".join(pagina.content.decode().split())
    assert pagina.status_code == 403
    for caminho in ("Alguém convidou você?", "O seu órgão já está no HUB?", "O seu órgão ainda não está no HUB?"):
        assert caminho in texto


def test_pelo_cpf_se_acha_quem_ja_existia(navegador: Navegador, ana: Usuario) -> None:
    cpf_atribuir(pessoa=ana, cpf="111.444.777-35", ator="teste", agora=timezone.now())
    assert navegador.entrar("prata", "/entrar/govbr?next=/lotes")["Location"] == "/lotes"
    assert navegador.pedir("/lotes").status_code == 200
    ana.refresh_from_db()
    assert (ana.username, ana.first_name, Usuario.objects.count()) == ("ana", "Paulo Prata do Exemplo", 1)


def test_o_mesmo_email_em_dois_cpfs_e_de_duas_pessoas(abrir: Abrir) -> None:
    abrir().entrar("prata")
    abrir().entrar("socio")
    assert Usuario.objects.filter(email="pessoa@exemplo.invalid").count() == 2


def test_email_nao_verificado_nao_se_guarda_e_o_igual_ao_de_alguem_nao_o_toma(
    navegador: Navegador, ana: Usuario
) -> None:
    Usuario.objects.filter(pk=ana.pk).update(email="pessoa@exemplo.invalid")
    navegador.entrar("prata")
    assert int(navegador.hub.session["_auth_user_id"]) != ana.pk
    navegador.hub.post("/sair")
    navegador.la.cookies.clear()
    navegador.entrar("bronze")
    bronze = pessoa_do_cpf(PERSONAS["bronze"].cpf)
    assert bronze is not None
    assert bronze.email == ""


def test_quem_ja_entrou_no_govbr_nao_escolhe_nem_autoriza_de_novo(navegador: Navegador, govbr: Servidor) -> None:
    navegador.entrar("prata")
    navegador.hub = Client()
    authorize = navegador.pedir("/entrar/govbr")["Location"]
    direto = navegador.la.get(authorize).headers["Location"]
    assert direto.startswith("http://testserver/entrar/govbr/volta?code=")
    assert navegador.voltar(direto)["Location"] == "/"
    assert navegador.dentro
    assert Usuario.objects.count() == 1


@pytest.mark.parametrize("falha", RECUSADAS)
def test_o_que_nao_se_confere_nao_entra(
    falha: str,
    navegador: Navegador,
    govbr: Servidor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    volta = navegador.ate_a_volta("prata")
    govbr.estado.falhas.append(falha)
    resposta = navegador.voltar(volta)
    assert (resposta.status_code, resposta["Location"]) == (303, "/entrar")
    assert not navegador.dentro
    assert RECUSADAS[falha] in caplog.text
    pagina = navegador.pedir("/entrar").content.decode()
    assert "br-message danger" in pagina
    assert "código" in pagina
    assert Evento.objects.filter(etiqueta="pessoa:acesso:recusado", ator="alguém").count() == 1
    assert not Usuario.objects.exists()


@pytest.mark.parametrize("caminho", ["token", "jwk"])
def test_quem_demora_perde_a_vez(
    caminho: str,
    navegador: Navegador,
    govbr: Servidor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("hub.acesso.govbr.rede.PRAZO", 0.3)
    volta = navegador.ate_a_volta("prata")
    govbr.estado.falhas.append(f"{caminho}:lento")
    assert navegador.voltar(volta)["Location"] == "/entrar"
    assert "ReadTimeout" in caplog.text
    assert not navegador.dentro


@pytest.mark.parametrize("falha", TOLERADAS)
def test_o_que_vem_sujo_se_limpa(
    falha: str, navegador: Navegador, govbr: Servidor, caplog: pytest.LogCaptureFixture
) -> None:
    volta = navegador.ate_a_volta("prata")
    govbr.estado.falhas.append(falha)
    assert navegador.voltar(volta)["Location"] == "/"
    assert navegador.hub.session[NIVEL] == TOLERADAS[falha]
    assert (pessoa_do_cpf("11144477735") is not None) is True
    assert ("a conta entrou como bronze" in caplog.text) is (TOLERADAS[falha] is Nivel.BRONZE)


@pytest.mark.parametrize("segundos", [-25, 25])
def test_relogio_um_pouco_fora_entra(segundos: int, navegador: Navegador, relogio: Relogio) -> None:
    relogio.desvio = timedelta(seconds=segundos)
    assert navegador.entrar("prata")["Location"] == "/"
    assert navegador.dentro


def test_quem_nao_autoriza_o_nivel_entra_como_bronze(navegador: Navegador) -> None:
    authorize = navegador.pedir("/entrar/govbr")["Location"]
    volta = navegador.no_govbr(authorize, "ouro", sem="govbr_confiabilidades_idtoken")
    navegador.voltar(volta)
    assert navegador.hub.session[NIVEL] == Nivel.BRONZE


@pytest.mark.parametrize(("persona", "decisao"), [("recusa", "autorizar"), ("prata", "negar")])
def test_quem_nega_a_autorizacao_nao_entra_e_sabe_por_que(persona: str, decisao: str, navegador: Navegador) -> None:
    resposta = navegador.voltar(navegador.ate_a_volta(persona, decisao=decisao))
    assert resposta["Location"] == "/entrar"
    assert "Sem a sua autorização" in navegador.pedir("/entrar").content.decode()
    assert not Evento.objects.exists()


def test_o_codigo_recusado_comeca_de_novo_uma_vez_e_depois_explica(navegador: Navegador, govbr: Servidor) -> None:
    for destino in ("/entrar/govbr", "/entrar"):
        volta = navegador.ate_a_volta("prata")
        govbr.estado.codigos.clear()
        assert navegador.voltar(volta)["Location"] == destino
    assert "não confirmou a sua entrada" in navegador.pedir("/entrar").content.decode()
    assert navegador.entrar("prata")["Location"] == "/"


def test_a_conta_desativada_nao_entra(navegador: Navegador) -> None:
    navegador.entrar("prata")
    Usuario.objects.update(is_active=False)
    navegador.hub = Client()
    assert navegador.entrar("prata")["Location"] == "/entrar"
    assert not navegador.dentro
    assert "foi desativado" in navegador.pedir("/entrar").content.decode()


def test_a_volta_nao_fica_em_copia_nem_se_conta_a_ninguem(navegador: Navegador) -> None:
    resposta = navegador.entrar("prata")
    assert (resposta["Referrer-Policy"], resposta["Cache-Control"]) == ("no-referrer", "no-store")
    assert resposta.content == b""


def test_depois_de_cinco_faltas_nem_se_tenta(navegador: Navegador, govbr: Servidor) -> None:
    for _ in range(5):
        volta = navegador.ate_a_volta("prata")
        govbr.estado.falhas.append("token:cortada")
        navegador.voltar(volta)
    assert navegador.pedir("/entrar/govbr")["Location"] == "/entrar"
    assert "O gov.br não respondeu" in navegador.pedir("/entrar").content.decode()
