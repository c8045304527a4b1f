"""O canal que fala por contrato."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from hub.credores.models import Credor
from hub.estrategias.contrato import opcoes
from hub.estrategias.por_registro.arquivo import CPF
from hub.estrategias.por_registro.conector import ConectorPorRegistro

_COMO_ESTAO: Final = (
    *("identificador", "documento", "nome", "numero_cda", "inscricao", "compra", "vencimento", "valor"),
    *("comunicado_em", "motivo", "logradouro", "numero", "complemento", "bairro", "municipio", "ibge", "uf"),
)


class ConectorPorContrato(ConectorPorRegistro):
    """Um cadastro cujo formato não é público. Cada um diz o que distingue o cadastro e os atos que ele tem."""

    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        return opcoes.ler(ditas)

    def opcoes_conferir(self, credor: Credor, opcoes: Mapping[str, Any]) -> None:
        """Cada credor entra com o usuário dele: dois nunca se confundem. O resto se confere no que falta."""

    def o_que_falta(self, credor: Credor) -> list[str]:
        exige = tuple(self.servico.atos.values())
        return opcoes.falta_para_o_servico(credor, self.nome, self.titulo, exige=exige)

    def montar(self, credor: Credor, registros: pl.DataFrame) -> pl.DataFrame:
        """As linhas do arquivo: os campos que um contrato pode usar (`campos.csv`), menos o segredo e o dia."""
        return registros.select(
            "nosso_numero",
            pl.col("ato").alias("operacao"),
            pl.col("nosso_numero").str.slice(0, 16).alias("contrato"),
            _um_ou_outro(pl.col("documento").str.len_chars() == CPF, "F", "J").alias("tipo_pessoa"),
            _um_ou_outro(pl.col("devedor") == 0, "PRINCIPAL", "CORRESPONSAVEL").alias("papel"),
            *_COMO_ESTAO,
            pl.col("cep").str.replace_all(r"\D", ""),
            pl.lit(credor.cnpj).alias("credor_cnpj"),
            pl.lit(credor.nome).alias("credor_nome"),
        )


def _um_ou_outro(condicao: pl.Expr, um: str, outro: str) -> pl.Expr:
    return pl.when(condicao).then(pl.lit(um)).otherwise(pl.lit(outro))
