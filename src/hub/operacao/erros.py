from __future__ import annotations

from datetime import datetime
from typing import Any

from hub.comum.erros import Recusa


class Parada(Recusa):
    """A operação do hub está parada."""

    status = 503
    #: segundos até quando se espera que passe; nulo se não se sabe
    volta_em: int | None = None
    #: o que a resposta da API leva além da mensagem
    extra: dict[str, Any]

    def __init__(
        self, *, desde: datetime, fim_previsto: datetime | None, volta_em: int | None, **campos: object
    ) -> None:
        self.volta_em = volta_em
        self.extra = {
            "motivo": campos.get("motivo"),
            "desde": desde.isoformat(),
            "fim_previsto": fim_previsto.isoformat() if fim_previsto else None,
        }
        super().__init__(**campos)


class SomenteLeitura(Parada):
    """O hub está em somente leitura: {motivo} Nada foi gravado.{quando} Consultas, resultados, andamento e a página

    de estado (/estado) continuam, e se entra e sai como sempre. Depois, repita o mesmo envio, com a mesma
    Idempotency-Key se a usou: ele vale uma vez só. Pagamento, suspensão e cancelamento também esperam: guarde-os e
    mande-os primeiro.
    """


class CanalParado(Parada):
    """A operação do hub parou o que sairia pelo canal {canal}: {motivo} O plano {plano} tem {inclusoes} inclusões e

    {baixas} baixas, e nada dele saiu.{quando} {como_seguir}
    """

    def __init__(self, *, de_leitura: bool, **campos: Any) -> None:
        #: se o que segura é o hub inteiro em somente leitura
        self.de_leitura = de_leitura
        super().__init__(**campos)


class CredorParado(Parada):
    """A operação do hub parou as inclusões de {credor}: {motivo} Nada foi gravado.{quando} Consultar continua, e

    pagamento, parcelamento, suspensão, cancelamento, remissão e prescrição se recebem em `/movimentos`, na página da
    CDA ou em arquivo. Quando a parada acabar, repita o mesmo envio, com a mesma Idempotency-Key se a usou.
    """


class ChaveMalDita(Recusa):
    """A chave não se liga: {motivo}. Confira a espécie, o canal, o credor e as datas."""

    status = 422


class ChaveJaLigada(Recusa):
    """Já há uma chave assim ligada, a {chave}, e com outros dados. Desligue-a antes, ou deixe-a como está."""

    status = 409


class ChaveDesconhecida(Recusa):
    """Não há chave {chave}. `hub operacao mostrar` diz as que há."""

    status = 404


class ChaveJaDesligada(Recusa):
    """A chave {chave} já foi desligada por {por}. Para parar de novo, ligue outra."""

    status = 409


class ComponenteDesconhecido(Recusa):
    """Não há componente {componente}. Os que há são: {conhecidos}."""

    status = 422


class PeriodoMalDito(Recusa):
    """O período não serve: {motivo}. Diga início e fim, nessa ordem e já passados, como 2026-03-02T14:00."""

    status = 422


class PeriodoSemMedicao(Recusa):
    """O componente {componente} só se mede desde {desde:%d/%m/%Y às %H:%M}, e do que veio antes nada se certifica. Peça

    de então em diante.
    """

    status = 422


class EstadoSemBanco(Recusa):
    """O banco não responde, e sem ele nada se certifica. A página mostra o último estado conhecido; repita depois."""

    status = 503


class CertidoesDemais(Recusa):
    """Deste endereço já se pediram certidões demais. Espere {minutos} minutos e peça de novo."""

    status = 429
