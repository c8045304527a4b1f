"""Conferir: refazer a árvore inteira e confrontá-la com cada selo, em fluxo, sem guardar os eventos na memória."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hub.auditoria import ancora
from hub.auditoria.arvore import Arvore
from hub.auditoria.assinatura import chaves_publicas, confere, pasta_do_selo
from hub.auditoria.consultas import ANTES_DE_TUDO, corpo_do_selo, folhas_dos_eventos, resumo_do_selo
from hub.auditoria.models import Evento, Selo
from hub.auditoria.recibo import canonico

_RESTAURE = "Compare com a cópia de segurança e com os recibos já emitidos."


def conferir() -> dict[str, Any]:
    """`{"eventos", "selos", "nao_selados", "integra", "primeira_falha"?}`.

    `primeira_falha` é `{"selo", "mensagem"}`: evento alterado, apagado ou posto depois, selo alterado ou apagado,
    assinatura falsa ou de chave desconhecida. Evento ainda não selado só se conta.
    """
    ultimo = Selo.objects.order_by("-id").first()
    falha = next(_falhas(ultimo), None)
    resposta: dict[str, Any] = {
        "eventos": Evento.objects.count(),
        "selos": Selo.objects.count(),
        "nao_selados": Evento.objects.filter(pk__gt=ultimo.ultimo_evento if ultimo else 0).count(),
        "integra": falha is None,
    }
    if falha:
        resposta["primeira_falha"] = {"selo": falha[0], "mensagem": falha[1]}
    return resposta


def _falhas(ultimo: Selo | None) -> Iterator[tuple[int, str]]:
    if ultimo is not None:
        yield from _falhas_da_cadeia(ultimo)
    if not ancora.confere():
        numero = (ancora.ler() or (0, ""))[0]
        yield numero, f"O selo {numero}, que esta instalação assinou, sumiu do banco ou é outro. {_RESTAURE}"


def _falhas_da_cadeia(ultimo: Selo) -> Iterator[tuple[int, str]]:
    arvore, anterior, confiadas = Arvore(), None, chaves_publicas()
    selos = Selo.objects.filter(pk__lte=ultimo.pk).order_by("id").iterator()
    for selo, folhas in _com_as_folhas(selos, folhas_dos_eventos(ANTES_DE_TUDO, ultimo.ultimo_evento)):
        desde = anterior.ultimo_evento if anterior else 0
        mensagem = _falha_do_selo(selo, anterior, confiadas) or _falha_dos_eventos(selo, arvore, folhas, desde)
        if mensagem:
            yield selo.pk, f"{mensagem} {_RESTAURE}"
            return
        anterior = selo


def _com_as_folhas(selos: Iterable[Selo], eventos: Iterator[tuple[int, bytes]]) -> Iterator[tuple[Selo, list[bytes]]]:
    """Cada selo com as folhas que são só dele: as dos eventos depois do selo anterior."""
    proximo = next(eventos, None)
    for selo in selos:
        folhas = []
        while proximo is not None and proximo[0] <= selo.ultimo_evento:
            folhas.append(proximo[1])
            proximo = next(eventos, None)
        yield selo, folhas


def _falha_do_selo(selo: Selo, anterior: Selo | None, confiadas: frozenset[bytes]) -> str | None:
    esperado = anterior.pk + 1 if anterior else 1
    if selo.pk != esperado:
        return f"Falta o selo {esperado}: depois do {esperado - 1} vem o {selo.pk}."
    chave = bytes(selo.chave_publica)
    if chave not in confiadas:
        arquivo = pasta_do_selo() / "publicas.txt"
        return f"O selo {selo.pk} é da chave {chave.hex()}, desconhecida aqui. Se ela é do hub, ponha-a em {arquivo}."
    if not confere(corpo=canonico(corpo_do_selo(selo)), assinatura=bytes(selo.assinatura), chave_publica=chave):
        return f"O selo {selo.pk} foi alterado: a assinatura dele não confere."
    if bytes(selo.anterior) != (resumo_do_selo(anterior) if anterior else b""):
        return f"O selo {selo.pk} não continua o anterior: a cadeia foi quebrada entre eles."
    return None


def _falha_dos_eventos(selo: Selo, arvore: Arvore, folhas: list[bytes], desde: int) -> str | None:
    onde = f"entre os eventos {desde + 1} e {selo.ultimo_evento}, cobertos pelo selo {selo.pk}"
    for folha in folhas:
        arvore.juntar(folha)
    if sobra := arvore.tamanho - selo.tamanho:
        return f"{'Apareceram' if sobra > 0 else 'Sumiram'} {abs(sobra)} {onde}."
    if arvore.raiz != bytes(selo.raiz):
        return f"Há evento alterado {onde}."
    if arvore.topos != bytes(selo.topos):
        return f"O selo {selo.pk} foi alterado: os topos da árvore não são os dos eventos."
    return None
