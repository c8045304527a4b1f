"""A troca do código pelos tokens: só com Basic, código de uso único, PKCE conferido."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from simuladores.govbr.estado import Codigo, Estado
from simuladores.govbr.falhas import DESVIO, estragar
from simuladores.govbr.personas import NOMES_DOS_NIVEIS, PERSONAS, SELO_DO_NIVEL
from simuladores.govbr.resposta import Pedido, Resposta, em_json

#: Segundos do access_token, e os que a resposta diz.
VALIDADE: Final = 3600
DITA: Final = 3599
CREDENCIAL_RUIM: Final = {"error": "unauthorized", "error_description": "Bad credentials"}
VERIFICADOR: Final = range(43, 129)


def token(estado: Estado, pedido: Pedido, base: str) -> Resposta:
    """O par de tokens, ou o erro que o gov.br daria."""
    cliente_id, segredo = _basic(pedido)
    if not cliente_id:
        return em_json(CREDENCIAL_RUIM, situacao=HTTPStatus.UNAUTHORIZED)
    cliente = estado.parametros.clientes.get(cliente_id)
    if cliente is None:
        return em_json({"error": "invalid_client"}, situacao=HTTPStatus.UNAUTHORIZED)
    if segredo not in cliente.segredos or pedido.falha == "segredo_velho":
        return Resposta(situacao=HTTPStatus.UNAUTHORIZED)
    dados = {**pedido.consulta, **pedido.formulario}
    codigo = estado.codigo_usar(dados.get("code", ""))
    if codigo is None or not _confere(codigo, cliente_id, dados):
        return em_json({"error": "invalid_grant", "erro_description": "invalid code"}, situacao=HTTPStatus.BAD_REQUEST)
    return em_json(_tokens(estado, codigo, base, pedido.falha), cabecalhos={"Cache-Control": "no-store"})


def _basic(pedido: Pedido) -> tuple[str, str]:
    """Cliente e segredo do cabeçalho; vazios se não é Basic ou não se lê."""
    esquema, _, valor = pedido.cabecalhos.get("authorization", "").partition(" ")
    try:
        texto = base64.b64decode(valor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    cliente, dois_pontos, segredo = texto.partition(":")
    return (cliente, segredo) if esquema.lower() == "basic" and dois_pontos else ("", "")


def _confere(codigo: Codigo, cliente_id: str, dados: dict[str, str]) -> bool:
    verificador = dados.get("code_verifier", "")
    resumo = base64.urlsafe_b64encode(hashlib.sha256(verificador.encode()).digest()).rstrip(b"=").decode()
    autorizacao = codigo.autorizacao
    return (
        dados.get("grant_type") == "authorization_code"
        and autorizacao.client_id == cliente_id
        and autorizacao.volta == dados.get("redirect_uri")
        and len(verificador) in VERIFICADOR
        and secrets.compare_digest(autorizacao.desafio, resumo)
    )


def _tokens(estado: Estado, codigo: Codigo, base: str, falha: str) -> dict[str, Any]:
    agora = estado.relogio() + timedelta(seconds=DESVIO.get(falha, 0))
    escopos = [e for e in codigo.escopos if falha != "escopo_menor" or e != "govbr_confiabilidades_idtoken"]
    comuns = _comuns(codigo, base, agora, escopos)
    acesso = comuns | {"exp": _instante(agora, VALIDADE)}
    if falha == "sub_trocado":
        acesso |= {"sub": _outra_pessoa(codigo), "preferred_username": _outra_pessoa(codigo)}
    identidade = comuns | _da_pessoa(estado, codigo, base, escopos) | {"kid": estado.chaves.kid}
    identidade |= {"exp": _instante(agora, estado.parametros.id_token_segundos), "nonce": codigo.autorizacao.nonce}
    embaralhados = secrets.SystemRandom().sample(escopos, len(escopos))
    resposta = {
        "access_token": estado.chaves.assinar(estragar(acesso, falha), falha=falha),
        "token_type": "Bearer",
        "expires_in": DITA,
        "scope": " ".join(embaralhados),
        "id_token": estado.chaves.assinar(estragar(identidade, falha), falha=falha),
    }
    return {nome: valor for nome, valor in resposta.items() if nome != "id_token" or falha != "sem_id_token"}


def _outra_pessoa(codigo: Codigo) -> str:
    return next(persona.cpf for persona in PERSONAS.values() if persona != codigo.persona)


def _comuns(codigo: Codigo, base: str, agora: datetime, escopos: list[str]) -> dict[str, Any]:
    """O que os dois tokens levam."""
    persona = codigo.persona
    return {
        "iss": f"{base}/",
        "aud": codigo.autorizacao.client_id,
        "sub": persona.cpf,
        "preferred_username": persona.cpf,
        "scope": escopos,
        "amr": list(persona.amr),
        "iat": _instante(agora),
        "jti": secrets.token_urlsafe(12),
        **({"cnpj": persona.cnpj} if persona.cnpj else {}),
    }


def _da_pessoa(estado: Estado, codigo: Codigo, base: str, escopos: list[str]) -> dict[str, Any]:
    """O que só o id_token leva; `email_verified` é texto, como no real, e o e-mail não verificado não vem."""
    persona = codigo.persona
    dados: dict[str, Any] = {"auth_time": _instante(codigo.entrou_em)}
    if "profile" in escopos:
        dados |= {"name": persona.nome, "picture": f"{base}/userinfo/picture", "profile": f"{base}/conta"}
        dados |= {"social_name": persona.nome_social} if persona.nome_social else {}
    if "email" in escopos:
        dados |= {"email_verified": "true", "email": persona.email} if persona.email else {"email_verified": "false"}
    if "phone" in escopos:
        verificado = {"phone_number_verified": "true", "phone_number": persona.telefone}
        dados |= verificado if persona.telefone else {"phone_number_verified": "false"}
    if persona.cnpj:
        dados |= {"cnpj_certificate_name": persona.empresas[0].razao_social}
    if "govbr_confiabilidades_idtoken" in escopos:
        dados |= {"reliability_info": _confiabilidade(estado, codigo)}
    return dados


def _confiabilidade(estado: Estado, codigo: Codigo) -> dict[str, Any]:
    nivel = estado.nivel(codigo.persona)
    subiu = (SELO_DO_NIVEL[nivel],) if nivel != codigo.persona.nivel else ()
    selos = [{"id": selo, "updatedAt": "2025-07-02T14:17:16.001-0300"} for selo in (*codigo.persona.selos, *subiu)]
    return {"level": NOMES_DOS_NIVEIS[nivel], "reliabilities": selos}


def _instante(quando: datetime, mais: int = 0) -> int:
    return int(quando.timestamp()) + mais
