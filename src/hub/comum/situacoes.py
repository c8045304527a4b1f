"""Situações e a única tabela do que pode virar o quê.

Duas coisas se movem: a **posição** da CDA (o que o credor diz dela) e a **situação** de cada acionamento
(o que aconteceu com ela numa estratégia). A situação que as telas mostram é calculada das duas, por
`hub.dividas.consultas`; ninguém a grava.
"""

from __future__ import annotations

from enum import IntFlag, StrEnum


class Posicao(StrEnum):
    """O que o credor diz da CDA."""

    #: em cobrança normal
    ATIVA = "ativa"
    #: aceita com ressalva, que o credor corrige ou justifica no prazo do convênio
    EM_CONSULTA = "em_consulta"
    #: exigibilidade suspensa (CTN art. 151)
    SUSPENSA = "suspensa"
    #: parcelada em dia (CTN art. 151 VI)
    PARCELADA = "parcelada"
    #: paga por inteiro ao credor (CTN art. 156 I)
    PAGA = "paga"
    #: cancelada, remida ou prescrita
    CANCELADA = "cancelada"


class TipoDeMovimento(StrEnum):
    """O que o credor conta sobre uma CDA já enviada."""

    PAGAMENTO_TOTAL = "PAGAMENTO_TOTAL"
    PAGAMENTO_PARCIAL = "PAGAMENTO_PARCIAL"
    PARCELAMENTO = "PARCELAMENTO"
    PARCELAMENTO_RESCINDIDO = "PARCELAMENTO_RESCINDIDO"
    SUSPENSAO = "SUSPENSAO"
    FIM_SUSPENSAO = "FIM_SUSPENSAO"
    CANCELAMENTO = "CANCELAMENTO"
    REMISSAO = "REMISSAO"
    PRESCRICAO = "PRESCRICAO"
    REABERTURA = "REABERTURA"
    AJUIZAMENTO = "AJUIZAMENTO"


class Situacao(StrEnum):
    """O que aconteceu com uma CDA numa estratégia."""

    #: está num plano, ainda não saiu
    PLANEJADA = "planejada"
    #: o plano foi desfeito antes de sair
    DESCARTADA = "descartada"
    #: saiu no arquivo; ainda sem resposta
    ENVIADA = "enviada"
    #: o canal recusou o arquivo ou o título na entrada
    RECUSADA = "recusada"
    #: o cartório protocolou; ou os Correios aceitaram produzir a carta
    CONFIRMADA = "confirmada"
    #: o cartório informou uma etapa (intimação, edital, tríduo)
    EM_ANDAMENTO = "em_andamento"
    #: devolvida por irregularidade; a carta, pelo correio
    DEVOLVIDA = "devolvida"
    #: pedimos a retirada antes da lavratura (DP)
    DESISTENCIA_PEDIDA = "desistencia_pedida"
    #: retirada antes da lavratura
    RETIRADA = "retirada"
    #: sustada por ordem judicial; não é o fim
    SUSTADA = "sustada"
    #: sustada em definitivo
    SUSTADA_DEFINITIVA = "sustada_definitiva"
    #: paga com cheque, aguarda compensação
    PAGA_CONDICIONAL = "paga_condicional"
    #: paga no cartório
    PAGA = "paga"
    #: protesto lavrado; continua aberto até o cancelamento
    PROTESTADA = "protestada"
    #: pedimos o cancelamento do protesto (CP)
    CANCELAMENTO_PEDIDO = "cancelamento_pedido"
    #: autorizamos o cancelamento (AC, anuência); depende de o devedor pagar os emolumentos
    ANUENCIA_ENVIADA = "anuencia_enviada"
    #: protesto cancelado
    CANCELADA = "cancelada"
    #: a carta saiu para o devedor, com prova
    POSTADA = "postada"
    #: a carta chegou ao devedor; a que voltou é `devolvida`
    ENTREGUE = "entregue"
    #: está no cadastro do canal (birô de crédito, Cadin, lista pública); continua nele até a exclusão
    REGISTRADA = "registrada"
    #: pedimos que saia do cadastro
    EXCLUSAO_PEDIDA = "exclusao_pedida"
    #: o canal recusou a exclusão: continua no cadastro, e o plano seguinte a pede de novo
    EXCLUSAO_RECUSADA = "exclusao_recusada"
    #: saiu do cadastro
    EXCLUIDA = "excluida"
    #: pedimos que o registro se suspenda: a exigibilidade está suspensa (Lei 10.522/2002 art. 7)
    SUSPENSAO_PEDIDA = "suspensao_pedida"
    #: está no cadastro, suspenso: não produz efeito
    REGISTRO_SUSPENSO = "registro_suspenso"
    #: pedimos que o registro suspenso volte a valer
    REATIVACAO_PEDIDA = "reativacao_pedida"


