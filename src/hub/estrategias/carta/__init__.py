"""A carta ao devedor: por e-mail, por gráfica ou pela e-Carta dos Correios, com o que volta de cada uma."""
