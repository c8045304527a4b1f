"""O perfil da CRA de cada UF: como se fala com ela, desde um dia, com a fonte de cada coisa ao lado.

O hub não conhece CRA nenhuma de cor: o endereço, a hora de liberação e a forma do dinheiro são o que a CRA disse. Os
endereços que o manual da CRA21 dá por padrão (`sugestoes`) só se mostram; nunca se chamam por si.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.comum.municipios import municipios
from hub.estrategias.chamadas.enderecos import endereco_ler
from hub.estrategias.models import Ambiente, Dinheiro, PerfilDaCRA, Produto, SomaDosCodevedores

#: Irregularidades que cada CRA define (Layout Único 4.3, anexo; manual da CRA21).
REGIONAIS: Final = ("98", "99", "00")
#: Dias de janela que se aceitam: a CRA guarda o passado, e cada dia são três chamadas.
JANELA_MAXIMA: Final = 60
#: De onde vêm os padrões de endereço.
FONTE_DAS_SUGESTOES: Final = "manual da CRA21, integração via webservice, URL"
_HORA: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class PerfilAusente(Recusa):
    """Não há perfil da CRA de {uf} que valha em {em}. Pergunte a ela o que ele pede e grave-o com `hub cra perfil`."""

    status = 409


class PerfilErrado(Recusa):
    """No perfil da CRA, {opcao} veio com {valor!r}: {como}. Escreva cada opção como OPÇÃO=VALOR."""

    status = 422


class PerfilIncompleto(Recusa):
    """Falta dizer, do perfil da CRA de {uf}: {faltam}. Pergunte à CRA e diga de onde a resposta veio (`--fonte`)."""

    status = 422


class ProdutoSemServico(Recusa):
    """O hub só fala com CRA que usa o produto CRA21, e o perfil diz {produto}. Com as outras, a entrega é por arquivo:

    `hub canal configurar entrega=arquivo`.
    """

    status = 422


@dataclass(frozen=True, kw_only=True)
class _Opcao:
    ler: Callable[[str], Any]
    #: o que ela aceita, para quem errou
    como: str


def _escolha(escolhas: type[Any]) -> _Opcao:
    valores = list(escolhas.values)
    return _Opcao(ler=lambda texto: escolhas(texto).value, como=f"é uma destas: {', '.join(valores)}")


def _hora(texto: str) -> time:
    casado = _HORA.fullmatch(texto)
    if casado is None:
        raise ValueError(texto)
    return time(int(casado.group(1)), int(casado.group(2)))


def _fuso(texto: str) -> str:
    if texto not in available_timezones():
        raise ValueError(texto)
    return texto


def _dias(texto: str) -> int:
    if not (texto.isascii() and texto.isdecimal() and int(texto[:4]) <= JANELA_MAXIMA):
        raise ValueError(texto)
    return int(texto)


OPCOES: Final[Mapping[str, _Opcao]] = {
    "produto": _Opcao(ler=str, como="é CRA21"),
    "ambiente": _escolha(Ambiente),
    "endereco": _Opcao(
        ler=endereco_ler, como="é o endereço https do serviço, sem ?wsdl, usuário nem senha, como a CRA o deu"
    ),
    "liberacao": _Opcao(ler=_hora, como="é a hora local em que ela libera as respostas do dia, como 17:30"),
    "fuso": _Opcao(ler=_fuso, como="é um fuso como America/Sao_Paulo ou America/Manaus"),
    "dinheiro": _escolha(Dinheiro),
    "codevedores": _escolha(SomaDosCodevedores),
    "andamento": _Opcao(ler=lambda texto: {"S": True, "N": False}[texto], como="é S ou N"),
    "janela": _Opcao(ler=_dias, como=f"é um número de dias, de 0 a {JANELA_MAXIMA}"),
}
#: As que ninguém adivinha.
OBRIGATORIAS: Final = ("produto", "ambiente", "endereco", "liberacao", "dinheiro")


@transaction.atomic
def perfil_gravar(
    *, uf: str, desde: date, ditas: Mapping[str, str], fonte: str, ator: str, agora: datetime
) -> PerfilDaCRA:
    """Grava o perfil que vale desde o dia; o que não se diz é o do perfil que valia. Repetir não muda nada.

    `ditas`: as de `OPCOES` e `irregularidade_98`, `_99` e `_00`, em texto. Levanta `PerfilErrado`, `PerfilIncompleto` e
    `ProdutoSemServico`.
    """
    _uf_conferir(uf)
    anterior = PerfilDaCRA.objects.filter(uf=uf, desde__lte=desde).order_by("-desde").first()
    campos = _campos(anterior, ditas)
    if faltam := [nome for nome in OBRIGATORIAS if nome not in campos] + ([] if fonte.strip() else ["a fonte"]):
        raise PerfilIncompleto(uf=uf, faltam=", ".join(faltam))
    campos["fonte"] = fonte.strip()
    if anterior and anterior.desde == desde and all(getattr(anterior, nome) == valor for nome, valor in campos.items()):
        return anterior
    perfil, _ = PerfilDaCRA.objects.update_or_create(
        uf=uf, desde=desde, defaults={**campos, "gravado_por": ator, "gravado_em": agora}
    )
    evento_registrar(
        Etiqueta.PERFIL_DA_CRA_GRAVADO,
        ator=ator,
        em=agora,
        uf=uf,
        desde=desde.isoformat(),
        produto=perfil.produto,
        ambiente=perfil.ambiente,
        endereco=perfil.endereco,
        fonte=perfil.fonte,
    )
    return perfil


def _campos(anterior: PerfilDaCRA | None, ditas: Mapping[str, str]) -> dict[str, Any]:
    """O que se disse, sobre o que valia."""
    lidas, irregularidades = _ler(ditas)
    if anterior is None:
        return {**lidas, "irregularidades": irregularidades}
    de_antes = {nome: getattr(anterior, nome) for nome in OPCOES}
    return {**de_antes, **lidas, "irregularidades": {**anterior.irregularidades, **irregularidades}}


def perfil_em(uf: str, em: date) -> PerfilDaCRA:
    """O perfil da CRA da UF que vale na data. Levanta `PerfilAusente`."""
    if achado := PerfilDaCRA.objects.filter(uf=uf, desde__lte=em).order_by("-desde").first():
        return achado
    raise PerfilAusente(uf=uf or "UF não informada", em=f"{em:%d/%m/%Y}")


def perfis_da(uf: str) -> list[PerfilDaCRA]:
    """Todos, do mais novo ao mais velho."""
    return list(PerfilDaCRA.objects.filter(uf=uf).order_by("-desde"))


def ja_liberou(perfil: PerfilDaCRA, *, dia: date, agora: datetime) -> bool:
    """Se a CRA já libera as respostas do dia: as de hoje, só depois da hora dela; as de dias passados, sempre."""
    la = agora.astimezone(ZoneInfo(perfil.fuso))
    return dia < la.date() or (dia == la.date() and la.time() >= perfil.liberacao)


def irregularidade_da_cra(perfil: PerfilDaCRA, codigo: str) -> str:
    """O que esta CRA quer dizer com uma irregularidade que muda de CRA para CRA; vazio se ela não disse."""
    return str(perfil.irregularidades.get(codigo, ""))


def sugestoes(uf: str) -> dict[str, str]:
    """Os endereços que o manual da CRA21 dá por padrão, por ambiente. Só para mostrar a quem vai perguntar à CRA."""
    _uf_conferir(uf)
    cra = f"cra{uf.lower()}"
    return {
        Ambiente.PRODUCAO.value: f"https://{cra}.crabr.com.br/{cra}/xml/protestos.php",
        Ambiente.HOMOLOGACAO.value: f"https://{cra}.cra21.com.br/{cra}/xml/protestos.php",
        "fonte": FONTE_DAS_SUGESTOES,
    }


def _uf_conferir(uf: str) -> None:
    if uf not in {municipio.uf for municipio in municipios().values()}:
        raise PerfilErrado(opcao="uf", valor=uf, como="é a sigla de uma UF, como PE")


def _ler(ditas: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    lidas: dict[str, Any] = {}
    irregularidades: dict[str, str] = {}
    for nome, texto in ditas.items():
        if nome.startswith("irregularidade_") and nome.removeprefix("irregularidade_") in REGIONAIS:
            irregularidades[nome.removeprefix("irregularidade_")] = texto.strip()[:300]
            continue
        lidas[nome] = _ler_uma(nome, texto)
    if lidas.get("produto", Produto.CRA21) != Produto.CRA21:
        raise ProdutoSemServico(produto=lidas["produto"])
    return lidas, irregularidades


def _ler_uma(nome: str, texto: str) -> Any:
    opcao = OPCOES.get(nome)
    if opcao is None:
        conhecidas = ", ".join([*OPCOES, *(f"irregularidade_{codigo}" for codigo in REGIONAIS)])
        raise PerfilErrado(opcao=nome, valor=texto, como=f"não existe; as que há são {conhecidas}")
    try:
        return opcao.ler(texto)
    except (ValueError, KeyError):
        raise PerfilErrado(opcao=nome, valor=texto, como=opcao.como) from None
