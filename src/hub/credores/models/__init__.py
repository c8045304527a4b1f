from hub.credores.models.carteira import Carteira
from hub.credores.models.convenio import Convenio
from hub.credores.models.credor import Credor, TipoDeCredor

__all__ = ["Carteira", "Convenio", "Credor", "TipoDeCredor"]
