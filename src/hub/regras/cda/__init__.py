"""As regras da CDA, por assunto."""

from hub.regras.cda import (
    contato,
    convenio,
    datas,
    documentos,
    encargos,
    endereco,
    exigibilidade,
    extrato,
    forma,
    obrigatorios,
    prescricao,
    valores,
)

__all__ = [
    "contato",
    "convenio",
    "datas",
    "documentos",
    "encargos",
    "endereco",
    "exigibilidade",
    "extrato",
    "forma",
    "obrigatorios",
    "prescricao",
    "valores",
]
