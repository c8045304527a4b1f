from hub.acesso.models.chave import ChaveDeApi
from hub.acesso.models.govbr import CredencialGovBr, TransacaoGovBr
from hub.acesso.models.segundo_fator import CodigoDeRecuperacao, SegundoFator
from hub.acesso.models.tentativa import TentativaDeEntrada
from hub.acesso.models.usuario import Convite, Perfil, PerfilDaPgfn, Usuario, Vinculo, VinculoDaPgfn

__all__ = [
    "ChaveDeApi",
    "CodigoDeRecuperacao",
    "Convite",
    "CredencialGovBr",
    "Perfil",
    "PerfilDaPgfn",
    "SegundoFator",
    "TentativaDeEntrada",
    "TransacaoGovBr",
    "Usuario",
    "Vinculo",
    "VinculoDaPgfn",
]
