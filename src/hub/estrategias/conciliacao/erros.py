"""O que a conciliação recusa."""

from __future__ import annotations

from hub.comum.erros import Recusa


class NadaAComparar(Recusa):
    """Falta com que comparar: mande a lista do credor, a do canal, ou as duas."""

    status = 422


class CanalSemLista(Recusa):
    """O canal {estrategia} não se concilia por lista: ela é dos cadastros de devedores ({cadastros})."""

    status = 422


class ConciliacaoFechada(Recusa):
    """A conciliação {conciliacao} já foi {situacao}. Compare de novo com listas de hoje."""

    status = 409


class ConciliacaoDesconhecida(Recusa):
    """Não há conciliação {conciliacao} deste credor."""

    status = 404


class FreioDaConciliacao(Recusa):
    """{motivo} Por isso a conciliação {conciliacao} precisa de duas pessoas, e só {aprovaram} a aplicou. Peça a outra

    pessoa que a confira e aplique (na linha de comando, `--por NOME`).
    """

    codigo = "FREIO"
    status = 409


class ListaGrandeDemais(Recusa):
    """A lista {arquivo} passa de {limite} MB. Concilie-a com `hub conciliar`, que não tem esse limite."""

    status = 413
