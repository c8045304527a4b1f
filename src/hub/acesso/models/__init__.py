from hub.acesso.models.chave import ChaveDeApi
from hub.acesso.models.govbr import CredencialGovBr, TransacaoGovBr
from hub.acesso.models.segundo_fator import CodigoDeRecuperacao, SegundoFator
from hub.acesso.models.tentativa import TentativaDeEntrada
from hub.acesso.models.usuario import Perfil, Usuario, Vinculo

__all__ = [
    "ChaveDeApi",
    "CodigoDeRecuperacao",
    "CredencialGovBr",
    "Perfil",
    "SegundoFator",
    "TentativaDeEntrada",
    "TransacaoGovBr",
    "Usuario",
    "Vinculo",
]
