"""Refaz uma decisão: regras, versão, lei e o que falta para seguir."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from hub.credores.consultas import credor_do_cnpj, versao_em
from hub.dividas.models import CDA
from hub.estrategias.registro import CANAIS
from hub.projeto.base import Comando, uma_data
from hub.projeto.tabelas import literal, tabela_de_achados
from hub.recepcao.documentos import documentos_dos_achados
from hub.recepcao.erros import CDADesconhecida
from hub.recepcao.gravacao import achados_do_lote


class Command(Comando):
    help = "Diz por que uma CDA foi aceita como foi e por que vai, ou não, a cada estratégia."

    def argumentos(self, parser: CommandParser) -> None:
        parser.add_argument("cda", help="número da CDA, como foi enviado")
        parser.add_argument("--credor", required=True, help="CNPJ")
        parser.add_argument("--em", type=uma_data, help="padrão: hoje")

    def fazer(self, *, cda: str, credor: str, em: date | None, **_: Any) -> dict[str, Any]:
        dono = credor_do_cnpj(credor)
        achada = CDA.objects.select_related("lote", "carteira__credor").filter(credor=dono, numero_cda=cda).first()
        if achada is None:
            raise CDADesconhecida(numero=cda)
        quando = em or timezone.localdate()
        estrategias = {
            nome: canal.motivos(credor=dono, em=quando, limite=1, cda=achada.pk) for nome, canal in CANAIS.items()
        }
        versao = versao_em(achada.carteira, quando)
        return {
            "cda": cda,
            "posicao": achada.posicao,
            "lote": achada.lote_id,
            "julgada_em": achada.lote.em.isoformat(),
            "versao_das_regras": achada.lote.versao_das_regras,
            "achados": documentos_dos_achados(achados_do_lote(achada.lote, numero_cda=cda)),
            "carteira": achada.carteira.codigo,
            "versao_da_carteira": versao.versao if versao else None,
            "estrategias": estrategias,
        }

    def mostrar(self, documento: dict[str, Any], tela: Console) -> None:
        tela.print("CDA", literal(documento["cda"]), f"({documento['posicao'].replace('_', ' ')})", style="bold")
        tela.print(
            f"Julgada no lote {documento['lote']}, em {documento['julgada_em']}, "
            f"pelas regras da versão {documento['versao_das_regras']}."
        )
        if documento["achados"]:
            tela.print(tabela_de_achados(documento["achados"], len(documento["achados"])))
        for estrategia, ditos in documento["estrategias"].items():
            for dito in ditos:
                tela.print(f"[bold]{estrategia}[/]:", literal(f"{dito['texto']} {dito['como_resolver']}".strip()))
