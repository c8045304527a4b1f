"""O que o menu oferece a cada um: só aonde o perfil alcança."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from hub.acesso.permissoes import Ato


@dataclass(frozen=True, kw_only=True)
class ItemDoMenu:
    #: nome da rota
    rota: str
    rotulo: str
    icone: str
    #: o que a página pede
    ato: Ato = Ato.CONSULTAR
    #: rotas que também acendem o item
    dentro: frozenset[str] = frozenset()


def _item(rota: str, rotulo: str, icone: str, *dentro: str, ato: Ato = Ato.CONSULTAR) -> ItemDoMenu:
    return ItemDoMenu(rota=rota, rotulo=rotulo, icone=icone, ato=ato, dentro=frozenset(dentro))


DO_CREDOR = (
    _item("inicio", "Início", "fa-home"),
    _item("cdas", "CDAs", "fa-file-invoice-dollar", "cda", "cda_nova", "cda_alterar", "cda_movimento"),
    _item("lotes", "Lotes", "fa-boxes", "lote", "lote_novo"),
    _item(
        "carteiras",
        "Carteiras",
        "fa-folder-open",
        "carteira",
        "carteira_nova",
        "carteira_editar",
        "carteira_versao",
    ),
    _item(
        "remessas",
        "Remessas",
        "fa-paper-plane",
        "remessa",
        "remessa_retidas",
        "remessa_liberar",
        "remessa_descartar",
        "canais",
        "enderecos",
    ),
    _item("agendas", "Agenda", "fa-calendar-check", "agenda"),
    _item("baixas", "Baixas", "fa-stopwatch"),
    _item("conciliacoes", "Conciliação", "fa-balance-scale", "conciliacao", "conciliacao_comparar"),
    _item("retornos", "Retornos", "fa-reply", "retorno", "retorno_enviar", "sem_resposta"),
    _item(
        "documentos",
        "Documentos",
        "fa-file-signature",
        "modelo_de_documento",
        "modelo_novo",
        "modelo_editar",
        "cda_documentos",
        "documento_cancelar",
        "lote_de_documentos",
        "lote_de_documentos_novo",
    ),
    _item("resultados", "Resultados", "fa-chart-bar"),
    _item("convenio", "Convênio", "fa-handshake"),
    _item("equipe", "Equipe", "fa-users", "equipe_pessoa", "equipe_retirar", "equipe_convidar"),
    _item(
        "integracoes",
        "Integrações",
        "fa-plug",
        "integracao",
        "integracao_nova",
        "integracao_trocar",
        "integracao_revogar",
        ato=Ato.CREDENCIAIS_VER,
    ),
    _item("auditoria", "Auditoria", "fa-history", ato=Ato.AUDITORIA_VER),
)
DA_PGFN = (
    _item("pgfn", "Início", "fa-home", ato=Ato.CONVENIOS_VER),
    _item("pgfn_adesoes", "Adesões", "fa-handshake", "pgfn_adesao", ato=Ato.CONVENIOS_VER),
    _item("pgfn_equipe", "Equipe da PGFN", "fa-users", "pgfn_equipe_pessoa", ato=Ato.EQUIPE_DA_PGFN_ADMINISTRAR),
    _item("pgfn_operacao", "Operação", "fa-traffic-light", "pgfn_operacao_desligar", ato=Ato.OPERACAO_VER),
    _item("pgfn_auditoria", "Auditoria", "fa-history", ato=Ato.CONVENIOS_VER),
)


def menu_do(pedido: HttpRequest | None) -> list[dict[str, Any]]:
    """Os itens que o pedido pode abrir, com `atual` = "page" na própria página e "true" nas de dentro."""
    onde = getattr(getattr(pedido, "resolver_match", None), "url_name", None)
    da_pgfn = getattr(pedido, "da_pgfn", None)
    itens: tuple[ItemDoMenu, ...] = DA_PGFN if da_pgfn else DO_CREDOR
    acesso = da_pgfn or getattr(pedido, "acesso", None)
    podem = acesso.pode if acesso else {}
    return [
        {"item": item, "atual": "page" if onde == item.rota else "true" if onde in item.dentro else ""}
        for item in itens
        if podem.get(item.ato.name.lower())
    ]
