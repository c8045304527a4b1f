"""O que um sistema hostil manda à API: tudo vira achado ou problema com situação 4xx, nunca erro interno."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from abuso.atacante import Alvo, Sistema
from abuso.conftest import Entrar
from cenarios.portas import Registro
from hub.acesso.models import Usuario
from hub.comum.erros import Recusa
from hub.dividas.models import CDA, Lote
from hub.recepcao.arquivos import lote_processar
from hub.recepcao.limites import CHAVE_DE_IDEMPOTENCIA, REGISTROS_POR_CHAMADA

pytestmark = pytest.mark.django_db

METADE = "\\ud800"  # metade de par UTF-16, como o JSON a escapa
FUNDO = '{"a":' * 900 + "1" + "}" * 900
#: O que se põe no lugar de um valor.
VALORES = {
    "nulo": r'"a\u0000b"',
    "metade de par": f'"{METADE}"',
    "metade no objeto": f'{{"a":"{METADE}"}}',
    "nulo no objeto": r'{"\u0000":"\u0000"}',
    "gigante": json.dumps("9" * 100_000),
    "dez à vigésima": str(10**20),
    "dez à décima segunda": str(10**12),
    "expoente": "1e999999999",
    "expoente negativo": "1e-999999999",
    "NaN": "NaN",
    "infinito": "-Infinity",
    "ano 1": '"0001-01-01"',
    "ano 9999": '"9999-12-31"',
    "aspas e curingas": json.dumps("%_\\'\";--<script>"),
    "marcadores": json.dumps("{0.__class__}{valor}{linha!r}"),
    "lista funda": "[" * 500 + "]" * 500,
    "objeto fundo": FUNDO,
}
CAMPOS = (
    "numero_cda",
    "exercicio",
    "tributo",
    "data_vencimento",
    "valor_consolidado",
    "devedor_documento",
    "metadados",
)


def sem(iptu: Registro, *campos: str) -> str:
    """O JSON da CDA, aberto no fim, para se lhe juntar o que for."""
    return json.dumps({nome: valor for nome, valor in iptu.items() if nome not in campos})[:-1]


def problema(resposta: Any) -> int:
    """A situação de uma resposta que só pode ser aceite ou problema legível."""
    if resposta.status_code >= 400:
        assert resposta["Content-Type"] == "application/problem+json", resposta.content[:300]
        assert json.loads(resposta.content)["detail"]
    return int(resposta.status_code)


@pytest.mark.parametrize("campo", CAMPOS)
@pytest.mark.parametrize("valor", VALORES.values(), ids=VALORES)
def test_valor_hostil_em_campo_da_cda(campo: str, valor: str, sistema: Sistema, iptu: Registro) -> None:
    assert problema(sistema.post("/cdas", f'{sem(iptu, campo)},"{campo}":{valor}}}')) < 500


@pytest.mark.parametrize("rota", ["/cdas", "/cdas/lote", "/movimentos"])
@pytest.mark.parametrize(
    "resto",
    [
        r',"\u0000":1}',
        rf',"{METADE}":1}}',
        rf',"numero_cda":"a\u0000b","{METADE}":1}}',
        f',"{"k" * 100_000}":1}}',
        ',"numero_cda":"2"}',
        ',"devedores":[{"nome":"\\u0000"},[],null,1]}',
        f',"devedores":[{{"nome":{FUNDO}}}]}}',
        ',"itens":[{"sequencia":1000000000000,"valor_principal":1e30,"\\ud800":1}]}',
        ',"itens":"x","devedores":{},"movimentos":7,"devedor":[],"endereco":null}',
    ],
)
def test_chave_e_lista_hostis(rota: str, resto: str, sistema: Sistema, iptu: Registro) -> None:
    assert problema(sistema.post(rota, sem(iptu) + resto)) < 500


@pytest.mark.parametrize(
    "corpo", ["", "null", "1", "[]", "[[]]", "{", "NaN", b"\xff\xfe\x00", "[" * 100_000, '"' + "\\ud800" * 9 + '"']
)
def test_corpo_que_nao_e_cda(corpo: str | bytes, sistema: Sistema) -> None:
    assert problema(sistema.post("/cdas", corpo)) == 400


def test_corpo_de_mais_de_vinte_megas(sistema: Sistema) -> None:
    assert problema(sistema.post("/cdas", " " * (21 * 2**20))) == 413


def test_filhos_sem_fim_numa_chamada(sistema: Sistema, iptu: Registro) -> None:
    vazios = ",".join(["{}"] * (REGISTROS_POR_CHAMADA + 1))
    assert problema(sistema.post("/cdas", f'{sem(iptu)},"devedores":[{vazios}]}}')) == 413
    assert not Lote.objects.exists()


@pytest.mark.parametrize("corpo", ["{}", "[{}, {}]", '{"livro": "1"}', '{"cdas": [{}]}'])
def test_movimento_sem_nada_que_o_diga(corpo: str, sistema: Sistema) -> None:
    assert problema(sistema.post("/movimentos", corpo)) == 422


@pytest.mark.parametrize("tipo", ["text/plain", "application/xml", "multipart/form-data", ""])
def test_tipo_de_conteudo_errado(tipo: str, sistema: Sistema, iptu: Registro) -> None:
    assert problema(sistema.post("/cdas", json.dumps(iptu).encode(), tipo=tipo)) < 500


def test_cem_mil_chaves_desconhecidas_e_uma_repetida(sistema: Sistema, iptu: Registro) -> None:
    nomes = ",".join(f'"k{n}":1' for n in range(100_000))
    assert problema(sistema.post("/cdas", f'{sem(iptu)},{nomes},"k1":1}}')) < 500


@pytest.mark.parametrize("chave", ["", " ", "k" * (CHAVE_DE_IDEMPOTENCIA + 1), "k" * 2**20, "a\0b", "a\x07b"])
def test_chave_de_idempotencia_hostil(chave: str, sistema: Sistema, iptu: Registro) -> None:
    resposta = sistema.post("/cdas", iptu, **{"Idempotency-Key": chave})
    assert problema(resposta) == 400
    assert str(CHAVE_DE_IDEMPOTENCIA) in json.loads(resposta.content)["detail"]
    assert not CDA.objects.exists()


def test_pagamentos_que_somam_mais_do_que_cabe(sistema: Sistema, iptu: Registro) -> None:
    sistema.post("/cdas", iptu)
    pago = {"numero_cda": iptu["numero_cda"], "tipo": "PAGAMENTO_PARCIAL", "data": "2026-03-01"}
    for vez, situacao in ((1, 201), (2, 422)):
        resposta = sistema.post("/movimentos", pago | {"valor": "9999999999999.99", "identificador_credor": str(vez)})
        assert problema(resposta) in {situacao, 200 if vez == 1 else situacao}
    assert str(CDA.objects.get().valor_pago) == "9999999999999.99"


@pytest.mark.parametrize("numero", ["%00", "a%00b", "%ed%a0%80", "%ff", "%27%3B--", "9" * 3000, "..%2f..%2fetc"])
def test_numero_de_cda_hostil_no_endereco(numero: str, sistema: Sistema) -> None:
    assert problema(sistema.get(f"/cdas/{numero}")) in {400, 404}


@pytest.mark.parametrize("lote", ["0", "-1", "9" * 19, "9" * 5000, "abc", "1.5", "%00"])
def test_numero_de_lote_hostil_no_endereco(lote: str, sistema: Sistema) -> None:
    for rota in ("", "/achados", "/achados.csv", "/original"):
        assert problema(sistema.get(f"/arquivos/{lote}{rota}")) in {400, 404, 422}


@pytest.mark.parametrize("valor", ["-1", "0", "9" * 30, "-" + "9" * 30, "9" * 5000, "NaN", "%00", "", "1.5"])
@pytest.mark.parametrize("parametro", ["apos", "limite"])
def test_pagina_de_achados_hostil(parametro: str, valor: str, sistema: Sistema, alvo: Alvo) -> None:
    assert problema(sistema.get(f"/arquivos/{alvo.lote.pk}/achados?{parametro}={valor}")) in {200, 400, 422}


def test_rota_que_nao_existe_responde_como_a_api(sistema: Sistema) -> None:
    assert problema(sistema.get("/nada")) == 404


def test_metodo_errado_diz_os_certos(sistema: Sistema, ana: Usuario, entrar: Entrar) -> None:
    recusada = sistema.cliente.delete("/api/v1/cdas", headers=sistema.cabecalhos)
    assert problema(recusada) == 405
    assert recusada["Allow"] == "POST"
    assert "aceita POST" in json.loads(recusada.content)["detail"]
    pagina = entrar(ana).get("/sair")
    assert (pagina.status_code, pagina["Allow"]) == (405, "POST")
    assert "não se abre por este caminho" in pagina.content.decode()


def test_defeito_nosso_responde_como_a_api(sistema: Sistema, monkeypatch: pytest.MonkeyPatch) -> None:
    def quebrar(**_: Any) -> None:
        raise RuntimeError("segredo do servidor")

    monkeypatch.setattr("hub.resultados.api.resultados", quebrar)
    resposta = sistema.get("/resultados")
    assert problema(resposta) == 500
    assert "segredo" not in resposta.content.decode()


def test_resposta_da_api_nao_se_guarda(sistema: Sistema, iptu: Registro) -> None:
    respostas = (sistema.post("/cdas", iptu), sistema.get("/resultados"), sistema.get("/nada"))
    assert {resposta["Cache-Control"] for resposta in respostas} == {"private, no-store"}


def _zip(conteudo: bytes, nome: str) -> bytes:
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w", zipfile.ZIP_DEFLATED) as pacote:
        pacote.writestr(nome, conteudo)
    return saida.getvalue()


@pytest.mark.parametrize(
    ("nome", "conteudo"),
    [
        ("vazio.csv", b""),
        ("cdas.csv", b"numero_cda;metadados\n1;\0\0\n"),
        ("cdas.csv", b"\xff\xfe\x00\xd8" * 100),
        ("cdas.json", rb'[{"numero_cda":"a\u0000","\ud800":"\udfff"}]'),
        ("cdas.json", b"[" * 100_000),
        ("cdas.jsonl", b'{"metadados":' + FUNDO.encode() + b"}"),
        ("cdas.xlsx", b"%PDF-1.7 nada disto"),
        ("cdas.csv", b"PK\x03\x04 nem ZIP"),
        ("cdas.parquet", b"PAR1" + b"\0" * 40 + b"PAR1"),
        ("bomba.zip", _zip(b"0" * 60_000_000, "cdas.csv")),
        ("fuga.zip", _zip(b"numero_cda\n1\n", "../../../fuga.csv")),
        ("nome\u202egpj.csv", b"numero_cda\n1\n"),
    ],
)
def test_arquivo_hostil_acaba_em_resultado(nome: str, conteudo: bytes, sistema: Sistema) -> None:
    resposta = sistema.enviar(SimpleUploadedFile(nome, conteudo))
    assert problema(resposta) in {202, 400, 422}
    for lote in Lote.objects.all():
        try:
            lote_processar(lote=lote)
        except Recusa as recusa:
            assert recusa.mensagem  # noqa: PT017 - a recusa é um dos dois fins aceitos
        lote.refresh_from_db()
        assert lote.situacao in {"concluido", "recusado"}


def test_lote_que_nao_veio_em_arquivo_nao_tem_original(sistema: Sistema, iptu: Registro) -> None:
    lote = json.loads(sistema.post("/cdas", iptu).content)["lote"]
    assert problema(sistema.get(f"/arquivos/{lote}/original")) == 404
    Lote.objects.update(sha256="")
    assert problema(sistema.get(f"/arquivos/{lote}/original")) == 404


@pytest.mark.parametrize("valor", VALORES.values(), ids=VALORES)
def test_justificativa_hostil(valor: str, sistema: Sistema, iptu: Registro) -> None:
    sistema.post("/cdas", iptu | {"fundamento_legal": ""})
    for campo, outro in (("numero_cda", "justificativa"), ("justificativa", "numero_cda")):
        corpo = f'{{"{campo}":{valor},"{outro}":"{iptu["numero_cda"]}"}}'
        assert problema(sistema.post("/justificativas", corpo)) < 500
