"""Simulador do Login Único do gov.br: OpenID Connect como o roteiro oficial o descreve, com os defeitos que ele tem.

Só atende a própria máquina, e recusa-se a iniciar onde haja sinal de produção. O relógio entra por argumento::

    python -m simuladores.govbr servir --porta 8022 --volta http://127.0.0.1:8000/entrar/govbr/volta
"""

from simuladores.govbr.estado import Estado
from simuladores.govbr.parametros import Cliente, Parametros, ProducaoRecusada, recusar_producao
from simuladores.govbr.personas import PERSONAS, Persona
from simuladores.govbr.servidor import Servidor

__all__ = [
    "PERSONAS",
    "Cliente",
    "Estado",
    "Parametros",
    "Persona",
    "ProducaoRecusada",
    "Servidor",
    "recusar_producao",
]
