"""A Serasa (PEFIN) como canal, por arquivos."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from hub.credores.models import Credor
from hub.dividas.models import Finalidade, Remessa, RemessaArquivo
from hub.estrategias.cadastro.conector import ConectorDeCadastro
from hub.estrategias.cadastro.numeracao import reservar_arquivo
from hub.estrategias.cadastro.plano import Cadastro
from hub.estrategias.conector import Lido
from hub.estrategias.erros import OpcaoErrada
from hub.estrategias.opcoes import opcoes_ler
from hub.estrategias.serasa import envio, leitura, opcoes
from hub.leiautes.serasa.limites import MAXIMO_DE_DETALHES, janela_de

CADASTRO: Final = Cadastro(
    nome=opcoes.NOME,
    do_leiaute="scpc",
    titulo="Serasa",
    letra="S",
    finalidade=Finalidade.SCPC,
    janela=janela_de,
    # Quinze algarismos, dois deles de centavos (campo 31 do detalhe).
    valor_maximo=Decimal("9999999999999.99"),
    # O documento é numérico no leiaute.
    aceita_alfanumerico=False,
    do_credor=opcoes.do_credor,
)


class Serasa(ConectorDeCadastro):
    """Registro de dívida vencida na Serasa, pelo leiaute PEFIN CONVEM04 (600 posições)."""

    def __init__(self) -> None:
        super().__init__(CADASTRO)

    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        lidas = opcoes_ler(opcoes.Opcoes, opcoes.FORMAS, ditas)
        estranhos = {par.split("=")[0] for par in str(lidas.get("baixas", "")).split(",") if par}
        estranhos -= set(opcoes.baixas_padrao())
        if estranhos:
            motivos = ", ".join(opcoes.baixas_padrao())
            raise OpcaoErrada(opcao="baixas", valor=ditas["baixas"], aceita=f"só com os motivos {motivos}")
        return lidas

    def opcoes_conferir(self, credor: Credor, opcoes: Mapping[str, Any]) -> None:
        """O arquivo leva o CNPJ do credor: dois nunca se confundem."""

    def o_que_falta(self, credor: Credor) -> list[str]:
        return [f"Falta {falta}." for falta in opcoes.faltam(opcoes.opcoes_da_serasa(credor))]

    def reservar(self, remessa: Remessa) -> None:
        self.plano.descartar_as_que_mudaram(remessa)
        reservar_arquivo(remessa, serie="SERASA", nome="PEFIN{sequencial:06d}.TXT", linhas=MAXIMO_DE_DETALHES)

    def enviar(self, remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
        arquivos = list(remessa.arquivos.all())
        with ExitStack() as escritas:
            for arquivo in arquivos:
                escritas.enter_context(envio.escrevendo(remessa, arquivo, pasta))
            self.gravar_envio(remessa)
        return arquivos

    def ler(self, conteudo: bytes, nome: str) -> Lido:
        return leitura.ler(conteudo, nome)
