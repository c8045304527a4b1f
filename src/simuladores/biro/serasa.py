"""A Serasa simulada: recebe o arquivo de entrada do dia e produz os retornos que venceram."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from simuladores.biro.estado import Estado
from simuladores.biro.producao import Produzido, produzir
from simuladores.biro.recebimento import Recebido, receber


class Serasa:
    """Uma Serasa com a memória numa pasta. `em` é sempre dito por quem chama: aqui não há relógio."""

    def __init__(self, pasta: Path) -> None:
        self.estado = Estado(pasta)

    def receber(self, nome: str, conteudo: bytes, *, em: date) -> Recebido:
        """Critica o arquivo, muda a base com o que passar e agenda o retorno. Repetir não muda nada."""
        return receber(nome, conteudo, estado=self.estado, em=em)

    def produzir(self, *, em: date) -> list[Produzido]:
        """Os retornos de tudo o que venceu até `em` e ainda não saiu. Repetir não produz nada."""
        with self.produzindo(em=em) as produzidos:
            return list(produzidos)

    @contextmanager
    def produzindo(self, *, em: date) -> Iterator[Iterator[Produzido]]:
        """O mesmo, um a um: só valem como entregues se quem os grava chegar ao fim do bloco."""
        with self.estado.transacao() as base:
            yield produzir(self.estado, base, em=em)

    def registros(self, *, informante: str | None = None) -> list[tuple[str, str, str]]:
        """Contrato, principal e coobrigado (vazio no do principal) do que está na base."""
        with self.estado.transacao() as base:
            linhas = base.execute(
                "select contrato, principal, coobrigado from registro"
                " where ativo and informante = coalesce(?, informante)"
                " order by contrato, principal, coobrigado",
                [informante],
            ).fetchall()
        return [tuple(linha) for linha in linhas]
