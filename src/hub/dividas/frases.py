"""As frases da linha do tempo: uma por movimento do credor e uma por passo num canal."""

from __future__ import annotations

from dataclasses import dataclass

from hub.comum.situacoes import Situacao, TipoDeMovimento


@dataclass(frozen=True, kw_only=True)
class Passo:
    #: com marcadores de `hub.dividas.historia`
    frase: str
    #: ícone da Font Awesome
    icone: str
    #: cor do DSGov, ou vazio
    cor: str = ""
    #: se o saldo que o canal informou fala deste passo
    usa_saldo: bool = False


DOS_MOVIMENTOS: dict[TipoDeMovimento, Passo] = {
    TipoDeMovimento.PAGAMENTO_TOTAL: Passo(
        frase="o credor informou o pagamento total{valor}{motivo}.", icone="fa-check-circle", cor="success"
    ),
    TipoDeMovimento.PAGAMENTO_PARCIAL: Passo(
        frase="o credor informou um pagamento parcial{valor}{motivo}.", icone="fa-coins", cor="success"
    ),
    TipoDeMovimento.PARCELAMENTO: Passo(
        frase="o credor informou o parcelamento{motivo}; a cobrança parou.", icone="fa-calendar-alt", cor="info"
    ),
    TipoDeMovimento.PARCELAMENTO_RESCINDIDO: Passo(
        frase="o credor informou a rescisão do parcelamento{motivo}.", icone="fa-calendar-times", cor="warning"
    ),
    TipoDeMovimento.SUSPENSAO: Passo(
        frase="o credor suspendeu a exigibilidade{motivo}.", icone="fa-pause-circle", cor="warning"
    ),
    TipoDeMovimento.FIM_SUSPENSAO: Passo(
        frase="o credor encerrou a suspensão{motivo}.", icone="fa-play-circle", cor="info"
    ),
    TipoDeMovimento.CANCELAMENTO: Passo(frase="o credor cancelou a CDA{motivo}.", icone="fa-ban"),
    TipoDeMovimento.REMISSAO: Passo(frase="o credor informou a remissão da dívida{motivo}.", icone="fa-ban"),
    TipoDeMovimento.PRESCRICAO: Passo(frase="o credor reconheceu a prescrição{motivo}.", icone="fa-ban"),
    TipoDeMovimento.REABERTURA: Passo(frase="o credor reabriu a CDA{motivo}.", icone="fa-undo", cor="warning"),
    TipoDeMovimento.AJUIZAMENTO: Passo(
        frase="o credor informou a execução fiscal{processo}{motivo}.", icone="fa-balance-scale", cor="info"
    ),
}

