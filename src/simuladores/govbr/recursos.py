"""O que se pede com o access_token: dados da pessoa, empresas, certificado e as confiabilidades antigas."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc.errors import JoseError

from simuladores.govbr.estado import Estado
from simuladores.govbr.personas import ROTULOS_DOS_NIVEIS, Participacao, Persona, persona_do_cpf
from simuladores.govbr.resposta import Pedido, Resposta, em_json

#: PNG de um ponto.
FOTO: Final = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DATA: Final = "2025-05-28T16:54:53.871-0300"


class AcessoNegado(Exception):
    """O access_token não serve; leva a resposta de erro."""

    def __init__(self, codigo: str, titulo: str, situacao: int = HTTPStatus.UNAUTHORIZED) -> None:
        super().__init__(codigo)
        self.resposta = em_json(
            {"errors": [{"status": int(situacao), "code": codigo, "title": titulo}]}, situacao=situacao
        )


def atender(estado: Estado, pedido: Pedido) -> Resposta | None:
    """A resposta do recurso; nada se o caminho não é de nenhum."""
    try:
        return _atender(estado, pedido, pedido.caminho.strip("/").split("/"))
    except AcessoNegado as negado:
        return negado.resposta


def _atender(estado: Estado, pedido: Pedido, partes: list[str]) -> Resposta | None:
    match partes:
        case ["userinfo"]:
            return em_json(_dados(*_portador(estado, pedido, "openid")))
        case ["userinfo", "picture"]:
            _portador(estado, pedido, "openid")
            return Resposta(corpo=FOTO.encode(), tipo="text/plain")
        case ["api", "x509", "info"]:
            return em_json(_certificado(_portador(estado, pedido, "govbr_recupera_certificadox509")[0]))
        case ["confiabilidades", "v3", "contas", cpf, "niveis" | "confiabilidades" as qual]:
            persona, _ = _portador(estado, pedido, "govbr_confiabilidades", cpf)
            return em_json(_confiabilidades(estado, persona, qual))
        case ["empresas", "v2", "empresas", *resto]:
            return _empresas(estado, pedido, resto)
    return None


def _portador(estado: Estado, pedido: Pedido, escopo: str, cpf: str = "") -> tuple[Persona, list[str]]:
    """A persona do access_token e os escopos dele. Levanta `AcessoNegado`."""
    try:
        carga = estado.chaves.ler(pedido.autorizado)
        vence = datetime.fromtimestamp(carga["exp"], UTC)
        persona = persona_do_cpf("".join(filter(str.isdigit, carga["sub"])))
    except (JoseError, KeyError, ValueError):
        raise AcessoNegado("ACCESSTOKEN_MUSTBEVALID", "O access token não é válido") from None
    if persona is None or vence < estado.relogio():
        raise AcessoNegado("ACCESSTOKEN_MUSTBEVALID", "O access token não é válido")
    if escopo not in carga["scope"]:
        titulo = f"O access token não tem o escopo {escopo}"
        raise AcessoNegado("ACCESSTOKEN_SCOPE_MUSTCONTAINSEXPECTEDSCOPE", titulo)
    if cpf and cpf != persona.cpf:
        raise AcessoNegado("REQUEST_CPF_MUSTBEACCESSTOKENOWNER", "O CPF não é o do access token", HTTPStatus.FORBIDDEN)
    return persona, carga["scope"]


def _dados(persona: Persona, escopos: list[str]) -> dict[str, Any]:
    """Aqui os verificados são booleanos, e não há nível."""
    dados: dict[str, Any] = {"sub": persona.cpf}
    if "profile" in escopos:
        dados |= {"name": persona.nome} | ({"social_name": persona.nome_social} if persona.nome_social else {})
    if "email" in escopos:
        dados |= {"email_verified": bool(persona.email)} | ({"email": persona.email} if persona.email else {})
    if "phone" in escopos:
        dados |= {"phone_number_verified": bool(persona.telefone)}
        dados |= {"phone_number": persona.telefone} if persona.telefone else {}
    return dados


def _confiabilidades(estado: Estado, persona: Persona, qual: str) -> list[dict[str, str]]:
    nivel = estado.nivel(persona)
    ids = [f"{nivel} ({ROTULOS_DOS_NIVEIS[nivel]})"] if qual == "niveis" else list(persona.selos)
    return [{"id": item, "dataAtualizacao": DATA} for item in ids]


def _empresas(estado: Estado, pedido: Pedido, resto: list[str]) -> Resposta | None:
    match resto:
        case []:
            cpf = pedido.consulta.get("filtrar-por-participante", "")
            persona, _ = _portador(estado, pedido, "govbr_empresa", cpf or "-")
            return em_json(
                [{"cnpj": p.cnpj, "razaoSocial": p.razao_social, "dataCriacao": DATA} for p in persona.empresas]
            )
        case [cnpj, "participantes", cpf]:
            persona, _ = _portador(estado, pedido, "govbr_empresa", cpf)
            for participacao in persona.empresas:
                if participacao.cnpj == cnpj:
                    return em_json(_participacao(persona, participacao))
            return em_json({"errors": [{"status": 404, "code": "RESOURCE_NOTFOUND", "title": "Não há"}]}, situacao=404)
    return None


def _participacao(persona: Persona, participacao: Participacao) -> dict[str, str]:
    """O que a pessoa é na empresa; `atuacao` falta a quem é colaborador, e `cadastrador` é texto."""
    dados = {
        "cpf": persona.cpf,
        "atuacao": participacao.atuacao,
        "cadastrador": "true" if participacao.cadastrador else "false",
        "cpfCadastrador": participacao.cpf_cadastrador,
        "dataCriacao": DATA,
        "dataExpiracao": participacao.expira,
    }
    return {nome: valor for nome, valor in dados.items() if valor}


def _certificado(persona: Persona) -> dict[str, Any]:
    """Um certificado de brincadeira, com o nome da persona."""
    chave = Ed25519PrivateKey.generate()
    nome = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{persona.nome} (simulador)"[:64])])
    certificado = (
        x509.CertificateBuilder()
        .subject_name(nome)
        .issuer_name(nome)
        .public_key(chave.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 12, 31, tzinfo=UTC))
        .sign(chave, None)
    )
    corpo = base64.b64encode(certificado.public_bytes(Encoding.DER)).decode()
    return {"amr": ["x509"], "certificate": corpo, "type": "device"}
