"""Uma queda (kill -9) em qualquer momento: o mesmo comando, de novo, chega ao mesmo estado."""

from __future__ import annotations

import hashlib
import json
import signal
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from cenarios import cartas, cartorio
from cenarios.iptu import IPTU
from cenarios.queda import comando
from hub.comum.ficticios import cdas_ficticias
from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Lote, Passagem, RemessaLote, Retorno
from hub.documentos.models import Documento
from hub.estrategias.models import Carta
from hub.estrategias.servicos import remessa_planejar
from hub.leiautes.conferencia import conferir
from hub.leiautes.motor import ler_registros
from hub.leiautes.tabelas import leiaute

pytestmark = pytest.mark.django_db(transaction=True)

#: Fatias pequenas, para que a queda caia entre elas.
FATIAS_PEQUENAS = "import hub.recepcao.fatias as f; f.LINHAS_POR_FATIA = 40"
MOMENTOS_DA_RECEPCAO = [
    ("hub.dividas.cdas:quadro_copiar", 1, True),
    ("hub.dividas.cdas:quadro_copiar", 2, False),
    ("hub.recepcao.gravacao:quadro_copiar", 1, False),
    ("hub.recepcao.arquivos:lotes_somar", 3, False),
    ("hub.recepcao.arquivos:_concluir", 1, True),
    ("hub.recepcao.arquivos:lotes_registrar", 1, False),
]


@pytest.fixture
def arquivo(tmp_path: Path, em: date) -> Path:
    """Cento e cinquenta CDAs, uma em cada trinta com defeito."""
    caminho = tmp_path / "cdas.csv"
    cdas = cdas_ficticias(semente=7, quantidade=150, municipio_ibge="2611606", em=em, defeitos=0.03)
    cdas.write_csv(caminho, separator=";")
    return caminho


def receber(credor: Credor, arquivo: Path, em: date, pasta: Path, **queda: object) -> int:
    feito = comando(
        "receber",
        str(arquivo),
        "--credor",
        credor.cnpj,
        "--em",
        em.isoformat(),
        pasta=pasta,
        preparo=FATIAS_PEQUENAS,
        **queda,  # type: ignore[arg-type]
    )
    assert feito.returncode in {0, -signal.SIGKILL}, feito.stderr
    return feito.returncode


def estado(credor: Credor) -> tuple[object, ...]:
    """O que importa ficar igual: as CDAs, as contas do lote e os achados."""
    lote = Lote.objects.get(credor=credor)
    contas = [
        getattr(lote, c)
        for c in ("situacao", "recebidas", "aceitas", "em_consulta", "recusadas", "repetidas", "achados_total")
    ]
    cdas = sorted(credor.cdas.values_list("numero_cda", "valor_consolidado", "posicao"))
    achados = sorted(lote.achados.values_list("linha", "regra", "campo"))
    return contas, lote.valor_aceito, lote.achados_por_regra, cdas, achados


@pytest.mark.parametrize(("alvo", "vez", "antes"), MOMENTOS_DA_RECEPCAO)
def test_recepcao_que_caiu_termina_igual(
    recife: Credor,
    olinda: Credor,
    arquivo: Path,
    em: date,
    pasta_de_trabalho: Path,
    alvo: str,
    vez: int,
    antes: bool,  # noqa: FBT001
) -> None:
    assert receber(olinda, arquivo, em, pasta_de_trabalho) == 0
    morreu = receber(recife, arquivo, em, pasta_de_trabalho, alvo=alvo, vez=vez, antes=antes)
    assert morreu == -signal.SIGKILL
    assert receber(recife, arquivo, em, pasta_de_trabalho) == 0
    assert estado(recife) == estado(olinda)
    assert _eventos_de_lote(recife) == _eventos_de_lote(olinda) == 1


def _eventos_de_lote(credor: Credor) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from evento where credor_id = %s and etiqueta = 'credor:lote:recebido'", [credor.pk]
        )
        return int(cursor.fetchone()[0])


def test_repetir_o_arquivo_so_repete(recife: Credor, arquivo: Path, em: date, pasta_de_trabalho: Path) -> None:
    receber(recife, arquivo, em, pasta_de_trabalho)
    antes = recife.cdas.count()
    feito = comando("receber", str(arquivo), "--credor", recife.cnpj, "--em", em.isoformat(), pasta=pasta_de_trabalho)
    documento = json.loads(feito.stdout)
    assert recife.cdas.count() == antes == documento["repetidas"]
    assert documento["aceitas"] == 0


MOMENTOS_DA_LIBERACAO = [
    ("hub.estrategias.protesto.numeracao:_gravar", 1, False),
    ("hub.estrategias.protesto.envio:gravando", 1, True),
    ("hub.estrategias.protesto.envio:gravar_registros", 1, False),
    ("hub.estrategias.plano:Plano.gravar_envio", 1, True),
    ("hub.estrategias.plano:Plano.gravar_envio", 1, False),
    ("hub.estrategias.servicos:_concluir", 1, False),
]


