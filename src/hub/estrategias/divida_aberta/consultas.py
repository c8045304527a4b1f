"""Ler a lista pública: a busca, o devedor, os lugares. O que vai à página se confere antes no livro."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from psycopg import sql

from hub.credores.contato import Contato, contato_de
from hub.estrategias.divida_aberta.limites import FAIXAS, LETRAS_DO_COMECO, POR_PAGINA
from hub.estrategias.divida_aberta.marcas import UNICA
from hub.estrategias.divida_aberta.models import DividaPublicada, EntePublicado, LugarPublicado, MarcaDaAberta
from hub.estrategias.divida_aberta.pesquisa import Pesquisa
from hub.estrategias.divida_aberta.tipos import tipos_de_divida


@dataclass(frozen=True, kw_only=True)
class Divida:
    """Uma dívida como a página a mostra."""

    id: int
    pessoa: str
    especie: str
    documento: str
    nome: str
    papel: str
    uf: str
    municipio: str
    tipo: str
    ente: int
    credor: str
    cnpj: str
    carteira: int
    numero_cda: str
    inscrita_em: date | None
    #: saldo, em reais, do livro e não da lista
    valor: Decimal


@dataclass(frozen=True, kw_only=True)
class Pagina:
    dividas: list[Divida]
    #: de onde segue a próxima; nulo = acabou
    apos: tuple[str, int] | None


@dataclass(frozen=True, kw_only=True)
class Total:
    """Quanto um devedor deve num papel."""

    papel: str
    dividas: int
    entes: int
    valor: Decimal


_COLUNAS = (
    "p.id, p.pessoa, p.especie, p.documento, p.nome, p.papel, p.uf, p.municipio, p.tipo, p.ente,"
    " e.nome, e.cnpj, p.carteira, p.numero_cda, p.inscrita_em, c.saldo"
)
#: Onde está, na linha lida, o saldo conferido.
_SALDO = len(Divida.__dataclass_fields__) - 1
#: A página e a conferência dela no livro, numa ida só ao banco; a linha que o livro já não sustenta vem sem saldo.
_PAGINA = f"""
with pagina as materialized (select * from divida_publicada p where {{onde}} order by {{ordem}} limit {{limite}})
select {_COLUNAS}, p.nome_busca, p.valor
  from pagina p
  join ente_publicado e on e.id = p.ente
  left join hub_seguro.aberta_conferir(array(select id from pagina), {{dia}}) c on c.publicada = p.id
 order by {{ordem}}
"""
_ORDENS = {"valor": "p.valor desc, p.id desc", "nome": "p.nome_busca, p.id"}


def buscar(pesquisa: Pesquisa, *, dia: date) -> Pagina:
    """Uma página da busca, na ordem pedida, só com o que o livro ainda sustenta no dia."""
    return _pagina([*_condicoes(pesquisa), *_adiante(pesquisa)], ordem=pesquisa.ordem, dia=dia)


def dividas_do_devedor(pessoa: str, *, apos: tuple[str, int] | None, dia: date) -> Pagina:
    """As dívidas de um devedor, da maior para a menor; vazia se não tem nenhuma à vista."""
    dele = sql.SQL("p.pessoa = {}").format(sql.Literal(pessoa))
    return _pagina([dele, *_adiante(Pesquisa(apos=apos))], ordem="valor", dia=dia)


def totais_do_devedor(pessoa: str, *, dia: date) -> list[Total]:
    """Quanto ele deve em cada papel, de todos os credores que publicam, conferido no livro."""
    with connection.cursor() as cursor:
        cursor.execute("select * from hub_seguro.aberta_somar(%s, %s) order by total desc, papel", [pessoa, dia])
        return [Total(papel=p, dividas=d, entes=e, valor=v) for p, d, e, v in cursor.fetchall()]


def contatos_das(dividas: Sequence[Divida], *, dia: date) -> dict[int, Contato]:
    """Carteira → como se regulariza."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select carteira, contato::text from hub_seguro.aberta_contatos(%s, %s)", [[d.id for d in dividas], dia]
        )
        return {carteira: contato_de(json.loads(contato)) for carteira, contato in cursor.fetchall()}


def entes_que_publicam() -> list[EntePublicado]:
    """Os credores com alguma dívida à vista, pelo nome."""
    dele = DividaPublicada.objects.filter(ente=OuterRef("pk"))
    return list(EntePublicado.objects.filter(Exists(dele)).order_by("nome"))


