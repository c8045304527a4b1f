"""O protesto como canal: junta plano, numeração, arquivos e leitura."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from hub.credores.models import Carteira, Credor
from hub.dividas.models import CDA, Remessa, RemessaArquivo
from hub.estrategias.conector import Destino, Entrega, Lido, Planejado, Regua
from hub.estrategias.de_fora import motivo_de_fora
from hub.estrategias.protesto import acesso, baixas, envio, fila, leitura, numeracao, recusa
from hub.estrategias.protesto import opcoes as opcoes_do_protesto
from hub.estrategias.protesto.plano import PLANO


class Protesto:
    """Protesto de CDA nos tabelionatos, pela CRA (Lei 9.492/1997 art. 1, parágrafo único)."""

    nome = "protesto"
    titulo = "Protesto"
    do_leiaute = "protesto"
    entrega = Entrega.ARQUIVO
    demora = False

    def planejar(self, remessa: Remessa) -> Planejado:
        vao, retidas = PLANO.incluir(remessa)
        pedidas, sem_pedido = baixas.planejar(remessa)
        return Planejado(inclusoes=vao.total(), baixas=pedidas, por_carteira=vao, retidas=dict(retidas + sem_pedido))

    def motivos(self, *, credor: Credor, em: date, limite: int, cda: int | None = None) -> list[dict[str, str]]:
        ditos = PLANO.motivos(credor=credor, em=em, limite=limite, cda=cda)
        if cda is None or ditos:
            return ditos
        achada = CDA.objects.get(credor=credor, pk=cda)
        return [PLANO.dito(achada.numero_cda, motivo_de_fora(achada, self.nome, baixas.motivo_da))]

    def devidos(self, *, credor: Credor, em: date) -> dict[str, Any]:
        return PLANO.devidos(credor=credor, em=em)

    def previa(self, *, carteira: Carteira, antes: Regua, depois: Regua, dias: Sequence[date]) -> list[Destino]:
        return PLANO.previa(carteira=carteira, antes=antes, depois=depois, dias=dias)

    def textos(self) -> dict[str, dict[str, str]]:
        return PLANO.textos

    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        return opcoes_do_protesto.opcoes_ler(ditas)

    def opcoes_conferir(self, credor: Credor, opcoes: Mapping[str, Any]) -> None:
        opcoes_do_protesto.conferir(credor, opcoes)

    def o_que_falta(self, credor: Credor) -> list[str]:
        do_servico = acesso.falta_para_o_servico(credor, opcoes_do_protesto.opcoes_do(credor), em=timezone.localdate())
        return opcoes_do_protesto.o_que_falta(credor) + do_servico

    def reservar(self, remessa: Remessa) -> None:
        PLANO.descartar_as_que_mudaram(remessa)
        numeracao.reservar_remessa(remessa)
        numeracao.reservar_pedidos(remessa)

    def preparar(self, remessa: Remessa, contar: Callable[[], None]) -> None:
        """Nada demora antes dos arquivos."""
        del remessa, contar

    def enviar(self, remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
        with envio.escrevendo(remessa, pasta) as arquivos:
            PLANO.gravar_envio(remessa)
            baixas.gravar_envio(remessa)
        fila.entrega_agendar(remessa)
        return arquivos

    def recusar(self, arquivo: RemessaArquivo) -> int:
        return recusa.desfazer(arquivo)

    def ler(self, conteudo: bytes, nome: str) -> Lido:
        return leitura.ler(conteudo, nome)
