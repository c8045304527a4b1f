"""O caminho do navegador: pedir, entrar, autorizar, sair e subir o nível da conta."""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus
from urllib.parse import quote

from simuladores.govbr import paginas
from simuladores.govbr.estado import Autorizacao, Estado, Sessao
from simuladores.govbr.personas import OURO, PERSONAS
from simuladores.govbr.resposta import BISCOITO, Pedido, Resposta, ir_para

#: O que falta ao pedido → o que a página de erro diz.
EXIGIDOS = ("state", "nonce", "code_challenge")
NEGADO = {"error": "access_denied", "error_description": "O usuário negou a autorização"}


def authorize(estado: Estado, pedido: Pedido) -> Resposta:
    """Confere o pedido e leva à entrada, à autorização ou direto à volta, para quem já entrou."""
    consulta = pedido.consulta
    cliente = estado.parametros.clientes.get(consulta.get("client_id", ""))
    if cliente is None:
        return paginas.de_erro("invalid_client", "Cliente não registrado.")
    if consulta.get("redirect_uri") not in cliente.voltas:
        return paginas.de_erro("invalid_grant", "Endereço de retorno não registrado.")
    faltam = [nome for nome in EXIGIDOS if not consulta.get(nome)]
    escopos = tuple(consulta.get("scope", "").split())
    if faltam or consulta.get("code_challenge_method") != "S256" or consulta.get("response_type") != "code":
        return paginas.de_erro("invalid_request", f"Faltam ou não servem parâmetros: {', '.join(faltam) or 'método'}.")
    if "openid" not in escopos:
        return paginas.de_erro("invalid_scope", "Falta o escopo openid.")
    autorizacao = Autorizacao(
        client_id=consulta["client_id"],
        volta=consulta["redirect_uri"],
        escopos=escopos,
        state=consulta["state"],
        nonce=consulta["nonce"],
        desafio=consulta["code_challenge"],
    )
    return _encaminhar(estado, pedido, estado.pedido_guardar(autorizacao), autorizacao)


def _encaminhar(estado: Estado, pedido: Pedido, numero: str, autorizacao: Autorizacao) -> Resposta:
    if automatico := estado.parametros.automatico:
        sessao = Sessao(persona=PERSONAS[automatico], entrou_em=estado.relogio())
        return _devolver(estado, numero, autorizacao, sessao, autorizacao.escopos)
    if sessao_aberta := estado.sessoes.get(pedido.marca):
        return _consentir(estado, numero, autorizacao, sessao_aberta)
    return ir_para("/login", client_id=autorizacao.client_id, authorization_id=numero)


def login(estado: Estado, pedido: Pedido) -> Resposta:
    """A página de entrada, e a escolha da persona."""
    if pedido.metodo == "GET":
        return paginas.de_entrada(pedido.consulta.get("authorization_id", ""))
    persona = PERSONAS.get(pedido.formulario.get("persona", ""))
    numero = pedido.formulario.get("authorization_id", "")
    autorizacao = estado.pedidos.get(numero)
    if persona is None or autorizacao is None:
        return paginas.de_erro("invalid_request", "O pedido de entrada venceu. Volte ao serviço e comece de novo.")
    marca = estado.sessao_abrir(persona)
    resposta = _consentir(estado, numero, autorizacao, estado.sessoes[marca])
    biscoito = f"{BISCOITO}={marca}; Path=/; HttpOnly; SameSite=Lax"
    return Resposta(
        situacao=resposta.situacao,
        corpo=resposta.corpo,
        tipo=resposta.tipo,
        cabecalhos={**resposta.cabecalhos, "Set-Cookie": biscoito},
    )


