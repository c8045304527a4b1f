"""Confere o que uma pessoa cadastra, pelas exigências que o próprio modelo declara, antes de o banco recusar."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.utils import translation

from hub.comum.erros import Recusa


class CadastroErrado(Recusa):
    """{achados}"""

    status = 422


def cadastro_conferir(linha: Model, *, menos: Collection[str] = ()) -> None:
    """Tamanho, forma, valores e restrições de uma linha por gravar, `menos` esses campos. Levanta `CadastroErrado`."""
    try:
        with translation.override("pt-br"):
            linha.full_clean(exclude=menos)
    except ValidationError as erro:
        achados = [
            f"{_onde(linha, campo)}{motivo}" for campo, motivos in erro.message_dict.items() for motivo in motivos
        ]
        raise CadastroErrado(achados=" ".join(achados)) from None


def _onde(linha: Model, campo: str) -> str:
    """O campo como quem cadastra o conhece: o nome que o modelo lhe deu, se deu algum."""
    nomes = {do_modelo.name: do_modelo.verbose_name for do_modelo in linha._meta.concrete_fields}
    return "" if campo == NON_FIELD_ERRORS else f"Campo *{nomes[campo]}*: "
