"""O que todo cadastro faz igual: planejar, dizer por quê, gravar o envio, desfazer a recusa."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import NA_RECUSA
from hub.credores.models import Carteira, Credor
from hub.dividas.models import CDA, Remessa, RemessaArquivo
from hub.estrategias.cadastro import exclusoes
from hub.estrategias.cadastro.plano import PASTA, Cadastro
from hub.estrategias.conector import Destino, Entrega, Lido, Planejado, Regua
from hub.estrategias.de_fora import motivo_de_fora
from hub.estrategias.plano import consulta


class ConectorDeCadastro(ABC):
    """Um cadastro de devedores como canal. Cada um diz as opções, escreve o arquivo e lê a resposta."""

    entrega = Entrega.ARQUIVO
    demora = False

    def __init__(self, cadastro: Cadastro) -> None:
        self.cadastro = cadastro
        self.nome, self.titulo, self.do_leiaute = cadastro.nome, cadastro.titulo, cadastro.do_leiaute
        self.plano = cadastro.plano()

    def planejar(self, remessa: Remessa) -> Planejado:
        """As reativações contam como inclusões: também fazem a dívida pesar ao devedor, e se seguram como elas."""
        vao, retidas = self.plano.incluir(remessa)
        pedidos = exclusoes.planejar(self.cadastro, remessa, so_baixas=remessa.capacidade == 0)
        baixas, reativacoes = pedidos["EX"] + pedidos["SU"], pedidos["RE"]
        return Planejado(inclusoes=vao.total() + reativacoes, baixas=baixas, por_carteira=vao, retidas=dict(retidas))

    def preparar(self, remessa: Remessa, contar: Callable[[], None]) -> None:
        """Nada demora antes do arquivo."""
        del remessa, contar

    def motivos(self, *, credor: Credor, em: date, limite: int, cda: int | None = None) -> list[dict[str, str]]:
        ditos = self.plano.motivos(credor=credor, em=em, limite=limite, cda=cda)
        if cda is None or ditos:
            return ditos
        achada = CDA.objects.get(credor=credor, pk=cda)
        motivo = motivo_de_fora(achada, self.nome, lambda uma: exclusoes.motivo_da(self.cadastro, uma, em))
        return [self.plano.dito(achada.numero_cda, motivo)]

    def devidos(self, *, credor: Credor, em: date) -> dict[str, Any]:
        return self.plano.devidos(credor=credor, em=em)

    def previa(self, *, carteira: Carteira, antes: Regua, depois: Regua, dias: Sequence[date]) -> list[Destino]:
        return self.plano.previa(carteira=carteira, antes=antes, depois=depois, dias=dias)

    def textos(self) -> dict[str, dict[str, str]]:
        return self.plano.textos

    def gravar_envio(self, remessa: Remessa) -> None:
        """Os planejados viram enviados, e os que têm de mudar, pedidos."""
        self.plano.gravar_envio(remessa)
        exclusoes.gravar_envio(remessa)

    def recusar(self, arquivo: RemessaArquivo) -> int:
        """Desfaz o que o arquivo levava; a remessa de um cadastro tem um arquivo só."""
        parametros: dict[str, Any] = {
            "remessa": arquivo.remessa_id,
            "de": [de.value for de in NA_RECUSA],
            "para": [para.value for para in NA_RECUSA.values()],
            "motivo": f"remessa:{arquivo.remessa_id}:recusada",
            "em": timezone.now(),
        }
        with connection.cursor() as cursor:
            cursor.execute(consulta(PASTA, "recusar"), parametros)
            return int(cursor.rowcount)

    @abstractmethod
    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        """As opções escritas como texto, conferidas. Levanta `OpcaoErrada`."""

    @abstractmethod
    def opcoes_conferir(self, credor: Credor, opcoes: Mapping[str, Any]) -> None:
        """Se as opções servem a este credor ao lado dos outros."""

    @abstractmethod
    def o_que_falta(self, credor: Credor) -> list[str]:
        """O que o credor ainda tem de dizer, e como."""

    @abstractmethod
    def reservar(self, remessa: Remessa) -> None:
        """Reserva nome e numeração do arquivo, antes de ele existir."""

    @abstractmethod
    def enviar(self, remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
        """Escreve o arquivo reservado e grava o envio; repetir escreve os mesmos bytes."""

    @abstractmethod
    def ler(self, conteudo: bytes, nome: str) -> Lido:
        """Interpreta o que o cadastro devolveu. Levanta `RetornoIlegivel`."""
