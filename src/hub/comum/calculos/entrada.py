"""Os campos do pedido de um cálculo, lidos com o tipo certo ou recusados com o nome do campo."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hub.comum.calendario import competencia_ler, data_ler
from hub.comum.dinheiro import ValorMalformado, dinheiro_ler
from hub.comum.erros import Recusa


class EntradaMalformada(Recusa):
    """O pedido não é um objeto JSON. Envie campos e valores entre chaves, como no manual."""


class CampoFaltando(Recusa):
    """Falta o campo {campo}. Inclua-o no pedido."""


class CampoMalformado(Recusa):
    """O campo {campo} traz {valor}, que não é {esperado}. Corrija o campo."""


class Entrada:
    """Lê os campos de um pedido; campo ausente ou nulo é `CampoFaltando`, campo de outro tipo é recusa própria."""

    def __init__(self, campos: object) -> None:
        if not isinstance(campos, dict):
            raise EntradaMalformada
        self._campos: dict[str, object] = campos

    def tem(self, campo: str) -> bool:
        """Se o campo veio, e não nulo."""
        return self._campos.get(campo) is not None

    def texto(self, campo: str) -> str:
        """Texto como veio."""
        valor = self._bruto(campo)
        if not isinstance(valor, str):
            raise CampoMalformado(campo=campo, valor=repr(valor), esperado="texto entre aspas")
        return valor

    def dinheiro(self, campo: str) -> Decimal:
        """Reais, de texto (`1673.93`) ou inteiro; número com ponto flutuante é recusado, porque já perdeu centavos."""
        valor = self._bruto(campo)
        if isinstance(valor, bool) or not isinstance(valor, str | int | Decimal):
            raise ValorMalformado(campo=campo, valor=f"{valor!r} sem aspas")
        return dinheiro_ler(str(valor), campo=campo)

    def data(self, campo: str) -> date:
        """Data `AAAA-MM-DD`, de 1900 a 2199."""
        return data_ler(self.texto(campo), campo=campo)

    def mes(self, campo: str) -> str:
        """Mês `AAAA-MM`."""
        return competencia_ler(self.texto(campo), campo=campo)

    def inteiro(self, campo: str, *, maximo: int) -> int:
        """Inteiro de 0 a `maximo`."""
        valor = self._bruto(campo)
        if isinstance(valor, bool) or not isinstance(valor, int) or not 0 <= valor <= maximo:
            raise CampoMalformado(campo=campo, valor=repr(valor), esperado=f"número inteiro de 0 a {maximo}")
        return valor

    def _bruto(self, campo: str) -> object:
        if not self.tem(campo):
            raise CampoFaltando(campo=campo)
        return self._campos[campo]
