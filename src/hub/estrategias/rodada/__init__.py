"""A régua que roda sozinha: a agenda de cada canal e a rodada do dia."""
