from hub.operacao.models.chave import ChaveDeOperacao, EspecieDeChave
from hub.operacao.models.medicao import Indisponibilidade, Medicao

__all__ = ["ChaveDeOperacao", "EspecieDeChave", "Indisponibilidade", "Medicao"]
