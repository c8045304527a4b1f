"""O serviço da CRA pela fila e pela linha de comando: a mesma função, e nada em dobro."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from balcao_da_cra import Balcao, guardar, perfilar
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import SituacaoDaRemessa
from hub.documentos.arquivos import arquivo_guardado
from hub.estrategias.chamadas.execucao import ESPERAS
from hub.estrategias.models import Chamada
from hub.estrategias.protesto.consultas_na_cra import SemProtesto, SemTituloNaCRA, instrumento_pedir
from hub.estrategias.registro import canal
from hub.estrategias.servicos import remessa_planejar
from hub.estrategias.tarefas import buscar_na_fila, buscar_todos, entregar_na_fila, retomar_entregas
from hub.projeto.management.commands.servir import _filas

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fila_vazia")]


def na_fila(tarefa: str) -> list[dict[str, Any]]:
    """O que cada tarefa à espera leva."""
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = %s and status = 'todo'", [tarefa])
        return [args if isinstance(args, dict) else json.loads(args) for (args,) in cursor.fetchall()]


def rodar(capsys: pytest.CaptureFixture[str], *argumentos: str, sai: int = 0) -> dict[str, Any]:
    try:
        call_command("cra", *argumentos, "--json")
        saida = 0
    except SystemExit as fim:
        saida = int(fim.code or 0)
    assert saida == sai
    documento: dict[str, Any] = json.loads(capsys.readouterr().out)
    return documento


def test_a_tarefa_nasce_com_a_liberacao_e_so_leva_o_numero(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    assert na_fila("hub.estrategias.protesto.entregar") == [{"remessa": remessa.pk}]
    entregar_na_fila(remessa=remessa.pk)
    entregar_na_fila(remessa=remessa.pk)
    assert (balcao.recebidos(), balcao.chamou("Remessa")) == (["B5820203.261"], 1)


def test_a_liberacao_que_se_desfaz_leva_a_tarefa_com_ela(balcao: Balcao, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.estrategias import servicos

    balcao.cdas("pago")
    plano = remessa_planejar(credor=balcao.credor, estrategia="protesto", em=date(2026, 3, 2), ator="ana")
    monkeypatch.setattr(servicos, "_registrar", _cair)
    with pytest.raises(RuntimeError, match="caiu"):
        servicos._concluir(plano, balcao.saida, "ana")
    assert not Chamada.objects.exists()
    assert na_fila("hub.estrategias.protesto.entregar") == []
    plano.refresh_from_db()
    assert plano.situacao == SituacaoDaRemessa.PLANEJADA


def _cair(*_: object, **__: object) -> None:
    raise RuntimeError("caiu")


def test_o_relogio_retoma_o_que_espera_uma_vez(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    for _ in range(3):
        retomar_entregas(timestamp=0)
    assert na_fila("hub.estrategias.protesto.entregar") == [{"remessa": remessa.pk}]
    balcao.falhar("erro")
    entregar_na_fila(remessa=remessa.pk)
    entregar_na_fila(remessa=remessa.pk)
    assert Chamada.objects.get().tentativas == 1
    Chamada.objects.update(proxima_em=timezone.now() - ESPERAS[0])
    entregar_na_fila(remessa=remessa.pk)
    assert Chamada.objects.get().situacao == "feita"


def test_a_recusa_na_fila_nao_se_repete_sem_fim(balcao: Balcao) -> None:
    guardar(balcao.credor, usuario="recife", senha="errada")
    balcao.cdas("pago")
    remessa = balcao.liberar()
    entregar_na_fila(remessa=remessa.pk)
    entregar_na_fila(remessa=remessa.pk)
    assert Chamada.objects.get().tentativas == 1
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    retomar_entregas(timestamp=0)
    assert na_fila("hub.estrategias.protesto.entregar") == []


def test_o_relogio_busca_por_quem_entrega_pelo_servico(balcao: Balcao, olinda: Credor) -> None:
    buscar_todos(timestamp=0)
    buscar_todos(timestamp=0)
    assert na_fila("hub.estrategias.protesto.buscar") == [{"credor": balcao.credor.pk}]
    buscar_na_fila(credor=balcao.credor.pk)
    assert {operacao for operacao, _ in balcao.servidor.chamadas} == {"Confirmacao", "Andamento", "Retorno"}
    buscar_na_fila(credor=olinda.pk)


def test_toda_tarefa_tem_quem_a_faca_e_o_canal_lento_nao_segura_a_casa() -> None:
    comandos = _filas()
    filas = {nome: set(comando[-1].split(",")) for nome, comando in comandos.items()}
    assert filas["fila dos canais"] == {"canais"}
    assert filas["fila"] | {"canais"} == {tarefa.queue for tarefa in app.tasks.values()}
    assert "canais" not in filas["fila"]


def test_enviar_e_buscar_por_comando(balcao: Balcao, capsys: pytest.CaptureFixture[str]) -> None:
    balcao.cdas("pago")
    balcao.liberar()
    do_credor = ("--credor", balcao.credor.cnpj)
    (chamada,) = rodar(capsys, "enviar", *do_credor)["chamadas"]
    assert (chamada["operacao"], chamada["situacao"], chamada["codigo"]) == ("Remessa", "feita", "0000")
    assert rodar(capsys, "enviar", *do_credor)["chamadas"] == []
    achado = rodar(capsys, "buscar", *do_credor, "--em", "2026-03-05")
    assert [c["chave"] for c in achado["chamadas"]] == ["C5820503.261", "M5820503.261", "R5820503.261"]
    assert balcao.situacoes() == ["paga"]


def test_para_uma_pessoa_o_comando_diz_o_que_houve(balcao: Balcao, capsys: pytest.CaptureFixture[str]) -> None:
    balcao.cdas("pago")
    balcao.liberar()
    balcao.falhar("some")
    do_credor = ("--credor", balcao.credor.cnpj)
    with pytest.raises(SystemExit):
        call_command("cra", "enviar", *do_credor)
    dito = " ".join(capsys.readouterr().out.split())
    assert "Remessa B5820203.261: parada" in dito
    assert "o endereço do serviço não existe" in dito
    call_command("canal", "mostrar", *do_credor, "--estrategia", "protesto")
    dito = " ".join(capsys.readouterr().out.split())
    assert "serviço desligado. Situação HTTP 404" in dito
    assert "a resolver Remessa B5820203.261" in dito
    call_command("canal", "religar", *do_credor, "--estrategia", "protesto")
    call_command("cra", "buscar", *do_credor, "--em", "2026-03-02")
    dito = " ".join(capsys.readouterr().out.split())
    assert "Confirmacao C5820203.261: feita Nada nesta data." in dito
    call_command("cra", "perfil", "--uf", "PE")
    assert "ofício da CRA" in " ".join(capsys.readouterr().out.split())


def test_o_comando_que_nao_chega_ao_fim_sai_com_1(balcao: Balcao, capsys: pytest.CaptureFixture[str]) -> None:
    balcao.cdas("pago")
    balcao.liberar()
    balcao.falhar("erro")
    do_credor = ("--credor", balcao.credor.cnpj)
    (chamada,) = rodar(capsys, "enviar", *do_credor, sai=1)["chamadas"]
    assert chamada["situacao"] == "na_fila"
    balcao.falhar("erro")
    assert "HTTP 500" in rodar(capsys, "buscar", *do_credor, "--em", "2026-03-02", sai=1)["parou"]
    balcao.falhar("some")
    rodar(capsys, "enviar", *do_credor, sai=1)
    assert rodar(capsys, "enviar", *do_credor, sai=1)["erro"] == "CANAL_DESLIGADO"
    call_command("canal", "religar", *do_credor, "--estrategia", "protesto", "--por", "ana", "--json")
    assert json.loads(capsys.readouterr().out)["voltaram_a_fila"] == 1
    assert rodar(capsys, "enviar", *do_credor)["chamadas"][0]["situacao"] == "feita"


def test_a_remessa_da_vizinha_nao_se_envia_pelo_numero(
    balcao: Balcao, olinda: Credor, capsys: pytest.CaptureFixture[str]
) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    dito = rodar(capsys, "enviar", "--credor", olinda.cnpj, "--plano", str(remessa.pk), sai=1)
    assert dito["erro"] == "PLANO_DESCONHECIDO"
    assert balcao.servidor.chamadas == []


def test_o_que_falta_para_o_servico_se_diz(balcao: Balcao) -> None:
    assert canal("protesto").o_que_falta(balcao.credor) == []
    balcao.credor.segredos_dos_canais.all().delete()
    (falta,) = canal("protesto").o_que_falta(balcao.credor)
    assert "hub canal segredo" in falta
    perfilar(ambiente="homologacao")
    assert any("homologação" in dito for dito in canal("protesto").o_que_falta(balcao.credor))


def test_instrumento_do_protesto_fica_guardado_como_veio(balcao: Balcao, capsys: pytest.CaptureFixture[str]) -> None:
    balcao.enviar("protestado")
    (titulo,) = balcao.titulos()
    with pytest.raises(SemProtesto, match="depois da lavratura"):
        instrumento_pedir(cda=titulo.cda, ator="ana")
    balcao.buscar()
    balcao.buscar(em=date(2026, 3, 12))
    titulo.refresh_from_db()
    saida = balcao.saida / "instrumento.xml"
    do_credor = ("--credor", balcao.credor.cnpj, "--cda", titulo.cda.numero_cda)
    dito = rodar(capsys, "instrumento", *do_credor, "--saida", str(saida))
    assert titulo.protocolo.encode() in saida.read_bytes()
    assert arquivo_guardado(balcao.credor, dito["sha256"]).read_bytes() == saida.read_bytes()
    evento = Evento.objects.get(etiqueta="hub:protesto:instrumento_pedido")
    assert evento.chaves["sha256"] == dito["sha256"]
    chamada = Chamada.objects.get(operacao="Instrumento")
    assert chamada.chave == f"{titulo.praca}/{titulo.cartorio}/{titulo.protocolo}/{titulo.data_protocolo}"
    assert rodar(capsys, "instrumento", *do_credor)["codigo"] == "0000"


def test_consulta_do_titulo_guarda_a_resposta_e_nao_muda_nada(
    balcao: Balcao, capsys: pytest.CaptureFixture[str]
) -> None:
    balcao.enviar("pago")
    (titulo,) = balcao.titulos()
    dito = rodar(capsys, "consultar", "--credor", balcao.credor.cnpj, "--cda", titulo.cda.numero_cda)
    assert titulo.nosso_numero.encode() in arquivo_guardado(balcao.credor, dito["sha256"]).read_bytes()
    assert balcao.situacoes() == ["enviada"]


def test_pergunta_sem_titulo_sem_rede_ou_da_vizinha(
    balcao: Balcao, olinda: Credor, capsys: pytest.CaptureFixture[str]
) -> None:
    balcao.cdas("pago")
    cda = balcao.credor.cdas.get()
    with pytest.raises(SemTituloNaCRA):
        instrumento_pedir(cda=cda, ator="ana")
    dela = ("consultar", "--credor", olinda.cnpj, "--cda", cda.numero_cda)
    assert rodar(capsys, *dela, sai=1)["erro"] == "CDA_DESCONHECIDA"
    balcao.entregar(balcao.liberar())
    balcao.falhar("html_200")
    dito = rodar(capsys, "consultar", "--credor", balcao.credor.cnpj, "--cda", cda.numero_cda, sai=1)
    assert dito["erro"] == "SEM_RESPOSTA"
