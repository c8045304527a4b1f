"""Tabelas do protesto: um CSV por arquivo, domínios e dialeto XML."""
