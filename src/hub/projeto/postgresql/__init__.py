"""O PostgreSQL do Django, com a conferência de conexão que custa menos."""
