"""A vizinha, com entrada e chave legítimas, tenta ver ou mudar o que é de recife."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from abuso.atacante import Alvo, Sistema, rotas_de_tela
from abuso.conftest import Entrar
from cenarios import cartorio
from cenarios.portas import Registro
from hub.acesso.models import Usuario, Vinculo
from hub.acesso.telas import CREDOR_DA_SESSAO
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Lote, Movimento, Remessa, Retorno
from hub.documentos.models import Documento, Envio, LoteDeDocumentos, VersaoDoModelo
from hub.estrategias.models import Chamada, Conciliacao, Disjuntor, Divergencia, SegredoDoCanal
from hub.estrategias.retornos import retorno_aplicar

pytestmark = pytest.mark.django_db

#: O que só aparece nas páginas de recife.
ABERTAS = {"entrar", "sair", "credor", "privacidade", "acessibilidade", "conferir", "conferir_codigo", "estado"}
SEGREDOS = (b"2024/000123-4", b"2024/000777-1", b"EXEMPLO LTDA", b"B9990203", b"C9990403", b"Recife</")


def livro() -> list[Any]:
    """Tudo o que um ataque que desse certo mudaria."""
    do_livro = (CDA, Acionamento, Movimento, Remessa, Retorno, Lote, Chamada, Disjuntor, SegredoDoCanal)
    modelos = (*do_livro, Documento, Envio, VersaoDoModelo, LoteDeDocumentos, Conciliacao, Divergencia)
    return [list(modelo.objects.order_by("pk").values()) for modelo in modelos]


def com_objeto(alvo: Alvo) -> dict[str, str]:
    """As telas que mostram ou mudam um objeto da dona; as da PGFN dizem não a quem não é dela, com ou sem objeto."""
    abertas = {"conferir_codigo", "aberta_devedor", "aberta_arquivo", "aberta_diferencas"}
    nomes = {
        rota.name for rota in rotas_de_tela() if set(rota.pattern.converters) - {"formato", "estrategia"}
    } - abertas
    enderecos = alvo.enderecos().items()
    return {nome: endereco for nome, endereco in enderecos if nome in nomes and not nome.startswith("pgfn_")}


def test_por_identificador_nenhuma_tela_mostra_nem_muda(
    alvo: Alvo, gestora_de_olinda: Usuario, entrar: Entrar, iptu: Registro
) -> None:
    cliente, antes = entrar(gestora_de_olinda), livro()
    for nome, endereco in com_objeto(alvo).items():
        for metodo in (cliente.get, cliente.post, cliente.put, cliente.delete, cliente.head):
            resposta = metodo(endereco)
            assert resposta.status_code in {404, 405}, (nome, metodo, resposta.status_code)
        assert cliente.post(endereco, {**iptu, "tipo": "CANCELAMENTO", "data": "01/03/2026"}).status_code in {404, 405}
        assert cliente.get(endereco, headers={"HX-Request": "true"}).status_code in {404, 405}, nome
    assert livro() == antes


def test_inexistente_e_alheio_sao_a_mesma_pagina(alvo: Alvo, gestora_de_olinda: Usuario, entrar: Entrar) -> None:
    cliente = entrar(gestora_de_olinda)
    paginas = []
    for numero in (alvo.cda.pk, 999_999_999):
        pagina = cliente.get(f"/cdas/{numero}")
        assert pagina.status_code == 404
        linhas = pagina.content.decode().splitlines()
        paginas.append([linha.replace(f"/cdas/{numero}", "") for linha in linhas if "csrf" not in linha])
    assert paginas[0] == paginas[1]


def test_arquivo_da_dona_nao_sai_pela_remessa_da_vizinha(
    alvo: Alvo, olinda: Credor, gestora_de_olinda: Usuario, entrar: Entrar
) -> None:
    propria = Remessa.objects.create(
        credor=olinda, estrategia="protesto", em=alvo.liberada.em, situacao="liberada", criada_por="olga"
    )
    arquivo = alvo.liberada.arquivos.earliest("pk")
    assert entrar(gestora_de_olinda).get(f"/remessas/{propria.pk}/arquivos/{arquivo.pk}").status_code == 404


def test_por_chave_de_outro_credor_nenhuma_rota_da_api_mostra(alvo: Alvo, vizinha: Sistema) -> None:
    esquema = json.loads(vizinha.get("/openapi.json").content)
    trocas = {"{numero}": alvo.cda.numero_cda, "{lote}": str(alvo.lote.pk), "{conciliacao}": str(alvo.conciliacao.pk)}
    alheias = [rota.removeprefix("/api/v1") for rota in esquema["paths"] if "{" in rota]
    assert len(alheias) >= 5
    for rota in alheias:
        for marca, valor in trocas.items():
            rota = rota.replace(marca, valor)  # noqa: PLW2901 - o endereço se completa marca a marca
        assert vizinha.get(rota).status_code in {404, 405}, rota
        assert vizinha.post(rota, {"justificativa": "x" * 20, "texto": "x" * 20}).status_code in {404, 405, 422}, rota
    for rota in ("/resultados", "/limites"):
        corpo = vizinha.get(rota).content
        assert not any(segredo in corpo for segredo in SEGREDOS)


def test_a_vizinha_nao_altera_nem_paga_pela_api(alvo: Alvo, vizinha: Sistema, iptu: Registro) -> None:
    antes = CDA.objects.filter(credor=alvo.cda.credor).order_by("pk").values_list()
    guardado = list(antes)
    pagamento = {"numero_cda": iptu["numero_cda"], "tipo": "PAGAMENTO_TOTAL", "data": "2026-03-01"}
    assert vizinha.post("/movimentos", pagamento).status_code == 422
    assert vizinha.post("/cdas", iptu | {"operacao": "A", "livro": "99"}).status_code == 422
    # O mesmo número na carteira da vizinha é outra CDA.
    assert vizinha.post("/cdas", iptu).status_code == 201
    assert list(antes.all()) == guardado


def test_a_chave_de_idempotencia_da_dona_nao_devolve_o_recibo_a_vizinha(
    sistema: Sistema, vizinha: Sistema, iptu: Registro
) -> None:
    dela = json.loads(sistema.post("/cdas", iptu, **{"Idempotency-Key": "k1"}).content)["lote"]
    assert json.loads(vizinha.post("/cdas", iptu, **{"Idempotency-Key": "k1"}).content)["lote"] != dela


@pytest.mark.parametrize(
    "cabecalho", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer hub_token_", "bearer hub_token_\u00e9", "Bearer %"]
)
def test_token_que_nao_e_token(cabecalho: str, alvo: Alvo) -> None:
    resposta = Client().get(f"/api/v1/arquivos/{alvo.lote.pk}", headers={"Authorization": cabecalho})
    assert resposta.status_code == 401


def test_a_sessao_do_portal_nao_serve_de_chave(alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    assert entrar(ana).get(f"/api/v1/arquivos/{alvo.lote.pk}").status_code == 401


def test_quem_perdeu_o_vinculo_perde_todas_as_telas(alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    cliente, antes = entrar(ana), livro()
    assert cliente.get("/cdas").status_code == 200
    Vinculo.objects.filter(usuario=ana).delete()
    de_credor = {rota.name for rota in rotas_de_tela() if getattr(rota.callback, "ato", None)}
    for nome, endereco in alvo.enderecos().items():
        if nome not in de_credor:
            continue
        for resposta in (cliente.get(endereco), cliente.post(endereco)):
            assert resposta.status_code in {403, 405}, (nome, resposta.status_code)
            assert not any(segredo in resposta.content for segredo in SEGREDOS), nome
    assert livro() == antes


def test_quem_foi_desligado_sai_na_hora(ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    Usuario.objects.filter(pk=ana.pk).update(is_active=False)
    assert cliente.get("/cdas")["Location"].startswith("/entrar")


def test_quem_virou_consulta_para_de_mudar_na_hora(alvo: Alvo, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    Vinculo.objects.filter(usuario=ana).update(perfil="consulta")
    for rota in (f"/remessas/{alvo.plano.pk}/liberar", f"/remessas/{alvo.plano.pk}/descartar", "/remessas/planejar"):
        assert cliente.post(rota).status_code == 403
    assert cliente.post("/cdas/nova").status_code == 403


@pytest.mark.parametrize("forjado", ["o número", "o texto", "uma lista", "nada", "gigante"])
def test_credor_forjado_na_sessao_nao_abre_porta(
    forjado: str, alvo: Alvo, recife: Credor, olinda: Credor, gestora_de_olinda: Usuario, entrar: Entrar, crm_pe: Credor
) -> None:
    Vinculo.objects.create(usuario=gestora_de_olinda, credor=crm_pe, perfil="gestor")
    cliente = entrar(gestora_de_olinda)
    sessao = cliente.session
    sessao[CREDOR_DA_SESSAO] = {
        "o número": recife.pk,
        "o texto": str(recife.pk),
        "uma lista": [recife.pk],
        "nada": None,
        "gigante": 10**30,
    }[forjado]
    sessao.save()
    resposta = cliente.get(f"/cdas/{alvo.cda.pk}")
    assert resposta.status_code == 302
    assert resposta["Location"].startswith("/credor?")


@pytest.mark.parametrize(
    "pedido", ["{recife}", " {recife}", "{olinda}&credor={recife}", "9" * 20, "9" * 5000, "٣", "-1"]
)
def test_troca_de_credor_forjada(
    pedido: str, recife: Credor, olinda: Credor, gestora_de_olinda: Usuario, entrar: Entrar
) -> None:
    cliente = entrar(gestora_de_olinda)
    corpo = "credor=" + pedido.format(recife=recife.pk, olinda=olinda.pk)
    resposta = cliente.post("/credor", corpo, content_type="application/x-www-form-urlencoded")
    assert resposta.status_code == 400
    assert b"Olinda" in cliente.get("/cdas").content


def test_retorno_da_vizinha_nao_alcanca_titulo_da_dona(alvo: Alvo, olinda: Credor) -> None:
    titulos = list(Acionamento.objects.filter(remessa=alvo.liberada))
    for nosso in (titulos[0].nosso_numero, "000000000000000"):
        conteudo = cartorio.retorno(titulos, "1", nosso_numero=nosso)
        lido = retorno_aplicar(
            estrategia="protesto", conteudo=conteudo, nome="R9990403.261", ator="olga", credor=olinda
        )
        assert (lido.aplicados, lido.desconhecidos) == (0, 1)
    assert Acionamento.objects.get(pk=titulos[0].pk).situacao == "confirmada"