DOS_PASSOS: dict[Situacao, Passo] = {
    Situacao.PLANEJADA: Passo(frase="a CDA entrou no plano de {estrategia}.", icone="fa-clipboard-list"),
    Situacao.DESCARTADA: Passo(frase="o plano de {estrategia} foi desfeito antes de sair.", icone="fa-ban"),
    Situacao.ENVIADA: Passo(
        frase="a remessa {numero} levou a CDA a {estrategia} em {praca}, por {valor}, com o título nº {titulo}.",
        icone="fa-paper-plane",
        cor="info",
    ),
    Situacao.RECUSADA: Passo(
        frase="o canal de {estrategia} recusou o título na entrada{irregularidade}; nada dele entrou.",
        icone="fa-times-circle",
        cor="danger",
    ),
    Situacao.CONFIRMADA: Passo(
        frase="{cartorio} protocolou o título sob nº {protocolo}.", icone="fa-stamp", cor="info"
    ),
    Situacao.EM_ANDAMENTO: Passo(
        frase="{cartorio} informou o andamento do título nº {titulo}.", icone="fa-envelope-open-text", cor="info"
    ),
    Situacao.DEVOLVIDA: Passo(
        frase="{cartorio} devolveu o título sem protestar{irregularidade}.", icone="fa-undo", cor="warning"
    ),
    Situacao.DESISTENCIA_PEDIDA: Passo(
        frase="a remessa {numero} pediu a retirada do título antes do protesto.", icone="fa-hand-paper", cor="info"
    ),
    Situacao.RETIRADA: Passo(frase="{cartorio} retirou o título, sem protesto.", icone="fa-arrow-circle-left"),
    Situacao.SUSTADA: Passo(
        frase="{cartorio} informou que o protesto foi sustado por ordem judicial.", icone="fa-gavel", cor="warning"
    ),
    Situacao.SUSTADA_DEFINITIVA: Passo(
        frase="{cartorio} informou que o protesto foi sustado em definitivo.", icone="fa-gavel", cor="warning"
    ),
    Situacao.PAGA_CONDICIONAL: Passo(
        frase="{cartorio} recebeu o pagamento em cheque, que aguarda compensação.", icone="fa-money-check", cor="info"
    ),
    Situacao.PAGA: Passo(
        frase="{cartorio} recebeu o pagamento da dívida{saldo}{custas}.",
        icone="fa-check-circle",
        cor="success",
        usa_saldo=True,
    ),
    Situacao.PROTESTADA: Passo(
        frase="{cartorio} lavrou o protesto por falta de pagamento.", icone="fa-gavel", cor="danger"
    ),
    Situacao.CANCELAMENTO_PEDIDO: Passo(
        frase="a remessa {numero} pediu o cancelamento do protesto.", icone="fa-hand-paper", cor="info"
    ),
    Situacao.ANUENCIA_ENVIADA: Passo(
        frase="a remessa {numero} autorizou o cancelamento do protesto, que o devedor pede pagando os emolumentos.",
        icone="fa-file-signature",
        cor="info",
    ),
    Situacao.CANCELADA: Passo(frase="{cartorio} cancelou o protesto.", icone="fa-check-circle", cor="success"),
    Situacao.POSTADA: Passo(frase="a carta saiu para o devedor{objeto}.", icone="fa-paper-plane", cor="info"),
    Situacao.ENTREGUE: Passo(frase="a carta chegou ao devedor.", icone="fa-envelope-open", cor="success"),
    Situacao.REGISTRADA: Passo(
        frase="{estrategia} registrou a dívida{devedor}, por {valor}.", icone="fa-list-alt", cor="danger"
    ),
    Situacao.EXCLUSAO_PEDIDA: Passo(
        frase="a remessa {numero} pediu a {estrategia} que exclua o registro{devedor}{porque}.",
        icone="fa-hand-paper",
        cor="info",
    ),
    Situacao.EXCLUSAO_RECUSADA: Passo(
        frase="{estrategia} recusou a exclusão do registro{devedor}{irregularidade}; o próximo plano a pede de novo.",
        icone="fa-exclamation-triangle",
        cor="danger",
    ),
    Situacao.SUSPENSAO_PEDIDA: Passo(
        frase="a remessa {numero} pediu a {estrategia} que suspenda o registro{devedor}{porque}.",
        icone="fa-hand-paper",
        cor="info",
    ),
    Situacao.REGISTRO_SUSPENSO: Passo(
        frase="{estrategia} suspendeu o registro{devedor}: ele continua lá, e não produz efeito.",
        icone="fa-pause-circle",
        cor="warning",
    ),
    Situacao.REATIVACAO_PEDIDA: Passo(
        frase="a remessa {numero} pediu a {estrategia} que o registro{devedor} volte a valer.",
        icone="fa-play-circle",
        cor="info",
    ),
    Situacao.EXCLUIDA: Passo(
        frase="{estrategia} excluiu o registro{devedor}{porque}.", icone="fa-check-circle", cor="success"
    ),
}

