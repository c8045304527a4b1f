"""Dados abertos da PGFN pela recepção: entram, e cada estratégia diz por que não os leva."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from cenarios.portas import Registro
from hub.comum.numeros_ficticios import cnpjs_ficticios
from hub.credores.models import Credor
from hub.dividas.models import Lote
from hub.estrategias.servicos import remessa_planejar
from hub.recepcao.arquivos import arquivo_guardar, lote_processar
from hub.recepcao.formatos.erros import OrigemDivergente

pytestmark = pytest.mark.django_db
COLUNAS = (
    "CPF_CNPJ;TIPO_PESSOA;TIPO_DEVEDOR;NOME_DEVEDOR;UF_UNIDADE_RESPONSAVEL;UNIDADE_RESPONSAVEL;ENTIDADE_RESPONSAVEL;"
    "UNIDADE_INSCRICAO;NUMERO_INSCRICAO;TIPO_SITUACAO_INSCRICAO;SITUACAO_INSCRICAO;RECEITA_PRINCIPAL;DATA_INSCRICAO;"
    "INDICADOR_AJUIZADO;VALOR_CONSOLIDADO"
)


def receber(credor: Credor, conteudo: bytes) -> Lote:
    lote = arquivo_guardar(credor=credor, fluxo=BytesIO(conteudo), nome="fgts.csv", ator="ana", em=date(2026, 3, 1))
    return lote_processar(lote=lote).lote


def linha(cnpj: str, numero: str, papel: str = "Principal", situacao: str = "Em cobrança") -> str:
    return (
        f"{cnpj};Pessoa jurídica;{papel};EMPRESA EXEMPLO;PE;PERNAMBUCO;PGFN;PERNAMBUCO;{numero};{situacao};AJUIZADA;"
        "Contribuições FGTS;07/11/2019;NAO;8208.15"
    )


def test_extrato_entra_e_nao_segue(recife: Credor) -> None:
    a, b = cnpjs_ficticios(1, 2).to_list()
    linhas = [linha(a, "FGPE1"), linha(b, "FGPE1", "SOLIDARIO"), linha(b, "FGPE2", situacao="Garantia")]
    lote = receber(recife, "\n".join([COLUNAS, *linhas, ""]).encode("latin-1"))
    assert (lote.origem, lote.recebidas, lote.aceitas, lote.recusadas) == ("pgfn-dados-abertos", 2, 2, 0)
    assert recife.cdas.get(numero_cda="FGPE1").corresponsaveis.get().documento == b
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 2), ator="ana")
    assert (remessa.inclusoes, remessa.retidas) == (0, {"sem_endereco": 1, "suspensa": 1})


@pytest.mark.compartilhado
def test_amostra_publica_inteira(recife: Credor) -> None:
    pasta = Path(os.environ.get("HUB_COMPARTILHADO", Path(__file__).parents[3] / "shared")) / "dados" / "exemplos"
    if not (amostra := pasta / "pgfn-fgts-AC-202012.csv").exists():
        pytest.skip(f"a amostra pública não está em {pasta}; aponte HUB_COMPARTILHADO para a pasta que a tem")
    lote = receber(recife, amostra.read_bytes())
    assert (lote.recebidas, lote.aceitas, lote.valor_aceito) == (750, 750, Decimal("75980979.06"))
    assert recife.cdas.values("devedor_documento").distinct().count() == 310
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 2), ator="ana")
    assert remessa.retidas == {"sem_endereco": 722, "suspensa": 28}


def test_origem_dita_e_que_o_arquivo_nao_tem_se_recusa(recife: Credor, iptu: Registro) -> None:
    conteudo = "\n".join([";".join(iptu), ";".join(iptu.values())]).encode()
    lote = arquivo_guardar(
        credor=recife,
        fluxo=BytesIO(conteudo),
        nome="cdas.csv",
        ator="ana",
        em=date(2026, 3, 1),
        origem="pgfn-dados-abertos",
    )
    with pytest.raises(OrigemDivergente, match=r"cdas\.csv"):
        lote_processar(lote=lote)
    assert not recife.cdas.exists()
