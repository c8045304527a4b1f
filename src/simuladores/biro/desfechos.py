"""O desfecho de cada registro, pelo final mágico do documento do devedor.

Os cinco caracteres antes dos dígitos verificadores são `998` e o `final` da tabela: o CPF `123499802dd` é recusado, e o
CNPJ cuja raiz acaba em 9 e cuja ordem é 9802, também. A marca é outra que a da CRA (`999`): o mesmo devedor pode ter um
desfecho no protesto e outro no birô. Documento comum é aceito. `documento_magico` monta um válido.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from hub.comum.erros import Recusa
from hub.leiautes.tabelas import ler_tabela

#: O que marca um documento mágico, antes do final.
MARCA: Final = "998"
#: O desfecho de quem não é mágico.
COMUM: Final = "01"
_TABELA: Final = Path(__file__).with_name("desfechos.csv")


class DesfechoDesconhecido(Recusa):
    """Não há desfecho "{nome}". Use um destes: {conhecidos}."""


@cache
def desfechos() -> Mapping[str, Mapping[str, str]]:
    """Final → linha da tabela."""
    return {linha["final"]: linha for linha in ler_tabela(_TABELA)}


def desfecho_de(documento: str) -> Mapping[str, str]:
    """A linha da tabela para um documento, com ou sem zeros à esquerda."""
    fim = documento.zfill(14)[-7:-2]
    return desfechos().get(fim[3:] if fim.startswith(MARCA) else COMUM, desfechos()[COMUM])


def documento_magico(desfecho: str, indice: int = 0, *, cnpj: bool = False) -> str:
    """Um CPF (ou CNPJ) válido e fictício que força o desfecho, pelo nome ou pelo final; `DesfechoDesconhecido`.

    `indice`, até 9.999, dá outros de mesmo desfecho.
    """
    finais = [final for final, linha in desfechos().items() if desfecho in {final, linha["desfecho"]}]
    if not finais:
        conhecidos = ", ".join(linha["desfecho"] for linha in desfechos().values())
        raise DesfechoDesconhecido(nome=desfecho, conhecidos=conhecidos)
    base = f"{indice:0{7 if cnpj else 4}}{MARCA}{finais[0]}"
    for _ in range(2):
        base += str(_digito(base, cnpj=cnpj))
    return base


def _digito(base: str, *, cnpj: bool) -> int:
    """Módulo 11: no CNPJ os pesos voltam ao 2 depois do 9; no CPF crescem sem voltar."""
    ciclo = chain.from_iterable([range(2, 10)] * 2) if cnpj else range(2, 12)
    resto = sum(int(algarismo) * peso for algarismo, peso in zip(reversed(base), ciclo, strict=False)) % 11
    return 0 if resto < 2 else 11 - resto  # noqa: PLR2004 - a regra é essa
