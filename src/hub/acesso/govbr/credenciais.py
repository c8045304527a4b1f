"""A credencial de um credor no gov.br: guardar, trocar o segredo em dois tempos, retirar."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from hub.acesso.govbr.configuracao import ASSUNTO
from hub.acesso.govbr.erros import CredencialDesconhecida, GovBrMalConfigurado
from hub.acesso.models import CredencialGovBr
from hub.acesso.nivel import Nivel
from hub.acesso.sigilo import cifrar, decifrar
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.conferencia import cadastro_conferir
from hub.credores.models import Credor


@transaction.atomic
def credencial_salvar(
    *,
    credor: Credor,
    client_id: str,
    segredo: str,
    volta: str,
    saida: str,
    ator: str,
    agora: datetime,
    nivel_minimo: Nivel = Nivel.BRONZE,
) -> CredencialGovBr:
    """Guarda a credencial do servidor que o endereço de volta diz.

    Com segredo novo, o anterior ainda se tenta, até `credencial_encerrar_troca`. Servidor que é de outro credor é
    recusado. Levanta `CadastroErrado` e `GovBrMalConfigurado`.
    """
    servidor = urlsplit(volta).netloc.lower()
    credencial = CredencialGovBr.objects.select_for_update().filter(servidor=servidor).first()
    if credencial is not None and credencial.credor_id != credor.pk:
        raise GovBrMalConfigurado(motivo=f"o servidor {servidor} já é de outro credor.")
    credencial = credencial or CredencialGovBr(credor=credor, servidor=servidor)
    novo = "".join(segredo.split())
    if credencial.segredo and decifrar(credencial.segredo, assunto=ASSUNTO) != novo:
        credencial.segredo_anterior = credencial.segredo
    credencial.segredo = cifrar(novo, assunto=ASSUNTO) if novo else ""
    credencial.client_id = client_id.strip()
    credencial.volta, credencial.saida = volta.strip(), saida.strip()
    credencial.nivel_minimo = nivel_minimo.value
    cadastro_conferir(credencial)
    credencial.save()
    _registrar(Etiqueta.CREDENCIAL_GOVBR_SALVA, credencial, ator, agora)
    return credencial


def credencial_do(*, credor: Credor, servidor: str) -> CredencialGovBr:
    """A credencial do credor nesse servidor. Levanta `CredencialDesconhecida`."""
    if achada := CredencialGovBr.objects.filter(credor=credor, servidor=servidor.lower()).first():
        return achada
    raise CredencialDesconhecida(credor=credor.nome, servidor=servidor)


@transaction.atomic
def credencial_encerrar_troca(*, credencial: CredencialGovBr, ator: str, agora: datetime) -> None:
    """Esquece o segredo anterior: só o de agora vale. Repetir não muda nada."""
    if CredencialGovBr.objects.filter(pk=credencial.pk).exclude(segredo_anterior="").update(segredo_anterior=""):
        _registrar(Etiqueta.CREDENCIAL_GOVBR_TROCADA, credencial, ator, agora)


def _registrar(etiqueta: Etiqueta, credencial: CredencialGovBr, ator: str, agora: datetime) -> None:
    evento_registrar(
        etiqueta,
        ator=ator,
        credor=credencial.credor,
        em=agora,
        servidor=credencial.servidor,
        client_id=credencial.client_id,
    )
