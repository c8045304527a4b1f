from hub.adesao.models.adesao import Adesao
from hub.adesao.models.pecas import (
    AnexoDaAdesao,
    AssinaturaDaAdesao,
    ExigenciaDaAdesao,
    ParecerDaAdesao,
    Parte,
    PassagemDaAdesao,
)

__all__ = [
    "Adesao",
    "AnexoDaAdesao",
    "AssinaturaDaAdesao",
    "ExigenciaDaAdesao",
    "ParecerDaAdesao",
    "Parte",
    "PassagemDaAdesao",
]
