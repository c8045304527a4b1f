from hub.credores.models.carteira import Carteira
from hub.credores.models.convenio import MESES_DA_CERTIFICACAO, Convenio
from hub.credores.models.credor import Credor, TipoDeCredor
from hub.credores.models.versao_da_carteira import DESDE_SEMPRE, VersaoDaCarteira
from hub.credores.models.vigencia import AcordoComOBiro, Biro, CertificacaoAnual, SuspensaoDoConvenio

__all__ = [
    "DESDE_SEMPRE",
    "MESES_DA_CERTIFICACAO",
    "AcordoComOBiro",
    "Biro",
    "Carteira",
    "CertificacaoAnual",
    "Convenio",
    "Credor",
    "SuspensaoDoConvenio",
    "TipoDeCredor",
    "VersaoDaCarteira",
]
