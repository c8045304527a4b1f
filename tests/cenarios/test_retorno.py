"""O que o cartório responde: sempre para a frente, nunca duas vezes, e título desconhecido é achado."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import call_command

from cenarios import cartorio
from cenarios.portas import Registro, por_arquivo
from hub.auditoria.models import Evento, Selo
from hub.comum.situacoes import PODE, Situacao
from hub.credores.models import Credor
from hub.dividas.historia import historia_da
from hub.dividas.models import Acionamento, Passagem, Retorno
from hub.estrategias.erros import RetornoForaDoAlcance, RetornoIlegivel, TituloRepetidoDemais
from hub.estrategias.limites import VEZES_POR_TITULO
from hub.estrategias.protesto import leitura
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import remessa_liberar, remessa_planejar

pytestmark = pytest.mark.django_db


def enviadas(credor: Credor, iptu: Registro, pasta: Path, quantas: int = 3) -> list[Acionamento]:
    for n in range(quantas):
        por_arquivo(credor, iptu | {"numero_cda": f"2024/{n:06}"}, em=date(2026, 3, 1))
    remessa = remessa_planejar(credor=credor, estrategia="protesto", em=date(2026, 3, 2), ator="ana")
    remessa_liberar(remessa=remessa, saida=pasta, ator="ana")
    return list(Acionamento.objects.filter(credor=credor).order_by("pk"))


def aplicar(conteudo: bytes, credor: Credor | None = None, nome: str = "R9990403.261") -> Retorno:
    return retorno_aplicar(estrategia="protesto", conteudo=conteudo, nome=nome, ator="cartório", credor=credor)


def situacoes(credor: Credor) -> list[str]:
    return list(Acionamento.objects.filter(credor=credor).order_by("pk").values_list("situacao", flat=True))


def test_confirmacao_guarda_o_protocolo(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path)
    lido = aplicar(cartorio.confirmacao(titulos), nome="C9990203.261")
    assert (lido.leiaute, lido.titulos, lido.aplicados, lido.achados) == ("protesto/confirmacao", 3, 3, [])
    primeiro = Acionamento.objects.get(pk=titulos[0].pk)
    assert (primeiro.situacao, primeiro.cartorio, primeiro.protocolo) == ("confirmada", "01", f"26{primeiro.pk:08}")
    assert primeiro.data_protocolo == cartorio.DIA


@pytest.mark.parametrize(
    ("ocorrencia", "situacao"),
    [
        ("1", Situacao.PAGA),
        ("2", Situacao.PROTESTADA),
        ("C", Situacao.PROTESTADA),
        ("4", Situacao.SUSTADA),
        ("5", Situacao.DEVOLVIDA),
        ("7", Situacao.PAGA_CONDICIONAL),
        ("G", Situacao.SUSTADA_DEFINITIVA),
    ],
)
def test_cada_ocorrencia_leva_a_sua_situacao(
    recife: Credor, iptu: Registro, tmp_path: Path, ocorrencia: str, situacao: Situacao
) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.confirmacao(titulos))
    aplicar(cartorio.retorno(titulos, ocorrencia, codigo_irregularidade="06" if ocorrencia == "5" else None))
    assert situacoes(recife) == [situacao]
    passagem = Passagem.objects.order_by("-pk")[0]
    assert (passagem.de, passagem.para) == ("confirmada", situacao)
    assert f":{ocorrencia}" in passagem.motivo


def test_o_mesmo_arquivo_duas_vezes(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path)
    conteudo = cartorio.retorno(titulos, "2")
    primeiro, antes = aplicar(conteudo), Passagem.objects.count()
    assert aplicar(conteudo).pk == primeiro.pk
    assert Passagem.objects.count() == antes


def test_repetir_o_comando_diz_que_ja_tinha_lido(
    recife: Credor, iptu: Registro, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "R9990403.261").write_bytes(cartorio.retorno(enviadas(recife, iptu, tmp_path), "2"))
    ditos = []
    for _ in range(2):
        call_command("retorno", str(tmp_path / "R9990403.261"), "--estrategia", "protesto", "--json")
        ditos.append(json.loads(capsys.readouterr().out))
    contas = [tuple(dito[conta] for conta in ("ja_lido", "titulos", "aplicados", "repetidos")) for dito in ditos]
    assert contas == [(False, 3, 3, 0), (True, 3, 0, 3)]


def test_a_mesma_resposta_em_outro_arquivo_e_repetida(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path)
    aplicar(cartorio.retorno(titulos, "2"))
    outro = aplicar(cartorio.retorno([*titulos, titulos[0]], "2"))
    assert (outro.titulos, outro.aplicados, outro.repetidos) == (4, 0, 4)


def test_retorno_antes_da_confirmacao(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.retorno(titulos, "2", numero_protocolo=None, data_protocolo=None))
    tardia = aplicar(cartorio.confirmacao(titulos))
    assert (situacoes(recife), tardia.aplicados) == (["protestada"], 1)
    assert Acionamento.objects.get().protocolo
    assert [p.para for p in Passagem.objects.order_by("pk")] == ["enviada", "protestada"]


def test_titulo_desconhecido_e_achado(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    estranho = cartorio.titulo(titulos[0], nosso_numero="999999999999001", numero_protocolo="X1", tipo_ocorrencia="2")
    certo = cartorio.titulo(titulos[0], tipo_ocorrencia="2")
    lido = aplicar(cartorio.arquivo("protesto/retorno", [estranho, certo]))
    assert (lido.titulos, lido.aplicados, lido.desconhecidos) == (2, 1, 1)
    assert [a["codigo"] for a in lido.achados] == ["TITULO_DESCONHECIDO"]


def test_o_que_nao_cabe_fica_como_estava(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.retorno(titulos, "1"))
    lido = aplicar(cartorio.retorno(titulos, "2"))
    assert (situacoes(recife), lido.aplicados) == (["paga"], 0)
    assert [a["codigo"] for a in lido.achados] == ["PASSAGEM_NAO_PREVISTA"]


def test_etapas_do_andamento_entram_na_linha_do_tempo(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.confirmacao(titulos))
    for etapa in ("AA", "AB", "AB", "AG"):
        aplicar(cartorio.andamento(titulos, etapa))
    motivos = [p.motivo.split(":", 2)[2] for p in Passagem.objects.filter(para="em_andamento").order_by("pk")]
    assert motivos == ["AA", "AB", "AG"]


def test_retorno_casa_pelo_protocolo_quando_falta_o_nosso_numero(
    recife: Credor, iptu: Registro, tmp_path: Path
) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.confirmacao(titulos))
    aplicar(cartorio.retorno(titulos, "2", nosso_numero=None))
    assert situacoes(recife) == ["protestada"]


def test_custas_e_saldo_ficam_guardados(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.retorno(titulos, "2", custas_cartorio=12345, demais_despesas=55))
    protestado = Acionamento.objects.get()
    assert (protestado.saldo, protestado.custas) == (Decimal("1673.93"), Decimal("124.00"))


def test_total_errado_e_achado_e_os_titulos_valem(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    conteudo = cartorio.retorno(titulos, "2").replace(
        b"00000000000167393" + b" " * 10, b"00000000000167399" + b" " * 10
    )
    lido = aplicar(conteudo)
    assert situacoes(recife) == ["protestada"]
    assert lido.achados


def test_a_vizinha_nao_alcanca_o_titulo(recife: Credor, olinda: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    lido = aplicar(cartorio.retorno(titulos, "1"), credor=olinda)
    assert (lido.aplicados, lido.desconhecidos, situacoes(recife)) == (0, 1, ["enviada"])


@pytest.mark.parametrize(
    ("conteudo", "motivo"),
    [
        (b"", "0 bytes"),
        (b"<html><title>Manutencao</title></html>", "página de erro"),
        (b"a;b\n1;2\n", "600 ou 127"),
        (b"\x00" * 600, "600 ou 127"),
        (b"<!DOCTYPE confirmacao [<!ENTITY a 'b'>]><confirmacao/>", "DTD"),
        (b"<nota/>", 'raiz "nota"'),
        (b"<remessa><hd h01='0' h07='TPR'/></remessa>", "é protesto/remessa, que não volta do canal"),
    ],
)
def test_arquivo_que_nao_e_da_cra(recife: Credor, conteudo: bytes, motivo: str) -> None:
    with pytest.raises(RetornoIlegivel, match=motivo):
        aplicar(conteudo, nome="qualquer.txt")
    assert not Retorno.objects.exists()


def test_linha_que_nao_se_le_e_achado_e_as_outras_valem(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 3)
    linhas = cartorio.retorno(titulos, "2").split(b"\r\n")
    linhas[1] = linhas[1][:590] + b"\0" + linhas[1][591:]
    linhas[3] = linhas[3][:200]
    lido = aplicar(b"\r\n".join(linhas))
    assert situacoes(recife) == ["protestada", "protestada", "enviada"]
    codigos = {achado["linha"]: achado["codigo"] for achado in lido.achados if achado["linha"] in {2, 4}}
    assert codigos == {2: "CARACTERE_DE_CONTROLE", 4: "TAMANHO_DA_LINHA"}


def test_pago_pede_desistencia_e_protestado_pede_anuencia(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 4)
    aplicar(cartorio.confirmacao(titulos))
    aplicar(cartorio.retorno(titulos[2:], "2"))
    recife.cdas.filter(pk__in=[titulos[0].cda_id, titulos[2].cda_id]).update(posicao="paga")
    recife.cdas.filter(pk=titulos[3].cda_id).update(posicao="cancelada")
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 10), ator="ana")
    assert (remessa.inclusoes, remessa.baixas) == (0, 3)
    arquivos = {a.tipo: a for a in remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")}
    assert set(arquivos) == {"DP", "CP", "AC"}
    assert {len(linha) for linha in (tmp_path / arquivos["DP"].nome).read_bytes().split(b"\r\n")[:-1]} == {127}
    assert situacoes(recife) == ["desistencia_pedida", "confirmada", "anuencia_enviada", "cancelamento_pedido"]
    aplicar(cartorio.retorno(titulos[:1], "3"))
    aplicar(cartorio.retorno(titulos[2:3], "E"))
    aplicar(cartorio.retorno(titulos[3:], "X"))
    assert situacoes(recife) == ["retirada", "confirmada", "cancelada", "protestada"]


def test_o_dia_do_protesto_nao_se_perde_com_o_cancelamento(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.confirmacao(titulos, data_ocorrencia=None))
    aplicar(cartorio.retorno(titulos, "4", data_ocorrencia=date(2026, 3, 6)))
    aplicar(cartorio.retorno(titulos, "2", data_ocorrencia=date(2026, 3, 10)))
    recife.cdas.update(posicao="paga")
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 20), ator="ana")
    remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    aplicar(cartorio.retorno(titulos, "A", data_ocorrencia=date(2026, 4, 15)))
    datas = list(Passagem.objects.exclude(data=None).order_by("pk").values_list("para", "data"))
    assert datas == [
        ("confirmada", date(2026, 3, 4)),
        ("sustada", date(2026, 3, 6)),
        ("protestada", date(2026, 3, 10)),
        ("cancelada", date(2026, 4, 15)),
    ]
    textos = " ".join(fato.texto for fato in historia_da(recife.cdas.get()))
    for dia, feito in (("04/03", "protocolou"), ("06/03", "informou"), ("10/03", "lavrou"), ("15/04", "cancelou")):
        assert f"Em {dia}/2026 o cartório 1 de Recife {feito}" in textos


def test_desistencia_tarde_demais_vira_anuencia(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.confirmacao(titulos))
    recife.cdas.update(posicao="paga")
    for esperado in ("DP", "AC"):
        remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 10), ator="ana")
        assert [a.tipo for a in remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")] == [esperado]
        if esperado == "DP":
            aplicar(cartorio.retorno(titulos, "B"))
    assert situacoes(recife) == ["anuencia_enviada"]


def test_arquivo_recusado_inteiro_devolve_o_que_levava(
    recife: Credor, olinda: Credor, iptu: Registro, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def recusar(arquivo: str) -> dict[str, Any]:
        remessa = recife.remessas.order_by("-pk")[0]
        call_command("remessa", "recusada", str(remessa.pk), arquivo, "--motivo", "1305, total errado", "--json")
        return dict(json.loads(capsys.readouterr().out))

    da_vizinha = enviadas(olinda, iptu, tmp_path / "olinda", 1)
    titulos = enviadas(recife, iptu, tmp_path, 2)
    (arquivo,) = recife.remessas.get().arquivos.all()
    assert recusar(arquivo.nome)["voltaram"] == 2
    assert situacoes(recife) == ["recusada", "recusada"]
    for nome, erro in ((arquivo.nome, "ARQUIVO_JA_RESPONDIDO"), ("B0000000.001", "ARQUIVO_FORA_DA_REMESSA")):
        with pytest.raises(SystemExit):
            recusar(nome)
        assert json.loads(capsys.readouterr().out)["erro"] == erro
    segunda = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 3), ator="ana")
    assert segunda.inclusoes == 2
    remessa_liberar(remessa=segunda, saida=tmp_path, ator="ana")
    titulos = list(Acionamento.objects.filter(credor=recife, situacao="enviada").order_by("pk"))
    aplicar(cartorio.confirmacao(titulos))
    aplicar(cartorio.retorno(titulos[:1], "2"))
    recife.cdas.update(posicao="paga")
    terceira = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 10), ator="ana")
    arquivos = {a.tipo: a.nome for a in remessa_liberar(remessa=terceira, saida=tmp_path, ator="ana")}
    assert recusar(arquivos["DP"])["voltaram"] == recusar(arquivos["AC"])["voltaram"] == 1
    assert [s for s in situacoes(recife) if s != "recusada"] == ["protestada", "confirmada"]
    assert "o pedido de cancelamento não se fez" in historia_da(titulos[0].cda)[-1].texto
    assert remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 10), ator="ana").baixas == 2
    assert [da.situacao for da in Acionamento.objects.filter(pk=da_vizinha[0].pk)] == ["enviada"]
    evento = Evento.objects.filter(etiqueta="hub:remessa:arquivo_recusado").earliest("id")
    assert (evento.chaves["acionamentos"], evento.chaves["motivo"]) == (2, "1305, total errado")


def test_sem_protocolo_nao_se_pede_retirada(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    enviadas(recife, iptu, tmp_path, 1)
    recife.cdas.update(posicao="paga")
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 10), ator="ana")
    assert (remessa.baixas, remessa.retidas) == (0, {"aguarda_confirmacao": 1})


def test_toda_passagem_gravada_esta_na_tabela(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 3)
    for conteudo in (cartorio.confirmacao(titulos), cartorio.retorno(titulos, "4"), cartorio.retorno(titulos, "2")):
        aplicar(conteudo)
    for passagem in Passagem.objects.all():
        assert passagem.para in PODE[Situacao(passagem.de)]


@pytest.mark.parametrize("de", Situacao)
def test_de_toda_situacao_so_se_vai_aonde_a_tabela_deixa(
    recife: Credor, iptu: Registro, tmp_path: Path, de: Situacao
) -> None:
    """Um arquivo com uma ocorrência para cada situação, contra a tabela de transições."""
    por_situacao = {linha["situacao"]: codigo for codigo, linha in leitura.ocorrencias().items() if codigo != "0"}
    para = [Situacao(situacao) for situacao in por_situacao]
    titulos = enviadas(recife, iptu, tmp_path, len(para))
    Acionamento.objects.update(situacao=de)
    antes = Passagem.objects.count()
    feitos = zip(titulos, por_situacao.values(), strict=True)
    lido = aplicar(
        cartorio.arquivo(
            "protesto/retorno", [cartorio.titulo(um, tipo_ocorrencia=ocorrencia) for um, ocorrencia in feitos]
        )
    )
    # Dentro de "em andamento", uma etapa nova também é passagem.
    pode = PODE.get(de, frozenset()) | ({de} & {Situacao.EM_ANDAMENTO})
    repete = {de, Situacao.CONFIRMADA, Situacao.EM_ANDAMENTO}
    assert situacoes(recife) == [uma if uma in pode else de for uma in para]
    assert lido.aplicados == Passagem.objects.count() - antes == len(pode.intersection(para))
    assert lido.repetidos == len(repete.intersection(para) - pode)
    assert len(lido.achados) == lido.titulos - lido.aplicados - lido.repetidos
    assert {achado["codigo"] for achado in lido.achados} <= {"PASSAGEM_NAO_PREVISTA"}


def test_titulo_que_veio_por_outra_praca_e_achado_assim_mesmo(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    titulos = enviadas(recife, iptu, tmp_path, 3)
    virtual = cartorio.titulo(titulos[0], praca="3900001", tipo_ocorrencia="2")
    certo = cartorio.titulo(titulos[1], tipo_ocorrencia="1")
    estranho = cartorio.titulo(titulos[2], nosso_numero="999999999999001", numero_protocolo="X1", tipo_ocorrencia="2")
    lido = aplicar(cartorio.arquivo("protesto/retorno", [virtual, certo, estranho]))
    assert situacoes(recife) == ["protestada", "paga", "enviada"]
    assert (lido.aplicados, lido.repetidos, lido.desconhecidos) == (2, 0, 1)


def test_arquivo_lido_em_partes_da_o_mesmo(
    recife: Credor, iptu: Registro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O lote começa numa parte e acaba noutra, e o mesmo título volta, na mesma parte e numa seguinte."""
    monkeypatch.setattr(leitura, "LINHAS_DA_PRIMEIRA", 2)
    monkeypatch.setattr(leitura, "LINHAS_POR_PARTE", 3)
    titulos = enviadas(recife, iptu, tmp_path, 6)
    respostas = [(0, "7"), (1, "2"), (1, "2"), (2, "1"), (3, "5"), (4, "4"), (5, "2"), (0, "1"), (4, "2"), (2, "1")]
    feitos = [cartorio.titulo(titulos[qual], tipo_ocorrencia=ocorrencia) for qual, ocorrencia in respostas]
    feitos[4]["nosso_numero"] = None
    aplicar(cartorio.confirmacao(titulos), nome="C9990203.261")
    lido = aplicar(cartorio.arquivo("protesto/retorno", feitos))
    assert situacoes(recife) == ["paga", "protestada", "paga", "devolvida", "protestada", "protestada"]
    assert (lido.titulos, lido.aplicados, lido.repetidos, lido.desconhecidos, lido.achados) == (10, 8, 2, 0, [])


