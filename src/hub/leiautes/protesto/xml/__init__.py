"""Raízes, elementos e campos do dialeto XML da CRA21."""
