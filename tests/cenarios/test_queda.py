"""Uma queda (kill -9) em qualquer momento: o mesmo comando, de novo, chega ao mesmo estado."""

from __future__ import annotations

import json
import signal
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from cenarios.queda import comando
from hub.comum.ficticios import cdas_ficticias
from hub.credores.models import Credor
from hub.dividas.models import Lote

pytestmark = pytest.mark.django_db(transaction=True)

#: Fatias pequenas, para que a queda caia entre elas.
FATIAS_PEQUENAS = "import hub.recepcao.fatias as f; f.LINHAS_POR_FATIA = 40"
MOMENTOS_DA_RECEPCAO = [
    ("hub.dividas.cdas:quadro_copiar", 1, True),
    ("hub.dividas.cdas:quadro_copiar", 2, False),
    ("hub.recepcao.servicos:quadro_copiar", 2, False),
    ("hub.recepcao.arquivos:lote_somar", 3, False),
    ("hub.recepcao.arquivos:_concluir", 1, True),
    ("hub.recepcao.arquivos:lote_registrar", 1, False),
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
