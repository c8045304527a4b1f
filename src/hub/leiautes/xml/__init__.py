"""O dialeto XML da CRA21 ("FEBRABAN XML"), lido e escrito com os mesmos nomes de campo do arquivo posicional."""

from hub.leiautes.xml.escrita import escrever_xml
from hub.leiautes.xml.leitura import ler_xml
from hub.leiautes.xml.quadros import escrever_quadros, ler_quadros

__all__ = ["escrever_quadros", "escrever_xml", "ler_quadros", "ler_xml"]
