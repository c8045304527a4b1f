"""Uma caixa postal de mentira que fala SMTP de verdade, em 127.0.0.1, e guarda cada mensagem num arquivo `.eml`.

O endereço do destinatário manda na falha, para que cada desfecho se possa ensaiar: `recusa@…` ouve 550 para sempre;
`passageira@…` ouve 451 na primeira vez e é aceita na segunda; `cai@…` tem a mensagem guardada e a conexão cortada
antes da resposta; `lento@…` espera antes de responder. Os demais são aceitos.
"""

from simuladores.correio.servidor import CaixaPostal

__all__ = ["CaixaPostal"]
