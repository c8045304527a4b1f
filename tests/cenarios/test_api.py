"""A API por fora: token, problema, idempotência, arquivo com andamento, limites."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cenarios.portas import Registro
from credenciais import com_token, credencial_de, token_de
from hub.acesso.credenciais import credencial_revogar
from hub.credores.models import Credor
from hub.dividas.models import Lote
from hub.recepcao.arquivos import lote_processar
from hub.recepcao.limites import CDAS_POR_CHAMADA

pytestmark = pytest.mark.django_db


class Sistema:
    """Um sistema do credor, com o seu token."""

    def __init__(self, credor: Credor) -> None:
        self.credor = credor
        self.credencial, segredo = credencial_de(credor)
        self.cabecalhos = com_token(token_de(self.credencial, segredo))

    def post(self, rota: str, corpo: Any, **cabecalhos: str) -> HttpResponse:
        texto = corpo if isinstance(corpo, str) else json.dumps(corpo)
        return Client().post(
            f"/api/v1{rota}", texto, content_type="application/json", headers=self.cabecalhos | cabecalhos
        )

    def get(self, rota: str) -> HttpResponse:
        return Client().get(f"/api/v1{rota}", headers=self.cabecalhos)


@pytest.fixture
def sistema(recife: Credor) -> Sistema:
    return Sistema(recife)


def problema(resposta: HttpResponse) -> dict[str, Any]:
    assert resposta["Content-Type"] == "application/problem+json", resposta.content
    corpo = json.loads(resposta.content)
    assert corpo["status"] == resposta.status_code
    assert corpo["title"]
    assert corpo["detail"]
    return dict(corpo)


def test_sem_token_e_com_credencial_revogada(sistema: Sistema, recife: Credor) -> None:
    assert problema(Client().get("/api/v1/resultados"))["status"] == 401
    credencial_revogar(credor=recife, credencial=sistema.credencial.pk, ator="ana", agora=timezone.now())
    assert problema(sistema.get("/resultados"))["status"] == 401


def test_criar_e_ver(sistema: Sistema, iptu: Registro) -> None:
    assert sistema.post("/cdas", iptu).status_code == 201
    assert sistema.post("/cdas", iptu).status_code == 200
    vista = json.loads(sistema.get(f"/cdas/{iptu['numero_cda']}").content)
    assert (vista["valor_consolidado"], vista["situacao"], vista["devedor_uf"]) == ("1673.93", "aceita", "PE")


def test_numero_com_casas_nao_passa_por_float(sistema: Sistema, iptu: Registro) -> None:
    texto = json.dumps(iptu).replace('"1673.93"', "1673.93")
    assert sistema.post("/cdas", texto).status_code == 201


def test_recusada_vem_com_os_achados(sistema: Sistema, iptu: Registro) -> None:
    corpo = problema(sistema.post("/cdas", iptu | {"valor_consolidado": "1673.94"}))
    assert corpo["status"] == 422
    assert corpo["achados"][0]["campo"] == "valor_consolidado"
    assert corpo["achados"][0]["como_resolver"]


def test_mesmo_numero_outro_conteudo_e_conflito(sistema: Sistema, iptu: Registro) -> None:
    sistema.post("/cdas", iptu)
    assert problema(sistema.post("/cdas", iptu | {"devedor_nome": "OUTRO"}))["status"] == 409


@pytest.mark.parametrize("corpo", ["", "{", "[]", '"texto"', "[1]", "null", '{"numero_cda": '])
def test_corpo_que_nao_se_le(sistema: Sistema, corpo: str) -> None:
    assert problema(sistema.post("/cdas", corpo))["status"] == 400


def test_lote_conta_uma_a_uma(sistema: Sistema, iptu: Registro) -> None:
    cdas = [iptu | {"numero_cda": f"2024/{n}"} for n in range(5)]
    cdas[3]["fundamento_legal"] = ""
    corpo = json.loads(sistema.post("/cdas/lote", cdas).content)
    assert (corpo["recebidas"], corpo["aceitas"], corpo["recusadas"]) == (5, 4, 1)
    assert {achado["linha"] for achado in corpo["achados"]} == {4}


def test_cda_na_rota_dos_movimentos_e_recusada_com_o_lugar_certo(sistema: Sistema, iptu: Registro) -> None:
    sistema.post("/cdas", iptu)
    pago = {"numero_cda": iptu["numero_cda"], "tipo": "PAGAMENTO_TOTAL", "data": "2026-03-01", "valor": "1673.93"}
    for corpo in ([pago, iptu | {"numero_cda": "2024/2"}], iptu | {"numero_cda": "2024/2"}):
        erro = problema(sistema.post("/movimentos", corpo))
        assert (erro["status"], erro["title"]) == (422, "SO_MOVIMENTOS")
        assert "2024/2" in erro["detail"]
        assert "/api/v1/cdas/lote" in erro["detail"]
    assert Lote.objects.count() == 1
    assert json.loads(sistema.post("/movimentos", {"movimentos": [pago]}).content)["movimentos"] == 1


def test_lote_grande_demais_diz_o_limite(sistema: Sistema, iptu: Registro) -> None:
    corpo = problema(sistema.post("/cdas/lote", [iptu] * (CDAS_POR_CHAMADA + 1)))
    assert corpo["status"] == 413
    limites = json.loads(sistema.get("/limites").content)
    assert str(limites["cdas_por_chamada"]) in corpo["detail"]


def test_chave_de_idempotencia(sistema: Sistema, iptu: Registro) -> None:
    primeira = json.loads(sistema.post("/cdas", iptu, **{"Idempotency-Key": "k1"}).content)
    segunda = json.loads(sistema.post("/cdas", iptu, **{"Idempotency-Key": "k1"}).content)
    assert (segunda["lote"], segunda["aceitas"]) == (primeira["lote"], 1)
    outra = sistema.post("/cdas", iptu | {"numero_cda": "9"}, **{"Idempotency-Key": "k1"})
    assert problema(outra)["status"] == 409
    assert Lote.objects.count() == 1


def test_arquivo_com_andamento_e_achados(sistema: Sistema, iptu: Registro) -> None:
    linhas = [iptu | {"numero_cda": f"2024/{n}", "valor_consolidado": "1.00"} for n in range(3)]
    texto = ";".join(linhas[0]) + "\n" + "\n".join(";".join(linha.values()) for linha in linhas)
    arquivo = SimpleUploadedFile("cdas.csv", texto.encode(), content_type="text/csv")
    resposta = Client().post("/api/v1/arquivos", {"arquivo": arquivo}, headers=sistema.cabecalhos)
    assert resposta.status_code == 202
    assert resposta["Retry-After"]
    onde = resposta["Location"]
    assert json.loads(Client().get(onde, headers=sistema.cabecalhos).content)["situacao"] == "recebido"
    lote_processar(lote=Lote.objects.get())
    depois = json.loads(Client().get(onde, headers=sistema.cabecalhos).content)
    assert (depois["situacao"], depois["recusadas"], depois["progresso"]) == ("concluido", 3, 100)
    pagina = json.loads(Client().get(f"{onde}/achados?limite=2", headers=sistema.cabecalhos).content)
    assert len(pagina["achados"]) == 2
    seguinte = json.loads(
        Client().get(f"{onde}/achados?limite=2&apos={pagina['proxima']}", headers=sistema.cabecalhos).content
    )
    assert {a["linha"] for a in pagina["achados"] + seguinte["achados"]} == {2, 3, 4}
    original = Client().get(f"{onde}/original", headers=sistema.cabecalhos)
    assert b"".join(original.streaming_content) == texto.encode()
    planilha = b"".join(Client().get(f"{onde}/achados.csv", headers=sistema.cabecalhos).streaming_content)
    assert planilha.startswith(b"\xef\xbb\xbflinha;")
    assert planilha.count(b"\n") == 1 + depois["achados_total"]


def test_a_vizinha_nao_ve_nada(sistema: Sistema, olinda: Credor, iptu: Registro) -> None:
    lote = json.loads(sistema.post("/cdas", iptu).content)["lote"]
    vizinha = Sistema(olinda)
    rotas = [
        f"/cdas/{iptu['numero_cda']}",
        f"/arquivos/{lote}",
        f"/arquivos/{lote}/achados",
        f"/arquivos/{lote}/original",
    ]
    for rota in [*rotas, f"/arquivos/{lote}/achados.csv"]:
        assert problema(vizinha.get(rota))["status"] == 404, rota
    assert json.loads(vizinha.get("/resultados").content)["cdas"]["total"] == 0


def test_documentacao_traz_os_campos_do_leiaute(sistema: Sistema) -> None:
    esquema = json.loads(Client().get("/api/v1/openapi.json").content)
    assert esquema["openapi"].startswith("3.1")
    corpo = esquema["paths"]["/api/v1/cdas"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert "valor_consolidado" in corpo["properties"]


def test_a_cda_criada_tem_endereco_e_se_le_inteira(sistema: Sistema, iptu: Registro) -> None:
    socio = {"papel": "SOLIDARIO", "nome": "SÓCIO EXEMPLO", "documento": "99002002000187", "fundamento": "CTN art. 135"}
    rubricas = ("principal", "correcao", "juros", "multa", "encargos")
    item = {"sequencia": 1, "tributo": "IPTU", "vencimento": iptu["data_vencimento"]}
    item |= {f"valor_{rubrica}": iptu[f"valor_{rubrica}"] for rubrica in rubricas if iptu.get(f"valor_{rubrica}")}
    criada = sistema.post("/cdas", iptu | {"devedores": [socio], "itens": [item]})
    assert criada.status_code == 201, criada.content
    lida = json.loads(Client().get(criada["Location"], headers=sistema.cabecalhos).content)
    assert lida["numero_cda"] == iptu["numero_cda"]
    assert (lida["carteira"], lida["exigibilidade"], lida["causas"]) == ("GERAL", "EXIGIVEL", [])
    assert [devedor["documento"] for devedor in lida["devedores"]] == ["99002002000187"]
    assert [parte["sequencia"] for parte in lida["itens"]] == [1]
    assert "Location" not in sistema.post("/cdas", iptu | {"devedores": [socio], "itens": [item]})


def test_o_problema_diz_tambem_como_resolver(sistema: Sistema, iptu: Registro) -> None:
    recusada = problema(sistema.post("/cdas", iptu | {"valor_consolidado": "1.00"}))
    assert recusada["achados"][0]["como_resolver"] in recusada["detail"]
    assert "falta numero_cda" in problema(sistema.post("/justificativas", {}))["detail"]
    sem_arquivo = Client().post("/api/v1/arquivos", {"outro": "x"}, headers=sistema.cabecalhos)
    assert "no campo `arquivo`" in problema(sem_arquivo)["detail"]
