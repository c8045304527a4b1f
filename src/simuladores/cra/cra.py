"""A CRA simulada: recebe arquivos, responde, produz os que venceram e atende download por nome."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from hub.leiautes.erros import NomeDeArquivoInvalido
from hub.leiautes.nomes import NomeDeArquivo, interpretar
from simuladores.cra import desfechos as tabela_de_desfechos
from simuladores.cra.estado import Estado
from simuladores.cra.parametros import Parametros
from simuladores.cra.pedidos import TIPOS, receber_pedidos, titulo_achar
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

    def consultar(self, operacao: str, parametros: Mapping[str, str]) -> bytes:
        """A resposta a Instrumento ou Consulta. O manual não diz como ela é: esta forma é suposição do simulador."""
        if operacao == "Consulta":
            achado = titulo_achar(self.estado, nosso_numero=parametros.get("nossonumero", ""))
            partes = "" if achado is None else "".join(f"<{n}>{escape(str(v))}</{n}>" for n, v in achado.items())
            return f"<consulta>{partes}</consulta>".encode("iso-8859-1", "xmlcharrefreplace")
        protocolos = re.findall(r"<protocolo>([^<]+)</protocolo>", parametros.get("userdados", ""))
        if not protocolos:
            return de_arquivo(None, em=date(2000, 1, 1), codigo="0004", texto=descricao("remessa", "0004"))
        feitos = "".join(
            f"<titulo><protocolo>{escape(um)}</protocolo><base64>{_instrumento(um)}</base64></titulo>"
            for um in protocolos
        )
        return f"<instrumentos>{feitos}</instrumentos>".encode("iso-8859-1", "xmlcharrefreplace")


def receber(nome: str, conteudo: bytes, *, pasta: Path, em: date) -> Resposta:
    """O mesmo que `CRA(pasta).receber`, para quem só quer enviar um arquivo."""
    return CRA(pasta).receber(nome, conteudo, em=em)


def _instrumento(protocolo: str) -> str:
    """Um ZIP com um PDF que não vale nada, em base64."""
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w") as pacote:
        pacote.writestr(f"{protocolo}_01.pdf", b"%PDF-1.4 instrumento simulado")
    return base64.b64encode(saida.getvalue()).decode()


def _interpretar(nome: str) -> NomeDeArquivo | None:
    try:
        return interpretar(nome)
    except NomeDeArquivoInvalido:
        return None


def _tipo(nome: str) -> str:
    interpretado = _interpretar(nome)
    return interpretado.tipo if interpretado else ""
