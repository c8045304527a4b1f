"""Os arquivos emitidos: cada um com o nome do seu SHA-256, na pasta do credor."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from hub.comum.pastas import pasta_fechada
from hub.credores.models import Credor


def arquivo_guardar(credor: Credor, conteudo: bytes) -> str:
    """Grava e devolve o SHA-256; o mesmo conteúdo não se grava duas vezes, e meio arquivo nunca aparece."""
    resumo = hashlib.sha256(conteudo).hexdigest()
    destino = arquivo_guardado(credor, resumo)
    if not destino.exists():
        with tempfile.NamedTemporaryFile(dir=destino.parent, prefix="chegando-", delete=False) as saida:
            saida.write(conteudo)
            saida.flush()
            os.fsync(saida.fileno())
        Path(saida.name).replace(destino)
    return resumo


def arquivo_guardado(credor: Credor, resumo: str) -> Path:
    """Onde está o arquivo de um resumo."""
    return pasta_fechada(Path(settings.PASTA_DE_TRABALHO), "documentos", str(credor.pk), resumo[:2]) / resumo
