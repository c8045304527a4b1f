"""O SPC Brasil como canal, pelo serviço web dele."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from hub.credores.models import Credor
from hub.dividas.models import Finalidade, Remessa, RemessaArquivo
from hub.estrategias.cadastro.conector import ConectorDeCadastro
from hub.estrategias.cadastro.numeracao import reservar_arquivo
from hub.estrategias.cadastro.plano import Cadastro
from hub.estrategias.cadastro.prazos import so_a_lei
from hub.estrategias.conector import Entrega, Lido
from hub.estrategias.por_registro import leitura
from hub.estrategias.por_registro.fila import entrega_agendar
from hub.estrategias.spc_brasil import acesso, envio, opcoes
from hub.estrategias.spc_brasil.servico import SERVICO

CADASTRO: Final = Cadastro(
    nome=opcoes.NOME,
    do_leiaute="scpc",
    titulo="SPC Brasil",
    letra="B",
    finalidade=Finalidade.SCPC,
    # Nenhuma fonte pública dá outra.
    janela=so_a_lei,
    valor_maximo=Decimal("9999999999999.99"),
    # O CNPJ do leiaute tem catorze algarismos; nada diz que aceite letras.
    aceita_alfanumerico=False,
    do_credor=opcoes.do_credor,
)


class SPCBrasil(ConectorDeCadastro):
    """Registro de dívida vencida no SPC Brasil, pelo `SpcWebService` (`incluirSpc`, `excluirSpc`)."""

    entrega = Entrega.SERVICO

    def __init__(self) -> None:
        super().__init__(CADASTRO)

    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        return opcoes.ler(ditas)

    def opcoes_conferir(self, credor: Credor, opcoes: Mapping[str, Any]) -> None:
        """Cada credor entra com o operador dele: dois nunca se confundem. Os códigos se conferem no que falta."""

    def o_que_falta(self, credor: Credor) -> list[str]:
        return acesso.falta_para_o_servico(credor, em=timezone.localdate())

    def reservar(self, remessa: Remessa) -> None:
        self.plano.descartar_as_que_mudaram(remessa)
        # Não há arquivo que numere os registros: um por chamada.
        reservar_arquivo(remessa, serie="SPC", nome="SPC{sequencial:06d}.jsonl", linhas=sys.maxsize)

    def enviar(self, remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
        arquivos = list(remessa.arquivos.all())
        for arquivo in arquivos:
            envio.escrever(remessa, arquivo, pasta)
            entrega_agendar(SERVICO, remessa, arquivo)
        self.gravar_envio(remessa)
        return arquivos

    def ler(self, conteudo: bytes, nome: str) -> Lido:
        return leitura.ler(SERVICO, conteudo, nome)