def test_os_arquivos_do_dia_num_comando_so(
    recife: Credor, iptu: Registro, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Na ordem dada; o ilegível para ali, os anteriores ficam, e repetir o comando termina o serviço."""
    titulos = enviadas(recife, iptu, tmp_path)
    conteudos = {
        "C9990203.261": cartorio.confirmacao(titulos),
        "R9990403.261": b"isto nao e um retorno",
        "R9990403.262": cartorio.retorno(titulos, "2"),
    }
    for nome, conteudo in conteudos.items():
        (tmp_path / nome).write_bytes(conteudo)
    comando = ["retorno", *(str(tmp_path / nome) for nome in conteudos), "--estrategia", "protesto", "--json"]
    with pytest.raises(SystemExit):
        call_command(*comando)
    dito = json.loads(capsys.readouterr().out)
    assert "R9990403.261" in dito["mensagem"]
    assert [aplicado["aplicados"] for aplicado in dito["retornos"]] == [3]
    # O que ficou aplicado está selado, mesmo que o comando tenha parado.
    aplicado = Evento.objects.get(etiqueta="cartorio:retorno:aplicado")
    assert Selo.objects.filter(ultimo_evento__gte=aplicado.pk).exists()
    assert situacoes(recife) == ["confirmada"] * 3
    (tmp_path / "R9990403.261").write_bytes(cartorio.retorno(titulos[:1], "1"))
    call_command(*comando)
    ditos = json.loads(capsys.readouterr().out)["retornos"]
    # O primeiro já estava lido: nada se aplica dele agora.
    assert [(dito["titulos"], dito["aplicados"]) for dito in ditos] == [(3, 0), (1, 1), (3, 2)]
    assert situacoes(recife) == ["paga", "protestada", "protestada"]


def test_o_mesmo_titulo_com_dois_protocolos_se_aplica_na_ordem(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    (um,) = enviadas(recife, iptu, tmp_path, 1)
    sustado = cartorio.titulo(um, numero_protocolo="1", tipo_ocorrencia="4")
    protestado = cartorio.titulo(um, numero_protocolo="2", tipo_ocorrencia="2")
    lido = aplicar(cartorio.arquivo("protesto/retorno", [sustado, protestado]))
    assert situacoes(recife) == ["protestada"]
    assert (lido.aplicados, lido.repetidos) == (2, 0)


def test_titulo_repetido_demais_recusa_o_arquivo(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    um, outro = enviadas(recife, iptu, tmp_path, 2)
    muitas = [cartorio.titulo(um, tipo_ocorrencia="4")] * (VEZES_POR_TITULO + 1)
    with pytest.raises(TituloRepetidoDemais, match=um.nosso_numero):
        aplicar(cartorio.arquivo("protesto/retorno", [cartorio.titulo(outro, tipo_ocorrencia="2"), *muitas]))
    assert situacoes(recife) == ["enviada"] * 2
    assert not Retorno.objects.exists()
    assert aplicar(cartorio.arquivo("protesto/retorno", muitas[1:])).aplicados == 1


def test_o_mesmo_protocolo_noutros_dias_sao_outros_titulos(recife: Credor, iptu: Registro, tmp_path: Path) -> None:
    (um,) = enviadas(recife, iptu, tmp_path, 1)
    dias = [cartorio.DIA + timedelta(days=n) for n in range(VEZES_POR_TITULO + 1)]
    linhas = [cartorio.titulo(um, nosso_numero=None, numero_protocolo="7", data_protocolo=dia) for dia in dias]
    assert aplicar(cartorio.arquivo("protesto/confirmacao", linhas)).desconhecidos == len(dias)


def test_o_ja_aplicado_nao_precisa_ser_reconhecido_de_novo(
    recife: Credor, iptu: Registro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conteudo = cartorio.confirmacao(enviadas(recife, iptu, tmp_path))
    primeiro = aplicar(conteudo)
    monkeypatch.setattr(leitura, "DE_VOLTA", ())
    assert aplicar(conteudo).pk == primeiro.pk


def test_valor_que_nao_cabe_recusa_o_arquivo_inteiro(
    recife: Credor, iptu: Registro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (um,) = enviadas(recife, iptu, tmp_path, 1)
    lidos = leitura.titulos
    monkeypatch.setattr(leitura, "titulos", lambda *quais: lidos(*quais).with_columns(cartorio=pl.lit("123456")))
    with pytest.raises(RetornoForaDoAlcance, match=r"R9990403\.261"):
        aplicar(cartorio.retorno([um], "2"))
    assert situacoes(recife) == ["enviada"]
    assert not Retorno.objects.exists()


def test_o_titulo_que_vem_pelo_numero_e_pelo_protocolo_nao_perde_nenhum(
    recife: Credor, iptu: Registro, tmp_path: Path
) -> None:
    (um,) = enviadas(recife, iptu, tmp_path, 1)
    aplicar(cartorio.confirmacao([um]), nome="C9990203.261")
    pelo_protocolo = cartorio.titulo(um, nosso_numero=None, tipo_ocorrencia="2")
    pelo_numero = cartorio.titulo(um, tipo_ocorrencia="4")
    lido = aplicar(cartorio.arquivo("protesto/retorno", [pelo_protocolo, pelo_numero]))
    assert situacoes(recife) == ["protestada"]
    assert (lido.titulos, lido.aplicados, lido.repetidos) == (2, 2, 0)


def test_titulos_sem_numero_nem_protocolo_sao_desconhecidos_de_uma_vez(
    recife: Credor, iptu: Registro, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    (um,) = enviadas(recife, iptu, tmp_path, 1)
    vazios = [cartorio.titulo(um, nosso_numero=None, numero_protocolo=None, tipo_ocorrencia="2") for _ in range(50)]
    with django_assert_max_num_queries(30):
        lido = aplicar(cartorio.arquivo("protesto/retorno", vazios))
    assert (lido.titulos, lido.aplicados, lido.desconhecidos) == (50, 0, 50)
    assert situacoes(recife) == ["enviada"]
