"""Formatos de arquivo: CSV, XLSX, ODS, JSON, JSON Lines, Parquet e ZIP viram quadros de texto."""

from __future__ import annotations

from hub.recepcao.formatos.abertura import abrir
from hub.recepcao.formatos.achados import LINHA_PERDIDA
from hub.recepcao.formatos.envio import Envio, Fatia
from hub.recepcao.formatos.erros import ObjecaoAoArquivo
from hub.recepcao.formatos.json_exato import DECODIFICADOR
from hub.recepcao.formatos.limites import DA_API, DE_ARQUIVO, Limites
from hub.recepcao.formatos.modelo import escrever_modelo
from hub.recepcao.formatos.objetos import (
    Leitura,
    Quadros,
    desembrulhar,
    leitura_de_objetos,
    quadros_de_objetos,
    tabelas_do_objeto,
)

__all__ = [
    "DA_API",
    "DECODIFICADOR",
    "DE_ARQUIVO",
    "LINHA_PERDIDA",
    "Envio",
    "Fatia",
    "Leitura",
    "Limites",
    "ObjecaoAoArquivo",
    "Quadros",
    "abrir",
    "desembrulhar",
    "escrever_modelo",
    "leitura_de_objetos",
    "quadros_de_objetos",
    "tabelas_do_objeto",
]
