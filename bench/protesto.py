"""O que os benches de remessa e retorno têm em comum: um livro cheio, tudo podendo ir a protesto."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from carteira import ATOR, EM, credor_do_bench, gravar_csv
from recepcao import arquivo_receber

#: O freio pede duas pessoas quando o plano leva a carteira inteira.
SEGUNDA = "bench, segunda pessoa"
#: CDAs de cada arquivo recebido: mais passariam do tamanho que a recepção aceita.
POR_ARQUIVO = 1_000_000


def livro_encher(tamanho: int, pasta: Path) -> Any:
    """Recebe `tamanho` CDAs sem defeito, espalhadas por muitos municípios; devolve o credor."""
    from hub.estrategias.models import OpcoesDoCanal  # noqa: PLC0415 - precisa do Django pronto

    credor = credor_do_bench()
    OpcoesDoCanal.objects.create(credor=credor, estrategia="protesto", opcoes={"aceita_cnpj_alfanumerico": True})
    for feitas in range(0, tamanho, POR_ARQUIVO):
        quantas = min(POR_ARQUIVO, tamanho - feitas)
        caminho = gravar_csv(pasta / "cdas.csv", quantas, defeitos=0, espalhar=True, primeiro=feitas + 1)
        lote = arquivo_receber(credor, caminho)
        caminho.unlink()
        assert lote.aceitas == quantas, f"{lote.aceitas} de {quantas} aceitas: {lote.achados_por_regra}"
    return credor


def planejar(credor: Any, estrategia: str = "protesto") -> Any:
    """O plano de tudo, já com a primeira das duas aprovações que o freio pede."""
    from hub.estrategias.erros import Freio  # noqa: PLC0415
    from hub.estrategias.servicos import remessa_liberar, remessa_planejar  # noqa: PLC0415

    remessa = remessa_planejar(credor=credor, estrategia=estrategia, em=EM, ator=ATOR)
    if remessa.freio:
        try:
            remessa_liberar(remessa=remessa, saida=Path(), ator=ATOR)
        except Freio:
            remessa.refresh_from_db()
    return remessa


def arrumar() -> None:
    """O que o autovacuum faria entre um ato e outro, feito agora: não cai no meio de uma medida."""
    from django.db import connection  # noqa: PLC0415

    from hub.credores import inquilino  # noqa: PLC0415
    from hub.credores.inquilino import Papel  # noqa: PLC0415

    # A quem não é dono das tabelas o banco só avisa, e não arruma nada.
    with inquilino.como(Papel.DONO), connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
