from hub.acesso.models.chave import ChaveDeApi
from hub.acesso.models.usuario import Perfil, Usuario, Vinculo

__all__ = ["ChaveDeApi", "Perfil", "Usuario", "Vinculo"]
