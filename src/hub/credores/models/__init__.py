from hub.credores.models.carteira import Carteira
from hub.credores.models.convenio import MESES_DA_CERTIFICACAO, Convenio
from hub.credores.models.credor import Credor, TipoDeCredor
from hub.credores.models.vigencia import AcordoComOBiro, Biro, CertificacaoAnual, SuspensaoDoConvenio

__all__ = [
    "MESES_DA_CERTIFICACAO",
    "AcordoComOBiro",
    "Biro",
    "Carteira",
    "CertificacaoAnual",
    "Convenio",
    "Credor",
    "SuspensaoDoConvenio",
    "TipoDeCredor",
]
