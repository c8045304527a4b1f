"""O SCPC pelo contrato do credor: XML, senha no corpo, exclusão pelo identificador."""

from __future__ import annotations

import pytest
from guiche import EM, SENHA, Guiche

from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models import Acionamento
from hub.estrategias.models import Chamada
from hub.estrategias.registro import canal

pytestmark = pytest.mark.django_db(transaction=True)


def test_da_cda_ao_registro_e_de_volta(scpc: Guiche) -> None:
    cda = scpc.cda()
    (chamada,) = scpc.mandar()
    assert (chamada.situacao, scpc.situacoes()) == ("feita", [Situacao.REGISTRADA])
    (_, pedido), *_ = scpc.servidor.ouvidos
    assert "<valor>1673,93</valor>" in pedido
    assert "<vencimento>10032024</vencimento>" in pedido
    assert "&amp; CIA</nome>" in pedido
    assert "<natureza>9</natureza>" in pedido
    assert Acionamento.objects.get().identificador == "1"
    scpc.movimentar(cda, "PAGAMENTO_TOTAL", data="2026-03-05", valor="1673.93")
    scpc.mandar(EM.replace(day=9))
    assert (scpc.situacoes(), scpc.no_cadastro()) == ([Situacao.EXCLUIDA], [])
    assert "<idRegistro>1</idRegistro><motivo>1</motivo>" in scpc.servidor.ouvidos[-1][1]


def test_exige_acordo_com_o_scpc(scpc: Guiche, olinda: Credor) -> None:
    cda = scpc.cda()
    assert scpc.motivo(cda, EM.replace(year=2031)) in {"sem_acordo", "vencimento_antigo"}
    assert any("Falta o endereço" in falta for falta in canal("scpc").o_que_falta(olinda))


def test_recusa_guarda_codigo_e_texto(scpc: Guiche) -> None:
    scpc.cda("recusado")
    scpc.mandar()
    recusada = Acionamento.objects.get()
    assert recusada.situacao == Situacao.RECUSADA
    assert recusada.irregularidade.startswith("INVALIDO Registro não permitido")


def test_a_chave_errada_desliga_o_canal_se_o_contrato_o_diz(scpc: Guiche) -> None:
    """O contrato deste simulador não diz quais códigos são de acesso: a recusa é do registro, e o texto se mostra."""
    scpc.guardar("recife", "outra")
    scpc.cda()
    (chamada,) = scpc.mandar()
    assert chamada.situacao == "feita"
    assert Acionamento.objects.get().irregularidade == "BLOQUEADO Chave inválida"


def test_a_senha_vai_so_no_corpo_da_chamada(scpc: Guiche) -> None:
    scpc.cda()
    scpc.mandar()
    assert SENHA in scpc.servidor.ouvidos[0][1]
    assert not any(SENHA in f"{um.mensagem}{um.chave}" for um in Chamada.objects.all())
    guardados = [caminho for caminho in scpc.saida.parent.rglob("*") if caminho.is_file()]
    assert guardados
    assert not any(SENHA.encode() in caminho.read_bytes() for caminho in guardados)
