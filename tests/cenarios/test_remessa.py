"""Do livro ao arquivo da CRA: plano, freio, liberação, e o que fica com o motivo."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from cenarios.portas import Registro, por_arquivo
from hub.comum.situacoes import DA_CAUSA, Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Passagem, RemessaLote, SituacaoDaRemessa
from hub.estrategias.erros import ArquivoDeOutraRemessa, Freio, PlanoDescartado, PlanoJaLiberado, PlanoVazio
from hub.estrategias.registro import CANAIS, canal
from hub.estrategias.servicos import remessa_descartar, remessa_liberar, remessa_planejar
from hub.leiautes.conferencia import conferir
from hub.leiautes.motor import ler_registros
from hub.leiautes.tabelas import leiaute
from regua_de_teste import trocar_a_regua

#: CPF fictício, com dígitos certos.
CPF = "52998224725"

pytestmark = pytest.mark.django_db


@pytest.fixture
def em() -> date:
    return date(2026, 3, 2)


def enviar(credor: Credor, iptu: Registro, quantas: int = 1, **mudancas: str) -> None:
    for n in range(quantas):
        feita = por_arquivo(credor, iptu | {"numero_cda": f"2024/{n:06}"} | mudancas, em=date(2026, 3, 1))
        assert feita.resultado in {"aceita", "em_consulta"}, feita


def test_plano_nao_envia_nada(recife: Credor, iptu: Registro, em: date) -> None:
    enviar(recife, iptu, 3)
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    assert (remessa.inclusoes, remessa.baixas, remessa.freio) == (3, 0, "")
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {Situacao.PLANEJADA}
    assert not Passagem.objects.exists()


def test_liberar_escreve_o_leiaute_da_cra(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    enviar(recife, iptu, 3)
    enviar(recife, iptu, numero_cda="2024/777", devedor_municipio_ibge="2609600", devedor_municipio="OLINDA")
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    (arquivo,) = remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    conteudo = (tmp_path / arquivo.nome).read_bytes()
    assert arquivo.nome == "B9990203.261"
    assert hashlib.sha256(conteudo).hexdigest() == arquivo.sha256
    assert conteudo.isascii()
    assert {len(linha) for linha in conteudo.split(b"\r\n")[:-1]} == {600}
    quadros = ler_registros("protesto/remessa", conteudo)
    assert conferir(leiaute("protesto/remessa"), quadros) == []
    assert quadros["header"]["codigo_municipio_praca"].to_list() == ["2609600", "2611606"]
    titulo = quadros["transacao"].row(0, named=True)
    assert (titulo["numero_titulo"], titulo["especie_titulo"], titulo["saldo_titulo"]) == ("2024777", "CDA", 167393)
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {Situacao.ENVIADA}
    assert Passagem.objects.filter(de="planejada", para="enviada").count() == 4


def test_liberar_de_novo_entrega_os_mesmos_bytes(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    enviar(recife, iptu, 2)
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    (primeiro,) = remessa_liberar(remessa=remessa, saida=tmp_path / "a", ator="ana")
    (segundo,) = remessa_liberar(remessa=remessa, saida=tmp_path / "b", ator="ana")
    assert (tmp_path / "a" / primeiro.nome).read_bytes() == (tmp_path / "b" / segundo.nome).read_bytes()
    assert Passagem.objects.count() == 2


def test_a_remessa_de_um_credor_nao_troca_a_de_outro(
    recife: Credor, olinda: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    """Sem código da CRA, os arquivos de ensaio dos dois têm o mesmo nome."""
    planos = []
    for credor in (recife, olinda):
        enviar(credor, iptu, 2)
        planos.append(remessa_planejar(credor=credor, estrategia="protesto", em=em, ator="ana"))
    (arquivo,) = remessa_liberar(remessa=planos[0], saida=tmp_path, ator="ana")
    antes = (tmp_path / arquivo.nome).read_bytes()
    with pytest.raises(ArquivoDeOutraRemessa, match="outra pasta"):
        remessa_liberar(remessa=planos[1], saida=tmp_path, ator="olga")
    assert (tmp_path / arquivo.nome).read_bytes() == antes
    assert [caminho.name for caminho in tmp_path.iterdir()] == [arquivo.nome]
    (dela,) = remessa_liberar(remessa=planos[1], saida=tmp_path / "olinda", ator="olga")
    assert hashlib.sha256((tmp_path / "olinda" / dela.nome).read_bytes()).hexdigest() == dela.sha256


@pytest.mark.parametrize("pasta", ["ocupado", "/proc"])
def test_pasta_que_nao_recebe_arquivo_nao_libera_nada(
    pasta: str, recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    enviar(recife, iptu, 2)
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    (tmp_path / "ocupado").touch()
    with pytest.raises(OSError, match=pasta):
        remessa_liberar(remessa=remessa, saida=tmp_path / pasta, ator="ana")
    remessa.refresh_from_db()
    assert (remessa.situacao, remessa.aprovada_por) == (SituacaoDaRemessa.PLANEJADA, [])
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {Situacao.PLANEJADA}


def test_freio_pede_segunda_pessoa(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    enviar(recife, iptu, 10)
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="beto")
    assert "10 de 10" in remessa.freio
    for _ in range(2):
        with pytest.raises(Freio, match="ana"):
            remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    assert not list(tmp_path.iterdir())
    assert len(remessa_liberar(remessa=remessa, saida=tmp_path, ator="carla")) == 1


def test_o_convenio_pede_duas_pessoas_mesmo_sem_freio(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    recife.convenios.update(duas_pessoas=True)
    enviar(recife, iptu, 2)
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    with pytest.raises(Freio, match="O convênio pede duas pessoas"):
        remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    assert len(remessa_liberar(remessa=remessa, saida=tmp_path, ator="carla")) == 1


def test_a_remessa_que_so_baixa_sai_com_uma_pessoa_mesmo_que_o_convenio_peca_duas(recife: Credor, em: date) -> None:
    recife.convenios.update(duas_pessoas=True)
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").freio == ""


def test_carteira_pequena_nao_trava(recife: Credor, iptu: Registro, em: date) -> None:
    enviar(recife, iptu, 9)
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").freio == ""


@pytest.mark.parametrize(
    ("mudanca", "motivo"),
    [
        ({"numero_cda": "2024/000123456-789"}, "titulo_nao_cabe"),
        ({"devedor_documento": ""}, "sem_documento"),
        ({"devedor_logradouro": ""}, "sem_endereco"),
        ({"exigibilidade": "SUSPENSA", "motivo_suspensao": "Liminar"}, "suspensa"),
        ({"vigente_a_partir_de": "2026-12-01"}, "ainda_nao_vigente"),
        ({"devedor_documento": "12ABC34501DE35"}, "cnpj_alfanumerico"),
        ({"valor_principal": "1000000000000.00", "valor_consolidado": "1000000000673.93"}, "valor_nao_cabe"),
    ],
)
def test_o_que_nao_vai_diz_por_que(recife: Credor, iptu: Registro, em: date, mudanca: Registro, motivo: str) -> None:
    enviar(recife, iptu, **mudanca)
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    assert (remessa.inclusoes, remessa.retidas) == (0, {motivo: 1})
    (dita,) = canal("protesto").motivos(credor=recife, em=em, limite=10)
    assert dita["motivo"] == motivo
    assert dita["texto"]
    assert dita["como_resolver"]


@pytest.mark.parametrize(
    ("condicao", "retidas"),
    [
        ({}, {}),
        ({"pessoa": "PJ"}, {"fora_da_etapa": 1}),
        ({"pessoa": "PF", "ufs": ["PE"], "tributos": ["IPTU"]}, {}),
        ({"ufs": ["SP"]}, {"fora_da_etapa": 1}),
        ({"tributos": ["ISS"]}, {"fora_da_etapa": 1}),
    ],
)
def test_quem_a_condicao_da_regua_deixa_de_fora_tem_motivo(
    condicao: Registro, retidas: dict[str, int], recife: Credor, iptu: Registro, em: date
) -> None:
    enviar(recife, iptu, devedor_documento=CPF)
    trocar_a_regua(recife, [{"estrategia": "protesto", "espera_dias": 0, "condicao": condicao}])
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    assert (remessa.inclusoes, remessa.retidas) == (not retidas, retidas)


def test_carteira_sem_etapa_se_diz(
    recife: Credor, iptu: Registro, em: date, capsys: pytest.CaptureFixture[str]
) -> None:
    enviar(recife, iptu)
    trocar_a_regua(recife, [])
    call_command("regua", "--credor", recife.cnpj, "--em", em.isoformat(), "--json")
    devidos = json.loads(capsys.readouterr().out)["devidos"]
    assert [um["estrategia"] for um in devidos] == list(CANAIS)
    assert {(um["devidas"], *um["carteiras_sem_etapa"]) for um in devidos} == {(0, "GERAL")}


@pytest.mark.parametrize(("espera", "inclusoes"), [(0, 1), (1, 0)])
def test_so_espera_quem_a_regua_manda_esperar(espera: int, inclusoes: int, recife: Credor, iptu: Registro) -> None:
    """Planejar para um dia antes da chegada só esbarra na espera, se há uma."""
    enviar(recife, iptu)
    trocar_a_regua(recife, [{"estrategia": "protesto", "espera_dias": espera, "condicao": {}}])
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 2, 27), ator="ana")
    assert remessa.inclusoes == inclusoes


def test_a_que_ja_foi_ou_nao_se_cobra_tambem_diz_por_que(
    recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    def motivo(cda: CDA) -> str:
        (dita,) = canal("protesto").motivos(credor=recife, em=em, limite=1, cda=cda.pk)
        assert dita["cda"] == cda.numero_cda
        assert dita["texto"]
        return dita["motivo"]

    enviar(recife, iptu)
    enviar(recife, iptu, numero_cda="2024/777", estrategias="CARTA")
    uma, de_carta = recife.cdas.order_by("pk")
    assert [motivo(uma), motivo(de_carta)] == ["", "fora_da_etapa"]
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    assert motivo(uma) == "planejada"
    remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    assert motivo(uma) == "no_canal"
    for posicao in ("paga", "cancelada"):
        recife.cdas.update(posicao=posicao)
        assert [motivo(achada) for achada in recife.cdas.order_by("pk")] == ["aguarda_confirmacao", posicao]


#: Situação no cartório e posição da CDA → o que se diz dela.
NAO_SE_COBRA = {
    ("confirmada", "paga"): "pede_desistencia",
    ("em_andamento", "suspensa"): "pede_desistencia",
    ("sustada", "paga"): "sustada_sem_autorizacao",
    ("paga_condicional", "cancelada"): "aguarda_compensacao",
    ("protestada", "paga"): "pede_anuencia",
    ("protestada", "parcelada"): "pede_anuencia",
    ("protestada", "cancelada"): "pede_cancelamento",
    ("protestada", "suspensa"): "suspensa_apos_protesto",
    ("anuencia_enviada", "cancelada"): "pede_cancelamento",
    ("anuencia_enviada", "paga"): "baixa_ja_pedida",
    ("cancelamento_pedido", "paga"): "baixa_ja_pedida",
    ("desistencia_pedida", "cancelada"): "baixa_ja_pedida",
    ("cancelada", "paga"): "paga",
    ("devolvida", "paga"): "paga",
}


@pytest.mark.parametrize(("no_cartorio", "posicao"), NAO_SE_COBRA)
def test_a_que_nao_se_cobra_e_esta_no_cartorio_pede_a_baixa_ou_diz_por_que(
    no_cartorio: str, posicao: str, recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    enviar(recife, iptu)
    primeira = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    remessa_liberar(remessa=primeira, saida=tmp_path, ator="ana")
    Acionamento.objects.update(situacao=no_cartorio, protocolo="123")
    recife.cdas.update(posicao=posicao, causas=sum(causa for causa, dela in DA_CAUSA.items() if dela == posicao))
    motivo = NAO_SE_COBRA[no_cartorio, posicao]
    (dita,) = canal("protesto").motivos(credor=recife, em=em, limite=1, cda=recife.cdas.get().pk)
    assert dita["motivo"] == motivo
    assert dita["como_resolver"]
    segunda = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    retida = motivo in {"sustada_sem_autorizacao", "aguarda_compensacao", "suspensa_apos_protesto"}
    assert (segunda.baixas, segunda.retidas) == (motivo.startswith("pede_"), {motivo: 1} if retida else {})


def test_numero_de_titulo_igual_retem_a_segunda(recife: Credor, iptu: Registro, em: date) -> None:
    enviar(recife, iptu, numero_cda="12/345")
    enviar(recife, iptu, numero_cda="123/45")
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    assert (remessa.inclusoes, remessa.retidas) == (1, {"titulo_repetido": 1})


def test_quem_escolheu_outra_estrategia_nao_e_retida(recife: Credor, iptu: Registro, em: date) -> None:
    enviar(recife, iptu, estrategias="CARTA")
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    assert (remessa.inclusoes, remessa.retidas) == (0, {})


def test_plano_vazio_nao_se_libera(recife: Credor, em: date, tmp_path: Path) -> None:
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    with pytest.raises(PlanoVazio):
        remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")


def test_planejar_de_novo_descarta_o_plano_anterior(recife: Credor, iptu: Registro, em: date) -> None:
    enviar(recife, iptu, 2)
    primeira = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    segunda = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    primeira.refresh_from_db()
    assert primeira.situacao == SituacaoDaRemessa.DESCARTADA
    assert segunda.inclusoes == 2


def test_plano_descartado_nao_se_libera_nem_se_descarta(
    recife: Credor, iptu: Registro, em: date, tmp_path: Path
) -> None:
    enviar(recife, iptu)
    planos = [remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana") for _ in range(2)]
    with pytest.raises(PlanoDescartado, match="Planeje de novo"):
        remessa_liberar(remessa=planos[0], saida=tmp_path, ator="ana")
    with pytest.raises(PlanoDescartado):
        remessa_descartar(remessa=planos[0], ator="ana")
    remessa_liberar(remessa=planos[1], saida=tmp_path, ator="ana")
    with pytest.raises(PlanoJaLiberado):
        remessa_descartar(remessa=planos[1], ator="ana")


def test_o_que_mudou_depois_do_plano_nao_sai(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    enviar(recife, iptu, 2)
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana")
    recife.cdas.filter(numero_cda="2024/000000").update(posicao="paga")
    (arquivo,) = remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    assert arquivo.titulos == 1


def test_sequencial_e_continuo_por_municipio(recife: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    for n, dia in enumerate((2, 3)):
        enviar(recife, iptu, numero_cda=f"2024/9{n}")
        remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, dia), ator="ana")
        remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    assert list(RemessaLote.objects.order_by("sequencial").values_list("praca", "sequencial")) == [
        ("2611606", 1),
        ("2611606", 2),
    ]


def test_a_vizinha_nao_entra_no_plano(recife: Credor, olinda: Credor, iptu: Registro, em: date) -> None:
    enviar(olinda, iptu, 2)
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").inclusoes == 0
