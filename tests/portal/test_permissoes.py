"""Toda rota, todo personagem: uma tabela diz quem entra, quem é barrado e para quem a página não existe."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fabrica_do_livro import pessoa_de
from vitrine import Vitrine, montar

from adesao.fabrica_de_adesoes import pedida
from credenciais import credencial_de
from entradas import entrar_por
from hub.acesso.models import Convite, Perfil, PerfilDaPgfn, Usuario, VinculoDaPgfn
from hub.acesso.nivel import Nivel
from hub.acesso.permissoes import PERMISSOES, Ato, quem_pode
from hub.credores.models import Credor
from hub.estrategias.conciliacao.servicos import Listas, conciliacao_planejar
from hub.operacao.models import EspecieDeChave
from hub.operacao.servicos import PedidoDeChave, chave_ligar
from hub.projeto import pagina_de_perfis
from hub.projeto.rotas import Rota, rotas

PAGINA = Path(__file__).parents[2] / "docs" / "perfis.md"
#: Rotas que qualquer um abre, e as que só pedem entrada.
DO_GOVBR = {"entrar_govbr", "govbr_volta", "govbr_nivel", "govbr_subir", "sair_govbr", "ate_logo"}
ABERTAS = {
    "entrar",
    "entrar_codigo",
    "sair",
    "privacidade",
    "acessibilidade",
    "credor",
    "conferir",
    "conferir_codigo",
    "estado",
    "estado_certidao",
    "robos",
    "aberta",
    "aberta_busca",
    "aberta_documento",
    "aberta_devedor",
    "aberta_lugares",
    "aberta_dados",
    "aberta_arquivo",
    "aberta_diferencas",
} | DO_GOVBR
SO_ENTRADA = {"conta", "segundo_fator", "convites", "adesoes", "adesao_nova", "convenio_experimentar"}
#: As do pedido de adesão de uma pessoa, que para as outras não existe.
DO_PRETENDENTE = {nome for nome in (rota.nome for rota in rotas()) if nome.startswith("adesao_")} - SO_ENTRADA
DO_PRETENDENTE |= {"adesao"}
#: Leva cada um ao seu início, e cobra o que o início cobra.
RAIZ = {"inicio"}
#: Abertas que dizem não a quem chega a elas por si.
DIZEM_NAO = {"govbr_nivel"}
#: Abertas que, sem nada publicado, não têm o que mostrar.
SEM_NADA = {"aberta_devedor", "aberta_arquivo", "aberta_diferencas"}
#: Rotas que só aceitam POST.
SO_POST = {
    "sair",
    "remessa_planejar",
    "retorno_enviar",
    "equipe_convidar",
    "equipe_convite_retirar",
    "adesao_documento_retirar",
    "convenio_certificar",
    "convenio_acordo",
    "pgfn_adesao_analisar",
    "pgfn_adesao_decidir",
    "pgfn_adesao_convenio",
    "documento_emitir",
    "documento_enviar",
    "envio_repetir",
    "integracao_encerrar_troca",
    "pgfn_operacao_ligar",
    "canal_religar",
    "remessa_resposta",
    "conciliacao_comparar",
    "conciliacao_aplicar",
}
ROTAS = {rota.nome: rota for rota in rotas()}
#: As que cobram um ato: de credor, ou da PGFN.
COBRAM = {nome: rota.ato for nome, rota in ROTAS.items() if rota.ato}


@pytest.fixture
def vitrine(recife: Credor) -> Vitrine:
    return montar(recife)


@pytest.fixture
def enderecos(vitrine: Vitrine, recife: Credor) -> dict[str, str]:
    """O endereço de cada rota, com identificadores de recife."""
    pedido = pedida(Usuario.objects.create_user("caio"))
    objetos = {
        "lote": recife.lotes.filter(porta="arquivo").first().pk,
        "cda": vitrine.cda.pk,
        "remessa": vitrine.liberada.pk,
        "arquivo": vitrine.liberada.arquivos.get().pk,
        "retorno": vitrine.retorno.pk,
        "formato": "csv",
        "estrategia": "protesto",
        "vinculo": pessoa_de("vera", recife, "operador").vinculos.get().pk,
        "convite": _convite(recife).pk,
        "carteira": recife.carteiras.get().pk,
        "conciliacao": _conciliacao(recife),
        "versao": 1,
        "adesao": pedido.pk,
        "anexo": pedido.anexos.get().pk,
        "modelo": vitrine.documento.versao.modelo_id,
        "versao_do_modelo": vitrine.documento.versao_id,
        "documento": vitrine.documento.pk,
        "envio": vitrine.envio.pk,
        "lote_de_documentos": vitrine.lote_de_documentos.pk,
        "codigo": vitrine.documento.codigo,
        "credencial": credencial_de(recife)[0].pk,
        "chave": _chave_ligada(),
        "devedor": "0" * 32,
        "nome": "divida-aberta.csv",
        "dia": "2026-03-02",
    }
    return {nome: _endereco(rota, objetos) for nome, rota in ROTAS.items()}


def _conciliacao(recife: Credor) -> int:
    listas = Listas(do_credor=b"numero_cda;situacao;saldo\nNADA/1;ATIVA;10,00\n")
    return conciliacao_planejar(credor=recife, listas=listas, em=timezone.localdate(), ator="ana").pk


def _chave_ligada() -> int:
    pedido = PedidoDeChave(especie=EspecieDeChave.AVISO, motivo="Bem-vindos.")
    return chave_ligar(pedido, ator="rosa", agora=timezone.now()).pk


def _convite(credor: Credor) -> Convite:
    agora = timezone.now()
    return Convite.objects.create(
        credor=credor, cpf_resumo="a" * 64, perfil="consulta", convidado_em=agora, vence_em=agora + timedelta(days=1)
    )


def _endereco(rota: Rota, objetos: dict[str, object]) -> str:
    return reverse(rota.nome, kwargs={nome: objetos[nome] for nome in rota.identificadores})


def _pedir(cliente: Client, nome: str, endereco: str) -> HttpResponse:
    resposta = cliente.post(endereco) if nome in SO_POST else cliente.get(endereco)
    if resposta.streaming:
        list(resposta)  # lido até o fim, o arquivo se fecha
    return resposta


def _da_pgfn(nome: str, perfil: PerfilDaPgfn) -> Usuario:
    pessoa = Usuario.objects.create_user(nome)
    VinculoDaPgfn.objects.create(usuario=pessoa, perfil=perfil)
    return pessoa


def test_toda_rota_cobra_um_ato_ou_esta_na_lista_das_abertas() -> None:
    assert {nome for nome, rota in ROTAS.items() if rota.aberta} == ABERTAS | RAIZ
    assert {nome for nome, rota in ROTAS.items() if rota.ato is None} == ABERTAS | RAIZ | SO_ENTRADA | DO_PRETENDENTE
    assert set(PERMISSOES) == set(Ato)


def test_a_pagina_de_perfis_do_manual_e_a_da_tabela() -> None:
    assert PAGINA.read_text(encoding="utf-8") == pagina_de_perfis.pagina(), f"rode {pagina_de_perfis.COMANDO}"


def test_quem_nao_entrou_so_ve_as_abertas(enderecos: dict[str, str], client: Client) -> None:
    for nome, endereco in enderecos.items():
        resposta = _pedir(client, nome, endereco)
        if nome in ABERTAS:
            esperadas = {403} if nome in DIZEM_NAO else {404} if nome in SEM_NADA else {200, 302, 303}
            assert resposta.status_code in esperadas, nome
        else:
            assert resposta.status_code == 302, nome
            assert resposta["Location"].startswith("/entrar"), nome


@pytest.mark.parametrize("perfil", [*Perfil, *PerfilDaPgfn])
def test_cada_perfil_alcanca_o_que_a_tabela_diz(
    perfil: Perfil | PerfilDaPgfn, enderecos: dict[str, str], recife: Credor, entrar: object
) -> None:
    pessoa = pessoa_de("pessoa", recife, perfil) if isinstance(perfil, Perfil) else _da_pgfn("pessoa", perfil)
    cliente = entrar(pessoa)
    for nome, ato in COBRAM.items():
        resposta = _pedir(cliente, nome, enderecos[nome])
        if perfil in quem_pode(ato):
            assert resposta.status_code != 403, nome
            assert resposta.status_code < 500, nome
        else:
            assert resposta.status_code == 403, nome
    for nome in SO_ENTRADA:
        assert cliente.get(enderecos[nome]).status_code in {200, 302}, nome
    for nome in DO_PRETENDENTE:
        assert _pedir(cliente, nome, enderecos[nome]).status_code == 404, nome


@pytest.mark.parametrize("nivel", [Nivel.BRONZE, Nivel.PRATA])
def test_nivel_que_nao_basta_barra_ate_quem_tem_o_perfil(
    nivel: Nivel, enderecos: dict[str, str], ana: Usuario, client: Client
) -> None:
    chefe = _da_pgfn("chefe", PerfilDaPgfn.ADMINISTRADOR)
    for nome, ato in COBRAM.items():
        pessoa = ana if Perfil.GESTOR in quem_pode(ato) else chefe
        resposta = _pedir(entrar_por(client, pessoa, nivel=nivel), nome, enderecos[nome])
        assert (resposta.status_code == 403) == (nivel < PERMISSOES[ato].nivel), nome


def test_sem_segundo_fator_ninguem_age_pela_pgfn(enderecos: dict[str, str], client: Client) -> None:
    cliente = entrar_por(client, _da_pgfn("chefe", PerfilDaPgfn.ADMINISTRADOR))
    sessao = cliente.session
    sessao["entrada_amr"] = ["passwd"]
    sessao.save()
    da_pgfn = [nome for nome, ato in COBRAM.items() if not quem_pode(ato) & set(Perfil)]
    assert da_pgfn
    for nome in da_pgfn:
        resposta = _pedir(cliente, nome, enderecos[nome])
        assert resposta.status_code == 403, nome
        assert "segundo fator" in resposta.content.decode(), nome


def test_beto_so_consulta(enderecos: dict[str, str], beto: Usuario, entrar: object) -> None:
    cliente = entrar(beto)
    barradas = {
        nome
        for nome, endereco in enderecos.items()
        if nome not in ABERTAS and _pedir(cliente, nome, endereco).status_code == 403
    }
    assert barradas == {
        "lote_novo",
        "cda_nova",
        "cda_alterar",
        "cda_justificar",
        "cda_movimento",
        "remessa_planejar",
        "remessa_liberar",
        "remessa_descartar",
        "retorno_enviar",
        "canal_religar",
        "remessa_resposta",
        "conciliacao_comparar",
        "conciliacao_aplicar",
        "equipe_convidar",
        "equipe_convite_retirar",
        "equipe_pessoa",
        "equipe_retirar",
        "integracoes",
        "integracao",
        "integracao_nova",
        "integracao_trocar",
        "integracao_encerrar_troca",
        "integracao_revogar",
        "auditoria",
        "convenio_certificar",
        "convenio_acordo",
        "pgfn",
        "pgfn_adesoes",
        "pgfn_adesao",
        "pgfn_adesao_analisar",
        "pgfn_adesao_decidir",
        "pgfn_adesao_assinar",
        "pgfn_adesao_convenio",
        "pgfn_adesao_documento",
        "pgfn_equipe",
        "pgfn_auditoria",
        "pgfn_operacao",
        "pgfn_operacao_ligar",
        "pgfn_operacao_desligar",
        "agenda",
        "carteira_nova",
        "carteira_editar",
        "documento_emitir",
        "documento_cancelar",
        "documento_enviar",
        "envio_repetir",
        "lote_de_documentos_novo",
        "modelo_novo",
        "modelo_editar",
    }


@pytest.mark.parametrize("quem", ["otavio", "carla"])
def test_para_quem_e_de_outro_credor_nada_disso_existe(
    quem: str, enderecos: dict[str, str], request: pytest.FixtureRequest, entrar: object
) -> None:
    pessoa = request.getfixturevalue(quem)
    cliente, perfil = entrar(pessoa), Perfil(pessoa.vinculos.get().perfil)
    for nome, ato in COBRAM.items():
        # O formato e o nome do canal não são de ninguém.
        if not set(ROTAS[nome].identificadores) - {"formato", "estrategia"}:
            continue
        endereco, esperada = enderecos[nome], 404 if perfil in quem_pode(ato) else 403
        assert _pedir(cliente, nome, endereco).status_code == esperada, nome
        assert cliente.post(endereco).status_code in {esperada, 405}, nome


def test_a_vizinha_nao_ve_nome_nem_numero_de_recife(enderecos: dict[str, str], otavio: Usuario, entrar: object) -> None:
    cliente = entrar(otavio)
    listas = [
        "/",
        "/cdas",
        "/lotes",
        "/carteiras",
        "/remessas",
        "/agenda",
        "/baixas",
        "/retornos",
        "/canais",
        "/resultados",
        "/resultados.csv",
        "/resultados.xlsx",
        "/documentos",
    ]
    buscas = ["/cdas?q=2024/000900-1", "/cdas?q=11222333000181", "/cdas?q=COM", "/cdas?situacao=paga", "/cdas?lote=1"]
    for endereco in [*listas, *buscas]:
        corpo = b"".join(cliente.get(endereco)) if endereco.endswith("xlsx") else cliente.get(endereco).content
        for segredo in (
            b"EXEMPLO LTDA",
            b"MARIA",
            b"B9990203",
            b"R9990503",
            b"iptu.csv",
            b"Recife</",
            b"2024/000900-1</a>",
        ):
            assert segredo not in corpo, (endereco, segredo)
