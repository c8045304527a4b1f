"""Tabelas de códigos do protesto."""
