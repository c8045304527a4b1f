"""O que os benches da Serasa têm em comum: um livro cheio, com acordo, opções e régua, tudo podendo ser registrado."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from carteira import ATOR, EM, regua_trocar
from protesto import livro_encher

#: A natureza é fictícia: a tabela da Serasa não é pública. Quem comunica é ela, e não há carta a conferir.
_OPCOES = {"natureza": "OO", "ddd": "81", "telefone": "33550000", "contato": "Bench", "quem_comunica": "biro"}
#: O vencimento mais velho que se gera passa um pouco da janela da Serasa, e o documento dela é numérico: o que não cabe
#: vem para dentro.
_PARA_DENTRO = """
update cda
   set data_vencimento = greatest(data_vencimento, %(velho)s),
       devedor_documento = case when devedor_documento ~ '[A-Z]' then %(cnpj)s else devedor_documento end
 where data_vencimento < %(velho)s or devedor_documento ~ '[A-Z]'
"""


def livro_da_serasa(tamanho: int, pasta: Path) -> Any:
    """Recebe `tamanho` CDAs que a Serasa aceita; devolve o credor."""
    from django.db import connection  # noqa: PLC0415 - precisa do Django pronto

    from hub.credores.vigencia import acordo_registrar  # noqa: PLC0415 - idem
    from hub.estrategias.configuracao import canal_configurar  # noqa: PLC0415 - idem
    from hub.leiautes.serasa.limites import janela_de  # noqa: PLC0415 - idem

    credor = livro_encher(tamanho, pasta)
    velho, _novo = janela_de(EM)
    with connection.cursor() as cursor:
        cursor.execute(_PARA_DENTRO, {"velho": velho, "cnpj": credor.cnpj})
    acordo_registrar(
        credor=credor, biro="SERASA", numero="1/2020", data=date(2020, 1, 1), validade=date(2030, 12, 31), ator=ATOR
    )
    canal_configurar(credor=credor, estrategia="serasa", ditas=_OPCOES, ator=ATOR)
    regua_trocar(credor, [{"estrategia": "serasa", "espera_dias": 0, "condicao": {}}])
    return credor
