"""O freio: quando uma remessa precisa de duas pessoas para sair, e por quê."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from hub.comum.situacoes import EM_ABERTO
from hub.credores.consultas import convenio_em
from hub.dividas.models import Remessa
from hub.estrategias.limites import FREIO_FRACAO, FREIO_MINIMO

#: As abertas da carteira só se contam até onde a fração já não se alcança: num dia comum o plano toca poucas.
_FRACOES: Final = """
with tocada as (
    select carteira_id, sum(quantas)::bigint as total from (
        select * from unnest(%(carteiras)s::bigint[], %(quantas)s::bigint[]) as vao(carteira_id, quantas)
        union all
        select c.carteira_id, count(*)
          from remessa_baixa b
          join acionamento a on a.id = b.acionamento and a.devedor = 0
          join cda c on c.id = a.cda_id
         where b.remessa_id = %(remessa)s
         group by c.carteira_id
    ) t group by carteira_id having sum(quantas) >= %(minimo)s
)
select k.nome, tocada.total, greatest(aberta.total, tocada.total)
  from tocada
  join carteira k on k.id = tocada.carteira_id
 cross join lateral (
      select count(*) as total from (
          select from cda
           where credor_id = %(credor)s and carteira_id = tocada.carteira_id and posicao = any(%(abertas)s)
           limit (tocada.total / %(fracao)s)::bigint + 1
      ) algumas
  ) aberta
 where tocada.total > %(fracao)s * greatest(aberta.total, tocada.total)
 order by k.codigo
"""


def pessoas_que_liberam(remessa: Remessa) -> int:
    """Duas quando o freio age ou o convênio as pede, uma quando não."""
    return 2 if remessa.freio else 1


def por_que_duas_pessoas(remessa: Remessa, por_carteira: Mapping[int, int]) -> str:
    """Por que o plano precisa de duas pessoas; vazio quando não precisa. `por_carteira`: quantas CDAs ele inclui."""
    return " ".join(filter(None, (_do_convenio(remessa), _da_fracao(remessa, por_carteira))))


def _do_convenio(remessa: Remessa) -> str:
    """A cláusula que pede duas pessoas; vazio quando não há, ou quando o plano só baixa: quem pagou não espera."""
    convenio = convenio_em(remessa.credor, remessa.em)
    pede = convenio is not None and convenio.duas_pessoas and remessa.inclusoes
    return "O convênio pede duas pessoas para toda remessa que inclui dívidas." if pede else ""


def _da_fracao(remessa: Remessa, por_carteira: Mapping[int, int]) -> str:
    """As carteiras de que o plano mexe em mais que a fração; vazio quando em nenhuma."""
    parametros: dict[str, Any] = {
        "credor": remessa.credor_id,
        "abertas": [posicao.value for posicao in EM_ABERTO],
        "remessa": remessa.pk,
        "carteiras": list(por_carteira),
        "quantas": list(por_carteira.values()),
        "minimo": FREIO_MINIMO,
        "fracao": FREIO_FRACAO,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FRACOES, parametros)
        casos = [
            f"{tocadas} de {abertas} CDAs da carteira {nome} ({Decimal(tocadas) * 100 / abertas:.0f} %)"
            for nome, tocadas, abertas in cursor.fetchall()
        ]
    return f"O plano mexe em {'; '.join(casos)}, mais que {FREIO_FRACAO:.0%} da carteira." if casos else ""
