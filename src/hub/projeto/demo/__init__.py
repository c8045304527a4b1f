"""A demonstração: o caminho inteiro, do nada ao resultado, com a CRA simulada."""