def lugares(uf: str = "") -> list[LugarPublicado]:
    """Quantas dívidas há em cada município da UF ou, sem ela, em cada UF; da maior quantidade para a menor."""
    if uf:
        return list(LugarPublicado.objects.filter(uf=uf).order_by("-dividas", "ibge"))
    somados = (
        "select 0 as id, uf, '' as ibge, sum(dividas)::bigint as dividas, sum(valor) as valor from lugar_publicado"
    )
    return list(LugarPublicado.objects.raw(f"{somados} group by uf order by dividas desc, uf"))


def atualizada_em() -> datetime | None:
    """Quando a lista foi levada ao livro pela última vez."""
    return MarcaDaAberta.objects.filter(pk=UNICA).values_list("atualizada_em", flat=True).first()


def comando_da_busca(pesquisa: Pesquisa) -> str:
    """O SQL da busca, sem a conferência."""
    onde = _onde([*_condicoes(pesquisa), *_adiante(pesquisa)])
    ordem = sql.SQL(_ORDENS[pesquisa.ordem])
    texto = "select * from divida_publicada p where {onde} order by {ordem} limit {limite}"
    return _escrito(sql.SQL(texto).format(onde=onde, ordem=ordem, limite=sql.Literal(POR_PAGINA + 1)))


def _pagina(condicoes: list[sql.Composable], *, ordem: str, dia: date) -> Pagina:
    comando = sql.SQL(_PAGINA).format(
        onde=_onde(condicoes),
        ordem=sql.SQL(_ORDENS[ordem]),
        limite=sql.Literal(POR_PAGINA + 1),
        dia=sql.Literal(dia),
    )
    with connection.cursor() as cursor:
        # Os valores vão no texto: o melhor plano para uma palavra rara não é o de uma comum, e um plano guardado
        # serviria às duas.
        cursor.execute(_escrito(comando))
        linhas = cursor.fetchall()
    ultima = linhas[POR_PAGINA - 1] if len(linhas) > POR_PAGINA else None
    apos = (str(ultima[-2] if ordem == "nome" else ultima[-1]), int(ultima[0])) if ultima else None
    sustentadas = [linha for linha in linhas[:POR_PAGINA] if linha[_SALDO] is not None]
    return Pagina(dividas=[_divida(linha) for linha in sustentadas], apos=apos)


def _divida(linha: Sequence[Any]) -> Divida:
    valores: dict[str, Any] = dict(zip(Divida.__dataclass_fields__, linha, strict=False))
    return Divida(**{**valores, "tipo": tipos_de_divida()[valores["tipo"]]})


def _condicoes(pesquisa: Pesquisa) -> list[sql.Composable]:
    """O que restringe a busca, uma condição por campo, cada uma na forma que um índice serve."""
    condicoes: list[sql.Composable] = []
    if pesquisa.nome:
        termos = " & ".join(f"'{p}'{':*' if len(p) >= LETRAS_DO_COMECO else ''}" for p in pesquisa.nome)
        palavras = sql.SQL("array_to_tsvector(string_to_array(p.nome_busca, ' ')) @@ {}::tsquery")
        condicoes.append(palavras.format(sql.Literal(termos)))
    iguais = {"uf": pesquisa.uf, "ibge": pesquisa.ibge, "tipo": pesquisa.tipo, "ente": pesquisa.ente}
    for coluna, valor in iguais.items():
        if valor:
            condicoes.append(sql.SQL("p.{} = {}").format(sql.Identifier(coluna), sql.Literal(valor)))
    _, desde, ate = FAIXAS.get(pesquisa.faixa, ("", None, None))
    for limite, sinal in ((desde, ">="), (ate, "<")):
        if limite is not None:
            condicoes.append(sql.SQL(f"p.valor {sinal} {{}}").format(sql.Literal(limite)))
    return condicoes


def _adiante(pesquisa: Pesquisa) -> list[sql.Composable]:
    """Só o que vem depois da última linha que já se viu."""
    if pesquisa.apos is None:
        return []
    valor, numero = pesquisa.apos
    if pesquisa.ordem == "nome":
        return [sql.SQL("(p.nome_busca, p.id) > ({}, {})").format(sql.Literal(valor), sql.Literal(numero))]
    return [sql.SQL("(p.valor, p.id) < ({}, {})").format(sql.Literal(Decimal(valor)), sql.Literal(numero))]


def _onde(condicoes: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(" and ").join(condicoes) if condicoes else sql.SQL("true")


def _escrito(comando: sql.Composable) -> str:
    # O cursor liga a conexão, se preciso: é ela que sabe escrever os valores.
    connection.cursor().close()
    return comando.as_string(connection.connection)
