"""O que se procura na lista, lido do endereço e posto numa forma só: dela saem a consulta e a chave da página."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from urllib.parse import urlencode

import polars as pl

from hub.comum.municipios import UF_POR_PREFIXO, Municipio, municipios, quadro_de_municipios
from hub.estrategias.divida_aberta.limites import CARACTERES, FAIXAS, LETRAS_DO_COMECO, PALAVRAS
from hub.estrategias.divida_aberta.mascara import TAMANHO_DO_NOME, nome_de_busca, palavras, tem_cpf
from hub.estrategias.divida_aberta.tipos import tipos_de_divida

#: Caracteres de um marcador de página: o nome mais comprido e o identificador, em base 64.
_MARCADOR = 440
ORDENS = {"valor": "maior valor", "nome": "nome"}
UFS = tuple(sorted(UF_POR_PREFIXO.values()))


@dataclass(frozen=True, kw_only=True)
class Pesquisa:
    """O que se procura; vazio não restringe."""

    #: palavras do nome, na forma do índice
    nome: tuple[str, ...] = ()
    uf: str = ""
    #: código IBGE
    ibge: str = ""
    tipo: int = 0
    faixa: str = ""
    #: identificador do credor
    ente: int = 0
    ordem: str = "valor"
    #: de onde segue: o que ordena e o identificador da última linha da página anterior
    apos: tuple[str, int] | None = None
    #: o que não se entendeu, por campo, com o que fazer; e o que veio nos campos de texto, para se corrigir
    erros: Mapping[str, str] = field(default_factory=dict, compare=False)
    digitado: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def vazia(self) -> bool:
        """Se nada se procurou."""
        return replace(self, ordem="valor", apos=None) == Pesquisa()

    @property
    def municipio(self) -> Municipio | None:
        return municipios().get(self.ibge)

    def endereco(self, **trocas: object) -> str:
        """A consulta do endereço (`nome=…&uf=…`), sempre escrita do mesmo modo."""
        outra = replace(self, **trocas)  # type: ignore[arg-type]
        partes = {
            "nome": " ".join(outra.nome),
            "uf": outra.uf,
            "municipio": outra.ibge,
            "tipo": outra.tipo,
            "faixa": outra.faixa,
            "credor": outra.ente,
            "ordem": "" if outra.ordem == "valor" else outra.ordem,
            "apos": _marcador(outra.apos),
        }
        return urlencode({nome: valor for nome, valor in partes.items() if valor})


def pesquisa_ler(dados: Mapping[str, str]) -> Pesquisa:
    """O que o endereço pede; o que não se entende fica em `erros` e não restringe."""
    erros: dict[str, str] = {}
    uf = dados.get("uf", "").strip().upper()
    if uf and uf not in UFS:
        erros["uf"], uf = "Escolha uma das siglas da lista.", ""
    ordem = dados.get("ordem", "")
    return Pesquisa(
        nome=_nome(dados.get("nome", ""), erros),
        uf=uf,
        ibge=_municipio(dados.get("municipio", ""), uf, erros),
        tipo=_numero(dados.get("tipo", ""), set(tipos_de_divida())),
        faixa=dados.get("faixa", "") if dados.get("faixa", "") in FAIXAS else "",
        ente=_numero(dados.get("credor", "")),
        ordem=ordem if ordem in ORDENS else "valor",
        apos=_ler_marcador(dados.get("apos", ""), ordem),
        erros=erros,
        digitado={nome: _sem_cpf(dados.get(nome, "")[:CARACTERES]) for nome in ("nome", "municipio")},
    )


def _sem_cpf(texto: str) -> str:
    return "" if tem_cpf(texto) else texto


def _nome(digitado: str, erros: dict[str, str]) -> tuple[str, ...]:
    if tem_cpf(digitado[:CARACTERES]):
        erros["nome"] = (
            "Para procurar por CPF ou CNPJ use o campo do documento: assim ele não fica no endereço da página."
        )
        return ()
    achadas = tuple(dict.fromkeys(palavras(digitado[:CARACTERES])))[:PALAVRAS]
    if achadas and max(map(len, achadas)) < LETRAS_DO_COMECO:
        erros["nome"] = f"Escreva ao menos uma palavra com {LETRAS_DO_COMECO} letras ou mais, como SILVA."
        return ()
    return achadas


def _municipio(digitado: str, uf: str, erros: dict[str, str]) -> str:
    """O código IBGE do município escrito por código ou por nome, com ou sem acento."""
    digitado = digitado.strip()[:CARACTERES]
    if not digitado or digitado in municipios():
        return digitado
    achados = [m for m in _por_nome().get(" ".join(palavras(digitado)), ()) if uf in {"", m.uf}]
    if len(achados) == 1:
        return achados[0].ibge
    if achados:
        onde = ", ".join(sorted(m.uf for m in achados))
        erros["municipio"] = f"Há município com este nome em {onde}. Escolha também a UF."
    else:
        erros["municipio"] = "Nenhum município tem este nome. Confira a grafia e a UF, como Recife e PE."
    return ""


@cache
def _por_nome() -> dict[str, list[Municipio]]:
    juntos: dict[str, list[Municipio]] = {}
    nomes = quadro_de_municipios().select("ibge", nome=nome_de_busca(pl.col("nome")))
    for ibge, nome in nomes.iter_rows():
        juntos.setdefault(nome, []).append(municipios()[ibge])
    return juntos


def _numero(texto: str, de: set[int] | None = None) -> int:
    lido = int(texto) if re.fullmatch(r"[0-9]{1,18}", texto) else 0
    return lido if de is None or lido in de else 0


def _marcador(apos: tuple[str, int] | None) -> str:
    """O que ordena e o identificador, numa palavra só: nome de gente não fica à vista no endereço."""
    return base64.urlsafe_b64encode(f"{apos[1]}~{apos[0]}".encode()).decode().rstrip("=") if apos else ""


def _ler_marcador(texto: str, ordem: str) -> tuple[str, int] | None:
    """O que não se lê é o começo da lista."""
    try:
        cru = base64.urlsafe_b64decode(texto[:_MARCADOR] + "=" * (-len(texto[:_MARCADOR]) % 4)).decode()
    except (binascii.Error, UnicodeError, ValueError):
        return None
    numero, til, valor = cru.partition("~")
    forma = rf"[0-9A-Z ]{{0,{TAMANHO_DO_NOME}}}" if ordem == "nome" else r"[0-9]{1,13}\.[0-9]{2}"
    if not til or not re.fullmatch(r"[0-9]{1,18}", numero) or not re.fullmatch(forma, valor):
        return None
    return valor if ordem == "nome" else str(Decimal(valor)), int(numero)
