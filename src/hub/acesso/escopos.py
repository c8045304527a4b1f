"""O que um token deixa fazer na API: cada rota pede um escopo."""

from __future__ import annotations

from enum import StrEnum


class Escopo(StrEnum):
    """Escopos OAuth2, como se pedem em `scope`."""

    #: ler CDAs e a situação delas
    CDAS_LER = "cdas:ler"
    #: enviar, alterar e justificar CDAs, uma a uma, em lista ou em arquivo
    CDAS_ENVIAR = "cdas:enviar"
    #: dizer o que houve com CDAs já enviadas
    MOVIMENTOS_ENVIAR = "movimentos:enviar"
    #: ler o andamento, os achados e o original dos arquivos
    LOTES_LER = "lotes:ler"
    #: ler os resultados
    RESULTADOS_LER = "resultados:ler"
    #: mandar listas para comparar; não muda nada no livro
    CONCILIACOES_COMPARAR = "conciliacoes:comparar"
    #: ler o que diverge
    CONCILIACOES_LER = "conciliacoes:ler"
    #: ler os limites em vigor
    LIMITES_LER = "limites:ler"


#: O que cada escopo deixa fazer, como se lê na tela e na descrição da API.
EXPLICACOES = {
    Escopo.CDAS_LER: "ler CDAs e a situação delas",
    Escopo.CDAS_ENVIAR: "enviar, alterar e justificar CDAs",
    Escopo.MOVIMENTOS_ENVIAR: "enviar pagamentos, suspensões e outros movimentos",
    Escopo.LOTES_LER: "ler andamento, achados e original dos arquivos",
    Escopo.RESULTADOS_LER: "ler os resultados",
    Escopo.CONCILIACOES_COMPARAR: "mandar listas para comparar com o hub",
    Escopo.CONCILIACOES_LER: "ler o que diverge nas conciliações",
    Escopo.LIMITES_LER: "ler os limites em vigor",
}
#: Os que só leem, os únicos da credencial da equipe.
DA_EQUIPE = frozenset(escopo for escopo in Escopo if escopo.endswith(":ler"))
