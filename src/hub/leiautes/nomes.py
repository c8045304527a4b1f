"""Nome de arquivo de protesto: `KCCCDDMM.AAS`, do Layout Único 4.3 e do manual da CRA21.

K é o tipo (uma ou duas letras), CCC o código do portador (três caracteres nos bancos, mais e com letras nos outros),
DDMM.AA a data e S a sequência do dia, de 1 a 9. Só as oito últimas posições têm lugar fixo.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from hub.leiautes.erros import NomeDeArquivoInvalido
from hub.leiautes.tabelas import dominio

#: Leiaute de cada tipo de arquivo que existe em largura fixa.
LEIAUTE_DO_TIPO: Final = {
    "B": "protesto/remessa",
    "C": "protesto/confirmacao",
    "R": "protesto/retorno",
    "M": "protesto/andamento",
    "DP": "protesto/desistencia",
    "CP": "protesto/cancelamento",
    "AC": "protesto/autorizacao_cancelamento",
    "AD": "protesto/autorizacao_desistencia",
}
_FORMA: Final = re.compile(r"([0-9A-Z]{4,})(\d\d)(\d\d)\.(\d\d)([1-9])")
_MENOR_CODIGO: Final = 3
_EXTENSAO: Final = re.compile(r"\.(xml|txt|rem|ret)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class NomeDeArquivo:
    """As partes do nome de um arquivo de protesto."""

    #: B remessa, C confirmação, R retorno, M andamento, DP, CP, AC, AD, OT, E ou I.
    tipo: str
    #: Código do portador; `000` onde o arquivo é de vários.
    codigo: str
    data: date
    #: De 1 a 9: no máximo nove arquivos por dia.
    sequencia: int

    @property
    def leiaute(self) -> str | None:
        """O leiaute do tipo; nulo nos que só existem em XML (OT, E, I)."""
        return LEIAUTE_DO_TIPO.get(self.tipo)

    def __str__(self) -> str:
        return f"{self.tipo}{self.codigo}{self.data:%d%m.%y}{self.sequencia}"

    def como(self, tipo: str) -> NomeDeArquivo:
        """O mesmo nome com outro tipo: a confirmação leva o nome da remessa com C no lugar de B."""
        return montar(tipo=tipo, codigo=self.codigo, data=self.data, sequencia=self.sequencia)


def montar(*, tipo: str, codigo: str, data: date, sequencia: int) -> NomeDeArquivo:
    """O nome a partir das partes; `NomeDeArquivoInvalido` se alguma não cabe no padrão."""
    nome = NomeDeArquivo(tipo=tipo, codigo=codigo, data=data, sequencia=sequencia)
    interpretado = interpretar(str(nome))
    if interpretado != nome:
        raise NomeDeArquivoInvalido(nome=str(nome), motivo=f"Seria lido como tipo {interpretado.tipo}.")
    return nome


def interpretar(nome: str) -> NomeDeArquivo:
    """As partes do nome, sem a pasta nem uma extensão `.xml` ou `.txt`; `NomeDeArquivoInvalido` se não é do padrão."""
    limpo = _EXTENSAO.sub("", nome.strip().replace("\\", "/").rpartition("/")[2]).upper()
    casado = _FORMA.fullmatch(limpo)
    if casado is None:
        raise NomeDeArquivoInvalido(nome=nome, motivo="Exemplo: B5820203.261.")
    tipo, codigo = _separar(casado.group(1), nome)
    dia, mes, ano, sequencia = (int(parte) for parte in casado.groups()[1:])
    try:
        data = date(2000 + ano, mes, dia)
    except ValueError:
        raise NomeDeArquivoInvalido(nome=nome, motivo=f"O dia {dia:02}/{mes:02}/{2000 + ano} não existe.") from None
    return NomeDeArquivo(tipo=tipo, codigo=codigo, data=data, sequencia=sequencia)


def _separar(cabeca: str, nome: str) -> tuple[str, str]:
    """Tipo e código. O tipo de duas letras vence, se sobrar um código de três caracteres ou mais."""
    tipos = dominio("tipos_arquivo")
    for tamanho in (2, 1):
        tipo, codigo = cabeca[:tamanho], cabeca[tamanho:]
        if tipo in tipos and not tipo.startswith("X") and len(codigo) >= _MENOR_CODIGO:
            return tipo, codigo
    raise NomeDeArquivoInvalido(nome=nome, motivo="O tipo é B, C, R, M, DP, CP, AC, AD, OT, E ou I.")


def leiaute_do_nome(nome: str | None) -> str | None:
    """O leiaute que o nome do arquivo anuncia; nulo se não há nome, se ele foge do padrão ou se o tipo é só XML."""
    if nome is None:
        return None
    try:
        return interpretar(nome).leiaute
    except NomeDeArquivoInvalido:
        return None
