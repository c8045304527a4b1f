"""As comunicações ao devedor que antecedem um registro: uma função para as portas todas."""

from hub.dividas.comunicacoes.servicos import Registradas, comunicacoes_ler, comunicacoes_registrar

__all__ = ["Registradas", "comunicacoes_ler", "comunicacoes_registrar"]
