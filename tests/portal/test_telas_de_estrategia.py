"""Planejar, olhar e liberar pelas telas; o freio pede duas pessoas, e o retorno se lê uma vez."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from fabrica_do_livro import pessoa_de
from vitrine import DIA, IPTU

from hub.acesso.models import Usuario
from hub.comum.situacoes import Situacao
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Lote, Porta, Remessa
from hub.recepcao.formatos import quadros_de_objetos
from hub.recepcao.servicos import Entrega, receber

Entrar = Callable[[Usuario], Client]


@pytest.fixture
def dividas(recife: Credor) -> Credor:
    """Doze CDAs prontas para protesto e uma sem documento."""
    linhas = [{**IPTU, "numero_cda": f"2024/{n}"} for n in range(12)]
    sem = {**IPTU, "numero_cda": "2024/SEM", "devedor_documento": ""}
    entrega = Entrega(credor=recife, porta=Porta.API, ator="sistema", em=DIA)
    receber(entrega, quadros_de_objetos([*linhas, sem]))
    Lote.objects.update(em=DIA)
    return recife


@pytest.fixture
def plano(dividas: Credor, ana: Usuario, entrar: Entrar) -> Remessa:
    resposta = entrar(ana).post("/remessas/planejar", {"estrategia": "protesto", "em": "02/03/2026"})
    plano = Remessa.objects.get()
    assert resposta["Location"] == f"/remessas/{plano.pk}"
    return plano


def test_o_plano_diz_o_que_vai_o_que_fica_e_por_que(plano: Remessa, ana: Usuario, entrar: Entrar) -> None:
    pagina = " ".join(entrar(ana).get(f"/remessas/{plano.pk}").content.decode().split())
    assert "<dt>Inclusões</dt><dd>12</dd>" in pagina
    assert "Recife (PE)" in pagina
    assert "Não tem CPF nem CNPJ do devedor." in pagina
    assert "Duas pessoas liberam." in pagina
    exemplos = entrar(ana).get(f"/remessas/{plano.pk}/retidas").content.decode()
    assert "2024/SEM" in exemplos


def test_com_freio_saem_duas_pessoas_depois(plano: Remessa, ana: Usuario, recife: Credor, entrar: Entrar) -> None:
    de_ana, de_bia = entrar(ana), entrar(pessoa_de("bia", recife, "gestor"))
    liberar = f"/remessas/{plano.pk}/liberar"
    assert "Precisa de duas pessoas." in de_ana.get(liberar).content.decode()
    for _ in range(2):
        de_ana.post(liberar)
    plano.refresh_from_db()
    assert (plano.situacao, plano.aprovada_por) == ("planejada", ["ana"])
    assert "Sua aprovação ficou registrada." in de_ana.get(f"/remessas/{plano.pk}").content.decode()
    de_bia.post(liberar)
    plano.refresh_from_db()
    assert plano.situacao == "liberada"
    assert set(Acionamento.objects.values_list("situacao", flat=True)) == {Situacao.ENVIADA}
    arquivo = plano.arquivos.get()
    baixado = de_ana.get(f"/remessas/{plano.pk}/arquivos/{arquivo.pk}")
    assert arquivo.nome in baixado["Content-Disposition"]
    assert len(b"".join(baixado.streaming_content)) > 600


def test_o_operador_planeja_mas_nao_libera(plano: Remessa, recife: Credor, entrar: Entrar) -> None:
    cliente = entrar(pessoa_de("oto", recife, "operador"))
    assert cliente.get(f"/remessas/{plano.pk}/liberar").status_code == 403
    assert cliente.post(f"/remessas/{plano.pk}/liberar").status_code == 403
    assert "Quem libera é a pessoa de perfil Gestor." in cliente.get(f"/remessas/{plano.pk}").content.decode()
    plano.refresh_from_db()
    assert (plano.situacao, plano.aprovada_por) == ("planejada", [])


def test_plano_descartado_some_da_lista_e_nada_se_perde(plano: Remessa, ana: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    assert "Descartar o plano" in cliente.get(f"/remessas/{plano.pk}/descartar").content.decode()
    assert cliente.post(f"/remessas/{plano.pk}/descartar")["Location"] == "/remessas"
    assert f'href="/remessas/{plano.pk}"' not in cliente.get("/remessas").content.decode()
    assert not Acionamento.objects.exists()
    assert cliente.post(f"/remessas/{plano.pk}/descartar")["Location"] == f"/remessas/{plano.pk}"


@pytest.mark.parametrize(
    ("campos", "dito"),
    [
        ({"estrategia": "protesto", "em": "31/02/2026"}, "31/02/2026 não é uma data."),
        ({"estrategia": "pombo", "em": "02/03/2026"}, "Não há estratégia pombo."),
    ],
)
def test_plano_que_nao_se_monta_diz_por_que(
    campos: dict[str, str], dito: str, dividas: Credor, ana: Usuario, entrar: Entrar
) -> None:
    cliente = entrar(ana)
    assert cliente.post("/remessas/planejar", campos)["Location"] == "/remessas"
    assert dito in cliente.get("/remessas").content.decode()
    assert not Remessa.objects.exists()


@pytest.mark.parametrize("conteudo", [b"", b"isto nao e um retorno"])
def test_retorno_que_nao_se_le_diz_por_que(conteudo: bytes, ana: Usuario, entrar: Entrar) -> None:
    arquivo = SimpleUploadedFile("R9990203.261", conteudo)
    resposta = entrar(ana).post("/retornos/enviar", {"estrategia": "protesto", "arquivo": arquivo})
    assert 400 <= resposta.status_code < 500
    assert "O arquivo não foi aplicado." in resposta.content.decode()


def test_o_inicio_aponta_o_que_falta_fazer(plano: Remessa, ana: Usuario, entrar: Entrar) -> None:
    pagina = " ".join(entrar(ana).get("/").content.decode().split())
    assert "<strong>1</strong> remessa planejada espera liberação" in pagina
    Remessa.objects.update(situacao="descartada")
    assert "Nada pendente." in entrar(ana).get("/").content.decode()


def test_sem_convenio_a_remessa_se_diz_ensaio(plano: Remessa, recife: Credor, ana: Usuario, entrar: Entrar) -> None:
    endereco = f"/remessas/{plano.pk}"
    assert "É ensaio." not in entrar(ana).get(endereco).content.decode()
    recife.convenios.all().delete()
    for pagina in (endereco, f"{endereco}/liberar"):
        assert "É ensaio." in entrar(ana).get(pagina).content.decode()


def test_a_agenda_se_define_pelo_formulario(recife: Credor, ana: Usuario, beto: Usuario, entrar: Entrar) -> None:
    cliente = entrar(ana)
    campos = {"dia": ["seg", "sex"], "das": "09:00", "ate": "12:00", "capacidade": "1.500", "libera": "nada"}
    assert cliente.post("/agenda/protesto", campos).status_code == 302
    pagina = cliente.get("/agenda").content.decode()
    assert "Seg, sex, das 09:00 às 12:00" in pagina
    assert "1.500" in pagina
    for errado, dito in (
        ({"das": "9h"}, "9h não é hora"),
        ({"capacidade": "muitas"}, "muitas não é uma quantidade"),
        ({"libera": "tudo"}, "diga até quando vale"),
        ({"libera": "x"}, "escolha uma das opções"),
        ({"aprovada_ate": "31/02/2026"}, "31/02/2026 não é uma data"),
    ):
        resposta = cliente.post("/agenda/protesto", campos | errado)
        assert resposta.status_code in {400, 422}, errado
        assert dito in " ".join(resposta.content.decode().split()), errado
    assert cliente.get("/agenda/pombo").status_code == 404
    so_ve = entrar(beto)
    assert "Mudar" not in so_ve.get("/agenda").content.decode()
    assert so_ve.get("/agenda/protesto").status_code == 403
