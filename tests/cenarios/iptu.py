"""A dívida de que os cenários partem."""

from __future__ import annotations

from cenarios.portas import Registro

#: Uma CDA de IPTU sem defeito: o ponto de partida dos cenários.
IPTU: Registro = {
    "numero_cda": "2024/000123-4",
    "data_inscricao": "2024-03-15",
    "processo_administrativo": "2023.01.004567-8",
    "tributo": "IPTU",
    "exercicio": "2023",
    "livro": "12",
    "folha": "345",
    "origem": "IPTU 2023 do imóvel 01.02.003.0045",
    "fundamento_legal": "Lei Municipal 1.234/1998, arts. 5 a 12",
    "data_fato_gerador": "2023-01-01",
    "data_vencimento": "2023-03-10",
    "data_constituicao_definitiva": "2023-04-10",
    "valor_originario": "1000.00",
    "valor_principal": "1000.00",
    "valor_correcao": "184.22",
    "valor_juros": "310.00",
    "valor_multa": "100.00",
    "valor_encargos": "79.71",
    "valor_consolidado": "1673.93",
    "data_consolidacao": "2024-03-15",
    "indice_correcao": "IPCA",
    "correcao_termo_inicial": "2023-03-10",
    "juros_forma": "1_AO_MES",
    "juros_termo_inicial": "2023-03-11",
    "encargos_fundamento": "Lei Municipal 1.234/1998, art. 40",
    "devedor_documento": "99001001000118",
    "devedor_nome": "COMÉRCIO EXEMPLO LTDA",
    "devedor_logradouro": "RUA DAS FLORES",
    "devedor_numero": "100",
    "devedor_bairro": "CENTRO",
    "devedor_municipio_ibge": "2611606",
    "devedor_municipio": "RECIFE",
    "devedor_uf": "PE",
    "devedor_cep": "50010-000",
}
