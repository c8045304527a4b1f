"""O que pedir a um cadastro do que já está nele: que exclua, que suspenda, que volte a valer."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import Causa, Situacao
from hub.credores.consultas import vigor_em
from hub.credores.models import Credor
from hub.dividas.models import CDA, Remessa
from hub.estrategias.cadastro.prazos import mais_velho_na_permanencia
from hub.estrategias.paradas import motivo_da_parada
from hub.estrategias.plano import consulta

if TYPE_CHECKING:
    from hub.estrategias.cadastro.plano import Cadastro

PASTA: Final = "hub.estrategias.cadastro"
#: Tipo do pedido → de onde se pede e aonde ele leva: quem pagou não espera a resposta da inclusão, e o que o cadastro
#: recusou se pede de novo.
PEDIDOS: Final = {
    "EX": (
        (
            *(Situacao.ENVIADA, Situacao.REGISTRADA, Situacao.EXCLUSAO_RECUSADA),
            *(Situacao.SUSPENSAO_PEDIDA, Situacao.REGISTRO_SUSPENSO, Situacao.REATIVACAO_PEDIDA),
        ),
        Situacao.EXCLUSAO_PEDIDA,
    ),
    "SU": (
        (Situacao.ENVIADA, Situacao.REGISTRADA, Situacao.EXCLUSAO_RECUSADA, Situacao.REATIVACAO_PEDIDA),
        Situacao.SUSPENSAO_PEDIDA,
    ),
    "RE": ((Situacao.REGISTRO_SUSPENSO,), Situacao.REATIVACAO_PEDIDA),
}
#: Por que se pede alguma coisa (`sql/exclusoes.sql`); `regua` é do protesto e da lista pública.
MOTIVOS: Final = (
    *("pagamento", "parcelamento", "suspensao", "cancelamento", "prescricao"),
    *("permanencia", "valor", "correcao", "reativacao"),
)
#: Motivos de excluir o que depois volta a ser registrado.
VOLTAM: Final = frozenset({"correcao", "valor"})
#: O que se espera de um registro, pelo tipo do pedido (`motivos.csv`).
_ESPERA: Final = {"EX": "pede_exclusao", "SU": "pede_suspensao", "RE": "pede_reativacao"}


def planejar(cadastro: Cadastro, remessa: Remessa, *, so_baixas: bool) -> Counter[str]:
    """Grava os pedidos do plano; devolve quantos, por tipo (EX, SU, RE).

    Reativar faz a dívida voltar a pesar ao devedor: só vai onde uma inclusão iria.
    """
    credor = remessa.credor
    reativa = (
        not so_baixas and not motivo_da_parada(credor, cadastro.nome) and not vigor_em(credor, remessa.em).so_reduz
    )
    comando = consulta(PASTA, "planejar_exclusoes").replace("{alvo}", _alvo())
    parametros = {"remessa": remessa.pk, **_parametros(cadastro, credor, remessa.em, reativa=reativa)}
    with connection.cursor() as cursor:
        cursor.execute(comando, parametros)
        return Counter(dict(cursor.fetchall()))


def motivo_da(cadastro: Cadastro, cda: CDA, em: date) -> str:
    """O que se espera, no cadastro, de uma CDA que lá está e tem de mudar; vazio = pode ficar."""
    with connection.cursor() as cursor:
        comando = (
            f"select motivo, tipo from ({_alvo('and c.id = %(cda)s')}) y"
            " where motivo is not null order by devedor limit 1"
        )
        cursor.execute(comando, {"cda": cda.pk, **_parametros(cadastro, cda.credor, em, reativa=True)})
        achado = cursor.fetchone()
    if achado is None:
        return ""
    motivo, tipo = achado
    return "alterada_no_cadastro" if motivo in VOLTAM else _ESPERA[tipo]


def gravar_envio(remessa: Remessa) -> None:
    """Leva cada acionamento de que a remessa pede alguma coisa à situação do pedido, com uma passagem."""
    ternas = [(tipo, de.value, para.value) for tipo, (de_onde, para) in PEDIDOS.items() for de in de_onde]
    tipos, de, para = (list(coluna) for coluna in zip(*ternas, strict=True))
    parametros: dict[str, Any] = {"remessa": remessa.pk, "em": timezone.now(), "tipos": tipos, "de": de, "para": para}
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "pedir_exclusao"), parametros)


def _alvo(filtro: str = "") -> str:
    return consulta(PASTA, "exclusoes").replace("{filtro}", filtro)


def _parametros(cadastro: Cadastro, credor: Credor, em: date, *, reativa: bool) -> dict[str, Any]:
    return {
        "credor": credor.pk,
        "estrategia": cadastro.nome,
        "exclui_de": sorted({de.value for de_onde, _ in PEDIDOS.values() for de in de_onde}),
        "parcelada": int(Causa.PARCELADA),
        "suspensa": int(Causa.SUSPENSA),
        "mais_antiga": mais_velho_na_permanencia(em) if cadastro.tem_permanencia else None,
        "com_valor": cadastro.leva_valor,
        "suspende": cadastro.suspende,
        "reativa": reativa,
    }
