"""XML da CRA21 → registros com os mesmos campos do arquivo posicional."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from hub.leiautes.achados import Achado, achar
from hub.leiautes.conferencia import conferir
from hub.leiautes.conferencia_das_linhas import conferir_conversao
from hub.leiautes.deteccao import DA_LETRA, PEDIDOS
from hub.leiautes.documento import RegistroLido
from hub.leiautes.motor.leitura import tipadas
from hub.leiautes.nomes import leiaute_do_nome
from hub.leiautes.tabelas import leiaute as leiaute_de
from hub.leiautes.valores import Valor, para_json
from hub.leiautes.xml.arvore import Arvore, Peca, ler_arvore
from hub.leiautes.xml.escrita import pedacos_de, resumo_de
from hub.leiautes.xml.tabelas import ARQUIVO, Elemento, elementos
from hub.leiautes.xml.valores import ambiguo, para_o_motor

_DECLARADA: Final = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""", re.IGNORECASE)
#: As que se aceitam: o Python chama de codificação também o que não é (`hex`, `punycode`, `undefined`).
_CODIFICACOES: Final = frozenset({"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "cp850", "utf-8-sig"})
#: Elemento que abre um lote, para as conferências.
_ABRE_LOTE: Final = {"header", "1_header_cartorio"}


@dataclass(frozen=True, kw_only=True)
class XMLLido:
    """O que se tirou de um XML."""

    leiaute: str | None
    encoding: str
    registros: list[RegistroLido]
    achados: list[Achado]
    #: Quadros tipados por registro, como os de `ler_registros`.
    quadros: dict[str, pl.DataFrame]


def ler_xml(conteudo: bytes, nome: str | None = None, *, preservar: bool = True) -> XMLLido:
    """Lê remessa, confirmação, retorno, andamento, pedidos, downloads do cartório e respostas da CRA.

    Nunca levanta erro por causa do conteúdo. Sem `preservar`, só os quadros; com ele, também os registros, cada um com
    a marcação que o hub escreveria de outro modo. `linha` é a do arquivo ou, se ele não tem um elemento por linha, a
    ordem do elemento.
    """
    texto, codificacao = _decodificar(conteudo)
    dados = texto.encode("utf-8", "surrogatepass")
    arvore = ler_arvore(dados)
    if arvore.familia is None or arvore.leiaute is None:
        achados = arvore.achados or [achar("XML_SEM_REGISTROS", raiz=arvore.raiz)]
        return XMLLido(leiaute=None, encoding=codificacao, registros=[], achados=achados, quadros={})
    leiaute, divergencia = _leiaute(arvore, nome)
    linhas = _linhas(arvore.pecas)
    crus, quadros = _quadros(arvore, leiaute, linhas)
    registros = _registros(arvore.pecas, quadros, linhas) if preservar else []
    achados = [*arvore.achados, *divergencia, *_estranhezas(arvore.pecas, linhas, leiaute, dados)]
    achados += _conferir(arvore, leiaute, crus, quadros)
    if registros:
        registros = _preservar(leiaute, registros, arvore.pecas, dados)
    return XMLLido(leiaute=leiaute, encoding=codificacao, registros=registros, achados=achados, quadros=quadros)


def _decodificar(conteudo: bytes) -> tuple[str, str]:
    """O texto e a codificação: a declarada, UTF-8 sem declaração, ISO-8859-1 se nenhuma serve."""
    declarada = _DECLARADA.search(conteudo[:200])
    nome = _codificacao(declarada.group(1).decode() if declarada else "utf-8")
    try:
        texto = conteudo.decode(nome)
    except UnicodeDecodeError:
        return conteudo.decode("iso-8859-1"), "iso-8859-1"
    if declarada is None and conteudo.isascii():
        return texto, "ascii"
    return texto, nome.replace("iso8859", "iso-8859")


def _codificacao(declarada: str) -> str:
    """A codificação como o Python a chama: UTF-16, que já se decodificou, é UTF-8; a que não é de texto não vale."""
    try:
        nome = codecs.lookup(declarada).name
    except LookupError:
        return "iso8859-1"
    if nome.startswith("utf-16"):
        return "utf-8"
    return nome if nome in _CODIFICACOES else "iso8859-1"


def _leiaute(arvore: Arvore, nome: str | None) -> tuple[str, list[Achado]]:
    """O leiaute da raiz; no download do cartório, o da letra da solicitação ou o do nome do arquivo."""
    leiaute = arvore.leiaute or ""
    do_nome = leiaute_do_nome(nome)
    if arvore.familia == "baixa":
        letras = [peca.textos.get("t07", "").strip() for peca in arvore.pecas if peca.elemento.nome == "tr"]
        da_autorizacao = leiaute.startswith("protesto/autorizacao")
        if do_nome in PEDIDOS and do_nome is not None:
            return do_nome, []
        if letras and da_autorizacao and letras[0] == "S" and arvore.raiz == "autorizacao":
            return "protesto/autorizacao_desistencia", []
        if letras and arvore.raiz == "sustacao":
            return DA_LETRA.get(letras[0], leiaute), []
    if do_nome and do_nome != leiaute and arvore.familia != "resposta":
        return leiaute, [achar("TIPO_DIVERGE_DO_NOME", nome=nome, esperado=do_nome, leiaute=leiaute)]
    return leiaute, []


def _linhas(pecas: Sequence[Peca]) -> list[int]:
    fisicas = [peca.linha for peca in pecas]
    return fisicas if len(set(fisicas)) == len(fisicas) else list(range(1, len(pecas) + 1))


def _quadros(
    arvore: Arvore, leiaute: str, linhas: Sequence[int]
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Por registro: os textos como vieram e os campos tipados."""
    lote, lotes = 0, []
    for peca in arvore.pecas:
        lote += peca.elemento.registro in _ABRE_LOTE
        lotes.append(lote)
    crus, quadros = {}, {}
    for elemento in elementos(arvore.familia or "lotes", leiaute).values():
        if elemento.registro is None:
            continue
        suas = [i for i, peca in enumerate(arvore.pecas) if peca.elemento.nome == elemento.nome]
        onde = {"linha": [linhas[i] for i in suas], "lote": [lotes[i] for i in suas]}
        cru = pl.DataFrame(onde, schema=dict.fromkeys(onde, pl.UInt32))
        cru = pl.concat([cru, _cru(elemento, [arvore.pecas[i] for i in suas])], how="horizontal")
        do_motor = [
            para_o_motor(um, pl.col(um.campo.nome)).fill_null("").alias(um.campo.nome) for um in elemento.campos
        ]
        crus[elemento.registro] = cru
        quadros[elemento.registro] = tipadas(elemento.desenho, cru.select("linha", "lote", *do_motor))
    return crus, quadros


def _cru(elemento: Elemento, pecas: Sequence[Peca]) -> pl.DataFrame:
    dados = {um.campo.nome: [peca.textos.get(chave) for peca in pecas] for chave, um in elemento.por_origem.items()}
    return pl.DataFrame(dados, schema=dict.fromkeys(dados, pl.String))


def _registros(pecas: Sequence[Peca], quadros: Mapping[str, pl.DataFrame], linhas: Sequence[int]) -> list[RegistroLido]:
    """Na ordem do arquivo, com os campos que o elemento traz; o cartório repete o município da comarca."""
    filas = {}
    for peca in pecas:
        nome = peca.elemento.registro or ""
        if nome not in filas:
            filas[nome] = _fila(peca.elemento, quadros[nome])
    registros, municipio = [], None
    for linha, peca in zip(linhas, pecas, strict=True):
        nome = peca.elemento.registro or ""
        valores = next(filas[nome])
        campos: dict[str, Valor] = {"raiz": peca.nome} if nome == ARQUIVO else {}
        presentes = [um.campo.nome for chave, um in peca.elemento.por_origem.items() if chave in peca.textos]
        campos |= {campo: valores[campo] for campo in presentes}
        if nome == "comarca":
            municipio = campos.get("codigo_municipio")
        elif nome == "1_header_cartorio" and "codigo_municipio" not in campos:
            campos["codigo_municipio"] = municipio
        registros.append(RegistroLido(registro=nome, linha=linha, campos=campos))
    return registros


def _fila(elemento: Elemento, tipado: pl.DataFrame) -> Iterator[dict[str, Valor]]:
    """Os valores de cada peça do elemento, na ordem."""
    if not elemento.campos:
        return iter([{} for _ in range(tipado.height)])
    return para_json(elemento.desenho, tipado).iter_rows(named=True)


def _estranhezas(pecas: Sequence[Peca], linhas: Sequence[int], leiaute: str, dados: bytes) -> list[Achado]:
    """Atributos e tags que não são do leiaute, e caracteres fora do ASCII (a CRA só aceita ASCII dentro do XML)."""
    achados = []
    for linha, peca in zip(linhas, pecas, strict=True):
        achados += [
            achar("ATRIBUTO_DESCONHECIDO", linha=linha, campo=nome, leiaute=leiaute) for nome in peca.desconhecidos
        ]
        trecho = dados[peca.inicio : peca.fim]
        if not trecho.isascii() and not leiaute.endswith("/resposta"):
            texto = trecho.decode("utf-8", "replace")
            posicoes = ", ".join(str(i) for i, c in enumerate(texto, 1) if not c.isascii())
            achados.append(achar("NAO_ASCII", linha=linha, posicoes=f"{posicoes} do elemento {peca.elemento.nome}"))
    return achados


def _conferir(
    arvore: Arvore, leiaute: str, crus: Mapping[str, pl.DataFrame], quadros: Mapping[str, pl.DataFrame]
) -> list[Achado]:
    achados: list[Achado] = []
    for elemento in elementos(arvore.familia or "lotes", leiaute).values():
        if elemento.registro is None:
            continue
        cru = crus[elemento.registro]
        achados += conferir_conversao(elemento.desenho, quadros[elemento.registro], cru)
        for um in elemento.campos:
            if um.campo.natureza == "dinheiro" and um.campo.obrigatorio not in {"U", "R"}:
                texto = pl.col(um.campo.nome).str.strip_chars()
                duvidosos = cru.filter(ambiguo(um, texto)).select("linha", um.campo.nome)
                achados += [
                    achar("VALOR_AMBIGUO", linha=linha, campo=um.campo.nome, valor=valor)
                    for linha, valor in duvidosos.iter_rows()
                ]
    if arvore.familia in {"lotes", "baixa"}:
        tabela = leiaute_de(leiaute)
        achados += conferir(tabela, {nome: quadros[nome] for nome in tabela.registros})
    return achados + (_municipios(quadros) if arvore.familia == "lotes" else [])


def _municipios(quadros: Mapping[str, pl.DataFrame]) -> list[Achado]:
    """O município do header contra o da comarca em que ele está."""
    comarcas = quadros["comarca"].select("linha", "codigo_municipio").sort("linha")
    if comarcas.is_empty():
        return []
    headers = quadros["header"].select("linha", "codigo_municipio_praca").sort("linha")
    juntos = headers.join_asof(comarcas, on="linha").drop_nulls()
    ruins = juntos.filter(pl.col("codigo_municipio_praca") != pl.col("codigo_municipio"))
    return [
        achar("MUNICIPIO_DIVERGENTE", linha=linha, campo="codigo_municipio_praca", valor=valor, esperado=comarca)
        for linha, valor, comarca in ruins.select("linha", "codigo_municipio_praca", "codigo_municipio").iter_rows()
    ]


def _preservar(
    leiaute: str, registros: Sequence[RegistroLido], pecas: Sequence[Peca], dados: bytes
) -> list[RegistroLido]:
    """Guarda em cada registro só a marcação que o hub não escreveria igual."""
    pedacos, final = pedacos_de(leiaute, registros, conferir=False)
    guardados, fim = [], 0
    for registro, peca, pedaco in zip(registros, pecas, pedacos, strict=True):
        antes = dados[fim : peca.inicio].decode("utf-8", "surrogatepass")
        xml = dados[peca.inicio : peca.fim].decode("utf-8", "surrogatepass")
        outro = xml != pedaco.xml
        guardados.append(
            replace(
                registro,
                antes=antes if antes != pedaco.antes else None,
                xml=xml if outro else None,
                resumo=resumo_de(registro.campos) if outro else None,
            )
        )
        fim = peca.fim
    depois = dados[fim:].decode("utf-8", "surrogatepass")
    return [*guardados[:-1], replace(guardados[-1], depois=depois if depois != final else None)]
