"""Tabelas de domínio da Serasa; cada linha diz se é estabelecida, inferida ou suposta, e de que fonte."""
