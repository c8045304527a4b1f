"""As falhas que o servidor da CRA simulada comete a pedido, uma por chamada.

Antes de processar: `html` (página de erro, 502), `html_200` (a mesma, com 200), `erro` (500), `falta` (Fault do
servidor), `falta_do_cliente` (Fault de quem pede), `redireciona` (302), `some` (404). Depois: `apos_gravar`
(corta a conexão), `vazio` (200 sem corpo), `envelope_vazio`, `lento` (não responde até o soltarem), `pinga` (manda aos
poucos e não acaba), `grande` (manda sem parar), `sem_acesso` (200 com a mensagem 0001) e as que mexem na resposta:
`total_errado`, `zero`, `sem_municipio` e `outro_titulo`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from hub.leiautes.envelope import montar_falha

XML: Final = "text/xml; charset=ISO-8859-1"
PAGINA: Final = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
    b"<body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"
)
#: Falha → situação, tipo e corpo; nada se processa.
ANTES: Final[Mapping[str, tuple[HTTPStatus, str, bytes]]] = {
    "html": (HTTPStatus.BAD_GATEWAY, "text/html", PAGINA),
    "html_200": (HTTPStatus.OK, "text/html", PAGINA),
    "erro": (HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", b""),
    "falta": (HTTPStatus.OK, XML, montar_falha("SOAP-ENV:Server", "Serviço temporariamente indisponível")),
    "falta_do_cliente": (HTTPStatus.OK, XML, montar_falha("SOAP-ENV:Client", "Operação não existe")),
    "redireciona": (HTTPStatus.FOUND, "text/html", b""),
    "some": (HTTPStatus.NOT_FOUND, "text/html", PAGINA),
}


def _trocar(de: bytes, para: bytes) -> Callable[[bytes], bytes]:
    return lambda corpo: re.sub(de, para, corpo)


#: A resposta de quem não entra, com situação 200.
SEM_ACESSO: Final = (
    b'<?xml version="1.0" encoding="ISO-8859-1"?><SOAP-ENV:Envelope '
    b'xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><r><return>'
    b"&lt;relatorio&gt;&lt;codigo&gt;0001&lt;/codigo&gt;&lt;ocorrencia&gt;FALHA NA AUTENTICACAO&lt;/ocorrencia&gt;"
    b"&lt;/relatorio&gt;</return></r></SOAP-ENV:Body></SOAP-ENV:Envelope>"
)
#: Falha → o que ela faz ao envelope da resposta, em que o XML vai escapado.
NA_RESPOSTA: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "vazio": lambda _: b"",
    "envelope_vazio": _trocar(rb"(?s)(<return[^>]*>).*(</return>)", rb"\1\2"),
    # No relatório, o total aceito; no arquivo, a quantidade do fecho.
    "total_errado": lambda corpo: re.sub(
        rb't05="0*\d+"', rb't05="000077"', re.sub(rb"(total_registros&gt;)\d+", rb"\g<1>77", corpo)
    ),
    "zero": _trocar(rb"(total_registros&gt;)\d+", rb"\g<1>0"),
    "sem_municipio": _trocar(rb"(?s)&lt;comarca.*&lt;/comarca&gt;", b""),
    "outro_titulo": _trocar(rb"(&lt;numero_titulo&gt;)[^&]*", rb"\g<1>NAO EXISTE"),
    "sem_acesso": lambda _: SEM_ACESSO,
}
