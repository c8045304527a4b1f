"""A carta como canal: junta plano, emissão, arquivos e leitura."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from hub.credores.models import Carteira, Credor
from hub.dividas.models import CDA, Remessa, RemessaArquivo
from hub.estrategias.carta import envio, leitura, opcoes
from hub.estrategias.carta.acompanhamento import cartas_acompanhar
from hub.estrategias.carta.plano import PLANO
from hub.estrategias.conector import Destino, Entrega, Lido, Planejado, Regua
from hub.estrategias.de_fora import motivo_de_fora
from hub.estrategias.opcoes import opcoes_ler


class CartaAoDevedor:
    """Aviso ao devedor por e-mail, por gráfica ou pela e-Carta dos Correios."""

    nome = opcoes.NOME
    titulo = "Carta"
    do_leiaute = opcoes.NOME
    entrega = Entrega.ARQUIVO
    demora = True

    def planejar(self, remessa: Remessa) -> Planejado:
        """Só inclui: carta que saiu não se recolhe. Antes, anota o que as anteriores disseram dos endereços."""
        cartas_acompanhar(credor=remessa.credor, agora=timezone.now())
        vao, retidas = PLANO.incluir(remessa)
        return Planejado(inclusoes=vao.total(), baixas=0, por_carteira=vao, retidas=dict(retidas))

    def motivos(self, *, credor: Credor, em: date, limite: int, cda: int | None = None) -> list[dict[str, str]]:
        ditos = PLANO.motivos(credor=credor, em=em, limite=limite, cda=cda)
        if cda is None or ditos:
            return ditos
        achada = CDA.objects.get(credor=credor, pk=cda)
        return [PLANO.dito(achada.numero_cda, motivo_de_fora(achada, self.nome, lambda _: ""))]

    def devidos(self, *, credor: Credor, em: date) -> dict[str, Any]:
        return PLANO.devidos(credor=credor, em=em)

    def previa(self, *, carteira: Carteira, antes: Regua, depois: Regua, dias: Sequence[date]) -> list[Destino]:
        return PLANO.previa(carteira=carteira, antes=antes, depois=depois, dias=dias)

    def textos(self) -> dict[str, dict[str, str]]:
        return PLANO.textos

    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        return opcoes_ler(opcoes.Opcoes, opcoes.FORMAS, ditas)

    def opcoes_conferir(self, credor: Credor, opcoes_todas: Mapping[str, Any]) -> None:
        opcoes.modelos_conferir(credor, opcoes_todas)

    def o_que_falta(self, credor: Credor) -> list[str]:
        ditas = opcoes.opcoes_da_carta(credor)
        return [f"Falta {falta}." for falta in opcoes.faltam(credor, ditas, timezone.localdate())]

    def reservar(self, remessa: Remessa) -> None:
        envio.reservar(remessa)

    def preparar(self, remessa: Remessa, contar: Callable[[], None]) -> None:
        envio.preparar(remessa, contar)

    def enviar(self, remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
        return envio.enviar(remessa, pasta)

    def recusar(self, arquivo: RemessaArquivo) -> int:
        return envio.recusar(arquivo)

    def ler(self, conteudo: bytes, nome: str) -> Lido:
        return leitura.ler(conteudo, nome)
