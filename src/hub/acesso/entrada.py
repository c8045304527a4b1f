"""Entrada com usuário e senha, com freio para quem adivinha."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import authenticate
from django.http import HttpRequest

from hub.acesso.erros import EntradaRecusada, TentativasDemais
from hub.acesso.freio import JANELA, Por, tentativa_contar
from hub.acesso.models import Usuario
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa

#: Tentativas na janela do freio.
LIMITES = {Por.PESSOA_NO_LUGAR: 5, Por.PESSOA: 30, Por.LUGAR: 60}


def entrada_conferir(*, pedido: HttpRequest, usuario: str, senha: str, agora: datetime) -> Usuario:
    """A pessoa, se usuário e senha conferem. Levanta `EntradaRecusada` ou `TentativasDemais`.

    A resposta é a mesma, e leva o mesmo tempo, exista o usuário ou não. A tentativa é registrada antes de a senha
    ser conferida: duas ao mesmo tempo não passam do limite. Das freadas só a primeira conta e deixa evento, que a
    auditoria não se apaga e não pode crescer à vontade de quem insiste. Acertar apaga as da pessoa naquele lugar.
    """
    # Com o caractere nulo o banco nem compara.
    nome, endereco = usuario.replace("\0", "").strip(), pedido.META.get("REMOTE_ADDR", "")
    tentativa = tentativa_contar(
        assunto="hub.acesso.entrada", pessoa=nome.lower(), lugar=endereco, limites=LIMITES, agora=agora
    )
    if tentativa.maior > 0:
        recusa = TentativasDemais(minutos=int(JANELA.total_seconds() // 60))
        if tentativa.maior == 1:
            raise _barrar(recusa, nome, endereco, agora)
        tentativa.esquecer()
        raise recusa
    achado = authenticate(pedido, username=nome, password=senha)
    if not isinstance(achado, Usuario):
        raise _barrar(EntradaRecusada(), nome, endereco, agora)
    tentativa.perdoar()
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
