"""Objetos JSON viram quadros de texto: a mesma função para uma CDA da API e para um arquivo de milhões."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import polars as pl

from hub.recepcao.formatos.achados import VAZIO, Apontado, quadro_de_achados
from hub.recepcao.formatos.cabecalho import nome_normalizado
from hub.recepcao.formatos.campos import CAMPOS, DOCUMENTOS, TIPOS
from hub.recepcao.formatos.celulas import (
    FOLGA_DE_FLUTUANTE,
    dinheiro_em_texto,
    documento_curto,
    inteiro_em_texto,
    momento_em_data,
)

#: Listas que um objeto de CDA pode trazer, e a tabela de cada uma.
LISTAS: Final = {"devedores": "devedor", "itens": "item", "movimentos": "movimento"}


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
#: No lugar do valor de uma chave repetida.
_REPETIDA: Final = object()
#: O que só uma tabela tem, para objetos soltos que não são CDA.
_MARCAS: Final = (("movimento", {"tipo", "data"}), ("item", {"sequencia"}), ("devedor", {"papel"}))
_SO_O_NUMERO: Final = frozenset({"numero_cda"})

Registro = dict[str, Any]


class Numero(str):
    """Número de um JSON com o texto exato com que veio: dinheiro nunca passa por ponto flutuante."""

    __slots__ = ()


class ObjetoComRepeticao(dict[str, Any]):
    """Objeto JSON com chave repetida: o padrão não diz qual das duas vale."""

    repetidas: tuple[str, ...] = ()


def _objeto(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    objeto = dict(pares)
    if len(objeto) == len(pares):
        return objeto
    nomes = [nome for nome, _ in pares]
    repetido = ObjetoComRepeticao(objeto)
    repetido.repetidas = tuple(sorted({nome for nome in nomes if nomes.count(nome) > 1}))
    return repetido


#: Lê JSON sem perder nada: números como texto exato, chaves repetidas marcadas; caractere de controle dentro de um
#: texto passa, e a conversão o acusa no campo.
DECODIFICADOR: Final = json.JSONDecoder(
    parse_float=Numero, parse_int=Numero, parse_constant=Numero, object_pairs_hook=_objeto, strict=False
)


class Quadros(dict[str, pl.DataFrame]):
    """Os quadros de texto por tabela (só as que vieram) e os achados da leitura."""

    achados: pl.DataFrame = VAZIO


def quadros_de_objetos(objetos: Sequence[Any]) -> Quadros:
    """Os quadros de texto de uma lista de objetos, na forma do leiaute em JSON; `linha` é a posição, contada de 1.

    Aceita números como `Numero` (o melhor: leia o corpo com `DECODIFICADOR`), int, Decimal ou float. Nunca levanta
    por causa do conteúdo: o que não se entende vira achado em `Quadros.achados`.
    """
    leitura = Leitura()
    for posicao, objeto in enumerate(objetos, 1):
        leitura.ler(objeto, posicao)
    return leitura.tirar()


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
        tabela = tabela_do_objeto(objeto)
        registro = self._registro(objeto, tabela, linha)
        listas = {chave: objeto[chave] for chave in LISTAS if objeto.get(chave) is not None} if tabela == "cda" else {}
        if not (listas and _so_tem_listas(objeto)):
            self._guardar(registro, tabela, linha)
        for chave, lista in listas.items():
            self._lista(chave, lista, registro.get("numero_cda"), linha)

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

    def _lista(self, chave: str, lista: Any, numero: str | None, linha: int) -> None:
        tabela = LISTAS[chave]
        if not isinstance(lista, list):
            self.apontar(linha, "cda", numero, chave, _mostrar(lista), "ARQ-010")
            return
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
        tipos = TIPOS[tabela]
        for campo, chave, valor in _pares(objeto, tipos, _GRUPOS.get(tabela, {})):
            if campo is None:
                notas += self._desconhecida(tabela, chave)
            elif valor is _REPETIDA or campo in registro:
                notas.append((campo, chave, "ARQ-013"))
            elif valor is None or type(valor) is str:
                registro[campo] = valor or None
            else:
                registro[campo], regra = texto_de(valor, campo, tipos[campo])
                notas += [(campo, registro[campo], regra)] if regra else []
        if numero and not registro.get("numero_cda"):
            registro["numero_cda"] = numero
        for campo, texto, regra in notas:
            self.apontar(linha, tabela, registro.get("numero_cda"), campo, texto, regra)
        return registro

    def _desconhecida(self, tabela: str, chave: str) -> list[tuple[str, str | None, str]]:
        """Uma chave fora do leiaute é apontada uma vez só."""
        if (tabela, chave) in self._desconhecidas:
            return []
        self._desconhecidas.add((tabela, chave))
        return [("cabecalho", chave, "ARQ-004")]


def tabelas_do_objeto(objeto: Any) -> dict[str, int]:
    """Quantos registros de cada tabela um objeto traz; o que não é objeto conta como uma CDA perdida."""
    if not isinstance(objeto, dict):
        return {"cda": 1}
    tabela = tabela_do_objeto(objeto)
    if tabela != "cda":
        return {tabela: 1}
    listas = [chave for chave in LISTAS if objeto.get(chave) is not None]
    filhos = {LISTAS[chave]: len(objeto[chave]) for chave in listas if isinstance(objeto[chave], list)}
    return filhos if listas and _so_tem_listas(objeto) else {"cda": 1, **filhos}


def _so_tem_listas(objeto: Mapping[str, Any]) -> bool:
    """Se, fora o número e as listas, o objeto não diz nada da CDA: é só a mãe dos filhos."""
    return objeto.keys() - LISTAS.keys() <= _SO_O_NUMERO


def tabela_do_objeto(objeto: Mapping[str, Any]) -> str:
    """A tabela de um objeto solto; na falta de marca, cda."""
    return next((tabela for tabela, marcas in _MARCAS if marcas <= objeto.keys()), "cda")


def _pares(
    objeto: dict[str, Any], tipos: Collection[str], grupos: Mapping[str, Grupo], prefixo: str = ""
) -> Iterator[tuple[str | None, str, Any]]:
    """Campo (None = desconhecido), chave como veio e valor de cada par, com os grupos desfeitos em colunas."""
    for chave in objeto.repetidas if isinstance(objeto, ObjetoComRepeticao) else ():
        yield prefixo + chave, chave, _REPETIDA
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
        elif nome not in LISTAS or prefixo:
            yield None, campo, valor


def texto_de(valor: Any, campo: str, tipo: str) -> tuple[str | None, str | None]:
    """O texto de um valor que não veio como texto, e a regra de leitura que ele fere, se ferir."""
    if isinstance(valor, bool):
        return ("SN"[not valor] if tipo == "logico" else str(valor).lower()), None
    if isinstance(valor, Numero | int | float | Decimal):
        texto = _numero(valor, tipo)
        return texto, "ARQ-007" if campo in DOCUMENTOS and documento_curto(texto) else None
    if isinstance(valor, str):
        return str(valor) or None, None
    if isinstance(valor, date):
        return momento_em_data(valor.isoformat()), None
    if tipo == "lista" and isinstance(valor, list) and all(isinstance(parte, str) for parte in valor):
        return "+".join(valor) or None, None
    return _json(valor), None if tipo == "json" and isinstance(valor, dict) else "ARQ-010"


def _numero(valor: Numero | float | Decimal, tipo: str) -> str:
    texto = f"{valor:f}" if isinstance(valor, Decimal) else str(valor)
    if tipo == "dinheiro":
        return dinheiro_em_texto(texto, folga=FOLGA_DE_FLUTUANTE if isinstance(valor, float) else Decimal(0))
    return inteiro_em_texto(texto) if tipo == "inteiro" or isinstance(valor, float) else texto


def _json(valor: Any) -> str:
    """O valor como texto JSON, com os números como vieram escritos."""
    if isinstance(valor, Numero | Decimal):
        return str(valor)
    if isinstance(valor, dict):
        return "{" + ",".join(f"{_json(str(chave))}:{_json(parte)}" for chave, parte in valor.items()) + "}"
    if isinstance(valor, list | tuple):
        return "[" + ",".join(map(_json, valor)) + "]"
    return json.dumps(valor, ensure_ascii=False, default=str)


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
        campo: "".join("\x1a" if "\ud800" <= c <= "\udfff" else c for c in valor) if isinstance(valor, str) else valor
        for campo, valor in registro.items()
    }


def _mostrar(valor: Any) -> str:
    return _json(valor)[:40]
