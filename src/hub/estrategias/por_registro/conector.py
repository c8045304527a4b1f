"""O que todo cadastro que atende um registro por vez faz igual: reservar, escrever, agendar e ler."""

from __future__ import annotations

import sys
from abc import abstractmethod
from pathlib import Path

import polars as pl

from hub.credores.models import Credor
from hub.dividas.models import Remessa, RemessaArquivo
from hub.estrategias.cadastro.conector import ConectorDeCadastro
from hub.estrategias.cadastro.numeracao import reservar_arquivo
from hub.estrategias.cadastro.plano import Cadastro
from hub.estrategias.conector import Entrega, Lido
from hub.estrategias.por_registro import arquivo as o_arquivo
from hub.estrategias.por_registro import leitura
from hub.estrategias.por_registro.fila import entrega_agendar
from hub.estrategias.por_registro.servico import Servico


class ConectorPorRegistro(ConectorDeCadastro):
    """Um cadastro por serviço. Cada um diz as opções e os campos que a chamada leva."""

    entrega = Entrega.SERVICO

    def __init__(self, cadastro: Cadastro, servico: Servico, *, serie: str) -> None:
        super().__init__(cadastro)
        self.servico = servico
        #: começa o nome dos arquivos, e os numera
        self.serie = serie

    def reservar(self, remessa: Remessa) -> None:
        self.plano.descartar_as_que_mudaram(remessa)
        # Não há arquivo que numere os registros: um por chamada.
        nome = f"{self.serie}{{sequencial:06d}}.jsonl"
        reservar_arquivo(remessa, serie=self.serie, nome=nome, linhas=sys.maxsize)

    def enviar(self, remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
        arquivos = list(remessa.arquivos.all())
        finalidade = self.cadastro.finalidade
        for arquivo in arquivos:
            o_arquivo.escrever(
                remessa, arquivo, pasta, finalidade=finalidade, montar=lambda r: self.montar(remessa.credor, r)
            )
            entrega_agendar(self.servico, remessa, arquivo)
        self.gravar_envio(remessa)
        return arquivos

    def ler(self, conteudo: bytes, nome: str) -> Lido:
        return leitura.ler(self.servico, conteudo, nome)

    @abstractmethod
    def montar(self, credor: Credor, registros: pl.DataFrame) -> pl.DataFrame:
        """Do quadro de `arquivo.ESQUEMA` às linhas do arquivo; as primeiras colunas, `nosso_numero` e `operacao`."""
