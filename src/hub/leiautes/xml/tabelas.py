"""As tabelas do dialeto XML: raízes, elementos e de onde sai cada campo.

`raizes.csv` diz a família e o leiaute de cada elemento raiz; `elementos.csv`, que elemento é que registro e dentro de
quem pode estar; `campos.csv`, os campos por tag ou atributo próprio. Nas famílias de lotes e de baixa os atributos são
os números dos campos do leiaute posicional (`h08`, `t22`…), e `campos.csv` só traz o que muda ou sobra.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, Literal

from hub.leiautes.tabelas import PASTA, Campo, Registro, leiaute, leiautes, ler_tabela

Familia = Literal["lotes", "baixa", "pedido", "complementos", "resposta"]
#: Nome do elemento raiz nas tabelas.
RAIZ: Final = "*"
#: Registro que representa o elemento raiz; é ele que diz que o documento é XML.
ARQUIVO: Final = "arquivo"
#: Leiaute das respostas da CRA, que só existe em XML.
RESPOSTA: Final = "protesto/resposta"
#: Campos que um registro repete do elemento em que está, para ter os do arquivo posicional; na escrita vale o de fora.
HERDADOS: Final = {"1_header_cartorio": {"codigo_municipio"}, "arquivo": {"raiz"}}
_PASTA: Final = PASTA / "protesto" / "xml"


@dataclass(frozen=True, kw_only=True)
class CampoXML:
    """Um campo e o atributo ou a tag de onde ele sai."""

    #: Nome do atributo ou da tag, na grafia em que o hub escreve.
    origem: str
    por: Literal["atributo", "tag"]
    #: Forma da data ou do instante; vazia = DDMMAAAA.
    forma: str
    campo: Campo


@dataclass(frozen=True, kw_only=True)
class Elemento:
    """Um elemento do dialeto."""

    nome: str
    #: Elementos em que pode estar, do mais ao menos profundo.
    pais: tuple[str, ...]
    #: Registro que ele dá; nulo quando só agrupa.
    registro: str | None
    campos: tuple[CampoXML, ...]
    #: Verdadeiro se outros elementos podem estar dentro dele.
    abre: bool

    @cached_property
    def por_origem(self) -> Mapping[str, CampoXML]:
        """Os campos pela origem, sem distinção de caixa (`CodMun` e `codmun` circulam)."""
        return {um.origem.casefold(): um for um in self.campos}

    @cached_property
    def desenho(self) -> Registro:
        """O registro como o motor em quadros o entende."""
        return Registro(nome=self.registro or self.nome, campos=tuple(um.campo for um in self.campos))


@cache
def raizes() -> Mapping[str, tuple[Familia, str]]:
    """Elemento raiz → família e leiaute."""
    return {linha["raiz"]: (linha["familia"], linha["leiaute"]) for linha in ler_tabela(_PASTA / "raizes.csv")}  # type: ignore[misc]


@cache
def elementos(familia: Familia, nome_do_leiaute: str) -> Mapping[str, Elemento]:
    """Os elementos da família pelo nome em minúsculas, com os campos do leiaute."""
    linhas = [linha for linha in ler_tabela(_PASTA / "elementos.csv") if linha["familia"] == familia]
    pais = {pai for linha in linhas for pai in linha["pais"].split()}
    return {
        linha["elemento"].casefold(): Elemento(
            nome=linha["elemento"],
            pais=tuple(linha["pais"].split()),
            registro=linha["registro"] or None,
            campos=_campos(familia, linha, nome_do_leiaute),
            abre=linha["elemento"] in pais,
        )
        for linha in linhas
    }


def _campos(familia: str, elemento: Mapping[str, str], nome_do_leiaute: str) -> tuple[CampoXML, ...]:
    proprios = {
        linha["origem"]: _campo_proprio(linha)
        for linha in ler_tabela(_PASTA / "campos.csv")
        if linha["familia"] == familia and linha["elemento"] == elemento["elemento"]
    }
    if not elemento["prefixo"] or nome_do_leiaute not in leiautes():
        return tuple(proprios.values())
    numerados = {}
    for campo in leiaute(nome_do_leiaute).registro(elemento["registro"]).campos:
        origem = elemento["prefixo"] + campo.numero
        numerados[origem] = CampoXML(origem=origem, por="atributo", forma="", campo=campo)
    return tuple((numerados | proprios).values())


def _campo_proprio(linha: Mapping[str, str]) -> CampoXML:
    campo = Campo(
        numero="",
        nome=linha["nome"],
        inicio=0,
        fim=0,
        tamanho=int(linha["tamanho"] or 0),
        tipo=linha["tipo"],  # type: ignore[arg-type] # o teste das tabelas confere os valores
        natureza=linha["natureza"],  # type: ignore[arg-type] # idem
        excesso=linha["excesso"],  # type: ignore[arg-type] # idem
        obrigatorio=linha["obrigatorio"],
        conteudo=linha["conteudo_ou_dominio"],
    )
    return CampoXML(origem=linha["origem"], por=linha["por"], forma=linha["forma"], campo=campo)  # type: ignore[arg-type] # idem


def familia_de_escrita(nome_do_leiaute: str, raiz: str | None, registros: set[str]) -> tuple[Familia, str]:
    """A família e o elemento raiz com que se escreve o leiaute.

    `raiz` é a do documento lido; sem ela, a que o hub usa no leiaute, pelos registros que há.
    """
    familia = raizes().get((raiz or "").casefold(), (None, ""))[0]
    if nome_do_leiaute == RESPOSTA:
        familia = "resposta"
    elif familia is None and registros & {"apresentante", "andamento", "emolumento"}:
        familia = "complementos"
    elif familia is None and not leiaute(nome_do_leiaute).de_pedidos:
        familia = "lotes"
    elif familia in {None, "pedido"}:
        familia = "baixa" if "0_header_apresentante" in registros else "pedido"
    if raiz is None and familia == "baixa":
        return familia, "autorizacao" if "autorizacao" in nome_do_leiaute else "sustacao"
    propria = (chave for chave, valor in raizes().items() if valor == (familia, nome_do_leiaute))
    return familia, raiz or next(propria)
