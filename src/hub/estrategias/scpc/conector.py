"""O SCPC como canal: o formato de inclusão dele não é público, e vem por contrato."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from hub.credores.models import Credor
from hub.dividas.models import Finalidade
from hub.estrategias.cadastro.plano import Cadastro, DoCredor
from hub.estrategias.cadastro.prazos import so_a_lei
from hub.estrategias.contrato import opcoes
from hub.estrategias.contrato.conector import ConectorPorContrato
from hub.estrategias.scpc.servico import ATOS, NOME, SERVICO

_TITULO: Final = "SCPC"


def _do_credor(credor: Credor) -> DoCredor:
    return opcoes.do_credor(opcoes.opcoes_de(credor, NOME), opcoes.faltam(credor, NOME, _TITULO, exige=ATOS))


CADASTRO: Final = Cadastro(
    nome=NOME,
    do_leiaute="scpc",
    titulo=_TITULO,
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
