"""O que se lê dos documentos."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.documentos.models import Documento, Especie, ModeloDeDocumento, VersaoDoModelo


def versao_vigente(modelo: ModeloDeDocumento, em: date) -> VersaoDoModelo | None:
    """A última versão que já vale na data."""
    vigentes = VersaoDoModelo.objects.filter(modelo=modelo, credor=modelo.credor_id, vigente_desde__lte=em)
    return vigentes.select_related("credor", "modelo").order_by("-versao").first()


def versoes_que_emitem(credor: Credor, em: date, *, especie: Especie | None = None) -> list[VersaoDoModelo]:
    """A versão vigente de cada modelo do credor."""
    modelos = ModeloDeDocumento.objects.filter(credor=credor)
    if especie:
        modelos = modelos.filter(especie=especie)
    return [versao for modelo in modelos.order_by("especie", "codigo") if (versao := versao_vigente(modelo, em))]


def documentos_da(cda: CDA) -> QuerySet[Documento]:
    """Os documentos emitidos de uma CDA, do mais novo ao mais velho."""
    feitos = Documento.objects.filter(cda=cda, credor=cda.credor_id)
    return feitos.select_related("versao__modelo", "pedaco").order_by("-pk")


def documento_do_codigo(codigo: str) -> Documento | None:
    """O documento de um código de conferência, seja de que credor for: é o que a página pública procura."""
    return Documento.objects.select_related("credor").filter(codigo=codigo).first()