@pytest.mark.parametrize(("alvo", "vez", "antes"), MOMENTOS_DA_LIBERACAO)
def test_liberacao_que_caiu_termina_igual(
    recife: Credor,
    arquivo: Path,
    em: date,
    pasta_de_trabalho: Path,
    tmp_path: Path,
    alvo: str,
    vez: int,
    antes: bool,  # noqa: FBT001
) -> None:
    receber(recife, arquivo, em, pasta_de_trabalho)
    plano = _planejar(recife, em, pasta_de_trabalho)
    libera = ("remessa", "liberar", str(plano), "--saida", str(tmp_path / "saida"))
    comando(*libera, "--por", "ana", pasta=pasta_de_trabalho)
    morreu = comando(*libera, "--por", "carla", pasta=pasta_de_trabalho, alvo=alvo, vez=vez, antes=antes)
    assert morreu.returncode == -signal.SIGKILL, morreu.stderr
    feito = comando(*libera, "--por", "carla", pasta=pasta_de_trabalho)
    (dito,) = json.loads(feito.stdout)["arquivos"]
    (escrito,) = (tmp_path / "saida").iterdir()
    assert hashlib.sha256(escrito.read_bytes()).hexdigest() == dito["sha256"]
    quadros = ler_registros("protesto/remessa", escrito.read_bytes())
    assert conferir(leiaute("protesto/remessa"), quadros) == []
    enviados = Acionamento.objects.filter(credor=recife, situacao=Situacao.ENVIADA).count()
    assert quadros["transacao"].height == enviados == dito["titulos"] == Passagem.objects.count()
    assert RemessaLote.objects.values("praca", "sequencial").distinct().count() == RemessaLote.objects.count()


MOMENTOS_DAS_CARTAS = [
    ("hub.documentos.lotes:lote_das_cdas", 1, False),
    ("hub.documentos.lotes:pedaco_emitir", 1, False),
    ("hub.documentos.lotes:pedaco_emitir", 2, True),
    ("hub.estrategias.carta.envio:_escrever", 1, True),
    ("hub.estrategias.carta.envio:_escrever", 1, False),
    ("hub.estrategias.servicos:_concluir", 1, False),
]


@pytest.mark.parametrize(("alvo", "vez", "antes"), MOMENTOS_DAS_CARTAS)
def test_cartas_que_cairam_saem_uma_vez_cada(
    recife: Credor,
    em: date,
    pasta_de_trabalho: Path,
    tmp_path: Path,
    alvo: str,
    vez: int,
    antes: bool,  # noqa: FBT001
) -> None:
    """Cinco cartas em pedaços de duas: nenhuma se emite duas vezes, e todas saem."""
    cartas.preparar(recife, por_email="N", **cartas.ECARTA)
    for n in range(5):
        cartas.enviar(recife, dict(IPTU), f"2024/{n}")
    plano = remessa_planejar(credor=recife, estrategia="carta", em=em, ator="ana").pk
    libera = ("remessa", "liberar", str(plano), "--saida", str(tmp_path / "saida"), "--por", "ana")
    preparo = "import hub.documentos.lotes as lotes; lotes.POR_PEDACO = 2"
    morreu = comando(*libera, pasta=pasta_de_trabalho, preparo=preparo, alvo=alvo, vez=vez, antes=antes)
    assert morreu.returncode == -signal.SIGKILL, morreu.stderr
    feito = comando(*libera, pasta=pasta_de_trabalho, preparo=preparo)
    (dito,) = json.loads(feito.stdout)["arquivos"]
    (escrito,) = (tmp_path / "saida").iterdir()
    assert hashlib.sha256(escrito.read_bytes()).hexdigest() == dito["sha256"]
    assert len([nome for nome in cartas.do_zip(escrito.read_bytes()) if nome.endswith(".pdf")]) == 5
    assert Documento.objects.count() == Carta.objects.exclude(documento=None).count() == 5
    assert Passagem.objects.filter(para="enviada").count() == Acionamento.objects.count() == 5
    assert RemessaLote.objects.count() == 1


def test_retorno_que_caiu_termina_igual(
    recife: Credor, arquivo: Path, em: date, pasta_de_trabalho: Path, tmp_path: Path
) -> None:
    receber(recife, arquivo, em, pasta_de_trabalho)
    plano = _planejar(recife, em, pasta_de_trabalho)
    for pessoa in ("ana", "carla"):
        saida = str(tmp_path / "saida")
        comando("remessa", "liberar", str(plano), "--saida", saida, "--por", pessoa, pasta=pasta_de_trabalho)
    devolvido = tmp_path / "R9990403.261"
    devolvido.write_bytes(cartorio.retorno(Acionamento.objects.filter(credor=recife), "2"))
    aplica = ("retorno", str(devolvido), "--estrategia", "protesto")
    for alvo, vez in (("hub.estrategias.retornos:blocos_copiar", 1), ("hub.estrategias.retornos:evento_registrar", 1)):
        morreu = comando(*aplica, pasta=pasta_de_trabalho, alvo=alvo, vez=vez)
        assert morreu.returncode == -signal.SIGKILL, morreu.stderr
        assert not Retorno.objects.exists()
    documento = json.loads(comando(*aplica, pasta=pasta_de_trabalho).stdout)
    total = Acionamento.objects.filter(credor=recife).count()
    assert (documento["aplicados"], documento["titulos"]) == (total, total)
    assert Passagem.objects.filter(para="protestada").count() == total


def _planejar(credor: Credor, em: date, pasta: Path) -> int:
    planeja = ("remessa", "planejar", "--estrategia", "protesto", "--credor", credor.cnpj, "--em", em.isoformat())
    return int(json.loads(comando(*planeja, pasta=pasta).stdout)["plano"])
