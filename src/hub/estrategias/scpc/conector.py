"""O SCPC como canal: o formato de inclusão dele não é público, e vem por contrato."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from hub.credores.models import Credor
from hub.dividas.models import Finalidade
from hub.estrategias.cadastro import comunicacao
from hub.estrategias.cadastro.plano import Cadastro, DoCredor
from hub.estrategias.cadastro.prazos import so_a_lei
from hub.estrategias.contrato import opcoes
from hub.estrategias.contrato.conector import ConectorPorContrato
from hub.estrategias.scpc.servico import ATOS, NOME, SERVICO, TITULO


def _do_credor(credor: Credor) -> DoCredor:
    faltas = opcoes.faltam(credor, NOME, TITULO, exige=ATOS)
    return comunicacao.do_credor(opcoes.opcoes_de(credor, NOME), configurado=not faltas)


CADASTRO: Final = Cadastro(
    nome=NOME,
    do_leiaute="scpc",
    titulo=TITULO,
    letra="C",
    finalidade=Finalidade.SCPC,
    janela=so_a_lei,
    valor_maximo=Decimal("9999999999999.99"),
    aceita_alfanumerico=False,
    do_credor=_do_credor,
)


class SCPC(ConectorPorContrato):
    """Registro no SCPC, como o contrato do credor com quem o atende disser."""

    def __init__(self) -> None:
        super().__init__(CADASTRO, SERVICO, serie="SCPC")