_DESFECHOS = frozenset(
    {
        Situacao.PAGA,
        Situacao.PAGA_CONDICIONAL,
        Situacao.PROTESTADA,
        Situacao.DEVOLVIDA,
        Situacao.SUSTADA,
        Situacao.SUSTADA_DEFINITIVA,
        Situacao.RETIRADA,
    }
)

#: De cada situação de acionamento, para quais se pode ir. Retorno sem confirmação é possível (confirmação
#: automática ou perdida); voltar atrás não é.
PODE: dict[Situacao, frozenset[Situacao]] = {
    Situacao.PLANEJADA: frozenset({Situacao.ENVIADA, Situacao.DESCARTADA}),
    Situacao.ENVIADA: _DESFECHOS
    | {Situacao.CONFIRMADA, Situacao.EM_ANDAMENTO, Situacao.RECUSADA}
    # Quem pagou não espera a resposta da inclusão: os arquivos de um cadastro se processam na ordem.
    | {Situacao.REGISTRADA, Situacao.EXCLUSAO_PEDIDA, Situacao.EXCLUIDA, Situacao.SUSPENSAO_PEDIDA}
    | {Situacao.POSTADA, Situacao.ENTREGUE},
    Situacao.CONFIRMADA: _DESFECHOS
    | {Situacao.EM_ANDAMENTO, Situacao.DESISTENCIA_PEDIDA, Situacao.POSTADA, Situacao.ENTREGUE},
    Situacao.POSTADA: frozenset({Situacao.ENTREGUE, Situacao.DEVOLVIDA}),
    Situacao.EM_ANDAMENTO: _DESFECHOS | {Situacao.DESISTENCIA_PEDIDA},
    Situacao.DESISTENCIA_PEDIDA: _DESFECHOS | {Situacao.CANCELADA},
    Situacao.SUSTADA: (_DESFECHOS - {Situacao.SUSTADA}) | {Situacao.CANCELADA},
    Situacao.PAGA_CONDICIONAL: frozenset({Situacao.PAGA, Situacao.PROTESTADA, Situacao.DEVOLVIDA}),
    Situacao.PROTESTADA: frozenset({Situacao.CANCELAMENTO_PEDIDO, Situacao.ANUENCIA_ENVIADA, Situacao.CANCELADA}),
    Situacao.CANCELAMENTO_PEDIDO: frozenset({Situacao.CANCELADA, Situacao.PROTESTADA}),
    Situacao.ANUENCIA_ENVIADA: frozenset({Situacao.CANCELADA, Situacao.PROTESTADA, Situacao.CANCELAMENTO_PEDIDO}),
    # Recusada depois de registrada é a resposta da inclusão que chegou fora de ordem; excluída, o canal que a tirou só.
    Situacao.REGISTRADA: frozenset(
        {Situacao.EXCLUSAO_PEDIDA, Situacao.EXCLUIDA, Situacao.RECUSADA, Situacao.SUSPENSAO_PEDIDA}
    ),
    Situacao.EXCLUSAO_PEDIDA: frozenset({Situacao.EXCLUIDA, Situacao.EXCLUSAO_RECUSADA, Situacao.RECUSADA}),
    Situacao.EXCLUSAO_RECUSADA: frozenset({Situacao.EXCLUSAO_PEDIDA, Situacao.EXCLUIDA, Situacao.SUSPENSAO_PEDIDA}),
    # A suspensão recusada deixa o registro valendo, e o plano seguinte a pede de novo; a reativação, suspenso.
    Situacao.SUSPENSAO_PEDIDA: frozenset(
        {
            Situacao.REGISTRO_SUSPENSO,
            Situacao.REGISTRADA,
            Situacao.EXCLUSAO_PEDIDA,
            Situacao.EXCLUIDA,
            Situacao.RECUSADA,
        }
    ),
    Situacao.REGISTRO_SUSPENSO: frozenset({Situacao.REATIVACAO_PEDIDA, Situacao.EXCLUSAO_PEDIDA, Situacao.EXCLUIDA}),
    Situacao.REATIVACAO_PEDIDA: frozenset(
        {*(Situacao.REGISTRADA, Situacao.REGISTRO_SUSPENSO, Situacao.SUSPENSAO_PEDIDA)}
        | {Situacao.EXCLUSAO_PEDIDA, Situacao.EXCLUIDA}
    ),
}

#: Aonde volta o acionamento cujo arquivo o canal recusou inteiro: o pedido não se fez, e o plano seguinte o repete.
NA_RECUSA = {
    Situacao.ENVIADA: Situacao.RECUSADA,
    Situacao.DESISTENCIA_PEDIDA: Situacao.CONFIRMADA,
    Situacao.CANCELAMENTO_PEDIDO: Situacao.PROTESTADA,
    Situacao.ANUENCIA_ENVIADA: Situacao.PROTESTADA,
    Situacao.EXCLUSAO_PEDIDA: Situacao.REGISTRADA,
    Situacao.SUSPENSAO_PEDIDA: Situacao.REGISTRADA,
    Situacao.REATIVACAO_PEDIDA: Situacao.REGISTRO_SUSPENSO,
}

