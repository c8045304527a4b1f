"""O acordo experimentado num arquivo: o mesmo que a recepção e a régua diriam, e nada gravado."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cenarios.portas import Registro
from hub.auditoria.models import Evento
from hub.credores.clausulas_escritas import clausulas_ler
from hub.credores.conferencia import CadastroErrado
from hub.credores.erros import ClausulaErrada
from hub.credores.models import Convenio, Credor
from hub.credores.servicos import convenio_assinar, credor_criar
from hub.dividas.models import CDA, Lote
from hub.estrategias.servicos import remessa_planejar
from hub.recepcao.arquivos import arquivo_guardar, lote_processar
from hub.recepcao.experimento import Experimento, convenio_experimentar, documento_do_experimento

pytestmark = pytest.mark.django_db

EM = date(2026, 3, 2)
LIMITES = {"protesto": {"valor_minimo": "1000.00", "idade_maxima_anos": 4}, "scpc": {"valor_maximo": "1000.00"}}
CLAUSULAS: dict[str, Any] = {
    "tributos": ["IPTU"],
    "valor_maximo": "5000.00",
    "avisos_em_consulta": ["CDA-058"],
    "limites_por_estrategia": LIMITES,
}


@pytest.fixture
def amostra(tmp_path: Path, iptu: Registro) -> Path:
    """Uma de cada destino."""
    consolidada = {"valor_principal": "9000.00", "valor_originario": "9000.00", "valor_consolidado": "9673.93"}
    pequena = {"valor_principal": "100.00", "valor_originario": "100.00", "valor_consolidado": "773.93"}
    velha = {
        "data_vencimento": "2021-03-10",
        "correcao_termo_inicial": "2021-03-10",
        "juros_termo_inicial": "2021-03-11",
    }
    linhas = [
        iptu,
        iptu | {"tributo": "ISS"},
        iptu | consolidada,
        iptu | {"encargos_fundamento": ""},
        iptu | pequena,
        iptu | velha | {"data_fato_gerador": "2021-01-01", "exercicio": "2021"},
        iptu | {"estrategias": "SCPC"},
        iptu | {"exigibilidade": "SUSPENSA", "motivo_suspensao": "liminar", "estrategias": "NENHUMA"},
    ]
    campos = list(dict.fromkeys(campo for linha in linhas for campo in linha))
    arquivo = tmp_path / "amostra.csv"
    with arquivo.open("w", encoding="utf-8", newline="") as saida:
        escritor = csv.DictWriter(saida, fieldnames=campos, delimiter=";")
        escritor.writeheader()
        escritor.writerows(linha | {"numero_cda": f"2024/{n:06}"} for n, linha in enumerate(linhas))
    return arquivo


def experimentar(arquivo: Path) -> Experimento:
    return convenio_experimentar(
        arquivo, nome=arquivo.name, em=EM, tipo_de_credor="MUNICIPIO", clausulas=clausulas_ler(CLAUSULAS)
    )


def test_diz_o_que_cada_regra_e_cada_estrategia_fariam(amostra: Path) -> None:
    feito = experimentar(amostra)
    contas = feito.validacao.contas
    assert (contas["aceita"], contas["em_consulta"], contas["recusada"]) == (5, 2, 1)
    assert dict(feito.por_regra).items() >= {"CDA-100": 1, "CDA-103": 1, "CDA-058": 1}.items()
    protesto, scpc = feito.por_estrategia[0], feito.por_estrategia[1]
    assert (protesto.estrategia, scpc.estrategia) == ("protesto", "scpc")
    assert protesto.destinos == Counter(
        segue=1, em_consulta=2, abaixo_do_convenio=1, velha_para_o_convenio=1, nao_escolheu=2
    )
    assert scpc.destinos == Counter(segue=1, acima_do_convenio=5, nao_escolheu=1)
    assert str(scpc.valor) == "773.93"


def test_diz_o_mesmo_que_a_recepcao_e_a_regua(amostra: Path) -> None:
    feito = experimentar(amostra)
    credor = credor_criar(cnpj="99004004000105", nome="Novo", tipo="MUNICIPIO", ator="teste")
    convenio_assinar(
        credor=credor,
        assinado_por="P",
        vigencia_inicio=date(2026, 1, 1),
        ator="t",
        **clausulas_ler(CLAUSULAS),
    )
    with amostra.open("rb") as fluxo:
        lote = arquivo_guardar(credor=credor, fluxo=fluxo, nome="a.csv", ator="t", em=EM)
    lote_processar(lote=lote)
    lote.refresh_from_db()
    contas = feito.validacao.contas
    assert (lote.aceitas, lote.em_consulta, lote.recusadas) == (
        contas["aceita"],
        contas["em_consulta"],
        contas["recusada"],
    )
    assert lote.achados_por_regra == dict(feito.por_regra)
    plano = remessa_planejar(credor=credor, estrategia="protesto", em=EM, ator="ana")
    destinos = feito.por_estrategia[0].destinos
    assert plano.inclusoes == destinos["segue"]
    assert plano.retidas == {
        motivo: destinos[motivo] for motivo in ("em_consulta", "abaixo_do_convenio", "velha_para_o_convenio")
    }


def test_por_comando_nao_grava_nada(capsys: pytest.CaptureFixture[str], amostra: Path, recife: Credor) -> None:
    antes = Evento.objects.count(), Convenio.objects.count()
    clausulas = ("--tributos", "IPTU", "--limites-por-estrategia", json.dumps(LIMITES), "--em", "2026-03-02")
    call_command("convenio", "experimentar", str(amostra), "--tipo", "MUNICIPIO", *clausulas, "--json")
    dito = json.loads(capsys.readouterr().out)
    assert (dito["recebidas"], dito["recusadas"]) == (8, 1)
    assert dito["por_estrategia"][0]["retidas"]["abaixo_do_convenio"] == 1
    assert "CDA-100" in {achado["regra"] for achado in dito["achados"]}
    assert not Lote.objects.exists()
    assert not CDA.objects.exists()
    # O comando sela o que já havia; nada além disso se registra.
    assert (Evento.objects.exclude(etiqueta="hub:auditoria:selada").count(), Convenio.objects.count()) == antes


@pytest.mark.parametrize(
    ("clausulas", "recusa"),
    [({"valor_minimo": "x"}, ClausulaErrada), ({"valor_minimo": "2", "valor_maximo": "1"}, CadastroErrado)],
)
def test_clausula_errada_se_recusa_antes_de_ler(clausulas: dict[str, Any], recusa: type[Exception]) -> None:
    with pytest.raises(recusa):
        clausulas_ler(clausulas)


def test_o_documento_tem_as_contas_que_fecham(amostra: Path) -> None:
    dito = documento_do_experimento(experimentar(amostra))
    assert dito["recebidas"] == dito["aceitas"] + dito["em_consulta"] + dito["recusadas"] == 8
    for estrategia in dito["por_estrategia"]:
        assert estrategia["seguem"] + sum(estrategia["retidas"].values()) == 7
