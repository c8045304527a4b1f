"""A volta do gov.br: gasta a ida, troca o código, confere os tokens e diz quem entrou."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from hub.acesso.govbr.configuracao import ESCOPO_DE_EMPRESAS, Configuracao
from hub.acesso.govbr.disjuntor import disjuntor
from hub.acesso.govbr.empresas import Empresa, empresa_do_certificado, empresas_da_pessoa
from hub.acesso.govbr.erros import (
    CodigoRecusado,
    ConsentimentoNegado,
    CredencialRecusada,
    FalhaDoGovBr,
    GovBrForaDoAr,
    RespostaInvalida,
    TransacaoInvalida,
)
from hub.acesso.govbr.identidade import Identidade, identidade_de
from hub.acesso.govbr.rede import Tokens, codigo_trocar
from hub.acesso.govbr.transacao import transacao_abrir, transacao_usar
from hub.acesso.govbr.validacao import tokens_validar
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar

registro = logging.getLogger("hub.govbr")
#: Caracteres de um código ou state que ainda se tenta: o do gov.br não passa de dois mil.
MAXIMO: Final = 4096
#: Falhas que são de quem opera, e não de quem entra.
DE_OPERACAO: Final = (CredencialRecusada, RespostaInvalida)


@dataclass(frozen=True, kw_only=True)
class Entrada:
    """Quem voltou, já conferido, e para onde ia."""

    identidade: Identidade
    empresas: list[Empresa] = field(repr=False)
    destino: str


def entrada_iniciar(*, configuracao: Configuracao, navegador: str, destino: str, agora: datetime) -> str:
    """O endereço do gov.br a que mandar o navegador. Levanta `GovBrForaDoAr` se ele não tem respondido."""
    if disjuntor.aberto(configuracao.sso):
        raise _falhou(GovBrForaDoAr("disjuntor aberto"))
    return transacao_abrir(configuracao=configuracao, navegador=navegador, destino=destino, agora=agora)


def entrada_concluir(
    *, configuracao: Configuracao, navegador: str, retorno: Mapping[str, str], endereco: str, agora: datetime
) -> Entrada:
    """A entrada que a volta traz. Levanta `FalhaDoGovBr`, já registrada, com o código que a pessoa informa.

    Só depois de gasta uma ida nossa a recusa deixa evento: antes, qualquer um faria crescer a auditoria.
    """
    try:
        ida = transacao_usar(
            configuracao=configuracao, navegador=navegador, state=retorno.get("state", "")[:MAXIMO], agora=agora
        )
        _conferir_retorno(retorno, configuracao)
        tokens = codigo_trocar(configuracao, codigo=retorno.get("code", ""), verificador=ida.verificador)
        informacoes, _ = tokens_validar(tokens, configuracao=configuracao, nonce=ida.nonce, agora=agora)
        identidade = identidade_de(informacoes)
    except FalhaDoGovBr as falha:
        dita = _falhou(falha)
        if not isinstance(falha, TransacaoInvalida | ConsentimentoNegado):
            evento_registrar(
                Etiqueta.ACESSO_RECUSADO, ator="alguém", em=agora, endereco=endereco, motivo=f"gov.br, {falha.motivo}."
            )
        raise dita from None
    for alerta in identidade.alertas:
        registro.error("gov.br: %s no id_token; a conta entrou como bronze", alerta)
    empresas = _empresas(configuracao, identidade, informacoes, tokens)
    return Entrada(identidade=identidade, empresas=empresas, destino=ida.destino)


def _conferir_retorno(retorno: Mapping[str, str], configuracao: Configuracao) -> None:
    """O que o navegador trouxe: erro, emissor, se veio (RFC 9207), e código."""
    if retorno.get("error") == "access_denied":
        raise ConsentimentoNegado("consentimento negado")
    if "error" in retorno:
        raise CodigoRecusado("o gov.br devolveu erro na autorização")
    if retorno.get("iss", configuracao.emissor) != configuracao.emissor:
        raise RespostaInvalida("volta de outro emissor")
    if not 0 < len(retorno.get("code", "")) <= MAXIMO:
        raise CodigoRecusado("volta sem código")


def _empresas(
    configuracao: Configuracao, identidade: Identidade, informacoes: Mapping[str, Any], tokens: Tokens
) -> list[Empresa]:
    """As empresas, se se pedem e a pessoa autorizou; a falta delas não impede de entrar."""
    nome = str(informacoes.get("cnpj_certificate_name", ""))[:150]
    do_certificado = empresa_do_certificado(identidade, nome)
    if not configuracao.empresas or ESCOPO_DE_EMPRESAS not in tokens.escopos:
        return do_certificado
    try:
        outras = empresas_da_pessoa(configuracao, cpf=identidade.cpf, access_token=tokens.access_token)
    except FalhaDoGovBr as falha:
        _falhou(falha)
        outras = []
    return do_certificado + [empresa for empresa in outras if empresa.cnpj != identidade.cnpj]


def _falhou(falha: FalhaDoGovBr) -> FalhaDoGovBr:
    """Registra a falha com um código, e a devolve com ele."""
    correlacao = secrets.token_hex(4)
    grave = logging.ERROR if isinstance(falha, DE_OPERACAO) else logging.WARNING
    registro.log(grave, "gov.br: %s: %s (código %s)", type(falha).__name__, falha.motivo, correlacao)
    return falha.com(correlacao)
