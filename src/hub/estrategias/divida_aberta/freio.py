"""O freio da leitura: quantas páginas se montam por minuto para um lugar da rede, e para todos.

O freio das entradas (`hub.acesso.freio`) guarda uma linha por tentativa e as conta todas: serve a erros, que são
poucos, e não a leituras. Aqui cada lugar tem uma linha só, e o que se conta é a página que precisou ser montada: a que
já estava pronta não custa nada a ninguém.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.http import HttpRequest

from hub.acesso.redes import lugar_de
from hub.acesso.sigilo import resumir
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.estrategias.divida_aberta.erros import LeiturasDemais, ListaOcupada
from hub.estrategias.divida_aberta.limites import POR_LUGAR, POR_TODOS


def leitura_contar(pedido: HttpRequest, *, agora: datetime) -> None:
    """Conta uma página a montar. Levanta `LeiturasDemais` e `ListaOcupada`, com os segundos que faltam."""
    endereco = pedido.META.get("REMOTE_ADDR", "")
    lugar = resumir(lugar_de(endereco), assunto="divida_aberta:leitura")
    with connection.cursor() as cursor:
        cursor.execute("select * from hub_seguro.aberta_contar(%s, %s)", [lugar, agora])
        deste, de_todos = cursor.fetchone()
    segundos = 60 - agora.second
    if deste > POR_LUGAR:
        # Só a primeira barrada deixa evento: a auditoria não cresce à vontade de quem insiste.
        if deste == POR_LUGAR + 1:
            evento_registrar(Etiqueta.ABERTA_BARRADA, ator="alguém", em=agora, endereco=endereco)
        raise LeiturasDemais(limite=POR_LUGAR, segundos=segundos)
    if de_todos > POR_TODOS:
        raise ListaOcupada(segundos=segundos)
