"""Limites comuns às estratégias, num lugar só."""

from __future__ import annotations

from decimal import Decimal

#: Fração da carteira em aberto que, num plano só, pede segunda pessoa.
FREIO_FRACAO = Decimal("0.30")
#: Abaixo disto o freio não age: carteira pequena não trava por aritmética.
FREIO_MINIMO = 10
#: CDAs retidas listadas por plano; o total por motivo vem sempre.
RETIDAS_LISTADAS = 1_000
#: Vezes que um título se lê na mesma parte de um retorno: cada vez é uma rodada no banco.
VEZES_POR_TITULO = 50
#: MiB de cada lista que se concilia pela tela ou pela API, lida inteira na memória do pedido: tantos são meio milhão
#: de dívidas; mais, só `hub conciliar`.
LISTA_MIB = 32
#: Divergências numa resposta.
DIVERGENCIAS_POR_PAGINA = 1_000
#: Dias sem conciliar depois dos quais se avisa.
CONCILIAR_A_CADA = 31
