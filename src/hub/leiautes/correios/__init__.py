"""A e-Carta dos Correios: os arquivos do serviço de carta impressa, pela forma reconstruída de códigos públicos."""
