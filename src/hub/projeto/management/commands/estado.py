"""O estado do hub, como a página pública o mostra; e a certidão de indisponibilidade de um período."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from hub.operacao.certidoes import certidao_emitir
from hub.portal.estado import canais_instalados, estado_publico
from hub.projeto.base import Comando, com_json, em_pasta_existente
from hub.projeto.tabelas import literal

#: Como se diz cada situação.
SITUACOES = {
    "funciona": "[green]funciona[/]",
    "parado": "[yellow]parado pela operação[/]",
    "fora_do_ar": "[red]fora do ar[/]",
    "sem_medida": "[yellow]sem medida[/]",
}


class Command(Comando):
    help = "Mostra o estado do hub, com o banco no ar ou não; `certidao` escreve a de um período, assinada."
    sempre = True

    def argumentos(self, parser: CommandParser) -> None:
        atos = parser.add_subparsers(dest="ato", metavar="certidao")
        certidao = atos.add_parser("certidao", help="quando um componente não funcionou, verificável sem o hub")
        certidao.add_argument("--componente", required=True, help="como em `hub estado --json`")
        certidao.add_argument("--de", type=um_instante, required=True, help="AAAA-MM-DDTHH:MM, hora daqui")
        certidao.add_argument("--ate", type=um_instante, required=True)
        certidao.add_argument("--saida", type=Path, required=True, help="o arquivo da certidão")
        com_json(certidao)

    def fazer(self, *, ato: str | None, **opcoes: Any) -> dict[str, Any]:
        if ato is None:
            return estado_publico()
        saida = em_pasta_existente(opcoes["saida"])
        certidao = certidao_emitir(
            componente=opcoes["componente"],
            de=opcoes["de"],
            ate=opcoes["ate"],
            canais=canais_instalados(),
            agora=timezone.now(),
        )
        saida.write_text(json.dumps(certidao, ensure_ascii=False, indent=2), encoding="utf-8")
        return {"certidao": str(saida), "segundos_fora": certidao["corpo"]["segundos_fora"]}

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        if "componentes" not in documento:
            super().mostrar(documento, tela)
            return
        if not documento["ao_vivo"]:
            tela.print(f"[red]O banco não responde:[/] este é o último estado conhecido, de {documento['em']}.")
        tabela = Table(box=SIMPLE, show_header=False)
        for um in documento["componentes"]:
            tabela.add_row(um["titulo"], SITUACOES[um["situacao"]], literal(um["motivo"]))
        tela.print(tabela)
        for chave in (*documento["paradas"], *documento["mensagens"]):
            tela.print(f"[bold]{chave['titulo']}[/]", literal(f"{chave['canal']} {chave['motivo']}".strip()))


def um_instante(texto: str) -> datetime:
    """Argumento de instante; sem fuso, o daqui."""
    try:
        lido = parse_datetime(texto)
    except ValueError:
        lido = None
    if lido is None:
        raise ArgumentTypeError(f"{texto} não é instante. Escreva como 2026-03-02T14:00.")
    return timezone.make_aware(lido) if timezone.is_naive(lido) else lido
