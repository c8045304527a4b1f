"""Objetos JSON viram quadros de texto: a mesma função para uma CDA da API e para um arquivo de milhões."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import polars as pl

from hub.recepcao.formatos.achados import VAZIO, Apontado, quadro_de_achados
from hub.recepcao.formatos.cabecalho import nome_normalizado, tabela_das_colunas
from hub.recepcao.formatos.campos import CAMPOS, DOCUMENTOS, NOMES_DE_TABELA, TIPOS
from hub.recepcao.formatos.celulas import (
    FOLGA_DE_FLUTUANTE,
    ILEGIVEL,
    dinheiro_em_texto,
    documento_curto,
    inteiro_em_texto,
    momento_em_data,
)
from hub.recepcao.formatos.json_exato import Numero, ObjetoComRepeticao, escrever_json

#: As chaves com que um arquivo ou corpo inteiro traz as CDAs numa lista.
_DAS_CDAS: Final = frozenset(nome for nome, tabela in NOMES_DE_TABELA.items() if tabela == "cda")
#: As listas que um objeto de CDA pode trazer, e a tabela de cada uma.
_FILHOS: Final = {nome: tabela for nome, tabela in NOMES_DE_TABELA.items() if tabela != "cda"}
#: Destas, as que só podem ser listas.
_SO_LISTAS: Final = frozenset({"devedores", "itens", "movimentos"})


@dataclass(frozen=True)
class Grupo:
    """Um objeto aninhado que vale pelas colunas com um prefixo."""

    prefixo: str
    #: grupos que pode ter dentro
    dentro: Mapping[str, Grupo] = field(default_factory=dict)


_ENDERECO: Final = Grupo("devedor_")
_GRUPOS: Final[Mapping[str, Mapping[str, Grupo]]] = {
    "cda": {"devedor": Grupo("devedor_", {"endereco": _ENDERECO}), "endereco": _ENDERECO},
    "devedor": {"endereco": Grupo("")},
}
_SO_O_NUMERO: Final = frozenset({"numero_cda"})

Registro = dict[str, Any]


class Quadros(dict[str, pl.DataFrame]):
    """Os quadros de texto por tabela (só as que vieram) e os achados da leitura."""

    achados: pl.DataFrame = VAZIO


def quadros_de_objetos(objetos: Sequence[Any]) -> Quadros:
    """Os quadros de texto de uma lista de objetos, na forma do leiaute em JSON; `linha` é a posição, contada de 1.

    Aceita números como `Numero` (o melhor: leia o corpo com `DECODIFICADOR`), int, Decimal ou float. Nunca levanta
    por causa do conteúdo: o que não se entende vira achado em `Quadros.achados`.
    """
    return leitura_de_objetos(objetos).tirar()


def leitura_de_objetos(objetos: Sequence[Any]) -> Leitura:
    """O que `quadros_de_objetos` lê, antes de virar quadros: várias leituras se juntam com `Leitura.somar`."""
    leitura = Leitura()
    for posicao, objeto in enumerate(objetos, 1):
        leitura.ler(objeto, posicao)
    return leitura


class Leitura:
    """Acumula objetos até que se tirem os quadros; lembra as chaves desconhecidas que já apontou."""

    def __init__(self, *, so: str | None = None) -> None:
        #: a única tabela que interessa; None = todas
        self._so = so
        self._registros: dict[str, list[Registro]] = {}
        self._apontados: list[Apontado] = []
        self._desconhecidas: set[tuple[str, str]] = set()

    def ler(self, objeto: Any, linha: int) -> None:
        """Um objeto de CDA (com as suas listas), ou solto de outra tabela."""
        if not isinstance(objeto, dict):
            self.apontar(linha, "cda", None, "linha", _mostrar(objeto), "ARQ-012")
            return
        tabela = _tabela(objeto)
        registro = self._registro(objeto, tabela, linha)
        listas = _listas(objeto) if tabela == "cda" else {}
        if not (listas and _so_tem_listas(objeto, listas)):
            self._guardar(registro, tabela, linha)
        for chave, da_lista in listas.items():
            self._lista(da_lista, objeto[chave], registro.get("numero_cda"), linha)

    @property
    def tabelas(self) -> frozenset[str]:
        """As tabelas de que se leu algo."""
        return frozenset(self._registros)

    @property
    def linhas(self) -> int:
        """Quantos registros se leram, de todas as tabelas."""
        return sum(map(len, self._registros.values()))

    @property
    def numeros(self) -> set[str]:
        """Os números de CDA de todos os registros, como vieram."""
        todos = (registro.get("numero_cda") for registros in self._registros.values() for registro in registros)
        return {numero for numero in todos if numero}

    def somar(self, outra: Leitura, *, depois: int) -> None:
        """Acrescenta o que outra leu, com as linhas `depois` das que lá têm."""
        for tabela, registros in outra._registros.items():
            deslocados = [{**registro, "linha": registro["linha"] + depois} for registro in registros]
            self._registros.setdefault(tabela, []).extend(deslocados)
        self._apontados += [(apontado[0] + depois, *apontado[1:]) for apontado in outra._apontados]

    def apontar(self, linha: int, tabela: str, numero: str | None, campo: str, valor: str | None, regra: str) -> None:
        """Guarda um apontamento da leitura."""
        if self._so in {None, tabela}:
            self._apontados.append((linha, tabela, numero, campo, valor, regra))

    def tirar(self) -> Quadros:
        """Os quadros do que se leu desde a última vez."""
        quadros = Quadros({tabela: _quadro(tabela, registros) for tabela, registros in self._registros.items()})
        quadros.achados = quadro_de_achados(self._apontados)
        self._registros, self._apontados = {}, []
        return quadros

    def _guardar(self, registro: Registro, tabela: str, linha: int) -> None:
        if self._so not in {None, tabela}:
            return
        registro["linha"] = linha
        self._registros.setdefault(tabela, []).append(registro)

    def _lista(self, tabela: str, lista: list[Any], numero: str | None, linha: int) -> None:
        for filho in lista:
            if not isinstance(filho, dict):
                self.apontar(linha, tabela, numero, "linha", _mostrar(filho), "ARQ-012")
                continue
            registro = self._registro(filho, tabela, linha, numero=numero)
            self._guardar(registro, tabela, linha)

    def _registro(self, objeto: dict[str, Any], tabela: str, linha: int, *, numero: str | None = None) -> Registro:
        """Os campos de um objeto como texto, com o número herdado; o que se estranha vira apontamento."""
        registro: Registro = {}
        notas: list[tuple[str, str | None, str]] = []
        tipos, grupos = TIPOS[tabela], _GRUPOS.get(tabela, {})
        repetidas = list(_repetidas(objeto, tipos, grupos))
        for campo, chave, valor in _pares(objeto, tipos, grupos):
            if campo is None:
                notas += self._estranha(tabela, chave, valor)
            elif campo in registro:
                repetidas.append((campo, chave))
            elif valor is None or type(valor) is str:
                registro[campo] = valor or None
            else:
                registro[campo], regra = texto_de(valor, campo, tipos[campo])
                notas += [(campo, registro[campo], regra)] if regra else []
        for campo, chave in repetidas:
            registro[campo] = ILEGIVEL + chave
            notas.append((campo, chave, "ARQ-013"))
        if numero and not registro.get("numero_cda"):
            registro["numero_cda"] = numero
        for campo, texto, regra in notas:
            self.apontar(linha, tabela, registro.get("numero_cda"), campo, texto, regra)
        return registro

    def _estranha(self, tabela: str, chave: str, valor: Any) -> list[tuple[str, str | None, str]]:
        """O que se nota da chave que não é campo: lista que não é lista recusa; da desconhecida se avisa uma vez."""
        nome = _normalizado(chave)
        if tabela == "cda" and (nome in _SO_LISTAS or (nome in _FILHOS and isinstance(valor, dict))):
            return [(chave, _mostrar(valor), "ARQ-010")]
        if (tabela, chave) in self._desconhecidas:
            return []
        self._desconhecidas.add((tabela, chave))
        return [("cabecalho", chave, "ARQ-004")]


def tabelas_do_objeto(objeto: Any) -> dict[str, int]:
    """Quantos registros de cada tabela um objeto traz; o que não é objeto conta como uma CDA perdida."""
    if not isinstance(objeto, dict):
        return {"cda": 1}
    tabela = _tabela(objeto)
    if tabela != "cda":
        return {tabela: 1}
    listas = _listas(objeto)
    filhos = Counter[str]()
    for chave, da_lista in listas.items():
        filhos[da_lista] += len(objeto[chave])
    return filhos if listas and _so_tem_listas(objeto, listas) else {"cda": 1, **filhos}


def desembrulhar(objeto: Any) -> list[Any]:
    """Os objetos de um arquivo ou corpo que é um objeto só: ele mesmo, ou as CDAs que traz em `cdas` (ou `cda`).

    As outras chaves do embrulho ficam num último objeto, que se lê como qualquer outro.
    """
    if not isinstance(objeto, dict):
        return [objeto]
    cdas, resto = list[Any](), dict[str, Any]()
    for chave, valor in objeto.items():
        if _normalizado(chave) in _DAS_CDAS and isinstance(valor, list | dict):
            cdas += valor if isinstance(valor, list) else [valor]
        else:
            resto[chave] = valor
    return [*cdas, *([resto] if resto else [])] if len(resto) < len(objeto) else [objeto]


def _tabela(objeto: Mapping[str, Any]) -> str:
    exatos = objeto.keys() <= TIPOS["cda"].keys()
    return "cda" if exatos else tabela_das_colunas(set(map(_normalizado, objeto)))


def _listas(objeto: Mapping[str, Any]) -> dict[str, str]:
    """As chaves de um objeto de CDA que trazem registros, e a tabela de cada uma."""
    return {
        chave: _FILHOS[nome]
        for chave, valor in objeto.items()
        if chave not in TIPOS["cda"] and isinstance(valor, list) and (nome := _normalizado(chave)) in _FILHOS
    }


def _so_tem_listas(objeto: Mapping[str, Any], listas: Collection[str]) -> bool:
    """Se, fora o número e as listas, o objeto não diz nada da CDA: é só a mãe dos filhos."""
    return {_normalizado(chave) for chave in objeto if chave not in listas} <= _SO_O_NUMERO


def _pares(
    objeto: dict[str, Any], tipos: Collection[str], grupos: Mapping[str, Grupo], prefixo: str = ""
) -> Iterator[tuple[str | None, str, Any]]:
    """Campo (None = desconhecido), chave como veio e valor de cada par, com os grupos desfeitos em colunas."""
    for chave, valor in objeto.items():
        campo = prefixo + chave
        if campo in tipos:
            yield campo, chave, valor
            continue
        nome = _normalizado(chave)
        if prefixo + nome in tipos:
            yield prefixo + nome, chave, valor
        elif nome in grupos and isinstance(valor, dict):
            yield from _pares(valor, tipos, grupos[nome].dentro, grupos[nome].prefixo)
        elif prefixo or not (nome in _FILHOS and (valor is None or isinstance(valor, list))):
            yield None, campo, valor


def _repetidas(
    objeto: dict[str, Any], tipos: Collection[str], grupos: Mapping[str, Grupo], prefixo: str = ""
) -> Iterator[tuple[str, str]]:
    """Campo e chave do que o objeto repete; grupo ou lista repetida põe em dúvida o registro todo: é do número."""
    for chave in objeto.repetidas if isinstance(objeto, ObjetoComRepeticao) else ():
        nome = _normalizado(chave)
        if prefixo + nome in tipos:
            yield prefixo + nome, chave
        elif nome in grupos or nome in _FILHOS:
            yield "numero_cda", chave
    for nome, grupo in grupos.items():
        if isinstance(dentro := objeto.get(nome), dict):
            yield from _repetidas(dentro, tipos, grupo.dentro, grupo.prefixo)


def texto_de(valor: Any, campo: str, tipo: str) -> tuple[str | None, str | None]:
    """O texto de um valor que não veio como texto, e a regra de leitura que ele fere, se ferir.

    O que não cabe no campo vem com a marca de ilegível à frente.
    """
    texto = _texto_simples(valor, tipo)
    if texto is None:
        return ILEGIVEL + escrever_json(valor), "ARQ-010"
    curto = campo in DOCUMENTOS and isinstance(valor, Numero | int | float | Decimal) and documento_curto(texto)
    return texto or None, "ARQ-007" if curto else None


def _texto_simples(valor: Any, tipo: str) -> str | None:
    """O texto de um valor de um tipo só; None se o campo não comporta um valor assim."""
    texto = None
    if isinstance(valor, bool):
        texto = ("S" if valor else "N") if tipo == "logico" else str(valor).lower()
    elif isinstance(valor, Numero | int | float | Decimal):
        texto = _numero(valor, tipo)
    elif isinstance(valor, str):
        texto = str(valor)
    elif isinstance(valor, date):
        texto = momento_em_data(valor.isoformat())
    elif tipo == "lista" and isinstance(valor, list) and all(isinstance(parte, str) for parte in valor):
        texto = "+".join(valor)
    elif tipo == "json" and isinstance(valor, dict):
        texto = escrever_json(valor)
    return texto


def _numero(valor: Numero | float | Decimal, tipo: str) -> str:
    texto = f"{valor:f}" if isinstance(valor, Decimal) else str(valor)
    if tipo == "dinheiro":
        return dinheiro_em_texto(texto, folga=FOLGA_DE_FLUTUANTE if isinstance(valor, float) else Decimal(0))
    return inteiro_em_texto(texto) if tipo == "inteiro" or isinstance(valor, float) else texto


@lru_cache(maxsize=4096)
def _normalizado(chave: str) -> str:
    return nome_normalizado(chave)


def _quadro(tabela: str, registros: list[Registro]) -> pl.DataFrame:
    presentes: set[str] = set().union(*registros)
    esquema: dict[str, type[pl.DataType]] = {campo: pl.String for campo in CAMPOS[tabela] if campo in presentes}
    esquema["linha"] = pl.UInt32
    try:
        return pl.DataFrame(registros, schema=esquema)
    except UnicodeEncodeError:
        return pl.DataFrame([_sem_meio_caractere(registro) for registro in registros], schema=esquema)


def _sem_meio_caractere(registro: Registro) -> Registro:
    """Metade de um par substituto, que um JSON pode escapar, vira U+001A, que a conversão acusa no campo."""
    return {
        campo: "".join(ILEGIVEL if "\ud800" <= c <= "\udfff" else c for c in valor) if isinstance(valor, str) else valor
        for campo, valor in registro.items()
    }


def _mostrar(valor: Any) -> str:
    return escrever_json(valor)[:40]
