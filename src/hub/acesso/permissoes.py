"""Quem pode o quê: uma tabela só, lida pelos decoradores das telas, pelos menus e pelo manual."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hub.acesso.models import Perfil, PerfilDaPgfn
from hub.acesso.nivel import Nivel

UmPerfil = Perfil | PerfilDaPgfn


class Ato(StrEnum):
    """O que uma tela faz. O texto completa a frase "o perfil … não pode …"."""

    CONSULTAR = "consultar"
    CDAS_ENVIAR = "enviar CDAs e arquivos"
    REMESSA_PLANEJAR = "planejar remessas"
    REMESSA_LIBERAR = "liberar remessas"
    RETORNO_APLICAR = "enviar arquivos de retorno"
    CANAL_RELIGAR = "religar o serviço de um canal"
    AUDITORIA_VER = "ver a auditoria"
    EQUIPE_ADMINISTRAR = "administrar a equipe"
    CREDENCIAIS_VER = "ver as credenciais de integração"
    CREDENCIAIS_ADMINISTRAR = "administrar as credenciais de integração"
    CONVENIOS_VER = "ver adesões e convênios"
    ADESAO_ANALISAR = "analisar pedidos de adesão"
    ADESAO_ASSINAR_PELA_UNIAO = "assinar convênios pela União"
    EQUIPE_DA_PGFN_ADMINISTRAR = "administrar a equipe da PGFN"
    CARTEIRA_EDITAR = "editar carteiras"
    AGENDA_DEFINIR = "definir a agenda dos canais"
    CONVENIO_CERTIFICAR = "certificar as dívidas e registrar acordos"
    CONVENIO_SUSPENDER = "suspender, reativar e encerrar convênios"
    DOCUMENTOS_EMITIR = "emitir documentos"
    MODELOS_EDITAR = "escrever modelos de documento"
    OPERACAO_VER = "ver as chaves da operação"
    OPERACAO_MUDAR = "ligar e desligar as chaves da operação"


@dataclass(frozen=True, kw_only=True)
class Permissao:
    """Quem pode um ato, e com que nível de conta."""

    perfis: frozenset[UmPerfil]
    #: o menor nível de quem o faz, conferido a cada vez e não só ao entrar
    nivel: Nivel = Nivel.BRONZE


def _a(*perfis: UmPerfil, nivel: Nivel = Nivel.BRONZE) -> Permissao:
    return Permissao(perfis=frozenset(perfis), nivel=nivel)


_ENVIAM = (Perfil.GESTOR, Perfil.OPERADOR)

#: A tabela. Ato que não está aqui ninguém pode.
PERMISSOES: dict[Ato, Permissao] = {
    Ato.CONSULTAR: _a(*Perfil),
    Ato.CDAS_ENVIAR: _a(*_ENVIAM),
    Ato.REMESSA_PLANEJAR: _a(*_ENVIAM),
    Ato.REMESSA_LIBERAR: _a(Perfil.GESTOR, nivel=Nivel.PRATA),
    Ato.RETORNO_APLICAR: _a(*_ENVIAM),
    Ato.CANAL_RELIGAR: _a(*_ENVIAM),
    Ato.AUDITORIA_VER: _a(Perfil.GESTOR, Perfil.AUDITOR),
    Ato.EQUIPE_ADMINISTRAR: _a(Perfil.GESTOR, nivel=Nivel.PRATA),
    Ato.CREDENCIAIS_VER: _a(Perfil.GESTOR, Perfil.AUDITOR),
    Ato.CREDENCIAIS_ADMINISTRAR: _a(Perfil.GESTOR, nivel=Nivel.PRATA),
    Ato.CONVENIOS_VER: _a(*PerfilDaPgfn),
    Ato.ADESAO_ANALISAR: _a(PerfilDaPgfn.ANALISTA, PerfilDaPgfn.ADMINISTRADOR),
    Ato.ADESAO_ASSINAR_PELA_UNIAO: _a(PerfilDaPgfn.ADMINISTRADOR, nivel=Nivel.OURO),
    Ato.EQUIPE_DA_PGFN_ADMINISTRAR: _a(PerfilDaPgfn.ADMINISTRADOR, nivel=Nivel.PRATA),
    # Quem edita a carteira diz para que Pix o devedor paga.
    Ato.CARTEIRA_EDITAR: _a(Perfil.GESTOR, nivel=Nivel.PRATA),
    # Quem define pode aprovar que remessas saiam sem ninguém olhar.
    Ato.AGENDA_DEFINIR: _a(Perfil.GESTOR, nivel=Nivel.PRATA),
    Ato.DOCUMENTOS_EMITIR: _a(*_ENVIAM),
    # O modelo é a palavra do órgão, e vai assinado.
    Ato.MODELOS_EDITAR: _a(Perfil.GESTOR, nivel=Nivel.PRATA),
    Ato.CONVENIO_CERTIFICAR: _a(Perfil.GESTOR, nivel=Nivel.PRATA),
    Ato.CONVENIO_SUSPENDER: _a(PerfilDaPgfn.ADMINISTRADOR, nivel=Nivel.PRATA),
    Ato.OPERACAO_VER: _a(*PerfilDaPgfn),
    # Para todos os credores de uma vez.
    Ato.OPERACAO_MUDAR: _a(PerfilDaPgfn.ADMINISTRADOR, nivel=Nivel.PRATA),
}


def nivel_minimo(ato: Ato) -> Nivel:
    """O nível que o ato pede; o que não está na tabela pede o maior."""
    return PERMISSOES[ato].nivel if ato in PERMISSOES else Nivel.OURO


def pode(perfil: UmPerfil, ato: Ato) -> bool:
    return perfil in quem_pode(ato)


def quem_pode(ato: Ato) -> frozenset[UmPerfil]:
    return PERMISSOES[ato].perfis if ato in PERMISSOES else frozenset()
