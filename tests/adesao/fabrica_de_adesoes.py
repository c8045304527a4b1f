"""Pedidos de adesão em cada ponto do caminho, pelos serviços."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from hub.acesso.models import Usuario
from hub.adesao.analise import adesao_analisar, adesao_deferir
from hub.adesao.anexos import anexo_juntar
from hub.adesao.assinatura import adesao_assinar
from hub.adesao.ente import Representante
from hub.adesao.models import Adesao, Parte
from hub.adesao.servicos import adesao_iniciar, adesao_pedir, adesao_preencher
from hub.comum.documentos import cnpjs_ficticios, cpfs_ficticios

AGORA = datetime(2026, 3, 2, 15, tzinfo=UTC)
CNPJ, OUTRO_CNPJ = cnpjs_ficticios(77, 2)
CPF = cpfs_ficticios(77, 1)[0]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"
ENTE = {"tipo": "MUNICIPIO", "cnpj": CNPJ, "nome": "Município de Jaboatão dos Guararapes", "municipio_ibge": "2607901"}
PREFEITO = Representante(nome="Prefeito de Exemplo", cpf=CPF, cargo="Prefeito")


def pessoa(nome: str) -> Usuario:
    return Usuario.objects.create_user(nome, password=f"senha-de-{nome}-longa", first_name=nome.title())


def rascunho(quem: Usuario, **mudancas: str) -> Adesao:
    return adesao_iniciar(pessoa=quem, agora=AGORA, **(ENTE | mudancas))


def preenchida(quem: Usuario, clausulas: dict[str, Any] | None = None, **mudancas: str) -> Adesao:
    adesao = rascunho(quem, **mudancas)
    anexo_juntar(adesao=adesao, fluxo=io.BytesIO(PDF), nome="posse.pdf", ator=quem.username, agora=AGORA)
    return adesao_preencher(
        adesao=adesao, agora=AGORA, representante=PREFEITO, email="divida@exemplo.gov.br", clausulas=clausulas or {}
    )


def pedida(quem: Usuario, clausulas: dict[str, Any] | None = None, **mudancas: str) -> Adesao:
    return adesao_pedir(adesao=preenchida(quem, clausulas, **mudancas), ator=quem.username, agora=AGORA)


def em_analise(quem: Usuario, clausulas: dict[str, Any] | None = None, **mudancas: str) -> Adesao:
    return adesao_analisar(adesao=pedida(quem, clausulas, **mudancas), ator="pgfn", agora=AGORA)


def a_assinar(quem: Usuario, clausulas: dict[str, Any] | None = None, **mudancas: str) -> Adesao:
    adesao = em_analise(quem, clausulas, **mudancas)
    return adesao_deferir(adesao=adesao, parecer="Documentos em ordem.", ator="pgfn", agora=AGORA)


def assinar(adesao: Adesao, parte: Parte, ator: str, **mais: Any) -> Adesao:
    dados: dict[str, Any] = {"nome": ator.title(), "sha256": adesao.termo_sha256, "agora": AGORA} | mais
    return adesao_assinar(adesao=adesao, parte=parte, ator=ator, **dados)


def vigente(quem: Usuario, clausulas: dict[str, Any] | None = None, **mudancas: str) -> Adesao:
    adesao = assinar(a_assinar(quem, clausulas, **mudancas), Parte.ENTE, quem.username)
    return assinar(adesao, Parte.UNIAO, "procurador")
