"""O que está escrito no editor de uma carteira, antes de salvar: tudo vai e volta no próprio formulário."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from hub.comum.dinheiro import reais_escrever, reais_ler
from hub.comum.erros import Recusa
from hub.credores.contato import LINKS_NO_MAXIMO, contato_examinar
from hub.credores.models import Carteira, VersaoDaCarteira
from hub.estrategias.etapas import IDADE_PADRAO, regua_examinar
from hub.estrategias.registro import CANAIS

#: Etapas que se leem de um formulário: mais do que isso não é uma pessoa que escreve.
ETAPAS_NO_MAXIMO = 20
#: Campos de uma etapa no formulário.
DA_ETAPA = (
    "estrategia", "espera_dias", "valor_minimo", "valor_maximo", "pessoa", "tributos", "ufs", "idade_minima",
    "idade_minima_unidade", "idade_maxima", "idade_maxima_unidade", "idade_desde",
)  # fmt: skip
#: Campos simples do contato.
DO_CONTATO = ("pix", "telefone", "endereco", "horario")
_AUSENTE = "estrategia"

Etapa = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Rascunho:
    """Os textos como a pessoa os escreveu."""

    nome: str
    tributos: str
    etapas: list[Etapa] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    contato: dict[str, str] = field(default_factory=dict)
    vigente_desde: str = ""
    vigente_ate: str = ""

    def com_o_botao(self, acao: str) -> Rascunho:
        """O rascunho depois de `acrescentar`, `remover-N`, `subir-N` ou `descer-N`; outra coisa não o muda."""
        etapas = list(self.etapas)
        verbo, _, numero = acao.partition("-")
        onde = int(numero) if re.fullmatch(r"[0-9]{1,2}", numero) else len(etapas)
        if verbo == "acrescentar" and self.livres:
            etapas.append({**dict.fromkeys(DA_ETAPA, ""), "estrategia": self.livres[0], "espera_dias": "0"})
        elif verbo == "remover" and onde < len(etapas):
            del etapas[onde]
        elif verbo in {"subir", "descer"} and onde < len(etapas):
            etapas.insert(max(0, onde + (1 if verbo == "descer" else -1)), etapas.pop(onde))
        return replace(self, etapas=etapas)

    @property
    def livres(self) -> list[str]:
        """As estratégias que a régua ainda não usa: cada uma entra uma vez só."""
        usadas = {etapa["estrategia"] for etapa in self.etapas}
        return [nome for nome in CANAIS if nome not in usadas]

    @property
    def regua(self) -> list[dict[str, Any]]:
        """A régua escrita, como documento por conferir."""
        return [_documento(etapa) for etapa in self.etapas]

    @property
    def documento_do_contato(self) -> dict[str, Any]:
        return {**self.contato, "links": self.links}

    @property
    def lista_de_tributos(self) -> list[str]:
        return _lista(self.tributos)


@dataclass(frozen=True, kw_only=True)
class Lido:
    """O rascunho conferido; com erro, o que se leu não serve para salvar."""

    regua: list[dict[str, Any]]
    contato: dict[str, Any]
    desde: date
    ate: date | None
    #: id do campo → o que há de errado
    erros: dict[str, str]


def rascunho_da(carteira: Carteira, versao: VersaoDaCarteira | None) -> Rascunho:
    """O formulário como se abre: o que vale hoje."""
    contato = versao.contato if versao else {}
    return Rascunho(
        nome=carteira.nome,
        tributos=", ".join(carteira.tributos),
        etapas=[_escrita(etapa) for etapa in (versao.regua if versao else [])],
        links=[dict(link) for link in contato.get("links", [])],
        contato={nome: contato.get(nome, "") for nome in DO_CONTATO},
    )


def rascunho_digitado(campos: Mapping[str, str]) -> Rascunho:
    """O formulário como voltou."""
    numeros = sorted({int(achado[1]) for nome in campos if (achado := re.fullmatch(r"etapa-([0-9]{1,2})-.*", nome))})
    return Rascunho(
        nome=campos.get("nome", "").strip(),
        tributos=campos.get("tributos", "").strip(),
        etapas=[_da_etapa(campos, numero) for numero in numeros[:ETAPAS_NO_MAXIMO]],
        links=[_do_link(campos, numero) for numero in range(LINKS_NO_MAXIMO) if f"link-{numero}-endereco" in campos],
        contato={nome: campos.get(nome, "").strip() for nome in DO_CONTATO},
        vigente_desde=campos.get("vigente_desde", "").strip(),
        vigente_ate=campos.get("vigente_ate", "").strip(),
    )


def rascunho_ler(rascunho: Rascunho, hoje: date) -> Lido:
    """Confere pelas mesmas funções do comando: cada defeito no campo dele."""
    regua, defeitos = regua_examinar(rascunho.regua)
    contato, do_contato = contato_examinar(rascunho.documento_do_contato)
    erros: dict[str, str] = {}
    for defeito in defeitos:
        campo = "etapas" if defeito.etapa is None else f"etapa-{defeito.etapa}-{defeito.campo or _AUSENTE}"
        erros.setdefault(campo, _na_tela(defeito.campo, defeito.motivo))
    for ruim in do_contato:
        erros.setdefault("link-0-endereco" if ruim.campo == "links" else ruim.campo, _frase(ruim.motivo))
    desde, ate = _vigencia(rascunho, hoje, erros)
    return Lido(regua=regua, contato=contato, desde=desde, ate=ate, erros=erros)


def _vigencia(rascunho: Rascunho, hoje: date, erros: dict[str, str]) -> tuple[date, date | None]:
    desde, ate = _dia(rascunho.vigente_desde, "vigente_desde", erros), _dia(rascunho.vigente_ate, "vigente_ate", erros)
    if desde and desde < hoje:
        erros["vigente_desde"] = f"Já passou. A mudança vale de {hoje:%d/%m/%Y} em diante: o passado não se reescreve."
    if ate and ate < (desde or hoje):
        erros["vigente_ate"] = "O fim vem antes do início. Confira as duas datas."
    return desde or hoje, ate


def _dia(texto: str, campo: str, erros: dict[str, str]) -> date | None:
    if not texto:
        return None
    try:
        dia = datetime.strptime(texto, "%d/%m/%Y").date()  # noqa: DTZ007 - só o dia
    except ValueError:
        dia = date.min
    if not 1900 <= dia.year <= 2199:  # noqa: PLR2004 - os anos que `data_ler` aceita
        erros[campo] = f"{texto} não é uma data. Escreva dia/mês/ano, como 02/03/2027."
        return None
    return dia


def _da_etapa(campos: Mapping[str, str], numero: int) -> Etapa:
    return {nome: campos.get(f"etapa-{numero}-{nome}", "").strip() for nome in DA_ETAPA}


def _do_link(campos: Mapping[str, str], numero: int) -> dict[str, str]:
    return {nome: campos.get(f"link-{numero}-{nome}", "").strip() for nome in ("texto", "endereco")}


def _documento(etapa: Etapa) -> dict[str, Any]:
    """Uma etapa escrita, na forma em que `regua_examinar` a confere; o que não se entende segue como texto."""
    condicao: dict[str, Any] = {
        nome: _dinheiro(etapa[nome]) for nome in ("valor_minimo", "valor_maximo") if etapa[nome]
    }
    condicao |= {nome: _lista(etapa[nome]) for nome in ("tributos", "ufs") if etapa[nome]}
    for nome in ("idade_minima", "idade_maxima"):
        if etapa[nome]:
            condicao[nome] = {etapa[f"{nome}_unidade"] or "anos": _inteiro(etapa[nome])}
            condicao["idade_desde"] = etapa["idade_desde"] or IDADE_PADRAO
    if etapa["pessoa"]:
        condicao["pessoa"] = etapa["pessoa"]
    espera = _inteiro(etapa["espera_dias"] or "0")
    return {"estrategia": etapa["estrategia"], "espera_dias": espera, "condicao": condicao}


def _escrita(etapa: Mapping[str, Any]) -> Etapa:
    """Uma etapa guardada, como o formulário a mostra."""
    condicao = etapa.get("condicao", {})
    escrita = {**dict.fromkeys(DA_ETAPA, ""), "estrategia": etapa["estrategia"]}
    escrita["espera_dias"] = str(etapa.get("espera_dias", 0))
    for nome in ("valor_minimo", "valor_maximo"):
        if nome in condicao:
            escrita[nome] = reais_escrever(reais_ler(condicao[nome])).removeprefix("R$ ")
    for nome in ("tributos", "ufs"):
        escrita[nome] = ", ".join(condicao.get(nome, []))
    for nome in ("idade_minima", "idade_maxima"):
        for unidade, quantos in condicao.get(nome, {}).items():
            escrita |= {nome: str(quantos), f"{nome}_unidade": unidade}
    return escrita | {nome: condicao.get(nome, "") for nome in ("pessoa", "idade_desde")}


def _inteiro(texto: str) -> int | str:
    return int(texto) if re.fullmatch(r"[0-9]{1,6}", texto) else texto


def _dinheiro(texto: str) -> str:
    try:
        return str(reais_ler(texto))
    except Recusa:
        return texto


def _lista(texto: str) -> list[str]:
    return [um for um in re.split(r"[\s,;]+", texto.upper()) if um]


#: O que dizer de cada campo na tela, onde ninguém escreve JSON.
_MOTIVOS = {
    "valor_minimo": "Escreva um valor em reais, como 500,00.",
    "valor_maximo": "Escreva um valor em reais, como 5.000,00.",
    "tributos": "Use os códigos de tributo da lista, separados por vírgula, como IPTU, ISS.",
    "ufs": "Use siglas de estados separadas por vírgula, como PE, PB.",
    "idade_minima": "Escreva um número inteiro, até 100 anos ou 36.500 dias.",
    "idade_maxima": "Escreva um número inteiro, até 100 anos ou 36.500 dias.",
    "espera_dias": "Escreva um número inteiro de dias, de 0 a 3.650.",
    "pessoa": "Escolha uma das opções.",
    "idade_desde": "Escolha uma das opções.",
}
_CONTRADIZ = {
    "valor_minimo passa do valor_maximo": "O saldo mínimo passa do máximo.",
    "idade_minima passa da idade_maxima": "A idade mínima passa da máxima.",
}


def _na_tela(campo: str, motivo: str) -> str:
    return _CONTRADIZ.get(motivo) or _MOTIVOS.get(campo) or _frase(motivo)


def _frase(motivo: str) -> str:
    inteira = f"{motivo[:1].upper()}{motivo[1:]}"
    return inteira if inteira.endswith(".") else f"{inteira}."


def etapas_numeradas(etapas: Sequence[Etapa], erros: Mapping[str, str]) -> list[dict[str, Any]]:
    """Cada etapa com o prefixo dos campos dela, se pode subir ou descer, e os erros dela pelo nome do campo."""
    return [
        {
            "numero": numero,
            "prefixo": f"etapa-{numero}",
            "valores": etapa,
            "sobe": numero > 0,
            "desce": numero < len(etapas) - 1,
            "erros": {nome: erros[f"etapa-{numero}-{nome}"] for nome in DA_ETAPA if f"etapa-{numero}-{nome}" in erros},
        }
        for numero, etapa in enumerate(etapas)
    ]
