"""Um quadro de cenários, três portas: o que se diz de uma CDA não depende de por onde ela veio."""

from __future__ import annotations

import pytest

from cenarios.portas import Porta, Registro
from hub.credores.models import Credor
from hub.dividas.models import CDA

pytestmark = pytest.mark.django_db

#: nome do cenário → (o que muda na CDA boa, resultado esperado)
CENARIOS: dict[str, tuple[Registro, str]] = {
    "sem defeito": ({}, "aceita"),
    "dinheiro à brasileira": ({"valor_consolidado": "1.673,93", "valor_originario": "1.000,00"}, "aceita"),
    "data à brasileira": ({"data_vencimento": "10/03/2023"}, "aceita"),
    "soma errada por um centavo": ({"valor_consolidado": "1673.94"}, "recusada"),
    "sem fundamento legal": ({"fundamento_legal": ""}, "recusada"),
    "CNPJ com dígito trocado": ({"devedor_documento": "99001001000119"}, "recusada"),
    "31 de fevereiro": ({"data_vencimento": "31/02/2023"}, "recusada"),
    "vencimento depois da inscrição": ({"data_vencimento": "2024-04-10"}, "recusada"),
    "índice sem termo inicial": ({"correcao_termo_inicial": ""}, "recusada"),
    "tributo que não existe": ({"tributo": "IPTUX"}, "recusada"),
    "ajuizada sem número do processo": ({"ajuizada": "S"}, "recusada"),
    "suspensa sem motivo": ({"exigibilidade": "SUSPENSA"}, "recusada"),
    "carteira que não existe": ({"carteira": "NAO-HA"}, "recusada"),
    "altera o que não existe": ({"operacao": "A"}, "recusada"),
    "sem documento": ({"devedor_documento": ""}, "aceita"),
    "título que não cabe em onze": ({"numero_cda": "2024/000123456-789"}, "aceita"),
}


@pytest.mark.parametrize("cenario", CENARIOS)
def test_as_tres_portas_dizem_o_mesmo(porta: Porta, recife: Credor, iptu: Registro, cenario: str) -> None:
    mudanca, esperado = CENARIOS[cenario]
    assert porta(recife, iptu | mudanca).resultado == esperado


@pytest.mark.parametrize("cenario", CENARIOS)
def test_as_mesmas_regras_em_todas_as_portas(recife: Credor, ana: object, iptu: Registro, cenario: str) -> None:
    from cenarios.portas import PORTAS

    mudanca, _ = CENARIOS[cenario]
    ditas = {}
    for nome, porta in PORTAS.items():
        CDA.objects.all().delete()
        ditas[nome] = porta(recife, iptu | mudanca).todas
    assert len(set(ditas.values())) == 1, ditas


def test_repetir_nao_muda_nada(porta: Porta, recife: Credor, iptu: Registro) -> None:
    assert porta(recife, iptu).resultado == "aceita"
    assert porta(recife, iptu).resultado == "repetida"
    assert recife.cdas.count() == 1


def test_a_forma_de_escrever_nao_muda_o_conteudo(porta: Porta, recife: Credor, iptu: Registro) -> None:
    porta(recife, iptu | {"valor_correcao": "184.22", "devedor_documento": "99.001.001/0001-18"})
    repetida = porta(recife, iptu | {"valor_correcao": "184,22", "data_inscricao": "15/03/2024"})
    assert repetida.resultado == "repetida"


def test_mesmo_numero_com_outro_conteudo_e_recusado(porta: Porta, recife: Credor, iptu: Registro) -> None:
    porta(recife, iptu)
    outra = porta(recife, iptu | {"devedor_nome": "OUTRO NOME LTDA"})
    assert (outra.resultado, outra.regras) == ("recusada", {"REC-001"})
    assert recife.cdas.get().devedor_nome == "COMÉRCIO EXEMPLO LTDA"


def test_recusada_nao_prende_o_numero(porta: Porta, recife: Credor, iptu: Registro) -> None:
    assert porta(recife, iptu | {"valor_consolidado": "1.00"}).resultado == "recusada"
    assert porta(recife, iptu).resultado == "aceita"


def test_alterar_guarda_a_versao_anterior(porta: Porta, recife: Credor, iptu: Registro) -> None:
    porta(recife, iptu)
    assert porta(recife, iptu | {"operacao": "A", "devedor_nome": "NOME NOVO LTDA"}).resultado == "alterada"
    cda = recife.cdas.get()
    assert (cda.versao, cda.devedor_nome) == (2, "NOME NOVO LTDA")
    assert cda.versoes.get().conteudo["devedor_nome"] == "COMÉRCIO EXEMPLO LTDA"


def test_o_mesmo_numero_em_dois_credores_sao_duas_cdas(
    porta: Porta, recife: Credor, olinda: Credor, iptu: Registro, gestora_de_olinda: object
) -> None:
    assert porta(recife, iptu).resultado == "aceita"
    assert porta(olinda, iptu).resultado == "aceita"
    assert CDA.objects.count() == 2
