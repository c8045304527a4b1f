"""Os Correios simulados: recebem a e-Carta, respondem e entregam."""

from simuladores.correios.ecarta import Correios, Produzido

__all__ = ["Correios", "Produzido"]
