"""Remessa: do plano aprovado ao arquivo da CRA no disco, com a situação de cada título gravada.

Nossa: `remessa_liberar` (confere o plano, reserva nomes e sequenciais, escreve os arquivos de 600 posições com fsync,
grava o envio e as passagens, deixa o evento, copia para a pasta de saída).
Base: `COPY (SELECT as mesmas colunas) TO STDOUT`, sem guardar nada.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa
from protesto import SEGUNDA, arrumar, livro_encher, planejar

PROMESSA = Promessa(
    nome="remessa", base="COPY (SELECT as mesmas colunas) TO STDOUT", deve=4.0, alvo=2.0, memoria_mb=1_500
)
#: As colunas de um título na remessa, como `titulos_do_arquivo.sql` as dá ao arquivo.
_COLUNAS = """
select a.id, a.praca, a.nosso_numero, a.numero_titulo, c.data_inscricao,
       (coalesce(c.valor_originario, c.valor_consolidado) * 100)::bigint, (a.valor * 100)::bigint, 1,
       c.devedor_nome, c.devedor_documento,
       concat_ws(' ', c.devedor_logradouro, c.devedor_numero, c.devedor_complemento),
       c.devedor_cep, c.devedor_municipio, c.devedor_uf, c.devedor_bairro
  from acionamento a join cda c on c.id = a.cda_id where a.remessa_id = {remessa}
"""


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório, com `planejar_segundos` à parte."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro cheio e o plano aprovado por uma pessoa."""
    credor = livro_encher(tamanho, pasta)
    arrumar()
    return planejar_medindo(credor, tamanho, "protesto")


def planejar_medindo(credor: Any, tamanho: int, estrategia: str) -> dict[str, Any]:
    """O plano de tudo, e quanto levou."""
    inicio = perf_counter()
    remessa = planejar(credor, estrategia)
    planejou = perf_counter() - inicio
    assert remessa.inclusoes == tamanho, f"{remessa.inclusoes} de {tamanho} incluídas: {remessa.retidas}"
    arrumar()
    return {"planejar_segundos": round(planejou, 3)}


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """Libera o plano; a segunda aprovação é a que solta."""
    from hub.dividas.models import Acionamento, Remessa  # noqa: PLC0415 - precisa do Django pronto
    from hub.estrategias.servicos import remessa_liberar  # noqa: PLC0415

    remessa = Remessa.objects.select_related("credor").get()
    with cronometro() as medida:
        arquivos = remessa_liberar(remessa=remessa, saida=pasta / "saida", ator=SEGUNDA)
    assert sum(arquivo.titulos for arquivo in arquivos) == tamanho
    assert Acionamento.objects.filter(situacao="enviada").count() == tamanho
    tamanhos = [(pasta / "saida" / arquivo.nome).stat().st_size for arquivo in arquivos]
    return medida.com(arquivos=len(arquivos), bytes=sum(tamanhos))


def base(_tamanho: int, _pasta: Path) -> dict[str, Any]:
    """Só o banco: as mesmas colunas, lidas e jogadas fora."""
    return copiar_para_fora(_COLUNAS)


def copiar_para_fora(colunas: str) -> dict[str, Any]:
    """A consulta das colunas de uma remessa, lida e jogada fora; `colunas` leva `{remessa}`."""
    from django.db import connection  # noqa: PLC0415

    from hub.dividas.models import Remessa  # noqa: PLC0415

    remessa = Remessa.objects.get()
    consulta = f"copy ({colunas.format(remessa=remessa.pk)}) to stdout (format csv)"
    with cronometro() as medida, connection.cursor() as cursor, cursor.copy(consulta) as copia:
        for _bloco in copia:
            pass
    return medida.com()
