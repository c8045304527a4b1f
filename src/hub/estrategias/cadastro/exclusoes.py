"""O que tirar de um cadastro: dívida que acabou ou não se cobra, registro que mudou, prazo que passou."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import Causa, Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Remessa
from hub.estrategias.cadastro.plano import PASTA
from hub.estrategias.cadastro.prazos import mais_velho_na_permanencia
from hub.estrategias.plano import consulta

#: De onde se pede exclusão: quem pagou não espera a resposta da inclusão, e a exclusão recusada se pede de novo.
EXCLUI_DE: Final = (Situacao.ENVIADA, Situacao.REGISTRADA, Situacao.EXCLUSAO_RECUSADA)
#: Motivos de excluir o que depois volta a ser registrado.
VOLTAM: Final = frozenset({"correcao", "valor"})


def planejar(remessa: Remessa) -> int:
    """Grava as exclusões que o plano pede; devolve quantas."""
    comando = consulta(PASTA, "planejar_exclusoes").replace("{alvo}", _alvo())
    with connection.cursor() as cursor:
        cursor.execute(comando, {"remessa": remessa.pk, **_parametros(remessa.credor, remessa.estrategia, remessa.em)})
        return sum(quantas for _, quantas in cursor.fetchall())


def motivo_da(cda: CDA, estrategia: str, em: date) -> str:
    """O que se espera, no cadastro, de uma CDA que lá está e tem de sair; vazio = pode ficar."""
    with connection.cursor() as cursor:
        comando = (
            f"select motivo from ({_alvo('and c.id = %(cda)s')}) x where motivo is not null order by devedor limit 1"
        )
        cursor.execute(comando, {"cda": cda.pk, **_parametros(cda.credor, estrategia, em)})
        achado = cursor.fetchone()
    if achado is None:
        return ""
    return "alterada_no_cadastro" if achado[0] in VOLTAM else "pede_exclusao"


def gravar_envio(remessa: Remessa) -> None:
    """Leva cada acionamento que a remessa manda excluir a "exclusão pedida", com uma passagem."""
    parametros: dict[str, Any] = {"remessa": remessa.pk, "em": timezone.now(), "exclui_de": _textos()}
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "pedir_exclusao"), parametros)


def _alvo(filtro: str = "") -> str:
    return consulta(PASTA, "exclusoes").replace("{filtro}", filtro)


def _parametros(credor: Credor, estrategia: str, em: date) -> dict[str, Any]:
    return {
        "credor": credor.pk,
        "estrategia": estrategia,
        "exclui_de": _textos(),
        "parcelada": int(Causa.PARCELADA),
        "suspensa": int(Causa.SUSPENSA),
        "mais_antiga": mais_velho_na_permanencia(em),
    }


def _textos() -> list[str]:
    return [situacao.value for situacao in EXCLUI_DE]
