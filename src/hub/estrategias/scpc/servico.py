"""O serviço do SCPC (Equifax BoaVista), ou de quem grava nele, pelo contrato que o credor tiver."""

from __future__ import annotations

from typing import Final

from hub.estrategias.contrato.servico import servico_por_contrato
from hub.estrategias.por_registro.servico import Ato

NOME: Final = "scpc"
TITULO: Final = "SCPC"
ATOS: Final = (Ato.INCLUIR, Ato.EXCLUIR)
SERVICO: Final = servico_por_contrato(NOME, TITULO, exige=ATOS)
