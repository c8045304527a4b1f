"""O convênio depois de assinado: suspender, reativar, encerrar; e o acordo com o serviço de proteção ao crédito."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.conferencia import cadastro_conferir
from hub.credores.consultas import convenio_em
from hub.credores.erros import AcordoDivergente, SemConvenioEmVigor, SemMotivo
from hub.credores.models import AcordoComOBiro, Biro, Convenio, Credor, SuspensaoDoConvenio

#: Caracteres de um motivo.
MOTIVO = 500


@transaction.atomic
def convenio_suspender(*, credor: Credor, motivo: str, em: date, ator: str) -> SuspensaoDoConvenio:
    """Suspende desde `em`: o hub só aceita o que reduz, e só baixa. Já suspenso, não muda nada.

    Levanta `SemConvenioEmVigor` e `SemMotivo`.
    """
    _travar_vigente(credor, em)
    aberta = SuspensaoDoConvenio.objects.filter(credor=credor, ate__isnull=True).first()
    if aberta is not None:
        return aberta
    motivo = _motivo(motivo)
    aberta = SuspensaoDoConvenio.objects.create(credor=credor, desde=em, motivo=motivo, suspenso_por=ator)
    _registrar(Etiqueta.CONVENIO_SUSPENSO, credor, ator, desde=em, motivo=motivo)
    return aberta


@transaction.atomic
def convenio_reativar(*, credor: Credor, motivo: str, em: date, ator: str) -> None:
    """O convênio volta a valer desde `em`; se não está suspenso, não muda nada.

    Levanta `SemConvenioEmVigor` e `SemMotivo`.
    """
    _travar_vigente(credor, em)
    aberta = SuspensaoDoConvenio.objects.filter(credor=credor, ate__isnull=True).first()
    if aberta is None:
        return
    motivo = _motivo(motivo)
    aberta.ate, aberta.reativado_por = max(em, aberta.desde), ator
    aberta.save(update_fields=["ate", "reativado_por"])
    _registrar(Etiqueta.CONVENIO_REATIVADO, credor, ator, desde=aberta.ate, motivo=motivo)


@transaction.atomic
def convenio_encerrar(*, credor: Credor, motivo: str, em: date, ator: str) -> list[int]:
    """Encerra desde `em` todas as versões por encerrar, e devolve os números delas; nenhuma, não muda nada.

    O hub segue aceitando o que reduz e pedindo as baixas. Levanta `SemMotivo` e, se nunca houve convênio,
    `SemConvenioEmVigor`.
    """
    Credor.objects.select_for_update().get(pk=credor.pk)
    versoes = Convenio.objects.filter(credor=credor)
    if not versoes.exists():
        raise SemConvenioEmVigor(credor=credor.nome, em=f"{em:%d/%m/%Y}")
    abertas = versoes.filter(encerrado_em__isnull=True).exclude(vigencia_fim__lt=em)
    numeros = sorted(abertas.values_list("versao", flat=True))
    if numeros:
        motivo = _motivo(motivo)
        abertas.update(encerrado_em=em, motivo_do_encerramento=motivo)
        _registrar(Etiqueta.CONVENIO_ENCERRADO, credor, ator, desde=em, motivo=motivo, versoes=numeros)
    return numeros


@transaction.atomic
def acordo_registrar(
    *, credor: Credor, biro: str, numero: str, data: date, validade: date, ator: str
) -> AcordoComOBiro:
    """Registra o acordo prévio do credor com o serviço de proteção ao crédito; repetir não muda nada.

    Levanta `CadastroErrado` e, se o número já está com outras datas, `AcordoDivergente`.
    """
    Credor.objects.select_for_update().get(pk=credor.pk)
    numero = " ".join(numero.split())
    feito = AcordoComOBiro.objects.filter(credor=credor, biro=biro, numero=numero).first()
    if feito is not None:
        if (feito.data, feito.validade) != (data, validade):
            datas = {"data": f"{feito.data:%d/%m/%Y}", "validade": f"{feito.validade:%d/%m/%Y}"}
            raise AcordoDivergente(numero=numero, biro=Biro(biro).label, **datas)
        return feito
    agora = timezone.now()
    feito = AcordoComOBiro(
        credor=credor, biro=biro, numero=numero, data=data, validade=validade, registrado_por=ator, registrado_em=agora
    )
    cadastro_conferir(feito)
    feito.save()
    _registrar(Etiqueta.ACORDO_REGISTRADO, credor, ator, biro=biro, numero=numero, data=data, validade=validade)
    return feito


def _travar_vigente(credor: Credor, em: date) -> None:
    Credor.objects.select_for_update().get(pk=credor.pk)
    if convenio_em(credor, em) is None:
        raise SemConvenioEmVigor(credor=credor.nome, em=f"{em:%d/%m/%Y}")


def _motivo(texto: str) -> str:
    limpo = " ".join(texto.split())
    if not limpo or len(limpo) > MOTIVO:
        raise SemMotivo(tamanho=MOTIVO)
    return limpo


def _registrar(etiqueta: Etiqueta, credor: Credor, ator: str, **chaves: Any) -> None:
    evento_registrar(etiqueta, ator=ator, credor=credor, em=timezone.now(), **chaves)
