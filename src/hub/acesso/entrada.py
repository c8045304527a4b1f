"""Entrada com usuário e senha, com freio para quem adivinha."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from hub.acesso.erros import EntradaRecusada, TentativasDemais
from hub.acesso.models import TentativaDeEntrada, Usuario
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa

#: Por quanto tempo uma tentativa conta.
JANELA = timedelta(minutes=15)
#: Tentativas na janela: a pessoa vinda do mesmo lugar, a pessoa de qualquer lugar, o lugar com qualquer pessoa.
LIMITES = {"pessoa_no_lugar": 5, "pessoa": 30, "lugar": 60}


def entrada_conferir(*, pedido: HttpRequest, usuario: str, senha: str, agora: datetime) -> Usuario:
    """A pessoa, se usuário e senha conferem. Levanta `EntradaRecusada` ou `TentativasDemais`.

    A resposta é a mesma, e leva o mesmo tempo, exista o usuário ou não. A tentativa é registrada antes de a senha
    ser conferida: duas ao mesmo tempo não passam do limite. Das freadas só a primeira conta e deixa evento, que a
    auditoria não se apaga e não pode crescer à vontade de quem insiste. Acertar apaga as da pessoa naquele lugar.
    """
    # Com o caractere nulo o banco nem compara.
    nome, endereco = usuario.replace("\0", "").strip(), pedido.META.get("REMOTE_ADDR", "")
    chaves = {"usuario": _resumo(nome.lower()), "endereco": _resumo(endereco)}
    TentativaDeEntrada.objects.filter(em__lt=agora - JANELA).delete()
    tentativa = TentativaDeEntrada.objects.create(**chaves, em=agora)
    if (excesso := _excesso(chaves)) > 0:
        recusa = TentativasDemais(minutos=int(JANELA.total_seconds() // 60))
        if excesso == 1:
            raise _barrar(recusa, nome, endereco, agora)
        tentativa.delete()
        raise recusa
    achado = authenticate(pedido, username=nome, password=senha)
    if not isinstance(achado, Usuario):
        raise _barrar(EntradaRecusada(), nome, endereco, agora)
    TentativaDeEntrada.objects.filter(**chaves).delete()
    return achado


def entrada_registrar(*, pedido: HttpRequest, pessoa: Usuario, agora: datetime) -> None:
    """Anota que a pessoa entrou, depois de conferido tudo o que se lhe pede."""
    endereco = pedido.META.get("REMOTE_ADDR", "")
    evento_registrar(Etiqueta.ACESSO_ENTROU, ator=pessoa.get_username(), em=agora, endereco=endereco)


def _barrar(recusa: Recusa, nome: str, endereco: str, agora: datetime) -> Recusa:
    """Registra a recusa. Nome que não é de ninguém não vai para a auditoria: pode ser uma senha fora do lugar."""
    ator = nome if Usuario.objects.filter(username=nome).exists() else "alguém"
    evento_registrar(Etiqueta.ACESSO_RECUSADO, ator=ator, em=agora, endereco=endereco, motivo=recusa.mensagem)
    return recusa


def _excesso(chaves: dict[str, str]) -> int:
    """Quantas tentativas há na janela além do limite que mais se passou; zero ou menos se nenhum se passou."""
    conta = TentativaDeEntrada.objects.aggregate(
        pessoa_no_lugar=Count("id", filter=Q(**chaves)),
        pessoa=Count("id", filter=Q(usuario=chaves["usuario"])),
        lugar=Count("id", filter=Q(endereco=chaves["endereco"])),
    )
    return max(int(conta[quem]) - limite for quem, limite in LIMITES.items())


def _resumo(texto: str) -> str:
    return salted_hmac("hub.acesso.entrada", texto, algorithm="sha256").hexdigest()
