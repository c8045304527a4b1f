"""Da etiqueta e das chaves à frase que se lê na tela e no relatório."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from hub.auditoria.etiquetas import Etiqueta
from hub.comum.dinheiro import reais_escrever
from hub.comum.documentos import documento_formatar

#: Nomes de quem não aparece como vai no código.
NOMES = {
    "protesto": "protesto",
    "scpc": "SCPC",
    "serasa": "Serasa",
    "spc_brasil": "SPC Brasil",
    "divida_aberta": "Dívida Aberta",
    "cadin": "Cadin",
    "carta": "carta",
    "MUNICIPIO": "município",
    "ESTADO": "estado",
    "DF": "Distrito Federal",
    "AUTARQUIA_PROFISSIONAL": "autarquia profissional",
    "CONSELHO": "conselho de classe",
    "SCPC": "SCPC",
    "SERASA": "Serasa",
    "SPC_BRASIL": "SPC Brasil",
    "em_analise": "em análise",
    "em_exigencia": "em exigência",
    "SUSPENSAO": "suspensão",
    "FIM_SUSPENSAO": "fim da suspensão",
    "REMISSAO": "remissão",
    "PRESCRICAO": "prescrição",
    "administrador_pgfn": "administrador da PGFN",
    "analista_pgfn": "analista de convênio",
    "auditor_pgfn": "auditor da PGFN",
    "producao": "produção",
    "homologacao": "homologação",
    "municipio_ibge": "código IBGE",
    "municipio": "município",
    "uf": "UF",
    "endereco": "endereço",
    "nao_saiu": "não saiu",
    "cep": "CEP",
    "regua": "régua",
    "vigencia": "vigência",
    "api": "API",
    "recepcao": "recepção",
    "govbr": "gov.br",
}
#: O que uma chave da operação faz.
_CHAVES = {
    "somente_leitura": "somente leitura",
    "parar_canal": "parar o canal",
    "parar_credor": "parar o credor",
    "aviso_a_todos": "aviso a todos",
}
#: O fuso em que se mostram os instantes.
AQUI = ZoneInfo("America/Sao_Paulo")
_PORTAS = {"api": "pela API", "tela": "por formulário", "arquivo": "por arquivo"}


class _Frase(Formatter):
    """Troca `{chave:forma}`; o valor nunca vira marcador.

    Formas: `n` (número com milhar), `um|vários` (número e palavra), `reais`, `data`, `instante`, `prazo`, `desde` e
    `ate` (vigência), `nome`, `porta`, `cnpj`, `especie` (de documento), `lista` (de nomes), `como_estao` (lista de
    textos), `redes` (lista; vazia é qualquer uma), `regua` (estratégias em ordem), `arquivos` (quantos, com títulos e
    valor) e, da operação, `chave` (o que faz), `do_canal`, `baixas`, `previsto` e `componente`.
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            return f"{_milhar(value)} {format_spec.split('|')[value != 1]}"
        return _FORMAS[format_spec](value)


def frase(etiqueta: str, *, ator: str, credor: str | None, chaves: Mapping[str, Any]) -> str:
    """A frase em português do evento. Sem credor, o assunto é o próprio hub."""
    return _Frase().vformat(Etiqueta(etiqueta).frase, (), {**chaves, "ator": ator, "credor": credor or "HUB Cobrança"})


def _milhar(valor: Any) -> str:
    return f"{int(valor):,}".replace(",", ".")


def _reais(valor: Any) -> str:
    return "sem valor" if valor is None else reais_escrever(Decimal(valor))


def _data(valor: Any) -> str:
    return f"{date.fromisoformat(str(valor)):%d/%m/%Y}"


def _instante(valor: Any) -> str:
    return f"{datetime.fromisoformat(str(valor)).astimezone(AQUI):%d/%m/%Y às %H:%M}"


def _nome(valor: Any) -> str:
    return NOMES.get(valor) or str(valor).replace("_", " ").lower()


def _regua(etapas: Any) -> str:
    return " → ".join(_nome(etapa["estrategia"]) for etapa in etapas) or "nenhuma etapa"


def _arquivos(arquivos: Any) -> str:
    titulos = sum(arquivo["titulos"] for arquivo in arquivos)
    valor = sum((Decimal(arquivo["valor"]) for arquivo in arquivos), Decimal(0))
    quantos = "1 arquivo" if len(arquivos) == 1 else f"{_milhar(len(arquivos))} arquivos"
    return f"{quantos} ({'1 título' if titulos == 1 else f'{_milhar(titulos)} títulos'}, {_reais(valor)})"


_FORMAS: dict[str, Callable[[Any], str]] = {
    "": str,
    "n": _milhar,
    "reais": _reais,
    "data": _data,
    "prazo": lambda valor: "sem prazo" if valor is None else f"até {_data(valor)}",
    "desde": lambda valor: "desde sempre" if valor == "1900-01-01" else f"desde {_data(valor)}",
    "ate": lambda valor: f" até {_data(valor)}" if valor else "",
    "nome": _nome,
    "especie": lambda valor: {"CDA": "a certidão", "CARTA": "a carta"}[valor],
    "porta": lambda valor: _PORTAS[valor],
    "cnpj": documento_formatar,
    "lista": lambda nomes: ", ".join(map(_nome, nomes)),
    "como_estao": lambda textos: ", ".join(textos) or "nenhum",
    "redes": lambda redes: ", ".join(redes) or "qualquer uma",
    "instante": _instante,
    "chave": lambda valor: _CHAVES[valor],
    "do_canal": lambda valor: f" {_nome(valor)}" if valor else "",
    "baixas": lambda valor: ", inclusive as baixas" if valor else "",
    "previsto": lambda valor: f", com fim previsto para {_instante(valor)}" if valor else "",
    "componente": lambda valor: f"o componente {' '.join(map(_nome, str(valor).split(':')))}",
    "regua": _regua,
    "arquivos": _arquivos,
}
