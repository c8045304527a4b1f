"""O contrato: o que se aceita, o que se recusa dizendo onde, e o que se manda e se lê por ele."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from hub.auditoria.models import Evento
from hub.comum.textos import SUBSTITUTO
from hub.credores.models import Credor
from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.contrato.erros import ContratoErrado
from hub.estrategias.contrato.forma import campos, contrato_ler
from hub.estrategias.contrato.montagem import caminho_de, corpo_de
from hub.estrategias.contrato.resposta import entender
from hub.estrategias.models import ContratoDoCanal
from hub.estrategias.por_registro.servico import Ato, Sentido
from simuladores.cadastro import contrato_de

SCPC = (Ato.INCLUIR, Ato.EXCLUIR)
CADIN = (*SCPC, Ato.SUSPENDER, Ato.REATIVAR)


def mudado(lugar: str, valor: Any, qual: str = "cadin") -> Any:
    documento = deepcopy(contrato_de(qual))
    *passos, ultimo = lugar.split("/")
    dentro = documento
    for passo in passos:
        dentro = dentro[passo]
    dentro[ultimo] = valor
    return documento


def test_os_dos_simuladores_servem() -> None:
    cadin = contrato_ler(contrato_de("cadin"), exige=CADIN)
    assert cadin.codigos() == ["instituicao"]
    assert contrato_ler(contrato_de("scpc"), exige=SCPC).codigos() == ["natureza"]


@pytest.mark.parametrize(
    ("lugar", "valor", "onde"),
    [
        ("formato", "yaml", "formato"),
        ("autenticacao", "nenhuma", "autenticacao"),
        ("outra", 1, "documento"),
        ("cabecalhos", {"Authorization": "x"}, "cabecalhos.Authorization"),
        ("cabecalhos", {"X": "a\r\nb"}, "cabecalhos.X"),
        ("cabecalhos", [], "cabecalhos"),
        ("motivos", {"despejo": "1"}, "motivos"),
        ("motivos", {"pagamento": 1}, "motivos.pagamento"),
        ("operacoes", {}, "operacoes"),
        ("operacoes/incluir/metodo", "GET", "operacoes.incluir.metodo"),
        ("operacoes/incluir/caminho", "registros", "operacoes.incluir.caminho"),
        ("operacoes/incluir/caminho", "/a b", "operacoes.incluir.caminho"),
        ("operacoes/incluir/caminho", "//outro.exemplo/x", "operacoes.incluir.caminho"),
        ("operacoes/incluir/caminho", "/x/{senha}", "operacoes.incluir.caminho"),
        ("operacoes/incluir/corpo", {"a": "{cpf}"}, "operacoes.incluir.corpo"),
        ("operacoes/incluir/corpo", {"a": "{valor:DDMMAAAA}"}, "operacoes.incluir.corpo"),
        ("operacoes/incluir/corpo", {"a": "{senha}"}, "operacoes.incluir.corpo"),
        ("operacoes/incluir/corpo", "texto", "operacoes.incluir.corpo"),
        ("operacoes/incluir/corpo", {"a": "x" * 21_000}, "operacoes.incluir.corpo"),
        ("operacoes/incluir/feito", ["200"], "operacoes.incluir.feito"),
        ("operacoes/incluir/feito", [True], "operacoes.incluir.feito"),
        ("operacoes/incluir/onde", "sucesso", "operacoes.incluir"),
        ("operacoes/incluir/ja_estava", "X", "operacoes.incluir.ja_estava"),
        ("operacoes/incluir/estranha", 1, "operacoes.incluir"),
        ("operacoes/suspender", None, "operacoes.suspender"),
    ],
)
def test_o_que_nao_serve_diz_onde(lugar: str, valor: Any, onde: str) -> None:
    with pytest.raises(ContratoErrado) as recusa:
        contrato_ler(mudado(lugar, valor), exige=CADIN)
    assert f"em {onde}, " in recusa.value.mensagem


@pytest.mark.parametrize("documento", [None, [], "x", 1, {"formato": "json"}])
def test_o_que_nem_e_contrato(documento: Any) -> None:
    with pytest.raises(ContratoErrado):
        contrato_ler(documento, exige=SCPC)


@pytest.mark.parametrize("corpo", ["<a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>{valor:numero}</a>"])
def test_xml_que_nao_serve(corpo: str) -> None:
    with pytest.raises(ContratoErrado):
        contrato_ler(mudado("operacoes/incluir/corpo", corpo, "scpc"), exige=SCPC)


VALORES = st.fixed_dictionaries(
    {
        **{nome: st.text(max_size=30) for nome, natureza in campos().items() if natureza == "texto"},
        **{nome: st.dates().map(str) for nome, natureza in campos().items() if natureza == "data"},
        "valor": st.decimals(0, 10**13, places=2).map(lambda valor: f"{valor:.2f}"),
        "codigo.instituicao": st.text(min_size=1, max_size=10),
        "codigo.natureza": st.text(min_size=1, max_size=10),
    }
)


@given(VALORES)
@example({"documento": "\0", "valor": "0.00", "comunicado_em": "2026-01-01"})
def test_em_json_o_que_se_manda_se_le_de_volta(valores: dict[str, str]) -> None:
    """Nenhum valor, por estranho que seja, muda a estrutura do pedido; só o NUL, que nada guarda, é trocado."""
    operacao = (contrato := contrato_ler(contrato_de("cadin"), exige=CADIN)).operacoes["incluir"]
    lido = json.loads(corpo_de(contrato, operacao, valores), parse_float=str, parse_int=str)
    assert lido["valor"] == valores["valor"]
    assert lido.get("ni", "") == valores["documento"].replace("\0", SUBSTITUTO)
    assert lido["comunicadoEm"] == valores["comunicado_em"]
    assert set(lido) <= set(operacao.corpo)


@given(VALORES)
def test_em_xml_o_que_se_manda_se_le_de_volta(valores: dict[str, str]) -> None:
    contrato = contrato_ler(contrato_de("scpc"), exige=SCPC)
    corpo = corpo_de(contrato, contrato.operacoes["incluir"], valores)
    raiz = etree.fromstring(corpo)
    assert [um.tag for um in raiz] == [
        *("chave", "senha", "documento", "nome", "contrato", "vencimento", "valor", "natureza"),
    ]
    assert raiz.findtext("valor") == valores["valor"].replace(".", ",")


@given(st.text(max_size=20), st.text(max_size=20))
def test_o_caminho_nunca_sai_do_servico(identificador: str, motivo: str) -> None:
    contrato = contrato_ler(contrato_de("cadin"), exige=CADIN)
    caminho = caminho_de(contrato.operacoes["excluir"], {"identificador": identificador, "motivo": motivo})
    if not (identificador and motivo):
        assert caminho is None
        return
    assert caminho is not None
    assert caminho.startswith("/registros/")
    assert (caminho.count("/"), caminho.count("?")) == (2, 1)
    assert caminho.isascii()


@pytest.mark.parametrize(
    ("situacao", "corpo", "sentido"),
    [
        (201, '{"registro": {"id": 7}}', Sentido.FEITO),
        (201, "", Sentido.FEITO),
        (409, '{"erro": {"codigo": "JA_EXISTE"}}', Sentido.JA_ESTAVA),
        (422, '{"erro": {"codigo": "X", "mensagem": "não"}}', Sentido.RECUSA),
        (409, '{"erro": [{"codigo": "JA_EXISTE"}]}', Sentido.JA_ESTAVA),
        (409, "[]", Sentido.RECUSA),
    ],
)
def test_o_que_a_resposta_quer_dizer(situacao: int, corpo: str, sentido: Sentido) -> None:
    contrato = contrato_ler(contrato_de("cadin"), exige=CADIN)
    dita = entender(contrato, contrato.operacoes["incluir"], situacao, corpo.encode(), quem="O Cadin")
    assert dita.sentido == sentido


@pytest.mark.parametrize(
    ("corpo", "permanente"),
    [
        ('{"erro": {"codigo": "BLOQUEADO"}}', True),
        ('{"erro": {"codigo": "TENTE_DEPOIS"}}', False),
        ("nada", False),
        ("[" * 100_000, False),
    ],
)
def test_o_que_nao_e_do_registro(corpo: str, permanente: bool) -> None:  # noqa: FBT001
    contrato = contrato_ler(contrato_de("cadin"), exige=CADIN)
    with pytest.raises(FalhaDoCanal) as falha:
        entender(contrato, contrato.operacoes["incluir"], 409, corpo.encode(), quem="O Cadin")
    assert falha.value.permanente == permanente


@pytest.mark.django_db
def test_o_comando_grava_uma_vez_e_diz_o_que_recusa(
    recife: Credor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arquivo = tmp_path / "contrato.json"
    arquivo.write_text(json.dumps(contrato_de("cadin")))
    argumentos = ("canal", "contrato", str(arquivo), "--estrategia", "cadin", "--fonte", "ofício 1/2026")
    for _ in range(2):
        call_command(*argumentos, "--desde", "2026-03-01", "--json", stdout=io.StringIO())
    call_command(*argumentos, "--credor", recife.cnpj, "--desde", "2026-03-01", "--json", stdout=io.StringIO())
    assert sorted(ContratoDoCanal.objects.values_list("credor", flat=True), key=bool) == [None, recife.pk]
    assert Evento.objects.filter(etiqueta="hub:canal:contrato_gravado").count() == 2
    arquivo.write_text("{")
    with pytest.raises(SystemExit):
        call_command(*argumentos)
    assert "não é JSON" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        call_command("canal", "contrato", str(arquivo), "--estrategia", "serasa", "--fonte", "x")
    assert "cadin" in capsys.readouterr().err
