"""As credenciais de um credor e o uso delas, sem segredo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from hub.acesso.credenciais import anteriores
from hub.acesso.models import CredencialDeApi, UsoDeApi
from hub.credores.models import Credor

#: Linhas de uso que a tela mostra.
USOS_NA_TELA = 200


def credenciais_do(credor: Credor) -> QuerySet[CredencialDeApi]:
    """As do credor, as em uso antes das revogadas, com o último uso e o total de chamadas."""
    return (
        CredencialDeApi.objects.filter(credor=credor)
        .annotate(ultimo_uso=Max("usos__hora"), chamadas=Sum("usos__chamadas", default=0))
        .order_by("-revogada_em", "nome", "pk")
    )


def usos_da(credencial: CredencialDeApi) -> QuerySet[UsoDeApi]:
    """As chamadas por hora, rota e endereço, da hora mais nova à mais antiga."""
    return credencial.usos.order_by("-hora", "rota", "endereco")[:USOS_NA_TELA]


def situacao_da(credencial: CredencialDeApi, agora: datetime) -> str:
    """`revogada`, `vencida` ou `em uso`."""
    if credencial.revogada_em:
        return "revogada"
    vencida = credencial.ate is not None and credencial.ate < timezone.localdate(agora)
    return "vencida" if vencida else "em uso"


def anterior_vale_ate(credencial: CredencialDeApi, agora: datetime) -> datetime | None:
    """Até quando o segredo anterior vale; nulo fora de uma troca."""
    return anteriores(credencial, agora).values_list("vale_ate", flat=True).first()


def documento_da_credencial(credencial: CredencialDeApi, agora: datetime) -> dict[str, Any]:
    """Uma das de `credenciais_do`, como a linha de comando a diz."""
    ultimo_uso: datetime | None = getattr(credencial, "ultimo_uso", None)
    anterior = anterior_vale_ate(credencial, agora)
    return {
        "chave": credencial.pk,
        "nome": credencial.nome,
        "client_id": credencial.client_id,
        "especie": credencial.especie,
        "escopos": credencial.escopos,
        "redes": credencial.redes,
        "por_minuto": credencial.por_minuto,
        "ate": credencial.ate.isoformat() if credencial.ate else None,
        "criada_por": credencial.criada_por,
        "anterior_vale_ate": anterior.isoformat() if anterior else None,
        "ultimo_uso": ultimo_uso.isoformat() if ultimo_uso else None,
        "situacao": situacao_da(credencial, agora),
    }
