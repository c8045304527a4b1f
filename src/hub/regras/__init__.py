"""As regras de recepção: lei e leiaute como dados (`*.csv`), uma expressão por regra, uma linha igual a um milhão."""
