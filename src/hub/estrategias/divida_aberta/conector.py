"""A Dívida Aberta como canal: a lista é do próprio hub, e não há arquivo nem resposta."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from hub.credores.models import Credor
from hub.dividas.models import Finalidade, Remessa, RemessaArquivo
from hub.estrategias.cadastro.conector import ConectorDeCadastro
from hub.estrategias.cadastro.plano import Cadastro, DoCredor
from hub.estrategias.conector import Entrega, Lido, Planejado
from hub.estrategias.divida_aberta.registros import PASTA, registros_abrir
from hub.estrategias.erros import OpcaoErrada, RetornoIlegivel


def _janela(em: date) -> tuple[date, date]:
    """Toda dívida que já venceu: a permanência de cinco anos é dos cadastros de consumo."""
    return date.min, date.fromordinal(em.toordinal() - 1)


def _do_credor(credor: Credor) -> DoCredor:
    del credor
    return DoCredor(configurado=True, credor_comunica=False)


CADASTRO: Final = Cadastro(
    nome="divida_aberta",
    do_leiaute="divida_aberta",
    titulo="Dívida Aberta",
    letra="D",
    # Nenhuma: publicar o devedor inscrito não pede comunicação (CTN art. 198 § 3º II).
    finalidade=Finalidade.SCPC,
    janela=_janela,
    valor_maximo=Decimal("9999999999999.99"),
    aceita_alfanumerico=True,
    do_credor=_do_credor,
    exige_endereco=False,
    pastas=(PASTA,),
)


class DividaAberta(ConectorDeCadastro):
    """A lista pública das dívidas em situação irregular (Portaria PGFN 636/2020, como modelo)."""

    entrega = Entrega.HUB

    def __init__(self) -> None:
        super().__init__(CADASTRO)

    def planejar(self, remessa: Remessa) -> Planejado:
        """Só inclui: quem não se cobra mais sai da lista em minutos, sem remessa (`registros_fechar`)."""
        vao, retidas = self.plano.incluir(remessa)
        return Planejado(inclusoes=vao.total(), baixas=0, por_carteira=vao, retidas=dict(retidas))

    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        for nome, valor in ditas.items():
            raise OpcaoErrada(opcao=nome, valor=valor, aceita="que não existe; este canal não tem nenhuma")
        return {}

    def opcoes_conferir(self, credor: Credor, opcoes: Mapping[str, Any]) -> None:
        """Não há opção."""

    def o_que_falta(self, credor: Credor) -> list[str]:
        del credor
        return []

    def reservar(self, remessa: Remessa) -> None:
        self.plano.descartar_as_que_mudaram(remessa)

    def enviar(self, remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
        """Registra; a lista mostra na atualização seguinte, no mesmo minuto."""
        del pasta
        self.plano.gravar_envio(remessa)
        registros_abrir(remessa, agora=timezone.now())
        return []

    def ler(self, conteudo: bytes, nome: str) -> Lido:
        del conteudo
        raise RetornoIlegivel(nome=nome, detalhe="a lista é do próprio hub, e nada volta dela.")
