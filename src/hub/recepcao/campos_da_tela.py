"""Os campos dos formulários, tirados da tabela do leiaute: rótulo, ajuda, opções, o que se digitou e os erros."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from hub.comum.documentos import documento_formatar
from hub.comum.municipios import UF_POR_PREFIXO
from hub.comum.situacoes import Causa
from hub.credores.models import Credor
from hub.dividas.campos import GRUPOS, NOMES_DOS_CODIGOS, ROTULOS
from hub.dividas.models import CDA
from hub.leiautes.padrao import CAMPOS, Campo
from hub.regras.dominios import ESFERAS, TRIBUTOS

#: Todos os campos da tabela `cda`, na ordem do leiaute.
CAMPOS_DA_CDA = tuple(campo.campo for campo in CAMPOS["cda"])
#: Textos longos ganham uma caixa de várias linhas.
LONGO = 200
#: Codevedores que cabem no formulário; mais que isto vai por arquivo.
CODEVEDORES = 10
CAMPOS_DO_CODEVEDOR = ("papel", "documento", "nome", "fundamento")
#: Papéis de codevedor, como a lista os oferece.
PAPEIS = [(papel, NOMES_DOS_CODIGOS[papel]) for papel in ("CORRESPONSAVEL", "SOLIDARIO", "SUCESSOR")]
ROTULOS_DO_MOVIMENTO = {
    "tipo": "O que aconteceu",
    "data": "Data do fato",
    "valor": "Valor",
    "motivo": "Motivo",
    "numero_cnj": "Processo judicial (CNJ)",
    "identificador_credor": "Identificador no seu sistema",
}
AJUDAS = {"data": "dia/mês/ano", "dinheiro": "em reais, como 1.234,56"}


@dataclass(frozen=True, kw_only=True)
class CampoDaTela:
    """Um campo como a página o mostra."""

    nome: str
    rotulo: str
    valor: str
    obrigatorio: bool
    ajuda: str
    exemplo: str
    tamanho: int
    #: teclado que o telefone abre
    teclado: str
    #: (código, nome); vazio = campo livre
    opcoes: list[tuple[str, str]] = field(default_factory=list)
    erros: list[str] = field(default_factory=list)

    @property
    def longo(self) -> bool:
        return self.tamanho >= LONGO and not self.opcoes


@dataclass(frozen=True, kw_only=True)
class GrupoDaTela:
    codigo: str
    titulo: str
    campos: list[CampoDaTela]


def digitados(formulario: Mapping[str, str], nomes: Iterable[str]) -> dict[str, str]:
    """O que se digitou, aparado; campo vazio não entra."""
    pares = ((nome, formulario.get(nome, "").strip()) for nome in nomes)
    return {nome: valor for nome, valor in pares if valor}


def codevedores_digitados(formulario: Mapping[str, str]) -> list[dict[str, str]]:
    """As linhas de codevedor (`devedor-0-nome`…) que têm nome ou documento."""
    linhas = []
    for numero in range(CODEVEDORES):
        linha = {
            campo: valor
            for campo in CAMPOS_DO_CODEVEDOR
            if (valor := formulario.get(f"devedor-{numero}-{campo}", "").strip())
        }
        if "nome" in linha or "documento" in linha:
            linhas.append(linha)
    return linhas


def codevedores_da(cda: CDA) -> list[dict[str, str]]:
    """Os codevedores da CDA como o formulário os mostra."""
    return [
        {campo: str(getattr(pessoa, campo) or "") for campo in CAMPOS_DO_CODEVEDOR}
        for pessoa in cda.corresponsaveis.order_by("ordem")
    ]


def digitado_da(cda: CDA) -> dict[str, str]:
    """Os campos da CDA como se digitariam."""
    valores = {
        nome: _digitavel(getattr(cda, nome, None)) for nome in ROTULOS if nome not in {"carteira", "exigibilidade"}
    }
    valores["carteira"] = cda.carteira.codigo
    valores["exigibilidade"] = "SUSPENSA" if cda.causas & Causa.SUSPENSA else ""
    valores["devedor_documento"] = documento_formatar(cda.devedor_documento) if cda.devedor_documento else ""
    return {nome: valor for nome, valor in valores.items() if valor}


def _digitavel(valor: Any) -> str:
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "S" if valor else "N"
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    if isinstance(valor, Decimal):
        return f"{valor:.2f}".replace(".", ",")
    return "" if isinstance(valor, dict) else str(valor)


def grupos_da_cda(
    credor: Credor, valores: Mapping[str, str], achados: list[dict[str, Any]], *, com_numero: bool
) -> list[GrupoDaTela]:
    """Os grupos do formulário da CDA; na alteração, o número não se muda."""
    do_leiaute = {campo.campo: campo for campo in CAMPOS["cda"]}
    fora = {"metadados"} if com_numero else {"metadados", "numero_cda"}
    return [
        GrupoDaTela(
            codigo=grupo.codigo,
            titulo=grupo.titulo,
            campos=[
                _campo(do_leiaute[nome], rotulo, valores, achados, credor)
                for nome, rotulo in grupo.campos.items()
                if nome not in fora
            ],
        )
        for grupo in GRUPOS
    ]


def campos_do_movimento(credor: Credor, valores: Mapping[str, str], achados: list[dict[str, Any]]) -> list[CampoDaTela]:
    do_leiaute = {campo.campo: campo for campo in CAMPOS["movimento"]}
    return [_campo(do_leiaute[nome], rotulo, valores, achados, credor) for nome, rotulo in ROTULOS_DO_MOVIMENTO.items()]


def _campo(
    campo: Campo, rotulo: str, valores: Mapping[str, str], achados: list[dict[str, Any]], credor: Credor
) -> CampoDaTela:
    return CampoDaTela(
        nome=campo.campo,
        rotulo=rotulo,
        valor=valores.get(campo.campo, ""),
        obrigatorio=campo.obrigatorio,
        ajuda="; ".join(parte for parte in (_descricao(campo, rotulo), AJUDAS.get(campo.tipo, "")) if parte),
        exemplo="" if campo.tipo in AJUDAS else campo.exemplo,
        tamanho=campo.tamanho,
        teclado={"data": "numeric", "dinheiro": "decimal", "inteiro": "numeric"}.get(campo.tipo, "text"),
        opcoes=_opcoes(campo, credor),
        erros=[
            f"{_frase(sem_lugar(achado['mensagem']))} {achado['como_resolver']}"
            for achado in achados
            if achado["campo"] == campo.campo and achado["tabela"] == campo.tabela
        ],
    )


def sem_lugar(mensagem: str) -> str:
    """A mensagem sem "Linha 1, coluna *campo*:", que na tela o rótulo já diz."""
    return re.sub(r"^Linha [0-9.]+(, coluna \*[^*]*\*)?: ", "", mensagem)


def _frase(texto: str) -> str:
    return texto[:1].upper() + texto[1:]


def _descricao(campo: Campo, rotulo: str) -> str:
    """A descrição da tabela, se diz mais que o rótulo."""
    return "" if campo.descricao.casefold() == rotulo.casefold() else campo.descricao


def _opcoes(campo: Campo, credor: Credor) -> list[tuple[str, str]]:
    if campo.campo == "tributo":
        esferas = ESFERAS.get(credor.tipo, frozenset())
        return [(t.codigo, f"{t.codigo}: {t.nome}") for t in TRIBUTOS.values() if t.ente in esferas]
    if campo.campo == "carteira":
        return list(credor.carteiras.order_by("codigo").values_list("codigo", "nome"))
    if campo.campo == "devedor_uf":
        return [(uf, uf) for uf in sorted(UF_POR_PREFIXO.values())]
    if campo.tipo == "lista":
        return []
    return [(codigo, NOMES_DOS_CODIGOS.get(codigo, codigo)) for codigo in campo.codigos]
