"""Por onde passa um pedido de adesão: uma tabela só."""

from __future__ import annotations

from django.db import models


class SituacaoDaAdesao(models.TextChoices):
    """Em que pé está o pedido."""

    #: só quem pede o vê, e ainda o muda
    RASCUNHO = "rascunho", "Rascunho"
    #: espera a PGFN
    PEDIDA = "pedida", "Pedida"
    #: a PGFN examina; o credor já existe, e ensaia
    EM_ANALISE = "em_analise", "Em análise"
    #: a PGFN pediu algo e espera a resposta
    EM_EXIGENCIA = "em_exigencia", "Em exigência"
    #: deferida; espera as duas assinaturas
    A_ASSINAR = "a_assinar", "A assinar"
    #: o convênio está em vigor
    VIGENTE = "vigente", "Vigente"
    #: o convênio está suspenso: só se aceita o que reduz
    SUSPENSA = "suspensa", "Suspensa"
    #: o convênio acabou
    ENCERRADA = "encerrada", "Encerrada"
    #: a PGFN não aceitou o pedido
    INDEFERIDA = "indeferida", "Indeferida"
    #: quem pediu desistiu
    DESISTIDA = "desistida", "Desistida"


_S = SituacaoDaAdesao
_SAIDAS = frozenset({_S.INDEFERIDA, _S.DESISTIDA})

#: De cada situação, para quais se pode ir.
PODE: dict[SituacaoDaAdesao, frozenset[SituacaoDaAdesao]] = {
    _S.RASCUNHO: frozenset({_S.PEDIDA, _S.DESISTIDA}),
    _S.PEDIDA: _SAIDAS | {_S.EM_ANALISE},
    _S.EM_ANALISE: _SAIDAS | {_S.EM_EXIGENCIA, _S.A_ASSINAR},
    _S.EM_EXIGENCIA: _SAIDAS | {_S.EM_ANALISE},
    _S.A_ASSINAR: frozenset({_S.VIGENTE, _S.DESISTIDA}),
    _S.VIGENTE: frozenset({_S.SUSPENSA, _S.ENCERRADA}),
    _S.SUSPENSA: frozenset({_S.VIGENTE, _S.ENCERRADA}),
    _S.ENCERRADA: frozenset(),
    _S.INDEFERIDA: frozenset(),
    _S.DESISTIDA: frozenset(),
}
#: De onde não se sai mais.
ACABADAS = frozenset(situacao for situacao, saidas in PODE.items() if not saidas)
#: Uma destas por CNPJ; o rascunho, que ninguém mais vê, não prende o de outro.
EM_CURSO = frozenset(PODE) - ACABADAS - {_S.RASCUNHO}
#: Em que quem pede ainda muda o pedido e junta documentos.
ABERTAS = frozenset({_S.RASCUNHO, _S.EM_EXIGENCIA})
#: As que esperam a PGFN.
NA_PGFN = frozenset({_S.PEDIDA, _S.EM_ANALISE, _S.A_ASSINAR})
