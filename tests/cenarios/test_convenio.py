"""O convênio como acordo que se executa: o que a recepção e a régua obedecem, por qualquer porta."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cenarios.portas import PORTAS, Porta, Registro, por_arquivo
from cenarios.test_movimentos import por_api as contar_por_api
from cenarios.test_movimentos import por_csv as contar_por_arquivo
from hub.acesso.models import Usuario
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.comum.calendario import somar_anos, somar_meses
from hub.comum.situacoes import REDUZEM, TipoDeMovimento
from hub.credores.certificacao import convenio_certificar
from hub.credores.clausulas import AVISOS, limites_ler
from hub.credores.conferencia import CadastroErrado
from hub.credores.consultas import Vigor, clausulas_em, vigor_em
from hub.credores.erros import (
    AcordoDivergente,
    AvisoForaDaLista,
    CertificacaoNaoSePede,
    LimitesErrados,
    SemConvenioEmVigor,
    SemMotivo,
)
from hub.credores.models import AcordoComOBiro, CertificacaoAnual, Convenio, Credor, SuspensaoDoConvenio
from hub.credores.servicos import convenio_assinar, credor_criar
from hub.credores.vigencia import acordo_registrar, convenio_encerrar, convenio_reativar, convenio_suspender
from hub.dividas.models import CDA, Lote
from hub.estrategias.carteiras import carteira_salvar
from hub.estrategias.erros import ConvenioSemVigor, EstrategiaNaoInstalada, SemAcordoComOBiro
from hub.estrategias.registro import CANAIS, canal
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from hub.operacao.vigentes import ligadas
from hub.recepcao.preparo import contexto_do
from hub.regras.limites import casos_do_limite, limites_em

pytestmark = pytest.mark.django_db

HOJE = timezone.localdate
#: o que acontece depois com a CDA → o que se conta dela
MOVIMENTOS: dict[str, Registro] = {
    "PAGAMENTO_TOTAL": {"valor": "1673.93"},
    "PAGAMENTO_PARCIAL": {"valor": "10.00"},
    "PARCELAMENTO": {},
    "SUSPENSAO": {"motivo": "liminar"},
    "CANCELAMENTO": {"motivo": "erro"},
    "REMISSAO": {},
    "PRESCRICAO": {},
    "AJUIZAMENTO": {"numero_cnj": "00000018020268170001"},
    "FIM_SUSPENSAO": {},
    "PARCELAMENTO_RESCINDIDO": {},
    "REABERTURA": {"motivo": "erro"},
}


def contar_por_tela(credor: Credor, movimentos: list[Registro]) -> Lote:
    navegador = Client()
    navegador.force_login(Usuario.objects.get(vinculos__credor=credor, vinculos__perfil="gestor"))
    (um,) = movimentos
    cda = CDA.objects.get(credor=credor, numero_cda=um["numero_cda"])
    resposta = navegador.post(f"/cdas/{cda.pk}/movimento", {k: v for k, v in um.items() if k != "numero_cda"})
    assert resposta.status_code in {302, 422}
    return Lote.objects.latest("pk")


CONTAR: dict[str, Callable[[Credor, list[Registro]], Lote]] = {
    "api": contar_por_api,
    "arquivo": contar_por_arquivo,
    "tela": contar_por_tela,
}


def sem_certificacao(credor: Credor) -> None:
    """Assinado há anos, com a certificação da assinatura vencida."""
    convenio_assinar(
        credor=credor, assinado_por="Prefeita", vigencia_inicio=date(2021, 1, 1), ator="teste", certificacao_meses=12
    )


def suspenso(credor: Credor) -> None:
    convenio_suspender(credor=credor, motivo="inadimplência", em=date(2026, 1, 1), ator="pgfn")


def encerrado(credor: Credor) -> None:
    convenio_encerrar(credor=credor, motivo="denúncia", em=date(2026, 1, 1), ator="pgfn")


ESTADOS: dict[str, tuple[Callable[[Credor], None], str, str]] = {
    "sem certificação": (sem_certificacao, "CDA-106", "MOV-015"),
    "suspenso": (suspenso, "CDA-107", "MOV-016"),
    "encerrado": (encerrado, "CDA-107", "MOV-016"),
}


@pytest.mark.parametrize("estado", ESTADOS)
def test_nada_se_inclui_nem_se_aumenta(porta: Porta, estado: str, recife: Credor, iptu: Registro) -> None:
    assert porta(recife, iptu).resultado == "aceita"
    parar, da_cda, _ = ESTADOS[estado]
    parar(recife)
    nova = porta(recife, iptu | {"numero_cda": "2024/000999-9"})
    assert (nova.resultado, nova.regras) == ("recusada", {da_cda})
    maior = iptu | {"operacao": "A", "valor_consolidado": "1673.94", "valor_juros": "310.01"}
    assert (porta(recife, maior).resultado, porta(recife, maior).regras) == ("recusada", {"REC-007"})
    menor = iptu | {"operacao": "A", "valor_consolidado": "1673.92", "valor_juros": "309.99"}
    assert porta(recife, menor).resultado == "alterada"
    assert recife.cdas.get().valor_consolidado == Decimal("1673.92")


@pytest.mark.parametrize("estado", ESTADOS)
def test_repetir_o_que_ja_entrou_continua_repetido(porta: Porta, estado: str, recife: Credor, iptu: Registro) -> None:
    porta(recife, iptu)
    ESTADOS[estado][0](recife)
    assert porta(recife, iptu).resultado == "repetida"


def test_a_alteracao_nao_acaba_com_a_suspensao(porta: Porta, recife: Credor, iptu: Registro) -> None:
    porta(recife, iptu | {"exigibilidade": "SUSPENSA", "motivo_suspensao": "liminar"})
    sem_certificacao(recife)
    retomada = porta(recife, iptu | {"operacao": "A", "exigibilidade": "EXIGIVEL"})
    assert (retomada.resultado, retomada.regras) == ("recusada", {"REC-007"})
    assert recife.cdas.get().posicao == "suspensa"


@pytest.mark.parametrize("meio", CONTAR)
@pytest.mark.parametrize("tipo", MOVIMENTOS)
@pytest.mark.parametrize("estado", ["sem certificação", "suspenso"])
def test_so_passa_o_movimento_que_reduz(
    meio: str, tipo: str, estado: str, recife: Credor, ana: object, iptu: Registro
) -> None:
    por_arquivo(recife, iptu, em=date(2026, 2, 1))
    parar, _, do_movimento = ESTADOS[estado]
    parar(recife)
    movimento = {"numero_cda": iptu["numero_cda"], "tipo": tipo, "data": "2026-02-20", **MOVIMENTOS[tipo]}
    lote = CONTAR[meio](recife, [movimento])
    aplicou = lote.movimentos == 1
    assert aplicou == (tipo in REDUZEM)
    assert (do_movimento in lote.achados_por_regra) == (not aplicou)


def test_todo_movimento_foi_pensado() -> None:
    assert set(MOVIMENTOS) == set(TipoDeMovimento)
    assert TipoDeMovimento.AJUIZAMENTO not in REDUZEM


def test_certificar_reabre_a_recepcao_e_repetir_nao_muda_nada(porta: Porta, recife: Credor, iptu: Registro) -> None:
    sem_certificacao(recife)
    assert porta(recife, iptu).resultado == "recusada"
    feitas = [
        convenio_certificar(credor=recife, certificada_por="Prefeita Fulana", em=HOJE(), ator="ana") for _ in range(2)
    ]
    assert feitas[0] == feitas[1]
    assert porta(recife, iptu).resultado == "aceita"
    feita = feitas[0]
    assert "válidas e devidas" in feita.texto
    assert (feita.valida_ate, len(feita.sha256)) == (somar_meses(HOJE(), 12), 64)
    assert Evento.objects.filter(etiqueta="credor:convenio:certificado").count() == 2  # a da assinatura e esta


def test_o_prazo_da_certificacao_e_do_convenio(recife: Credor) -> None:
    convenio_assinar(
        credor=recife, assinado_por="P", vigencia_inicio=date(2026, 1, 31), ator="teste", certificacao_meses=1
    )
    vale = {dia: clausulas_em(recife, date(2026, 3, dia)).certificado for dia in (1, 2)}
    assert vale == {1: True, 2: False}


def test_certificar_quando_nao_se_pede_ou_sem_convenio(recife: Credor) -> None:
    with pytest.raises(CertificacaoNaoSePede):
        convenio_certificar(credor=recife, certificada_por="P", em=HOJE(), ator="ana")
    novo = credor_criar(cnpj="99004004000105", nome="Novo", tipo="MUNICIPIO", ator="teste")
    with pytest.raises(SemConvenioEmVigor):
        convenio_certificar(credor=novo, certificada_por="P", em=HOJE(), ator="ana")
    assert not CertificacaoAnual.objects.exists()


def test_mais_de_um_ano_nao_e_certificacao_anual(recife: Credor) -> None:
    with pytest.raises(CadastroErrado, match="validade da certificação"):
        convenio_assinar(credor=recife, assinado_por="P", vigencia_inicio=HOJE(), ator="teste", certificacao_meses=13)


def test_o_convenio_leva_um_aviso_a_consulta(porta: Porta, recife: Credor, iptu: Registro) -> None:
    aviso = iptu | {"encargos_fundamento": ""}
    assert porta(recife, aviso).resultado == "aceita"
    convenio_assinar(
        credor=recife, assinado_por="P", vigencia_inicio=date(2021, 1, 1), ator="t", avisos_em_consulta=["CDA-058"]
    )
    outra = porta(recife, aviso | {"numero_cda": "2024/000777-7"})
    assert (outra.resultado, outra.regras) == ("em_consulta", {"CDA-058"})


def test_o_convenio_so_aperta(recife: Credor) -> None:
    assert "CDA-058" in AVISOS
    with pytest.raises(AvisoForaDaLista, match="CDA-040"):
        convenio_assinar(
            credor=recife, assinado_por="P", vigencia_inicio=HOJE(), ator="t", avisos_em_consulta=["CDA-040"]
        )


LIMITES = {
    "abaixo_do_convenio": {"valor_minimo": "1673.94"},
    "acima_do_convenio": {"valor_maximo": "1673.92"},
    "velha_para_o_convenio": {"idade_maxima_anos": 2},
}


@pytest.mark.parametrize("motivo", LIMITES)
def test_a_regua_obedece_aos_limites_da_estrategia(motivo: str, recife: Credor, iptu: Registro, em: date) -> None:
    convenio_assinar(
        credor=recife,
        assinado_por="P",
        vigencia_inicio=date(2021, 1, 1),
        ator="t",
        limites_por_estrategia={"protesto": LIMITES[motivo]},
    )
    assert por_arquivo(recife, iptu, em=em).resultado == "aceita"
    plano = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    assert (plano.inclusoes, plano.retidas) == (0, {motivo: 1})
    (dita,) = canal("protesto").motivos(credor=recife, em=em, limite=1, cda=recife.cdas.get().pk)
    assert (dita["motivo"], "convênio" in dita["texto"]) == (motivo, True)


def test_o_limite_de_outra_estrategia_nao_conta(recife: Credor, iptu: Registro, em: date) -> None:
    convenio_assinar(
        credor=recife,
        assinado_por="P",
        vigencia_inicio=date(2021, 1, 1),
        ator="t",
        limites_por_estrategia={"scpc": {"valor_maximo": "1"}},
    )
    por_arquivo(recife, iptu, em=em)
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").inclusoes == 1


@given(
    saldo=st.none() | st.integers(0, 300),
    minimo=st.none() | st.integers(0, 300),
    maximo=st.none() | st.integers(0, 300),
    dias=st.none() | st.integers(0, 30),
    anos=st.none() | st.integers(1, 3),
)
def test_o_banco_e_o_polars_dizem_o_mesmo(
    saldo: int | None, minimo: int | None, maximo: int | None, dias: int | None, anos: int | None
) -> None:
    """Uma expressão só: a régua a lê no banco, o experimento no quadro."""
    import polars as pl

    dia = date(2026, 3, 2)
    vencimento = None if dias is None else somar_anos(dia, -2) + timedelta(days=dias - 15)
    limites = limites_em(
        {
            "valor_minimo": None if minimo is None else str(minimo),
            "valor_maximo": None if maximo is None else str(maximo),
            "idade_maxima_anos": anos,
        },
        em=dia,
    )
    linha = {
        "saldo": saldo,
        "minimo": minimo,
        "maximo": maximo,
        "vencimento": vencimento,
        "mais_antiga": limites.mais_antiga,
    }
    tipos = dict.fromkeys(("saldo", "minimo", "maximo"), pl.Int64) | dict.fromkeys(
        ("vencimento", "mais_antiga"), pl.Date
    )
    caso = f"case {casos_do_limite(**{nome: nome for nome in linha})} end"
    no_quadro = pl.DataFrame([linha], schema=tipos).select(pl.sql_expr(caso)).item()
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {caso} from (select %(saldo)s::int as saldo, %(minimo)s::int as minimo, %(maximo)s::int as maximo,"
            " %(vencimento)s::date as vencimento, %(mais_antiga)s::date as mais_antiga) x",
            linha,
        )
        assert cursor.fetchone()[0] == no_quadro


ERRADOS: dict[str, tuple[Any, str]] = {
    "lista": ([], "falta o objeto"),
    "estratégia que não há": ({"fax": {}}, "fax"),
    "limite que não há": ({"protesto": {"cor": "azul"}}, "cor"),
    "valor em número": ({"protesto": {"valor_minimo": 1.5}}, "entre aspas"),
    "valor negativo": ({"protesto": {"valor_minimo": "-1"}}, "entre aspas"),
    "mínimo maior": ({"protesto": {"valor_minimo": "2", "valor_maximo": "1"}}, "passa do valor_maximo"),
    "idade zero": ({"protesto": {"idade_maxima_anos": 0}}, "de 1 a 100"),
    "idade lógica": ({"protesto": {"idade_maxima_anos": True}}, "de 1 a 100"),
}


@pytest.mark.parametrize("erro", ERRADOS)
def test_limite_errado_diz_onde(erro: str, recife: Credor) -> None:
    documento, motivo = ERRADOS[erro]
    with pytest.raises(LimitesErrados, match=motivo):
        convenio_assinar(
            credor=recife, assinado_por="P", vigencia_inicio=HOJE(), ator="t", limites_por_estrategia=documento
        )
    assert recife.convenios.count() == 1


def test_os_limites_se_guardam_numa_forma_so() -> None:
    lidos = limites_ler({"scpc": {"valor_minimo": "1.000,5"}, "protesto": {"idade_maxima_anos": 5}, "carta": {}})
    assert lidos == {"protesto": {"idade_maxima_anos": 5}, "scpc": {"valor_minimo": "1000.50"}}


@pytest.mark.parametrize("parar", [suspenso, encerrado])
def test_sem_vigor_o_plano_leva_so_as_baixas(
    parar: Callable[[Credor], None], recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    por_arquivo(recife, iptu, em=em)
    plano = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    parar(recife)
    with pytest.raises(ConvenioSemVigor, match="1 inclusões"):
        remessa_liberar(remessa=plano, saida=tmp_path, ator="ana")
    assert not list(tmp_path.iterdir())
    novo = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    assert (novo.inclusoes, list(novo.retidas)) == (0, [f"convenio_{vigor_em(recife, em)}"])
    assert canal("protesto").textos()[next(iter(novo.retidas))]["texto"].endswith("só se baixa.")


def test_suspender_e_reativar_se_repetem_sem_mudar_nada(recife: Credor, olinda: Credor) -> None:
    dia = date(2026, 3, 2)
    for _ in range(2):
        convenio_suspender(credor=recife, motivo="falta de prestação de contas", em=dia, ator="pgfn")
    assert SuspensaoDoConvenio.objects.count() == 1
    assert (vigor_em(recife, dia), vigor_em(olinda, dia)) == (Vigor.SUSPENSO, Vigor.VIGENTE)
    assert vigor_em(recife, dia - timedelta(days=1)) == Vigor.VIGENTE
    for _ in range(2):
        convenio_reativar(credor=recife, motivo="contas prestadas", em=dia + timedelta(days=5), ator="pgfn")
    assert [vigor_em(recife, dia + timedelta(days=n)) for n in (0, 4, 5)] == [
        Vigor.SUSPENSO,
        Vigor.SUSPENSO,
        Vigor.VIGENTE,
    ]
    ditas = [frase_do_evento(evento) for evento in Evento.objects.filter(etiqueta__contains="ativado")]
    assert ditas == ["pgfn reativou o convênio de Município do Recife desde 07/03/2026: contas prestadas"]


def test_encerrar_alcanca_todas_as_versoes_e_outra_pode_suceder(recife: Credor) -> None:
    convenio_assinar(credor=recife, assinado_por="P", vigencia_inicio=date(2024, 1, 1), ator="t")
    dia = date(2026, 3, 2)
    assert convenio_encerrar(credor=recife, motivo="denúncia", em=dia, ator="pgfn") == [1, 2]
    assert convenio_encerrar(credor=recife, motivo="denúncia", em=dia, ator="pgfn") == []
    assert [vigor_em(recife, dia - timedelta(days=n)) for n in (0, 1)] == [Vigor.ENCERRADO, Vigor.VIGENTE]
    convenio_assinar(credor=recife, assinado_por="P", vigencia_inicio=date(2026, 4, 1), ator="t")
    assert vigor_em(recife, date(2026, 4, 1)) == Vigor.VIGENTE


def test_o_convenio_que_chegou_ao_fim_se_encerrou(recife: Credor) -> None:
    Convenio.objects.filter(credor=recife).update(vigencia_fim=date(2025, 12, 31))
    assert [vigor_em(recife, date(2025, 12, 31)), vigor_em(recife, date(2026, 1, 1))] == [
        Vigor.VIGENTE,
        Vigor.ENCERRADO,
    ]


def test_sem_convenio_e_ensaio_e_nao_se_suspende(db: None) -> None:
    novo = credor_criar(cnpj="99004004000105", nome="Novo", tipo="MUNICIPIO", ator="teste")
    assert vigor_em(novo, HOJE()) == Vigor.ENSAIO
    for ato in (convenio_suspender, convenio_reativar, convenio_encerrar):
        with pytest.raises(SemConvenioEmVigor):
            ato(credor=novo, motivo="x", em=HOJE(), ator="pgfn")


def test_o_ensaio_nao_pede_certificacao(ana: object, iptu: Registro) -> None:
    novo = credor_criar(cnpj="99004004000105", nome="Novo", tipo="MUNICIPIO", ator="teste")
    assert por_arquivo(novo, iptu).resultado == "aceita"


def test_motivo_em_branco_ou_comprido_e_recusado(recife: Credor) -> None:
    for motivo in ("  ", "x" * 501):
        with pytest.raises(SemMotivo):
            convenio_suspender(credor=recife, motivo=motivo, em=HOJE(), ator="pgfn")


def test_nenhuma_ida_a_mais_ao_banco(recife: Credor) -> None:
    ligadas()  # as chaves da operação se leem uma vez por segundo, e não a cada envio
    with CaptureQueriesContext(connection) as idas:
        contexto_do(recife, em=date(2026, 3, 2))
    assert len(idas) == 1


class TestAcordo:
    def registrar(self, credor: Credor, **mudancas: Any) -> AcordoComOBiro:
        acordo = {"biro": "SCPC", "numero": "12/2026", "data": date(2026, 1, 1), "validade": date(2026, 12, 31)}
        return acordo_registrar(credor=credor, ator="ana", **(acordo | mudancas))

    def por_na_regua(self, credor: Credor, em: date) -> None:
        agora = datetime(em.year, em.month, em.day, 15, tzinfo=UTC)
        carteira_salvar(credor=credor, codigo="GERAL", ator="ana", agora=agora, regua=[{"estrategia": "scpc"}])

    def test_sem_ele_a_estrategia_nao_se_escolhe(self, recife: Credor, olinda: Credor, em: date) -> None:
        self.registrar(olinda)
        with pytest.raises(SemAcordoComOBiro, match="Recife"):
            self.por_na_regua(recife, em)

    @pytest.mark.parametrize("dia", [date(2025, 12, 31), date(2027, 1, 1)])
    def test_fora_do_prazo_nao_vale(self, recife: Credor, dia: date) -> None:
        self.registrar(recife)
        with pytest.raises(SemAcordoComOBiro):
            self.por_na_regua(recife, dia)

    def test_com_ele_se_escolhe_e_o_canal_diz_o_que_falta(self, recife: Credor, em: date) -> None:
        self.registrar(recife)
        self.por_na_regua(recife, em)
        assert "o formato de SCPC não é público" in "\n".join(canal("scpc").o_que_falta(recife))

    def test_a_que_o_leiaute_tem_e_a_instalacao_nao_oferece_se_recusa(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(CANAIS, "carta")
        with pytest.raises(EstrategiaNaoInstalada, match="ainda não a oferece"):
            canal("carta")

    def test_repetir_nao_muda_nada_e_outra_data_e_outro_acordo(self, recife: Credor) -> None:
        assert self.registrar(recife) == self.registrar(recife, numero=" 12/2026 ")
        with pytest.raises(AcordoDivergente, match="01/01/2026 a 31/12/2026"):
            self.registrar(recife, validade=date(2027, 12, 31))
        assert Evento.objects.filter(etiqueta="credor:acordo:registrado").count() == 1

    def test_o_que_nao_fecha_e_recusado(self, recife: Credor) -> None:
        for mudanca in ({"biro": "OUTRO"}, {"numero": ""}, {"validade": date(2025, 12, 31)}):
            with pytest.raises(CadastroErrado):
                self.registrar(recife, **mudanca)


def test_as_tres_portas_estao_aqui() -> None:
    assert set(PORTAS) == set(CONTAR) == {"api", "arquivo", "tela"}
