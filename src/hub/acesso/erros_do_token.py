"""As recusas de quem pede um token, cada uma com o código que o OAuth lhe dá (RFC 6749, 5.2)."""

from __future__ import annotations

from typing import ClassVar

from hub.comum.erros import Recusa


class TokenRecusado(Recusa):
    """O token foi recusado."""

    #: `error`, na resposta
    oauth: ClassVar[str] = "invalid_request"


class PedidoDeTokenMalformado(TokenRecusado):
    """{detalhe} Envie application/x-www-form-urlencoded com grant_type=client_credentials, cada parâmetro uma vez."""


class DuasAutenticacoes(TokenRecusado):
    """A credencial veio no cabeçalho Authorization e também no corpo. Use um dos dois."""


class ConcessaoNaoAceita(TokenRecusado):
    """A API só dá token por grant_type=client_credentials, e veio {veio}."""

    oauth = "unsupported_grant_type"


class EscopoForaDaCredencial(TokenRecusado):
    """A credencial não tem o escopo {escopo}. Ela tem: {tem}."""

    oauth = "invalid_scope"


class ClienteRecusado(TokenRecusado):
    """Credencial desconhecida, ou o segredo não confere. Confira client_id e client_secret."""

    status = 401
    oauth = "invalid_client"


class CredencialRevogada(ClienteRecusado):
    """A credencial foi revogada. Peça outra ao gestor do seu órgão."""


class CredencialVencida(ClienteRecusado):
    """A credencial valeu até {ate:%d/%m/%Y}. Peça outra ao gestor do seu órgão."""


class ForaDaRede(ClienteRecusado):
    """A credencial não se usa do endereço {endereco}. Chame de uma das redes dela."""


class TokensDemais(TokenRecusado):
    """A credencial pediu mais de {limite} tokens em {minutos} minutos. Guarde o token e use-o até vencer; espere e peça

    de novo.
    """

    status = 429
    oauth = "temporarily_unavailable"


class RecusasDemais(TokenRecusado):
    """Houve recusas demais deste endereço. Espere {minutos} minutos e tente de novo."""

    status = 429
    oauth = "temporarily_unavailable"
