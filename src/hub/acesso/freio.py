"""Freio para quem adivinha numa página aberta: tantas tentativas por endereço de rede, na mesma janela da entrada.

Usa a tabela das tentativas de entrada, com resumos próprios: uma não conta na outra.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from hub.acesso.entrada import JANELA
from hub.acesso.models import TentativaDeEntrada


@dataclass(frozen=True, kw_only=True)
class Tentativa:
    """Uma tentativa registrada antes de se saber se dará certo: duas ao mesmo tempo não passam do limite."""

    linha: TentativaDeEntrada
    #: quantas passam do limite; zero ou menos se nenhuma
    excesso: int

    def desfazer(self) -> None:
        """Deu certo, ou já se disse que são demais: não conta."""
        self.linha.delete()


def tentativa_registrar(*, assunto: str, endereco: str, limite: int, agora: datetime) -> Tentativa:
    """Registra a tentativa e diz se passou do limite do endereço na janela."""
    chaves = {"usuario": _resumo(assunto), "endereco": _resumo(f"{assunto}\0{endereco}")}
    TentativaDeEntrada.objects.filter(em__lt=agora - JANELA).delete()
    linha = TentativaDeEntrada.objects.create(**chaves, em=agora)
    return Tentativa(linha=linha, excesso=TentativaDeEntrada.objects.filter(**chaves).count() - limite)


def _resumo(texto: str) -> str:
    return salted_hmac("hub.acesso.freio", texto, algorithm="sha256").hexdigest()
