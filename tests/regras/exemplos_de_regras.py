"""Um exemplo bom e um ruim de cada regra: o que muda na linha de exemplo do leiaute."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hub.comum.documentos import cnjs_ficticios, cpfs_ficticios
from hub.leiautes.padrao import CAMPOS
from hub.regras.parametros import Parametros

#: O dia em que os exemplos se julgam.
EM = date(2026, 3, 2)
DO_HUB = Parametros()
DO_EXTRATO = Parametros(origem="pgfn-dados-abertos")
CPF = cpfs_ficticios(1, 1)[0]
CNJ, CNJ_DE_2016 = cnjs_ficticios(1, 1, ano=2024)[0], cnjs_ficticios(1, 1, ano=2016)[0]


def errar(numero: str, posicao: int) -> str:
    """O mesmo número com um algarismo trocado."""
    return numero[:posicao] + str((int(numero[posicao]) + 1) % 10) + numero[posicao + 1 :]


CPF_ERRADO, CNJ_ERRADO = errar(CPF, 10), errar(CNJ, 7)

#: Linhas que as regras aceitam sem achado algum, como texto.
LINHAS: dict[str, dict[str, str | None]] = {
    tabela: {campo.campo: campo.exemplo or None for campo in campos} for tabela, campos in CAMPOS.items()
}
#: As datas são do cenário: as do modelo mudam quando as antigas prescrevem.
LINHAS["cda"] |= {
    "exercicio": "2021",
    "data_fato_gerador": "2021-01-01",
    "data_vencimento": "2021-03-10",
    "data_constituicao_definitiva": "2021-04-10",
    "correcao_termo_inicial": "2021-03-10",
    "juros_termo_inicial": "2021-03-11",
    "data_inscricao": "2024-03-15",
    "data_consolidacao": "2024-03-15",
    "vigente_a_partir_de": "2024-05-01",
}
LINHAS["devedor"] |= {"documento": CPF, "nome": "SÓCIA DE EXEMPLO"}
LINHAS["movimento"] |= {"valor": "1673.93"}


@dataclass(frozen=True, kw_only=True)
class Exemplo:
    bom: dict[str, Any]
    ruim: dict[str, Any]
    #: onde o achado do ruim aparece; vazio = o campo da regra
    campo: str = ""
    parametros: Parametros = DO_HUB
    em: date = EM
    #: outra linha igual vai no mesmo quadro
    duas_vezes: bool = False
    itens: list[dict[str, Any]] = field(default_factory=list)


def falta(campo: str, parametros: Parametros = DO_HUB) -> Exemplo:
    return Exemplo(bom={}, ruim={campo: None}, parametros=parametros)


def troca(campo: str, bom: str | None, ruim: str | None, **mais: Any) -> Exemplo:
    return Exemplo(bom={campo: bom}, ruim={campo: ruim}, campo=campo, **mais)


AJUIZADA = {"ajuizada": "S", "numero_cnj": CNJ}
#: Vencida, constituída e inscrita há mais de cinco anos.
ANTIGA = {
    "exercicio": "2015",
    "data_fato_gerador": "2015-01-01",
    "data_vencimento": "2015-03-10",
    "data_constituicao_definitiva": "2015-04-10",
    "data_inscricao": "2015-06-01",
}
SUSPENSA = {"exigibilidade": "SUSPENSA", "motivo_suspensao": "liminar", "estrategias": "NENHUMA"}

EXEMPLOS: dict[str, Exemplo] = {
    "CDA-001": falta("numero_cda"),
    "CDA-002": falta("data_inscricao"),
    "CDA-003": falta("fundamento_legal"),
    "CDA-004": falta("origem"),
    "CDA-005": falta("tributo"),
    "CDA-006": falta("processo_administrativo"),
    "CDA-007": falta("devedor_nome"),
    "CDA-008": falta("data_vencimento"),
    "CDA-009": falta("valor_originario"),
    "CDA-010": falta("valor_principal"),
    "CDA-011": falta("valor_consolidado"),
    "CDA-012": falta("data_consolidacao"),
    "CDA-013": falta("indice_correcao"),
    "CDA-014": falta("juros_forma"),
    "CDA-015": Exemplo(bom={"livro": None, "folha": None}, ruim={"folha": None}),
    "CDA-020": troca("data_fato_gerador", "01/01/2021", "31/02/2021"),
    "CDA-021": troca("valor_juros", "310,00", "trezentos"),
    "CDA-022": troca("ajuizada", "não", "talvez"),
    "CDA-023": troca("exercicio", "2021", "dois mil"),
    "CDA-024": troca("origem", "IPTU 2021", "IPTU\x002021"),
    "CDA-025": troca("metadados", '{"a": "b", "c": 1.10}', '{"a": {"b": "c"}}'),
    "CDA-026": troca("devedor_documento", CPF, "--/--"),
    "CDA-027": troca("indice_correcao", "ipca", "IGPM"),
    "CDA-028": troca("tributo", "iptu", "XYZ"),
    "CDA-029": troca("estrategias", "scpc + protesto", "PROTESTO+NENHUMA"),
    "CDA-030": troca("devedor_bairro", "B" * 60, "B" * 61),
    "CDA-040": troca("valor_consolidado", "1.673,93", "1673.94"),
    "CDA-041": troca("valor_originario", "1000.01", "0.00"),
    "CDA-042": Exemplo(
        bom={},
        ruim=dict.fromkeys(
            ("valor_principal", "valor_correcao", "valor_juros", "valor_multa", "valor_encargos", "valor_consolidado"),
            "0",
        ),
    ),
    "CDA-043": Exemplo(bom={}, ruim={"valor_originario": "999.99"}),
    "CDA-044": Exemplo(
        bom={},
        ruim={"valor_principal": "1000.01", "valor_juros": "309.99"},
        itens=[{"sequencia": "1"}, {"sequencia": "2", "valor_encargos": "39.86"}],
    ),
    "CDA-050": Exemplo(
        bom={"indice_correcao": "NENHUM", "correcao_termo_inicial": None}, ruim={"correcao_termo_inicial": None}
    ),
    "CDA-051": Exemplo(bom={"juros_forma": "NENHUM", "juros_termo_inicial": None}, ruim={"juros_termo_inicial": None}),
    "CDA-052": troca("indice_correcao", "IPCA", "NENHUM"),
    "CDA-053": troca("juros_forma", "SELIC", "NENHUM"),
    "CDA-054": troca("juros_termo_inicial", "2021-03-10", "2021-03-09"),
    "CDA-055": troca("correcao_termo_inicial", "2024-03-15", "2024-03-16"),
    "CDA-056": troca("juros_termo_inicial", "2024-03-15", "2024-03-16"),
    "CDA-057": Exemplo(
        bom={"indice_correcao": "SELIC", "juros_forma": "SELIC"}, ruim={"indice_correcao": "SELIC"}, campo="juros_forma"
    ),
    "CDA-058": Exemplo(
        bom={"encargos_fundamento": None, "valor_juros": None, "valor_multa": "0", "valor_encargos": "0,00"},
        ruim={"encargos_fundamento": None},
    ),
    "CDA-060": troca("data_fato_gerador", "2021-03-10", "2021-03-11"),
    "CDA-061": troca("data_vencimento", "2024-03-15", "2024-03-16"),
    "CDA-062": troca("data_consolidacao", "2026-03-02", "2026-03-03"),
    "CDA-063": troca("data_consolidacao", "2024-03-15", "2024-03-14"),
    "CDA-064": troca("data_constituicao_definitiva", "2021-01-01", "2020-12-31"),
    "CDA-065": troca("data_constituicao_definitiva", "2024-03-15", "2024-03-16"),
    "CDA-066": troca("exercicio", "2024", "2025"),
    "CDA-067": troca("exercicio", "2022", "2023"),
    "CDA-070": falta("data_constituicao_definitiva"),
    "CDA-071": Exemplo(bom=ANTIGA | {"ajuizada": "S", "numero_cnj": CNJ_DE_2016}, ruim=ANTIGA),
    "CDA-072": Exemplo(bom={"tributo": "MADM"}, ruim=ANTIGA | {"tributo": "MADM"}),
    "CDA-073": Exemplo(bom={"data_fato_gerador": "2016-01-01"}, ruim={"data_fato_gerador": "2015-12-31"}),
    "CDA-080": falta("devedor_documento"),
    "CDA-081": troca("devedor_documento", CPF, CPF_ERRADO),
    "CDA-082": Exemplo(bom=AJUIZADA, ruim=AJUIZADA | {"numero_cnj": CNJ_ERRADO}),
    "CDA-083": Exemplo(bom=AJUIZADA, ruim={"ajuizada": "S"}),
    "CDA-084": Exemplo(bom=AJUIZADA, ruim={"ajuizada": "N", "numero_cnj": CNJ}),
    "CDA-085": troca("devedor_nome", "ZÉ", "12345"),
    "CDA-090": Exemplo(bom=SUSPENSA, ruim=SUSPENSA | {"motivo_suspensao": None}),
    "CDA-091": Exemplo(bom=SUSPENSA, ruim={"motivo_suspensao": "liminar"}),
    "CDA-092": Exemplo(bom=SUSPENSA, ruim=SUSPENSA | {"estrategias": "PROTESTO"}),
    "CDA-100": troca("tributo", "IPTU", "ISS", parametros=Parametros(tributos_aceitos=frozenset({"IPTU"}))),
    "CDA-101": troca("tributo", "ITBI", "IPVA", parametros=Parametros(tipo_de_credor="MUNICIPIO")),
    "CDA-102": Exemplo(bom={}, ruim={"valor_consolidado": "1673.92"}, parametros=Parametros(valor_minimo=167393)),
    "CDA-103": Exemplo(bom={}, ruim={"valor_consolidado": "1673.94"}, parametros=Parametros(valor_maximo=167393)),
    "CDA-104": troca("data_vencimento", "2021-03-02", "2021-03-01", parametros=Parametros(idade_maxima_anos=5)),
    "CDA-105": troca("data_vencimento", "2021-03-02", "2021-03-01"),
    "CDA-106": Exemplo(bom={"operacao": "A"}, ruim={"operacao": "I"}, parametros=Parametros(certificado=False)),
    "CDA-107": Exemplo(bom={"operacao": "A"}, ruim={"operacao": None}, parametros=Parametros(em_vigor=False)),
    "CDA-108": Exemplo(bom={"operacao": "A"}, ruim={"operacao": None}, parametros=Parametros(parado=True)),
    "CDA-110": Exemplo(
        bom={"numero_titulo": None, "numero_cda": "2024/000.123-4"},
        ruim={"numero_titulo": None, "numero_cda": "2024/00012345-6"},
    ),
    "CDA-111": Exemplo(bom={}, ruim={"devedor_logradouro": None}, campo="devedor_logradouro"),
    "CDA-112": troca("devedor_municipio_ibge", "2607901", "2600000"),
    "CDA-113": troca("devedor_uf", "pe", "XX"),
    "CDA-114": troca("devedor_uf", "PE", "SP"),
    "CDA-115": troca("devedor_cep", "50010000", "5001-000"),
    "CDA-116": troca("devedor_cep", "56999999", "01310-100"),
    "CDA-120": troca("devedor_email", "a.b+c@exemplo.com.br", "fulano@exemplo"),
    "CDA-121": troca("devedor_telefone", "(81) 3333.0000", "ramal 12"),
    "CDA-122": troca("link_regularizacao", "HTTP://exemplo.gov.br", "javascript:alert(1)"),
    "CDA-130": Exemplo(bom={}, ruim={"valor_originario": None}, campo="numero_cda", parametros=DO_EXTRATO),
    "CDA-131": Exemplo(bom={}, ruim={"devedor_cep": None}, campo="numero_cda", parametros=DO_EXTRATO),
    "MOV-001": falta("numero_cda"),
    "MOV-002": falta("tipo"),
    "MOV-003": falta("data"),
    "MOV-004": troca("tipo", "remissao", "PERDAO"),
    "MOV-005": troca("data", "20/06/2024", "2024-06-31"),
    "MOV-006": troca("valor", "1", "-1"),
    "MOV-007": troca("motivo", "pago na rede", "pago\nna rede"),
    "MOV-008": troca("motivo", "M" * 200, "M" * 201),
    "MOV-009": troca("data", "2026-03-02", "2026-03-03"),
    "MOV-010": falta("valor"),
    "MOV-011": troca("valor", "0.01", "0"),
    "MOV-012": Exemplo(bom={"tipo": "SUSPENSAO", "motivo": "liminar"}, ruim={"tipo": "SUSPENSAO"}),
    "MOV-013": Exemplo(bom={"tipo": "AJUIZAMENTO", "numero_cnj": CNJ}, ruim={"tipo": "AJUIZAMENTO"}),
    "MOV-014": troca("numero_cnj", CNJ, CNJ_ERRADO),
    "MOV-015": troca("tipo", "PAGAMENTO_PARCIAL", "PARCELAMENTO_RESCINDIDO", parametros=Parametros(certificado=False)),
    "MOV-016": troca("tipo", "PRESCRICAO", "REABERTURA", parametros=Parametros(em_vigor=False)),
    "MOV-017": troca("tipo", "PAGAMENTO_TOTAL", "AJUIZAMENTO", parametros=Parametros(parado=True)),
    "DEV-001": falta("numero_cda"),
    "DEV-002": falta("papel"),
    "DEV-003": falta("nome"),
    "DEV-004": falta("documento"),
    "DEV-005": troca("documento", CPF, CPF_ERRADO),
    "DEV-006": troca("papel", "sucessor", "FIADOR"),
    "DEV-007": troca("data_inclusao", "29/02/2024", "29/02/2023"),
    "DEV-008": troca("nome", "ANA", "A\x07NA"),
    "DEV-009": troca("fundamento", "F" * 200, "F" * 201),
    "DEV-010": troca("data_inclusao", "2026-03-02", "2026-03-03"),
    "DEV-011": Exemplo(bom={"documento": None}, ruim={}, duas_vezes=True),
    "DEV-012": Exemplo(bom={"municipio_ibge": "2611606", "uf": "PE"}, ruim={"municipio_ibge": "2611606", "uf": "SP"}),
    "DEV-013": Exemplo(bom={"cep": "50010-000", "uf": "PE"}, ruim={"cep": "01310-100", "uf": "PE"}),
    "DEV-014": falta("documento", DO_EXTRATO),
    "ITEM-001": falta("numero_cda"),
    "ITEM-002": falta("sequencia"),
    "ITEM-003": falta("tributo"),
    "ITEM-004": falta("vencimento"),
    "ITEM-005": falta("valor_principal"),
    "ITEM-006": troca("tributo", "tlf", "XYZ"),
    "ITEM-007": troca("vencimento", "10/05/2021", "10/13/2021"),
    "ITEM-008": troca("valor_multa", "1.234,56", "1,234.56"),
    "ITEM-009": troca("exercicio", "2021", "MMXXI"),
    "ITEM-010": troca("parcela", "3/10", "3\x7f10"),
    "ITEM-011": troca("parcela", "P" * 10, "P" * 11),
    "ITEM-012": Exemplo(bom={"sequencia": None}, ruim={}, duas_vezes=True),
    "ITEM-013": troca("vencimento", "2026-03-02", "2026-03-03"),
}
