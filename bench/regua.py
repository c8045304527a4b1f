"""Régua do dia: o plano de um dia comum sobre o livro inteiro, em que quase tudo espera e um em cem vai.

Nossa: `remessa_planejar`, como a rodada a chama: o motivo de cada CDA, os acionamentos planejados, as baixas, o freio.
Base: um `count` com um `sum`, numa leitura só do livro, com os mesmos filtros escritos à mão.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from carteira import EM, regua_trocar
from comparacao import comparar
from cronometro import cronometro
from previa import CONTA
from promessa import Promessa
from protesto import arrumar, livro_encher

PROMESSA = Promessa(nome="regua", base="um count com os mesmos filtros, numa leitura só do livro", deve=2.0, alvo=1.5)
#: Um mês depois da chegada, para que a espera da régua já tenha passado.
HOJE = EM + timedelta(days=30)
#: De cada cem CDAs, quantas vão no dia.
EM_CEM = 1


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório, com quantas foram em `vao`."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro cheio, e a régua que só alcança as de maior valor."""
    from django.db import connection  # noqa: PLC0415 - precisa do Django pronto

    credor = livro_encher(tamanho, pasta)
    with connection.cursor() as cursor:
        cursor.execute(_PISO, [1 - EM_CEM / 100])
        piso = str(cursor.fetchone()[0])
    regua_trocar(credor, [{"estrategia": "protesto", "espera_dias": 10, "condicao": {"valor_minimo": piso}}])
    arrumar()
    return {"piso": piso}


def nossa(tamanho: int, _pasta: Path) -> dict[str, Any]:
    """O plano do dia."""
    from hub.credores.models import Credor  # noqa: PLC0415 - precisa do Django pronto
    from hub.estrategias.servicos import remessa_planejar  # noqa: PLC0415 - idem

    credor = Credor.objects.get()
    with cronometro() as medida:
        remessa = remessa_planejar(credor=credor, estrategia="protesto", em=HOJE, ator="bench")
    assert remessa.inclusoes + sum(remessa.retidas.values()) == tamanho, remessa.retidas
    assert 0 < remessa.inclusoes <= max(1, 2 * EM_CEM * tamanho // 100), remessa.inclusoes
    return medida.com(vao=remessa.inclusoes)


def base(_tamanho: int, _pasta: Path) -> dict[str, Any]:
    """Só o banco: quantas e quanto."""
    from django.db import connection  # noqa: PLC0415

    from hub.credores.models import Carteira, VersaoDaCarteira  # noqa: PLC0415

    carteira = Carteira.objects.get()
    piso = VersaoDaCarteira.objects.filter(carteira=carteira).latest("versao").regua[0]["condicao"]["valor_minimo"]
    parametros = {"credor": carteira.credor_id, "carteira": carteira.pk, "em": HOJE, "piso": piso}
    with cronometro() as medida, connection.cursor() as cursor:
        cursor.execute(CONTA + _DA_REGUA, parametros)
        assert cursor.fetchone()[0]
    return medida.com()


_PISO = """
select percentile_disc(%s) within group (order by valor_consolidado - valor_pago) from cda
"""
_DA_REGUA = """
   and c.valor_consolidado - c.valor_pago >= %(piso)s and c.chegou_em + 10 <= %(em)s
"""
