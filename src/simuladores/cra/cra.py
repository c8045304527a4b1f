"""A CRA simulada: recebe arquivos, responde, produz os que venceram e atende download por nome."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hub.leiautes.erros import NomeDeArquivoInvalido
from hub.leiautes.nomes import NomeDeArquivo, interpretar
from simuladores.cra import desfechos as tabela_de_desfechos
from simuladores.cra.estado import Estado
from simuladores.cra.parametros import Parametros
from simuladores.cra.pedidos import TIPOS, receber_pedidos
from simuladores.cra.producao import Produzido, em_xml, produzir
from simuladores.cra.recebimento import receber_remessa
from simuladores.cra.relatorio import Resposta, de_arquivo, descricao

#: Mensagem de download sem dados; o manual da CRA21 usa 0004 e 0003 para o retorno.
SEM_DADOS = {"C": ("confirmacao", "0005"), "R": ("retorno", "0004"), "M": ("retorno", "0004")}


class CRA:
    """Uma CRA com a memória numa pasta. `em` é sempre dito por quem chama: aqui não há relógio."""

    def __init__(self, pasta: Path, *, parametros: Parametros | None = None, desfechos: Path | None = None) -> None:
        pasta.mkdir(parents=True, exist_ok=True)
        self.estado = Estado(pasta)
        self.parametros = parametros or Parametros.ler(pasta)
        self.desfechos = tabela_de_desfechos.tabela(desfechos or tabela_de_desfechos.TABELA)

    def receber(self, nome: str, conteudo: bytes, *, em: date) -> Resposta:
        """Critica um envio (B, DP, CP, AC ou AD), guarda o que aceitar e responde como a CRA21."""
        tipo = _tipo(nome)
        receber_ = receber_pedidos if tipo in TIPOS else receber_remessa
        return receber_(nome, conteudo, estado=self.estado, parametros=self.parametros, desfechos=self.desfechos, em=em)

    def produzir(self, *, em: date) -> list[Produzido]:
        """Os arquivos posicionais (C, M e R) do que venceu até `em` e ainda não saiu. Repetir não produz nada."""
        return produzir(self.estado, em=em)

    def baixar(self, nome: str, *, tipo: str) -> bytes:
        """O XML do que a CRA tem do dia do nome (`C5820203.261`), ou um relatório de que não há nada."""
        servico, codigo = SEM_DADOS[tipo]
        pedido = _interpretar(nome)
        if pedido is None or pedido.tipo != tipo:
            dia = pedido.data if pedido else date(2000, 1, 1)
            return de_arquivo(nome, em=dia, codigo="0002", texto=descricao(servico, "0002"))
        xml = em_xml(self.estado, tipo=tipo, dia=pedido.data, codigo=pedido.codigo, nome=nome)
        return xml or de_arquivo(nome, em=pedido.data, codigo=codigo, texto=descricao(servico, codigo))


def receber(nome: str, conteudo: bytes, *, pasta: Path, em: date) -> Resposta:
    """O mesmo que `CRA(pasta).receber`, para quem só quer enviar um arquivo."""
    return CRA(pasta).receber(nome, conteudo, em=em)


def _interpretar(nome: str) -> NomeDeArquivo | None:
    try:
        return interpretar(nome)
    except NomeDeArquivoInvalido:
        return None


def _tipo(nome: str) -> str:
    interpretado = _interpretar(nome)
    return interpretado.tipo if interpretado else ""
