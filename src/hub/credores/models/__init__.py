from hub.credores.models.carteira import Carteira
from hub.credores.models.convenio import Convenio
from hub.credores.models.credor import Credor, TipoDeCredor
from hub.credores.models.vigencia import AcordoComOBiro, Biro, CertificacaoAnual, SuspensaoDoConvenio

__all__ = [
    "AcordoComOBiro",
    "Biro",
    "Carteira",
    "CertificacaoAnual",
    "Convenio",
    "Credor",
    "SuspensaoDoConvenio",
    "TipoDeCredor",
]
