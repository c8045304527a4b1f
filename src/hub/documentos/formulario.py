"""O formulário de um modelo: do que a pessoa digitou à redação, e de volta."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from hub.documentos.brasao import TAMANHO
from hub.documentos.erros import ModeloRecusado
from hub.documentos.modelos import BLOCOS, SIGNATARIOS, Redacao
from hub.documentos.models import VersaoDoModelo


@dataclass(frozen=True, kw_only=True)
class Digitado:
    """O que a página mostra, venha da versão guardada ou do envio que não passou."""

    textos: list[str]
    signatarios: list[dict[str, str]]
    registro_eletronico: bool
    vigente_desde: str

    @property
    def blocos(self) -> list[str]:
        """Os escritos, e um em branco para o próximo."""
        return [*self.textos, ""][:BLOCOS]

    @property
    def linhas(self) -> list[dict[str, str]]:
        """Os signatários, e uma linha em branco."""
        return [*self.signatarios, {"nome": "", "cargo": ""}][:SIGNATARIOS]


def digitado_da(versao: VersaoDoModelo) -> Digitado:
    return Digitado(
        textos=[bloco["texto"] for bloco in versao.blocos],
        signatarios=versao.signatarios,
        registro_eletronico=versao.registro_eletronico,
        vigente_desde="",
    )


def digitado_em(dados: QueryDict) -> Digitado:
    """Do envio; bloco e signatário vazios somem."""
    textos = [dados.get(f"bloco-{n}", "").strip() for n in range(BLOCOS)]
    quem = [
        {parte: dados.get(f"signatario-{n}-{parte}", "").strip() for parte in ("nome", "cargo")}
        for n in range(SIGNATARIOS)
    ]
    return Digitado(
        textos=[texto for texto in textos if texto],
        signatarios=[pessoa for pessoa in quem if any(pessoa.values())],
        registro_eletronico=dados.get("registro_eletronico") == "1",
        vigente_desde=dados.get("vigente_desde", "").strip()[:10],
    )


def redacao_de(digitado: Digitado, *, brasao: bytes) -> Redacao:
    """Levanta `ModeloRecusado` se a data não se lê."""
    return Redacao(
        textos=digitado.textos,
        signatarios=digitado.signatarios,
        registro_eletronico=digitado.registro_eletronico,
        brasao=brasao,
        vigente_desde=_data(digitado.vigente_desde),
    )


def brasao_do(enviado: UploadedFile[Any] | None, dados: QueryDict, anterior: VersaoDoModelo | None) -> bytes:
    """O que veio, lido até um byte além do limite; ou o que já havia, se não se mandou tirar. O nome não se usa."""
    if enviado is not None and enviado.size:
        return bytes(enviado.read(TAMANHO + 1))
    if anterior is None or dados.get("tirar_brasao") == "1":
        return b""
    return bytes(anterior.brasao)


def _data(texto: str) -> date | None:
    if not texto:
        return None
    try:
        return datetime.strptime(texto, "%d/%m/%Y").date()  # noqa: DTZ007 - só o dia
    except ValueError:
        motivo = f"{texto} não é uma data. Escreva dia/mês/ano, como 02/03/2026, ou deixe em branco para valer já."
        raise ModeloRecusado(achados=motivo) from None


def em_texto(arvore: list[dict[str, Any]], valores: dict[str, Any]) -> list[str]:
    """O documento em linhas de texto, para quem não vê a imagem da prévia."""
    linhas: list[str] = []
    for no in arvore:
        if no["t"] == "q":
            quadro = valores[no["m"]]
            linhas.extend(": ".join(map(str, linha)) for linha in quadro["linhas"])
        elif "i" in no:
            linhas.extend(texto for item in no["i"] for texto in em_texto(item, valores))
        else:
            linhas.append(_corrido(no["c"], valores))
    return linhas


def _corrido(nos: list[dict[str, Any]], valores: dict[str, Any]) -> str:
    partes = []
    for no in nos:
        if "c" in no:
            partes.append(_corrido(no["c"], valores))
        else:
            partes.append(no.get("x", " ") if "m" not in no else str(valores[no["m"]]))
    return "".join(partes)
