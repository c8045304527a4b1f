from hub.estrategias.models.opcoes import OpcoesDoCanal

__all__ = ["OpcoesDoCanal"]