#: Os passos que na carta se dizem de outro modo.
DAS_CARTAS: dict[Situacao, Passo] = {
    Situacao.ENVIADA: Passo(
        frase="a remessa {numero} levou uma carta ao devedor, que cobra {valor}.", icone="fa-envelope", cor="info"
    ),
    Situacao.DESCARTADA: Passo(
        frase="a carta da remessa {numero} não se pôde emitir; o lote de documentos diz por quê.",
        icone="fa-times-circle",
        cor="warning",
    ),
    Situacao.RECUSADA: Passo(
        frase="a carta não foi aceita{irregularidade}; nada dela saiu.", icone="fa-times-circle", cor="danger"
    ),
    Situacao.CONFIRMADA: Passo(frase="os Correios aceitaram produzir a carta{objeto}.", icone="fa-stamp", cor="info"),
    Situacao.DEVOLVIDA: Passo(frase="a carta voltou{irregularidade}.", icone="fa-undo", cor="warning"),
}

#: Os passos que nos cadastros se dizem de outro modo: não há cartório, praça nem título.
DOS_CADASTROS: dict[Situacao, Passo] = {
    Situacao.ENVIADA: Passo(
        frase="a remessa {numero} pediu a {estrategia} que registre a dívida{devedor}, por {valor}.",
        icone="fa-paper-plane",
        cor="info",
    ),
    Situacao.RECUSADA: Passo(
        frase="{estrategia} recusou o registro da dívida{devedor}{irregularidade}; nada entrou.",
        icone="fa-times-circle",
        cor="danger",
    ),
}

#: A retirada que o credor só autorizou: quem a pede é o devedor.
RETIRADA_AUTORIZADA = Passo(
    frase="a remessa {numero} autorizou o devedor a retirar o título antes do protesto, "
    "pagando o que o cartório cobrar.",
    icone="fa-file-signature",
    cor="info",
)

#: O que se liberou e, na hora de chamar o cadastro, já não podia ir.
DISPENSADO = Passo(
    frase="a dívida{devedor} deixou de poder ir antes da vez dela, e o hub não a mandou a {estrategia}.",
    icone="fa-hand-paper",
    cor="info",
)

#: Os passos que dizem outra coisa conforme de onde vêm.
DOS_RECUOS: dict[tuple[Situacao, Situacao], Passo] = {
    **{
        (de, Situacao.PROTESTADA): Passo(
            frase="o pedido de cancelamento não se fez{irregularidade}, e o protesto continua.",
            icone="fa-gavel",
            cor="warning",
        )
        for de in (Situacao.CANCELAMENTO_PEDIDO, Situacao.ANUENCIA_ENVIADA)
    },
    (Situacao.EXCLUSAO_PEDIDA, Situacao.REGISTRADA): Passo(
        frase="o pedido de exclusão do registro{devedor} não se fez, e ele continua em {estrategia}.",
        icone="fa-undo",
        cor="warning",
    ),
    (Situacao.SUSPENSAO_PEDIDA, Situacao.REGISTRADA): Passo(
        frase="a suspensão do registro{devedor} não se fez{irregularidade}; o próximo plano a pede de novo.",
        icone="fa-exclamation-triangle",
        cor="danger",
    ),
    (Situacao.REATIVACAO_PEDIDA, Situacao.REGISTRADA): Passo(
        frase="o registro{devedor} voltou a valer em {estrategia}.", icone="fa-list-alt", cor="danger"
    ),
    (Situacao.REATIVACAO_PEDIDA, Situacao.REGISTRO_SUSPENSO): Passo(
        frase="o registro{devedor} não voltou a valer{irregularidade}, e continua suspenso.",
        icone="fa-undo",
        cor="warning",
    ),
    (Situacao.DESISTENCIA_PEDIDA, Situacao.CONFIRMADA): Passo(
        frase="o pedido de retirada não se fez{irregularidade}, e o título continua no cartório.",
        icone="fa-undo",
        cor="warning",
    ),
}
