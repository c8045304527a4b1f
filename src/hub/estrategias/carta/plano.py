"""O plano das cartas: a quem, por onde, e por que o resto não vai."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.conf import settings

from hub.comum.situacoes import LIVRES, Situacao
from hub.credores.models import Credor
from hub.dividas.enderecos import CHAVE_DO_EMAIL, CHAVE_POSTAL, DEVEDOR
from hub.dividas.trava import NO_CARTORIO
from hub.estrategias.carta.opcoes import (
    NOME,
    chaves_dos_modelos,
    codigos_dos,
    configurada,
    opcoes_da_carta,
    versoes_das,
)
from hub.estrategias.plano import Plano, PorDia, consulta
from hub.leiautes.correios.ecarta import baixas, inconsistencias

PASTA: Final = "hub.estrategias.carta"
#: A carta que saiu não prende a CDA: depois do intervalo, vai a seguinte.
FORA: Final = (Situacao.ENVIADA, Situacao.CONFIRMADA, Situacao.POSTADA)
#: O endereço de e-mail que o correio aceita: o mesmo que `hub.documentos.correio.mensagem.destinatario_da` confere.
_EMAIL: Final = (
    r"^[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$"
)
#: Dia a dia: a espera entre uma carta e a seguinte, e a carta que já se emitiu junta com outras, que não se separa.
_NO_DIA: Final = """case
    when f.ultima + %(intervalo)s::integer > %({dia})s::date then 'espera_da_proxima_carta'
    when (%({versoes})s::bigint[])[da.vez] is null then 'sem_versao'
    when exists (
        select from documento o
          join pedaco_do_lote p on p.id = o.pedaco_id and p.credor_id = %(credor)s
          join lote_de_documentos x on x.id = p.lote_id and x.formato = 'juntado'
         where o.cda_id = c.id and o.credor_id = %(credor)s and o.cda_versao = c.versao
           and o.versao_id = (%({versoes})s::bigint[])[da.vez]
    ) then 'carta_ja_emitida'
end"""


def com_enderecos(nome: str) -> str:
    """Uma consulta da pasta, com `juntas.sql` e as expressões do endereço no lugar."""
    texto = consulta(PASTA, nome).replace("{juntas}", consulta(PASTA, "juntas"))
    partes = {"devedor": DEVEDOR, "chave_postal": CHAVE_POSTAL, "chave_do_email": CHAVE_DO_EMAIL}
    for marcador, parte in partes.items():
        texto = texto.replace(f"{{{marcador}}}", parte)
    return texto


class PlanoDasCartas(Plano):
    """O plano do hub, com o endereço escrito uma vez só."""

    def consulta(self, nome: str) -> str:
        return com_enderecos(nome) if nome == "juntas" else super().consulta(nome)


def parametros_do(credor: Credor) -> dict[str, Any]:
    """Os parâmetros das consultas que não dependem do dia."""
    opcoes, modelos = opcoes_da_carta(credor), chaves_dos_modelos(credor)
    return {
        "configurado": configurada(credor, opcoes),
        # O modelo que deixou de existir não é de carta nenhuma.
        "modelos": [modelos.get(codigo, 0) for codigo in codigos_dos(opcoes)],
        "por_email": opcoes.por_email,
        "papel": opcoes.papel if opcoes.papel != "nenhum" else "",
        "intervalo": int(opcoes.intervalo_dias),
        "forma_do_email": _EMAIL,
        "fuso": settings.TIME_ZONE,
        "do_credor": [codigo for codigo, linha in inconsistencias().items() if linha["de_quem"] == "credor"],
        "no_cartorio": [situacao.value for situacao in NO_CARTORIO],
        "feitas": [situacao.value for situacao in (*FORA, Situacao.ENTREGUE)],
        # Voltou, e não por causa do endereço: foi uma carta feita.
        "contam": [codigo for codigo, baixa in baixas().items() if baixa["endereco"] != "volta"],
    }


def _por_dia(credor: Credor, dias: Sequence[date]) -> PorDia:
    expressoes: list[str] = []
    parametros: dict[str, Any] = {}
    opcoes = opcoes_da_carta(credor)
    for vez, dia in enumerate(dias):
        nomes = {"dia": f"dia_{vez}", "versoes": f"versoes_{vez}"}
        versoes = [versao.pk if versao else None for versao in versoes_das(credor, opcoes, dia)]
        parametros |= {nomes["dia"]: dia, nomes["versoes"]: versoes}
        expressoes.append(_NO_DIA.format(**nomes))
    return expressoes, parametros


PLANO: Final = PlanoDasCartas(
    estrategia=NOME,
    do_leiaute=NOME,
    vai="A carta pode ir no próximo plano.",
    pastas=(PASTA,),
    parametros=parametros_do,
    livres=LIVRES | frozenset(FORA),
    por_dia=_por_dia,
)