#: Aonde vai o acionamento cujo registro a lista do cadastro mostra, ou não mostra: quem sabe o que há nele é ele.
SE_ESTA_NO_CADASTRO = {
    Situacao.ENVIADA: Situacao.REGISTRADA,
    Situacao.RECUSADA: Situacao.REGISTRADA,
    Situacao.EXCLUIDA: Situacao.REGISTRADA,
    Situacao.EXCLUSAO_PEDIDA: Situacao.EXCLUSAO_RECUSADA,
}
SE_NAO_ESTA_NO_CADASTRO = {
    Situacao.ENVIADA: Situacao.RECUSADA,
    **dict.fromkeys((Situacao.REGISTRADA, Situacao.EXCLUSAO_PEDIDA, Situacao.EXCLUSAO_RECUSADA), Situacao.EXCLUIDA),
}

#: Posições de que ainda se espera pagamento.
EM_ABERTO = frozenset({Posicao.ATIVA, Posicao.EM_CONSULTA, Posicao.SUSPENSA, Posicao.PARCELADA})
#: Posições que podem seguir a uma estratégia.
COBRAVEIS = frozenset({Posicao.ATIVA})
#: Posições em que nada mais se cobra.
ENCERRADAS = frozenset({Posicao.PAGA, Posicao.CANCELADA})
#: Acionamentos que ainda prendem a CDA no canal.
NO_CANAL = frozenset(PODE) - {Situacao.PLANEJADA}
#: Acionamentos em que há protesto lavrado e ainda não cancelado.
COM_PROTESTO = frozenset({Situacao.PROTESTADA, Situacao.CANCELAMENTO_PEDIDO, Situacao.ANUENCIA_ENVIADA})
#: Acionamentos que estão no cadastro do canal.
NO_CADASTRO = frozenset(
    {
        *(Situacao.REGISTRADA, Situacao.EXCLUSAO_PEDIDA, Situacao.EXCLUSAO_RECUSADA),
        *(Situacao.SUSPENSAO_PEDIDA, Situacao.REGISTRO_SUSPENSO, Situacao.REATIVACAO_PEDIDA),
    }
)
#: Acionamentos que já não prendem: a CDA pode ser acionada de novo.
LIVRES = frozenset(Situacao) - NO_CANAL - {Situacao.PLANEJADA}


class Causa(IntFlag):
    """O que segura uma CDA em aberto. Podem ser várias: acabar uma não acaba as outras (CTN art. 151)."""

    SUSPENSA = 1
    PARCELADA = 2
    EM_CONSULTA = 4


#: De cada causa, a posição que se mostra; a primeira presente decide.
DA_CAUSA = {
    Causa.SUSPENSA: Posicao.SUSPENSA,
    Causa.PARCELADA: Posicao.PARCELADA,
    Causa.EM_CONSULTA: Posicao.EM_CONSULTA,
}
#: Movimentos que põem e que tiram uma causa; e os que encerram a CDA.
POE = {TipoDeMovimento.SUSPENSAO: Causa.SUSPENSA, TipoDeMovimento.PARCELAMENTO: Causa.PARCELADA}
TIRA = {
    TipoDeMovimento.FIM_SUSPENSAO: Causa.SUSPENSA,
    TipoDeMovimento.PARCELAMENTO_RESCINDIDO: Causa.PARCELADA,
}
ENCERRA = {
    TipoDeMovimento.PAGAMENTO_TOTAL: Posicao.PAGA,
    TipoDeMovimento.CANCELAMENTO: Posicao.CANCELADA,
    TipoDeMovimento.REMISSAO: Posicao.CANCELADA,
    TipoDeMovimento.PRESCRICAO: Posicao.CANCELADA,
}
#: Movimentos que só diminuem o que se cobra: pagam, encerram ou seguram.
REDUZEM = frozenset({TipoDeMovimento.PAGAMENTO_PARCIAL, *ENCERRA, *POE})


def posicao_com(causas: Causa) -> Posicao:
    """A posição de uma CDA em aberto com essas causas."""
    return next((posicao for causa, posicao in DA_CAUSA.items() if causa in causas), Posicao.ATIVA)


def mover(tipo: TipoDeMovimento, posicao: Posicao, causas: Causa) -> tuple[Posicao, Causa] | None:
    """A posição e as causas depois do movimento; nulo quando ele não cabe.

    A encerrada guarda as causas que tinha: reaberta, volta a ser segurada por elas.
    """
    if tipo == TipoDeMovimento.REABERTURA:
        return (posicao_com(causas), causas) if posicao in ENCERRADAS else None
    poe, tira = POE.get(tipo, Causa(0)), TIRA.get(tipo, Causa(0))
    if posicao in ENCERRADAS or poe & causas or tira & ~causas:
        return None
    depois = (causas | poe) & ~tira
    return ENCERRA.get(tipo) or posicao_com(depois), depois
