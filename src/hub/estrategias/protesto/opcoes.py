"""Como cada credor usa o protesto. O que a norma não fixa é opção, com a fonte ao lado."""

from __future__ import annotations

from dataclasses import dataclass, fields

from hub.credores.models import Credor
from hub.estrategias.models import OpcoesDoCanal

#: Marcador das CRAs para código de apresentante com mais de três caracteres (manual CRA21, campo 02 do header).
CODIGO_LONGO = "999"


@dataclass(frozen=True, kw_only=True)
class Opcoes:
    #: código do apresentante dado pela CRA; vazio = ainda não atribuído, os arquivos saem como `999`
    codigo_portador: str = ""
    #: UF da CRA que recebe os arquivos; vazia = a do credor
    cra: str = ""
    #: campo 36, declaração do portador; observados `D` (Rio Branco) e `I` (PGE-PE); `G` é o do Prov. CNJ 87/2019
    declaracao: str = "G"
    #: letra da posição 90 do pedido de autorização de cancelamento: `A` (PhpFlatFile) ou `C` (CRA21)
    letra_da_anuencia: str = "A"
    #: a CRA recusa saldo maior que o valor (irregularidade 24): leva o saldo também no campo 17
    valor_igual_ao_saldo: bool = False
    #: a CRA aceita CNPJ com letras no campo 25, que o leiaute 4.3 diz numérico
    aceita_cnpj_alfanumerico: bool = False

    @property
    def codigo_curto(self) -> str:
        """Os três caracteres do campo 02."""
        return self.codigo_portador if 1 <= len(self.codigo_portador) <= len(CODIGO_LONGO) else CODIGO_LONGO

    @property
    def codigo_por_extenso(self) -> str:
        """O que vai no campo 16 do header quando o código não cabe em três caracteres."""
        return self.codigo_portador if len(self.codigo_portador) > len(CODIGO_LONGO) else ""


def opcoes_do(credor: Credor) -> Opcoes:
    """As opções do credor, com os padrões no que ele não disse."""
    guardadas = OpcoesDoCanal.objects.filter(credor=credor, estrategia="protesto").first()
    conhecidas = {campo.name for campo in fields(Opcoes)}
    ditas = guardadas.opcoes if guardadas else {}
    return Opcoes(**{nome: valor for nome, valor in ditas.items() if nome in conhecidas})
