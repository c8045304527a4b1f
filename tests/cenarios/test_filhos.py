"""Codevedores e itens vão com a CDA; os que não são de nenhuma viram achado, em qualquer forma de envio."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from cenarios.portas import Registro
from cenarios.test_api import Sistema
from hub.credores.models import Credor
from hub.dividas.models import Lote
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from hub.leiautes.motor import ler_registros
from hub.recepcao import fatias
from hub.recepcao.arquivos import arquivo_guardar, lote_processar

pytestmark = pytest.mark.django_db
MOVIMENTO = {"tipo": "PAGAMENTO_TOTAL", "data": "2026-02-27", "valor": "1673.93"}
SOCIO = {"papel": "SOLIDARIO", "nome": "SÓCIO EXEMPLO", "documento": "", "fundamento": "CTN art. 135, III"}


def csv_de(linhas: list[Registro]) -> str:
    return "\n".join([";".join(linhas[0]), *(";".join(linha.values()) for linha in linhas)])


def receber_zip(credor: Credor, **tabelas: list[Registro]) -> Lote:
    conteudo = io.BytesIO()
    with zipfile.ZipFile(conteudo, "w") as pacote:
        for tabela, linhas in tabelas.items():
            pacote.writestr(f"{tabela}.csv", csv_de(linhas))
    conteudo.seek(0)
    lote = arquivo_guardar(credor=credor, fluxo=conteudo, nome="envio.zip", ator="ana", em=date(2026, 3, 1))
    return lote_processar(lote=lote).lote


def test_cada_filho_vai_com_a_sua_cda(
    recife: Credor, iptu: Registro, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fatias, "LINHAS_POR_FATIA", 2)
    cdas = [iptu | {"numero_cda": f"2024/{n}"} for n in range(5)]
    socios = [{"numero_cda": f"2024/{n}", **SOCIO, "documento": "99002002000187"} for n in (1, 4)]
    lote = receber_zip(recife, cda=cdas, devedor=socios)
    assert (lote.aceitas, lote.recusadas, lote.achados_total) == (5, 0, 0)
    assert sorted(c.numero_cda for c in recife.cdas.filter(corresponsaveis__isnull=False)) == ["2024/1", "2024/4"]
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 2), ator="ana")
    (arquivo,) = remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    transacoes = ler_registros("protesto/remessa", (tmp_path / arquivo.nome).read_bytes())["transacao"]
    assert transacoes["numero_controle_devedor"].to_list() == [1, 1, 2, 1, 1, 1, 2]


def test_filho_sem_cda_e_achado(recife: Credor, iptu: Registro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fatias, "LINHAS_POR_FATIA", 2)
    cdas = [iptu | {"numero_cda": f"2024/{n}"} for n in range(3)]
    socios = [{"numero_cda": numero, **SOCIO, "documento": "99002002000187"} for numero in ("2024/2", "9999/9")]
    lote = receber_zip(recife, cda=cdas, devedor=socios)
    (achado,) = lote.achados.all()
    assert (achado.regra, achado.tabela, achado.numero_cda) == ("REC-006", "devedor", "9999/9")
    assert lote.aceitas == 3


def test_repetir_com_os_mesmos_filhos_nao_muda_nada(recife: Credor, iptu: Registro) -> None:
    socio = {"numero_cda": iptu["numero_cda"], **SOCIO, "documento": "99002002000187"}
    receber_zip(recife, cda=[iptu], devedor=[socio])
    corpo = iptu | {"devedores": [{k: v for k, v in socio.items() if k != "numero_cda"}]}
    repetida = json.loads(Sistema(recife).post("/cdas", corpo).content)
    assert (repetida["repetidas"], recife.cdas.get().corresponsaveis.count()) == (1, 1)


def test_mudar_um_codevedor_e_mudar_a_cda(recife: Credor, iptu: Registro) -> None:
    sistema = Sistema(recife)
    sistema.post("/cdas", iptu | {"devedores": [{**SOCIO, "documento": "99002002000187"}]})
    outro = iptu | {"devedores": [{**SOCIO, "documento": "99003003000146"}]}
    assert sistema.post("/cdas", outro).status_code == 409
    assert sistema.post("/cdas", outro | {"operacao": "A"}).status_code == 200
    assert recife.cdas.get().corresponsaveis.get().documento == "99003003000146"


def test_itens_que_nao_somam_recusam_a_cda(recife: Credor, iptu: Registro) -> None:
    item = {"sequencia": "1", "tributo": "IPTU", "vencimento": "2023-03-10", "valor_principal": "999.99"}
    resposta = Sistema(recife).post("/cdas", iptu | {"itens": [item]})
    assert resposta.status_code == 422
    assert not recife.cdas.exists()


#: O que se envia (de duas CDAs e um movimento), e o que se diz: recebidas, aceitas, recusadas, movimentos e achados.
FORMAS_DO_JSON: dict[str, tuple[str, tuple[int, ...], list[str]]] = {
    "lista": ("[A, B]", (2, 2, 0, 0), []),
    "embrulho": ('{"cdas": [A, B], "movimentos": [M]}', (2, 2, 0, 1), []),
    "embrulho no singular": ('{"Movimento": [M], "CDA": [A, B]}', (2, 2, 0, 1), []),
    "embrulho de uma": ('{"cda": A}', (1, 1, 0, 0), []),
    "só movimentos": ('{"movimentos": [M]}', (0, 0, 0, 0), ["MOV-D01"]),
    "chaves em maiúsculas": ('{"NUMERO_CDA": "9", "Tipo": "X", "DATA": "2026-01-05"}', (0, 0, 0, 0), ["MOV-004"]),
    "o que não é objeto": ("[A, 5, null, B]", (4, 2, 2, 0), ["ARQ-012", "ARQ-012"]),
    "nenhum objeto": ("[5]", (1, 0, 1, 0), ["ARQ-012"]),
    "movimento que não é objeto": ('{"cdas": [A], "movimentos": [5, M]}', (1, 1, 0, 1), ["ARQ-012"]),
}


@pytest.mark.parametrize("forma", FORMAS_DO_JSON)
def test_o_mesmo_json_por_arquivo_e_pela_api(forma: str, recife: Credor, olinda: Credor, iptu: Registro) -> None:
    corpo, contas, regras = FORMAS_DO_JSON[forma]
    outra, movimento = iptu | {"numero_cda": "2024/2"}, {"numero_cda": iptu["numero_cda"], **MOVIMENTO}
    textos = {"A": json.dumps(iptu), "B": json.dumps(outra), "M": json.dumps(movimento)}
    corpo = re.sub(r"\b[ABM]\b", lambda marca: textos[marca[0]], corpo)
    em = timezone.localdate()
    guardado = arquivo_guardar(credor=recife, fluxo=io.BytesIO(corpo.encode()), nome="a.json", ator="ana", em=em)
    resposta = Sistema(olinda).post("/cdas/lote", corpo)
    for lote in (lote_processar(lote=guardado).lote, Lote.objects.get(pk=json.loads(resposta.content)["lote"])):
        assert (lote.recebidas, lote.aceitas, lote.recusadas, lote.movimentos) == contas
        assert [achado.regra for achado in lote.achados.order_by("linha")] == regras


@pytest.mark.parametrize("chave", ["movimentos", "Movimentos", "movimento"])
@pytest.mark.parametrize("resto", [{}, {"itens": []}])
def test_lista_que_nao_e_lista_recusa(chave: str, resto: Registro, recife: Credor, iptu: Registro) -> None:
    """Não se perde calada, nem quando o objeto não traz mais nada."""
    for objeto in (iptu | {chave: MOVIMENTO} | resto, {"numero_cda": iptu["numero_cda"], chave: MOVIMENTO} | resto):
        corpo = io.BytesIO(json.dumps(objeto).encode())
        lote = arquivo_guardar(credor=recife, fluxo=corpo, nome="a.json", ator="ana", em=timezone.localdate())
        lote = lote_processar(lote=lote).lote
        assert (lote.recusadas, lote.movimentos) == (1, 0)
        assert lote.achados.filter(regra="ARQ-010", campo=chave).count() == 1


def test_chave_repetida_so_a_leitura_acusa(recife: Credor, iptu: Registro) -> None:
    corpo = json.dumps(iptu)[:-1] + ', "processo_administrativo": "2"}'
    lote = Lote.objects.get(pk=json.loads(Sistema(recife).post("/cdas", corpo).content)["lote"])
    assert [(achado.regra, achado.campo) for achado in lote.achados.all()] == [("ARQ-013", "processo_administrativo")]
    assert lote.recusadas == 1


@pytest.mark.parametrize("corpo", ["[]", "5", '"texto"', '{"cdas": []}', "[" * 100_000])
def test_corpo_sem_objeto_se_recusa(corpo: str, recife: Credor) -> None:
    for rota in ("/cdas", "/cdas/lote", "/movimentos"):
        resposta = Sistema(recife).post(rota, corpo)
        assert (resposta.status_code, json.loads(resposta.content)["title"]) == (400, "CORPO_MALFORMADO")
    assert not Lote.objects.exists()
