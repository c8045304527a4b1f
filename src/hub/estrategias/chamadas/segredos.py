"""O usuário e a senha de um credor no serviço de um canal. Quem os guarda é o operador do hub, nunca uma página."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction

from hub.acesso.cofre import cofre_abrir, cofre_guardar
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.credores.models import Credor
from hub.estrategias.chamadas.erros import SegredoAusente, SegredoMalDito
from hub.estrategias.models import SegredoDoCanal

#: Caracteres de um usuário e de uma senha.
USUARIO_MAXIMO: Final = 150
SENHA_MAXIMA: Final = 500


@dataclass(frozen=True, kw_only=True)
class Credencial:
    """Com que se identificar. Vive só durante a chamada, e não se mostra."""

    usuario: str = field(repr=False)
    senha: str = field(repr=False)


@transaction.atomic
def segredo_guardar(
    *, credor: Credor, estrategia: str, usuario: str, senha: str, ator: str, agora: datetime
) -> SegredoDoCanal:
    """Guarda, no lugar do que houver. Levanta `SegredoMalDito` e `ChaveDoCofreErrada`."""
    # Os dois pontos separam usuário e senha na autenticação básica (RFC 7617).
    _conferir("usuário", usuario, USUARIO_MAXIMO, proibido=":")
    _conferir("segredo", senha, SENHA_MAXIMA)
    guardado, _ = SegredoDoCanal.objects.update_or_create(
        credor=credor,
        estrategia=estrategia,
        defaults={
            "usuario": usuario,
            "cifrado": cofre_guardar(senha, assunto=_assunto(credor, estrategia)),
            "guardado_por": ator,
            "guardado_em": agora,
        },
    )
    evento_registrar(
        Etiqueta.SEGREDO_DO_CANAL_GUARDADO, ator=ator, credor=credor, em=agora, estrategia=estrategia, usuario=usuario
    )
    return guardado


def credencial_do_canal(credor: Credor, estrategia: str) -> Credencial:
    """O usuário e a senha. Levanta `SegredoAusente`, `SegredoIlegivel` e `ChaveDoCofreErrada`."""
    guardado = SegredoDoCanal.objects.filter(credor=credor, estrategia=estrategia).first()
    if guardado is None:
        raise SegredoAusente(credor=credor.nome, estrategia=estrategia)
    senha = cofre_abrir(bytes(guardado.cifrado), assunto=_assunto(credor, estrategia))
    return Credencial(usuario=guardado.usuario, senha=senha)


def tem_segredo(credor: Credor, estrategia: str) -> bool:
    return SegredoDoCanal.objects.filter(credor=credor, estrategia=estrategia).exists()


def _assunto(credor: Credor, estrategia: str) -> str:
    return f"{credor.cnpj}:{estrategia}"


def _conferir(qual: str, dito: str, maximo: int, proibido: str = "") -> None:
    defeito = ""
    if not dito.strip():
        defeito = "vazio"
    elif len(dito) > maximo:
        defeito = f"com mais de {maximo} caracteres"
    elif not dito.isprintable():
        defeito = "com um caractere que não se imprime"
    elif proibido and proibido in dito:
        defeito = f"com o caractere {proibido}"
    if defeito:
        raise SegredoMalDito(qual=qual, defeito=defeito)
