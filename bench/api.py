"""API: cria uma CDA por chamada, dezesseis conexões abertas, dois processos.

Nossa: `POST /api/v1/cdas` num servidor como o de `hub servir` (token, limite, regras, livro, lote, achados e evento,
numa transação). Base: FastAPI e asyncpg nus, que inserem a mesma linha e uma de auditoria (`base_da_api.py`).
A razão é de vazão: chamadas por segundo, nossas sobre as da base.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from ambiente_da_base import python_da_base
from carga import carregar, pedido
from carteira import ATOR, EM, SEDE, credor_do_bench
from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa
from servidor import memoria_da_arvore, porta_livre, servindo

PROMESSA = Promessa(
    nome="api",
    base="FastAPI e asyncpg nus: a mesma linha e uma de auditoria",
    deve=0.35,
    alvo=0.6,
    melhor="maior",
    tamanho=10_000,
)
CONEXOES = 16
PROCESSOS = 2
#: Chamadas antes da medida: cada processo carrega o que só carrega na primeira.
AQUECIMENTO = 200
#: Do leiaute padrão, o que não é coluna da tabela `cda`.
_FORA = frozenset({"operacao", "carteira", "exigibilidade"})


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório, com as vazões à parte."""
    linha = comparar(PROMESSA, tamanho, variaveis={"BASE_PYTHON": str(python_da_base())})
    return {
        **linha,
        "chamadas_por_segundo": round(tamanho / linha["segundos"]),
        "base_chamadas_por_segundo": round(tamanho / linha["base_segundos"]),
    }


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Credor, token, os corpos das chamadas e as colunas da base."""
    from django.utils import timezone  # noqa: PLC0415 - precisa do Django pronto

    from hub.acesso.credenciais import credencial_criar  # noqa: PLC0415 - idem
    from hub.acesso.limites import CHAMADAS_POR_MINUTO_MAXIMO  # noqa: PLC0415 - idem
    from hub.acesso.tokens import PedidoDeToken, token_emitir  # noqa: PLC0415 - idem

    credor: Any = credor_do_bench()
    agora = timezone.now()
    # O que se mede é quanto se atende, não o limite: a conta se faz do mesmo modo.
    credencial, segredo = credencial_criar(
        credor=credor, nome="bench", ator=ATOR, agora=agora, por_minuto=CHAMADAS_POR_MINUTO_MAXIMO
    )
    pedido_de_token = PedidoDeToken(client_id=credencial.client_id, segredo=segredo, escopo="", endereco="127.0.0.1")
    (pasta / "token").write_text(token_emitir(pedido_de_token, agora=agora).token, encoding="ascii")
    corpos = [json.dumps(cda, ensure_ascii=False) for cda in _cdas(tamanho + AQUECIMENTO)]
    (pasta / "corpos.jsonl").write_text("\n".join(corpos), encoding="utf-8")
    (pasta / "colunas.json").write_text(json.dumps(_colunas_da_base(credor)), encoding="utf-8")
    return {"conexoes": CONEXOES, "processos": PROCESSOS}


def _cdas(quantas: int) -> list[dict[str, Any]]:
    from hub.comum.ficticios import cdas_ficticias  # noqa: PLC0415

    quadro = cdas_ficticias(semente=1, quantidade=quantas, municipio_ibge=SEDE, em=EM, defeitos=0)
    quadro = quadro.with_columns(pl.col("ajuizada") == "S", pl.col("exercicio").cast(pl.Int32))
    return [{campo: valor for campo, valor in cda.items() if valor is not None} for cda in quadro.to_dicts()]


def _colunas_da_base(credor: Any) -> dict[str, Any]:
    from hub.dividas.cdas import colunas_do_leiaute  # noqa: PLC0415
    from hub.leiautes.padrao import CAMPOS  # noqa: PLC0415

    tipos = {campo.campo: campo.tipo for campo in CAMPOS["cda"]}
    chaves = {"credor_id": credor.pk, "lote_id": 1, "carteira_id": credor.carteiras.get().pk}
    fixas = {**chaves, "posicao": "ativa", "causas": 0, "versao": 1, "valor_pago": 0, "chegou_em": EM.isoformat()}
    return {"campos": {coluna: tipos[coluna] for coluna in colunas_do_leiaute()}, "fixas": fixas}


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O hub, servido como `hub servir` o serve."""
    from hub.projeto.management.commands.servir import _web  # noqa: PLC0415

    porta = porta_livre()
    ambiente = {"POLARS_MAX_THREADS": "1", "DJANGO_SETTINGS_MODULE": "hub.projeto.settings"}
    token = (pasta / "token").read_text(encoding="ascii")
    return _medir_servidor(_web("127.0.0.1", porta, PROCESSOS), porta, ambiente, pasta, "/api/v1/cdas", token, tamanho)


def base(tamanho: int, pasta: Path) -> dict[str, Any]:
    """FastAPI e asyncpg."""
    porta = porta_livre()
    granian = [os.environ["BASE_PYTHON"], "-m", "granian", "--interface", "asgi", "--no-ws"]
    onde = ["--host", "127.0.0.1", "--port", str(porta), "--workers", str(PROCESSOS)]
    comando = [*granian, *onde, "base_da_api:app"]
    ambiente = {"BASE_COLUNAS": str(pasta / "colunas.json"), "PYTHONPATH": str(Path(__file__).parent)}
    return _medir_servidor(comando, porta, ambiente, pasta, "/cdas", "", tamanho)


def _medir_servidor(
    comando: Sequence[str], porta: int, ambiente: Mapping[str, str], pasta: Path, caminho: str, token: str, tamanho: int
) -> dict[str, Any]:
    corpos = (pasta / "corpos.jsonl").read_bytes().split(b"\n")
    pedidos = [pedido(caminho, corpo, porta=porta, token=token) for corpo in corpos]
    with servindo(comando, porta=porta, ambiente=ambiente, pasta=pasta) as processo:
        carregar(porta, pedidos[tamanho:], conexoes=CONEXOES)
        with cronometro() as medida:
            situacoes = carregar(porta, pedidos[:tamanho], conexoes=CONEXOES)
        medida.memoria_mb = memoria_da_arvore(processo)
    assert situacoes == {201: tamanho}, dict(situacoes)
    return medida.com()
