"""O que o relógio da baixa mostra."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.db import connection
from django.db.models import OuterRef, Subquery, Sum

from hub.comum.calendario import proximo_dia_util
from hub.comum.situacoes import COM_PROTESTO, NO_CADASTRO, Causa, Situacao
from hub.credores.models import Credor
from hub.estrategias.especies import que_so_avisam
from hub.estrategias.models import MedianaDaBaixa, SituacaoDasBaixas
from hub.estrategias.relogio.prazos import parametros_do_prazo

#: O que pedir a saída já se pediu, e o canal ainda não respondeu.
PEDIDAS: Final = frozenset(
    {
        *(Situacao.DESISTENCIA_PEDIDA, Situacao.CANCELAMENTO_PEDIDO),
        *(Situacao.EXCLUSAO_PEDIDA, Situacao.SUSPENSAO_PEDIDA),
    }
)
#: O que ainda prende quem não se cobra mais. Fica fora o que depende do juiz (sustada), da compensação do cheque e do
#: devedor (anuência enviada).
PRESAS: Final = NO_CADASTRO | {
    *(Situacao.ENVIADA, Situacao.CONFIRMADA, Situacao.EM_ANDAMENTO, Situacao.DESISTENCIA_PEDIDA),
    *(Situacao.PROTESTADA, Situacao.CANCELAMENTO_PEDIDO),
}
#: As passagens que soltam.
SAIDAS: Final = frozenset(
    {
        *(Situacao.RETIRADA, Situacao.CANCELADA, Situacao.ANUENCIA_ENVIADA),
        *(Situacao.EXCLUIDA, Situacao.REGISTRO_SUSPENSO),
    }
)
#: De quanto tempo para cá se mede.
MEDIDA: Final = timedelta(days=180)
#: Baixas mostradas de cada vez.
POR_PAGINA: Final = 50


@dataclass(frozen=True, kw_only=True)
class Mostrador:
    """O relógio de um canal."""

    estrategia: str
    vencidas: int
    #: vencem hoje ou no próximo dia útil
    vencem_logo: int
    no_prazo: int
    #: das três, as que já se pediram ao canal
    pedidas: int

    @property
    def abertas(self) -> int:
        return self.vencidas + self.vencem_logo + self.no_prazo


@dataclass(frozen=True, kw_only=True)
class Baixa:
    """Um acionamento que tem de sair do canal."""

    acionamento: int
    cda: int
    numero_cda: str
    estrategia: str
    situacao: Situacao
    #: 0 = o principal; senão, a ordem do corresponsável
    devedor: int
    #: em reais
    valor: Decimal
    #: pagamento, parcelamento, suspensao, cancelamento ou prescricao
    motivo: str
    fato_em: date
    #: nulo quando a dívida já chegou assim
    soube_em: datetime | None
    #: nulo quando o canal não promete prazo
    limite: date | None

    @property
    def pedida(self) -> bool:
        return self.situacao in PEDIDAS


@dataclass(frozen=True, kw_only=True)
class Medida:
    """Em quantos dias corridos do fato as saídas de um canal se fizeram."""

    estrategia: str
    quantas: int
    mediana: float
    #: nove em dez saíram até aqui
    decimo: float


def relogio_do(credor: Credor, em: date) -> list[Mostrador]:
    """Um mostrador por canal com algo a soltar."""
    comando = _texto("mostrador").replace("{devidas}", _texto("devidas"))
    logo = proximo_dia_util(em, credor.uf or None)
    parametros = {**_parametros(credor, em), "em": em, "logo": logo, "pedidas": _textos(PEDIDAS)}
    with connection.cursor() as cursor:
        cursor.execute(comando, parametros)
        nomes = [coluna.name for coluna in cursor.description]
        return [Mostrador(**dict(zip(nomes, linha, strict=True))) for linha in cursor.fetchall()]


def baixas_vencidas(credor: Credor) -> int:
    """Quantas passaram do prazo, como se anotou na última vez."""
    anotadas = SituacaoDasBaixas.objects.filter(credor=credor)
    ultima = anotadas.order_by("-dia").first()
    return (anotadas.filter(dia=ultima.dia).aggregate(total=Sum("vencidas"))["total"] or 0) if ultima else 0


def baixas_vencidas_por_credor() -> dict[int, int]:
    """Credor → quantas passaram do prazo na última anotação dele; só os que têm alguma. É o que sobe à PGFN."""
    ultimas = SituacaoDasBaixas.objects.filter(credor=OuterRef("credor")).order_by("-dia").values("dia")[:1]
    do_dia = SituacaoDasBaixas.objects.filter(dia=Subquery(ultimas), vencidas__gt=0)
    return dict(do_dia.order_by("credor").values_list("credor").annotate(total=Sum("vencidas")))


def baixas_abertas(credor: Credor, em: date, *, estrategia: str = "", apos: int = 0) -> list[Baixa]:
    """As que têm de sair, as de prazo mais curto primeiro, a partir da posição `apos`, uma página."""
    comando = (
        f"select * from ({_texto('devidas')}) d where %(estrategia)s = '' or estrategia = %(estrategia)s"
        " order by limite nulls last, id offset %(apos)s limit %(quantas)s"
    )
    parametros = {**_parametros(credor, em), "estrategia": estrategia, "apos": apos, "quantas": POR_PAGINA}
    with connection.cursor() as cursor:
        cursor.execute(comando, parametros)
        return [_baixa(*linha) for linha in cursor.fetchall()]


def medianas_publicas() -> list[MedianaDaBaixa]:
    """A última mediana anotada de cada canal, juntos todos os credores."""
    return list(MedianaDaBaixa.objects.order_by("estrategia", "-dia").distinct("estrategia"))


def medidas(credor: Credor | None, em: date) -> list[Medida]:
    """Em quanto tempo as baixas dos últimos 180 dias se fizeram, por canal; sem credor, as de todos."""
    parametros: dict[str, Any] = {
        "credor": credor.pk if credor else None,
        "desde": em - MEDIDA,
        "saidas": _textos(SAIDAS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_texto("feitas"), parametros)
        return [
            Medida(estrategia=estrategia, quantas=quantas, mediana=mediana, decimo=decimo)
            for estrategia, quantas, mediana, decimo in cursor.fetchall()
        ]


def _baixa(acionamento: int, cda: int, numero_cda: str, estrategia: str, situacao: str, *resto: Any) -> Baixa:
    devedor, valor, motivo, fato_em, soube_em, limite = resto
    return Baixa(
        acionamento=acionamento,
        cda=cda,
        numero_cda=numero_cda,
        estrategia=estrategia,
        situacao=Situacao(situacao),
        devedor=devedor,
        valor=valor,
        motivo=motivo,
        fato_em=fato_em,
        soube_em=soube_em,
        limite=limite,
    )


def _parametros(credor: Credor, em: date) -> dict[str, Any]:
    return {
        "credor": credor.pk,
        "presas": _textos(PRESAS),
        "so_avisam": que_so_avisam(),
        "com_protesto": _textos(COM_PROTESTO),
        "parcelada": int(Causa.PARCELADA),
        **parametros_do_prazo(em, credor.uf),
    }


def _textos(situacoes: frozenset[Situacao]) -> list[str]:
    return sorted(situacao.value for situacao in situacoes)


@cache
def _texto(nome: str) -> str:
    return files("hub.estrategias.relogio").joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")
