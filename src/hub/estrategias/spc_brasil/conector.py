"""O SPC Brasil como canal, pelo serviço web dele."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import polars as pl
from django.utils import timezone

from hub.credores.models import Credor
from hub.dividas.models import Finalidade
from hub.estrategias.cadastro.plano import Cadastro
from hub.estrategias.cadastro.prazos import so_a_lei
from hub.estrategias.por_registro.conector import ConectorPorRegistro
from hub.estrategias.spc_brasil import acesso, envio, opcoes
from hub.estrategias.spc_brasil.servico import SERVICO

CADASTRO: Final = Cadastro(
    nome=opcoes.NOME,
    do_leiaute="scpc",
    titulo="SPC Brasil",
    letra="B",
    finalidade=Finalidade.SCPC,
    # Nenhuma fonte pública dá outra.
    janela=so_a_lei,
    valor_maximo=Decimal("9999999999999.99"),
    # O CNPJ do leiaute tem catorze algarismos; nada diz que aceite letras.
    aceita_alfanumerico=False,
    do_credor=opcoes.do_credor,
)


class SPCBrasil(ConectorPorRegistro):
    """Registro de dívida vencida no SPC Brasil, pelo `SpcWebService` (`incluirSpc`, `excluirSpc`)."""

    def __init__(self) -> None:
        super().__init__(CADASTRO, SERVICO, serie="SPC")

    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        return opcoes.ler(ditas)

    def opcoes_conferir(self, credor: Credor, opcoes: Mapping[str, Any]) -> None:
        """Cada credor entra com o operador dele: dois nunca se confundem. Os códigos se conferem no que falta."""

    def o_que_falta(self, credor: Credor) -> list[str]:
        return acesso.falta_para_o_servico(credor, em=timezone.localdate())

    def montar(self, credor: Credor, registros: pl.DataFrame) -> pl.DataFrame:
        return envio.montar(registros, opcoes.opcoes_do_spc(credor))
