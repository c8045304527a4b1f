"""A resposta da CRA: o `relatorio` em XML, com uma `comarca` por município ou um `titulo` por pedido."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hub.leiautes.documento import RegistroLido
from hub.leiautes.tabelas import linhas_do_dominio
from hub.leiautes.valores import Valor
from hub.leiautes.xml import escrever_xml
from hub.leiautes.xml.tabelas import ARQUIVO, RESPOSTA

#: Hora do dia em que a CRA simulada processa tudo.
HORA = "10:00:00"
CERTO = "0000"


@dataclass(frozen=True, kw_only=True)
class Critica:
    """Um motivo de recusa."""

    codigo: str
    descricao: str
    #: Verdadeiro se recusa o arquivo inteiro; falso se só o município.
    completa: bool
    municipio: str | None = None
    linha: int | None = None


@dataclass(frozen=True, kw_only=True)
class Resposta:
    """O que a CRA respondeu a um envio."""

    nome: str
    #: O `relatorio` em XML, ISO-8859-1.
    xml: bytes
    #: Registros aceitos por município (remessa) ou pedidos aceitos (um só item, de chave vazia).
    aceitos: Mapping[str, int]
    criticas: Sequence[Critica] = field(default=())

    @property
    def recusada(self) -> bool:
        """Nada foi aceito."""
        return not any(self.aceitos.values())

    @property
    def codigos(self) -> list[str]:
        """Os códigos das críticas, sem repetição, na ordem."""
        return list(dict.fromkeys(critica.codigo for critica in self.criticas))


def descricao(servico: str, codigo: str, *dados: object) -> str:
    """O texto da mensagem na tabela da CRA21, com os marcadores preenchidos."""
    linha = next(
        um
        for um in linhas_do_dominio("mensagens_cra21_apresentante")
        if (um["servico"], um["codigo"]) == (servico, codigo)
    )
    texto = linha["descricao"]
    for dado in dados:
        texto = texto.replace("{}", str(dado), 1)
    return texto.upper()


def completa(codigo: str) -> bool:
    """Verdadeiro se a mensagem de remessa recusa o arquivo inteiro (coluna `recusa`)."""
    return not any(
        linha["codigo"] == codigo and linha["servico"] == "remessa" and linha["recusa"] == "parcial"
        for linha in linhas_do_dominio("mensagens_cra21_apresentante")
    )


def de_municipios(nome: str, *, em: date, aceitos: Mapping[str, int], criticas: Sequence[Critica]) -> bytes:
    """O relatório de uma remessa: por município, o primeiro erro dele ou o total aceito."""
    soltas = [critica for critica in criticas if critica.municipio is None]
    if soltas and not aceitos:
        return de_arquivo(nome, em=em, codigo=soltas[0].codigo, texto=soltas[0].descricao)
    registros = [_arquivo(nome)]
    recusou_tudo = any(critica.completa for critica in criticas)
    for municipio, total in aceitos.items():
        sua = next((critica for critica in criticas if critica.municipio == municipio), None)
        campos: dict[str, Valor] = {"codigo_municipio": municipio, "data_hora_processamento": f"{em}T{HORA}"}
        if sua is not None:
            campos |= {"linha_com_erro": sua.linha, "codigo_mensagem": sua.codigo, "descricao_mensagem": sua.descricao}
        elif not recusou_tudo:
            campos |= {
                "data_movimento_cra": em.isoformat(),
                "codigo_mensagem": CERTO,
                "descricao_mensagem": descricao("remessa", CERTO),
            }
        registros.append(_registro("comarca", {**campos, "registros_aceitos": total}))
    return escrever_xml(RESPOSTA, registros)


def de_arquivo(nome: str | None, *, em: date, codigo: str, texto: str) -> bytes:
    """O relatório de um erro que vale para o arquivo inteiro, sem comarcas."""
    campos: dict[str, Valor] = {} if nome is None else {"nome_arquivo": nome}
    campos |= {
        "data_hora_processamento": f"{em}T{HORA}",
        "codigo_mensagem": codigo,
        "descricao_mensagem": texto,
    }
    return escrever_xml(RESPOSTA, [_registro(ARQUIVO, campos)])


def de_pedidos(nome: str, *, em: date, pedidos: Sequence[Mapping[str, Valor]]) -> bytes:
    """O relatório de desistências, cancelamentos e autorizações: uma resposta por título."""
    titulos = [_registro("titulo", {"data_hora_processamento": f"{em}T{HORA}", **pedido}) for pedido in pedidos]
    return escrever_xml(RESPOSTA, [_arquivo(nome), *titulos])


def _arquivo(nome: str) -> RegistroLido:
    return _registro(ARQUIVO, {"nome_arquivo": nome})


def _registro(registro: str, campos: Mapping[str, Valor]) -> RegistroLido:
    return RegistroLido(registro=registro, linha=0, campos=campos)
