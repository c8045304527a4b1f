"""O que o gov.br simulado lembra: quem entrou, o que autorizou, os códigos por trocar e os níveis que subiram."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from simuladores.govbr.chaves import Chaves
from simuladores.govbr.parametros import Parametros
from simuladores.govbr.personas import Persona

_CABECALHO: Final = {"kid": "codeCryptography", "alg": "dir", "enc": "A256GCM"}


def agora_de_verdade() -> datetime:
    """O relógio da máquina, para quem não traz outro."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Autorizacao:
    """Um pedido de entrada que ainda não virou código."""

    client_id: str
    volta: str
    escopos: tuple[str, ...]
    state: str
    nonce: str
    desafio: str


@dataclass(frozen=True, kw_only=True)
class Codigo:
    """Um código por trocar, preso ao pedido e à pessoa."""

    autorizacao: Autorizacao
    persona: Persona
    escopos: tuple[str, ...]
    entrou_em: datetime
    vence: datetime


@dataclass(frozen=True, kw_only=True)
class Sessao:
    """A sessão única da pessoa no gov.br."""

    persona: Persona
    entrou_em: datetime


@dataclass(kw_only=True)
class Estado:
    """A memória; um pedido de cada vez mexe nela, com a trava."""

    parametros: Parametros
    relogio: Callable[[], datetime] = agora_de_verdade
    chaves: Chaves = field(default_factory=Chaves)
    trava: threading.RLock = field(default_factory=threading.RLock)
    pedidos: dict[str, Autorizacao] = field(default_factory=dict)
    codigos: dict[str, Codigo] = field(default_factory=dict)
    sessoes: dict[str, Sessao] = field(default_factory=dict)
    #: CPF, cliente e escopo que a pessoa já autorizou
    consentidos: set[tuple[str, str, str]] = field(default_factory=set)
    #: CPF → nível a que subiu
    niveis: dict[str, int] = field(default_factory=dict)
    falhas: deque[str] = field(default_factory=deque)

    def nivel(self, persona: Persona) -> int:
        """O nível de agora."""
        return max(persona.nivel, self.niveis.get(persona.cpf, 0))

    def pedido_guardar(self, autorizacao: Autorizacao) -> str:
        """Guarda o pedido e dá o número dele."""
        numero = secrets.token_urlsafe(16)
        self.pedidos[numero] = autorizacao
        return numero

    def sessao_abrir(self, persona: Persona) -> str:
        """Abre a sessão única e dá a marca que o navegador guarda."""
        marca = secrets.token_urlsafe(24)
        self.sessoes[marca] = Sessao(persona=persona, entrou_em=self.relogio())
        return marca

    def codigo_criar(self, autorizacao: Autorizacao, sessao: Sessao, escopos: tuple[str, ...]) -> str:
        """Um código com a cara de um JWE compacto: comprido, com pontos e a segunda parte vazia."""
        inicio = base64.urlsafe_b64encode(json.dumps(_CABECALHO).encode()).rstrip(b"=").decode()
        codigo = f"{inicio}..{secrets.token_urlsafe(12)}.{secrets.token_urlsafe(96)}.{secrets.token_urlsafe(16)}"
        self.codigos[codigo] = Codigo(
            autorizacao=autorizacao,
            persona=sessao.persona,
            escopos=escopos,
            entrou_em=sessao.entrou_em,
            vence=self.relogio() + timedelta(seconds=self.parametros.codigo_segundos),
        )
        return codigo

    def codigo_usar(self, codigo: str) -> Codigo | None:
        """O código, que não serve mais; nada se já se usou ou venceu."""
        achado = self.codigos.pop(codigo, None)
        return achado if achado and achado.vence >= self.relogio() else None
