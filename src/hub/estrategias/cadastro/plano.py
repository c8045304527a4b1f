"""O plano de um cadastro de devedores: o do hub, com o que os cadastros têm em comum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from hub.credores.models import Credor
from hub.dividas.models import Finalidade
from hub.estrategias.acordos import COM_ACORDO, com_acordo
from hub.estrategias.cadastro.prazos import Janela, parametros_da_espera
from hub.estrategias.plano import Plano, PorDia

#: A pasta do que é comum aos cadastros.
PASTA: Final = "hub.estrategias.cadastro"
#: Dia a dia, o motivo de esperar ou de não caber mais.
_NO_DIA: Final = """case
    when {acordo} then 'sem_acordo'
    when c.data_vencimento > %({novo})s::date then 'vencimento_recente'
    when c.data_vencimento < %({velho})s::date then 'vencimento_antigo'
    {espera}
end"""
#: Só onde é o credor quem comunica há comunicação a olhar.
_ESPERA: Final = """when n.vale_desde + coalesce((%(esperas)s::jsonb ->> c.devedor_uf)::integer, %(espera)s)
        > %({dia})s::date then 'espera_da_comunicacao'"""


@dataclass(frozen=True, kw_only=True)
class DoCredor:
    """O que o credor escolheu e o plano precisa saber."""

    #: se tudo o que o canal exige está dito
    configurado: bool
    #: se é o credor quem comunica o devedor antes do registro; senão, é o próprio cadastro
    credor_comunica: bool
    #: dias entre a comunicação e o registro; nulo = os da UF
    espera: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cadastro:
    """O que distingue um cadastro dos outros."""

    nome: str
    #: estratégia do leiaute que o contém
    do_leiaute: str
    #: como as frases o chamam
    titulo: str
    #: começa o número do contrato: um cadastro nunca tem o de outro
    letra: str
    finalidade: Finalidade
    janela: Janela
    #: maior valor que o leiaute leva, em reais
    valor_maximo: Decimal
    aceita_alfanumerico: bool
    do_credor: Callable[[Credor], DoCredor]
    #: se suspende o registro da dívida que só não se pode exigir, em vez de o excluir
    suspende: bool = False
    #: se o registro leva o valor, e muda quando ele muda
    leva_valor: bool = True
    #: se o registro sai cinco anos depois do vencimento (CDC art. 43 §§ 1º e 5º)
    tem_permanencia: bool = True
    #: se o corresponsável sem endereço próprio fica de fora
    exige_endereco: bool = True
    #: pacotes com consulta ou motivo próprio do cadastro
    pastas: tuple[str, ...] = ()

    def parametros(self, credor: Credor) -> dict[str, Any]:
        """Os parâmetros das consultas do cadastro que não dependem do dia."""
        escolhas = self.do_credor(credor)
        return {
            "configurado": escolhas.configurado,
            "credor_comunica": escolhas.credor_comunica,
            "finalidade": self.finalidade.value,
            "valor_maximo": self.valor_maximo,
            "aceita_alfanumerico": self.aceita_alfanumerico,
            "exige_endereco": self.exige_endereco,
            "letra": self.letra,
            **parametros_da_espera(escolhas.espera),
        }

    def por_dia(self, credor: Credor, dias: Sequence[date]) -> PorDia:
        """O que depende do dia: acordo em vigor, idade do vencimento e espera da comunicação."""
        expressoes: list[str] = []
        parametros: dict[str, Any] = {}
        comunica = self.do_credor(credor).credor_comunica
        for vez, dia in enumerate(dias):
            nomes = {nome: f"{nome}_{vez}" for nome in ("novo", "velho", "dia")}
            velho, novo = self.janela(dia)
            parametros |= {nomes["velho"]: velho, nomes["novo"]: novo, nomes["dia"]: dia}
            acordo, espera = str(self._sem_acordo(credor, dia)).lower(), _ESPERA.format(**nomes) if comunica else ""
            expressoes.append(_NO_DIA.format(acordo=acordo, espera=espera, **nomes))
        return expressoes, parametros

    def _sem_acordo(self, credor: Credor, em: date) -> bool:
        biro = COM_ACORDO.get(self.nome)
        return biro is not None and not com_acordo(credor, biro, em)

    def plano(self) -> Plano:
        """O plano do canal; a pasta dele, se tiver consulta ou motivo próprio, vem antes da comum."""
        return Plano(
            estrategia=self.nome,
            do_leiaute=self.do_leiaute,
            vai=f"Pode ser registrada em {self.titulo} no próximo plano.",
            pastas=(*self.pastas, PASTA),
            parametros=self.parametros,
            por_dia=self.por_dia,
        )
