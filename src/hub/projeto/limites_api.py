"""Todos os limites, cada um lido de onde ele mora."""

from __future__ import annotations

from typing import Any

from hub.acesso import freio
from hub.acesso import limites as do_acesso
from hub.estrategias import limites as das_estrategias
from hub.estrategias.divida_aberta import limites as da_divida_aberta
from hub.estrategias.protesto import limites as do_protesto
from hub.recepcao import limites as da_recepcao
from hub.recepcao.formatos.limites import DE_ARQUIVO


def limites() -> dict[str, Any]:
    """Tamanhos em bytes, quantidades em unidades, frações como texto."""
    return {
        "chamadas_por_minuto": do_acesso.CHAMADAS_POR_MINUTO,
        "token_validade_segundos": int(do_acesso.VALIDADE_DO_TOKEN.total_seconds()),
        "tokens_por_janela": do_acesso.TOKENS_POR_JANELA,
        "janela_de_tokens_segundos": int(freio.JANELA.total_seconds()),
        "cdas_por_chamada": da_recepcao.CDAS_POR_CHAMADA,
        "registros_por_chamada": da_recepcao.REGISTROS_POR_CHAMADA,
        "bytes_por_arquivo": DE_ARQUIVO.arquivo,
        "bytes_por_arquivo_de_ensaio": da_recepcao.BYTES_POR_ARQUIVO_DE_ENSAIO,
        "avisos_por_lote": da_recepcao.AVISOS_POR_LOTE,
        "espera_sugerida_segundos": da_recepcao.ESPERA_SUGERIDA,
        "freio_fracao": str(das_estrategias.FREIO_FRACAO),
        "freio_minimo": das_estrategias.FREIO_MINIMO,
        "conciliacao_bytes_por_lista": das_estrategias.LISTA_MIB * 2**20,
        "conciliacao_divergencias_por_pagina": das_estrategias.DIVERGENCIAS_POR_PAGINA,
        "protesto_arquivos_por_dia": do_protesto.ARQUIVOS_POR_DIA,
        "protesto_bytes_por_arquivo": do_protesto.BYTES_POR_ARQUIVO,
        "aberta_paginas_por_minuto": da_divida_aberta.POR_LUGAR,
        "aberta_diferencas_por_chamada": da_divida_aberta.DIFERENCAS_POR_CHAMADA,
        "aberta_diferencas_dias": da_divida_aberta.DIFERENCAS_GUARDADAS.days,
    }
