"""Receber desistências (DP), cancelamentos (CP) e autorizações (AC, AD): uma resposta por título, e o que muda nele."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from hub.leiautes.erros import NomeDeArquivoInvalido
from hub.leiautes.nomes import interpretar
from simuladores.cra.agenda import evento
from simuladores.cra.estado import EVENTO, Estado
from simuladores.cra.lido import Lido, ler_enviado
from simuladores.cra.parametros import Parametros
from simuladores.cra.relatorio import CERTO, Critica, Resposta, de_arquivo, de_pedidos, descricao

SERVICO: Final = "desistencia_cancelamento_autorizacao"
TIPOS: Final = frozenset({"DP", "CP", "AC", "AD"})
#: Achados do leiaute que recusam o arquivo posicional inteiro, e a mensagem que a CRA dá (tabela da CRA-TO).
_DO_ARQUIVO: Final = {
    "NAO_ASCII": "2101",
    "TAMANHO_DA_LINHA": "2102",
    "LINHA_EM_BRANCO": "2102",
    "REGISTRO_DESCONHECIDO": "2182",
    "FALTA_HEADER": "2022",
    "FALTA_TRAILLER": "2129",
    "SEQUENCIA_QUEBRADA": "2126",
    "QUANTIDADE_NAO_CONFERE": "2127",
    "VALOR_NAO_CONFERE": "2123",
    "CONSTANTE_DIVERGENTE": "2125",
    "SOLICITACAO_DIVERGENTE": "2133",
    "XML_INVALIDO": "2226",
    "XML_RECUSADO": "2226",
    "XML_GRANDE_DEMAIS": "2226",
    "XML_SEM_REGISTROS": "0007",
}
_PROTESTADO: Final = frozenset({"2", "C"})
_SUSTADO: Final = frozenset({"4", "0"})
_DIGITOS_DO_PROTOCOLO: Final = 10


@dataclass(frozen=True, kw_only=True)
class Titulo:
    """O que a CRA sabe do título de um pedido."""

    remessa: str
    titulo: int
    final: str
    numero_titulo: str
    #: Última ocorrência já lavrada ou entregue até o dia; vazia enquanto o título corre.
    ocorrencia: str
    #: Verdadeiro se o apresentante já recebeu essa ocorrência.
    entregue: bool

    @property
    def chave(self) -> str:
        return f"{self.remessa}|{self.titulo}"


def receber_pedidos(
    nome: str, conteudo: bytes, *, estado: Estado, parametros: Parametros, desfechos: pl.DataFrame, em: date
) -> Resposta:
    """Critica cada pedido e agenda a resposta dos aceitos."""
    try:
        tipo = interpretar(nome).tipo
    except NomeDeArquivoInvalido:
        tipo = ""
    if tipo not in TIPOS:
        return _recusa(nome, "0002", descricao(SERVICO, "0002"), em=em)
    lido = ler_enviado(conteudo, nome)
    erro = _erro_do_arquivo(lido)
    if erro is not None:
        return _recusa(nome, *erro, em=em)
    balcao = _Balcao(tipo, estado, parametros, desfechos, em)
    respostas = [balcao.atender(pedido) for pedido in _pedidos(lido)]
    balcao.gravar()
    criticas = [
        Critica(codigo=str(r["codigo_mensagem"]), descricao=str(r["descricao_mensagem"]), completa=False, linha=linha)
        for linha, r in enumerate(respostas, 1)
        if r["codigo_mensagem"] != CERTO
    ]
    aceitos = {"": len(respostas) - len(criticas)}
    return Resposta(nome=nome, xml=de_pedidos(nome, em=em, pedidos=respostas), aceitos=aceitos, criticas=criticas)


def _recusa(nome: str, codigo: str, texto: str, *, em: date) -> Resposta:
    critica = Critica(codigo=codigo, descricao=texto, completa=True)
    return Resposta(nome=nome, xml=de_arquivo(nome, em=em, codigo=codigo, texto=texto), aceitos={}, criticas=(critica,))


def _erro_do_arquivo(lido: Lido) -> tuple[str, str] | None:
    if lido.leiaute is None or "2_pedido" not in lido.quadros:
        return "0007", descricao(SERVICO, "0007")
    for achado in lido.achados:
        codigo = _DO_ARQUIVO.get(achado.codigo)
        if codigo is not None:
            return codigo, achado.mensagem.upper()
    if lido.quadros["2_pedido"].is_empty():
        return "2021", descricao(SERVICO, "2021")
    return None


def _pedidos(lido: Lido) -> Iterator[dict[str, Any]]:
    """Os pedidos com o cartório e o município em que estão; no XML o município vem da comarca de fora."""
    cartorios = lido.quadros["1_header_cartorio"].sort("linha")
    if "comarca" in lido.quadros and "codigo_municipio" not in cartorios.columns:
        comarcas = lido.quadros["comarca"].select("linha", "codigo_municipio").sort("linha")
        cartorios = cartorios.join_asof(comarcas, on="linha")
    onde = cartorios.select("lote", "codigo_municipio", "codigo_cartorio")
    yield from lido.quadros["2_pedido"].join(onde, on="lote", how="left", maintain_order="left").iter_rows(named=True)


class _Balcao:
    """Atende os pedidos de um arquivo, um a um, e guarda o que eles mudam."""

    def __init__(self, tipo: str, estado: Estado, parametros: Parametros, desfechos: pl.DataFrame, em: date) -> None:
        self.tipo = tipo
        self.estado = estado
        self.parametros = parametros
        self.desfechos = {linha["final"]: linha for linha in desfechos.iter_rows(named=True)}
        self.em = em
        self.titulos = _indice(estado, em)
        self.novos: dict[str, list[dict[str, object]]] = {}
        self.cancelados: dict[str, set[int]] = {}

    def atender(self, pedido: Mapping[str, Any]) -> dict[str, str | int | None]:
        """A resposta a um pedido, na forma do relatório."""
        codigo, dados = self._julgar(pedido)
        data = pedido["data_protocolo"]
        return {
            "codigo_cartorio": pedido["codigo_cartorio"],
            "numero_titulo": pedido["numero_titulo"],
            "numero_protocolo": pedido["numero_protocolo"],
            "data_protocolo": data.isoformat() if data else pedido.get("data_protocolo_cru"),
            "codigo_mensagem": codigo,
            "descricao_mensagem": descricao(SERVICO, codigo, *dados),
        }

    def _julgar(self, pedido: Mapping[str, Any]) -> tuple[str, tuple[object, ...]]:
        erro = _erro_de_forma(pedido)
        if erro is not None:
            return erro, ()
        cartorio = f"{pedido['codigo_municipio']}|{pedido['codigo_cartorio']}"
        titulo = self.titulos.get(f"{cartorio}|{pedido['numero_protocolo'].zfill(_DIGITOS_DO_PROTOCOLO)}")
        if titulo is None or titulo.numero_titulo != pedido["numero_titulo"]:
            return "2012", ()
        erro = self._erro_de_estado(titulo)
        if erro is not None:
            return erro, (pedido["numero_protocolo"],)
        self.estado.controle["pedidos"].append(f"{self.tipo}|{titulo.chave}")
        self._agendar(titulo)
        return CERTO, ()

    def _erro_de_estado(self, titulo: Titulo) -> str | None:
        feitos = {tipo for tipo in TIPOS if f"{tipo}|{titulo.chave}" in self.estado.controle["pedidos"]}
        if self.tipo in {"DP", "AD"}:
            if self.tipo in feitos:
                return "2014"
            correndo = titulo.ocorrencia in _SUSTADO or not titulo.ocorrencia
            tardio = titulo.ocorrencia in _PROTESTADO and not titulo.entregue
            return None if correndo or tardio else "2028"
        if titulo.ocorrencia not in _PROTESTADO:
            return "2016" if "CP" in feitos else "2013"
        if "CP" in feitos:
            return "2016"
        return "2017" if self.tipo == "AC" and "AC" in feitos else None

    def _agendar(self, titulo: Titulo) -> None:
        """A resposta vem no dia seguinte; a da autorização, quando (e se) o devedor comparece."""
        desfecho = self.desfechos[titulo.final]
        dias = 1
        if self.tipo in {"AC", "AD"}:
            if desfecho["a_anuencia"] is None:
                return
            dias = desfecho["dias_da_anuencia"]
        ocorrencia, custas = self._ocorrencia(titulo, desfecho)
        if self.tipo in {"DP", "AD"} and ocorrencia != "B":
            self.cancelados.setdefault(titulo.remessa, set()).add(titulo.titulo)
        entrega, vespera = self.em + timedelta(days=dias), self.em + timedelta(days=dias - 1)
        resposta = evento(titulo.titulo, data=entrega, ocorrencia=ocorrencia, data_ocorrencia=vespera, custas=custas)
        self.novos.setdefault(titulo.remessa, []).append(resposta)

    def _ocorrencia(self, titulo: Titulo, desfecho: Mapping[str, Any]) -> tuple[str, int]:
        """3 retirado, B já protestado (desistência tardia), A cancelado, X recusado, J já cancelado; e as custas."""
        if self.tipo in {"DP", "AD"}:
            if titulo.ocorrencia in _PROTESTADO:
                return "B", 0
            return "3", self.parametros.custas_de_retirada
        ocorrencia = desfecho["a_anuencia"] if self.tipo == "AC" else desfecho["ao_cancelamento"]
        return ocorrencia, self.parametros.custas_de_cancelamento if ocorrencia == "A" else 0

    def gravar(self) -> None:
        """Tira da agenda o que os pedidos cancelaram e põe as respostas."""
        for remessa in {*self.novos, *self.cancelados}:
            eventos = self.estado.ler("eventos", remessa)
            sai = pl.col("titulo").is_in(sorted(self.cancelados.get(remessa, set())))
            fica = eventos.filter(~(sai & ~pl.col("entregue") & (pl.col("tipo") != "C")))
            novos = pl.DataFrame(self.novos.get(remessa, []), schema=EVENTO)
            self.estado.guardar("eventos", remessa, pl.concat([fica, novos]))
        self.estado.gravar()


def _erro_de_forma(pedido: Mapping[str, Any]) -> str | None:
    protocolo = pedido["numero_protocolo"]
    faltas = {
        "2019": not pedido["codigo_municipio"],
        "2020": not pedido["codigo_cartorio"],
        "2004": not protocolo or not protocolo.strip("0"),
        "2006": len(protocolo or "") > _DIGITOS_DO_PROTOCOLO,
        "2007": pedido["data_protocolo"] is None,
        "2008": not pedido["numero_titulo"],
        "2009": not pedido["nome_primeiro_devedor"],
        "2010": not pedido["valor_titulo"],
    }
    return next((codigo for codigo, falta in faltas.items() if falta), None)


def titulo_achar(estado: Estado, *, nosso_numero: str) -> dict[str, Any] | None:
    """Número, cartório e protocolo do título; nulo se ninguém o enviou."""
    for remessa in estado.remessas():
        achado = estado.ler("titulos", remessa).filter(pl.col("nosso_numero") == nosso_numero)
        if achado.height:
            return achado.select("nosso_numero", "numero_titulo", "codigo_cartorio", "numero_protocolo").row(
                0, named=True
            )
    return None


def _indice(estado: Estado, em: date) -> dict[str, Titulo]:
    """`município|cartório|protocolo` → título, com a última ocorrência lavrada até o dia."""
    indice = {}
    for remessa in estado.remessas():
        titulos = (
            estado.ler("titulos", remessa)
            .unique("titulo", keep="first")
            .filter(pl.col("numero_protocolo").is_not_null())
        )
        retornos = estado.ler("eventos", remessa).filter((pl.col("tipo") == "R") & (pl.col("data_ocorrencia") <= em))
        ultimos = retornos.sort("data").group_by("titulo").agg(pl.col("ocorrencia", "entregue").last())
        juntos = titulos.join(ultimos, on="titulo", how="left")
        for linha in juntos.iter_rows(named=True):
            chave = f"{linha['municipio']}|{linha['codigo_cartorio']}|{linha['numero_protocolo']}"
            indice[chave] = Titulo(
                remessa=remessa,
                titulo=linha["titulo"],
                final=linha["final"],
                numero_titulo=linha["numero_titulo"] or "",
                ocorrencia=linha["ocorrencia"] or "",
                entregue=bool(linha["entregue"]),
            )
    return indice
