from hub.acesso.models.chave import ChaveDeApi
from hub.acesso.models.tentativa import TentativaDeEntrada
from hub.acesso.models.usuario import Perfil, Usuario, Vinculo

__all__ = ["ChaveDeApi", "Perfil", "TentativaDeEntrada", "Usuario", "Vinculo"]
