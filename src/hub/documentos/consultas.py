"""O que se lê dos documentos."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from hub.credores import inquilino
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
    """O documento de um código de conferência, seja de que credor for: é o que a página pública procura.

    Quem tem o código vê, daí em diante, o que é do credor do documento: a página só mostra o que dele é público.
    """
    with connection.cursor() as cursor:
        cursor.execute("select hub_seguro.credor_do_documento(%s)", [codigo])
        (credor,) = cursor.fetchone()
    if credor is None:
        return None
    inquilino.assumir(credor=credor)
    return Documento.objects.select_related("credor").filter(codigo=codigo).first()


def modelos_do(credor: Credor, em: date) -> list[tuple[ModeloDeDocumento, VersaoDoModelo | None]]:
    """Cada modelo com a versão que vale na data."""
    modelos = ModeloDeDocumento.objects.filter(credor=credor).order_by("especie", "nome", "pk")
    return [(modelo, versao_vigente(modelo, em)) for modelo in modelos]


def versao_mais_nova(modelo: ModeloDeDocumento) -> VersaoDoModelo:
    """A última gravada, mesmo que ainda não valha."""
    return modelo.versoes.select_related("credor", "modelo").order_by("-versao")[0]


def cda_da_previa(credor: Credor, numero: str) -> CDA | None:
    """A CDA do número dito ou, sem ele, a que chegou por último."""
    cdas = CDA.objects.filter(credor=credor).select_related("carteira", "credor")
    limpo = numero.replace("\0", "").strip()[:150]
    return cdas.filter(numero_cda=limpo).first() if limpo else cdas.order_by("-pk").first()
