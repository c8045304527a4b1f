"""Cartas por correio eletrônico: a linha antes da chamada, e a prova do que o servidor respondeu."""
