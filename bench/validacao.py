"""Validação: um CSV de CDAs, do disco aos achados escritos por extenso, sem banco.

Nossa: o que `hub validar --achados` faz (`hub.recepcao.validacao`): lê, normaliza, julga com todas as regras, conta
e escreve cada achado com a sua mensagem. 3 % das linhas trazem defeitos.
Base: o Polars lê o mesmo CSV inteiro e conta 35 expressões booleanas simples, uma por campo.
Cada corrida é um processo novo; o tempo é só o do trabalho, sem importar nem gerar.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from carteira import EM, gravar_csv
from comparacao import contar, falta_corrida
from cronometro import cronometro
from hub.leiautes.padrao import CAMPOS, Campo
from hub.regras.parametros import Parametros
from promessa import Promessa

PROMESSA = Promessa(
    nome="validacao",
    base="o Polars lê o mesmo CSV e conta 35 expressões booleanas simples",
    deve=2.0,
    alvo=1.2,
    memoria_mb=1_500,
)
DEFEITOS = 0.03
#: Contas da base.
QUANTAS = 35
_FORMAS = {"data": r"^\d{4}-\d{2}-\d{2}$", "dinheiro": r"^\d+\.\d{2}$"}
_CONVENIO = Parametros(valor_minimo=1, idade_maxima_anos=30, tipo_de_credor="MUNICIPIO")


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as pasta:
        contar(f"validacao {tamanho}: preparando")
        caminho = gravar_csv(Path(pasta) / "cdas.csv", tamanho, defeitos=DEFEITOS)
        nossas: list[dict[str, Any]] = []
        bases: list[dict[str, Any]] = []
        while falta_corrida(nossas, bases):
            nossas.append(_correr("nossa", tamanho, caminho))
            bases.append(_correr("base", tamanho, caminho))
        contas = {chave: valor for chave, valor in nossas[0].items() if chave not in {"segundos", "memoria_mb"}}
        return PROMESSA.linha(tamanho, nossas, bases, bytes=caminho.stat().st_size, **contas)


def _correr(papel: str, tamanho: int, caminho: Path) -> dict[str, Any]:
    comando = [sys.executable, __file__, papel, str(caminho)]
    saida = subprocess.run(comando, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - comando nosso
    corrida: dict[str, Any] = json.loads(saida)
    assert corrida.pop("linhas") == tamanho
    contar(f"validacao {tamanho}: {papel} {corrida['segundos']:.2f} s, {corrida['memoria_mb']} MB")
    return corrida


def nossa(caminho: Path) -> dict[str, Any]:
    """Valida o arquivo e escreve os achados ao lado dele."""
    from hub.recepcao.tabelas_csv import listar_em  # noqa: PLC0415 - precisam do Django pronto
    from hub.recepcao.validacao import arquivo_validar  # noqa: PLC0415

    with cronometro() as medida, caminho.with_suffix(".achados").open("wb") as lista:
        feita = arquivo_validar(caminho, nome=caminho.name, em=EM, parametros=_CONVENIO, listar=listar_em(lista))
    return medida.com(linhas=feita.contas["recebidas"], achados=feita.achados_total)


def base(caminho: Path) -> dict[str, Any]:
    """A leitura e trinta e cinco contas, de uma vez."""
    with cronometro() as medida:
        quadro = pl.read_csv(caminho, separator=";", infer_schema=False)
        contas = quadro.select(expressao.sum() for expressao in _trinta_e_cinco(quadro.columns))
    assert contas.width == QUANTAS
    return medida.com(linhas=quadro.height)


def _trinta_e_cinco(colunas: list[str]) -> list[pl.Expr]:
    """Uma conta por campo, como as escreveria quem só tivesse o Polars: forma, domínio, tamanho ou presença."""
    return [_conta(campo).alias(campo.campo) for campo in CAMPOS["cda"] if campo.campo in colunas][:QUANTAS]


def _conta(campo: Campo) -> pl.Expr:
    coluna = pl.col(campo.campo)
    if campo.tipo in _FORMAS:
        return coluna.str.contains(_FORMAS[campo.tipo])
    if campo.codigos:
        return coluna.is_in(campo.codigos)
    return coluna.str.len_chars() <= campo.tamanho if campo.tipo == "texto" else coluna.is_not_null()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.projeto.settings")
    import django

    django.setup()
    papeis = {"nossa": nossa, "base": base}
    sys.stdout.write(json.dumps(papeis[sys.argv[1]](Path(sys.argv[2]))))
