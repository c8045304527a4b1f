"""Escreve a página das regras do manual a partir das tabelas: `python -m hub.regras.pagina docs/regras.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from hub.regras.dominios import TRIBUTOS
from hub.regras.prazos import prazos
from hub.regras.tabela import REGRAS, Regra

_TITULOS: Final = {
    "cda": "CDA",
    "item": "Itens da CDA",
    "devedor": "Codevedores",
    "movimento": "Movimentos",
    "recepcao": "O que depende do livro ou do envio inteiro",
}
_EFEITOS: Final = {"recusada": "recusa", "em_consulta": "em consulta", "aviso": "avisa"}
_ABERTURA: Final = """# Regras de recepção

> Página gerada das tabelas de regras por `python -m hub.regras.pagina docs/regras.md`. Não edite à mão.

Cada linha recebida é julgada por todas as regras em vigor no dia. O efeito diz o que acontece com ela:

- **recusa**: a linha não entra e o número não fica preso; corrija e envie de novo;
- **em consulta**: a linha entra com ressalva, que o credor corrige ou justifica no prazo do convênio;
- **avisa**: a linha entra; o aviso diz o que convém corrigir ou a que estratégia ela não pode seguir.

O resultado da linha é o do achado mais grave. O achado de um item ou codevedor pesa na CDA a que pertence.
Os textos entre chaves são trocados pelo que veio no arquivo. Campo cujo texto não converte só tem o achado da forma.
"""


def pagina() -> str:
    """A página inteira, em Markdown, terminada por uma quebra de linha."""
    partes = [_ABERTURA, *(_secao(tabela) for tabela in _TITULOS), _prazos(), _tributos()]
    return "\n".join(partes)


def _secao(tabela: str) -> str:
    linhas = (_linha(regra) for regra in REGRAS if regra.tabela == tabela)
    cabecalho = ("Código", "Coluna", "Efeito", "O que exige", "De onde vem", "Mensagem", "Como resolver")
    return f"## {_TITULOS[tabela]}\n\n" + _tabela(cabecalho, linhas)


def _linha(regra: Regra) -> Iterator[str]:
    yield regra.codigo
    yield f"`{regra.campo}`" if regra.campo else "a que o achado diz"
    yield _EFEITOS[regra.efeito] + ("" if regra.origens in {"todas", "hub"} else f" ({regra.origens})")
    yield regra.titulo
    yield regra.lei + _vigencia(regra)
    yield regra.mensagem
    yield regra.como_resolver


def _vigencia(regra: Regra) -> str:
    desde = f", desde {regra.desde:%d/%m/%Y}" if regra.desde else ""
    return desde + (f", até {regra.ate:%d/%m/%Y}" if regra.ate else "")


def _prazos() -> str:
    linhas = ((p.codigo, f"{p.quantidade} {p.unidade}", p.lei, p.fonte) for p in prazos())
    return "## Prazos da lei que as regras usam\n\n" + _tabela(("Prazo", "Quanto", "Lei", "Nota"), linhas)


def _tributos() -> str:
    linhas = ((t.codigo, t.nome, t.ente, t.classe.replace("_", " ")) for t in TRIBUTOS.values())
    return "## Tributos e receitas\n\n" + _tabela(("Código", "Nome", "Esfera", "Natureza"), linhas)


def _tabela(cabecalho: Iterable[str], linhas: Iterable[Iterable[str]]) -> str:
    titulos = list(cabecalho)
    todas = [titulos, ["---"] * len(titulos), *linhas]
    return "".join("| " + " | ".join(celula.replace("|", "\\|") for celula in linha) + " |\n" for linha in todas)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(pagina(), encoding="utf-8")
