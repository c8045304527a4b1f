"""O que os contratos recusam."""

from __future__ import annotations

from hub.comum.erros import Recusa


class ContratoErrado(Recusa):
    """O contrato do serviço não serve: em {onde}, {defeito}. A forma está em `docs/contratos-de-servico.md`."""

    status = 422


class ContratoAusente(Recusa):
    """Não há contrato do serviço de {canal} que valha em {em} para {credor}. O formato dele não é público: peça-o

    a quem o atende e grave-o com `hub canal contrato`.
    """

    status = 409
