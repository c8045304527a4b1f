"""O relógio da baixa: o que tem de sair de cada canal, até quando, e em quanto tempo tem saído."""
