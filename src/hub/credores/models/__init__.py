from hub.credores.models.carteira import Carteira
from hub.credores.models.convenio import Convenio
from hub.credores.models.credor import Credor, TipoDeCredor
from hub.credores.models.versao_da_carteira import DESDE_SEMPRE, VersaoDaCarteira

__all__ = ["DESDE_SEMPRE", "Carteira", "Convenio", "Credor", "TipoDeCredor", "VersaoDaCarteira"]
