"""A CDA completa com que se emitem documentos, e o que os testes deles têm em comum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from django.test import Client

from hub.acesso.models import Usuario
from hub.credores.models import Credor
from hub.dividas.models import CDA
from hub.documentos.consultas import versao_vigente
from hub.documentos.models import ModeloDeDocumento, VersaoDoModelo

AGORA = datetime(2026, 3, 2, 13, 15, tzinfo=UTC)
NUMEROS = count(1)
COMPLETA = {
    "numero_inscricao": "2025000123",
    "livro": "12",
    "folha": "345",
    "data_inscricao": date(2025, 3, 17),
    "processo_administrativo": "2024.01.004567-8",
    "tributo": "IPTU",
    "exercicio": 2024,
    "origem": "IPTU 2024 do imóvel 01.02.003.0045",
    "fundamento_legal": "Lei Municipal 1.234/1998, arts. 5 a 12",
    "data_vencimento": date(2024, 3, 10),
    "valor_originario": Decimal("1000.00"),
    "valor_principal": Decimal("1000.00"),
    "valor_correcao": Decimal("184.22"),
    "valor_juros": Decimal("310.00"),
    "valor_multa": Decimal("100.00"),
    "valor_encargos": Decimal("79.71"),
    "valor_consolidado": Decimal("1673.93"),
    "data_consolidacao": date(2025, 3, 17),
    "indice_correcao": "IPCA",
    "correcao_termo_inicial": date(2024, 3, 10),
    "juros_forma": "1_AO_MES",
    "juros_termo_inicial": date(2024, 3, 11),
    "encargos_fundamento": "Lei Municipal 1.234/1998, art. 40",
    "devedor_documento": "52998224725",
    "devedor_nome": "MARIA DO EXEMPLO",
    "devedor_logradouro": "RUA DAS FLORES",
    "devedor_numero": "100",
    "devedor_bairro": "CENTRO",
    "devedor_municipio": "RECIFE",
    "devedor_uf": "PE",
    "devedor_cep": "50010000",
    "devedor_email": "maria@exemplo.test",
}

FazerCDA = Callable[..., CDA]
Entrar = Callable[[Usuario], Client]


def versao_de(credor: Credor, codigo: str) -> VersaoDoModelo:
    achada = versao_vigente(ModeloDeDocumento.objects.get(credor=credor, codigo=codigo), date(2099, 1, 1))
    assert achada is not None
    return achada
