"""O segundo fator de quem entra com senha: ligar, entrar com ele, recuperar, frear quem adivinha."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from entradas import entrar_por
from hub.acesso.models import CodigoDeRecuperacao, SegundoFator, Usuario
from hub.acesso.segundo_fator import QUANTOS, chave_por_extenso, desenho, segundo_fator_de, segundo_fator_retirar
from hub.acesso.sessao import Modo
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.estrategias.servicos import remessa_planejar

pytestmark = pytest.mark.django_db
SENHA = {"usuario": "ana", "senha": "senha-de-ana-longa"}
PAGINA = "/conta/segundo-fator"


@pytest.fixture
def liberar(recife: Credor, em: object) -> str:
    return f"/remessas/{remessa_planejar(credor=recife, estrategia='protesto', em=em, ator='ana').pk}/liberar"


def codigo_de(fator: SegundoFator | None, *, passos: int = 0) -> str:
    """O código que o aplicativo mostra daqui a tantos passos de 30 segundos."""
    assert fator is not None
    totp = TOTP(fator.bin_key, fator.step, fator.t0, fator.digits)
    totp.time = time.time() + passos * fator.step
    return f"{totp.token():06d}"


def ligar(cliente: Client, pessoa: Usuario) -> list[str]:
    """Liga o segundo fator pela tela; devolve os códigos de recuperação."""
    cliente.post(PAGINA, {"acao": "comecar"})
    por_ligar = SegundoFator.objects.get(user=pessoa)
    pagina = cliente.post(PAGINA, {"acao": "ligar", "codigo": codigo_de(por_ligar)})
    assert pagina.status_code == 200, pagina.content.decode()
    return re.findall(r"<code>([a-z2-7-]+)</code>", pagina.content.decode())


def entrada_com_codigo(codigo: str) -> tuple[Client, int]:
    cliente = Client()
    assert cliente.post("/entrar", SENHA | {"next": "/lotes"})["Location"] == "/entrar/codigo"
    return cliente, cliente.post("/entrar/codigo", {"codigo": codigo}).status_code


@pytest.fixture
def com_fator(ana: Usuario) -> list[str]:
    """Ana com o aplicativo ligado há um minuto; os códigos de recuperação dela."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        return ligar(entrar_por(Client(), ana, modo=Modo.LOCAL), ana)


def test_so_com_senha_vale_bronze_e_ligar_o_segundo_fator_vale_prata(ana: Usuario, liberar: str) -> None:
    cliente = Client()
    cliente.post("/entrar", SENHA)
    barrada = cliente.get(liberar)
    assert barrada.status_code == 403
    assert "Ligar o segundo fator" in barrada.content.decode()
    antes = cliente.session.session_key
    assert len(ligar(cliente, ana)) == QUANTOS
    assert cliente.session.session_key != antes
    assert cliente.get(liberar).status_code == 200


def test_quem_tem_segundo_fator_nao_entra_so_com_a_senha(ana: Usuario, com_fator: list[str], liberar: str) -> None:
    cliente = Client()
    cliente.post("/entrar", SENHA | {"next": "/lotes"})
    assert cliente.get("/cdas")["Location"].startswith("/entrar")
    assert not Evento.objects.filter(etiqueta="pessoa:acesso:entrou").exists()
    certa = cliente.post("/entrar/codigo", {"codigo": codigo_de(segundo_fator_de(ana))})
    assert certa["Location"] == "/lotes"
    assert cliente.get(liberar).status_code == 200
    assert Evento.objects.filter(etiqueta="pessoa:acesso:entrou").count() == 1


def test_o_mesmo_codigo_nao_serve_duas_vezes(ana: Usuario, com_fator: list[str]) -> None:
    codigo = codigo_de(segundo_fator_de(ana))
    assert entrada_com_codigo(codigo)[1] == 302
    assert entrada_com_codigo(codigo)[1] == 403


def test_codigo_de_recuperacao_serve_uma_vez(ana: Usuario, com_fator: list[str]) -> None:
    cliente, situacao = entrada_com_codigo(f" {com_fator[0].upper()} ")
    assert situacao == 302
    assert cliente.get("/conta").status_code == 200
    assert ana.codigos_de_recuperacao.count() == QUANTOS - 1
    assert entrada_com_codigo(com_fator[0])[1] == 403
    assert [frase_do_evento(e) for e in Evento.objects.filter(etiqueta="pessoa:segundo_fator:codigo_usado")] == [
        "ana usou um código de recuperação; sobram 9."
    ]


def test_cada_erro_dobra_a_espera_mesmo_com_o_codigo_certo(ana: Usuario, com_fator: list[str]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as viagem:
        for erros, errado in enumerate(["000000", "111111", "aaaa-bbbb", "222222"]):
            assert entrada_com_codigo(errado)[1] == 403
            assert entrada_com_codigo(codigo_de(segundo_fator_de(ana)))[1] == 429
            viagem.shift(timedelta(seconds=2**erros + 1))
        assert entrada_com_codigo(codigo_de(segundo_fator_de(ana)))[1] == 302


def test_quem_insiste_nao_tranca_a_conta_para_sempre(ana: Usuario, com_fator: list[str]) -> None:
    for _ in range(60):
        segundo_fator_de(ana).throttle_increment()
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False) as viagem:
        assert entrada_com_codigo(codigo_de(segundo_fator_de(ana)))[1] == 429
        viagem.shift(timedelta(minutes=20))
        assert entrada_com_codigo(codigo_de(segundo_fator_de(ana)))[1] == 302


