"""Prévia da régua: o que a mudança de uma carteira enviaria em quatro dias, ao lado do que já iria.

Nossa: `regua_prever`, como a tela a chama (duas réguas, quatro dias, motivos, valores e exemplos).
Base: um `count` com um `sum` por régua, num dia só, com os mesmos filtros escritos à mão.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from carteira import EM
from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa
from protesto import arrumar, livro_encher

PROMESSA = Promessa(nome="previa", base="um count por régua com os mesmos filtros, num dia só", deve=3.0, alvo=2.0)
#: Um mês depois da chegada, para que a espera da régua nova já tenha passado.
HOJE = EM + timedelta(days=30)
NOVA = [
    {
        "estrategia": "protesto",
        "espera_dias": 10,
        "condicao": {"valor_minimo": "500.00", "pessoa": "PF", "idade_minima": {"anos": 1}},
    }
]
#: Um count com um sum, com os filtros do protesto escritos à mão.
CONTA = """
select count(*), sum(c.valor_consolidado - c.valor_pago)
  from cda c
  left join lateral (
      select a.situacao, a.versao, a.irregularidade from acionamento a
       where a.cda_id = c.id and a.estrategia = 'protesto' order by a.tentativa desc limit 1
  ) u on true
 where c.credor_id = %(credor)s and c.carteira_id = %(carteira)s and c.posicao = 'ativa'
   and (u.situacao is null or u.situacao in ('devolvida', 'recusada') and c.versao > u.versao)
   and (c.estrategias is null or 'PROTESTO' = any(string_to_array(c.estrategias, '+')))
   and c.devedor_documento is not null and c.devedor_nome is not null and c.devedor_logradouro is not null
   and c.devedor_cep is not null and c.devedor_uf is not null and c.devedor_municipio_ibge is not null
   and c.valor_consolidado > c.valor_pago and coalesce(c.valor_originario, 0) <= 999999999999.99
   and length(coalesce(c.numero_titulo, regexp_replace(c.numero_cda, '[^A-Za-z0-9]', '', 'g'))) between 1 and 11
   and (c.vigente_a_partir_de is null or c.vigente_a_partir_de <= %(em)s)
"""
_SO_DA_NOVA = """
   and length(c.devedor_documento) = 11 and c.valor_consolidado - c.valor_pago >= 500
   and c.chegou_em + 10 <= %(em)s and c.data_vencimento + interval '1 year' <= %(em)s
"""


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro cheio, numa carteira só."""
    livro_encher(tamanho, pasta)
    arrumar()
    return {}


def nossa(tamanho: int, _pasta: Path) -> dict[str, Any]:
    """A prévia, com o processo já aquecido pelo que a página faria antes dela."""
    from hub.estrategias.previa import regua_prever  # noqa: PLC0415 - precisa do Django pronto

    with cronometro() as medida:
        (previa,) = regua_prever(carteira=_carteira(), regua=NOVA, desde=HOJE, hoje=HOJE)
    assert previa.dias[0].antes.cdas == tamanho
    assert 0 < previa.dias[-1].depois.cdas < tamanho
    return medida.com()


def base(_tamanho: int, _pasta: Path) -> dict[str, Any]:
    """Só o banco: quantas e quanto, pela régua de antes e pela nova."""
    from django.db import connection  # noqa: PLC0415

    carteira = _carteira()
    parametros = {"credor": carteira.credor_id, "carteira": carteira.pk, "em": HOJE}
    with cronometro() as medida, connection.cursor() as cursor:
        for consulta in (CONTA, CONTA + _SO_DA_NOVA):
            cursor.execute(consulta, parametros)
            cursor.fetchall()
    return medida.com()


def _carteira() -> Any:
    from hub.credores.models import Carteira  # noqa: PLC0415

    return Carteira.objects.select_related("credor").get()
