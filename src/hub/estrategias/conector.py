"""O que todo canal sabe fazer. Um canal é uma pasta com um conector; o registro os conhece pelo nome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from hub.credores.models import Carteira, Credor
from hub.dividas.models import Remessa, RemessaArquivo


@dataclass(frozen=True, kw_only=True)
class Planejado:
    """O que o canal pôs no plano."""

    inclusoes: int
    baixas: int
    #: das inclusões, quantas CDAs são de cada carteira
    por_carteira: Mapping[int, int]
    #: quantas ficaram de fora, por motivo
    retidas: dict[str, int]


#: As etapas de uma carteira, na forma de `hub.estrategias.etapas`.
Regua = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Destino:
    """CDAs de uma carteira que têm o mesmo destino num dia, por duas réguas."""

    #: posição do dia entre os pedidos
    dia: int
    #: motivo de ficar pela régua de antes e pela de depois; nulo = vai
    antes: str | None
    depois: str | None
    cdas: int
    #: soma dos saldos, em reais
    valor: Decimal
    #: algumas delas, pelo id
    exemplos: list[int]


#: Colunas de `Lido.titulos`, na ordem da tabela provisória.
COLUNAS = {
    "linha": pl.Int64,
    "nosso_numero": pl.String,
    "praca": pl.String,
    "cartorio": pl.String,
    "protocolo": pl.String,
    "data_protocolo": pl.Date,
    "situacao": pl.String,
    "ocorrencia": pl.String,
    "data_ocorrencia": pl.Date,
    "irregularidade": pl.String,
    "saldo": pl.Int64,
    "custas": pl.Int64,
}
#: Um problema de um arquivo do canal: `linha`, `campo`, `codigo` e `mensagem`.
Dito = dict[str, str | int | None]


@dataclass(frozen=True, kw_only=True)
class Lido:
    """O que um arquivo do canal diz, título a título."""

    #: leiaute reconhecido, como `protesto/retorno`
    leiaute: str
    #: uma linha por título: nosso_numero, praca, cartorio, protocolo, data_protocolo, situacao, ocorrencia,
    #: data_ocorrencia, irregularidade, saldo e custas (centavos), linha; em quadros, na ordem do arquivo, que se leem à
    #: medida que se pedem
    titulos: Iterator[pl.DataFrame]
    #: comandos do canal sobre `retorno_linha`, antes de se aplicar: trocam o número que só o canal conhece pelo nosso,
    #: ou guardam o que ele deu. Parâmetro: credor (nulo = todos). Vazio = nada
    antes: Sequence[str] = ()
    #: depois de lidos os títulos, os problemas do arquivo; nenhum impede de aplicar os títulos. Não usa o banco: quem
    #: aplica pode chamá-la ao lado
    conferir: Callable[[], list[Dito]]


class Entrega(StrEnum):
    """Como o que se libera chega ao canal."""

    #: uma pessoa leva os arquivos e traz o que ele devolve; em alguns canais o hub também fala com o serviço deles
    ARQUIVO = "arquivo"
    #: só pelo serviço do canal
    SERVICO = "servico"
    #: é do próprio hub
    HUB = "hub"


class Conector(Protocol):
    """Um canal de cobrança."""

    #: nome na régua, nas rotas e na linha de comando
    nome: str
    #: nome para as pessoas
    titulo: str
    #: a estratégia do leiaute que o contém: a que a CDA escolhe e o convênio limita
    do_leiaute: str
    entrega: Entrega
    #: se `preparar` leva minutos: quem libera pela tela não espera por ele
    demora: bool

    def planejar(self, remessa: Remessa) -> Planejado:
        """Grava os acionamentos planejados e as baixas da remessa; não envia nada."""

    def motivos(self, *, credor: Credor, em: date, limite: int, cda: int | None = None) -> list[dict[str, str]]:
        """Por que cada CDA pedida vai ou não vai: `cda`, `motivo` (vazio = vai), `texto` e `como_resolver`.

        Sem `cda`, as retidas, até `limite`; com ela, sempre uma.
        """

    def devidos(self, *, credor: Credor, em: date) -> dict[str, Any]:
        """Quantas CDAs a régua manda ao canal na data (`devidas`) e quantas ficam, por motivo (`retidas`)."""

    def previa(self, *, carteira: Carteira, antes: Regua, depois: Regua, dias: Sequence[date]) -> list[Destino]:
        """O que vai e o que fica de uma carteira, em cada dia, pela régua de antes e pela de depois; nada se grava."""

    def textos(self) -> dict[str, dict[str, str]]:
        """Motivo de retenção → `texto` e `como_resolver`."""

    def opcoes_ler(self, ditas: Mapping[str, str]) -> dict[str, str | bool]:
        """As opções do canal escritas como texto, conferidas. Levanta `OpcaoErrada`."""

    def opcoes_conferir(self, credor: Credor, opcoes: Mapping[str, Any]) -> None:
        """Se as opções, todas, servem a este credor ao lado dos outros. Levanta a recusa do canal."""

    def o_que_falta(self, credor: Credor) -> list[str]:
        """O que o credor ainda tem de configurar antes de enviar de verdade, e como."""

    def reservar(self, remessa: Remessa) -> None:
        """Reserva nomes e numeração dos arquivos, antes de existirem."""

    def preparar(self, remessa: Remessa, contar: Callable[[], None]) -> None:
        """Faz, entre a reserva e o envio, o que demora e se retoma de onde parou; fora de transação.

        `contar`: chamada a cada pedaço feito.
        """

    def enviar(self, remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
        """Escreve os arquivos reservados na pasta e leva os acionamentos a enviados, com uma passagem cada.

        Repetir escreve os mesmos bytes. Devolve os arquivos com o SHA-256 do que ficou em disco.
        """

    def recusar(self, arquivo: RemessaArquivo) -> int:
        """Desfaz o que o arquivo levava e ainda está como ele o deixou; devolve quantos acionamentos voltaram."""

    def ler(self, conteudo: bytes, nome: str) -> Lido:
        """Interpreta o que o canal devolveu. Levanta `RetornoIlegivel`."""
