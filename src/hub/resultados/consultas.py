"""O que cada estratégia fez, em duas consultas."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import connection

from hub.comum.dinheiro import dinheiro_escrever
from hub.comum.situacoes import COM_PROTESTO, NO_CADASTRO, NO_CANAL, Situacao, TipoDeMovimento
from hub.credores.models import Credor
from hub.dividas.situacao import cdas_por_situacao

#: Coluna → situações de acionamento que ela conta. Não se sobrepõem e somam as enviadas.
DESFECHOS: dict[str, frozenset[Situacao]] = {
    "devolvidas": frozenset({Situacao.DEVOLVIDA, Situacao.RECUSADA}),
    "em_andamento": NO_CANAL - COM_PROTESTO - NO_CADASTRO,
    "pagas": frozenset({Situacao.PAGA}),
    "protestadas": COM_PROTESTO,
    "registradas": NO_CADASTRO,
    "entregues": frozenset({Situacao.ENTREGUE}),
    "baixadas": frozenset({Situacao.RETIRADA, Situacao.CANCELADA, Situacao.SUSTADA_DEFINITIVA, Situacao.EXCLUIDA}),
}
#: Movimentos com que o credor conta o que recebeu.
PAGAMENTOS = (TipoDeMovimento.PAGAMENTO_TOTAL, TipoDeMovimento.PAGAMENTO_PARCIAL)
ENVIADAS = frozenset().union(*DESFECHOS.values())
CONTAS = ("enviadas", "confirmadas", *DESFECHOS)
VALORES = ("valor_enviado", "valor_recuperado", "valor_pago_ao_credor")


def resultados(*, credor: Credor) -> dict[str, Any]:
    """O resultado do credor, por estratégia e por situação das CDAs.

    `por_estrategia`, uma linha por estratégia que já recebeu CDA do credor; conta idas da CDA (a mesma enviada duas
    vezes conta duas; com vários devedores no mesmo cadastro, uma):

    - `enviadas`: saíram em remessa;
    - `confirmadas`: das enviadas, as que o cartório protocolou (têm número de protocolo) ou que entraram no cadastro,
      qualquer que seja o desfecho;
    - `devolvidas`: devolvidas por irregularidade, recusadas na entrada ou, a carta, pelo correio;
    - `em_andamento`: sem desfecho ainda, o que inclui sustadas sem decisão final e desistências pedidas;
    - `pagas`: pagas no canal;
    - `protestadas`: com protesto lavrado e não cancelado, mesmo que o cancelamento já tenha sido pedido;
    - `registradas`: no cadastro do canal (birô, Cadin, lista pública), mesmo que a exclusão já tenha sido pedida;
    - `entregues`: cartas que chegaram ao devedor; as que saíram e de que não se sabe mais estão em andamento;
    - `baixadas`: retiradas, canceladas, sustadas em definitivo ou excluídas do cadastro;
    - `valor_enviado`: soma do valor levado ao canal, em reais;
    - `valor_recuperado`: soma do saldo que o canal informou nas pagas (o valor levado, se não informou) com o que se
      pagou ao credor, em reais;
    - `valor_pago_ao_credor`: dele, o que o credor informou como pago, do dia da remessa em diante, das CDAs que o canal
      não deu por pagas. Depois do protesto é a ele que se paga; o pagamento conta para a última estratégia a que a CDA
      tinha ido, e o que a reabertura desfez não conta. A atribuição é escolha nossa: nenhuma norma a define.

    enviadas = devolvidas + em_andamento + pagas + protestadas + registradas + entregues + baixadas, sempre.
    `cdas`: `total` e `por_situacao`, com todas as situações de `hub.dividas.situacao`; a soma é o total.
    Dinheiro é texto com ponto e duas casas.
    """
    situacoes = cdas_por_situacao(credor)
    return {
        "por_estrategia": _por_estrategia(credor),
        "cdas": {"total": sum(situacoes.values()), "por_situacao": situacoes},
    }


def _por_estrategia(credor: Credor) -> list[dict[str, Any]]:
    parametros: dict[str, Any] = {"credor": credor.pk, "enviadas": _textos(ENVIADAS)}
    parametros |= {"pagamentos": [tipo.value for tipo in PAGAMENTOS]}
    parametros |= {"no_cadastro": _textos(NO_CADASTRO | {Situacao.EXCLUIDA})}
    parametros |= {coluna: _textos(situacoes) for coluna, situacoes in DESFECHOS.items()}
    with connection.cursor() as cursor:
        cursor.execute(_POR_ESTRATEGIA, parametros)
        linhas = cursor.fetchall()
    return [
        {"estrategia": estrategia, **dict(zip(CONTAS, contas, strict=True)), **_em_texto(valores)}
        for estrategia, *resto in linhas
        for contas, valores in [(resto[: len(CONTAS)], resto[len(CONTAS) :])]
    ]


def _textos(situacoes: frozenset[Situacao]) -> list[str]:
    return sorted(situacao.value for situacao in situacoes)


def _em_texto(valores: list[Decimal]) -> dict[str, str]:
    return {nome: dinheiro_escrever(valor) for nome, valor in zip(VALORES, valores, strict=True)}


#: O que o credor informou como pago, por estratégia: cada pagamento vai ao último acionamento que saíra até o dia dele.
_PAGO_AO_CREDOR = f"""
select ultimo.estrategia, sum(m.valor) as pago
  from movimento m
  join lateral (
    select a.estrategia, a.situacao
      from acionamento a join remessa r on r.id = a.remessa_id
     where a.cda_id = m.cda_id and a.situacao = any(%(enviadas)s) and r.em <= m.data
     order by r.em desc, a.id desc limit 1
  ) ultimo on ultimo.situacao <> all(%(pagas)s)
 where m.credor_id = %(credor)s and m.tipo = any(%(pagamentos)s)
   and not exists (
    select 1 from movimento d
     where d.cda_id = m.cda_id and d.id > m.id and d.tipo = '{TipoDeMovimento.REABERTURA}'
       and m.tipo = '{TipoDeMovimento.PAGAMENTO_TOTAL}'
   )
 group by ultimo.estrategia
"""
_POR_ESTRATEGIA = f"""
select estrategia,
       sum(quantas)::bigint,
       sum(confirmadas)::bigint,
       {", ".join(f"coalesce(sum(quantas) filter (where situacao = any(%({c})s)), 0)::bigint" for c in DESFECHOS)},
       sum(valor),
       coalesce(sum(recuperado) filter (where situacao = any(%(pagas)s)), 0) + coalesce(max(pago), 0),
       coalesce(max(pago), 0)
from (
    select estrategia, situacao,
           count(*) as quantas,
           count(*) filter (where protocolo <> '' or situacao = any(%(no_cadastro)s)) as confirmadas,
           sum(valor) as valor,
           sum(coalesce(nullif(saldo, 0), valor)) as recuperado
    from acionamento
    where credor_id = %(credor)s and situacao = any(%(enviadas)s) and devedor = 0
    group by estrategia, situacao
) por_situacao
left join ({_PAGO_AO_CREDOR}) pagos using (estrategia)
group by estrategia
order by estrategia
"""