def consent(estado: Estado, pedido: Pedido) -> Resposta:
    """A página de autorização, e a decisão."""
    numero = pedido.formulario.get("authorization_id") or pedido.consulta.get("authorization_id", "")
    autorizacao, sessao = estado.pedidos.get(numero), estado.sessoes.get(pedido.marca)
    if autorizacao is None or sessao is None:
        return paginas.de_erro("invalid_request", "O pedido de entrada venceu. Volte ao serviço e comece de novo.")
    if pedido.falha == "consentimento_recusado" or sessao.persona.recusa or pedido.formulario.get("decisao") == "negar":
        del estado.pedidos[numero]
        return ir_para(autorizacao.volta, **NEGADO, state=autorizacao.state)
    if pedido.metodo == "GET":
        return paginas.de_consentimento(numero, autorizacao, sessao.persona)
    escopos = tuple(e for e in autorizacao.escopos if e == "openid" or e in pedido.escopos)
    estado.consentidos |= {(sessao.persona.cpf, autorizacao.client_id, escopo) for escopo in escopos}
    return _devolver(estado, numero, autorizacao, sessao, escopos)


def _consentir(estado: Estado, numero: str, autorizacao: Autorizacao, sessao: Sessao) -> Resposta:
    """A autorização se pede na primeira vez, ou quando há escopo novo."""
    dados = {(sessao.persona.cpf, autorizacao.client_id, escopo) for escopo in autorizacao.escopos}
    if dados <= estado.consentidos:
        return _devolver(estado, numero, autorizacao, sessao, autorizacao.escopos)
    return ir_para("/consent", authorization_id=numero)


def _devolver(
    estado: Estado, numero: str, autorizacao: Autorizacao, sessao: Sessao, escopos: tuple[str, ...]
) -> Resposta:
    """Manda o navegador de volta ao serviço, com o código."""
    del estado.pedidos[numero]
    codigo = estado.codigo_criar(autorizacao, sessao, escopos)
    return ir_para(autorizacao.volta, code=codigo, state=autorizacao.state)


def logout(estado: Estado, pedido: Pedido) -> Resposta:
    """Encerra a sessão única; só volta a endereço registrado, e com outro fica na própria entrada, como o real."""
    volta = pedido.consulta.get("post_logout_redirect_uri") or pedido.formulario.get("post_logout_redirect_uri", "")
    estado.sessoes.pop(pedido.marca, None)
    if any(volta in cliente.saidas for cliente in estado.parametros.clientes.values()):
        return ir_para(volta)
    return ir_para("/login", client_id="contas.acesso.gov.br", authorization_id=secrets.token_urlsafe(8))


def catalogo(estado: Estado, pedido: Pedido) -> Resposta:
    """A página de subir o nível; `niveis` usa vírgula para "todos" e barra, entre parênteses, para "qualquer"."""
    sessao = estado.sessoes.get(pedido.marca)
    if pedido.metodo == "GET":
        pedidos = sorted({int(nivel) for nivel in re.findall(r"[123]", pedido.consulta.get("niveis", ""))} or {OURO})
        escondidos = {nome: pedido.consulta.get(nome, "") for nome in ("client_id", "redirect_uri")}
        return paginas.do_catalogo(pedidos, escondidos, sessao.persona if sessao else None)
    persona = PERSONAS.get(pedido.formulario.get("persona", ""))
    nivel = pedido.formulario.get("nivel", "")
    if persona is None or nivel not in {"1", "2", "3"}:
        return paginas.de_erro("invalid_request", "Escolha a pessoa e o nível.")
    estado.niveis[persona.cpf] = max(int(nivel), estado.nivel(persona))
    cliente = estado.parametros.clientes.get(pedido.formulario.get("client_id", ""))
    volta = pedido.formulario.get("redirect_uri", "")
    if cliente and volta in cliente.voltas:
        return ir_para(volta)
    return paginas.pagina("Nível da conta", f"<p>A conta subiu. <a href='/?niveis={quote(nivel)}'>Voltar</a></p>")


def perdido() -> Resposta:
    return paginas.pagina("Não há esta página", "<p>Confira o endereço.</p>", situacao=HTTPStatus.NOT_FOUND)
