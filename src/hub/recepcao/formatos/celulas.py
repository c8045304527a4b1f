"""Valores que não chegam como texto (célula de planilha, número de JSON) viram o texto do leiaute.

Nada se inventa: o que não cabe na forma do campo segue como veio, e a regra o acusa.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

#: U+001A (SUBSTITUTE) à frente de um texto que não é o valor do campo: é caractere de controle, e a conversão o acusa
#: na linha por qualquer porta, sem depender de quem guarda os achados da leitura.
ILEGIVEL: Final = "\x1a"
_CENTAVO: Final = Decimal("0.01")
#: Diferença que o ponto flutuante da planilha introduz e não é do valor.
FOLGA_DE_FLUTUANTE: Final = Decimal("1e-9")
#: Algarismos e expoente além dos quais um número não é valor do leiaute; fica como texto.
_LONGO: Final = 40
#: Dia 0 do calendário das planilhas, já com o 29/02/1900 que elas inventam, e o do calendário de 1904.
_BASE_1900: Final = date(1899, 12, 30)
_BASE_1904: Final = date(1904, 1, 1)
#: O dia que as planilhas têm e o calendário não.
_DIA_INVENTADO: Final = 60
_ULTIMO_DIA: Final = 2_958_465
#: Algarismos que uma planilha guarda com exatidão.
EXATOS_NA_PLANILHA: Final = 15
#: Algarismos de um CPF.
_DE_UM_CPF: Final = 11


def dinheiro_em_texto(numero: str, *, folga: Decimal = Decimal(0)) -> str:
    """`"1673.9"` → `"1673.90"`, `"1e3"` → `"1000.00"`; com mais de duas casas, além da folga, fica como veio."""
    try:
        valor = Decimal(numero) if len(numero) <= _LONGO else None
    except InvalidOperation:
        return numero
    if valor is None or not valor.is_finite() or abs(valor.adjusted()) > _LONGO // 2:
        return numero
    centavos = valor.quantize(_CENTAVO)
    return f"{centavos:f}" if abs(valor - centavos) <= folga else f"{valor:f}"


def inteiro_em_texto(numero: str) -> str:
    """`"2021.0"` e `"2.021e3"` → `"2021"`; o que não é inteiro fica como veio."""
    if numero.isdecimal():
        return numero
    try:
        valor = Decimal(numero) if len(numero) <= _LONGO else None
    except InvalidOperation:
        return numero
    if valor is None or not valor.is_finite() or abs(valor.adjusted()) > _LONGO // 2:
        return numero
    return f"{valor:.0f}" if valor == valor.to_integral_value() else numero


def serial_em_data(numero: str, *, calendario_1904: bool = False) -> str:
    """Dia serial de planilha → `AAAA-MM-DD`; o 60 é 1900-02-29, que não existe e a regra acusa.

    Fora do calendário (negativo, fração de dia, `20240315`) fica como veio.
    """
    texto = inteiro_em_texto(numero)
    dia = int(texto) if texto.isdecimal() and len(texto) <= len(str(_ULTIMO_DIA)) else 0
    if not 0 < dia <= _ULTIMO_DIA:
        return texto
    if calendario_1904:
        return (_BASE_1904 + timedelta(days=dia)).isoformat()
    if dia == _DIA_INVENTADO:
        return "1900-02-29"
    return (_BASE_1900 + timedelta(days=dia + (dia < _DIA_INVENTADO))).isoformat()


def momento_em_data(momento: str) -> str:
    """`"2024-03-15 00:00:00"` ou `"2024-03-15T00:00:00"` → `"2024-03-15"`; com hora do dia, fica como veio."""
    dia, hora = momento[:10], momento[11:]
    return dia if hora and not hora.strip("0:.Z") else momento


def documento_curto(texto: str) -> bool:
    """Se um documento que veio como número tem menos algarismos que um CPF: pode ter perdido zeros à esquerda."""
    return texto.isdecimal() and len(texto) < _DE_UM_CPF


def identificador_estourado(texto: str) -> bool:
    """Se um identificador que veio como número de planilha tem mais algarismos do que ela guarda."""
    return texto.isdecimal() and len(texto) > EXATOS_NA_PLANILHA
