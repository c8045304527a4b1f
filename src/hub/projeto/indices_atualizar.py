"""Atualiza as séries de índices na fonte oficial: API do SGS (Banco Central) e do SIDRA (IBGE).

Pede os últimos meses que já tem, para conferir, e os que faltam; a junção (`hub.comum.indices.fusao`) recusa resposta
estranha, buraco e divergência. Cada série vai por si: a que falha fica como estava, as outras avançam.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from hub.comum.calendario import competencia, competencia_somar, dia_util_bancario
from hub.comum.erros import Recusa
from hub.comum.indices.fusao import fundir
from hub.comum.indices.series import (
    MANIFESTO,
    PASTA_DO_HUB,
    Ficha,
    Serie,
    fichas,
    manifesto_escrever,
    serie,
    serie_escrever,
)
from hub.projeto.pastas import pasta_do_hub

Resposta = dict[str, Any]

_MESES_DE_CONFERENCIA = 12
_DIAS_DE_CONFERENCIA = 30
_ERRO_DO_SERVIDOR = 500
_PEDIDOS_DEMAIS = 429


class FonteForaDoAr(Recusa):
    """Não foi possível ler {rotulo} em {endereco}: {motivo} ({tentativas} tentativa(s)).

    Confira a rede ou o proxy e tente de novo; as séries guardadas continuam valendo.
    """

    status = 502


@dataclass(frozen=True, kw_only=True)
class Fontes:
    """Onde pedir e com que paciência."""

    #: Base da API de séries do Banco Central.
    bcb: str = "https://api.bcb.gov.br"
    #: Base da API do SIDRA.
    sidra: str = "https://apisidra.ibge.gov.br"
    #: Segundos de espera por uma resposta.
    limite: float = 20.0
    #: Pedidos antes de desistir de uma série.
    tentativas: int = 3
    #: Segundos entre a primeira tentativa e a segunda; dobra a cada vez.
    espera: float = 1.0


def indices_atualizar(
    *,
    pasta: Path,
    em: date,
    nomes: list[str] | None = None,
    fontes: Fontes | None = None,
) -> Resposta:
    """Atualiza as séries da pasta (todas, ou as de `nomes`), semeando-a antes com as que vêm com o hub.

    Responde `{"pasta", "series": [{"serie", "antes", "depois", "novos", "erro"?, "mensagem"?}], "falhas"}`.
    """
    fontes = fontes or Fontes()
    _semear(pasta)
    with httpx.Client(timeout=fontes.limite) as cliente:
        series = [_atualizar_uma(nome, pasta, em, fontes, cliente) for nome in nomes or fichas(pasta)]
    return {"pasta": str(pasta), "series": series, "falhas": sum("erro" in linha for linha in series)}


def pasta_das_atualizacoes() -> Path:
    """A de `HUB_INDICES`, se definida; senão `indices` na pasta do hub."""
    return Path(os.environ.get("HUB_INDICES") or pasta_do_hub() / "indices")


def principal(argumentos: list[str]) -> int:
    """`hub indices atualizar`: sai com 0 se todas as séries foram conferidas, 1 se alguma falhou."""
    leitor = argparse.ArgumentParser(prog="hub indices atualizar", description=__doc__)
    leitor.add_argument("--pasta", type=Path, default=None, help="onde guardar (padrão: pasta do hub)")
    leitor.add_argument("--em", type=date.fromisoformat, default=None, help="dia da atualização (padrão: hoje)")
    leitor.add_argument("--serie", action="append", help="só esta série; pode repetir")
    leitor.add_argument("--bcb", default=Fontes.bcb, help="endereço da API do Banco Central")
    leitor.add_argument("--sidra", default=Fontes.sidra, help="endereço da API do SIDRA")
    leitor.add_argument("--espera", type=float, default=Fontes.espera, help="segundos entre a 1ª e a 2ª tentativa")
    leitor.add_argument("--json", action="store_true", help="responde em JSON")
    pedido = leitor.parse_args(argumentos)
    resposta = indices_atualizar(
        pasta=pedido.pasta or pasta_das_atualizacoes(),
        em=pedido.em or date.today(),  # noqa: DTZ011 -- dia civil de quem roda o comando
        nomes=pedido.serie,
        fontes=Fontes(bcb=pedido.bcb, sidra=pedido.sidra, espera=pedido.espera),
    )
    sys.stdout.write(json.dumps(resposta, ensure_ascii=False) + "\n" if pedido.json else _em_texto(resposta))
    return 1 if resposta["falhas"] else 0


def _em_texto(resposta: Resposta) -> str:
    linhas = [(linha["serie"], linha.get("mensagem"), linha["antes"], linha["depois"]) for linha in resposta["series"]]
    return "".join(f"{nome}: {recado or f'{antes} → {depois}'}\n" for nome, recado, antes, depois in linhas)


def _atualizar_uma(nome: str, pasta: Path, em: date, fontes: Fontes, cliente: httpx.Client) -> Resposta:
    try:
        atual = serie(nome, pasta)
    except Recusa as recusa:
        return {"serie": nome, "antes": None, "depois": None, "novos": 0, **recusa.como_dict()}
    antes = atual.ficha.versao
    try:
        nova = fundir(atual, _buscar(atual.ficha, em, fontes, cliente), ate=_ultimo_publicavel(atual.ficha, em))
    except Recusa as recusa:
        return {"serie": nome, "antes": antes, "depois": antes, "novos": 0, **recusa.como_dict()}
    if nova is not atual:
        _gravar(nova, pasta, em)
    novos = nova.ficha.linhas - atual.ficha.linhas
    return {"serie": nome, "antes": antes, "depois": nova.ficha.versao, "novos": novos}


def _buscar(ficha: Ficha, em: date, fontes: Fontes, cliente: httpx.Client) -> str:
    """O corpo da resposta; rede e erro do servidor valem nova tentativa, recusa do pedido não."""
    endereco = _endereco(ficha, em, fontes)
    motivo = ""
    for tentativa in range(1, fontes.tentativas + 1):
        try:
            resposta = cliente.get(endereco)
        except httpx.HTTPError as erro:
            motivo = str(erro) or type(erro).__name__
        else:
            if resposta.is_success:
                return resposta.text
            motivo = f"respondeu {resposta.status_code}"
            if resposta.status_code < _ERRO_DO_SERVIDOR and resposta.status_code != _PEDIDOS_DEMAIS:
                break
        if tentativa < fontes.tentativas:
            time.sleep(fontes.espera * 2 ** (tentativa - 1))
    raise FonteForaDoAr(rotulo=ficha.rotulo, endereco=endereco, motivo=motivo, tentativas=tentativa)


def _endereco(ficha: Ficha, em: date, fontes: Fontes) -> str:
    orgao, *codigos = ficha.fonte.split("_")
    if ficha.passo == "dia":
        inicio = date.fromisoformat(ficha.ultimo) - timedelta(days=_DIAS_DE_CONFERENCIA)
    else:
        inicio = date.fromisoformat(f"{competencia_somar(ficha.ultimo, -_MESES_DE_CONFERENCIA)}-01")
    if orgao == "sidra":
        tabela, variavel = codigos
        return f"{fontes.sidra}/values/t/{tabela}/n1/all/v/{variavel}/p/{inicio:%Y%m}-{em:%Y%m}"
    periodo = f"dataInicial={inicio:%d/%m/%Y}&dataFinal={em:%d/%m/%Y}"
    return f"{fontes.bcb}/dados/serie/bcdata.sgs.{codigos[0]}/dados?formato=csv&{periodo}"


def _ultimo_publicavel(ficha: Ficha, em: date) -> str:
    """O último período que já pode estar completo no dia `em`.

    O mês passado só conta depois do primeiro dia útil bancário deste, quando sai a taxa do último dia dele.
    """
    if ficha.passo == "dia":
        return (em - timedelta(days=1)).isoformat()
    if ficha.mes_corrente == "S":
        return competencia(em)
    ja_houve_dia_util = any(dia_util_bancario(em.replace(day=dia)) for dia in range(1, em.day))
    return competencia_somar(competencia(em), -1 if ja_houve_dia_util else -2)


def _semear(pasta: Path) -> None:
    """Traz para a pasta as séries do hub que ela não tem, ou que nela estão mais atrasadas."""
    pasta.mkdir(parents=True, exist_ok=True)
    tem = fichas(pasta) if (pasta / MANIFESTO).exists() else {}
    novas = {n: f for n, f in fichas(PASTA_DO_HUB).items() if n not in tem or tem[n].ultimo < f.ultimo}
    for ficha in novas.values():
        shutil.copyfile(PASTA_DO_HUB / ficha.arquivo, pasta / ficha.arquivo)
    if novas:
        _trocar(pasta / MANIFESTO, manifesto_escrever((tem | novas).values()))


def _gravar(nova: Serie, pasta: Path, em: date) -> None:
    """Primeiro o arquivo novo, depois o manifesto: parar no meio deixa valendo a série antiga."""
    ficha = replace(nova.ficha, coletado_em=em.isoformat())
    _trocar(pasta / ficha.arquivo, serie_escrever(nova.valores, nova.fontes))
    _trocar(pasta / MANIFESTO, manifesto_escrever((fichas(pasta) | {ficha.nome: ficha}).values()))


def _trocar(arquivo: Path, texto: str) -> None:
    provisorio = arquivo.with_name(f".{arquivo.name}.{os.getpid()}")
    provisorio.write_text(texto, encoding="utf-8")
    provisorio.replace(arquivo)
