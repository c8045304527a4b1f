"""HUB Cobrança: a dívida ativa de credores públicos, da porta ao resultado."""
