"""Simulador de birô de crédito: a Serasa (PEFIN, por arquivos) e o SPC Brasil (SOAP 1.1 sobre HTTP).

Sem relógio e sem sorteio: o dia entra por argumento (`em`) e o desfecho sai do documento do devedor, por um final
mágico (`desfechos.csv`). Duas formas de uso::

    python -m simuladores.biro processar PASTA_ENTRADA PASTA_SAIDA --em 2026-03-02
    python -m simuladores.biro servir --porta 8024
"""

from simuladores.biro.desfechos import documento_magico
from simuladores.biro.producao import Produzido
from simuladores.biro.recebimento import Recebido
from simuladores.biro.serasa import Serasa
from simuladores.biro.spc import SPC

__all__ = ["SPC", "Produzido", "Recebido", "Serasa", "documento_magico"]
