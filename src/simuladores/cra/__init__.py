"""Simulador de uma CRA com o produto CRA21: critica remessas, responde por arquivo e por SOAP, e força desfechos.

Sem relógio e sem sorteio: o dia entra por argumento (`em`) e o desfecho de um título sai do documento do devedor, por
um final mágico (`desfechos.csv`) ou por uma conta fixa. Duas formas de uso::

    python -m simuladores.cra processar PASTA_ENTRADA PASTA_SAIDA --em 2026-03-02
    python -m simuladores.cra servir --porta 8021
"""

from simuladores.cra.cra import CRA, receber
from simuladores.cra.desfechos import documento_magico
from simuladores.cra.parametros import Parametros
from simuladores.cra.relatorio import Resposta

__all__ = ["CRA", "Parametros", "Resposta", "documento_magico", "receber"]
