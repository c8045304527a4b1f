"""O modelo que o credor baixa é um envio que se lê de volta."""

from __future__ import annotations

from pathlib import Path

import pytest
from fabrica_de_arquivos import abrir_bytes

from hub.recepcao.formatos import escrever_modelo
from hub.recepcao.formatos.achados import LINHA_PERDIDA, REGRAS
from hub.recepcao.formatos.campos import CAMPOS, TABELAS


def test_planilha_modelo_volta_com_os_exemplos(tmp_path: Path) -> None:
    with abrir_bytes(tmp_path, escrever_modelo("xlsx"), "modelo.xlsx") as envio:
        assert envio.tabelas == TABELAS
        for tabela in TABELAS:
            (fatia,) = envio.fatias(tabela)
            exemplos = {nome: campo.exemplo or None for nome, campo in CAMPOS[tabela].items()}
            assert fatia.quadro.to_dicts() == [{**exemplos, "linha": 2}]
            assert fatia.achados.is_empty()


@pytest.mark.parametrize("tabela", ["cda", "movimento"])
def test_csv_modelo_volta_com_os_exemplos(tmp_path: Path, tabela: str) -> None:
    conteudo = escrever_modelo("csv", tabela=tabela)
    assert conteudo.startswith(b"\xef\xbb\xbf")
    with abrir_bytes(tmp_path, conteudo, "modelo.csv") as envio:
        (fatia,) = envio.fatias(tabela)
    assert fatia.quadro.drop("linha", "suja").row(0) == tuple(
        campo.exemplo or None for campo in CAMPOS[tabela].values()
    )


def test_toda_regra_de_leitura_tem_texto_e_como_resolver() -> None:
    for codigo, regra in REGRAS.items():
        assert regra.efeito in {"aviso", "em_consulta", "recusada"}, codigo
        texto = regra.texto.format(linha=1, tabela="cda", campo="x", valor="y")
        assert texto.endswith("."), codigo
        assert regra.como_resolver.endswith("."), codigo
    assert all(REGRAS[codigo].efeito == "recusada" for codigo in LINHA_PERDIDA)
