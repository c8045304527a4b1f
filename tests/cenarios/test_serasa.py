"""Da CDA ao registro na Serasa, e de volta: comunicação, plano, arquivo, resposta, exclusão com motivo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cenarios import serasa
from cenarios.portas import Registro, movimentar
from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.historia import historia_da
from hub.dividas.models import CDA, Acionamento, Corresponsavel, Passagem
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.erros import OpcaoErrada, RetornoIlegivel
from hub.estrategias.registro import canal
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import arquivo_recusado, remessa_liberar, remessa_planejar

pytestmark = pytest.mark.django_db

CPF_DO_SOCIO = "52998224725"


@pytest.fixture
def pronta(recife: Credor) -> Credor:
    serasa.preparar(recife)
    return recife


@pytest.fixture
def cda(pronta: Credor, iptu: Registro) -> CDA:
    return serasa.enviar(pronta, iptu, "2024/1")


def motivo(credor: Credor, em: date, cda: CDA) -> str:
    (dito,) = canal("serasa").motivos(credor=credor, em=em, limite=1, cda=cda.pk)
    assert dito["texto"]
    return dito["motivo"]


def situacoes() -> list[str]:
    return list(Acionamento.objects.order_by("id").values_list("situacao", flat=True))


def aplicar(conteudo: bytes, nome: str = "R.TXT") -> tuple[int, int, int]:
    retorno = retorno_aplicar(estrategia="serasa", conteudo=conteudo, nome=nome, ator="ana")
    return retorno.aplicados, retorno.repetidos, retorno.desconhecidos


def test_sem_comunicacao_provada_ninguem_e_registrado(pronta: Credor, cda: CDA, em: date) -> None:
    assert motivo(pronta, em, cda) == "sem_comunicacao"
    eletronica = {"meio": "email", "prova_de_envio": "id-1"}
    serasa.comunicar(pronta, cda, **eletronica)
    assert motivo(pronta, em, cda) == "comunicacao_sem_prova"
    serasa.comunicar(pronta, cda, **eletronica, entregue_em="2026-02-25", prova_de_entrega="recibo")
    # Dez dias da entrega: vai no dia 7.
    assert motivo(pronta, em, cda) == "espera_da_comunicacao"
    assert motivo(pronta, date(2026, 3, 6), cda) == "espera_da_comunicacao"
    assert motivo(pronta, date(2026, 3, 7), cda) == ""


def test_o_prazo_da_comunicacao_e_o_da_uf_do_devedor(pronta: Credor, iptu: Registro) -> None:
    em_sp = {"devedor_municipio_ibge": "3550308", "devedor_municipio": "SÃO PAULO", "devedor_uf": "SP"}
    cda = serasa.enviar(pronta, iptu, "2024/2", **em_sp, devedor_cep="01001-000")
    serasa.comunicar(pronta, cda)
    assert motivo(pronta, date(2026, 2, 15), cda) == "espera_da_comunicacao"
    assert motivo(pronta, date(2026, 2, 16), cda) == ""
    canal_configurar(credor=pronta, estrategia="serasa", ditas={"espera_dias": "3"}, ator="ana")
    assert motivo(pronta, date(2026, 2, 4), cda) == ""


def test_o_arquivo_e_um_pefin_sem_defeito(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    remessa, arquivo, detalhes = serasa.liberar(pronta, em, tmp_path)
    assert (arquivo.nome, arquivo.titulos, arquivo.valor) == ("PEFIN000001.TXT", 1, cda.valor_consolidado)
    (linha,) = detalhes.to_dicts()
    assert linha["numero_contrato"] == f"S{cda.pk:012}001"
    assert (linha["codigo_operacao"], linha["data_ocorrencia"], linha["valor"]) == ("I", date(2024, 3, 10), 167393)
    assert (linha["tipo_pessoa_principal"], linha["documento_principal"]) == ("J", "099001001000118")
    assert (linha["nome_devedor"], linha["municipio"], linha["uf"]) == ("COMERCIO EXEMPLO LTDA", "RECIFE", "PE")
    assert situacoes() == [Situacao.ENVIADA]
    (de_novo,) = remessa_liberar(remessa=remessa, saida=tmp_path / "outra", ator="ana")
    assert (tmp_path / "outra" / de_novo.nome).read_bytes() == (tmp_path / arquivo.nome).read_bytes()


def test_registrada_paga_excluida(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    assert aplicar(serasa.responder(inclusao, date(2026, 3, 3))) == (1, 0, 0)
    assert situacoes() == [Situacao.REGISTRADA]
    assert motivo(pronta, em, cda) == "no_canal"
    movimentar(pronta, cda.numero_cda, "PAGAMENTO_TOTAL", data="2026-03-05", valor="1673.93")
    assert motivo(pronta, date(2026, 3, 6), CDA.objects.get()) == "pede_exclusao"
    _, _, exclusao = serasa.liberar(pronta, date(2026, 3, 6), tmp_path)
    (linha,) = exclusao.to_dicts()
    assert (linha["codigo_operacao"], linha["motivo_baixa"]) == ("E", "01")
    assert linha["numero_contrato"] == inclusao["numero_contrato"][0]
    assert situacoes() == [Situacao.EXCLUSAO_PEDIDA]
    assert aplicar(serasa.responder(exclusao, date(2026, 3, 9)), "R2.TXT") == (1, 0, 0)
    assert situacoes() == [Situacao.EXCLUIDA]
    frases = [fato.texto for fato in historia_da(CDA.objects.get())]
    assert any("Serasa registrou a dívida, por R$ 1.673,93" in frase for frase in frases), frases
    assert any("pediu a Serasa que exclua o registro, por pagamento" in frase for frase in frases), frases


def test_pagou_antes_da_resposta_sai_do_mesmo_jeito(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    movimentar(pronta, cda.numero_cda, "PAGAMENTO_TOTAL", data="2026-03-02", valor="1673.93")
    _, _, exclusao = serasa.liberar(pronta, date(2026, 3, 3), tmp_path)
    # A resposta da inclusão chega depois: nada volta atrás.
    assert aplicar(serasa.responder(inclusao, date(2026, 3, 3))) == (0, 1, 0)
    assert situacoes() == [Situacao.EXCLUSAO_PEDIDA]
    assert aplicar(serasa.responder(exclusao, date(2026, 3, 4)), "R2.TXT") == (1, 0, 0)
    assert situacoes() == [Situacao.EXCLUIDA]


def test_exclusao_recusada_se_pede_de_novo(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    aplicar(serasa.responder(inclusao, em))
    movimentar(pronta, cda.numero_cda, "CANCELAMENTO", data="2026-03-05", motivo="lançada em dobro")
    _, _, exclusao = serasa.liberar(pronta, date(2026, 3, 6), tmp_path)
    assert exclusao["motivo_baixa"].to_list() == ["03"]
    aplicar(serasa.responder(exclusao, date(2026, 3, 7), lambda _: "045"), "R2.TXT")
    assert situacoes() == [Situacao.EXCLUSAO_RECUSADA]
    frases = [fato.texto for fato in historia_da(CDA.objects.get())]
    assert any("recusou a exclusão do registro (código 045)" in frase for frase in frases), frases
    serasa.liberar(pronta, date(2026, 3, 9), tmp_path)
    assert situacoes() == [Situacao.EXCLUSAO_PEDIDA]


def test_recusada_espera_correcao(pronta: Credor, iptu: Registro, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    assert aplicar(serasa.responder(inclusao, em, lambda _: "012034")) == (1, 0, 0)
    recusada = Acionamento.objects.get()
    assert (recusada.situacao, recusada.irregularidade) == (Situacao.RECUSADA, "012034")
    assert motivo(pronta, date(2026, 3, 4), cda) == "recusada_sem_correcao"
    serasa.enviar(pronta, iptu, cda.numero_cda, operacao="A", devedor_nome="COMÉRCIO EXEMPLAR LTDA")
    assert motivo(pronta, date(2026, 3, 4), cda) == ""
    _, _, de_novo = serasa.liberar(pronta, date(2026, 3, 4), tmp_path)
    assert de_novo["numero_contrato"].to_list() == [f"S{cda.pk:012}002"]


def test_pagamento_parcial_exclui_e_volta_pelo_saldo(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    aplicar(serasa.responder(inclusao, em))
    movimentar(pronta, cda.numero_cda, "PAGAMENTO_PARCIAL", data="2026-03-03", valor="673.93")
    _, _, exclusao = serasa.liberar(pronta, date(2026, 3, 4), tmp_path)
    assert exclusao.select("codigo_operacao", "motivo_baixa").rows() == [("E", "07")]
    aplicar(serasa.responder(exclusao, date(2026, 3, 5)), "R2.TXT")
    _, _, volta = serasa.liberar(pronta, date(2026, 3, 6), tmp_path)
    assert volta.select("codigo_operacao", "valor").rows() == [("I", 100_000)]


def test_corresponsavel_comunicado_vai_junto_e_sai_antes(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    socio = {"credor": pronta, "cda": cda, "papel": "SOCIO", "nome": "CARLA SILVA", "logradouro": "RUA B"}
    socio |= {"bairro": "CENTRO", "municipio_ibge": "2611606", "uf": "PE", "cep": "50010000"}
    Corresponsavel.objects.create(ordem=1, documento=CPF_DO_SOCIO, **socio)
    Corresponsavel.objects.create(ordem=2, documento="11144477735", **socio)
    serasa.comunicar(pronta, cda)
    serasa.comunicar(pronta, cda, documento=CPF_DO_SOCIO)
    remessa, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    # O segundo não foi comunicado.
    assert inclusao["documento_coobrigado"].to_list() == [None, f"0000{CPF_DO_SOCIO}"]
    assert inclusao["nome_devedor"].to_list() == ["COMERCIO EXEMPLO LTDA", "CARLA SILVA"]
    assert remessa.inclusoes == 1
    assert aplicar(serasa.responder(inclusao, em)) == (2, 0, 0)
    movimentar(pronta, cda.numero_cda, "PARCELAMENTO", data="2026-03-05")
    _, _, exclusao = serasa.liberar(pronta, date(2026, 3, 6), tmp_path)
    assert exclusao["documento_coobrigado"].to_list() == [f"0000{CPF_DO_SOCIO}", None]
    assert set(exclusao["motivo_baixa"]) == {"02"}
    assert aplicar(serasa.responder(exclusao, date(2026, 3, 7)), "R2.TXT") == (2, 0, 0)
    assert situacoes() == [Situacao.EXCLUIDA, Situacao.EXCLUIDA]


def test_suspensa_nunca_vai_e_a_registrada_sai(pronta: Credor, iptu: Registro, em: date, tmp_path: Path) -> None:
    uma, outra = serasa.enviar(pronta, iptu, "2024/1"), serasa.enviar(pronta, iptu, "2024/2")
    for cda in (uma, outra):
        serasa.comunicar(pronta, cda)
    movimentar(pronta, uma.numero_cda, "SUSPENSAO", data="2026-03-01", motivo="liminar")
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    assert inclusao["numero_contrato"].to_list() == [f"S{outra.pk:012}001"]
    aplicar(serasa.responder(inclusao, em))
    movimentar(pronta, outra.numero_cda, "SUSPENSAO", data="2026-03-03", motivo="liminar")
    _, _, exclusao = serasa.liberar(pronta, date(2026, 3, 4), tmp_path)
    assert exclusao.select("numero_contrato", "motivo_baixa").rows() == [(f"S{outra.pk:012}001", "04")]


def test_a_janela_do_vencimento(pronta: Credor, cda: CDA) -> None:
    serasa.comunicar(pronta, cda, enviada_em="2024-03-01")
    # Quatro anos e onze meses depois do vencimento ainda pode; no dia seguinte, não.
    assert motivo(pronta, date(2029, 2, 10), cda) == ""
    assert motivo(pronta, date(2029, 2, 11), cda) == "vencimento_antigo"


def test_vencida_ha_menos_de_quatro_dias_espera(pronta: Credor, cda: CDA) -> None:
    serasa.comunicar(pronta, cda, enviada_em="2024-01-01")
    CDA.objects.update(data_vencimento=date(2026, 3, 10))
    # A chegada da CDA é anterior ao vencimento só aqui, para medir o limite.
    assert motivo(pronta, date(2026, 3, 13), cda) == "vencimento_recente"
    assert motivo(pronta, date(2026, 3, 14), cda) == ""


def test_ao_fim_da_permanencia_sai_sozinha(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    aplicar(serasa.responder(inclusao, em))
    assert motivo(pronta, date(2029, 3, 10), cda) == "no_canal"
    assert motivo(pronta, date(2029, 3, 11), cda) == "pede_exclusao"


def test_sem_acordo_ou_sem_configurar_nada_vai(recife: Credor, iptu: Registro, em: date) -> None:
    serasa.preparar(recife)
    cda = serasa.enviar(recife, iptu, "2024/1")
    serasa.comunicar(recife, cda)
    canal_configurar(credor=recife, estrategia="serasa", ditas={"natureza": ""}, ator="ana")
    assert motivo(recife, em, cda) == "canal_por_configurar"
    assert any("natureza" in falta for falta in canal("serasa").o_que_falta(recife))
    canal_configurar(credor=recife, estrategia="serasa", ditas={"natureza": "OO"}, ator="ana")
    assert motivo(recife, em, cda) == ""
    recife.acordos.update(validade=date(2026, 3, 1))
    assert motivo(recife, em, cda) == "sem_acordo"


def test_o_mesmo_retorno_e_o_titulo_alheio_nao_mudam_nada(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    resposta = serasa.responder(inclusao, em)
    aplicar(resposta)
    passagens = Passagem.objects.count()
    assert retorno_aplicar(estrategia="serasa", conteudo=resposta, nome="R.TXT", ator="ana").ja_lido
    # O mesmo desfecho, noutro arquivo, é repetição; contrato de ninguém é desconhecido.
    assert aplicar(serasa.responder(inclusao, date(2026, 3, 4)), "R2.TXT") == (0, 1, 0)
    alheio = inclusao.with_columns(numero_contrato=pl.lit("S999999999999001"))
    assert aplicar(serasa.responder(alheio, date(2026, 3, 5)), "R3.TXT") == (0, 0, 1)
    assert Passagem.objects.count() == passagens


def test_a_vizinha_nao_alcanca_o_registro(pronta: Credor, olinda: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, _, inclusao = serasa.liberar(pronta, em, tmp_path)
    retorno = retorno_aplicar(
        estrategia="serasa", conteudo=serasa.responder(inclusao, em), nome="R.TXT", ator="olga", credor=olinda
    )
    assert (retorno.aplicados, retorno.desconhecidos, situacoes()) == (0, 1, [Situacao.ENVIADA])


def test_arquivo_recusado_inteiro_volta_ao_plano(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    remessa, arquivo, _ = serasa.liberar(pronta, em, tmp_path)
    assert arquivo_recusado(remessa=remessa, nome=arquivo.nome, motivo="código 001 no header", ator="ana") == 1
    assert situacoes() == [Situacao.RECUSADA]
    assert motivo(pronta, date(2026, 3, 3), cda) == ""
    _, segundo, _ = serasa.liberar(pronta, date(2026, 3, 3), tmp_path)
    assert segundo.nome == "PEFIN000002.TXT"


def test_o_que_nao_e_retorno_se_diz(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    _, arquivo, _ = serasa.liberar(pronta, em, tmp_path)
    with pytest.raises(RetornoIlegivel, match="arquivo de entrada"):
        aplicar((tmp_path / arquivo.nome).read_bytes())
    with pytest.raises(RetornoIlegivel):
        aplicar(b"isto nao e nada\r\n")


@pytest.mark.parametrize(
    ("opcao", "valor"),
    [("natureza", "oo"), ("ddd", "081"), ("telefone", "933550000"), ("baixas", "fuga=01"), ("quem_comunica", "eu")],
)
def test_opcao_errada_se_recusa(recife: Credor, opcao: str, valor: str) -> None:
    with pytest.raises(OpcaoErrada, match=opcao):
        canal_configurar(credor=recife, estrategia="serasa", ditas={opcao: valor}, ator="ana")


def test_baixa_combinada_com_a_serasa_vale_a_do_credor(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    canal_configurar(credor=pronta, estrategia="serasa", ditas={"baixas": "pagamento=20"}, ator="ana")
    serasa.comunicar(pronta, cda)
    serasa.liberar(pronta, em, tmp_path)
    movimentar(pronta, cda.numero_cda, "PAGAMENTO_TOTAL", data="2026-03-02", valor="1673.93")
    _, _, exclusao = serasa.liberar(pronta, date(2026, 3, 3), tmp_path)
    assert exclusao["motivo_baixa"].to_list() == ["20"]


def test_pago_entre_o_plano_e_a_liberacao_sai_do_plano(pronta: Credor, cda: CDA, em: date, tmp_path: Path) -> None:
    serasa.comunicar(pronta, cda)
    remessa = remessa_planejar(credor=pronta, estrategia="serasa", em=em, ator="ana")
    movimentar(pronta, cda.numero_cda, "PAGAMENTO_TOTAL", data="2026-03-02", valor="1673.93")
    assert remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana") == []
    assert situacoes() == []
