"""O que o credor lê: o quê, onde e como resolver."""

from __future__ import annotations

from typing import Any

import pytest

from hub.regras.achados import ESQUEMA, VAZIO
from hub.regras.julgamento import julgar
from hub.regras.mensagens import com_mensagens, mensagem
from regras.exemplos_de_regras import DO_HUB, EM, EXEMPLOS
from regras.quadros import normal


def da_regra(codigo: str, mudanca: dict[str, Any], tabela: Any = "cda") -> tuple[str, str]:
    julgado = julgar(normal(mudanca, tabela=tabela), tabela=tabela, parametros=DO_HUB, em=EM)
    return mensagem(julgado.achados.filter(regra=codigo).row(0, named=True))


def test_diz_o_que_onde_e_como_resolver() -> None:
    texto, resolver = da_regra("CDA-020", {"data_vencimento": "31/02/2024"})
    assert texto == "Linha 2, coluna *data_vencimento*: 31/02/2024 não existe."
    assert resolver.startswith("Use dia/mês/ano, como 28/02/2024")


def test_mostra_datas_e_dinheiro_como_o_brasileiro_escreve() -> None:
    cedo, _ = da_regra("CDA-061", {"data_inscricao": "2024-03-14", "data_vencimento": "2024-03-15"})
    assert cedo.endswith("a dívida foi inscrita antes de vencer: 15/03/2024 (inscrição em 14/03/2024).")
    soma, _ = da_regra("CDA-040", {"valor_consolidado": "1673.94"})
    assert soma.endswith("R$ 1.673,94 (as rubricas somam R$ 1.673,93).")


def test_cita_o_tamanho_e_os_codigos_do_campo() -> None:
    assert "60 caracteres" in da_regra("CDA-030", {"devedor_bairro": "B" * 61})[0]
    assert da_regra("CDA-027", {"juros_forma": "X"})[1] == "Use um destes: SELIC, 1_AO_MES, PROPRIO, NENHUM."


def test_diz_a_tabela_quando_nao_e_a_da_cda() -> None:
    texto, _ = da_regra("MOV-004", {"tipo": "PERDAO"}, "movimento")
    assert texto.startswith("Linha 2 da tabela movimento, coluna *tipo*: PERDAO")


@pytest.mark.parametrize("estranho", ["{LINHA}", "{", "}{0}", "{VALOR!R}", "$1", "${1}"])
def test_o_que_o_credor_escreve_nao_vira_marcador(estranho: str) -> None:
    assert f": {estranho} não está na lista" in da_regra("CDA-028", {"tributo": estranho})[0]


def test_em_coluna_e_um_a_um_dao_o_mesmo_texto_na_mesma_ordem() -> None:
    ruins = [exemplo.ruim for codigo, exemplo in EXEMPLOS.items() if codigo.startswith("CDA")]
    achados = julgar(normal(*ruins), parametros=DO_HUB, em=EM).achados
    escritos = com_mensagens(achados)
    assert escritos.select(ESQUEMA.names()).equals(achados)
    uma_a_uma = [mensagem(achado) for achado in achados.to_dicts()]
    assert list(escritos.select("mensagem", "como_resolver").iter_rows()) == uma_a_uma


def test_sem_achados_as_colunas_existem() -> None:
    assert com_mensagens(VAZIO).columns == [*ESQUEMA.names(), "mensagem", "como_resolver"]


def test_codigo_de_fora_usa_o_modelo_que_lhe_derem() -> None:
    achado = {"linha": 9, "tabela": "cda", "campo": "linha", "valor": "5 de 9 colunas", "regra": "ARQ-002"}
    modelos = {"ARQ-002": ("A linha {linha} tem {valor}.", "Complete a linha {linha}.")}
    assert mensagem(achado, textos=modelos) == ("A linha 9 tem 5 de 9 colunas.", "Complete a linha 9.")
    assert mensagem(achado) == ("5 de 9 colunas", "Procure ARQ-002 na página das regras.")
