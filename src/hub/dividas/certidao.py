"""Os dados da certidão, como a página da CDA e os documentos os mostram."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hub.comum.dinheiro import reais_escrever
from hub.comum.documentos import documento_examinar, documento_formatar
from hub.dividas.campos import GRUPOS, NOMES_DOS_CODIGOS
from hub.dividas.models import CDA


def grupos_da_certidao(cda: CDA) -> list[tuple[str, list[tuple[str, str]]]]:
    """Título do grupo e os pares (rótulo, valor) preenchidos; o grupo vazio não aparece."""
    grupos = [
        (
            grupo.titulo,
            [(rotulo, texto) for campo, rotulo in grupo.campos.items() if (texto := campo_em_texto(cda, campo))],
        )
        for grupo in GRUPOS
    ]
    return [(titulo, pares) for titulo, pares in grupos if pares]


def campo_em_texto(cda: CDA, campo: str) -> str:
    """O valor de um campo por extenso; vazio se não há."""
    valor: Any = cda.carteira.nome if campo == "carteira" else getattr(cda, campo, None)
    match valor:
        case None | "":
            return ""
        case bool():
            return "Sim" if valor else "Não"
        case date():
            return f"{valor:%d/%m/%Y}"
        case Decimal():
            return reais_escrever(valor)
        case dict():
            return "; ".join(f"{nome}: {conteudo}" for nome, conteudo in valor.items())
        case _:
            return _formatado(campo, str(valor))


def _formatado(campo: str, texto: str) -> str:
    if campo == "devedor_documento":
        return documento_formatar(texto)
    if campo == "numero_cnj":
        return str(documento_examinar(texto, "CNJ")["formatado"] or texto)
    if campo in {"juros_forma", "indice_correcao"}:
        return NOMES_DOS_CODIGOS.get(texto, texto)
    return f"{texto[:5]}-{texto[5:]}" if campo == "devedor_cep" and len(texto) == len("50010000") else texto
