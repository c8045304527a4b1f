"""O dialeto XML da CRA21 ("FEBRABAN XML"), lido e escrito com os mesmos nomes de campo do arquivo posicional."""

from hub.leiautes.dialeto.escrita import escrever_xml
from hub.leiautes.dialeto.leitura import ler_xml

__all__ = ["escrever_xml", "ler_xml"]
