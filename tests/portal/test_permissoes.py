"""Toda rota, todo personagem: uma tabela diz quem entra, quem é barrado e para quem a página não existe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from fabrica_do_livro import pessoa_de
from vitrine import Vitrine, montar

from hub.acesso.models import Perfil, Usuario
from hub.acesso.permissoes import PODE, Ato
from hub.credores.models import Credor

#: Rotas que qualquer um abre, e as que só pedem entrada.
ABERTAS = {"entrar", "sair", "privacidade", "acessibilidade", "conferir", "conferir_codigo"}
SO_ENTRADA = {"credor"}
#: Rotas que só aceitam POST.
SO_POST = {
    "sair",
    "remessa_planejar",
    "retorno_enviar",
    "documento_emitir",
    "documento_enviar",
    "envio_repetir",
}
FALTA_MODELO = {"lote_modelo": {"formato": "csv"}}


def _rotas(resolvedor: URLResolver | None = None) -> Iterator[URLPattern]:
    for padrao in (resolvedor or get_resolver()).url_patterns:
        if isinstance(padrao, URLPattern):
            yield padrao
        elif padrao.app_name != "ninja":
            yield from _rotas(padrao)


ROTAS = {rota.name: rota for rota in _rotas()}


@pytest.fixture
def vitrine(recife: Credor) -> Vitrine:
    return montar(recife)


@pytest.fixture
def enderecos(vitrine: Vitrine, recife: Credor) -> dict[str, str]:
    """O endereço de cada rota, com identificadores de recife."""
    objetos = {
        "lote": recife.lotes.filter(porta="arquivo").first().pk,
        "cda": vitrine.cda.pk,
        "remessa": vitrine.liberada.pk,
        "arquivo": vitrine.liberada.arquivos.get().pk,
        "retorno": vitrine.retorno.pk,
        "formato": "csv",
        "modelo": vitrine.documento.versao.modelo_id,
        "versao_do_modelo": vitrine.documento.versao_id,
        "documento": vitrine.documento.pk,
        "envio": vitrine.envio.pk,
        "lote_de_documentos": vitrine.lote_de_documentos.pk,
        "codigo": vitrine.documento.codigo,
    }
    return {nome: _endereco(rota, objetos) for nome, rota in ROTAS.items()}


def _endereco(rota: URLPattern, objetos: dict[str, object]) -> str:
    from django.urls import reverse

    return reverse(rota.name, kwargs={nome: objetos[nome] for nome in rota.pattern.converters})


def _pedir(cliente: Client, nome: str, endereco: str) -> HttpResponse:
    return cliente.post(endereco) if nome in SO_POST else cliente.get(endereco)


def _ato(nome: str) -> Ato:
    return ROTAS[nome].callback.ato


def test_toda_rota_cobra_um_ato_ou_esta_na_lista_das_abertas() -> None:
    sem_ato = {nome for nome, rota in ROTAS.items() if not hasattr(rota.callback, "ato")}
    assert sem_ato == ABERTAS | SO_ENTRADA
    assert set(PODE) == set(Ato)


def test_quem_nao_entrou_so_ve_as_abertas(enderecos: dict[str, str], client: Client) -> None:
    for nome, endereco in enderecos.items():
        resposta = _pedir(client, nome, endereco)
        if nome in ABERTAS:
            assert resposta.status_code in {200, 302}, nome
        else:
            assert resposta.status_code == 302, nome
            assert resposta["Location"].startswith("/entrar"), nome


@pytest.mark.parametrize("perfil", Perfil)
def test_cada_perfil_da_dona_alcanca_o_que_a_tabela_diz(
    perfil: Perfil, enderecos: dict[str, str], recife: Credor, entrar: object
) -> None:
    cliente = entrar(pessoa_de("pessoa", recife, perfil))
    for nome, endereco in enderecos.items():
        if nome in ABERTAS | SO_ENTRADA:
            continue
        resposta = _pedir(cliente, nome, endereco)
        if perfil in PODE[_ato(nome)]:
            assert resposta.status_code != 403, nome
            assert resposta.status_code < 500, nome
        else:
            assert resposta.status_code == 403, nome
            assert "não pode" in resposta.content.decode(), nome


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
    cliente = entrar(request.getfixturevalue(quem))
    for nome, endereco in enderecos.items():
        tem_objeto = bool(set(ROTAS[nome].pattern.converters) - {"formato"})
        if not tem_objeto or nome in ABERTAS:
            continue
        esperada = 404 if Perfil(cliente_perfil(request.getfixturevalue(quem))) in PODE[_ato(nome)] else 403
        assert _pedir(cliente, nome, endereco).status_code == esperada, nome
        assert cliente.post(endereco).status_code in {esperada, 405}, nome


def cliente_perfil(pessoa: Usuario) -> str:
    return pessoa.vinculos.get().perfil


def test_a_vizinha_nao_ve_nome_nem_numero_de_recife(enderecos: dict[str, str], otavio: Usuario, entrar: object) -> None:
    cliente = entrar(otavio)
    listas = [
        "/",
        "/cdas",
        "/lotes",
        "/remessas",
        "/retornos",
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
