"""Variantes inferidas de uma só fonte: só se leem."""
