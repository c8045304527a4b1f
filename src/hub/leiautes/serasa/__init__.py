"""O leiaute PEFIN da Serasa (`SERASA-CONVEM04`, 600 posições): tabela, conferência, montagem e leitura."""
