"""Duas pessoas da PGFN, ou dois pedidos do mesmo ente, no mesmo segundo: um resultado só."""

from __future__ import annotations

import pytest

from abuso.test_ao_mesmo_tempo import juntos
from adesao.fabrica_de_adesoes import AGORA, a_assinar, assinar, em_analise, pedida, pessoa, preenchida
from hub.adesao.analise import adesao_analisar, adesao_deferir, adesao_indeferir
from hub.adesao.erros import AdesaoEmCurso, PassagemNaoCabe, SituacaoMudou
from hub.adesao.models import Adesao, Parte
from hub.adesao.servicos import adesao_pedir
from hub.comum.erros import Recusa
from hub.credores.models import Convenio, Credor

pytestmark = pytest.mark.django_db(transaction=True)


def test_duas_analises_criam_um_credor_so() -> None:
    adesao = pedida(pessoa("caio"))
    saidas = juntos(
        *[lambda ator=ator: adesao_analisar(adesao=adesao, ator=ator, agora=AGORA) for ator in ("ines", "jose")]
    )
    assert not [saida for saida in saidas if isinstance(saida, Exception)]
    assert Credor.objects.count() == 1
    assert adesao.passagens.filter(para="em_analise").count() == 1


def test_deferir_e_indeferir_ao_mesmo_tempo_so_um_vale() -> None:
    adesao = em_analise(pessoa("caio"))
    saidas = juntos(
        lambda: adesao_deferir(adesao=adesao, parecer="Sim.", ator="ines", agora=AGORA),
        lambda: adesao_indeferir(adesao=adesao, parecer="Não.", ator="jose", agora=AGORA),
    )
    recusadas = [saida for saida in saidas if isinstance(saida, Recusa)]
    assert len(recusadas) == 1
    assert isinstance(recusadas[0], PassagemNaoCabe | SituacaoMudou)
    adesao.refresh_from_db()
    assert adesao.parecer.favoravel == (adesao.situacao == "a_assinar")


def test_dois_pedidos_do_mesmo_ente_so_um_entra() -> None:
    pedidos = [preenchida(pessoa(nome)) for nome in ("caio", "duda")]
    saidas = juntos(*[lambda a=a: adesao_pedir(adesao=a, ator="x", agora=AGORA) for a in pedidos])
    recusadas = [saida for saida in saidas if isinstance(saida, Exception)]
    assert [type(recusa) for recusa in recusadas] == [AdesaoEmCurso]
    assert Adesao.objects.filter(situacao="pedida").count() == 1


def test_duas_assinaturas_da_uniao_ao_mesmo_tempo_poem_um_convenio_em_vigor() -> None:
    adesao = assinar(a_assinar(pessoa("caio")), Parte.ENTE, "caio")
    saidas = juntos(
        lambda: assinar(adesao, Parte.UNIAO, "procuradora"),
        lambda: assinar(adesao, Parte.UNIAO, "procurador"),
    )
    assert [type(saida) for saida in saidas if isinstance(saida, Exception)] == [PassagemNaoCabe]
    adesao.refresh_from_db()
    assert adesao.situacao == "vigente"
    assert Convenio.objects.count() == 1
