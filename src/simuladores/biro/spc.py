"""O SPC Brasil simulado: incluir, excluir e as listas de códigos, com os nomes de elemento do serviço real.

A inclusão se reconhece por documento, vencimento e contrato, que são a chave da exclusão. Os códigos das listas são
vistos em clientes ou inventados (`spc_listas.csv` diz qual): o produto tem de os obter do serviço.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from hub.comum.documentos import documento_valido
from hub.leiautes.tabelas import ler_tabela
from simuladores.biro.desfechos import desfecho_de
from simuladores.biro.estado import Estado
from simuladores.biro.soap import ESPACO, Elemento, Falha, montar_itens, montar_texto

_PASTA: Final = Path(__file__).parent
#: Operação → o elemento em que os dados vêm.
ENTRADAS: Final = {"incluirSpc": "insumoSpc", "excluirSpc": "excluir"}
#: Operação de lista → lista da tabela, elemento de cada item, nome do código nele.
LISTAS: Final = {
    "listarNaturezaInclusao": ("natureza", "natureza-inclusao", "id"),
    "listarMotivoExclusao": ("motivo", "motivo-exclusao", "id"),
    "listarTipoDevedor": ("tipo_devedor", "tipo-devedor", "codigo"),
}
JA_EXISTE: Final = "Registro já existe para o documento, vencimento e contrato informados"
NAO_EXISTE: Final = "Registro não encontrado para o documento, vencimento e contrato informados"
_FORMAS: Final = {
    "pessoa": r"[FJ]",
    "texto": r"(?s).+",
    "data": r"\d{4}-\d{2}-\d{2}T00:00:00",
    "decimal": r"\d+(\.\d{1,2})?",
    "cep": r"\d{8}",
    "cpf": r"\d{11}",
    "cnpj": r"\d{14}",
}


@cache
def listas() -> Mapping[str, Mapping[str, str]]:
    """Lista → código → nome."""
    tabela: dict[str, dict[str, str]] = {}
    for linha in ler_tabela(_PASTA / "spc_listas.csv"):
        tabela.setdefault(linha["lista"], {})[linha["codigo"]] = linha["nome"]
    return tabela


@cache
def _campos(operacao: str) -> list[dict[str, str]]:
    return [linha for linha in ler_tabela(_PASTA / "spc_campos.csv") if linha["operacao"] == operacao]


class SPC:
    """Um SPC com a memória numa pasta."""

    def __init__(self, pasta: Path) -> None:
        self.estado = Estado(pasta)

    def atender(self, pedido: Elemento) -> tuple[str, str]:
        """As partes da resposta e a falha de rede que o documento mágico pede; levanta `Falha`."""
        if pedido.espaco != ESPACO:
            raise Falha("S:Client", f"Operação fora do espaço de nomes {ESPACO}")
        if pedido.nome in LISTAS:
            lista, item, codigo = LISTAS[pedido.nome]
            itens = ({codigo: numero, "nome": nome} for numero, nome in listas()[lista].items())
            return montar_itens(item, itens), ""
        fazer = {"incluirSpc": self._incluir, "excluirSpc": self._excluir}.get(pedido.nome)
        if fazer is None:
            raise Falha("S:Client", f"Operação {pedido.nome} não existe")
        dados = next((filho for filho in pedido.filhos if filho.nome == ENTRADAS[pedido.nome]), None)
        if dados is None:
            raise Falha("S:Client", f"Falta o elemento {ENTRADAS[pedido.nome]}")
        return self._atender(dados, pedido.nome, fazer)

    def _atender(
        self, dados: Elemento, operacao: str, fazer: Callable[[Elemento, tuple[str, str, str], str], str]
    ) -> tuple[str, str]:
        for campo in _campos(operacao):
            _conferir(campo, dados)
        documento = dados.achar("dados-pessoa-fisica/cpf@numero") or dados.achar("dados-pessoa-juridica/cnpj@numero")
        chave = (documento, dados.achar("data-vencimento"), dados.achar("numero-contrato"))
        pedido = desfecho_de(documento)["spc"]
        texto = fazer(dados, chave, pedido)
        return montar_texto(
            "sucesso", texto
        ), "apos_gravar" if pedido == "apos_gravar" and fazer == self._incluir else ""

    def _incluir(self, dados: Elemento, chave: tuple[str, str, str], pedido: str) -> str:
        if pedido == "recusado":
            raise Falha("S:Server", "Inclusão não permitida para o documento informado")
        with self.estado.transacao() as base:
            existe = base.execute(f"select 1 from spc where {_CHAVE} and ativo", chave).fetchone()
            if existe or pedido == "ja_existe":
                raise Falha("S:Server", JA_EXISTE)
            resto = [dados.achar(nome) for nome in ("codigo-tipo-devedor", "valor-debito", "natureza-inclusao/id")]
            colunas = "documento, vencimento, contrato, ativo, tipo_devedor, valor, natureza"
            base.execute(f"insert or replace into spc ({colunas}) values (?, ?, ?, 1, ?, ?, ?)", [*chave, *resto])
        return "Registro inserido com sucesso"

    def _excluir(self, dados: Elemento, chave: tuple[str, str, str], pedido: str) -> str:
        if pedido == "exclusao_recusada":
            raise Falha("S:Server", "Exclusão não permitida para o registro informado")
        with self.estado.transacao() as base:
            motivo = dados.achar("motivo-exclusao/id")
            feito = base.execute(f"update spc set ativo = 0, motivo = ? where {_CHAVE} and ativo", [motivo, *chave])
            if feito.rowcount == 0:
                raise Falha("S:Server", NAO_EXISTE)
        return "Registro excluído com sucesso"

    def esvaziar(self) -> None:
        """Tira tudo da base, como o birô que perdeu o que tinha."""
        with self.estado.transacao() as base:
            base.execute("update spc set ativo = 0")

    def registros(self) -> list[dict[str, str]]:
        """O que está na base, na ordem da chave."""
        colunas = "documento, vencimento, contrato, tipo_devedor, valor, natureza"
        with self.estado.transacao() as base:
            linhas = base.execute(f"select {colunas} from spc where ativo order by 1, 2, 3").fetchall()
        return [dict(linha) for linha in linhas]


_CHAVE: Final = "documento = ? and vencimento = ? and contrato = ?"


def _conferir(campo: Mapping[str, str], dados: Elemento) -> None:
    if campo["quando"] and dados.achar("tipo-pessoa") != campo["quando"]:
        return
    caminho, forma = campo["caminho"], campo["forma"]
    valor = dados.achar(caminho)
    if not valor:
        raise Falha("S:Client", f"Campo obrigatório não informado: {caminho}")
    certo = valor in listas()[forma] if forma in listas() else re.fullmatch(_FORMAS[forma], valor) is not None
    if forma in {"cpf", "cnpj"}:
        certo = certo and bool(pl.select(documento_valido(pl.lit(valor))).item())
    if not certo:
        raise Falha("S:Client", f"Valor inválido no campo {caminho}: {valor}")