def test_o_segundo_passo_vence_e_nao_passa_de_pessoa_para_pessoa(
    ana: Usuario, beto: Usuario, com_fator: list[str]
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as viagem:
        cliente = Client()
        cliente.post("/entrar", SENHA)
        viagem.shift(timedelta(minutes=6))
        assert cliente.post("/entrar/codigo", {"codigo": codigo_de(segundo_fator_de(ana))})["Location"] == "/entrar"
    assert Client().get("/entrar/codigo")["Location"] == "/entrar"
    do_beto = entrar_por(Client(), beto, modo=Modo.LOCAL)
    assert do_beto.post(PAGINA, {"acao": "retirar", "codigo": com_fator[0]}).status_code == 403
    assert do_beto.post(PAGINA, {"acao": "ligar", "codigo": codigo_de(segundo_fator_de(ana))}).status_code == 403


def test_refazer_os_codigos_e_retirar_pedem_um_codigo(ana: Usuario, com_fator: list[str]) -> None:
    cliente, _ = entrada_com_codigo(com_fator[0])
    assert cliente.post(PAGINA, {"acao": "codigos", "codigo": "nada"}).status_code == 403
    time.sleep(1.1)
    novos = cliente.post(PAGINA, {"acao": "codigos", "codigo": com_fator[1]})
    assert com_fator[2] not in novos.content.decode()
    assert entrada_com_codigo(com_fator[2])[1] == 403
    time.sleep(1.1)
    codigo = re.findall(r"<code>([a-z2-7-]+)</code>", novos.content.decode())[0]
    assert cliente.post(PAGINA, {"acao": "retirar", "codigo": codigo})["Location"] == "/conta"
    assert not CodigoDeRecuperacao.objects.exists()
    assert Client().post("/entrar", SENHA)["Location"] == "/"


def test_retirado_por_quem_administra_a_sessao_perde_o_que_valia(
    ana: Usuario, com_fator: list[str], liberar: str
) -> None:
    cliente, _ = entrada_com_codigo(com_fator[0])
    assert cliente.get(liberar).status_code == 200
    assert segundo_fator_retirar(pessoa=ana, ator="linha de comando", agora=timezone.now())
    assert cliente.get(liberar).status_code == 403
    assert not segundo_fator_retirar(pessoa=ana, ator="linha de comando", agora=timezone.now())


def test_quem_le_o_banco_nao_gera_codigos(ana: Usuario, com_fator: list[str], settings: object) -> None:
    fator = segundo_fator_de(ana)
    assert fator is not None
    guardado = str(list(SegundoFator.objects.values()) + list(CodigoDeRecuperacao.objects.values()))
    assert fator.bin_key.hex() not in guardado
    assert not any(codigo.replace("-", "") in guardado for codigo in com_fator)
    certo = codigo_de(fator)
    settings.SECRET_KEY = "outro segredo de instalação, com comprimento bastante para servir"
    assert codigo_de(segundo_fator_de(ana)) != certo


def test_o_desenho_leva_a_chave_sem_estilo_embutido(ana: Usuario) -> None:
    cliente = entrar_por(Client(), ana, modo=Modo.LOCAL)
    assert "<svg" not in cliente.get(PAGINA).content.decode()
    cliente.post(PAGINA, {"acao": "comecar"})
    fator = SegundoFator.objects.get(user=ana)
    pagina = cliente.get(PAGINA).content.decode()
    assert desenho(fator) in pagina
    assert chave_por_extenso(fator) in pagina
    assert "style=" not in pagina
    assert cliente.post(PAGINA, {"acao": "ligar", "codigo": "000000"}).status_code == 403
    assert segundo_fator_de(ana) is None


def test_quem_entrou_pelo_govbr_liga_o_dele_la(ana: Usuario) -> None:
    cliente = entrar_por(Client(), ana)
    assert cliente.get(PAGINA)["Location"] == "/conta"
    assert cliente.post(PAGINA, {"acao": "comecar"})["Location"] == "/conta"
    assert not SegundoFator.objects.exists()


def test_a_conta_diz_como_se_entrou_e_nao_mostra_o_cpf_inteiro(ana: Usuario) -> None:
    from hub.acesso.cpf import cpf_atribuir

    cpf_atribuir(pessoa=ana, cpf="12345678909", ator="teste", agora=timezone.now())
    pagina = entrar_por(Client(), ana).get("/conta").content.decode()
    assert "***.456.789-**" in pagina
    assert "12345678909" not in pagina
    assert "pelo gov.br" in pagina
    assert "com usuário e senha" in entrar_por(Client(), ana, modo=Modo.LOCAL).get("/conta").content.decode()
