"""Recepção por arquivo, na linha de comando."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj
from hub.dividas.models import Lote
from hub.projeto.base import OPERADOR, Comando, existente, uma_data
from hub.projeto.tabelas import tabela_de_achados, tabela_do_lote
from hub.recepcao.arquivos import arquivo_ensaiar, arquivo_guardar, lote_processar
from hub.recepcao.documentos import documento_do_recibo
from hub.recepcao.origens import ORIGENS


class Command(Comando):
    help = "Recebe um arquivo de CDAs ou movimentos; com --ensaio diz o que aconteceria e não grava."
    sela = True

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("arquivo", type=Path)
        parser.add_argument("--credor", required=True, help="CNPJ")
        parser.add_argument("--ensaio", action="store_true", help="não grava nada")
        parser.add_argument(
            "--origem",
            default="hub",
            choices=("hub", *(origem.nome for origem in ORIGENS)),
            help="de que leiaute vêm os dados",
        )
        parser.add_argument("--em", type=uma_data, help="data em que as regras julgam; padrão: hoje")

    def fazer(
        self, *, arquivo: Path, credor: str, ensaio: bool, origem: str, em: date | None, **_: Any
    ) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        comum: dict[str, Any] = {
            "credor": dono,
            "nome": arquivo.name,
            "ator": OPERADOR,
            "em": em or timezone.localdate(),
            "origem": origem,
        }
        if ensaio:
            return documento_do_recibo(arquivo_ensaiar(caminho=existente(arquivo), **comum), ensaio=True)
        with existente(arquivo).open("rb") as fluxo:
            lote = arquivo_guardar(fluxo=fluxo, retomar=True, **comum)
        return documento_do_recibo(lote_processar(lote=lote, ao_avancar=self._avancar))

    def _avancar(self, lote: Lote) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{lote.progresso:3d} %  {lote.recebidas:>12,} linhas".replace(",", "."), ending="")

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        tela.print(tabela_do_lote(documento))
        if documento["achados"]:
            tela.print(tabela_de_achados(documento["achados"], documento["achados_total"]))
