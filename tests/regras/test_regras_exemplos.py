"""Cada regra mostra o que aceita e o que não aceita."""

from __future__ import annotations

from typing import Any

import pytest

from hub.regras.julgamento import Julgado, julgar
from hub.regras.registro import FUNCOES
from hub.regras.tabela import explicar
from regras.exemplos_de_regras import DO_EXTRATO, DO_HUB, EM, EXEMPLOS, LINHAS, Exemplo
from regras.quadros import normal

CODIGOS = sorted(FUNCOES)
#: Metade das rubricas do exemplo do leiaute, um centavo a menos nos encargos.
METADE = {
    "valor_principal": "500.00",
    "valor_correcao": "92.11",
    "valor_juros": "155",
    "valor_multa": "50",
    "valor_encargos": "39.85",
}


def julgar_exemplo(codigo: str, exemplo: Exemplo, mudanca: dict[str, Any]) -> Julgado:
    tabela = explicar(codigo, exemplo.em).tabela
    quadro = normal(*[mudanca] * (2 if exemplo.duas_vezes else 1), tabela=tabela)
    itens = normal(*(METADE | item for item in exemplo.itens), tabela="item") if exemplo.itens else None
    return julgar(quadro, tabela=tabela, parametros=exemplo.parametros, em=exemplo.em, itens=itens)


@pytest.mark.parametrize("codigo", CODIGOS)
def test_toda_regra_tem_exemplo(codigo: str) -> None:
    assert codigo in EXEMPLOS


def test_nenhum_exemplo_sobra() -> None:
    assert set(EXEMPLOS) <= set(CODIGOS)


@pytest.mark.parametrize("codigo", CODIGOS)
def test_o_exemplo_bom_passa(codigo: str) -> None:
    exemplo = EXEMPLOS[codigo]
    assert codigo not in julgar_exemplo(codigo, exemplo, exemplo.bom).achados["regra"].to_list()


@pytest.mark.parametrize("codigo", CODIGOS)
def test_o_exemplo_ruim_e_achado(codigo: str) -> None:
    exemplo = EXEMPLOS[codigo]
    regra = explicar(codigo, exemplo.em)
    julgado = julgar_exemplo(codigo, exemplo, exemplo.ruim)
    achados = julgado.achados.filter(regra=codigo)
    assert achados["campo"].unique().to_list() == [exemplo.campo or regra.campo]
    assert achados["efeito"].unique().to_list() == [regra.efeito]
    resultado = julgado.quadro["resultado"][0]
    assert resultado == {"aviso": resultado, "em_consulta": resultado, "recusada": "recusada"}[regra.efeito]
    assert regra.efeito != "em_consulta" or resultado != "aceita"


@pytest.mark.parametrize("tabela", sorted(LINHAS))
@pytest.mark.parametrize("parametros", [DO_HUB, DO_EXTRATO], ids=["hub", "extrato"])
def test_os_exemplos_do_leiaute_sao_aceitos_sem_achado(tabela: str, parametros: Any) -> None:
    julgado = julgar(normal({}, tabela=tabela), tabela=tabela, parametros=parametros, em=EM)
    assert julgado.achados.is_empty()
    assert julgado.quadro["resultado"].to_list() == ["aceita"]
