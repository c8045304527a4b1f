"""O cliente do Login Único do gov.br: configuração, ida, volta, conferência dos tokens e quem entrou. Sem tela."""
