"""O estado público: sem entrar, sem limite, com o banco no ar ou não, e sem a parada de um credor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from abuso.atacante import Sistema
from entradas import entrar_por
from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.estrategias.models import MedianaDaBaixa
from hub.estrategias.registro import CANAIS
from hub.operacao import copia, estado, vigentes
from hub.operacao.medidas import Medida, medidas_registrar
from hub.operacao.models import EspecieDeChave, Indisponibilidade
from hub.portal.estado import estado_publico

pytestmark = pytest.mark.django_db
E = EspecieDeChave


def tudo_medido(causa_do_portal: str = "") -> None:
    causas = dict.fromkeys(("banco", "api", "recepcao", "fila"), "") | {"portal": causa_do_portal}
    medidas = [Medida(componente=nome, causa=causa) for nome, causa in causas.items()]
    medidas_registrar(medidas, em=timezone.now())


def pela_api(cliente: Client | None = None) -> dict[str, Any]:
    estado.esquecer()
    resposta = (cliente or Client()).get("/api/v1/estado")
    assert resposta.status_code == 200
    return dict(json.loads(resposta.content))


def situacoes(dito: dict[str, Any]) -> dict[str, str]:
    return {um["componente"]: um["situacao"] for um in dito["componentes"]}


def test_tudo_funciona() -> None:
    tudo_medido()
    dito = pela_api()
    assert (dito["situacao"], dito["ao_vivo"]) == ("funciona", True)
    assert situacoes(dito) == dict.fromkeys(
        ("portal", "api", "recepcao", "fila", "banco", *(f"canal:{nome}" for nome in CANAIS)), "funciona"
    )
    pagina = Client().get("/estado")
    assert "Tudo funciona." in pagina.content.decode()
    assert pagina["Cache-Control"] == "public, max-age=30"


def test_sem_medidor_nao_se_diz_que_funciona() -> None:
    dito = pela_api()
    assert dito["situacao"] == "sem_medida"
    assert situacoes(dito)["portal"] == "sem_medida"
    assert "Há partes que não se mediram agora." in Client().get("/estado").content.decode()


def test_o_que_caiu_aparece_com_a_causa_e_a_hora() -> None:
    tudo_medido("respondeu 500 em /entrar")
    dito = pela_api()
    assert (dito["situacao"], situacoes(dito)["portal"]) == ("fora_do_ar", "fora_do_ar")
    (fora,) = dito["indisponibilidades"]
    assert (fora["componente"], fora["fim"]) == ("portal", None)
    pagina = Client().get("/estado").content.decode()
    assert "respondeu 500 em /entrar" in pagina
    assert "continua" in pagina


def test_paradas_mensagens_e_manutencao_marcada(ligar: Any) -> None:
    tudo_medido()
    ligar(E.SOMENTE_LEITURA, motivo="Troca do disco.", fim_previsto=timezone.now() + timedelta(hours=1))
    ligar(E.PARAR_CANAL, motivo="A CRA caiu.", canal="protesto")
    ligar(E.AVISO, motivo="Feriado na segunda.")
    ligar(E.PARAR_CANAL, motivo="Mudança da SCPC.", canal="scpc", desde=timezone.now() + timedelta(days=1))
    dito = pela_api()
    assert [parada["motivo"] for parada in dito["paradas"]] == ["Troca do disco.", "A CRA caiu."]
    assert [mensagem["motivo"] for mensagem in dito["mensagens"]] == ["Feriado na segunda."]
    assert [marcada["motivo"] for marcada in dito["manutencoes"]] == ["Mudança da SCPC."]
    assert situacoes(dito)["recepcao"] == situacoes(dito)["canal:protesto"] == "parado"
    assert situacoes(dito)["portal"] == "funciona"
    pagina = Client().get("/estado").content.decode()
    for texto in ("Troca do disco.", "A CRA caiu.", "Feriado na segunda.", "Manutenções marcadas", "Mudança da SCPC."):
        assert texto in pagina


def test_noventa_dias_por_componente() -> None:
    agora = timezone.now()
    tudo_medido()
    Indisponibilidade.objects.create(
        componente="portal", inicio=agora - timedelta(days=10, hours=1), fim=agora - timedelta(days=10), causa="x"
    )
    dias = next(um["dias"] for um in pela_api()["componentes"] if um["componente"] == "portal")
    assert len(dias) == 90
    assert dias[:-1] == [None] * 89  # ainda não se media
    canal = next(um["dias"] for um in pela_api()["componentes"] if um["componente"] == "canal:protesto")
    assert canal == [0] * 90
    svg = Client().get("/estado").content.decode()
    assert svg.count("<rect") == (5 + len(CANAIS)) * 90


def test_o_limite_da_api_nao_alcanca_o_estado(sistema: Sistema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.acesso.chamadas.CHAMADAS_POR_MINUTO", 1)
    assert [sistema.get("/limites").status_code for _ in range(3)] == [200, 429, 429]
    assert {sistema.get("/estado").status_code for _ in range(5)} == {200}


def test_e_o_mesmo_para_todos_e_nao_diz_quem_ligou(recife: Credor, ana: Usuario, ligar: Any, vizinha: Sistema) -> None:
    tudo_medido()
    ligar(E.PARAR_CREDOR, motivo="Ordem judicial.", credor=recife)
    ligar(E.PARAR_CANAL, motivo="Ordem judicial.", credor=recife, canal="protesto")
    ligar(E.AVISO, motivo="Feriado.")
    dentro = entrar_por(Client(), ana)
    for cliente in (Client(), dentro):
        for onde in ("/estado", "/api/v1/estado"):
            corpo = cliente.get(onde).content.decode()
            assert "Feriado." in corpo
            assert "Ordem judicial" not in corpo
            assert "rosa" not in corpo
            assert "Recife" not in corpo
    assert situacoes(pela_api())["canal:protesto"] == "funciona"


@pytest.fixture
def sem_banco(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """O banco não responde a ninguém deste processo."""
    from django.db import connection

    def cair(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as caido:
        caido.setattr(connection, "create_cursor", cair)
        estado.esquecer()
        vigentes.esquecer()
        yield
    estado.esquecer()


def test_com_o_banco_fora_do_ar_a_pagina_mostra_o_ultimo(ana: Usuario, ligar: Any, request: Any) -> None:
    tudo_medido()
    ligar(E.AVISO, motivo="Feriado.")
    antes = pela_api()
    cliente = entrar_por(Client(), ana)  # com sessão, que está no banco
    request.getfixturevalue("sem_banco")
    depois = json.loads(cliente.get("/api/v1/estado").content)
    assert (depois["ao_vivo"], depois["em"], depois["situacao"]) == (False, antes["em"], "fora_do_ar")
    assert situacoes(depois)["banco"] == situacoes(depois)["portal"] == "fora_do_ar"
    assert [mensagem["motivo"] for mensagem in depois["mensagens"]] == ["Feriado."]
    pagina = cliente.get("/estado")
    assert pagina.status_code == 200
    assert "O banco de dados não responde." in pagina.content.decode()
    assert cliente.get("/estado/certidao").status_code == 200
    recusada = cliente.get("/estado/certidao?componente=portal&de=2026-03-02T09:00&ate=2026-03-02T10:00")
    assert recusada.status_code == 503


def test_mostra_em_quanto_tempo_cada_canal_solta_quem_pagou(request: pytest.FixtureRequest) -> None:
    tudo_medido()
    for dia, estrategia, mediana in ((16, "serasa", "9.0"), (17, "serasa", "2.5"), (16, "fora_de_uso", "1.0")):
        MedianaDaBaixa.objects.create(
            dia=date(2026, 3, dia), estrategia=estrategia, quantas=40, mediana=Decimal(mediana), decimo=Decimal("5.0")
        )
    (baixa,) = pela_api()["baixas"]
    assert (baixa["canal"], baixa["dia"], baixa["mediana_dias"]) == ("serasa", "2026-03-17", "2.5")
    pagina = Client().get("/estado").content.decode()
    assert "2,5 dias" in pagina
    assert "17/03/2026" in pagina
    # Com o banco fora do ar, a última que se soube.
    request.getfixturevalue("sem_banco")
    assert pela_api()["baixas"] == [baixa]
    assert "2,5 dias" in Client().get("/estado").content.decode()


def test_sem_banco_e_sem_copia_ainda_responde(sem_banco: None, pasta_do_hub: Path) -> None:
    assert estado_publico()["situacao"] == "fora_do_ar"
    assert Client().get("/estado").status_code == 200
    (pasta_do_hub / "operacao" / "estado.json").write_text("{", encoding="utf-8")
    estado.esquecer()
    assert Client().get("/estado").status_code == 200


def test_com_o_banco_mudo_ninguem_espera(monkeypatch: pytest.MonkeyPatch) -> None:
    """O banco aceita a pergunta e não responde: quem pergunta depois recebe o que se sabe, na hora."""
    tudo_medido()
    sabido = estado_publico()
    com_a_vez = estado._MEMORIA
    with com_a_vez.trava:  # outro pedido, que pergunta e não volta
        com_a_vez.vale_ate = monotonic() - 1
        assert estado_publico() is sabido
        com_a_vez.vale_ate = monotonic() - estado.MUDO
        assert (estado_publico()["ao_vivo"], estado_publico()["em"]) == (False, sabido["em"])
    with vigentes._MEMORIA.trava:
        monkeypatch.setattr(vigentes._MEMORIA, "lidas", True)
        vigentes._MEMORIA.vale_ate = 0.0
        assert vigentes.somente_leitura() is None


def test_a_copia_que_nao_se_grava_nao_derruba_a_pagina(pasta_do_hub: Path, settings: Any) -> None:
    settings.PASTA = "/proc/nao-ha"
    assert pela_api()["ao_vivo"]
    assert copia.ler() is None


def test_pela_linha_de_comando_com_e_sem_banco(capsys: pytest.CaptureFixture[str], request: Any) -> None:
    tudo_medido()
    call_command("estado", "--json")
    assert json.loads(capsys.readouterr().out)["situacao"] == "funciona"
    request.getfixturevalue("sem_banco")
    call_command("estado", "--json")
    assert json.loads(capsys.readouterr().out)["ao_vivo"] is False
    call_command("estado")
    assert "último estado conhecido" in capsys.readouterr().out


def test_so_se_le(client: Client) -> None:
    for onde in ("/estado", "/estado/certidao", "/api/v1/estado"):
        assert client.post(onde).status_code == 405, onde
        assert client.head(onde).status_code in {200, 405}, onde


def test_a_pagina_le_o_banco_uma_vez_a_cada_cinco_segundos(django_assert_max_num_queries: Any) -> None:
    tudo_medido()
    with django_assert_max_num_queries(8):
        for _ in range(10):
            assert Client().get("/estado").status_code == 200
