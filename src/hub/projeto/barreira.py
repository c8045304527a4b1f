"""O que não passa da porta, antes de qualquer tela ou rota, e o que toda resposta leva."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import parse_header_parameters

from hub.acesso.api import com_limites
from hub.credores import inquilino
from hub.credores.inquilino import Inquilino, Papel
from hub.portal.erros import corpo_grande, da_api, metodo_errado
from hub.recepcao.formatos.limites import DE_ARQUIVO

#: As codificações em que se aceita um pedido, e a marca, no ambiente dele, de que veio noutra.
CODIFICACOES = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
OUTRA_CODIFICACAO = "hub.outra_codificacao"
#: Bytes de um formulário além do arquivo que leva.
FOLGA_DO_FORMULARIO = 64 * 1024
#: Onde quem não entrou pode mandar um arquivo, para saber se é o que o hub emitiu, e até que tamanho.
ABERTA_A_ARQUIVOS, DE_CONFERENCIA = "/conferir/", 10 * 1024 * 1024

#: O que é igual para todo leitor, e os caches do caminho podem guardar.
PUBLICO = ("/divida-aberta", "/api/v1/aberta/", "/robots.txt")

Resposta = Callable[[HttpRequest], HttpResponseBase]

#: O que a página pode carregar: só o que o próprio hub serve, e imagens embutidas.
POLITICA_DE_CONTEUDO = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def com_inquilino(proximo: Resposta) -> Resposta:
    """Fala com o banco como o portal, sem credor nem pessoa: quem confere a entrada ou a chave é que os diz.

    O corpo que se escreve aos poucos ainda lê o banco depois de a resposta voltar: nesse caso fica como está, até o
    pedido seguinte.
    """

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        anterior = inquilino.trocar(Inquilino(papel=Papel.WEB))
        resposta: HttpResponseBase | None = None
        try:
            resposta = proximo(pedido)
        finally:
            if resposta is None or not resposta.streaming:
                inquilino.trocar(anterior)
        return resposta

    return atender


def sem_cookie_no_publico(proximo: Resposta) -> Resposta:
    """Esquece os cookies de quem pede o que é público: nada ali depende deles, e lê-los faria a resposta variar."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        if pedido.path_info.startswith(PUBLICO):
            pedido.META.pop("HTTP_COOKIE", None)
        return proximo(pedido)

    return atender


def sem_caractere_nulo(proximo: Resposta) -> Resposta:
    """Responde 400 ao caractere nulo no endereço ou no número da sessão: com ele o banco não compara texto algum."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        sessao = pedido.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if "\0" in pedido.path_info + sessao or "%00" in pedido.META.get("QUERY_STRING", ""):
            raise BadRequest("caractere nulo no endereço ou na sessão")
        return proximo(pedido)

    return atender


def em_utf8(aplicacao: WSGIApplication) -> WSGIApplication:
    """Esconde do Django a codificação que não é UTF-8: ele aceita até as que não são de texto, e quebra ao usá-las.

    O pedido segue marcado, e `so_em_utf8` o recusa.
    """

    def atender(ambiente: WSGIEnvironment, responder: StartResponse) -> Iterable[bytes]:
        _, parametros = parse_header_parameters(ambiente.get("CONTENT_TYPE", ""))
        if parametros.get("charset", "utf-8").lower() not in CODIFICACOES:
            ambiente |= {"CONTENT_TYPE": "", OUTRA_CODIFICACAO: "1"}
        return aplicacao(ambiente, responder)

    return atender


def so_em_utf8(proximo: Resposta) -> Resposta:
    """Responde 400 ao pedido que se diz noutra codificação."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        if OUTRA_CODIFICACAO in pedido.META:
            raise BadRequest("codificação que não é UTF-8")
        return proximo(pedido)

    return atender


def sem_corpo_grande(proximo: Resposta) -> Resposta:
    """Barra pelo tamanho declarado, antes de se gravar um byte em disco: o formulário é lido antes de qualquer tela.

    Quem não entrou não envia arquivo, salvo o que confere: se a sessão acabou, entra e envia de novo. A API confere a
    chave antes de ler.
    """

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        declarado = pedido.META.get("CONTENT_LENGTH") or "0"
        tamanho = int(declarado) if declarado.isdecimal() else 0
        if tamanho > DE_ARQUIVO.arquivo + FOLGA_DO_FORMULARIO:
            return corpo_grande(pedido, DE_ARQUIVO.arquivo)
        if pedido.path_info.startswith(ABERTA_A_ARQUIVOS):
            return corpo_grande(pedido, DE_CONFERENCIA) if tamanho > DE_CONFERENCIA else proximo(pedido)
        if tamanho > FOLGA_DO_FORMULARIO and not da_api(pedido) and not pedido.user.is_authenticated:
            return redirect_to_login(reverse("inicio"))
        return proximo(pedido)

    return atender


def com_cabecalhos(proximo: Resposta) -> Resposta:
    """Põe em toda resposta a política de conteúdo, e nas da API, que têm dado de credor, que não se guardem cópias."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        resposta = proximo(pedido)
        resposta.headers["Content-Security-Policy"] = POLITICA_DE_CONTEUDO
        if da_api(pedido):
            resposta.headers.setdefault("Cache-Control", "private, no-store")
            com_limites(pedido, resposta)
        return resposta

    return atender


def com_metodo_explicado(proximo: Resposta) -> Resposta:
    """Diz que métodos o endereço aceita a quem usou outro: o Django e o ninja respondem 405 sem explicar."""

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        resposta = proximo(pedido)
        if resposta.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return metodo_errado(pedido, resposta.headers.get("Allow", ""))
        return resposta

    return atender


def com_endereco_de_quem_pede(proximo: Resposta) -> Resposta:
    """Atrás de intermediários confiáveis (`HUB_INTERMEDIARIOS`), põe em `REMOTE_ADDR` o endereço de quem pediu.

    Cada intermediário acrescenta ao fim de `X-Forwarded-For` quem lhe pediu: o que vem antes é de quem quiser
    escrever, e não se lê. Cabeçalho mais curto que o esperado é pedido que não passou por todos: fica quem ligou.
    """
    quantos = settings.INTERMEDIARIOS

    def atender(pedido: HttpRequest) -> HttpResponseBase:
        passaram = [parte.strip() for parte in pedido.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if 0 < quantos <= len(passaram) and passaram[-quantos]:
            pedido.META["REMOTE_ADDR"] = passaram[-quantos]
        return proximo(pedido)

    return atender
