"""O editor de carteiras sem JavaScript: escrever, ver a prévia, salvar, e ninguém apaga o que outro salvou."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from fabrica_do_livro import Fabrica, pessoa_de
from vitrine import DIA, IPTU, PIX

from entradas import entrar_por
from hub.acesso.models import Usuario
from hub.credores import inquilino
from hub.credores.consultas import contato_em, versao_em
from hub.credores.inquilino import Papel
from hub.credores.models import Carteira, Credor, VersaoDaCarteira
from hub.dividas.models import Lote, Porta
from hub.estrategias.protesto.conector import Protesto
from hub.estrategias.registro import CANAIS
from hub.estrategias.servicos import remessa_planejar
from hub.recepcao.formatos import quadros_de_objetos
from hub.recepcao.servicos import Entrega, receber

Entrar = Callable[[Usuario], Client]


class ClienteDoPortal(Client):
    """O navegador de quem entrou, atendido pelo papel do banco que o portal usa."""

    def request(self, **pedido: Any) -> Any:
        with inquilino.como(Papel.WEB):
            return super().request(**pedido)


@pytest.fixture
def entrar() -> Entrar:
    def abrir(pessoa: Usuario) -> Client:
        return entrar_por(ClienteDoPortal(), pessoa)

    return abrir


@pytest.fixture
def geral(recife: Credor) -> Carteira:
    """A carteira geral com oito CDAs: quatro de valor alto e quatro de valor baixo."""
    linhas = [{**IPTU, "numero_cda": f"2024/{n}"} for n in range(4)]
    baixa = {"valor_principal": "100,00", "valor_correcao": "0", "valor_juros": "0", "valor_multa": "0"}
    baixa |= {"valor_encargos": "0", "valor_consolidado": "100,00", "valor_originario": "100,00"}
    linhas += [{**IPTU, **baixa, "numero_cda": f"2024/{n}"} for n in range(4, 8)]
    receber(Entrega(credor=recife, porta=Porta.API, ator="sistema", em=DIA), quadros_de_objetos(linhas))
    Lote.objects.update(em=DIA)
    return recife.carteiras.get()


def formulario(cliente: Client, carteira: Carteira, **campos: str) -> dict[str, str]:
    """O que o navegador mandaria: o formulário como se abre, com as mudanças."""
    pagina = cliente.get(f"/carteiras/{carteira.pk}/editar")
    rascunho, marca = pagina.context["rascunho"], pagina.context["marca"]
    dito = {f"etapa-{n}-{nome}": valor for n, etapa in enumerate(rascunho.etapas) for nome, valor in etapa.items()}
    dito |= {f"link-{n}-{nome}": valor for n, link in enumerate(rascunho.links) for nome, valor in link.items()}
    return {**dito, **rascunho.contato, "nome": rascunho.nome, "tributos": rascunho.tributos, "marca": marca, **campos}


def texto(resposta: Any) -> str:
    return " ".join(resposta.content.decode().split())


@pytest.fixture
def carta(monkeypatch: pytest.MonkeyPatch) -> str:
    """Um segundo canal, e só ele além do protesto, para a régua ter duas etapas."""

    class Carta(Protesto):
        nome = "carta"
        titulo = "Carta"

    for outro in set(CANAIS) - {"protesto"}:
        monkeypatch.delitem(CANAIS, outro)
    monkeypatch.setitem(CANAIS, "carta", Carta())
    return "carta"


def test_o_botao_muda_o_rascunho_e_nada_se_grava(geral: Carteira, ana: Usuario, entrar: Entrar, carta: str) -> None:
    cliente, endereco = entrar(ana), f"/carteiras/{geral.pk}/editar"
    digitado = formulario(cliente, geral, **{"etapa-0-valor_minimo": "mil reais", "telefone": "(81) 3355-9000"})
    mais = cliente.post(endereco, {**digitado, "acao": "acrescentar"})
    assert [etapa["estrategia"] for etapa in mais.context["rascunho"].etapas] == ["protesto", "carta"]
    for fica in ("2ª etapa", 'value="mil reais"', 'value="(81) 3355-9000"'):
        assert fica in texto(mais)
    assert "Acrescentar uma etapa" not in texto(mais)
    duas = {**digitado, "etapa-1-estrategia": carta, "etapa-1-espera_dias": "7"}
    feitos = {"acrescentar": "protesto carta", "remover-0": "carta", "remover-1": "protesto"}
    feitos |= dict.fromkeys(("subir-1", "descer-0"), "carta protesto")
    feitos |= dict.fromkeys(("subir-0", "descer-1", "remover-9", "subir-x", "subir-", "nada", ""), "protesto carta")
    for acao, ordem in feitos.items():
        etapas = cliente.post(endereco, {**duas, "acao": acao}).context["rascunho"].etapas
        assert " ".join(etapa["estrategia"] for etapa in etapas) == ordem, acao
    assert VersaoDaCarteira.objects.filter(carteira=geral).count() == 1


def test_a_espera_das_etapas_se_soma(geral: Carteira, ana: Usuario, entrar: Entrar, carta: str) -> None:
    cliente = entrar(ana)
    campos = {"etapa-0-espera_dias": "10", "etapa-1-estrategia": carta, "etapa-1-espera_dias": "20"}
    cliente.post(f"/carteiras/{geral.pk}/editar", formulario(cliente, geral, **campos, acao="salvar"))
    pagina = texto(cliente.get(f"/carteiras/{geral.pk}"))
    assert "<strong>Protesto</strong>, 10 dias depois da chegada da CDA" in pagina
    assert "<strong>Carta</strong>, 20 dias depois da etapa anterior (30 dias desde a chegada)" in pagina


ERRADOS = {
    "etapa-0-valor_minimo": ("mil", "Escreva um valor em reais"),
    "etapa-0-espera_dias": ("-3", "de 0 a 3.650"),
    "etapa-0-estrategia": ("pombo", "Não há estratégia pombo"),
    "etapa-0-tributos": ("IPTU, NADA", "códigos de tributo"),
    "etapa-0-ufs": ("PE, XX", "siglas de estados"),
    "etapa-0-idade_minima": ("meia", "número inteiro"),
    "link-0-endereco": ("http://pague.exemplo", "https://"),
    "pix": (PIX[:-1] + "E", "não batem"),
    "telefone": ("123", "8 a 15 algarismos"),
    "vigente_desde": ("31/02/2027", "não é uma data"),
    "vigente_ate": ("01/01/2020", "antes do início"),
    "nome": ("", "nome"),
    "tributos": ("NADA", "NADA"),
}


@pytest.mark.parametrize("campo", ERRADOS)
@pytest.mark.parametrize("acao", ["previa", "salvar"])
def test_o_erro_aparece_no_campo_e_o_digitado_fica(
    acao: str, campo: str, geral: Carteira, ana: Usuario, entrar: Entrar
) -> None:
    valor, dito = ERRADOS[campo]
    cliente = entrar(ana)
    digitado = formulario(cliente, geral, **{campo: valor}, acao=acao)
    resposta = cliente.post(f"/carteiras/{geral.pk}/editar", digitado)
    assert resposta.status_code == 422
    assert dito in resposta.context["erros"][campo]
    pagina = texto(resposta)
    assert f'href="#{campo}"' in pagina
    assert f'id="{campo}-erro"' in pagina
    assert valor in pagina
    assert VersaoDaCarteira.objects.filter(carteira=geral).count() == 1


def test_ontem_nao_se_reescreve(geral: Carteira, ana: Usuario, entrar: Entrar) -> None:
    cliente, hoje = entrar(ana), timezone.localdate()
    ontem = formulario(cliente, geral, vigente_desde=f"{hoje - timedelta(days=1):%d/%m/%Y}", acao="salvar")
    assert "Já passou." in cliente.post(f"/carteiras/{geral.pk}/editar", ontem).context["erros"]["vigente_desde"]


def test_a_previa_diz_quem_deixa_de_ir_e_o_plano_confirma(geral: Carteira, ana: Usuario, entrar: Entrar) -> None:
    cliente, hoje, endereco = entrar(ana), timezone.localdate(), f"/carteiras/{geral.pk}/editar"
    digitado = formulario(cliente, geral, **{"etapa-0-valor_minimo": "500,00"})
    resposta = cliente.post(endereco, {**digitado, "acao": "previa"})
    ((previa, _),) = resposta.context["previas"]
    de_hoje = previa.dias[0]
    assert (de_hoje.antes.cdas, de_hoje.depois.cdas, de_hoje.entram.cdas, de_hoje.saem.cdas) == (8, 4, 0, 4)
    assert de_hoje.retidas == [("abaixo_do_minimo", 0, 4)]
    assert {cda.numero_cda for cda in previa.saem} <= {f"2024/{n}" for n in range(4, 8)}
    assert "Protesto: saldo mínimo" in texto(resposta)
    assert not VersaoDaCarteira.objects.filter(carteira=geral, versao=2).exists()
    ocultos = dict(resposta.context["ocultos"]) | {"marca": resposta.context["marca"]}
    assert cliente.post(endereco, {**ocultos, "acao": "salvar"})["Location"] == f"/carteiras/{geral.pk}"
    assert "A versão de antes ficou guardada." in cliente.get(f"/carteiras/{geral.pk}").content.decode()
    plano = remessa_planejar(credor=geral.credor, estrategia="protesto", em=hoje, ator="ana")
    assert (plano.inclusoes, plano.retidas) == (4, {"abaixo_do_minimo": 4})


def test_salvar_o_mesmo_nao_cria_versao(geral: Carteira, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    cliente.post(f"/carteiras/{geral.pk}/editar", formulario(cliente, geral, acao="salvar"))
    assert "Nada mudou" in cliente.get("/carteiras").content.decode()
    assert VersaoDaCarteira.objects.filter(carteira=geral).count() == 1


def test_contato_salvo_e_o_que_cartas_e_certidoes_usam(geral: Carteira, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    campos = {"link-0-texto": "Guia", "link-0-endereco": "https://pague.recife.exemplo/guia", "pix": PIX}
    digitado = formulario(cliente, geral, **campos, telefone="(81) 3355-9000", acao="salvar")
    cliente.post(f"/carteiras/{geral.pk}/editar", digitado)
    contato = contato_em(geral, timezone.localdate())
    assert (contato.links[0].endereco, contato.pix) == ("https://pague.recife.exemplo/guia", PIX)
    assert not contato_em(geral, timezone.localdate() - timedelta(days=1))
    pagina = texto(cliente.get(f"/carteiras/{geral.pk}"))
    assert "https://pague.recife.exemplo/guia" in pagina
    assert "(81) 3355-9000" in pagina


def test_quem_abriu_antes_nao_apaga_o_que_outro_salvou(geral: Carteira, ana: Usuario, entrar: Entrar) -> None:
    de_ana, de_bia = entrar(ana), entrar(pessoa_de("bia", geral.credor, "gestor"))
    aberto_por_ana = formulario(de_ana, geral, **{"etapa-0-valor_minimo": "500,00"})
    de_bia.post(f"/carteiras/{geral.pk}/editar", formulario(de_bia, geral, telefone="(81) 3355-9000", acao="salvar"))
    previa = de_ana.post(f"/carteiras/{geral.pk}/editar", {**aberto_por_ana, "acao": "previa"})
    assert previa.status_code == 200
    resposta = de_ana.post(f"/carteiras/{geral.pk}/editar", {**aberto_por_ana, "acao": "salvar"})
    assert resposta.status_code == 409
    assert "foi mudada por outra pessoa" in resposta.content.decode()
    assert 'value="500,00"' in resposta.content.decode()
    versao = versao_em(geral, timezone.localdate())
    assert (versao.versao, versao.contato) == (2, {"telefone": "(81) 3355-9000"})


def test_mudanca_marcada_que_deixa_de_valer_se_diz(geral: Carteira, ana: Usuario, entrar: Entrar) -> None:
    cliente, hoje, endereco = entrar(ana), timezone.localdate(), f"/carteiras/{geral.pk}/editar"
    marcado = {"etapa-0-valor_minimo": "500,00", "vigente_desde": f"{hoje + timedelta(days=40):%d/%m/%Y}"}
    previa = cliente.post(endereco, formulario(cliente, geral, **marcado, acao="previa"))
    assert [dia.saem.cdas for dia in previa.context["previas"][0][0].dias] == [0, 0, 0, 4]
    cliente.post(endereco, formulario(cliente, geral, **marcado, acao="salvar"))
    assert "Mudança marcada." in cliente.get(f"/carteiras/{geral.pk}").content.decode()
    outra = cliente.post(endereco, formulario(cliente, geral, telefone="(81) 3355-9000", acao="previa"))
    assert "A versão 2, que valeria" in texto(outra)
    assert [dia.antes.cdas for dia in outra.context["previas"][0][0].dias] == [8, 8, 8, 4]
    assert [dia.entram.cdas for dia in outra.context["previas"][0][0].dias] == [0, 0, 0, 4]


def test_as_versoes_se_comparam(geral: Carteira, ana: Usuario, entrar: Entrar) -> None:
    cliente, endereco = entrar(ana), f"/carteiras/{geral.pk}/editar"
    for minimo in ("500,00", "900,00"):
        cliente.post(endereco, formulario(cliente, geral, **{"etapa-0-valor_minimo": minimo}, acao="salvar"))
    pagina = texto(cliente.get(f"/carteiras/{geral.pk}/versoes/3"))
    assert "R$ 500,00" in pagina
    assert "R$ 900,00" in pagina
    com_a_primeira = cliente.get(f"/carteiras/{geral.pk}/versoes/3?com=1").context["mudou"]
    assert [(d.rotulo, d.antes, d.depois) for d in com_a_primeira] == [("Protesto: saldo mínimo", "", "R$ 900,00")]
    assert "Nunca vale" in texto(cliente.get(f"/carteiras/{geral.pk}/versoes/2"))
    assert cliente.get(f"/carteiras/{geral.pk}/versoes/9").status_code == 404
    for estranha in ("9", "x", "", "9" * 40, "3"):
        assert cliente.get(f"/carteiras/{geral.pk}/versoes/3?com={estranha}").status_code == 200


def test_carteira_nova_nasce_vazia_e_codigo_repetido_se_recusa(geral: Carteira, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    resposta = cliente.post("/carteiras/nova", {"codigo": "ISS", "nome": "Serviços"})
    iss = geral.credor.carteiras.get(codigo="ISS")
    assert resposta["Location"] == f"/carteiras/{iss.pk}/editar"
    assert (iss.nome, iss.versoes.get().regua) == ("Serviços", [])
    assert "Nenhuma etapa" in texto(cliente.get(f"/carteiras/{iss.pk}"))
    for codigo in ("ISS", "", "x" * 21):
        resposta = cliente.post("/carteiras/nova", {"codigo": codigo, "nome": "Outra"})
        assert resposta.status_code in {409, 422}
        assert resposta.context["erros"]["codigo"]
    previa = cliente.post(f"/carteiras/{iss.pk}/editar", formulario(cliente, iss, acao="previa"))
    assert "nada desta carteira vai à cobrança" in texto(previa)


def test_a_vizinha_nao_ve_nem_muda_a_carteira(
    geral: Carteira, de_olinda: Fabrica, otavio: Usuario, entrar: Entrar
) -> None:
    cliente, antes = entrar(otavio), VersaoDaCarteira.objects.count()
    for caminho in ("", "/editar", "/versoes/1"):
        assert cliente.get(f"/carteiras/{geral.pk}{caminho}").status_code == 404
    assert cliente.post(f"/carteiras/{geral.pk}/editar", {"acao": "salvar", "nome": "Minha"}).status_code == 404
    assert VersaoDaCarteira.objects.count() == antes
    dela = de_olinda.credor.carteiras.get()
    assert f"/carteiras/{dela.pk}" in cliente.get("/carteiras").content.decode()
    assert f'/carteiras/{geral.pk}"' not in cliente.get("/carteiras").content.decode()


def test_quem_so_consulta_ve_e_nao_edita(geral: Carteira, beto: Usuario, entrar: Entrar) -> None:
    cliente = entrar(beto)
    assert "Editar</a>" not in cliente.get(f"/carteiras/{geral.pk}").content.decode()
    assert cliente.get(f"/carteiras/{geral.pk}/editar").status_code == 403
    assert cliente.post(f"/carteiras/{geral.pk}/editar", {"acao": "salvar"}).status_code == 403
    assert cliente.post("/carteiras/nova", {"codigo": "X"}).status_code == 403
