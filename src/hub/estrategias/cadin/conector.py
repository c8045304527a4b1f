"""O Cadin como canal (Lei 10.522/2002, art. 2, III e IV, na redação da Lei 14.973/2024).

Comunica-se o devedor, espera-se, registra-se; a exigibilidade suspensa suspende o registro (art. 7), e a dívida que
acaba o tira. Principal e corresponsável se registram.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.utils import timezone

from hub.credores.models import Credor, TipoDeCredor
from hub.dividas.models import Finalidade
from hub.estrategias.cadastro.plano import Cadastro, DoCredor
from hub.estrategias.cadin.servico import ATOS, NOME, SERVICO, TITULO
from hub.estrategias.contrato import opcoes
from hub.estrategias.contrato.conector import ConectorPorContrato
from hub.regras.prazos import prazo

PASTA: Final = "hub.estrategias.cadin"
#: Os entes que só registram por convênio com a União, representada pela PGFN (art. 2, III).
COM_CONVENIO: Final = frozenset({TipoDeCredor.MUNICIPIO, TipoDeCredor.ESTADO, TipoDeCredor.DF})


def _janela(em: date) -> tuple[date, date]:
    """Toda dívida que já venceu: a permanência de cinco anos é dos cadastros de consumo."""
    return date.min, em - timedelta(days=1)


def faltam(credor: Credor) -> list[str]:
    """O que falta dizer antes de planejar, e como."""
    faltas = opcoes.faltam(credor, NOME, TITULO, exige=ATOS)
    if credor.tipo in COM_CONVENIO and not opcoes.opcoes_de(credor, NOME).convenio:
        faltas.append(
            "Falta o convênio do Cadin: estados e municípios registram por convênio com a União, representada pela "
            "PGFN (Lei 10.522/2002, art. 2º, III). Diga número e data com `hub canal configurar convenio=…`."
        )
    return faltas


def _do_credor(credor: Credor) -> DoCredor:
    """A comunicação é sempre do credor, e a espera é a da lei; o credor só a aumenta."""
    ditas = opcoes.opcoes_de(credor, NOME)
    da_lei = prazo("cadin_comunicacao", timezone.localdate())
    propria = int(ditas.espera_dias) if ditas.espera_dias else 0
    return DoCredor(configurado=not faltam(credor), credor_comunica=True, espera=max(da_lei, propria))


CADASTRO: Final = Cadastro(
    nome=NOME,
    # O leiaute não tem o Cadin entre as estratégias que a CDA escolhe: a que escolhe alguma não vai.
    do_leiaute="cadin",
    titulo=TITULO,
    letra="K",
    finalidade=Finalidade.CADIN,
    janela=_janela,
    valor_maximo=Decimal("9999999999999.99"),
    aceita_alfanumerico=True,
    do_credor=_do_credor,
    exige_endereco=False,
    suspende=True,
    # O registro diz que há dívida: pagamento parcial não o muda (nenhuma norma lida manda atualizar o valor).
    leva_valor=False,
    tem_permanencia=False,
    pastas=(PASTA,),
)


class Cadin(ConectorPorContrato):
    """Registro no Cadin, pelo contrato que a PGFN der."""

    def __init__(self) -> None:
        super().__init__(CADASTRO, SERVICO, serie="CADIN")

    def o_que_falta(self, credor: Credor) -> list[str]:
        do_servico = super().o_que_falta(credor)
        return [*(falta for falta in faltam(credor) if falta not in do_servico), *do_servico]
