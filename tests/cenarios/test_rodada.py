"""A régua que roda sozinha: dia, hora, capacidade, o mais leve primeiro, e o que a aprovação permanente solta."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cenarios import serasa
from cenarios.portas import Registro, movimentar, por_arquivo
from hub.acesso.models import Perfil, Vinculo
from hub.acesso.pessoas import pessoa_garantir
from hub.auditoria.models import Evento
from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Remessa, SituacaoDaRemessa
from hub.estrategias.especies import gravosidade
from hub.estrategias.models import AgendaDoCanal, Libera, RodadaDaRegua, SituacaoDaRodada
from hub.estrategias.registro import CANAIS, canal
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.rodada.agenda import Proposta, agenda_definir
from hub.estrategias.rodada.erros import AgendaErrada
from hub.estrategias.rodada.servicos import regua_rodar
from hub.estrategias.servicos import remessa_descartar, remessa_liberar, remessa_planejar
from regua_de_teste import trocar_a_regua

pytestmark = pytest.mark.django_db

HOJE = date(2026, 3, 2)
#: Segunda-feira, 2 de março de 2026, dez da manhã no Recife.
SEGUNDA = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
TERCA = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)


def agendar(credor: Credor, estrategia: str = "protesto", **mudancas: Any) -> AgendaDoCanal:
    proposta = Proposta(**mudancas)
    return agenda_definir(credor=credor, estrategia=estrategia, proposta=proposta, ator="ana", hoje=HOJE)


def aprovada(libera: Libera) -> dict[str, Any]:
    return {"libera": libera, "aprovada_ate": date(2026, 12, 31)}


def enviar(credor: Credor, iptu: Registro, quantas: int = 1, **mudancas: str) -> None:
    for n in range(quantas):
        por_arquivo(credor, iptu | {"numero_cda": f"2024/{n:04}"} | mudancas, em=date(2026, 3, 1))


def motivos(credor: Credor, estrategia: str, em: date) -> list[str]:
    numeros = CDA.objects.filter(credor=credor).order_by("pk").values_list("pk", flat=True)
    return [canal(estrategia).motivos(credor=credor, em=em, limite=1, cda=cda)[0]["motivo"] for cda in numeros]


def test_sem_agenda_nada_roda(recife: Credor, iptu: Registro) -> None:
    enviar(recife, iptu)
    assert regua_rodar(SEGUNDA) == []
    assert not Remessa.objects.exists()


def test_na_hora_planeja_e_espera_pessoas(recife: Credor, olinda: Credor, iptu: Registro) -> None:
    enviar(recife, iptu, 2)
    enviar(olinda, iptu)
    agendar(recife)
    (rodada,) = regua_rodar(SEGUNDA)
    assert (rodada.situacao, rodada.credor) == (SituacaoDaRodada.PLANEJADA, recife)
    assert rodada.motivo == "Espera que uma pessoa confira e libere."
    plano = Remessa.objects.get()
    assert (plano.inclusoes, plano.situacao, plano.em) == (2, SituacaoDaRemessa.PLANEJADA, HOJE)
    # De novo no mesmo dia, é o mesmo plano; liberado por gente, o dia acabou.
    regua_rodar(SEGUNDA)
    assert Remessa.objects.count() == 1
    remessa_liberar(remessa=plano, saida=None, ator="ana")
    (depois,) = regua_rodar(SEGUNDA)
    assert depois.situacao == SituacaoDaRodada.LIBERADA
    assert regua_rodar(SEGUNDA) == []


@pytest.mark.parametrize(
    "agora",
    [
        # Antes das oito e depois das seis da tarde, no Recife.
        datetime(2026, 3, 2, 10, 59, tzinfo=UTC),
        datetime(2026, 3, 2, 21, 0, tzinfo=UTC),
        # Sábado; e sexta, 6 de março, que é feriado em Pernambuco.
        datetime(2026, 3, 7, 13, 0, tzinfo=UTC),
        datetime(2026, 3, 6, 13, 0, tzinfo=UTC),
    ],
)
def test_fora_da_agenda_nao_roda(recife: Credor, iptu: Registro, agora: datetime) -> None:
    enviar(recife, iptu)
    agendar(recife)
    assert regua_rodar(agora) == []


def test_a_aprovacao_permanente_solta_tudo_o_que_o_freio_nao_segura(recife: Credor, iptu: Registro) -> None:
    enviar(recife, iptu, 2)
    agendar(recife, **aprovada(Libera.TUDO))
    (rodada,) = regua_rodar(SEGUNDA)
    assert rodada.situacao == SituacaoDaRodada.LIBERADA
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {Situacao.ENVIADA}
    (liberada,) = Evento.objects.filter(etiqueta="hub:remessa:liberada")
    assert liberada.ator == "ana, por aprovação permanente"


def test_o_freio_segura_tambem_a_rodada(recife: Credor, iptu: Registro) -> None:
    enviar(recife, iptu, 10)
    agendar(recife, **aprovada(Libera.TUDO))
    (rodada,) = regua_rodar(SEGUNDA)
    assert rodada.situacao == SituacaoDaRodada.PLANEJADA
    assert "mais que 30%" in rodada.motivo
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {Situacao.PLANEJADA}


def test_aprovacao_vencida_volta_a_esperar_pessoas(recife: Credor, iptu: Registro) -> None:
    enviar(recife, iptu)
    agendar(recife, libera=Libera.TUDO, aprovada_ate=HOJE)
    (rodada,) = regua_rodar(TERCA)
    assert rodada.situacao == SituacaoDaRodada.PLANEJADA


@pytest.mark.parametrize(
    ("perfil", "ate"),
    [(Perfil.GESTOR, date(2026, 3, 1)), (Perfil.OPERADOR, None), (None, None)],
    ids=["prazo vencido", "perfil que não libera", "fora da equipe"],
)
def test_a_aprovacao_acaba_com_quem_a_deu(
    recife: Credor, olinda: Credor, iptu: Registro, perfil: Perfil | None, ate: date | None
) -> None:
    ana, _ = pessoa_garantir(acesso="ana", nome="Ana")
    Vinculo.objects.create(usuario=ana, credor=olinda, perfil=Perfil.GESTOR)
    if perfil:
        Vinculo.objects.create(usuario=ana, credor=recife, perfil=perfil, ate=ate)
    enviar(recife, iptu)
    agendar(recife, **aprovada(Libera.TUDO))
    (rodada,) = regua_rodar(SEGUNDA)
    assert (rodada.situacao, rodada.motivo) == ("planejada", "Espera que uma pessoa confira e libere.")


def test_a_aprovacao_de_quem_ainda_pode_continua(recife: Credor, iptu: Registro) -> None:
    ana, _ = pessoa_garantir(acesso="ana", nome="Ana")
    Vinculo.objects.create(usuario=ana, credor=recife, perfil=Perfil.GESTOR)
    enviar(recife, iptu)
    agendar(recife, **aprovada(Libera.TUDO))
    (rodada,) = regua_rodar(SEGUNDA)
    assert rodada.situacao == SituacaoDaRodada.LIBERADA


def test_as_baixas_saem_antes_e_as_inclusoes_esperam(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    serasa.preparar(recife)
    paga, nova = serasa.enviar(recife, iptu, "2024/1"), serasa.enviar(recife, iptu, "2024/2")
    serasa.comunicar(recife, paga)
    _, _, inclusao = serasa.liberar(recife, em, tmp_path)
    retorno_aplicar(estrategia="serasa", conteudo=serasa.responder(inclusao, em), nome="R.TXT", ator="ana")
    movimentar(recife, paga.numero_cda, "PAGAMENTO_TOTAL", data="2026-03-02", valor="1673.93")
    serasa.comunicar(recife, nova)
    agendar(recife, "serasa", **aprovada(Libera.BAIXAS))
    (rodada,) = regua_rodar(TERCA)
    assert rodada.das_baixas is not None
    assert rodada.remessa is not None
    assert (rodada.das_baixas.situacao, rodada.das_baixas.baixas, rodada.das_baixas.inclusoes) == ("liberada", 1, 0)
    assert (rodada.remessa.situacao, rodada.remessa.baixas, rodada.remessa.inclusoes) == ("planejada", 0, 1)
    assert "só das baixas" in rodada.motivo
    assert Acionamento.objects.get(cda=paga).situacao == Situacao.EXCLUSAO_PEDIDA


def test_capacidade_da_semana_leva_as_primeiras_a_chegar(recife: Credor, iptu: Registro) -> None:
    enviar(recife, iptu, 5)
    agendar(recife, capacidade_semanal=3, **aprovada(Libera.TUDO))
    (rodada,) = regua_rodar(SEGUNDA)
    assert rodada.remessa is not None
    assert (rodada.remessa.inclusoes, rodada.remessa.retidas) == (3, {"capacidade_da_semana": 2})
    assert motivos(recife, "protesto", date(2026, 3, 3)) == ["no_canal"] * 3 + ["capacidade_da_semana"] * 2
    (na_terca,) = regua_rodar(TERCA)
    assert na_terca.situacao == SituacaoDaRodada.VAZIA
    (na_outra,) = regua_rodar(datetime(2026, 3, 9, 13, 0, tzinfo=UTC))
    assert na_outra.remessa is not None
    assert na_outra.remessa.inclusoes == 2


def test_o_mais_leve_vai_primeiro_e_o_outro_no_dia_seguinte(recife: Credor, iptu: Registro) -> None:
    serasa.preparar(recife)
    cda = serasa.enviar(recife, iptu, "2024/1")
    serasa.comunicar(recife, cda)
    etapas = [{"estrategia": nome, "espera_dias": 0, "condicao": {}} for nome in ("protesto", "serasa")]
    trocar_a_regua(recife, etapas)
    for nome in ("protesto", "serasa"):
        agendar(recife, nome, **aprovada(Libera.TUDO))
    assert gravosidade("serasa") < gravosidade("protesto")
    primeiras = {rodada.estrategia: rodada.situacao for rodada in regua_rodar(SEGUNDA)}
    assert primeiras == {"serasa": SituacaoDaRodada.LIBERADA, "protesto": SituacaoDaRodada.VAZIA}
    assert motivos(recife, "protesto", HOJE) == ["outra_acao_no_dia"]
    assert motivos(recife, "protesto", date(2026, 3, 3)) == [""]
    segundas = {rodada.estrategia: rodada.situacao for rodada in regua_rodar(TERCA)}
    assert segundas == {"serasa": SituacaoDaRodada.VAZIA, "protesto": SituacaoDaRodada.LIBERADA}


def test_nunca_dois_da_mesma_especie(recife: Credor, iptu: Registro, monkeypatch: pytest.MonkeyPatch) -> None:
    """Um segundo birô: a mesma Serasa, com outro nome."""
    serasa.preparar(recife)
    cda = serasa.enviar(recife, iptu, "2024/1")
    serasa.comunicar(recife, cda)
    agendar(recife, "serasa", **aprovada(Libera.TUDO))
    regua_rodar(SEGUNDA)
    outro = type(CANAIS["serasa"])()
    object.__setattr__(outro.plano, "estrategia", "spc_brasil")
    trocar_a_regua(recife, [{"estrategia": "spc_brasil", "espera_dias": 0, "condicao": {}}])
    (dito,) = outro.plano.motivos(credor=recife, em=date(2026, 3, 3), limite=1, cda=cda.pk)
    assert dito["motivo"] == "outra_da_mesma_especie"


def test_o_que_alguem_descartou_fica_descartado_no_dia(recife: Credor, iptu: Registro) -> None:
    enviar(recife, iptu)
    agendar(recife)
    (rodada,) = regua_rodar(SEGUNDA)
    assert rodada.remessa is not None
    remessa_descartar(remessa=rodada.remessa, ator="ana")
    regua_rodar(SEGUNDA)
    assert Remessa.objects.count() == 1
    (amanha,) = regua_rodar(TERCA)
    assert amanha.remessa is not None
    assert amanha.remessa.inclusoes == 1


def test_liberacao_a_meio_termina_na_hora_seguinte(
    recife: Credor, iptu: Registro, monkeypatch: pytest.MonkeyPatch
) -> None:
    enviar(recife, iptu)
    agendar(recife, **aprovada(Libera.TUDO))

    class Caiu(Exception):
        pass

    def cair(*_: object) -> None:
        raise Caiu

    with monkeypatch.context() as troca:
        troca.setattr("hub.estrategias.servicos._concluir", cair)
        with pytest.raises(Caiu):
            regua_rodar(SEGUNDA)
    assert RodadaDaRegua.objects.get().situacao == SituacaoDaRodada.PLANEJADA
    assert Remessa.objects.filter(situacao=SituacaoDaRemessa.LIBERANDO).exists()
    (rodada,) = regua_rodar(SEGUNDA)
    assert rodada.situacao == SituacaoDaRodada.LIBERADA
    assert Acionamento.objects.get().situacao == Situacao.ENVIADA


def test_o_que_nao_se_pode_planejar_se_diz_e_se_tenta_de_novo(recife: Credor, iptu: Registro) -> None:
    enviar(recife, iptu)
    agendar(recife)
    presa = remessa_planejar(credor=recife, estrategia="protesto", em=HOJE, ator="ana")
    Remessa.objects.filter(pk=presa.pk).update(situacao=SituacaoDaRemessa.LIBERANDO)
    (rodada,) = regua_rodar(SEGUNDA)
    assert rodada.situacao == SituacaoDaRodada.RECUSADA
    assert "começou a ser liberada" in rodada.motivo
    remessa_liberar(remessa=presa, saida=None, ator="ana")
    (depois,) = regua_rodar(SEGUNDA)
    assert depois.situacao == SituacaoDaRodada.VAZIA


@pytest.mark.parametrize(
    ("mudancas", "dito"),
    [
        ({"das": time(18), "ate": time(8)}, "ponha o começo antes"),
        ({"capacidade_semanal": -1}, "vai de 0"),
        ({"dias_da_semana": (7,)}, "seg, ter"),
        ({"libera": Libera.TUDO}, "diga até quando vale"),
        ({"libera": Libera.TUDO, "aprovada_ate": date(2027, 3, 3)}, "a 02/03/2027"),
        ({"libera": Libera.NADA, "aprovada_ate": HOJE}, "tire a data"),
    ],
)
def test_agenda_errada_se_recusa(recife: Credor, mudancas: dict[str, Any], dito: str) -> None:
    with pytest.raises(AgendaErrada, match=dito):
        agendar(recife, **mudancas)
    assert not AgendaDoCanal.objects.exists()


def test_repetir_a_agenda_nao_deixa_evento(recife: Credor) -> None:
    for _ in range(2):
        agendar(recife, **aprovada(Libera.BAIXAS))
    assert Evento.objects.filter(etiqueta="credor:canal:agenda_definida").count() == 1


def test_por_comando(recife: Credor, capsys: pytest.CaptureFixture[str]) -> None:
    agenda = ("definir", "--credor", recife.cnpj, "--estrategia", "protesto", "--dias", "seg,qua", "--por-semana", "50")
    call_command("agenda", *agenda)
    assert "seg, qua, das 08:00 às 18:00" in capsys.readouterr().out
    call_command("agenda", "rodar", "--json")
    assert '"rodadas"' in capsys.readouterr().out
