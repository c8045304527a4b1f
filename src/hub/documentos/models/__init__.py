from hub.documentos.models.configuracao import CertificadoDoCredor, CorreioDoCredor
from hub.documentos.models.documento import Documento, SituacaoDoDocumento
from hub.documentos.models.envio import Canal, Envio, SituacaoDoEnvio
from hub.documentos.models.lote import Formato, LoteDeDocumentos, PedacoDoLote, SituacaoDoLoteDeDocumentos
from hub.documentos.models.modelo import Especie, ModeloDeDocumento, VersaoDoModelo

__all__ = [
    "Canal",
    "CertificadoDoCredor",
    "CorreioDoCredor",
    "Documento",
    "Envio",
    "Especie",
    "Formato",
    "LoteDeDocumentos",
    "ModeloDeDocumento",
    "PedacoDoLote",
    "SituacaoDoDocumento",
    "SituacaoDoEnvio",
    "SituacaoDoLoteDeDocumentos",
    "VersaoDoModelo",
]
