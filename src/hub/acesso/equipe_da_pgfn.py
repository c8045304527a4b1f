"""A equipe da PGFN no hub."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hub.acesso.erros import UltimoAdministrador
from hub.acesso.models import PerfilDaPgfn, Usuario, VinculoDaPgfn
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar


@transaction.atomic
def perfil_da_pgfn_dar(*, pessoa: Usuario, perfil: PerfilDaPgfn, ator: str, agora: datetime) -> VinculoDaPgfn:
    """Dá à pessoa o perfil na PGFN; repetir não muda nada. Levanta `UltimoAdministrador`."""
    _esperar_a_vez()
    vinculo, novo = VinculoDaPgfn.objects.get_or_create(usuario=pessoa, defaults={"perfil": perfil})
    if novo or vinculo.perfil != perfil:
        vinculo.perfil = perfil
        vinculo.save(update_fields=["perfil"])
        _exigir_administrador()
        evento_registrar(
            Etiqueta.PGFN_PERFIL_DADO, ator=ator, em=agora, usuario=pessoa.get_username(), perfil=str(perfil)
        )
    return vinculo


@transaction.atomic
def perfil_da_pgfn_retirar(*, pessoa: Usuario, ator: str, agora: datetime) -> None:
    """Tira da pessoa o perfil na PGFN; quem não tinha continua sem. Levanta `UltimoAdministrador`."""
    _esperar_a_vez()
    retirados, _ = VinculoDaPgfn.objects.filter(usuario=pessoa).delete()
    if retirados:
        _exigir_administrador()
        evento_registrar(Etiqueta.PGFN_PERFIL_RETIRADO, ator=ator, em=agora, usuario=pessoa.get_username())


def _esperar_a_vez() -> None:
    list(VinculoDaPgfn.objects.select_for_update().order_by("pk").values_list("pk"))


def _exigir_administrador() -> None:
    """Só onde já há equipe: a primeira pessoa que se põe nela é a administradora."""
    if not VinculoDaPgfn.objects.filter(perfil=PerfilDaPgfn.ADMINISTRADOR).exists():
        raise UltimoAdministrador
