"""Como as telas chamam e agrupam os campos do leiaute padrão da CDA."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Grupo:
    """Um assunto da certidão, na ordem em que se preenche e se lê."""

    codigo: str
    titulo: str
    #: campo do leiaute → rótulo
    campos: dict[str, str]


GRUPOS: tuple[Grupo, ...] = (
    Grupo(
        codigo="identificacao",
        titulo="Identificação",
        campos={
            "numero_cda": "Número da CDA",
            "numero_inscricao": "Número da inscrição",
            "data_inscricao": "Data da inscrição",
            "processo_administrativo": "Processo administrativo",
            "livro": "Livro",
            "folha": "Folha",
            "numero_titulo": "Número do título no protesto",
            "carteira": "Carteira",
            "identificador_credor": "Identificador no seu sistema",
        },
    ),
    Grupo(
        codigo="credito",
        titulo="Crédito",
        campos={
            "tributo": "Tributo ou receita",
            "exercicio": "Exercício",
            "origem": "Origem",
            "fundamento_legal": "Fundamento legal",
            "data_fato_gerador": "Fato gerador",
            "data_vencimento": "Vencimento",
            "data_constituicao_definitiva": "Constituição definitiva",
        },
    ),
    Grupo(
        codigo="valores",
        titulo="Valores",
        campos={
            "valor_originario": "Valor originário",
            "valor_principal": "Principal",
            "valor_correcao": "Correção monetária",
            "valor_juros": "Juros de mora",
            "valor_multa": "Multa",
            "valor_encargos": "Encargos",
            "valor_consolidado": "Valor consolidado",
            "data_consolidacao": "Data da consolidação",
            "indice_correcao": "Índice de correção",
            "correcao_termo_inicial": "Início da correção",
            "juros_forma": "Forma dos juros",
            "juros_termo_inicial": "Início dos juros",
            "encargos_fundamento": "Fundamento dos encargos",
        },
    ),
    Grupo(
        codigo="devedor",
        titulo="Devedor principal",
        campos={
            "devedor_documento": "CPF ou CNPJ",
            "devedor_nome": "Nome",
            "devedor_logradouro": "Logradouro",
            "devedor_numero": "Número",
            "devedor_complemento": "Complemento",
            "devedor_bairro": "Bairro",
            "devedor_municipio_ibge": "Município (código IBGE)",
            "devedor_municipio": "Município",
            "devedor_uf": "UF",
            "devedor_cep": "CEP",
            "devedor_email": "Correio eletrônico",
            "devedor_telefone": "Telefone",
        },
    ),
    Grupo(
        codigo="cobranca",
        titulo="Cobrança",
        campos={
            "ajuizada": "Ajuizada",
            "numero_cnj": "Processo judicial (CNJ)",
            "exigibilidade": "Exigibilidade",
            "motivo_suspensao": "Motivo da suspensão",
            "estrategias": "Estratégias só desta CDA",
            "vigente_a_partir_de": "Nenhuma estratégia antes de",
            "link_regularizacao": "Endereço para regularizar",
            "metadados": "Metadados",
        },
    ),
)
#: Campo → rótulo, de todos os grupos.
ROTULOS = {campo: rotulo for grupo in GRUPOS for campo, rotulo in grupo.campos.items()}
#: Como se lê cada código que a tabela do leiaute só dá em maiúsculas.
NOMES_DOS_CODIGOS = {
    "S": "Sim",
    "N": "Não",
    "EXIGIVEL": "Exigível",
    "SUSPENSA": "Suspensa",
    "1_AO_MES": "1 % ao mês",
    "PROPRIO": "Próprio do credor",
    "NENHUM": "Nenhum",
    "CORRESPONSAVEL": "Corresponsável",
    "SOLIDARIO": "Solidário",
    "SUCESSOR": "Sucessor",
    "PAGAMENTO_TOTAL": "Pagamento total",
    "PAGAMENTO_PARCIAL": "Pagamento parcial",
    "PARCELAMENTO": "Parcelamento",
    "PARCELAMENTO_RESCINDIDO": "Parcelamento rescindido",
    "SUSPENSAO": "Suspensão da exigibilidade",
    "FIM_SUSPENSAO": "Fim da suspensão",
    "CANCELAMENTO": "Cancelamento",
    "REMISSAO": "Remissão",
    "PRESCRICAO": "Prescrição",
    "REABERTURA": "Reabertura",
    "AJUIZAMENTO": "Ajuizamento",
}
