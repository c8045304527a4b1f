"""O que um conector levanta quando a chamada não deu certo."""

from __future__ import annotations


class FalhaDoCanal(Exception):
    """A chamada a um serviço de fora falhou.

    O texto vai ao banco e às telas: diz o quê e o que fazer, e nunca traz usuário, senha nem o que se mandou.
    """

    def __init__(self, texto: str, *, permanente: bool, codigo: str = "", corpo: bytes = b"") -> None:
        super().__init__(texto)
        self.texto = texto
        #: repetir não adianta: alguém precisa mudar alguma coisa
        self.permanente = permanente
        #: código curto: o do serviço, a situação HTTP ou o nome do erro
        self.codigo = codigo
        #: a resposta crua, se houve; guarda-se com a chamada
        self.corpo = corpo
