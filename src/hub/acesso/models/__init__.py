from hub.acesso.models.credencial import (
    ContaDeApi,
    CredencialDeApi,
    Especie,
    SegredoDeApi,
    TokenDeApi,
    UsoDeApi,
    escopos_da,
)
from hub.acesso.models.govbr import CredencialGovBr, TransacaoGovBr
from hub.acesso.models.segundo_fator import CodigoDeRecuperacao, SegundoFator
from hub.acesso.models.tentativa import TentativaDeEntrada
from hub.acesso.models.usuario import Convite, Perfil, PerfilDaPgfn, Usuario, Vinculo, VinculoDaPgfn

__all__ = [
    "CodigoDeRecuperacao",
    "ContaDeApi",
    "Convite",
    "CredencialDeApi",
    "CredencialGovBr",
    "Especie",
    "Perfil",
    "PerfilDaPgfn",
    "SegredoDeApi",
    "SegundoFator",
    "TentativaDeEntrada",
    "TokenDeApi",
    "TransacaoGovBr",
    "UsoDeApi",
    "Usuario",
    "Vinculo",
    "VinculoDaPgfn",
    "escopos_da",
]
