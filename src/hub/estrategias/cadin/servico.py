"""O serviço do Cadin, pelo contrato que a PGFN der.

A API está no catálogo do Conecta gov.br; os campos dela não são públicos.
"""

from __future__ import annotations

from typing import Final

from hub.estrategias.contrato.servico import servico_por_contrato
from hub.estrategias.por_registro.servico import Ato

NOME: Final = "cadin"
TITULO: Final = "Cadin"
ATOS: Final = (Ato.INCLUIR, Ato.EXCLUIR, Ato.SUSPENDER, Ato.REATIVAR)
SERVICO: Final = servico_por_contrato(NOME, TITULO, exige=ATOS)
