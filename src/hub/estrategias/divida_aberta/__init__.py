"""Dívida Aberta: a lista pública do que está em situação irregular, a busca nela, os dados abertos e as diferenças."""
