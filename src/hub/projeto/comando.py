"""Entrada da linha de comando `hub`."""


def principal() -> None:
    raise SystemExit(2)
