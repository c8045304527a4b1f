"""O envelope do SPC Brasil: o que se manda se lê de volta, e o que volta se lê com defesa."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.estrategias.spc_brasil.envelope import EXCLUIR, INCLUIR, campos_da, ler_resposta, montar_pedido
from hub.estrategias.spc_brasil.faltas import Falta, falta_da
from hub.leiautes.erros import EnvelopeIlegivel
from simuladores.biro.soap import ler_pedido

VALORES = st.dictionaries(
    st.sampled_from([campo.caminho for campo in campos_da(INCLUIR)]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=30),
)


@given(VALORES)
def test_o_que_se_manda_se_le_de_volta(valores: dict[str, str]) -> None:
    pedido = ler_pedido(montar_pedido(INCLUIR, valores))
    assert pedido.nome == INCLUIR
    for caminho, valor in valores.items():
        assert pedido.achar(caminho) == valor.strip()


@given(st.text())
def test_nenhum_nome_derruba_o_envelope(nome: str) -> None:
    ler_pedido(montar_pedido(INCLUIR, {"insumoSpc/dados-pessoa-fisica/nome": nome}))


@given(st.binary(max_size=200))
def test_bytes_quaisquer_sao_recusados_e_nunca_derrubam(conteudo: bytes) -> None:
    with pytest.raises(EnvelopeIlegivel):
        ler_resposta(conteudo)


def test_dtd_nao_se_abre() -> None:
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    corpo = f'<!DOCTYPE x [<!ENTITY e "b">]><S:Envelope xmlns:S="{soap}"><S:Body><r>&e;</r></S:Body></S:Envelope>'
    with pytest.raises(EnvelopeIlegivel):
        ler_resposta(corpo.encode())


@pytest.mark.parametrize(
    ("operacao", "dita", "falta"),
    [
        (INCLUIR, "REGISTRO JÁ EXISTENTE para o associado", Falta.JA_EXISTE),
        (EXCLUIR, "Registro já existe", Falta.RECUSA),
        (EXCLUIR, "Registro não localizado", Falta.NAO_EXISTE),
        (INCLUIR, "Logradouro não encontrado", Falta.RECUSA),
        (INCLUIR, "Operador com senha expirada", Falta.SEM_ACESSO),
        (INCLUIR, "java.lang.NullPointerException", Falta.PASSAGEIRA),
        (INCLUIR, "Serviço indisponível, tente mais tarde", Falta.PASSAGEIRA),
    ],
)
def test_o_que_a_falta_quer_dizer(operacao: str, dita: str, falta: Falta) -> None:
    assert falta_da(operacao, dita) == falta
