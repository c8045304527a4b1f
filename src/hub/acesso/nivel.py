"""Os níveis da conta gov.br, que dizem quanto se sabe de quem entrou (Portaria SGD/MGI 11.229/2025)."""

from __future__ import annotations

from enum import IntEnum


class Nivel(IntEnum):
    """Quanto se confia em que a pessoa é quem diz ser; o maior contém o menor."""

    #: dados conferidos em cadastro, ou entrada local só com senha
    BRONZE = 1
    #: rosto, banco ou certificado conferidos
    PRATA = 2
    #: biometria da Justiça Eleitoral, da identidade nacional ou certificado digital
    OURO = 3

    @property
    def rotulo(self) -> str:
        """Como se lê: "prata"."""
        return self.name.lower()
