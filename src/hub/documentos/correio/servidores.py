"""Por que servidor saem as cartas de um credor. Quem o configura é o operador do hub, nunca uma página."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.documentos.cofre import cifrar, decifrar
from hub.documentos.erros import CorreioMalDito, SemCorreio
from hub.documentos.models import CorreioDoCredor

#: Nome de servidor, ou endereço IPv4.
_NOME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
#: Os únicos servidores com que se fala às claras.
DA_MAQUINA = frozenset({"127.0.0.1", "localhost"})
PORTA_MAXIMA = 65_535


@dataclass(frozen=True, kw_only=True)
class Servidor:
    """Onde entregar, e em nome de quem."""

    nome: str
    porta: int
    #: exige STARTTLS, com o certificado conferido
    cifrado: bool
    usuario: str
    senha: str
    remetente: str


def servidor_do(credor: Credor) -> Servidor:
    """O do credor ou, sem ele, o da instalação. Levanta `SemCorreio`."""
    if proprio := CorreioDoCredor.objects.filter(credor=credor).first():
        return Servidor(
            nome=proprio.servidor,
            porta=proprio.porta,
            cifrado=proprio.cifrado,
            usuario=proprio.usuario,
            senha=decifrar(bytes(proprio.senha)).decode() if proprio.senha else "",
            remetente=proprio.remetente,
        )
    if not settings.SMTP:
        raise SemCorreio(credor=credor.nome)
    return servidor_ler(settings.SMTP)


def servidor_ler(endereco: str) -> Servidor:
    """De `smtp://pessoa:senha@servidor:porta/?remetente=…&cifrado=0`. Levanta `CorreioMalDito`."""
    try:
        partes = urlsplit(endereco)
        porta = partes.port or 587
    except ValueError as erro:
        raise CorreioMalDito(motivo="a porta não é um número de 1 a 65535.") from erro
    opcoes = {nome: valores[-1] for nome, valores in parse_qs(partes.query).items()}
    servidor = Servidor(
        nome=partes.hostname or "",
        porta=porta,
        cifrado=opcoes.get("cifrado", "1") != "0",
        usuario=unquote(partes.username or ""),
        senha=unquote(partes.password or ""),
        remetente=opcoes.get("remetente", ""),
    )
    if partes.scheme != "smtp":
        raise CorreioMalDito(motivo="escreva smtp://servidor:porta/?remetente=cartas@exemplo.gov.br.")
    servidor_conferir(servidor)
    return servidor


def servidor_conferir(servidor: Servidor) -> None:
    """Levanta `CorreioMalDito`."""
    if not _NOME.fullmatch(servidor.nome):
        raise CorreioMalDito(motivo="o nome do servidor tem só letras, algarismos, ponto e hífen.")
    if not 0 < servidor.porta <= PORTA_MAXIMA:
        raise CorreioMalDito(motivo="a porta não é um número de 1 a 65535.")
    if not servidor.cifrado and servidor.nome not in DA_MAQUINA:
        raise CorreioMalDito(motivo="sem cifra, só se fala com a própria máquina.")
    try:
        validate_email(servidor.remetente)
    except ValidationError:
        raise CorreioMalDito(motivo="falta o remetente, como cartas@exemplo.gov.br.") from None


@transaction.atomic
def correio_configurar(*, credor: Credor, servidor: Servidor, ator: str, agora: datetime) -> CorreioDoCredor:
    """As cartas do credor passam a sair por este servidor. Levanta `CorreioMalDito`."""
    servidor_conferir(servidor)
    guardado, _ = CorreioDoCredor.objects.update_or_create(
        credor=credor,
        defaults={
            "servidor": servidor.nome,
            "porta": servidor.porta,
            "cifrado": servidor.cifrado,
            "usuario": servidor.usuario,
            "senha": cifrar(servidor.senha.encode()) if servidor.senha else b"",
            "remetente": servidor.remetente,
        },
    )
    evento_registrar(
        Etiqueta.CORREIO_CONFIGURADO,
        ator=ator,
        credor=credor,
        em=agora,
        servidor=servidor.nome,
        porta=servidor.porta,
        remetente=servidor.remetente,
    )
    return guardado
