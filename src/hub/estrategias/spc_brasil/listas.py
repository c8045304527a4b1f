"""As listas de códigos que o SPC Brasil dá: naturezas, motivos de exclusão, tipos de devedor."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from django.utils import timezone

from hub.credores.models import Credor
from hub.estrategias.chamadas.execucao import Feito, chamada_fazer, chamada_reabrir, chamada_registrar
from hub.estrategias.models import Chamada, ListaDoCanal
from hub.estrategias.spc_brasil.acesso import ligacao_do
from hub.estrategias.spc_brasil.cliente import chamar, resposta_de
from hub.estrategias.spc_brasil.opcoes import NOME

#: Lista → operação do serviço que a dá.
OPERACOES: Final = {
    "natureza": "listarNaturezaInclusao",
    "motivo": "listarMotivoExclusao",
    "tipo_devedor": "listarTipoDevedor",
}


def listas_ler(*, credor: Credor, ator: str, agora: datetime) -> list[Chamada]:
    """Lê do serviço todas as listas e guarda as que vierem; a que não veio fica como estava.

    Levanta o que impede a ligação (`ligacao_do`), `ChamadaEmCurso` e `CanalDesligado`.
    """
    dia = timezone.localdate(agora)
    acesso = ligacao_do(credor, em=dia)
    feitas = []
    for lista, operacao in OPERACOES.items():
        chamada = chamada_registrar(credor=credor, estrategia=NOME, operacao=operacao, chave=dia.isoformat(), ator=ator)
        chamada_reabrir(chamada)
        fazer = partial(chamar, acesso, operacao, {})
        feitas.append(chamada_fazer(chamada=chamada, fazer=fazer, aplicar=partial(_guardar, lista), insistir=True))
    return feitas


def _guardar(lista: str, chamada: Chamada, corpo: bytes) -> Feito:
    itens = dict(resposta_de(corpo).itens)
    if not itens:
        texto = "A lista veio vazia, ou de um jeito que o hub não lê: fica a de antes. Confira com o SPC Brasil."
        return Feito(codigo="VAZIA", mensagem=texto, conferir=True)
    ListaDoCanal.objects.update_or_create(
        credor=chamada.credor,
        estrategia=NOME,
        lista=lista,
        defaults={"itens": itens, "lida_em": timezone.now()},
    )
    return Feito(codigo="OK", mensagem=f"{len(itens)} códigos.")
