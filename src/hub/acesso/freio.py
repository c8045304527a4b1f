"""O freio de quem insiste: conta tentativas numa janela, por quem se diz ser e pelo lugar de onde se vem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q

from hub.acesso.models import TentativaDeEntrada
from hub.acesso.sigilo import resumir

#: Por quanto tempo uma tentativa conta.
JANELA = timedelta(minutes=15)


class Por(StrEnum):
    """O que se conta."""

    #: a mesma pessoa (ou sistema) vinda do mesmo lugar
    PESSOA_NO_LUGAR = "pessoa_no_lugar"
    #: a pessoa de qualquer lugar
    PESSOA = "pessoa"
    #: o lugar com qualquer pessoa
    LUGAR = "lugar"


@dataclass(frozen=True, kw_only=True)
class Tentativa:
    """Uma tentativa contada, com quantas há na janela além de cada limite; zero ou menos = ainda cabe."""

    linha: TentativaDeEntrada
    excesso: Mapping[Por, int]

    @property
    def maior(self) -> int:
        """O excesso do limite que mais se passou."""
        return max(self.excesso.values())

    def esquecer(self) -> None:
        """Deixa de contar esta."""
        self.linha.delete()

    def perdoar(self) -> None:
        """Deixa de contar todas as da mesma pessoa no mesmo lugar: acertou."""
        TentativaDeEntrada.objects.filter(usuario=self.linha.usuario, endereco=self.linha.endereco).delete()


def tentativa_contar(
    *, assunto: str, pessoa: str, lugar: str, limites: Mapping[Por, int], agora: datetime
) -> Tentativa:
    """Conta a tentativa antes de se conferir o que ela traz: duas ao mesmo tempo não passam do limite.

    `assunto` separa as contas: a de um não pesa na de outro. Guardam-se só resumos.
    """
    chaves = {"usuario": resumir(pessoa, assunto=assunto), "endereco": resumir(lugar, assunto=assunto)}
    TentativaDeEntrada.objects.filter(em__lt=agora - JANELA).delete()
    linha = TentativaDeEntrada.objects.create(**chaves, em=agora)
    filtros = {
        Por.PESSOA_NO_LUGAR: Q(**chaves),
        Por.PESSOA: Q(usuario=chaves["usuario"]),
        Por.LUGAR: Q(endereco=chaves["endereco"]),
    }
    contas = {por.value: Count("id", filter=filtros[por]) for por in limites}
    conta = TentativaDeEntrada.objects.aggregate(**contas)
    return Tentativa(linha=linha, excesso={por: int(conta[por.value]) - limite for por, limite in limites.items()})
